"""The captured documents that quotations stand in."""

import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from quotes.text.anchors import Span, move

from .base import (
    Slugged,
    clean_characters_constraint,
    related,
    validate_web_address,
    web_address_constraint,
)
from .people import Organization


class Source(Slugged):
    """One captured document. Its text belongs to its publisher and is for editors and for checking."""

    class Kind(models.TextChoices):
        ARTICLE = "article", "News article"
        PRESS_RELEASE = "press-release", "Press release"
        TRANSCRIPT = "transcript"
        POST = "post", "Social-media post"
        DOCUMENT = "document"

    slug_from = "title"
    derived = ("text_sha256", "text_length")

    kind = models.CharField(max_length=15, choices=Kind, default=Kind.ARTICLE)
    title = models.CharField(max_length=300)
    publisher = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="published_sources"
    )
    byline = models.CharField(max_length=200, blank=True, help_text="Who wrote it: Fred Weir.")
    added_by_editor = models.CharField(
        "facts added by an editor",
        max_length=200,
        blank=True,
        help_text="Which of these facts the captured text does not state: publisher, byline.",
    )
    published_on = models.DateField()
    url = models.URLField("address", max_length=500, blank=True, validators=[validate_web_address])
    language = models.CharField(max_length=35, default="en", help_text="BCP 47 tag: en, ru, pt-BR.")
    text = models.TextField(help_text="The document as captured, character for character. Never shown whole to readers.")
    text_sha256 = models.CharField("SHA-256 of the text", max_length=64, editable=False)
    text_length = models.PositiveIntegerField("length in characters", editable=False)
    captured_on = models.DateField()
    correction_note = models.TextField(
        blank=True, help_text="What the publisher corrected after publication. Readers see it."
    )

    class Meta:
        ordering = ["-published_on", "slug"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="source_has_title"),
            models.CheckConstraint(condition=~Q(text=""), name="source_has_text"),
            web_address_constraint("url", "source_url_is_web_address"),
            clean_characters_constraint("title", "source_title_has_clean_characters"),
            clean_characters_constraint("text", "source_text_has_clean_characters"),
        ]
        indexes = [models.Index(fields=["-published_on", "slug"], name="source_newest")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("quotes:source-detail", args=[self.slug])

    @classmethod
    def visible(cls) -> Q:
        return Q(Exists(related("Quotation").published().filter(source=OuterRef("pk"))))

    def clean(self) -> None:
        super().clean()
        self.moved_passages()
        if self.pk and self.published_on:
            late = self.quotations.filter(said_earliest__gt=self.published_on).first()
            if late:
                raise ValidationError({"published_on": f"Quotation {late.ref} was said after that day: {late.said}."})

    def derive(self) -> None:
        super().derive()
        self.text_sha256 = hashlib.sha256(self.text.encode()).hexdigest()
        self.text_length = len(self.text)

    def moved_passages(self) -> list[tuple[Any, Span]]:
        """Return each passage whose text was edited around it, with its new place.

        Raises ValidationError that lists every passage whose new place is not certain.
        """
        if self._state.adding:
            return []
        stored = type(self)._base_manager.values_list("text", flat=True).filter(pk=self.pk).first()
        if stored is None or stored == self.text:
            return []
        moves, problems = [], []
        for passage in related("Passage").filter(quotation__source=self).select_related("quotation"):
            try:
                moves.append((passage, move(stored, self.text, Span(passage.start, passage.end))))
            except ValueError as error:
                problems.append(f"Quotation {passage.quotation.ref}: {error}")
        if problems:
            raise ValidationError({"text": problems})
        return moves

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; an edited text takes its passages along, or raises ValidationError and changes nothing."""
        with transaction.atomic():
            if not self._state.adding:
                self.lock()
            self._moves = self.moved_passages()
            super().save(*args, **kwargs)

    def saved(self) -> None:
        spans: dict[Any, list[Span]] = {}
        for passage, span in sorted(self._moves, key=lambda item: item[0].position):
            spans.setdefault(passage.quotation, []).append(span)
        for quotation in self.quotations.all():
            quotation.source = self
            if quotation in spans:
                quotation.anchor(spans[quotation])
            elif quotation.derived_differ():
                quotation.save()
