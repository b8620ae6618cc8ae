"""A small published record with everything a page can show."""

from datetime import date
from typing import Any

from django.urls import reverse

from quotes.models import Stance, Status
from tests.factories import (
    make_affiliation,
    make_alias,
    make_assessment,
    make_claim,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
)


def make_record() -> dict[str, Any]:
    """Save the record; return its `lead` quotation, its speaker `ana`, the `claim`, and a `withdrawn` quotation."""
    gazette = make_source(
        title="Harbour bridge to close",
        publisher=make_organization(name="Harbour Gazette", kind="media"),
        byline="Ida Lund",
        url="https://example.org/bridge",
        correction_note="An earlier version of this article gave another year for the works.",
    )
    older = make_source(title="Bridge opens", published_on=date(2019, 3, 2))
    ana = make_speaker(name="Ana Ruiz", sort_name="Ruiz, Ana", note="Engineer.", wikidata_id="Q4115189")
    tom = make_speaker(name="Tom Byrne", sort_name="Byrne, Tom")
    make_alias(speaker=ana, name="Anna Ruíz")
    engineer = make_affiliation(
        speaker=ana,
        organization=make_organization(
            name="City of Harbour", kind="government", country="NO", parent=gazette.publisher
        ),
        role="city engineer",
        since="2015",
        stated_in=gazette,
    )
    make_affiliation(speaker=ana, role="lecturer", since="2002", until="2010")
    repairs, ferries = make_topic(name="Repairs"), make_topic(name="Ferries")
    lead = make_quotation(
        words=["The bridge is safe", "But it is old, and it will not stay safe."],
        source=gazette,
        affiliation=engineer,
        attribution="the city engineer",
        topics=[repairs],
    )
    other = make_quotation(words="We were not asked", source=gazette, speaker=tom, topics=[ferries, repairs])
    make_quotation(
        source=gazette, affiliation=engineer, words="it will not stay safe", kind="partial", topics=[ferries]
    )
    make_quotation(source=older, affiliation=engineer, topics=[repairs], medium="interview")
    inner = make_quotation(
        words="the work would take two years", source=gazette, speaker=tom, kind="indirect", reported_in=other
    )
    claim = make_claim(text="The bridge is safe.", scope_note="The road bridge alone.", topics=[repairs])
    make_stance(quotation=lead, claim=claim, position=Stance.Position.QUALIFIES)
    make_stance(quotation=inner, claim=claim, position=Stance.Position.QUESTIONS)
    make_stance(quotation=other, claim=claim, position=Stance.Position.DENIES, reason="He says that it moves.")
    make_assessment(claim=claim, assessed_on=date(2024, 5, 20))
    make_assessment(claim=claim, links="https://example.org/report")
    withdrawn = make_quotation(status=Status.WITHDRAWN)
    return {"lead": lead, "ana": ana, "claim": claim, "withdrawn": withdrawn}


def every_page(record: dict[str, Any]) -> dict[str, str]:
    """Return the address of a page of every kind, by the name of its pattern and what is special about it."""
    lead, ana, claim, withdrawn = record["lead"], record["ana"], record["claim"], record["withdrawn"]
    quotations, claims = reverse("quotes:quotation-list"), reverse("quotes:claim-list")
    return {
        "quotes:home": reverse("quotes:home"),
        "quotes:quotation-list": quotations,
        "quotes:quotation-list, narrowed": f"{quotations}?topic=repairs&kind=direct&year=2024&sort=oldest",
        "quotes:quotation-list, with nothing": f"{quotations}?topic=repairs&year=1999",
        "quotes:facet-list": f"{reverse('quotes:facet-list', args=['speaker'])}?topic=repairs&speaker=ana-ruiz",
        "quotes:facet-list, of sources": f"{reverse('quotes:facet-list', args=['source'])}?kind=direct",
        "quotes:quotation-detail": lead.get_absolute_url(),
        "quotes:quotation-detail, withdrawn": withdrawn.get_absolute_url(),
        "quotes:speaker-list": reverse("quotes:speaker-list"),
        "quotes:speaker-detail": ana.get_absolute_url(),
        "quotes:organization-list": reverse("quotes:organization-list"),
        "quotes:organization-detail": lead.organization.get_absolute_url(),
        "quotes:organization-detail, a publisher": lead.source.publisher.get_absolute_url(),
        "quotes:claim-list": f"{claims}?topic=repairs",
        "quotes:claim-list, with nothing": f"{claims}?topic=ferries",
        "quotes:claim-detail": claim.get_absolute_url(),
        "quotes:source-list": reverse("quotes:source-list"),
        "quotes:source-detail": lead.source.get_absolute_url(),
        "quotes:topic-list": reverse("quotes:topic-list"),
        "quotes:topic-detail": lead.topics.get().get_absolute_url(),
        "quotes:about": reverse("quotes:about"),
        "quotes:checking": reverse("quotes:checking"),
        "quotes:corrections": reverse("quotes:corrections"),
        "missing": reverse("quotes:speaker-detail", args=["nobody"]),
        "malformed": f"{quotations}?year=x",
    }
