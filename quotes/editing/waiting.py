"""What waits for an editor: sets of records, each cheap to begin to read at any size of the record."""

from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from quotes.models import Claim, Publishable, Quotation, Source, Speaker, Stance, Status


def of_status(model: type[Publishable], status: Status) -> QuerySet[Any]:
    """Return the quotations or claims of a status, those first that were added first."""
    rows: QuerySet[Any] = model.objects.filter(status=status)
    return rows.order_by("pk")


def without_role() -> QuerySet[Any]:
    """Return the submitted and published words of people of whom no role at the time is chosen."""
    told: QuerySet[Any] = Quotation.objects.filter(affiliation=None, speaker__kind=Speaker.Kind.PERSON)
    return told.filter(status__in=[Status.SUBMITTED, Status.PUBLISHED]).order_by()


def of_one_view() -> QuerySet[Any]:
    """Return the published claims on which there are published stances, all of one position."""
    stances = Stance.objects.published().filter(claim=OuterRef("pk"))
    first = Subquery(stances.order_by("position").values("position")[:1])
    second = Exists(stances.order_by().filter(position__gt=OuterRef("first")))
    claims: QuerySet[Any] = Claim.objects.published().alias(first=first).filter(~second, first__isnull=False)
    return claims.order_by("pk")


def text_changed() -> QuerySet[Any]:
    """Return the sources whose text is no longer the one that quotations were last looked for in."""
    edited: QuerySet[Any] = Source.objects.filter(version__gt=1, extraction__isnull=False)
    return edited.exclude(extraction__text_sha256=F("text_sha256")).order_by("pk")
