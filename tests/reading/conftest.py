"""Rows for the reading tests: rich ones by the factories, many plain ones at once."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest

from quotes.models import Organization, Quotation, Status, Topic
from tests.factories import (
    make_affiliation,
    make_alias,
    make_claim,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
)


@pytest.fixture
def many_quotations(db) -> Callable[..., list[Quotation]]:
    """A function that saves one published quotation for each day given, in one statement."""

    def make(days: Iterable[date], **fields: Any) -> list[Quotation]:
        fields.setdefault("source", None)
        fields["source"] = fields["source"] or make_source()
        fields.setdefault("speaker", None)
        fields["speaker"] = fields["speaker"] or make_speaker()
        facts = {"text": "The bridge is safe", "display_text": "“The bridge is safe”", "status": Status.PUBLISHED}
        return Quotation.objects.bulk_create(Quotation(said_latest=day, **facts | fields) for day in days)

    return make


@pytest.fixture
def rich_quotations(db) -> Callable[..., list[Quotation]]:
    """A function that saves quotations with everything a page can show, on different days.

    They have one source and one claim in common, and each its own speaker unless `like` gives one to take after,
    its own organization and topic unless these are given.
    """

    def make(
        number: int,
        like: Quotation | None = None,
        organization: Organization | None = None,
        topic: Topic | None = None,
    ) -> list[Quotation]:
        source = like.source if like else make_source(publisher=make_organization(name="Harbour Gazette"))
        claim = make_claim()
        quotations: list[Quotation] = []
        for index in range(number):
            speaker = like.speaker if like else make_speaker(name=f"Zoe {index:03}", sort_name=f"{index:03}, Zoe")
            make_alias(speaker=speaker)
            affiliation = make_affiliation(
                speaker=speaker,
                organization=organization or make_organization(),
                role=f"engineer {index}",
                stated_in=source,
            )
            quotation = make_quotation(
                source=source,
                affiliation=affiliation,
                attribution="the city engineer",
                medium=Quotation.Medium.INTERVIEW,
                said=f"{2000 + index % 20}-05-06",
                topics=[topic or make_topic()],
                reported_in=quotations[-1] if quotations else None,
            )
            make_stance(quotation=quotation, claim=claim)
            make_stance(quotation=quotation)
            quotations.append(quotation)
        return quotations

    return make
