"""Words attributed to a speaker in a source, and exactly where they stand there."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from quotes.text.anchors import Span, check_order, join
from quotes.text.dates import KnownDate, parse_date
from quotes.text.display import display_text
from quotes.text.excerpts import excerpt

from .addresses import address
from .base import BEEN_PUBLIC, Conflict, Publishable, RecordQuerySet, Status
from .fields import (
    LANGUAGE_PATTERN,
    REF_LENGTH,
    clean_characters_constraint,
    make_ref,
    pattern_constraint,
    validate_known_date,
    validate_language,
)
from .passages import Passage
from .people import Affiliation, Organization, Speaker
from .search import SearchEntry
from .sources import Source, sha256
from .topics import QuotationTopic, Topic

PUBLISHED = Q(status=Status.PUBLISHED)
NEVER_PUBLIC = ~Q(status__in=list(BEEN_PUBLIC))
# Written out: SQLite uses an index for a status only where its condition names that status by itself.
NOT_PUBLISHED = (
    Q(status=Status.DRAFT) | Q(status=Status.SUBMITTED) | Q(status=Status.WITHDRAWN) | Q(status=Status.REJECTED)
)

REF_PATTERN = r"\A[0-9A-HJKMNP-TV-Z]{10}\Z"
validate_ref = RegexValidator(REF_PATTERN, "A ref is 10 capital letters and digits, without I, L, O and U.")


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
    # db_index=False: the indexes by status (Meta) begin with these. Beside an index of the keys alone PostgreSQL would
    # not use them, and read every draft of a record to learn that it is not public.
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_index=False, related_name="quotations")
    speaker = models.ForeignKey(
        Speaker, null=True, blank=True, on_delete=models.PROTECT, db_index=False, related_name="quotations"
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
        Organization, null=True, editable=False, on_delete=models.PROTECT, db_index=False, related_name="quotations"
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
    language = models.CharField(
        max_length=35,
        default="en",
        validators=[validate_language],
        help_text="BCP 47 tag of the words as printed: en, ru.",
    )
    translated_from = models.CharField(
        max_length=35,
        blank=True,
        validators=[validate_language],
        help_text="BCP 47 tag of the language they were said in, when that is another.",
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
    topics = models.ManyToManyField(Topic, through=QuotationTopic, blank=True, related_name="quotations")

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
                condition=NEVER_PUBLIC | Q(speaker__isnull=False),
                name="published_quotation_has_speaker",
                violation_error_message="A published quotation needs a speaker.",
            ),
            models.CheckConstraint(
                condition=NEVER_PUBLIC | (~Q(text="") & ~Q(display_text="")),
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
            pattern_constraint("ref", REF_PATTERN, "quotation_ref_is_crockford", str(validate_ref.message)),
            models.CheckConstraint(
                condition=Q(kind__in=["direct", "partial", "indirect"]), name="quotation_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    medium__in=["", "interview", "speech", "press-conference", "statement", "post", "document"]
                ),
                name="quotation_medium_is_known",
            ),
            pattern_constraint(
                "language", LANGUAGE_PATTERN, "quotation_language_is_tag", str(validate_language.message)
            ),
            pattern_constraint(
                "translated_from",
                LANGUAGE_PATTERN,
                "quotation_translated_from_is_tag",
                str(validate_language.message),
                blank=True,
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
            *(
                models.Index(fields=[field, "status"], name=f"quotation_by_{field}")
                for field in ("source", "speaker", "organization")
            ),
            models.Index(fields=["ref"], condition=Q(status=Status.WITHDRAWN), name="quotation_withdrawn"),
            # The desk's lists by status, with all that they are narrowed and sorted by. Not of every status: SQLite
            # does not know that most are published, and would take it for what readers see, and sort it.
            models.Index(
                fields=["status", "id", "kind", "medium", "said_latest"],
                condition=NOT_PUBLISHED,
                name="quotation_not_published",
            ),
            # By status too, though it has one value of the first: SQLite prefers that to its index of every role.
            models.Index(
                fields=["affiliation", "status", "speaker"],
                condition=Q(affiliation=None),
                name="quotation_without_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {excerpt(self.display_text or self.attribution or 'no words yet', 60)}"

    def natural_key(self) -> tuple[str]:
        return (self.ref,)

    natural_key.dependencies = [  # type: ignore[attr-defined]
        "quotes.source",
        "quotes.speaker",
        "quotes.affiliation",
        "quotes.organization",
    ]

    def get_absolute_url(self) -> str:
        return address("quotes:quotation-detail", self.ref)

    @property
    def said_known(self) -> KnownDate | None:
        return parse_date(self.said) if self.said else None

    @property
    def spans(self) -> list[Span]:
        """Where the words stand in the source, in reading order."""
        if self._spans is not None:
            return self._spans
        return [Span(passage.start, passage.end) for passage in self.passages.all()] if self.pk else []

    _spans: list[Span] | None = None  # while anchor() is at work: where the passages will stand

    def clean(self) -> None:
        super().clean()
        if problems := self.problems():
            raise ValidationError(problems)

    def problems(self) -> dict[str, str]:
        """Return what is wrong with it, by field, beyond what the fields and constraints say themselves."""
        errors: dict[str, str] = {}
        if self.affiliation and self.speaker_id != self.affiliation.speaker_id:
            errors["affiliation"] = (
                f"“{self.affiliation}” is a role of {self.affiliation.speaker}, not of this speaker."
            )
        known = self.parsed_said()
        published_on = self.published_on()
        if known and known.earliest and published_on and known.earliest > published_on:
            errors["said"] = f"That is after the source was published ({published_on:%Y-%m-%d})."
        if self.reported_in and self.reported_in.source_id != self.source_id:
            errors["reported_in"] = "The statement that reports this one stands in another source."
        if self.reports_itself():
            errors["reported_in"] = "These statements would report each other in a circle."
        if self.was_public and (problem := self.why_not_publishable()):
            errors["__all__"] = problem
        return errors

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
        try:
            check_order(spans)
        except ValueError as error:
            return f"{error} Anchor the words again."
        if spans[-1].end > len(self.source.text):
            return "A passage reaches past the end of the source. Anchor the words again."
        if self.text != join(self.source.text, spans):
            return "Its text is not what stands in the source. Anchor the words again."
        return ""

    def derive(self) -> None:
        super().derive()
        spans = self.spans
        self.text = join(self.source.text, spans)
        self.display_text = display_text(self.source.text, spans, in_marks=self.kind != self.Kind.INDIRECT)
        self.organization_id = self.affiliation.organization_id if self.affiliation else None
        self.role_slug = self.affiliation.role_slug if self.affiliation else ""
        known, published_on = self.said_known, self.source.published_on
        self.said_earliest = known.earliest if known else None
        self.said_latest = min(known.latest or published_on, published_on) if known else published_on

    def derived_differ(self) -> bool:
        """Derive, and return whether that changed anything."""
        columns = [field.attname for field in self._meta.concrete_fields if field.name in self.derived]
        before = [getattr(self, column) for column in columns]
        self.derive()
        return before != [getattr(self, column) for column in columns]

    def lock_sources(self, using: str) -> None:
        """Lock the source, which must be as this quotation holds it, and the affiliation, which is read again."""
        super().lock_sources(using)
        if self.source_id is not None:
            rows = Source._base_manager.using(using).select_for_update(no_key=True).filter(pk=self.source_id)
            held = sha256(self.source.text), self.source.published_on
            if rows.values_list("text_sha256", "published_on").first() != held:
                raise Conflict(self.source)
        if self.affiliation_id is not None:
            roles = Affiliation._base_manager.using(using).select_for_update(no_key=True)
            self.affiliation = roles.filter(pk=self.affiliation_id).first() or self.affiliation

    def check_rules(self, stored: Self | None) -> None:
        """Refuse what clean() refuses, and a change of source that would leave the passages to other words."""
        super().check_rules(stored)
        if stored is not None and stored.source_id != self.source_id and self._spans is None and self.spans:
            raise ValidationError(
                {"source": f"{self.ref} is anchored in {stored.source}. Anchor its words in the other source."}
            )
        if problems := self.problems():
            raise ValidationError(problems)

    def saved(self, stored: Self | None) -> None:
        super().saved(stored)
        if stored is not None and (stored.said_latest, stored.status) != (self.said_latest, self.status):
            self.quotation_topics.follow_quotations()
        if self.is_published or (stored is not None and stored.is_published):
            SearchEntry.objects.using(self._state.db).follow(type(self).objects.filter(pk=self.pk))

    def anchor(self, spans: Sequence[Span], returning: Sequence[Passage] = ()) -> None:
        """Let the words stand at `spans` of the source, and save: passages, text and display in one transaction.

        `returning` are passages that were deleted and come back, with their keys, at their positions.
        Raises ValidationError, and changes nothing, when a span is empty, out of range, or not after the one before;
        Conflict when the source's text is not the one that this quotation holds.
        """
        length = len(self.source.text)
        try:
            check_order(spans)
        except ValueError as error:
            raise ValidationError(str(error)) from None
        if spans and spans[-1].end > length:
            raise ValidationError(
                f"Characters {spans[-1].start:,} to {spans[-1].end:,} are not a passage of the source, "
                f"which has {length:,} characters."
            )
        with self.all_or_nothing():
            self.forget_passages()
            self._spans = [Span(*span) for span in spans]
            try:
                self.save()
                self.write_passages(self._spans, returning)
            finally:
                self._spans = None
                self.forget_passages()

    def write_passages(self, spans: Sequence[Span], returning: Sequence[Passage] = ()) -> None:
        kept = {passage.position: passage for passage in [*returning, *self.passages.all()]}
        for position, span in enumerate(spans, start=1):
            passage = kept.pop(position, None) or Passage(quotation=self, position=position)
            if passage._state.adding or (passage.start, passage.end) != span:
                passage.start, passage.end = span
                passage._change_reason = getattr(self, "_change_reason", None)
                passage.save()
        for passage in kept.values():
            passage._change_reason = getattr(self, "_change_reason", None)
            passage.delete()

    def forget_passages(self) -> None:
        """Let the next look at the passages be one into the database."""
        getattr(self, "_prefetched_objects_cache", {}).pop("passages", None)

    def reread_passages(self) -> None:
        """Let the text follow from the passages as the database has them, and save."""
        self.forget_passages()
        self.save()
