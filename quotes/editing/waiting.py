"""What waits for an editor: sets of records, each cheap to begin to read at any size of the record."""

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from quotes.models import Claim, Publishable, Quotation, Source, Speaker, Stance, Status


def of_status(model: type[Publishable], status: Status) -> QuerySet:
    """Return the quotations or claims of a status, those first that were added first."""
    return model.objects.filter(status=status).order_by("pk")


def without_role() -> QuerySet:
    """Return the submitted and published words of people of whom no role at the time is chosen."""
    told = Quotation.objects.filter(affiliation=None, status__in=[Status.SUBMITTED, Status.PUBLISHED])
    return told.filter(speaker__kind=Speaker.Kind.PERSON).order_by()


def of_one_view() -> QuerySet:
    """Return the published claims on which there are published stances, all of one position."""
    stances = Stance.objects.published().filter(claim=OuterRef("pk"))
    first = Subquery(stances.order_by("position").values("position")[:1])
    second = Exists(stances.order_by().filter(position__gt=OuterRef("first")))
    return Claim.objects.published().alias(first=first).filter(~second, first__isnull=False).order_by("pk")


def text_changed() -> QuerySet:
    """Return the sources whose text is no longer the one that quotations were last looked for in."""
    edited = Source.objects.filter(version__gt=1, extraction__isnull=False)
    return edited.exclude(extraction__text_sha256=F("text_sha256")).order_by("pk")
