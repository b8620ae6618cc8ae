"""Tables that editors uploaded, and what a dry run said of each row."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class ImportFile(models.Model):
    """An uploaded table. It is `imported` exactly when its rows are in the record: one transaction writes both."""

    class State(models.TextChoices):
        UPLOADED = "uploaded"
        CHECKED = "checked"
        IMPORTED = "imported"

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    length = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=8, choices=State, default=State.UPLOADED)
    digest = models.CharField(max_length=64, blank=True)  # of what the dry run said of all rows
    counts = models.JSONField(default=dict)
    begun_at = models.DateTimeField(null=True)  # when the last import of it began, which may not have ended
    imported_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)  # what the editor must know

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["uploaded", "checked", "imported"]), name="import_file_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="imported") | Q(imported_at__isnull=False), name="imported_file_has_time"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """What a row of an uploaded table would do, or did: `detail` has the changes, the reasons and a note."""

    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=9)
    title = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="import_row_once_for_each_number")]
        indexes = [models.Index(fields=["file", "outcome", "number"], name="import_row_by_outcome")]

    def __str__(self) -> str:
        return f"row {self.number:,}: {self.outcome}"
