"""The captured documents that quotations stand in."""

import hashlib
from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q

from quotes.text.anchors import Span, check_order, move

from .addresses import address
from .base import Slugged, related
from .fields import (
    LANGUAGE_PATTERN,
    VerbatimTextField,
    WebAddressField,
    clean_characters_constraint,
    pattern_constraint,
    validate_language,
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
    url = WebAddressField("address", max_length=500, blank=True)
    language = models.CharField(
        max_length=35, default="en", validators=[validate_language], help_text="BCP 47 tag: en, ru, pt-BR."
    )
    text = VerbatimTextField(
        help_text="The document as captured, character for character. Never shown whole to readers."
    )
    text_sha256 = models.CharField("SHA-256 of the text", max_length=64, editable=False)
    text_length = models.PositiveIntegerField("length in characters", editable=False)
    captured_on = models.DateField()
    correction_note = models.TextField(
        blank=True, help_text="What the publisher corrected after publication. Readers see it."
    )

    class Meta:
        ordering = ["-published_on", "slug"]
        constraints = [
            *Slugged.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=["article", "press-release", "transcript", "post", "document"]),
                name="source_kind_is_known",
            ),
            pattern_constraint("language", LANGUAGE_PATTERN, "source_language_is_tag", str(validate_language.message)),
            models.CheckConstraint(condition=~Q(title=""), name="source_has_title"),
            models.CheckConstraint(condition=~Q(text=""), name="source_has_text"),
            web_address_constraint("url", "source_url_is_web_address"),
            clean_characters_constraint("title", "source_title_has_clean_characters"),
            clean_characters_constraint("text", "source_text_has_clean_characters"),
            clean_characters_constraint("byline", "source_byline_has_clean_characters"),
            clean_characters_constraint("added_by_editor", "source_added_by_editor_has_clean_characters"),
            clean_characters_constraint("correction_note", "source_correction_note_has_clean_characters"),
        ]
        indexes = [
            models.Index(fields=["-published_on", "slug"], name="source_newest"),
            models.Index(fields=["slug"], condition=~Q(correction_note=""), name="source_corrected"),
            models.Index(fields=["text_sha256"], condition=Q(version__gt=1), name="source_edited"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("quotes:source-detail", self.slug)

    @classmethod
    def visible(cls) -> Q:
        return Q(Exists(related("Quotation").published().filter(source=OuterRef("pk"))))

    def clean(self) -> None:
        super().clean()
        if not self._state.adding and (stored := type(self)._base_manager.filter(pk=self.pk).first()):
            self.moved_passages(stored.text)
            self.check_published_on(stored.published_on)

    def derive(self) -> None:
        super().derive()
        self.text_sha256 = sha256(self.text)
        self.text_length = len(self.text)

    def check_rules(self, stored: Self | None) -> None:
        super().check_rules(stored)
        self._moves: list[tuple[Any, list[Span]]] = []
        if stored is not None:
            self._moves = self.moved_passages(stored.text)
            self.check_published_on(stored.published_on)

    def check_published_on(self, stored: date) -> None:
        """Raise ValidationError when a quotation was said after the new day of publication."""
        if self.published_on and self.published_on != stored:
            late = self.quotations.filter(said_earliest__gt=self.published_on).first()
            if late:
                raise ValidationError({"published_on": f"Quotation {late.ref} was said after that day: {late.said}."})

    def moved_passages(self, stored_text: str) -> list[tuple[Any, list[Span]]]:
        """Return each quotation whose passages stand elsewhere in the edited text, with their new places.

        Raises ValidationError that lists every quotation whose new place is not certain.
        """
        if stored_text == self.text:
            return []
        moves, problems = [], []
        for quotation in self.quotations.prefetch_related("passages"):
            old = quotation.spans
            try:
                new = [move(stored_text, self.text, span) for span in old]
                check_order(new)
            except ValueError as error:
                problems.append(f"Quotation {quotation.ref}: {error}")
            else:
                if new != old:
                    moves.append((quotation, new))
        if problems:
            raise ValidationError({"text": problems})
        return moves

    def saved(self, stored: Self | None) -> None:
        super().saved(stored)
        if stored is None or (stored.text, stored.published_on) == (self.text, self.published_on):
            return
        for quotation, spans in self._moves:
            quotation.source = self
            quotation.anchor(spans)
        moved = [quotation.pk for quotation, _ in self._moves]
        rest = self.quotations.exclude(pk__in=moved).select_related("affiliation").prefetch_related("passages")
        for quotation in rest:
            quotation.source = self
            if quotation.derived_differ():
                quotation.save()


def sha256(text: str) -> str:
    """Return the SHA-256 of `text` in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
