"""Who speaks, and for whom: organizations, speakers, their other names and their dated roles."""

from datetime import date
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q

from quotes.text.dates import KnownDate, parse_date
from quotes.text.names import slugify, sort_key

from .addresses import address
from .base import Record, RecordQuerySet, Slugged, related
from .fields import (
    WebAddressField,
    clean_characters_constraint,
    pattern_constraint,
    validate_known_date,
    web_address_constraint,
)
from .search import SearchEntry

WIKIDATA_PATTERN = r"\AQ[1-9][0-9]{0,11}\Z"
COUNTRY_PATTERN = r"\A[A-Z]{2}\Z"
validate_wikidata_id = RegexValidator(WIKIDATA_PATTERN, "A Wikidata item is Q and a number, like Q4115189.")
validate_country = RegexValidator(COUNTRY_PATTERN, "Give the two capital letters of ISO 3166, like KZ.")


def wikidata_id_field() -> models.CharField:
    return models.CharField(
        "Wikidata item", max_length=13, blank=True, validators=[validate_wikidata_id], help_text="For example Q4115189."
    )


def wikidata_id_constraint(name: str) -> Any:
    return pattern_constraint("wikidata_id", WIKIDATA_PATTERN, name, str(validate_wikidata_id.message), blank=True)


class Named(Slugged):
    """A record by whose name its quotations are found."""

    name: Any
    quotations: Any

    class Meta(Slugged.Meta):
        abstract = True

    def saved(self, stored: Self | None) -> None:
        super().saved(stored)
        if stored is not None and stored.name != self.name:
            SearchEntry.objects.using(self._state.db).follow_names(self.quotations.all())


