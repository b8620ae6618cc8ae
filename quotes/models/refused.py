"""What people entered and could not save, kept until they save it or let it go."""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.http import QueryDict

MOST_CHARACTERS = 300


class RefusedSave(models.Model):
    """A form that was refused because somebody else had changed, deleted or published its record.

    Only the person who sent it sees it. `entered` and `choices` are JSON in text: what people send may hold a NUL,
    which PostgreSQL's own JSON refuses.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="refused_saves")
    kind = models.CharField(max_length=30)
    key = models.PositiveBigIntegerField()
    label = models.CharField("record", max_length=MOST_CHARACTERS)
    seen_version = models.PositiveIntegerField(default=0)
    refused_at = models.DateTimeField("refused", auto_now=True)
    entered = models.TextField()
    choices = models.TextField(default="[]")

    class Meta:
        ordering = ["-refused_at", "-pk"]
        default_permissions = ()
        verbose_name = "unsaved change"
        indexes = [models.Index(fields=["user", "kind", "key"], name="refused_save_of_record")]

    def __str__(self) -> str:
        return self.label

    @property
    def posted(self) -> QueryDict:
        """What was posted, as the form reads it."""
        data = QueryDict(mutable=True)
        for name, values in json.loads(self.entered).items():
            data.setlist(name, values)
        return data

    @property
    def choice_list(self) -> list[dict[str, Any]]:
        """The choices that the conflict offered (quotes.admin.combining)."""
        return json.loads(self.choices)
