"""Page-shaped querysets: everything a page shows of its records, in a number of queries that never grows with them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Abs, Coalesce

from quotes.models import (
    Affiliation,
    Claim,
    Organization,
    Passage,
    Quotation,
    Source,
    Speaker,
    Stance,
    Status,
    Topic,
)
from quotes.models.people import LATEST_BEGUN_FIRST
from quotes.search.columns import Selection, Tally
from quotes.search.keys import rows_of

from .paging import LATEST_PUBLISHED
from .prepared import Prepared

FRONT_POOL = 40  # the latest quotations, among which the front page chooses
LEAD_LENGTH = range(70, 190)
READABLE = 480  # characters, in a column of the front page

TOPICS = Prefetch("topics", Topic.objects.order_by("sort_key", "slug"))


# What a list item shows. Django's time for a row grows with its columns, and six records have a hundred.
LIST_ITEM = (
    *("ref", "status", "kind", "medium", "language", "display_text", "attribution", "said", "said_latest"),
    *("speaker__name", "speaker__slug"),
    *("affiliation__role", "affiliation__organization__name", "affiliation__organization__slug"),
    *("source__title", "source__slug", "source__published_on", "source__publisher__name", "source__publisher__slug"),
    *("reported_in__ref", "reported_in__status", "reported_in__speaker__name", "reported_in__speaker__slug"),
)


def listed(quotations: QuerySet) -> Any:
    """Quotations as list items: words, speaker, role at the time, source. Never the source's text."""
    return quotations.select_related(
        "speaker", "affiliation__organization", "source__publisher", "reported_in__speaker"
    ).only(*LIST_ITEM)


LISTED = Prepared(lambda: listed(Quotation.objects.published()))


def quotation_in_full() -> QuerySet:
    """Published quotations with all that their own page shows, the source's text included (for checking).

    The source that states the role (`affiliation.stated_in`) is None where it is not public.
    """
    statements = Quotation.objects.published().select_related("speaker")
    return (
        Quotation.objects.published()
        .select_related("speaker", "affiliation__organization", "source__publisher")
        .prefetch_related(
            "passages",
            Prefetch("affiliation__stated_in", Source.objects.published().defer("text")),
            TOPICS,
            Prefetch("stances", Stance.objects.published().select_related("claim").order_by("claim__slug")),
            Prefetch("reported_in", statements),
            Prefetch("reports", statements.order_by("ref")),
        )
    )


def words_and_article(quotation: Quotation) -> tuple[str, str] | None:
    """Return a quotation's exact words and the text of its source, which lists leave out; None once it is withdrawn."""
    return Quotation.objects.published().filter(pk=quotation.pk).values_list("text", "source__text").first()


def on_the_same_claims(quotation: Quotation, most: int) -> list[Quotation]:
    """Return the latest other quotations that bear on this one's claims, with their stances on those (`on_claims`)."""
    claims = [stance.claim_id for stance in quotation.stances.all()]
    if not claims:
        return []
    bearing = Stance.objects.filter(claim__in=claims)
    others = Quotation.objects.published().filter(Exists(bearing.filter(quotation=OuterRef("pk"))))
    stances = Prefetch("stances", bearing.select_related("claim").order_by("claim__slug"), to_attr="on_claims")
    return list(listed(others).exclude(pk=quotation.pk).newest().prefetch_related(stances)[:most])


def elsewhere_in_source(quotation: Quotation, most: int) -> list[Quotation]:
    """Return the published quotations of the same source that stand nearest to this one, in reading order."""
    here = min((span.start for span in quotation.spans), default=0)
    first = Passage.objects.filter(quotation=OuterRef("pk")).order_by("position").values("start")[:1]
    others = listed(Quotation.objects.published().filter(source=quotation.source_id)).exclude(pk=quotation.pk)
    nearest = others.annotate(start=Coalesce(Subquery(first), 0)).order_by(Abs(F("start") - here), "ref")
    return sorted(nearest[:most], key=lambda other: other.start)


