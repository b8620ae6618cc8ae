"""What extraction found in a source: why a draft is there, and when its source was read."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from .base import Record, RecordQuerySet
from .fields import clean_characters_constraint
from .people import Speaker
from .quotations import Quotation
from .sources import Source


class CandidateQuerySet(RecordQuerySet):
    def get_by_natural_key(self, ref: str) -> "Candidate":
        return self.get(quotation__ref=ref)


class Candidate(Record):
    """What extraction found, and why, of the quotation that it drafted. An editor decides about the quotation."""

    parents = ("quotation",)

    quotation = models.OneToOneField(Quotation, on_delete=models.CASCADE, related_name="candidate")
    words = models.TextField(help_text="The words as found.")
    kind = models.CharField(max_length=8, choices=Quotation.Kind)
    speaker_name = models.CharField(
        max_length=200, blank=True, help_text="The fullest name that the source gives the speaker."
    )
    speaker_kind = models.CharField(max_length=12, choices=Speaker.Kind, blank=True)
    role = models.CharField(max_length=200, blank=True, help_text="The role in the attribution: deputy director.")
    organization_name = models.CharField(
        max_length=200, blank=True, help_text="The organization in the attribution: Institute of Mines."
    )
    mention = models.CharField(max_length=300, blank=True, help_text="The words that name the speaker there: he.")
    mention_start = models.PositiveIntegerField(null=True, blank=True)
    cue = models.CharField(max_length=100, blank=True, help_text="The words that say that somebody speaks: said.")
    cue_start = models.PositiveIntegerField(null=True, blank=True)
    because = models.TextField(help_text="Why this speaker.")
    confidence = models.FloatField(help_text="The probability that the words are a quotation and the speaker is right.")

    objects: ClassVar[Any] = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="candidate_has_words"),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1),
                name="candidate_confidence_is_probability",
                violation_error_message="A probability is from 0 to 1.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["direct", "partial", "indirect"]), name="candidate_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(speaker_kind__in=["", "person", "organization", "group"]),
                name="candidate_speaker_kind_is_known",
            ),
            clean_characters_constraint("words", "candidate_words_has_clean_characters"),
            clean_characters_constraint("speaker_name", "candidate_speaker_name_has_clean_characters"),
            clean_characters_constraint("role", "candidate_role_has_clean_characters"),
            clean_characters_constraint("organization_name", "candidate_organization_name_has_clean_characters"),
            clean_characters_constraint("mention", "candidate_mention_has_clean_characters"),
            clean_characters_constraint("cue", "candidate_cue_has_clean_characters"),
            clean_characters_constraint("because", "candidate_because_has_clean_characters"),
        ]

    def __str__(self) -> str:
        return f"candidate of {self.quotation.ref}"

    def natural_key(self) -> tuple[str]:
        return (self.quotation.ref,)

    natural_key.dependencies = ["quotes.quotation"]  # type: ignore[attr-defined]

    @classmethod
    def visible(cls) -> Q:
        return Q(pk__in=[])

    @property
    def is_edited(self) -> bool:
        """Whether the quotation has other words, another kind or another speaker than were found."""
        quotation = self.quotation
        speaker = quotation.speaker.name if quotation.speaker else self.speaker_name
        found = (self.words, self.kind, self.speaker_name or speaker)
        return (quotation.text, quotation.kind, speaker) != found


class Extraction(models.Model):
    """That a source's text was read for quotations, and what stands in it beside them.

    `blocks` are [kind, start, end], `set_aside` [kind, start, end, because]: code points into the text that was read.
    """

    source = models.OneToOneField(Source, on_delete=models.CASCADE, primary_key=True, related_name="extraction")
    text_sha256 = models.CharField("SHA-256 of the text", max_length=64)
    extracted_at = models.DateTimeField()
    blocks = models.JSONField(default=list)
    set_aside = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"extraction of {self.source}"

    @property
    def is_current(self) -> bool:
        """Whether the source's text is still the one that was read."""
        return self.text_sha256 == self.source.text_sha256
