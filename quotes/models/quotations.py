"""Words attributed to a speaker in a source, and exactly where they stand there."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from quotes.text.anchors import Span, join
from quotes.text.dates import KnownDate, parse_date
from quotes.text.display import display_text
from quotes.text.names import sort_key

from .base import (
    REF_LENGTH,
    Publishable,
    Record,
    RecordQuerySet,
    Slugged,
    Status,
    clean_characters_constraint,
    make_ref,
    related,
    validate_known_date,
)
from .people import Affiliation, Organization, Speaker
from .sources import Source

PUBLISHED = Q(status=Status.PUBLISHED)
BEEN_PUBLIC = Q(status__in=[Status.PUBLISHED, Status.WITHDRAWN])

validate_ref = RegexValidator(
    r"\A[0-9A-HJKMNP-TV-Z]{10}\Z", "A ref is 10 capital letters and digits, without I, L, O and U."
)


class Topic(Slugged):
    """A subject that quotations and claims are about."""

    derived = ("sort_key",)

    name = models.CharField(max_length=100)
    sort_key = models.CharField(max_length=100, editable=False)

    class Meta:
        ordering = ["sort_key", "slug"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="topic_has_name"),
            clean_characters_constraint("name", "topic_name_has_clean_characters"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("quotes:topic-detail", args=[self.slug])

    @classmethod
    def visible(cls) -> Q:
        on_quotation = related("QuotationTopic").published().filter(topic=OuterRef("pk"))
        on_claim = related("ClaimTopic").published().filter(topic=OuterRef("pk"))
        return Q(Exists(on_quotation)) | Q(Exists(on_claim))

    def derive(self) -> None:
        super().derive()
        self.sort_key = sort_key(self.name)


class QuotationTopicQuerySet(RecordQuerySet):
    def get_by_natural_key(self, ref: str, topic: str) -> "QuotationTopic":
        return self.get(quotation__ref=ref, topic__slug=topic)


class QuotationTopic(Record):
    """A quotation's topic. It carries the quotation's date, so that a topic's list is one walk of one index."""

    parents = ("quotation",)
    derived = ("said_latest",)

    quotation = models.ForeignKey("quotes.Quotation", on_delete=models.CASCADE, related_name="quotation_topics")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="quotation_topics")
    said_latest = models.DateField(editable=False)

    objects: ClassVar[Any] = QuotationTopicQuerySet.as_manager()

    class Meta:
        ordering = ["topic__sort_key", "topic__slug"]
        verbose_name = "topic of a quotation"
        verbose_name_plural = "topics of quotations"
        constraints = [
            models.UniqueConstraint(
                fields=["quotation", "topic"],
                name="topic_once_for_each_quotation",
                violation_error_message="This quotation has that topic already.",
            )
        ]
        indexes = [models.Index(fields=["topic", "-said_latest", "quotation"], name="quotation_topic_newest")]

    def __str__(self) -> str:
        return str(self.topic)

    def natural_key(self) -> tuple[str, str]:
        return (self.quotation.ref, self.topic.slug)

    natural_key.dependencies = ["quotes.quotation", "quotes.topic"]  # type: ignore[attr-defined]

    @classmethod
    def visible(cls) -> Q:
        return Q(quotation__status=Status.PUBLISHED)

    def derive(self) -> None:
        super().derive()
        self.said_latest = self.quotation.said_latest


class QuotationQuerySet(RecordQuerySet):
    def newest(self) -> "QuotationQuerySet":
        """Order as every list does: by latest possible date, then ref, both descending."""
        return self.order_by("-said_latest", "-ref")

    def get_by_natural_key(self, ref: str) -> "Quotation":
        return self.get(ref=ref)