def in_reading_order(source: Source, most: int) -> list[Quotation]:
    """Return the first published quotations of a source, in order of their first passages, with all that checks them.

    Those without a passage come last.
    """
    first = Passage.objects.filter(quotation=OuterRef("pk")).order_by("position").values("start")[:1]
    rows = (
        Quotation.objects.published()
        .filter(source=source)
        .select_related("speaker", "affiliation__organization", "reported_in__speaker")
        .defer("reported_in__text", "reported_in__display_text")
        .prefetch_related("passages")
        .annotate(start=Coalesce(Subquery(first), source.text_length))
        .order_by("start", "ref")
    )
    return list(rows[:most])


def tell_holdings(sources: Iterable[Any]) -> None:
    """Give each source the number of its published quotations (`quoted`), and of those who speak in them (`voices`)."""
    rows = Quotation.objects.published().filter(source__in=sources).order_by().values("source")
    counted = rows.annotate(quoted=Count("pk"), voices=Count("speaker", distinct=True))
    counts = {source: (quoted, voices) for source, quoted, voices in counted.values_list("source", "quoted", "voices")}
    for source in sources:
        source.quoted, source.voices = counts.get(source.pk, (0, 0))


def publishers_of(sources: QuerySet, most: int) -> list[tuple[str, str, int]]:
    """Return the publishers of most of these sources: slug, name and number."""
    counted = sources.exclude(publisher=None).order_by().values_list("publisher__slug", "publisher__name")
    rows = counted.annotate(count=Count("pk")).order_by("-count", "publisher__sort_key", "publisher__slug")
    return list(rows[:most])


def tell_roles(speakers: Iterable[Any], quotations: Selection) -> None:
    """Give each speaker what the latest of some published quotations say of them: a role, else a description.

    `latest_role` is the latest affiliation; where there is none, `latest_attribution` is the latest attribution.
    """
    keys = quotations.latest("affiliation", "speaker", [speaker.pk for speaker in speakers])
    roles = Affiliation.objects.published().select_related("organization").order_by().in_bulk(set(keys.values()))
    for speaker in speakers:
        speaker.latest_role = roles.get(keys.get(speaker.pk))
    others = [speaker for speaker in speakers if not speaker.latest_role]
    latest = Quotation.objects.published().filter(speaker=OuterRef("pk")).exclude(attribution="").newest()
    rows = Speaker.objects.filter(pk__in=[speaker.pk for speaker in others]).values_list(
        "pk", Subquery(latest.values("attribution")[:1])
    )
    attributions = dict(rows.order_by())
    for speaker in others:
        speaker.latest_attribution = attributions.get(speaker.pk)


def tell_number(records: Iterable[Any], name: str, rows: QuerySet, column: str) -> None:
    """Give each record, as the attribute `name`, the number of `rows` that have it in `column`."""
    counted = rows.filter(**{f"{column}__in": records}).order_by().values_list(column).annotate(count=Count("pk"))
    counts = dict(counted)
    for record in records:
        setattr(record, name, counts.get(record.pk, 0))


def affiliations_of(record: Speaker | Organization) -> QuerySet:
    """Affiliations of a speaker or in an organization, latest begun first.

    `stated_in` is None where it is not public.
    """
    return (
        record.affiliations.published()
        .latest_begun_first()
        .select_related("organization", "speaker")
        .prefetch_related(Prefetch("stated_in", Source.objects.published().defer("text")))
    )


def number_of(rows: QuerySet, column: str) -> Coalesce:
    """Return the number of `rows` that have a record in `column`, as an expression to annotate the record with."""
    counted = rows.filter(**{column: OuterRef("pk")}).order_by().values(column).annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


def silent_affiliations(organization: Organization, voices: Tally) -> QuerySet:
    """Return the affiliations in an organization of those who never spoke for it: of whom `voices` has no quotation."""
    return organization.affiliations.published().exclude(speaker__in=rows_of(voices.values()))


