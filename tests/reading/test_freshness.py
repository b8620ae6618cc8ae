"""Two server processes that keep pages and columns in memory: neither ever shows what is no longer so.

Threads of one process, which share what it keeps, do not either.
"""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.handlers.base import BaseHandler
from django.db import connections
from django.test import RequestFactory
from django.urls import reverse

from quotes.models import Alias, FormerSlug, Organization, Quotation, Speaker, Topic
from quotes.presentation.filters import counts
from quotes.text.words import prepare
from tests.serving import Site, current_database_url

from .changing import NAMES, Desk

LIST = reverse("quotes:quotation-list")
SHOWN = 25

HEADING = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
ON_RECORD = re.compile(r'<h2 id="found">(?:\d+ of )?([\d,]+) quotations?|<dd><a[^>]*>([^<]* quotations?[^<]*)</a></dd>')
LINKED = re.compile(r'<a href="/quotations/([0-9A-Z]{10})/">In context')
OPTIONS = re.compile(
    r'name="(speaker|organization|topic)" value="([^"]+)"[^>]*><span>([^<]*)</span><span class="n">([\d,]+)'
)
TOPICS = re.compile(
    r'href="/topics/([^"/]+)/">([^<]*)</a>\s*<a class="hbars__n"[^>]*><svg.*?</svg><span class="n">([\d,]+)', re.DOTALL
)
SPOKE = re.compile(
    r'<b><a class="ink plain" href="/speakers/([^"/]+)/">([^<]*)</a></b>\s*<span>[^<]*</span>\s*'
    r'<span><a href="[^"]*">([\d,]+) quotation'
)

Counted = dict[tuple[str, str, str], int]  # by kind, slug and name


@dataclass(frozen=True)
class Told:
    """What a page says of the record."""

    heading: str = ""
    on_record: str = ""
    refs: list[str] = field(default_factory=list)
    counted: Counted = field(default_factory=dict)
    status: int = 200
    location: str = ""


Question = Callable[[Desk], tuple[str, Told]]


def read(status: int, location: str, page: str) -> Told:
    """Return what an answer says."""
    if status != 200:
        return Told(status=status, location=location)
    heading, on_record = HEADING.search(page), ON_RECORD.search(page)
    of_a_profile = [("topic", *row) for row in TOPICS.findall(page)] + [
        ("speaker", *row) for row in SPOKE.findall(page)
    ]
    return Told(
        TAG.sub("", heading[1]) if heading else "",
        (on_record[1] or on_record[2]) if on_record else "",
        LINKED.findall(page),
        {
            (kind, slug, name): int(number.replace(",", ""))
            for kind, slug, name, number in OPTIONS.findall(page) or of_a_profile
        },
    )


@pytest.fixture
def editor(transactional_db, django_user_model):
    return django_user_model.objects.create_superuser("editor")


@pytest.fixture
def sites(transactional_db, tmp_path: Path) -> Iterator[list[Site]]:
    with running(tmp_path / "one") as one, running(tmp_path / "two") as two:
        yield [one, two]


@contextmanager
def running(folder: Path) -> Iterator[Site]:
    folder.mkdir()
    site = Site(current_database_url(), folder)
    with site.running():
        yield site


def test_a_site_of_two_processes_tells_the_truth_after_each_of_some_changes(sites, editor):
    tell_the_truth(sites, editor, steps=60, seed=1)


@pytest.mark.slow
def test_a_site_of_two_processes_tells_the_truth_after_each_of_many_changes(sites, editor):
    tell_the_truth(sites, editor, steps=300, seed=2)


def tell_the_truth(sites: list[Site], editor: Any, steps: int, seed: int) -> None:
    """Change the record at random, and ask the sites things after each change: the last one now and then again."""
    chance = random.Random(seed)
    desk = Desk(chance, editor)
    for step in range(steps):
        done = desk.change()
        for site in chance.sample(sites, chance.choice([1, 2, 2])):
            address, expected = chance.choice(QUESTIONS)(desk)
            for _ in range(chance.choice([1, 1, 2])):
                response, page = site.ask(address)
                told = read(response.status, response.headers["Location"] or "", page)
                assert told == expected, f"step {step}, after {done}: {address}"


WRITES, THREADS = 40, 4
MOST_PAUSE = 0.2


@pytest.mark.slow
def test_threads_that_share_memory_tell_the_truth_while_the_record_changes(settings, editor):
    """An answer during which nothing changed says what is so; another one fails in nothing, and counts one moment."""
    settings.RESPONSE_CACHE_MB = 16
    chance = random.Random(3)
    desk = Desk(chance, editor)
    site = BaseHandler()
    site.load_middleware()
    moments = [asked(desk)]  # what is so after so many changes
    begun = written = 0
    answers: list[tuple[int, int, str, Told]] = []
    failures: list[Exception] = []
    ended = threading.Event()

    def reader(own: random.Random) -> None:
        try:
            while not ended.is_set():
                since, address = written, own.choice(list(moments[0]))
                response = site.get_response(RequestFactory().get(address))
                told = read(response.status_code, response.get("Location", ""), response.text)
                answers.append((since, begun, address, told))
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=reader, args=[random.Random(number)]) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    try:
        for number in range(1, WRITES + 1):
            begun = number
            desk.change()
            moments.append(asked(desk))
            written = number
            time.sleep(chance.uniform(0, MOST_PAUSE))
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    assert not failures
    for since, until, address, told in answers:
        possible = [moment[address] for moment in moments[since : until + 1]]
        assert told.status == 200
        if since == until:
            assert told == possible[0]
        assert told.on_record in [one.on_record for one in possible], address
    assert sum(since == until for since, until, _, _ in answers) > THREADS


