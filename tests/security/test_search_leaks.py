"""A search answers as if what is not published did not exist: in what it finds, in rank, count, facets and offers."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quotes.models import Alias, Organization, Quotation, Speaker, Status
from quotes.reading.facets import LISTED
from tests.factories import (
    make_affiliation,
    make_alias,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_topic,
    set_status,
)

from .crawling import Answer, ask
from .planting import MARK, mark, plant_alone

pytestmark = pytest.mark.django_db

HIDDEN = [status for status in Status if status != Status.PUBLISHED]
LIST = reverse("quotes:quotation-list")
TEXT = (
    "“The bridge is safe,” said Ana Ruiz. “A bridge is a bridge, and this bridge is old.”\n\n"
    "“We said so of the ferry.”\n\n"
    "“The bridge, the old bridge, is not safe, and will not be safe,” said Tom Byrne.\n\n"
    "“Bridge, bridge, bridge.” “Nobody crosses an old ferry.”\n"
)
PUBLIC = ["The bridge is safe", "A bridge is a bridge, and this bridge is old.", "We said so of the ferry."]
SECRET = [
    "The bridge, the old bridge, is not safe, and will not be safe",
    "Bridge, bridge, bridge.",
    "crosses an old ferry",
]
QUERIES = [
    *("bridge", "bridge safe", "old", '"old bridge"', "bridge -safe", "-safe", "-crosses", "ferry", "crosses"),
    *("ana", "ruiz bridge", "tom", "secretary", "council"),
    *("Ana Riuz", "secretari", "Secrta Ferrryman", "Couuncil of Shadows"),  # misspelt: public and hidden names
]


@pytest.fixture
def public() -> Quotation:
    role = make_affiliation(speaker=make_speaker(name="Ana Ruiz"), organization=make_organization(name="City"))
    source, topic = make_source(text=TEXT), make_topic(name="Repairs")
    first, *_ = [make_quotation(source=source, affiliation=role, words=words, topics=[topic]) for words in PUBLIC]
    return first


def plant(public: Quotation, status: Status) -> list[Any]:
    """Save what is hidden: beside what is public and alone, with the same words and with words and names of its own."""
    hidden = make_affiliation(
        speaker=make_speaker(name="Secret Ferryman"), organization=make_organization(name="Council of Shadows")
    )
    make_alias(speaker=hidden.speaker, name="The Secretary")
    for affiliation in (public.affiliation, hidden):
        for words in [*SECRET, *PUBLIC]:
            planted = make_quotation(
                source=public.source,
                affiliation=affiliation,
                words=words,
                topics=[*public.topics.all(), make_topic()],
                status=Status.DRAFT,
            )
            set_status(planted, status, "It was wrong.")
    return plant_alone(Status.DRAFT if status == Status.WITHDRAWN else status)


def addresses(query: str) -> list[str]:
    facets = [reverse("quotes:facet-list", args=[name]) for name in LISTED]
    lists = [f"{LIST}?sort={sort}&q=" for sort in ("relevance", "newest", "oldest")]
    return [address + quote(query) for address in [*lists, *(f"{facet}?q=" for facet in facets)]]


def answers(queries: Iterable[str]) -> dict[str, Answer]:
    return {address: ask(Client(), address) for query in queries for address in addresses(query)}


def answer_and_cost(address: str, own: str) -> tuple[int, bytes, int]:
    """Return the answer with its own word blotted out, and how many queries it took."""
    with CaptureQueriesContext(connection) as captured:
        answer = ask(Client(), address)
    return answer.status, answer.body.replace(own.encode(), b""), len(captured)


@pytest.mark.parametrize("status", HIDDEN)
def test_a_search_finds_ranks_counts_and_offers_as_if_nothing_were_hidden(public, status):
    before = answers(QUERIES)
    plant(public, status)
    after = answers(QUERIES)
    assert [address for address in before if before[address] != after[address]] == []


@pytest.mark.parametrize("status", HIDDEN)
def test_a_word_that_only_something_hidden_has_is_like_one_that_nothing_has(public, status):
    ask(Client(), LIST)
    never = mark()
    expected = [answer_and_cost(address, never) for query in (never, f"-{never}") for address in addresses(query)]
    marked = {word for row in plant(public, status) for word in words_of(row)}
    assert len(marked) >= 6
    ask(Client(), LIST)  # which reads what changed
    for word in marked:
        found = [answer_and_cost(address, word) for query in (word, f"-{word}") for address in addresses(query)]
        assert found == expected, word


def words_of(row: Any) -> list[str]:
    """Return the marked words by which a record would be found."""
    texts = {Quotation: ["text", "attribution"], Speaker: ["name"], Alias: ["name"], Organization: ["name"]}
    text = " ".join(getattr(row, name) for name in texts.get(type(row), []))
    return [word.strip(".,“”") for word in text.split() if word.startswith(MARK)]


def test_the_test_bites(public):
    """Published, the same records change the list for each of these queries."""
    before = answers(QUERIES)
    plant(public, Status.PUBLISHED)
    after = answers(QUERIES)
    unchanged = [address for address in before if before[address] == after[address]]
    assert not [address for address in unchanged if address.startswith(f"{LIST}?")]