def affiliations_by_speaker(organization: Organization, speakers: Sequence[Any], voices: Tally, most: int) -> list[Any]:
    """Return an organization's affiliations of `speakers`, in this order, then of those who never spoke for it.

    The first `most`. `voices` counts its quotations by speaker; `spoken` is the number of those of an affiliation's
    speaker.
    """
    places = (When(speaker=speaker, then=Value(place)) for place, speaker in enumerate(speakers))
    shown = (
        affiliations_of(organization)
        .filter(Q(speaker__in=speakers) | ~Q(speaker__in=rows_of(voices.values())))
        .annotate(place=Case(*places, default=Value(len(speakers))))
        .order_by("place", "speaker__sort_key", "speaker__slug", *LATEST_BEGUN_FIRST)
    )
    affiliations = list(shown[:most])
    for one in affiliations:
        one.spoken = voices.count(one.speaker_id)
    return affiliations


def parent_and_parts(organization: Organization, most: int) -> tuple[Organization | None, list[Organization]]:
    """Return what an organization is a part of, if that is public, and its first `most` public parts, from A to Z."""
    related = Organization.objects.published().filter(Q(pk=organization.parent_id) | Q(parent=organization))
    is_parent = Case(When(pk=organization.parent_id, then=Value(1)), default=Value(0))
    found = list(related.annotate(is_parent=is_parent).order_by("-is_parent", "sort_key", "slug")[: most + 1])
    parent = next((one for one in found if one.pk == organization.parent_id), None)
    return parent, [one for one in found if one != parent][:most]


def published_by(organization: Organization, most: int) -> list[Source]:
    """Return the public sources that an organization published, latest first."""
    sources = Source.objects.published().filter(publisher=organization).defer("text")
    return list(LATEST_PUBLISHED.sort(sources)[:most])


def topics_of_claims(claims: QuerySet, most: int) -> list[Topic]:
    """Return the topics that most of these claims have, each with their number (`count`)."""
    counted = Topic.objects.filter(claims__in=claims).annotate(count=Count("claims"))
    return list(counted.order_by("-count", "sort_key", "slug")[:most])


def claims_of(most: int, **having: Any) -> list[Claim]:
    """Return the published claims that most published quotations bear on, of those `having` a speaker, or the like.

    Each with how many of these do (`count`) and their tally. From the stances to the quotations: these are many more.
    """
    public = {f"quotation__{name}": value for name, value in {"status": Status.PUBLISHED, **having}.items()}
    bearing = Claim.objects.published().filter(**{f"stances__{name}": value for name, value in public.items()})
    claims = list(bearing.annotate(count=Count("stances")).order_by("-count", "slug")[:most])
    tell_tallies(claims, Stance.objects.filter(**public))
    return claims


def claims_on(topic: Topic, most: int) -> list[Claim]:
    """Return the published claims on a topic that most published quotations bear on, each with its tally of all."""
    counted = Claim.objects.published().filter(topics=topic)
    public = Q(stances__quotation__status=Status.PUBLISHED)
    claims = list(counted.annotate(count=Count("stances", filter=public)).order_by("-count", "slug")[:most])
    tell_tallies(claims, Stance.objects.published())
    return claims


def tell_tallies(claims: Iterable[Any], stances: QuerySet) -> None:
    """Give each claim its tally of positions among `stances`: a list of (position, number), without zeros."""
    rows = stances.filter(claim__in=claims).order_by().values_list("claim", "position").annotate(count=Count("pk"))
    counts = {(claim, position): count for claim, position, count in rows}
    for claim in claims:
        claim.tally = [
            (position, counts[claim.pk, position]) for position in Stance.Position if (claim.pk, position) in counts
        ]


def front_quotations(most: int) -> list[Quotation]:
    """Return quotations for the front page, latest first: the lead, of a length that reads well large, then others.

    Only the speakers' own words; long ones, and a second one of a speaker, only where there are too few others.
    """
    latest = listed(Quotation.objects.published().filter(kind=Quotation.Kind.DIRECT)).newest()
    pool = list(latest.prefetch_related("passages")[:FRONT_POOL])
    short = [one for one in pool if len(one.display_text) <= READABLE]
    pool = short if len(short) >= most else pool
    if not pool:
        return []
    lead = next((one for one in pool if len(one.display_text) in LEAD_LENGTH), pool[0])
    others = {one.speaker_id: one for one in reversed(pool) if one.speaker_id != lead.speaker_id}
    first = [one for one in pool if others.get(one.speaker_id) == one]
    rest = [one for one in pool if one != lead and one not in first]
    return [lead, *first, *rest][:most]
