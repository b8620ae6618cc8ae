"""Page-shaped querysets: everything a page shows of its records, in a number of queries that never grows with them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Abs, Coalesce

from quotes.models import Affiliation, Claim, Passage, Quotation, Source, Speaker, Stance, Status, Topic

FRONT_POOL = 40  # the latest quotations, among which the front page chooses
LEAD_LENGTH = range(70, 190)
READABLE = 480  # characters, in a column of the front page

TOPICS = Prefetch("topics", Topic.objects.order_by("sort_key", "slug"))


def listed(quotations: QuerySet) -> Any:
    """Quotations as list items: words, speaker, role at the time, source. Never the source's text."""
    return quotations.select_related(
        "speaker", "affiliation__organization", "source__publisher", "reported_in__speaker"
    ).defer("source__text", "text", "reported_in__text", "reported_in__display_text")


def quotation_in_full() -> QuerySet:
    """Published quotations with all that their own page shows, the source's text included (for checking)."""
    statements = Quotation.objects.published().select_related("speaker")
    return (
        Quotation.objects.published()
        .select_related("speaker", "affiliation__organization", "affiliation__stated_in", "source__publisher")
        .defer("affiliation__stated_in__text")
        .prefetch_related(
            "passages",
            TOPICS,
            Prefetch("stances", Stance.objects.published().select_related("claim").order_by("claim__slug")),
            Prefetch("reported_in", statements),
            Prefetch("reports", statements.order_by("ref")),
        )
    )


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


def with_latest_role(speakers: QuerySet) -> Any:
    """Speakers with what their latest published quotations say of them: an affiliation's key, an attribution."""
    latest = Quotation.objects.published().filter(speaker=OuterRef("pk")).newest()
    return speakers.annotate(
        latest_affiliation=Subquery(latest.exclude(affiliation=None).values("affiliation")[:1]),
        latest_attribution=Subquery(latest.exclude(attribution="").values("attribution")[:1]),
    )


def tell_roles(speakers: Iterable[Any]) -> None:
    """Give each speaker (`with_latest_role`) the affiliation itself, as `latest_role`."""
    keys = {speaker.latest_affiliation for speaker in speakers} - {None}
    roles = Affiliation.objects.published().select_related("organization").in_bulk(keys)
    for speaker in speakers:
        speaker.latest_role = roles.get(speaker.latest_affiliation)


QUOTED = Count("pk", filter=~Q(kind=Quotation.Kind.INDIRECT))
REPORTED = Count("pk", filter=Q(kind=Quotation.Kind.INDIRECT))


def tell_counts(speakers: Iterable[Any]) -> None:
    """Give each speaker the number of published quotations (`quoted`), and of indirect statements (`reported`)."""
    rows = Quotation.objects.published().filter(speaker__in=speakers).order_by().values("speaker")
    counted = rows.annotate(quoted=QUOTED, reported=REPORTED).values_list("speaker", "quoted", "reported")
    counts = {speaker: (quoted, reported) for speaker, quoted, reported in counted}
    for speaker in speakers:
        speaker.quoted, speaker.reported = counts.get(speaker.pk, (0, 0))


def affiliations_of(speaker: Speaker) -> QuerySet:
    """A speaker's affiliations, latest begun first, with the days of their published quotations.

    `stated_in` is None where that source is not public.
    """
    public = Q(quotations__status=Status.PUBLISHED)
    return (
        speaker.affiliations.published()
        .annotate(
            first_quoted=Min("quotations__said_latest", filter=public),
            last_quoted=Max("quotations__said_latest", filter=public),
        )
        .select_related("organization")
        .prefetch_related(Prefetch("stated_in", Source.objects.published().defer("text")))
    )


def topics_of(quotations: QuerySet, most: int) -> list[Topic]:
    """Return the topics that most of these quotations have, each with their number (`count`)."""
    counted = Topic.objects.filter(quotations__in=quotations).annotate(count=Count("quotations"))
    return list(counted.order_by("-count", "sort_key", "slug")[:most])


def topics_of_claims(claims: QuerySet, most: int) -> list[Topic]:
    """Return the topics that most of these claims have, each with their number (`count`)."""
    counted = Topic.objects.filter(claims__in=claims).annotate(count=Count("claims"))
    return list(counted.order_by("-count", "sort_key", "slug")[:most])


def claims_of(quotations: QuerySet, most: int) -> list[Claim]:
    """Return the published claims that most of these quotations bear on, with how many do (`count`) and their tally."""
    counted = Claim.objects.published().filter(stances__quotation__in=quotations).annotate(count=Count("stances"))
    claims = list(counted.order_by("-count", "slug")[:most])
    tell_tallies(claims, Stance.objects.filter(quotation__in=quotations))
    return claims


def tell_tallies(claims: Iterable[Any], stances: QuerySet) -> None:
    """Give each claim its tally of positions among `stances`.

    `tally` is a list of (position, number), without the positions that none of them takes.
    """
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
