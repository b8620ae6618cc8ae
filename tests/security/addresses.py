"""Every public address, the parameters that it has, and a small record for those that lead to one."""

from collections.abc import Iterable

from django.urls import reverse

from quotes.models import Status
from quotes.reading.facets import LISTED
from quotes.reading.filters import (
    ClaimFilter,
    CorrectionFilter,
    FacetFilter,
    IndexFilter,
    QuotationFilter,
    SourceFilter,
    SpeakerFilter,
)
from quotes.reading.sitemaps import SITEMAPS
from tests.factories import (
    make_affiliation,
    make_claim,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
)

from .hostile import public_patterns

CANARY = "Canary"

# Every public address with the names of its parameters. A new address needs its line here.
PARAMETERS: dict[str, Iterable[str]] = {
    "livez": (),
    "readyz": (),
    "favicon": (),
    "robots": (),
    "sitemap": (),
    "sitemap-section": ("p",),
    "quotes:home": (),
    "quotes:quotation-list": QuotationFilter.base_filters,
    "quotes:facet-list": FacetFilter.base_filters,
    "quotes:quotation-detail": (),
    "quotes:speaker-list": SpeakerFilter.base_filters,
    "quotes:speaker-detail": (),
    "quotes:organization-list": IndexFilter.base_filters,
    "quotes:organization-detail": (),
    "quotes:claim-list": ClaimFilter.base_filters,
    "quotes:claim-detail": (),
    "quotes:source-list": SourceFilter.base_filters,
    "quotes:source-detail": (),
    "quotes:topic-list": IndexFilter.base_filters,
    "quotes:topic-detail": (),
    "quotes:about": (),
    "quotes:checking": (),
    "quotes:corrections": CorrectionFilter.base_filters,
}
PATTERNS = public_patterns()
WITH_SEGMENT = [name for name, route in PATTERNS.items() if "<" in route]


def make_segments() -> dict[str, list[str]]:
    """Save a public record beside a draft; return, by address, the values of the part of its path that varies."""
    affiliation = make_affiliation(
        speaker=make_speaker(name="Ana Ruiz"), organization=make_organization(name="Dover City"), role="engineer"
    )
    source = make_source(title="Dover Gazette", publisher=make_organization(name="Dover Printing"))
    topic, claim = make_topic(name="Repair"), make_claim(text="It will hold.")
    quotation = make_quotation(affiliation=affiliation, source=source, topics=[topic])
    make_stance(quotation=quotation, claim=claim)
    draft = make_quotation(
        speaker=make_speaker(name=CANARY),
        source=make_source(title=CANARY),
        topics=[make_topic(name=CANARY)],
        status=Status.DRAFT,
    )
    make_stance(quotation=draft, claim=make_claim(text=CANARY, status=Status.DRAFT))
    return {
        "sitemap-section": list(SITEMAPS),
        "quotes:facet-list": list(LISTED),
        "quotes:quotation-detail": [quotation.ref],
        "quotes:speaker-detail": [quotation.speaker.slug],
        "quotes:organization-detail": [affiliation.organization.slug],
        "quotes:claim-detail": [claim.slug],
        "quotes:source-detail": [source.slug],
        "quotes:topic-detail": [topic.slug],
    }


def findable(segments: dict[str, list[str]]) -> list[str]:
    """Return what shows on a page where a record of these is found."""
    return [values[0] for name, values in segments.items() if name.endswith("-detail")]


def addresses(name: str, segments: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Return the addresses of a name, each with the part of it that varies, if any."""
    if name in WITH_SEGMENT:
        return [(reverse(name, args=[segment]), segment) for segment in segments[name]]
    return [(f"/{PATTERNS[name]}", "")]