class Quotation(Publishable):
    """One utterance: words attributed to a speaker in a source.

    `text` is exactly its passages joined; `display_text` is what readers see (quotes.text.display).
    """

    class Kind(models.TextChoices):
        DIRECT = "direct", "Direct quotation"
        PARTIAL = "partial", "Partial quotation"
        INDIRECT = "indirect", "Indirect statement"

    class Medium(models.TextChoices):
        INTERVIEW = "interview"
        SPEECH = "speech"
        PRESS_CONFERENCE = "press-conference", "Press conference"
        STATEMENT = "statement", "Written statement"
        POST = "post", "Social-media post"
        DOCUMENT = "document"

    derived = ("text", "display_text", "organization", "role_slug", "said_earliest", "said_latest")

    ref = models.CharField(
        max_length=REF_LENGTH, unique=True, default=make_ref, editable=False, validators=[validate_ref]
    )
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="quotations")
    speaker = models.ForeignKey(
        Speaker, null=True, blank=True, on_delete=models.PROTECT, related_name="quotations"
    )
    affiliation = models.ForeignKey(
        Affiliation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="quotations",
        verbose_name="role at the time",
    )
    organization = models.ForeignKey(
        Organization, null=True, editable=False, on_delete=models.PROTECT, related_name="quotations"
    )
    role_slug = models.CharField(max_length=80, blank=True, editable=False)
    attribution = models.CharField(
        max_length=300, blank=True, help_text="The speaker's role as the source prints it, in its words."
    )
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.DIRECT)
    medium = models.CharField(
        max_length=16, choices=Medium, blank=True, help_text="How the words were made public, where the source says."
    )
    text = models.TextField(editable=False)
    display_text = models.TextField(editable=False)
    language = models.CharField(max_length=35, default="en", help_text="BCP 47 tag of the words as printed: en, ru.")
    translated_from = models.CharField(
        max_length=35, blank=True, help_text="BCP 47 tag of the language they were said in, when that is another."
    )
    said = models.CharField(
        max_length=21,
        blank=True,
        validators=[validate_known_date],
        help_text="When, as known: 2018-04-17, 2018-04, 2018-04-08/2018-04-14. Empty: on or before publication.",
    )
    said_earliest = models.DateField(null=True, editable=False)
    said_latest = models.DateField("said by", editable=False)
    reported_in = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reports",
        help_text="The statement that reports this one: “Turkey, according to Fyodor Lukyanov”.",
    )
    topics = models.ManyToManyField(Topic, through=QuotationTopic, related_name="quotations")

    objects: ClassVar[Any] = QuotationQuerySet.as_manager()

    class Meta(Publishable.Meta):
        ordering = ["-said_latest", "-ref"]
        permissions = [
            ("submit_quotation", "Can submit quotations for publication"),
            ("publish_quotation", "Can publish and reject quotations"),
            ("withdraw_quotation", "Can withdraw quotations"),
        ]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=~BEEN_PUBLIC | Q(speaker__isnull=False),
                name="published_quotation_has_speaker",
                violation_error_message="A published quotation needs a speaker.",
            ),
            models.CheckConstraint(
                condition=~BEEN_PUBLIC | (~Q(text="") & ~Q(display_text="")),
                name="published_quotation_has_text",
                violation_error_message="A published quotation needs its words, found in the source.",
            ),
            models.CheckConstraint(
                condition=Q(said_earliest=None) | Q(said_latest__gte=models.F("said_earliest")),
                name="quotation_said_in_order",
                violation_error_message="It was said after its source was published. Check the date.",
            ),
            models.CheckConstraint(
                condition=Q(reported_in=None) | ~Q(reported_in=models.F("id")),
                name="quotation_does_not_report_itself",
                violation_error_message="A statement cannot report itself.",
            ),
            models.CheckConstraint(
                condition=Q(ref__regex=r"^[0-9A-HJKMNP-TV-Z]{10}$"), name="quotation_ref_is_crockford"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["direct", "partial", "indirect"]), name="quotation_kind_is_known"
            ),
            clean_characters_constraint("text", "quotation_text_has_clean_characters"),
            clean_characters_constraint("attribution", "quotation_attribution_has_clean_characters"),
        ]
        indexes = [
            models.Index(fields=["-said_latest", "-ref"], condition=PUBLISHED, name="published_newest"),
            *(
                models.Index(fields=[field, "-said_latest", "-ref"], condition=PUBLISHED, name=f"published_by_{field}")
                for field in ("speaker", "organization", "role_slug", "source", "kind", "medium")
            ),
            models.Index(fields=["source", "status"], name="quotation_by_source"),
        ]

    def __str__(self) -> str:
        words = " ".join((self.display_text or self.attribution or "no words yet").split())
        return f"{self.ref} {words if len(words) <= 60 else words[:59] + '…'}"

    def natural_key(self) -> tuple[str]:
        return (self.ref,)

    natural_key.dependencies = [  # type: ignore[attr-defined]
        "quotes.source",
        "quotes.speaker",
        "quotes.affiliation",
        "quotes.organization",
    ]

    def get_absolute_url(self) -> str:
        return reverse("quotes:quotation-detail", args=[self.ref])

    @property
    def said_known(self) -> KnownDate | None:
        return parse_date(self.said) if self.said else None

    @property
    def spans(self) -> list[Span]:
        """Where the words stand in the source, in reading order."""
        return [Span(passage.start, passage.end) for passage in self.passages.all()] if self.pk else []

    def clean(self) -> None:
        super().clean()
        errors: dict[str, str] = {}
        if self.affiliation and self.speaker_id != self.affiliation.speaker_id:
            errors["affiliation"] = f"“{self.affiliation}” is a role of {self.affiliation.speaker}, not of this speaker."
        known = self.parsed_said()
        published_on = self.published_on()
        if known and known.earliest and published_on and known.earliest > published_on:
            errors["said"] = f"That is after the source was published ({published_on:%Y-%m-%d})."
        if self.reported_in and self.reported_in.source_id != self.source_id:
            errors["reported_in"] = "The statement that reports this one stands in another source."
        if self.reports_itself():
            errors["reported_in"] = "These statements would report each other in a circle."
        if self.is_published and (problem := self.why_not_publishable()):
            errors["__all__"] = problem
        if errors:
            raise ValidationError(errors)

    def parsed_said(self) -> KnownDate | None:
        try:
            return self.said_known
        except ValueError:
            return None

    def published_on(self) -> Any:
        try:
            return self.source.published_on
        except ObjectDoesNotExist:
            return None

    def reports_itself(self) -> bool:
        step, seen = self.reported_in, set()
        while step and step.pk not in seen:
            if step is self or (self.pk and step.pk == self.pk):
                return True
            seen.add(step.pk)
            step = step.reported_in
        return False

    def why_not_publishable(self) -> str:
        """Return what keeps this quotation from readers, as a sentence, or "" when nothing does."""
        if not self.speaker_id:
            return "It has no speaker. Choose one first."
        spans = self.spans
        if not spans:
            return "Its words are not anchored in the source. Give the words first."
        if any(span.end > len(self.source.text) for span in spans):
            return "A passage reaches past the end of the source. Anchor the words again."
        if self.text != join(self.source.text, spans):
            return "Its text is not what stands in the source. Anchor the words again."
        return ""

    def derive(self) -> None:
        super().derive()
        spans = self.spans
        self.text = join(self.source.text, spans)
        self.display_text = display_text(self.source.text, spans, in_marks=self.kind != self.Kind.INDIRECT)
        self.organization = self.affiliation.organization if self.affiliation else None
        self.role_slug = self.affiliation.role_slug if self.affiliation else ""
        known, published_on = self.said_known, self.source.published_on
        self.said_earliest = known.earliest if known else None
        self.said_latest = min(known.latest or published_on, published_on) if known else published_on

    def derived_differ(self) -> bool:
        """Derive, and return whether that changed anything."""
        before = [getattr(self, self._meta.get_field(name).attname) for name in self.derived]
        self.derive()
        return before != [getattr(self, self._meta.get_field(name).attname) for name in self.derived]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save. Raises ValidationError when it is published and its words are not in its source."""
        if self.is_published:
            self.derive()
            if problem := self.why_not_publishable():
                raise ValidationError(f"{self.ref}: {problem}")
        super().save(*args, **kwargs)

    def saved(self) -> None:
        self.quotation_topics.exclude(said_latest=self.said_latest).update(said_latest=self.said_latest)

    def anchor(self, spans: Sequence[Span]) -> None:
        """Let the words stand at `spans` of the source, and save: passages, text and display in one transaction.

        Raises ValidationError, and changes nothing, when a span is empty, out of range, or not after the one before.
        """
        end = 0
        for span in spans:
            if not 0 <= span.start < span.end <= len(self.source.text):
                raise ValidationError(
                    f"Characters {span.start:,} to {span.end:,} are not a passage of the source, "
                    f"which has {len(self.source.text):,} characters."
                )
            if span.start < end:
                raise ValidationError("The passages overlap or are not in reading order.")
            end = span.end
        with transaction.atomic(), self.anchoring():
            Source.objects.select_for_update().get(pk=self.source_id)
            kept = {passage.position: passage for passage in self.passages.all()} if self.pk else {}
            if self.pk is None:
                self.save()
            for position, span in enumerate(spans, start=1):
                passage = kept.pop(position, None) or Passage(quotation=self, position=position)
                if (passage.start, passage.end) != span or passage._state.adding:
                    passage.quotation, (passage.start, passage.end) = self, span
                    passage.save()
            for passage in kept.values():
                passage.quotation = self
                passage.delete()
            self.reread_passages()

    @contextmanager
    def anchoring(self) -> Iterator[None]:
        """Inside, saved passages leave the text alone, until all of them stand where they should."""
        self._anchoring = True
        try:
            yield
        finally:
            self._anchoring = False

    def reread_passages(self) -> None:
        """Let the text follow from the passages as the database has them, and save."""
        self._prefetched_objects_cache: dict[str, Any] = {}
        self.save()

    _anchoring = False


class PassageQuerySet(RecordQuerySet):
    def get_by_natural_key(self, ref: str, position: int) -> "Passage":
        return self.get(quotation__ref=ref, position=position)


class Passage(Record):
    """Where words of a quotation stand: code points into the source's text, end exclusive (W3C TextPositionSelector)."""

    parents = ("quotation",)

    quotation = models.ForeignKey(Quotation, on_delete=models.CASCADE, related_name="passages")
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
            models.CheckConstraint(condition=Q(position__gte=1), name="passage_positions_count_from_1"),
        ]

    def __str__(self) -> str:
        return f"characters {self.start:,}–{self.end:,}"

    def natural_key(self) -> tuple[str, int]:
        return (self.quotation.ref, self.position)

    natural_key.dependencies = ["quotes.quotation"]  # type: ignore[attr-defined]

    @classmethod
    def visible(cls) -> Q:
        return Q(quotation__status=Status.PUBLISHED)

    def saved(self) -> None:
        if not self.quotation._anchoring:
            self.quotation.reread_passages()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            result = super().delete(*args, **kwargs)
            self.saved()
        return result

    def clean(self) -> None:
        super().clean()
        if self.end is not None and self.quotation_id and self.end > self.quotation.source.text_length:
            raise ValidationError(
                {"end": f"The source ends at character {self.quotation.source.text_length:,}, before this passage does."}
            )