def answer(
    rows: Any, heading: str = "Quotations", keep: Callable[[Any], bool] = bool, chosen: Any = None, **query: str
) -> tuple[str, Told]:
    """Return the address of a list, and what it must say.

    `rows` are those that all but the `chosen` value narrow to, a record of which the facet ignores its own selection.
    """
    rows = [row for row in with_names(rows) if keep(row)]
    shown = [row for row in rows if chosen is None or chosen in values(row, chosen._meta.model_name)]
    counted: Counter[tuple[str, str, str]] = Counter()
    for name in ("speaker", "organization", "topic"):
        own = chosen is not None and chosen._meta.model_name == name
        counted.update((name, one.slug, one.name) for row in (rows if own else shown) for one in values(row, name))
    if chosen is not None:
        name = chosen._meta.model_name
        query[name] = chosen.slug
        counted.setdefault((name, chosen.slug, chosen.name), 0)
    address = f"{LIST}?{urlencode(query)}"
    if not shown:
        return address, Told(f"Nothing on record for “{query['q']}”" if "q" in query else heading)
    return address, Told(heading, str(len(shown)), [row.ref for row in shown][:SHOWN], dict(counted))


def with_names(rows: Any) -> Any:
    return rows.newest().select_related("speaker", "organization").prefetch_related("topics", "speaker__aliases")


def values(quotation: Any, name: str) -> list[Any]:
    """Return the records of a kind that a quotation belongs to."""
    if name == "topic":
        return list(quotation.topics.all())
    value = getattr(quotation, name)
    return [value] if value else []


def is_public(record: Any) -> bool:
    return type(record).objects.published().filter(pk=record.pk).exists()


def by_nothing(desk: Desk) -> tuple[str, Told]:
    return answer(Quotation.objects.published())


def by_record(model: Any, named: str, unnamed: str) -> Question:
    def ask(desk: Desk) -> tuple[str, Told]:
        record = desk.any_of(model)
        if is_public(record):
            return answer(Quotation.objects.published(), f"Quotations {named.format(record.name)}", chosen=record)
        address, _ = answer(Quotation.objects.none(), chosen=record)
        return address, Told(f"Quotations {unnamed} not on record")

    return ask


def by_kind(desk: Desk) -> tuple[str, Told]:
    return of_kind(desk.any(Quotation.Kind))


def of_kind(kind: Quotation.Kind) -> tuple[str, Told]:
    heading = "Indirect statements" if kind == Quotation.Kind.INDIRECT else f"{kind.capitalize()} quotations"
    return answer(Quotation.objects.published().filter(kind=kind), heading, kind=kind)


def by_word(desk: Desk) -> tuple[str, Told]:
    return by_text(desk.any(["bridge", "old", "asked", "works"]))


def by_name(desk: Desk) -> tuple[str, Told]:
    """Search for a name of which the words of other names may be part, or for one that is no longer anybody's."""
    whole = desk.any_of(desk.any([Speaker, Organization, Alias]))
    return by_text(whole.name if whole and desk.any([True, False]) else desk.any(NAMES))


def by_text(text: str) -> tuple[str, Told]:
    def has_it(quotation: Any) -> bool:
        names = [quotation.speaker.name, *(alias.name for alias in quotation.speaker.aliases.all())]
        names += [quotation.organization.name] if quotation.organization else []
        found = {word for part in [quotation.text, *names] for word in prepare(part).split()}
        return found.issuperset(prepare(text).split())

    return answer(Quotation.objects.published(), f"Quotations with “{text}”", has_it, q=text, sort="newest")


def on_a_page(desk: Desk) -> tuple[str, Told]:
    """Ask for the page of a speaker, an organization or a topic."""
    record = desk.any_of(desk.any([Speaker, Speaker, Organization, Topic]))
    if not is_public(record):
        return record.get_absolute_url(), Told(status=404)
    name = record._meta.model_name
    rows = [row for row in with_names(Quotation.objects.published()) if record in values(row, name)]
    counted = Counter(
        (kind, one.slug, one.name)
        for row in rows
        for kind in {"speaker": ["topic"], "organization": ["topic", "speaker"], "topic": []}[name]
        for one in values(row, kind)
        if kind == "topic" or row.affiliation_id
    )
    on_record = f"{len(rows)} quotation{'s' if len(rows) > 1 else ''}" if rows else ""
    if name == "speaker":
        record.reported = sum(row.kind == Quotation.Kind.INDIRECT for row in rows)
        record.quoted = len(rows) - record.reported
        on_record = counts(record)
    return record.get_absolute_url(), Told(record.name, on_record, [row.ref for row in rows][:SHOWN], dict(counted))


def at_a_former_address(desk: Desk) -> tuple[str, Told]:
    former = desk.any_of(FormerSlug)
    if former is None:
        return by_nothing(desk)
    current = {"speaker": Speaker, "organization": Organization, "topic": Topic}[former.kind].objects.filter(
        slug=former.current_slug
    )
    address = reverse(f"quotes:{former.kind}-detail", args=[former.slug])
    if not any(is_public(record) for record in current):
        return address, Told(status=404)
    return address, Told(status=301, location=reverse(f"quotes:{former.kind}-detail", args=[former.current_slug]))


def asked(desk: Desk) -> dict[str, Told]:
    """Return what some lists must say now, by their addresses, which stay the same."""
    return dict([by_nothing(desk), by_text("bridge"), by_text("ana"), *map(of_kind, Quotation.Kind)])


QUESTIONS: list[Question] = [
    by_nothing,
    by_record(Speaker, "by {}", "by a speaker"),
    by_record(Organization, "for {}", "for an organization"),
    by_record(Topic, "on “{}”", "on a topic"),
    by_kind,
    by_word,
    by_name,
    on_a_page,
    on_a_page,
    at_a_former_address,
]
