"""That two records became one, or are not the same: what editors decided about duplicates."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .fields import clean_characters_constraint


class MergeableKind(models.TextChoices):
    """The models whose records can be merged, by name."""

    SPEAKER = "speaker"
    ORGANIZATION = "organization"
    TOPIC = "topic"


KIND_IS_KNOWN = Q(kind__in=["speaker", "organization", "topic"])


def editor_field(**options: Any) -> models.ForeignKey:
    """Return a field for who did something; it outlives the account."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+", **options
    )


class Merge(models.Model):
    """One record that another took the place of, and what was moved: enough to undo it (quotes.editing.merging).

    It names both by key and not by relation: the merged one is gone, and the kept one may go later.
    """

    Kind = MergeableKind

    kind = models.CharField(max_length=12, choices=MergeableKind, editable=False)
    kept_key = models.BigIntegerField(editable=False)
    kept_name = models.CharField("into", max_length=200, editable=False)
    kept_slug = models.SlugField(max_length=80, editable=False)
    merged_key = models.BigIntegerField(editable=False)
    merged_name = models.CharField("merged", max_length=200, editable=False)
    merged_slug = models.SlugField("address that leads there", max_length=80, editable=False)
    by = editor_field()
    at = models.DateTimeField("when", default=timezone.now, editable=False)
    reason = models.TextField(blank=True, editable=False)
    moved = models.JSONField(
        default=dict,
        encoder=DjangoJSONEncoder,
        editable=False,
        help_text="What it moved, joined and filled in, by key.",
    )
    undone_by = editor_field(verbose_name="undone by")
    undone_at = models.DateTimeField("undone", null=True, editable=False)
    undone_reason = models.TextField("reason for undoing it", blank=True, editable=False)
    left = models.JSONField(default=list, editable=False, help_text="What undoing it left as it was, as sentences.")

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("view",)
        permissions = [("merge_records", "Can merge speakers, organizations and topics, and undo it")]
        constraints = [
            models.CheckConstraint(condition=KIND_IS_KNOWN, name="merge_kind_is_known"),
            models.CheckConstraint(condition=~Q(kept_key=F("merged_key")), name="merge_is_of_two_records"),
            models.UniqueConstraint(
                fields=["kind", "merged_key"], condition=Q(undone_at=None), name="merge_once_until_undone"
            ),
            clean_characters_constraint("reason", "merge_reason_has_clean_characters"),
            clean_characters_constraint("undone_reason", "merge_undone_reason_has_clean_characters"),
        ]

    def __str__(self) -> str:
        return f"{self.merged_name} → {self.kept_name}"


class Distinction(models.Model):
    """A decision that two records, which look like duplicates, are not the same."""

    Kind = MergeableKind

    kind = models.CharField(max_length=12, choices=MergeableKind, editable=False)
    first_key = models.BigIntegerField(editable=False)
    first_name = models.CharField("one", max_length=200, editable=False)
    second_key = models.BigIntegerField(editable=False)
    second_name = models.CharField("the other", max_length=200, editable=False)
    by = editor_field()
    at = models.DateTimeField("when", default=timezone.now, editable=False)
    reason = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("view", "add", "delete")
        constraints = [
            models.CheckConstraint(condition=KIND_IS_KNOWN, name="distinction_kind_is_known"),
            models.CheckConstraint(condition=Q(first_key__lt=F("second_key")), name="distinction_is_of_two_records"),
            models.UniqueConstraint(fields=["kind", "first_key", "second_key"], name="distinction_once_for_each_pair"),
            clean_characters_constraint("reason", "distinction_reason_has_clean_characters"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} ≠ {self.second_name}"
