"""Propositions, what quotations do to them, and editors' verdicts on them."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from .addresses import address
from .base import Publishable, Record, RecordQuerySet, Slugged, Status
from .fields import (
    clean_characters_constraint,
    validate_web_address,
)
from .quotations import Quotation
from .topics import Topic


class Claim(Publishable, Slugged):
    """A neutral proposition that a reader could check or dispute."""

    slug_from = "text"

    text = models.CharField(max_length=300, help_text="One sentence that can be asserted or denied, without judgement.")
    scope_note = models.TextField(blank=True, help_text="What it covers and what it does not.")
    topics = models.ManyToManyField(Topic, through="quotes.ClaimTopic", blank=True, related_name="claims")

    class Meta(Publishable.Meta):
        ordering = ["slug"]
        permissions = [
            ("publish_claim", "Can publish claims"),
            ("withdraw_claim", "Can withdraw claims"),
        ]
        constraints = [
            *Publishable.Meta.constraints,
            *Slugged.Meta.constraints,
            models.CheckConstraint(condition=~Q(text=""), name="claim_has_text"),
            clean_characters_constraint("text", "claim_text_has_clean_characters"),
            clean_characters_constraint("scope_note", "claim_scope_note_has_clean_characters"),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return address("quotes:claim-detail", self.slug)

    def why_not_publishable(self) -> str:
        """Return what keeps this claim from readers, as a sentence, or "" when nothing does."""
        return "" if self.text else "It has no text. Write the proposition first."


class ClaimTopicQuerySet(RecordQuerySet):
    def get_by_natural_key(self, claim: str, topic: str) -> "ClaimTopic":
        return self.get(claim__slug=claim, topic__slug=topic)


class ClaimTopic(Record):
    """A claim's topic."""

    parents = ("claim",)

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="claim_topics")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="claim_topics")

    objects: ClassVar[Any] = ClaimTopicQuerySet.as_manager()

    class Meta:
        ordering = ["topic__sort_key", "topic__slug"]
        verbose_name = "topic of a claim"
        verbose_name_plural = "topics of claims"
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "topic"],
                name="topic_once_for_each_claim",
                violation_error_message="This claim has that topic already.",
            )
        ]

    def __str__(self) -> str:
        return str(self.topic)

    def natural_key(self) -> tuple[str, str]:
        return (self.claim.slug, self.topic.slug)

    natural_key.dependencies = ["quotes.claim", "quotes.topic"]  # type: ignore[attr-defined]

    @classmethod
    def visible(cls) -> Q:
        return Q(claim__status=Status.PUBLISHED)


class StanceQuerySet(RecordQuerySet):
    def get_by_natural_key(self, ref: str, claim: str) -> "Stance":
        return self.get(quotation__ref=ref, claim__slug=claim)


class Stance(Record):
    """What a quotation does to a claim, and why the editor reads it so."""

    class Position(models.TextChoices):
        ASSERTS = "asserts"
        QUALIFIES = "qualifies"
        QUESTIONS = "questions"
        DENIES = "denies"

    parents = ("quotation", "claim")

    quotation = models.ForeignKey(Quotation, on_delete=models.CASCADE, related_name="stances")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="stances")
    position = models.CharField(max_length=9, choices=Position)
    reason = models.TextField(help_text="Why you read the words so. Readers see it.")

    objects: ClassVar[Any] = StanceQuerySet.as_manager()

    class Meta:
        ordering = ["claim__slug", "-quotation__said_latest", "-quotation__ref"]
        constraints = [
            models.UniqueConstraint(
                fields=["quotation", "claim"],
                name="stance_once_for_each_quotation_and_claim",
                violation_error_message="This quotation has a stance on that claim already.",
            ),
            models.CheckConstraint(
                condition=Q(position__in=["asserts", "qualifies", "questions", "denies"]),
                name="stance_position_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="stance_has_reason",
                violation_error_message="A stance needs the reason for reading it so.",
            ),
            clean_characters_constraint("reason", "stance_reason_has_clean_characters"),
        ]
        indexes = [models.Index(fields=["claim", "position", "quotation"], name="stance_by_position")]

    def __str__(self) -> str:
        return f"{self.quotation.ref} {self.position} “{self.claim}”"

    def natural_key(self) -> tuple[str, str]:
        return (self.quotation.ref, self.claim.slug)

    natural_key.dependencies = ["quotes.quotation", "quotes.claim"]  # type: ignore[attr-defined]

    @classmethod
    def visible(cls) -> Q:
        return Q(quotation__status=Status.PUBLISHED, claim__status=Status.PUBLISHED)


def validate_links(value: str) -> None:
    """Raise ValidationError unless every line of `value` is an http(s) address."""
    for line in value.split("\n"):
        if line.strip():
            try:
                validate_web_address(line.strip())
            except ValidationError:
                raise ValidationError(f"“{line.strip()}” is not a full web address (http:// or https://).") from None


class AssessmentQuerySet(RecordQuerySet):
    def get_by_natural_key(self, claim: str, assessed_on: str) -> "Assessment":
        return self.get(claim__slug=claim, assessed_on=assessed_on)


class Assessment(Record):
    """An editor's reasoned verdict on a claim, as of a day. It judges the claim, never the person."""

    class Verdict(models.TextChoices):
        SUPPORTED = "supported"
        PARTLY_SUPPORTED = "partly-supported", "Partly supported"
        DISPUTED = "disputed"
        NOT_SUPPORTED = "not-supported", "Not supported"
        UNRESOLVED = "unresolved"

    parents = ("claim",)

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="assessments")
    verdict = models.CharField(max_length=16, choices=Verdict)
    reasons = models.TextField(help_text="One reason on each line. Readers see them.")
    links = models.TextField(blank=True, validators=[validate_links], help_text="One web address on each line.")
    assessed_on = models.DateField()

    objects: ClassVar[Any] = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-assessed_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "assessed_on"],
                name="assessment_once_a_day_for_each_claim",
                violation_error_message="This claim was assessed that day already. Change that assessment.",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["supported", "partly-supported", "disputed", "not-supported", "unresolved"]),
                name="assessment_verdict_is_known",
            ),
            models.CheckConstraint(condition=~Q(reasons=""), name="assessment_has_reasons"),
            models.CheckConstraint(
                condition=~Q(links__regex=r"(\A|\n)\s*(?!https?://)\S"),
                name="assessment_links_are_web_addresses",
                violation_error_message="Give full web addresses, http:// or https://, one on each line.",
            ),
            clean_characters_constraint("reasons", "assessment_reasons_have_clean_characters"),
            clean_characters_constraint("links", "assessment_links_have_clean_characters"),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}, {self.assessed_on:%Y-%m-%d}"

    def natural_key(self) -> tuple[str, str]:
        return (self.claim.slug, str(self.assessed_on))

    natural_key.dependencies = ["quotes.claim"]  # type: ignore[attr-defined]

    @classmethod
    def visible(cls) -> Q:
        return Q(claim__status=Status.PUBLISHED)
