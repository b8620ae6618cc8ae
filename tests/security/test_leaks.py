"""Nothing of what is not published can be seen, by anybody, anywhere: the public site is the same without it."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quotes.models import (
    Affiliation,
    Claim,
    FormerSlug,
    Organization,
    Quotation,
    Slugged,
    Source,
    Speaker,
    Stance,
    Status,
    Topic,
)
from quotes.reading.facets import LISTED
from quotes.reading.filters import ClaimFilter, FacetFilter, Named, QuotationFilter, SourceFilter
from quotes.reading.sitemaps import SITEMAPS
from quotes.search import columns
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
    set_status,
)

from .crawling import Answer, ask, crawl
from .planting import MARK, MODELS, NEVER_PUBLISHED, mark, plant_alone, plant_beside

pytestmark = pytest.mark.django_db

LISTS = {"quotation": QuotationFilter, "source": SourceFilter, "claim": ClaimFilter}
SECRETS = re.compile(rf"{MARK}\d{{6}}|Q9999\d{{6}}|\bZZ\b|tlh|sux".encode(), re.I)


@pytest.fixture
def public(monkeypatch) -> Quotation:
    """A small published record with something of everything, on short pages; returns a quotation that has it all."""
    for views in ("quotations", "index", "sources", "claims", "facets"):
        monkeypatch.setattr(f"quotes.reading.views.{views}.PAGE_SIZE", 2)
    gazette = make_source(
        title="Harbour bridge to close",
        publisher=make_organization(name="Harbour Gazette"),
        byline="Ida Lund",
        url="https://example.org/bridge",
        correction_note="An earlier version gave another year.",
    )
    city = make_organization(name="City of Harbour", kind="government", country="NO")
    ana, tom = make_speaker(name="Ana Ruiz"), make_speaker(name="Tom Byrne")
    make_alias(speaker=ana, name="Anna Ruíz")
    engineer = make_affiliation(speaker=ana, organization=city, role="city engineer", since="2015", stated_in=gazette)
    repairs = make_topic(name="Repairs")
    first = make_quotation(source=gazette, affiliation=engineer, topics=[repairs], said="2024-05", medium="interview")
    second = make_quotation(
        source=gazette, speaker=tom, words="We were not asked", topics=[repairs, make_topic(name="Ferries")]
    )
    make_quotation(source=make_source(published_on=first.source.published_on.replace(year=2019)), affiliation=engineer)
    hidden = make_quotation(
        source=gazette, speaker=make_speaker(name=f"Speaker {mark()}"), words="The council said", status=Status.DRAFT
    )
    make_quotation(
        source=gazette, speaker=tom, words="the work would take two years", kind="indirect", reported_in=hidden
    )
    claim = make_claim(text="The bridge is safe.", topics=[repairs])
    make_stance(quotation=first, claim=claim)
    make_stance(quotation=second, claim=claim, position="denies")
    make_assessment(claim=claim)
    make_stance(quotation=second, claim=make_claim(text="The ferry is slow.", topics=[repairs]))
    make_quotation(source=gazette, status=Status.WITHDRAWN)
    make_claim(text="The bridge is new.", status=Status.WITHDRAWN)
    make_affiliation(speaker=tom, role="ferryman", stated_in=make_source(title=f"Title {mark()}"))
    ana.slug = "ana-ruiz-engineer"
    ana.save()
    for model in MODELS:  # whatever is planted changed later
        model.history.update(history_date=datetime(2024, 6, 1, tzinfo=UTC))
    return first


def differences(before: dict[str, Answer], after: dict[str, Answer]) -> list[str]:
    """Return what somebody who knows both crawls could tell apart, one address a line."""
    changed = [address for address in before if before[address] != after.get(address)]
    return sorted({*changed, *(set(after) - set(before)), *marked(after)})


def marked(answers: dict[str, Answer]) -> list[str]:
    """Return the addresses whose answers hold a mark."""
    return [
        address for address, answer in answers.items() if SECRETS.search(repr(answer.headers).encode() + answer.body)
    ]


def told_apart(record: Any) -> list[str]:
    """Return the addresses that answer for a hidden record as they do not for one that never was."""
    pairs = []
    if isinstance(record, Slugged):
        never, name = "never-was", record._meta.model_name
        former = FormerSlug.objects.filter(kind=name, current_slug=record.slug).values_list("slug", flat=True)
        for slug in (record.slug, *former):
            pairs.append(
                (reverse(f"quotes:{name}-detail", args=[slug]), reverse(f"quotes:{name}-detail", args=[never]))
            )
            for parameter in naming(type(record)):
                pairs.append((f"{parameter}={slug}", f"{parameter}={never}"))
    elif isinstance(record, Affiliation):
        address = reverse("quotes:quotation-list")
        pairs.append((f"{address}?role={record.role_slug}", f"{address}?role=never-was"))
    elif isinstance(record, Quotation):
        pairs.append((record.get_absolute_url(), reverse("quotes:quotation-detail", args=["0000000000"])))
    return [hidden for hidden, never in pairs if answers_alike(hidden) != answers_alike(never)]


def naming(model: type[Slugged]) -> list[str]:
    """Return the beginnings of all addresses that name a record of this model in a parameter, up to "="."""
    lists = {reverse(f"quotes:{name}-list"): filters for name, filters in LISTS.items()}
    lists |= {reverse("quotes:facet-list", args=[facet]): FacetFilter for facet in LISTED}
    return [
        f"{address}?{parameter}"
        for address, filters in lists.items()
        for parameter, one in filters.base_filters.items()
        if isinstance(one, Named) and one.named is model
    ]


def answers_alike(address: str) -> tuple[Answer, int]:
    """Return the answer with its own address and slug blotted out, and the number of queries that it took."""
    own = re.split(r"[/?=]", address.rstrip("/"))[-1].encode()
    with CaptureQueriesContext(connection) as captured:
        answer = ask(Client(raise_request_exception=False), address)
    headers = tuple((name, value) for name, value in answer.headers if name not in ("Content-Length", "ETag"))
    return Answer(answer.status, headers, answer.body.replace(own, b"")), len(captured)


def starts() -> list[str]:
    """Return addresses that no page links to while little is on record: former ones, empty lists, letters, names."""
    claims, quotations = reverse("quotes:claim-list"), reverse("quotes:quotation-list")
    indexes = [reverse(f"quotes:{name}-list") for name in ("speaker", "organization", "topic")]
    facets = [reverse("quotes:facet-list", args=[facet]) for facet in LISTED]
    return [
        reverse("quotes:speaker-detail", args=["ana-ruiz"]),  # where she was before
        *(f"{claims}?topic={topic.slug}" for topic in Topic.objects.published()),
        *(f"{quotations}?{query}" for query in ("year=1999&kind=direct", "speaker=nobody", "sort=oldest")),
        *(f"{index}?{query}" for index in indexes for query in ("letter=s", "letter=z", f"name={MARK}", "name=a")),
        *(f"{facet}?{query}" for facet in facets for query in ("kind=direct", f"name={MARK}", "name=a")),
    ]


def leaks(public: Quotation, statuses: Iterable[Status] = NEVER_PUBLISHED) -> list[str]:
    """Crawl, plant hidden records, crawl again, ask for each hidden record; return every address that tells."""
    before = crawl(starts())
    planted = [row for status in statuses for row in (*plant_alone(status), *plant_beside(public, status))]
    columns.current()  # whoever asks first after a change, whatever for, takes the queries that follow it
    hidden = [address for row in planted for address in told_apart(row)]
    return differences(before, crawl(starts())) + hidden


def test_the_crawl_reaches_a_page_of_every_kind(public):
    answers = crawl(starts())
    assert {answer.status for answer in answers.values()} == {200, 301, 302, 410}
    for address in (
        public.get_absolute_url(),
        public.speaker.get_absolute_url(),
        public.source.get_absolute_url(),
        public.organization.get_absolute_url(),
        public.topics.first().get_absolute_url(),
        public.stances.first().claim.get_absolute_url(),
        *(f"/sitemap-{section}.xml" for section in SITEMAPS),
        *(reverse("quotes:facet-list", args=[facet]) for facet in LISTED),
    ):
        assert address in answers


def test_what_was_never_published_changes_no_page(public):
    assert leaks(public) == []


def test_every_field_of_every_model_is_planted():
    rows = plant_alone(Status.REJECTED)
    assert {type(row) for row in rows} == MODELS
    for row in rows:
        empty = [
            field.name
            for field in row._meta.concrete_fields
            if getattr(row, field.attname) in ("", None)
            and not (isinstance(row, Organization) and field.name == "parent")
            and not (isinstance(row, Quotation) and row.reported_in is None)
        ]
        assert empty == [], type(row).__name__


@pytest.mark.slow
@pytest.mark.parametrize("model", [Quotation, Speaker, Source, Organization, Topic, Claim, Stance])
def test_the_test_bites_where_a_model_forgets_what_is_public(public, model, monkeypatch):
    monkeypatch.setattr(model, "visible", classmethod(lambda cls: Q(pk__isnull=False)))
    assert leaks(public, [Status.DRAFT]) != []


def test_what_was_withdrawn_gives_its_name_and_reason_and_nothing_else(public):
    rows = [row for row in plant_alone(Status.DRAFT) if isinstance(row, (Quotation, Claim))]
    for row in rows:
        set_status(row, Status.WITHDRAWN, "It was retracted.")
    names = [(row.ref if isinstance(row, Quotation) else row.slug).encode() for row in rows]
    answers = crawl([*starts(), *(row.get_absolute_url() for row in rows)])
    for row, name in zip(rows, names, strict=True):
        answer = answers[row.get_absolute_url()]
        assert answer.status == 410
        assert b"It was retracted." in answer.body
        assert name in re.sub(rb"<[^>]*>", b" ", answer.body)
    corrections = answers[reverse("quotes:corrections")]
    assert all(name in corrections.body for name in names)
    without_names = {address: blotted(answer, names) for address, answer in answers.items()}
    assert marked(without_names) == []


def blotted(answer: Answer, names: Iterable[bytes]) -> Answer:
    body = answer.body
    for name in names:
        body = body.replace(name, b"")
    return Answer(answer.status, answer.headers, body)