class Organization(Named):
    """A body people speak for."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", "Government or public body"
        MILITARY = "military", "Armed forces"
        INTERGOVERNMENTAL = "intergovernmental", "Intergovernmental body"
        PARTY = "party", "Political party"
        COMPANY = "company", "Company"
        MEDIA = "media", "News organization"
        RESEARCH = "research", "University or research institute"
        CIVIL_SOCIETY = "civil-society", "Civil society"
        OTHER = "other", "Other"

    derived = ("sort_key",)

    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=100, editable=False)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OTHER)
    country = models.CharField(
        max_length=2, blank=True, validators=[validate_country], help_text="Two letters of ISO 3166, like KZ."
    )
    wikidata_id = wikidata_id_field()
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        help_text="The body it is part of. A filter by the parent does not include it.",
    )

    class Meta:
        ordering = ["sort_key", "slug"]
        constraints = [
            *Slugged.Meta.constraints,
            models.CheckConstraint(condition=~Q(name=""), name="organization_has_name"),
            clean_characters_constraint("name", "organization_name_has_clean_characters"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "government",
                        "military",
                        "intergovernmental",
                        "party",
                        "company",
                        "media",
                        "research",
                        "civil-society",
                        "other",
                    ]
                ),
                name="organization_kind_is_known",
            ),
            pattern_constraint(
                "country",
                COUNTRY_PATTERN,
                "organization_country_is_code",
                str(validate_country.message),
                blank=True,
            ),
            wikidata_id_constraint("organization_wikidata_id_is_item"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=models.F("id")),
                name="organization_is_not_its_own_parent",
                violation_error_message="An organization cannot be part of itself.",
            ),
        ]
        indexes = [models.Index(fields=["sort_key", "slug"], name="organization_a_to_z")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("quotes:organization-detail", self.slug)

    @classmethod
    def visible(cls) -> Q:
        from_quotation = related("Quotation").published().filter(organization=OuterRef("pk"))
        from_speaker = related("Affiliation").published().filter(organization=OuterRef("pk"))
        from_source = related("Source").published().filter(publisher=OuterRef("pk"))
        return Q(Exists(from_quotation)) | Q(Exists(from_speaker)) | Q(Exists(from_source))

    def clean(self) -> None:
        super().clean()
        self.check_ancestors()

    def check_rules(self, stored: Self | None) -> None:
        super().check_rules(stored)
        if stored is not None and stored.parent_id != self.parent_id:
            self.check_ancestors()

    def check_ancestors(self) -> None:
        """Raise ValidationError when the organization would be a part of itself."""
        ancestor, seen = self.parent, set()
        while ancestor and ancestor.pk not in seen:
            if self.pk and ancestor.pk == self.pk:
                raise ValidationError({"parent": f"“{self.parent}” is itself a part of “{self}”."})
            seen.add(ancestor.pk)
            ancestor = ancestor.parent

    def derive(self) -> None:
        super().derive()
        self.sort_key = sort_key(self.name)


class Speaker(Named):
    """Whoever is quoted: a person, an organization speaking as one, or an unnamed group."""

    class Kind(models.TextChoices):
        PERSON = "person"
        ORGANIZATION = "organization"
        GROUP = "group", "Group, unnamed"

    derived = ("sort_key",)

    name = models.CharField(max_length=200, help_text="As readers know them: Fyodor Lukyanov.")
    sort_name = models.CharField(max_length=200, help_text="As in an index: Lukyanov, Fyodor.")
    sort_key = models.CharField(max_length=100, editable=False)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PERSON)
    wikidata_id = wikidata_id_field()
    note = models.TextField(blank=True, help_text="One sentence for readers that tells them from others of the name.")

    class Meta:
        ordering = ["sort_key", "slug"]
        constraints = [
            *Slugged.Meta.constraints,
            models.CheckConstraint(condition=~Q(name=""), name="speaker_has_name"),
            models.CheckConstraint(condition=~Q(sort_name=""), name="speaker_has_sort_name"),
            models.CheckConstraint(
                condition=Q(kind__in=["person", "organization", "group"]), name="speaker_kind_is_known"
            ),
            wikidata_id_constraint("speaker_wikidata_id_is_item"),
            clean_characters_constraint("name", "speaker_name_has_clean_characters"),
            clean_characters_constraint("sort_name", "speaker_sort_name_has_clean_characters"),
            clean_characters_constraint("note", "speaker_note_has_clean_characters"),
        ]
        indexes = [models.Index(fields=["sort_key", "slug"], name="speaker_a_to_z")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("quotes:speaker-detail", self.slug)

    @classmethod
    def visible(cls) -> Q:
        return Q(Exists(related("Quotation").published().filter(speaker=OuterRef("pk"))))

    def derive(self) -> None:
        super().derive()
        self.sort_key = sort_key(self.sort_name)


class AliasQuerySet(RecordQuerySet):
    def get_by_natural_key(self, speaker: str, name: str) -> "Alias":
        return self.get(speaker__slug=speaker, name=name)


class Alias(Record):
    """Another name a speaker is printed under."""

    parents = ("speaker",)

    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=200)

    objects: ClassVar[Any] = AliasQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "aliases"
        constraints = [
            models.UniqueConstraint(
                fields=["speaker", "name"],
                name="alias_once_for_each_speaker",
                violation_error_message="This speaker has that name already.",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="alias_has_name"),
            clean_characters_constraint("name", "alias_name_has_clean_characters"),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, str]:
        return (self.speaker.slug, self.name)

    natural_key.dependencies = ["quotes.speaker"]  # type: ignore[attr-defined]

    @classmethod
    def visible(cls) -> Q:
        return Q(Exists(related("Quotation").published().filter(speaker=OuterRef("speaker"))))

    def saved(self, stored: Self | None) -> None:
        super().saved(stored)
        self.follow_names({self.speaker_id, stored.speaker_id if stored else self.speaker_id})

    def deleted(self) -> None:
        super().deleted()
        self.follow_names({self.speaker_id})

    def follow_names(self, speakers: set[int]) -> None:
        quotations = related("Quotation").filter(speaker__in=speakers)
        SearchEntry.objects.using(self._state.db).follow_names(quotations)


LATEST_BEGUN_FIRST: list[Any] = [models.F("since_earliest").desc(nulls_last=True), "role_slug", "pk"]


class AffiliationQuerySet(RecordQuerySet):
    def on(self, day: date) -> "AffiliationQuerySet":
        """Return the affiliations that may have held on `day`, most lately begun first.

        One known to begin or end in a year or a month may have held on every day of it; an unknown or open end
        never excludes (Popolo, Membership: https://www.popoloproject.com/specs/membership.html).
        """
        begun = Q(since_earliest=None) | Q(since_earliest__lte=day)
        not_ended = Q(until_latest=None) | Q(until_latest__gte=day)
        return self.filter(begun & not_ended).latest_begun_first()

    def latest_begun_first(self) -> "AffiliationQuerySet":
        """Order as the model does, whose own order is dropped from rows that count others."""
        return self.order_by(*LATEST_BEGUN_FIRST)

    def get_by_natural_key(self, speaker: str, organization: str | None, role_slug: str, since: str) -> "Affiliation":
        return self.get(speaker__slug=speaker, organization__slug=organization, role_slug=role_slug, since=since)


class Affiliation(Record):
    """A dated role of a speaker, in an organization or independent of any (Popolo Membership)."""

    parents = ("speaker",)
    derived = ("role_slug", "since_earliest", "until_latest")

    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, related_name="affiliations")
    organization = models.ForeignKey(
        Organization,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="affiliations",
        help_text="Leave empty for somebody who speaks for no organization.",
    )
    role = models.CharField(max_length=200, blank=True, help_text="For example: deputy director.")
    role_slug = models.CharField(max_length=80, blank=True, editable=False)
    since = models.CharField(
        max_length=21,
        blank=True,
        validators=[validate_known_date],
        help_text="When it began, as known: 2002, 2002-05, ../2018-04-17 (on or before that day).",
    )
    until = models.CharField(
        max_length=21,
        blank=True,
        validators=[validate_known_date],
        help_text="When it ended, as known. Empty: not known to have ended.",
    )
    since_earliest = models.DateField(null=True, editable=False)
    until_latest = models.DateField(null=True, editable=False)
    stated_in = models.ForeignKey(
        "quotes.Source",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stated_affiliations",
        help_text="The source that says so. Empty: added by an editor.",
    )
    reference = WebAddressField(max_length=500, blank=True, help_text="Where an editor found it.")

    objects: ClassVar[Any] = AffiliationQuerySet.as_manager()

    class Meta:
        ordering = LATEST_BEGUN_FIRST
        constraints = [
            models.UniqueConstraint(
                fields=["speaker", "organization", "role_slug", "since"],
                condition=Q(organization__isnull=False),
                name="affiliation_once_with_organization",
                violation_error_message="This speaker has that role there already, since the same date.",
            ),
            models.UniqueConstraint(
                fields=["speaker", "role_slug", "since"],
                condition=Q(organization__isnull=True),
                name="affiliation_once_without_organization",
                violation_error_message="This speaker has that role already, since the same date.",
            ),
            models.CheckConstraint(
                condition=~Q(role="") | Q(organization__isnull=False),
                name="affiliation_has_role_or_organization",
                violation_error_message="Give a role, an organization, or both.",
            ),
            models.CheckConstraint(
                condition=Q(since_earliest=None)
                | Q(until_latest=None)
                | Q(until_latest__gte=models.F("since_earliest")),
                name="affiliation_ends_after_start",
                violation_error_message="It ends before it starts. Check both dates.",
            ),
            web_address_constraint("reference", "affiliation_reference_is_web_address"),
            clean_characters_constraint("role", "affiliation_role_has_clean_characters"),
        ]
        indexes = [models.Index(fields=["speaker", "since_earliest", "until_latest"], name="affiliation_by_date")]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.role, str(self.organization or "")) if part)

    def natural_key(self) -> tuple[str, str | None, str, str]:
        return (
            self.speaker.slug,
            self.organization.slug if self.organization else None,
            self.role_slug,
            self.since,
        )

    natural_key.dependencies = ["quotes.speaker", "quotes.organization"]  # type: ignore[attr-defined]

    @classmethod
    def visible(cls) -> Q:
        return Q(Exists(related("Quotation").published().filter(speaker=OuterRef("speaker"))))

    @property
    def since_known(self) -> KnownDate | None:
        return parse_date(self.since) if self.since else None

    @property
    def until_known(self) -> KnownDate | None:
        return parse_date(self.until) if self.until else None

    def may_have_held_on(self, day: date) -> bool:
        """Return whether it is one of those that `on(day)` finds."""
        return (self.since_earliest or day) <= day <= (self.until_latest or day)

    def derive(self) -> None:
        super().derive()
        self.role_slug = slugify(self.role)
        self.since_earliest = self.since_known.earliest if self.since_known else None
        self.until_latest = self.until_known.latest if self.until_known else None

    def check_rules(self, stored: Self | None) -> None:
        super().check_rules(stored)
        if stored is not None and stored.speaker_id != self.speaker_id:
            self.check_speaker()

    def clean(self) -> None:
        super().clean()
        self.check_speaker()

    def check_speaker(self) -> None:
        """Raise ValidationError when the role is another speaker's in some quotation."""
        other = self.quotations.exclude(speaker=self.speaker_id).first() if self.pk else None
        if other:
            raise ValidationError({"speaker": f"Quotation {other.ref} has this role for {other.speaker}."})

    def saved(self, stored: Self | None) -> None:
        super().saved(stored)
        if stored and (stored.organization_id, stored.role_slug) != (self.organization_id, self.role_slug):
            self.quotations.update(
                organization=self.organization_id, role_slug=self.role_slug, version=models.F("version") + 1
            )
        if stored and stored.organization_id != self.organization_id:
            SearchEntry.objects.using(self._state.db).follow_names(self.quotations.all())
