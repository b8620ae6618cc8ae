"""Two server processes that keep pages and columns in memory: neither ever shows what is no longer so."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from quotes.editing import publish, withdraw
from quotes.models import (
    Affiliation,
    Alias,
    FormerSlug,
    Organization,
    Quotation,
    QuotationTopic,
    Speaker,
    Status,
    Topic,
)
from quotes.text.words import prepare
from tests.factories import (
    SOURCE_TEXT,
    make_affiliation,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_topic,
)
from tests.serving import Site, current_database_url

WORDS = ["The bridge is safe", "But it is old, and it will not stay safe", "We were not asked", "the work would take"]
NAMES = ["Ana", "Tom", "Zoë", "Ruiz", "Byrne", "Håkan", "Okafor", "Li"]
LIST = reverse("quotes:quotation-list")
SHOWN = 25

LINKED = re.compile(r'<a href="/quotations/([0-9A-Z]{10})/">In context')
OPTION = re.compile(r'name="topic" value="([^"]+)"[^>]*>.*?<span class="n">([\d,]+)', re.DOTALL)


def test_a_site_of_two_processes_tells_the_truth_after_each_of_some_changes(sites, editor):
    tell_the_truth(sites, editor, steps=60, seed=1)


@pytest.mark.slow
def test_a_site_of_two_processes_tells_the_truth_after_each_of_a_thousand_changes(sites, editor):
    tell_the_truth(sites, editor, steps=1_000, seed=2)


@pytest.fixture
def editor(transactional_db, django_user_model):
    return django_user_model.objects.create_superuser("editor")


@pytest.fixture
def sites(transactional_db, tmp_path: Path) -> Iterator[list[Site]]:
    with running(tmp_path, "one") as one, running(tmp_path, "two") as two:
        yield [one, two]


@contextmanager
def running(folder: Path, name: str) -> Iterator[Site]:
    (folder / name).mkdir()
    site = Site(current_database_url(), folder / name)
    with site.running():
        yield site


def tell_the_truth(sites: list[Site], editor: Any, steps: int, seed: int) -> None:
    """Change the record at random, and ask one of the sites something after each change. Some questions come again."""
    chance = random.Random(seed)
    desk = Desk(chance, editor)
    questions = list(QUESTIONS)
    for step in range(steps):
        change = chance.choices(list(CHANGES), weights=list(CHANGES.values()))[0]
        done = change(desk)
        for site in chance.sample(sites, chance.choice([1, 1, 2])):
            address, expected = chance.choice(questions)(desk)
            status, page = site.get(address)
            told = (status, LINKED.findall(page), {slug: int(n.replace(",", "")) for slug, n in OPTION.findall(page)})
            assert told == (200, *expected), f"step {step}, after {change.__name__} ({done}): {address}"


@dataclass
class Desk:
    """An editor with a record of some size, who changes it at random."""

    chance: random.Random
    editor: Any
    names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        organizations = [make_organization(name=self.new_name()) for _ in range(3)]
        topics = [make_topic(name=self.new_name()) for _ in range(4)]
        for number in range(8):
            speaker = make_speaker(name=self.new_name())
            roles = [make_affiliation(speaker=speaker, role=f"role {number}", organization=self.any(organizations))]
            for _ in range(6):
                make_quotation(
                    speaker=speaker,
                    affiliation=self.any([*roles, None]),
                    source=make_source(text=SOURCE_TEXT),
                    words=self.any(WORDS),
                    said=self.a_day(),
                    topics=self.chance.sample(topics, 2),
                    status=self.any([Status.DRAFT, Status.PUBLISHED, Status.PUBLISHED]),
                )

    def any(self, choices: Any) -> Any:
        return self.chance.choice(list(choices))

    def new_name(self) -> str:
        """Return a name that nothing had before, of words that others have too."""
        while (name := " ".join(self.chance.sample(NAMES, 2)) + f" {len(self.names)}") in self.names:
            pass
        self.names.add(name)
        return name

    def a_day(self) -> str:
        return f"2024-0{self.chance.randint(1, 5)}-0{self.chance.randint(1, 6)}"

    def quotation(self, *statuses: Status) -> Any:
        return Quotation.objects.filter(status__in=statuses).order_by("ref")[
            self.chance.randrange(10_000) % self.count(statuses)
        ]

    def count(self, statuses: Any) -> int:
        return Quotation.objects.filter(status__in=statuses).count() or 1


def publish_one(desk: Desk) -> Any:
    if Quotation.objects.filter(status__in=[Status.DRAFT, Status.WITHDRAWN]).exists():
        quotation = desk.quotation(Status.DRAFT, Status.WITHDRAWN)
        publish(quotation, by=desk.editor)
        return quotation
    return None


def withdraw_one(desk: Desk) -> Any:
    if Quotation.objects.published().count() > 10:
        quotation = desk.quotation(Status.PUBLISHED)
        withdraw(quotation, by=desk.editor, reason="The source was retracted.")
        return quotation
    return None


def add_one(desk: Desk) -> Any:
    speaker = desk.any(Speaker.objects.order_by("pk"))
    return make_quotation(speaker=speaker, words=desk.any(WORDS), said=desk.a_day(), status=Status.PUBLISHED)


def rename(desk: Desk) -> Any:
    record = desk.any(desk.any([Speaker, Organization, Topic]).objects.order_by("pk"))
    record.name = desk.new_name()
    record.slug = ""
    record.save()
    return record


def add_an_alias(desk: Desk) -> Any:
    alias = Alias(speaker=desk.any(Speaker.objects.order_by("pk")), name=desk.new_name())
    alias.save()
    return alias


def take_an_alias_away(desk: Desk) -> Any:
    alias = Alias.objects.order_by("pk").first()
    return alias and alias.delete()


def move_a_role(desk: Desk) -> Any:
    role = desk.any(Affiliation.objects.order_by("pk"))
    role.organization = desk.any(Organization.objects.order_by("pk"))
    role.save()
    return role


def merge_speakers(desk: Desk) -> Any:
    """Give all that one speaker has to another, whose address the old one then leads to."""
    if Speaker.objects.count() < 4:
        return None
    kept, gone = desk.chance.sample(list(Speaker.objects.order_by("pk")), 2)
    for quotation in gone.quotations.all():
        quotation.affiliation, quotation.speaker = None, kept
        quotation.save()
    gone.affiliations.all().delete()
    gone.aliases.all().delete()
    Speaker.objects.get(pk=gone.pk).delete()
    FormerSlug.objects.move("speaker", gone.slug, kept.slug)
    return gone, kept


def change_a_date(desk: Desk) -> Any:
    quotation = desk.quotation(Status.PUBLISHED)
    quotation.said = desk.a_day()
    quotation.save()
    return quotation


def change_a_topic(desk: Desk) -> Any:
    quotation, topic = desk.quotation(Status.PUBLISHED), desk.any(Topic.objects.order_by("pk"))
    row = QuotationTopic.objects.filter(quotation=quotation, topic=topic).first()
    if row:
        row.delete()
    else:
        QuotationTopic(quotation=quotation, topic=topic).save()
    return quotation, topic


def write_past_the_models(desk: Desk) -> Any:
    """Change the kind of some quotations as no save does, in one statement."""
    return Quotation.objects.filter(said=desk.a_day()).update(kind=desk.any(Quotation.Kind))


CHANGES: dict[Callable[[Desk], Any], int] = {
    publish_one: 6,
    withdraw_one: 5,
    add_one: 1,
    rename: 5,
    add_an_alias: 1,
    take_an_alias_away: 1,
    move_a_role: 2,
    merge_speakers: 1,
    change_a_date: 3,
    change_a_topic: 3,
    write_past_the_models: 1,
}

Expected = tuple[list[str], dict[str, int]]


def answer(
    rows: Any, keep: Callable[[Any], bool] = lambda row: True, topic: str = "", **query: str
) -> tuple[str, Expected]:
    """Return the address of a list, and what it must show: the first refs, and the topics with their numbers."""
    apart_from_topic = [row for row in rows.newest().prefetch_related("topics") if keep(row)]
    slugs = {row.pk: {one.slug for one in row.topics.all()} for row in apart_from_topic}
    shown = [row for row in apart_from_topic if not topic or topic in slugs[row.pk]]
    counts = Counter(slug for row in apart_from_topic for slug in slugs[row.pk])
    if topic:
        query["topic"] = topic
        counts.setdefault(topic, 0)
    return f"{LIST}?{urlencode(query)}", ([row.ref for row in shown][:SHOWN], dict(counts) if shown else {})


def by_nothing(desk: Desk) -> tuple[str, Expected]:
    return answer(Quotation.objects.published())


def by_speaker(desk: Desk) -> tuple[str, Expected]:
    speaker = desk.any(Speaker.objects.order_by("pk"))
    return answer(Quotation.objects.published().filter(speaker=speaker), speaker=speaker.slug)


def by_organization(desk: Desk) -> tuple[str, Expected]:
    organization = desk.any(Organization.objects.order_by("pk"))
    return answer(Quotation.objects.published().filter(organization=organization), organization=organization.slug)


def by_topic(desk: Desk) -> tuple[str, Expected]:
    topic = desk.any(Topic.objects.order_by("pk"))
    return answer(Quotation.objects.published(), topic=topic.slug)


def by_kind(desk: Desk) -> tuple[str, Expected]:
    kind = desk.any(Quotation.Kind)
    return answer(Quotation.objects.published().filter(kind=kind), kind=kind)


def by_word(desk: Desk) -> tuple[str, Expected]:
    return by_text(desk.any(["bridge", "old", "asked", "works"]))


def by_name(desk: Desk) -> tuple[str, Expected]:
    return by_text(desk.any(NAMES))


def by_text(text: str) -> tuple[str, Expected]:
    def has_it(quotation: Any) -> bool:
        names = [quotation.speaker.name, *(alias.name for alias in quotation.speaker.aliases.all())]
        names += [quotation.organization.name] if quotation.organization else []
        return prepare(text) in {word for part in [quotation.text, *names] for word in prepare(part).split()}

    rows = Quotation.objects.published().select_related("speaker", "organization").prefetch_related("speaker__aliases")
    return answer(rows, has_it, q=text, sort="newest")


QUESTIONS: list[Callable[[Desk], tuple[str, Expected]]] = [
    by_nothing,
    by_speaker,
    by_organization,
    by_topic,
    by_kind,
    by_word,
    by_name,
]
