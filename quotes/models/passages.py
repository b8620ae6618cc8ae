"""Where the words of quotations stand."""

from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from .base import Record, RecordQuerySet, Status


class PassageQuerySet(RecordQuerySet):
    def get_by_natural_key(self, ref: str, position: int) -> "Passage":
        return self.get(quotation__ref=ref, position=position)


class Passage(Record):
    """Where words stand: code points into the source's text, end exclusive (W3C TextPositionSelector)."""

    parents = ("quotation",)

    quotation = models.ForeignKey("quotes.Quotation", on_delete=models.CASCADE, related_name="passages")
    position = models.PositiveSmallIntegerField(default=1)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    objects: ClassVar[Any] = PassageQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["quotation", "position"], name="passage_once_for_each_position"),
            models.CheckConstraint(
                condition=Q(end__gt=models.F("start")),
                name="passage_ends_after_start",
                violation_error_message="A passage ends after it starts.",
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1),
                name="passage_positions_count_from_1",
                violation_error_message="Positions count from 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"characters {self.start:,}–{self.end:,}"

    def natural_key(self) -> tuple[str, int]:
        return (self.quotation.ref, self.position)

    natural_key.dependencies = ["quotes.quotation"]  # type: ignore[attr-defined]

    @classmethod
    def visible(cls) -> Q:
        return Q(quotation__status=Status.PUBLISHED)

    def clean(self) -> None:
        super().clean()
        if self.end is not None and self.quotation_id:
            self.check_range()

    def check_range(self) -> None:
        length = len(self.quotation.source.text)
        if self.end > length:
            raise ValidationError(
                {"end": f"The source ends at character {length:,}, before this passage does ({self.end:,})."}
            )

    def check_rules(self, stored: Self | None) -> None:
        super().check_rules(stored)
        self.check_range()
        if stored is not None and stored.quotation_id != self.quotation_id:
            raise ValidationError({"quotation": "A passage stays with its quotation. Add one to the other quotation."})

    def lock_sources(self, using: str) -> None:
        if self.quotation._spans is None:
            self.quotation.lock_sources(using)

    def touch_parents(self, using: str | None = None) -> None:
        """Leave the quotation's version alone while it is anchored: it was saved, and is locked."""
        if self.quotation._spans is None:
            super().touch_parents(using)

    def saved(self, stored: Self | None) -> None:
        super().saved(stored)
        if self.quotation._spans is None:
            self.quotation.reread_passages()

    def deleted(self) -> None:
        super().deleted()
        if self.quotation._spans is None:
            self.quotation.reread_passages()
