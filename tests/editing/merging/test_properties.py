"""Merges of random records, and their undoing: every address answers, and the record is as it was."""

import random
import re
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from quotes import search
from quotes.editing import is_public, merge, undo
from quotes.ingest.verification import verify
from quotes.models import (
    FormerSlug,
    Merge,
    Organization,
    Quotation,
    Slugged,
    Speaker,
    Status,
    Topic,
)
from quotes.search import upkeep
from tests.dump import dump
from tests.factories import (
    SOURCE_TEXT,
    make_affiliation,
    make_alias,
    make_claim,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_topic,
)
from tests.members import make_member

pytestmark = pytest.mark.django_db

KINDS: list[type[Slugged]] = [Speaker, Organization, Topic]
WORDS = ["The bridge is safe", "But it is old, and it will not stay safe", "We were not asked", "the work would take"]
IN_CONTEXT = re.compile(r'<a href="/quotations/([0-9A-Z]{10})/">In context')


def fill(chance: random.Random) -> None:
    """Save a record in which much is alike, so that much has to be joined."""
    bodies: list[Any] = [None]
    for number in range(4):
        bodies.append(
            make_organization(
                name=f"Body {number}",
                parent=chance.choice(bodies),
                country=chance.choice(["", "KZ"]),
                wikidata_id=chance.choice(["", f"Q{number + 1}"]),
            )
        )
    topics = [make_topic(name=f"Subject {number}") for number in range(4)]
    sources = [make_source(text=SOURCE_TEXT, publisher=chance.choice(bodies)) for _ in range(3)]
    for number in range(4):
        speaker = make_speaker(
            name=f"Person {number}",
            wikidata_id=chance.choice(["", f"Q{number + 1}"]),
            note=chance.choice(["", "An engineer."]),
        )
        for name in chance.sample(["Person 0", "Person 1", "Ana", "Tom"], chance.randint(0, 3)):
            make_alias(speaker=speaker, name=name)
        roles: list[Any] = [None]
        for role, body, since in chance.sample(
            [(role, body, since) for role in ("engineer", "mayor") for body in bodies for since in ("", "2019")], 4
        ):
            facts = {"until": chance.choice(["", "2021"]), "stated_in": chance.choice([None, *sources])}
            roles.append(make_affiliation(speaker=speaker, role=role, organization=body, since=since, **facts))
        for _ in range(3):
            make_quotation(
                speaker=speaker,
                affiliation=chance.choice(roles),
                source=chance.choice(sources),
                words=chance.choice(WORDS),
                topics=chance.sample(topics, 2),
                status=chance.choice([Status.DRAFT, Status.PUBLISHED, Status.PUBLISHED, Status.WITHDRAWN]),
            )
    for _ in range(3):
        make_claim(topics=chance.sample(topics, 2), status=chance.choice([Status.DRAFT, Status.PUBLISHED]))
    for model in KINDS:
        renamed = chance.choice(list(model.objects.all()))
        renamed.slug = f"{renamed.slug}-new"
        renamed.save()


def two(chance: random.Random) -> tuple[Any, Any] | None:
    rows = list(chance.choice(KINDS).objects.order_by("pk"))
    return tuple(chance.sample(rows, 2)) if len(rows) > 1 else None  # type: ignore[return-value]


def addresses() -> set[tuple[str, str]]:
    """Return every address that leads somewhere, as kind and slug."""
    kept = {
        (str(model._meta.model_name), slug) for model in KINDS for slug in model.objects.values_list("slug", flat=True)
    }
    return kept | set(FormerSlug.objects.values_list("kind", "slug"))


def assert_sound() -> None:
    assert list(verify(Counter())) == []
    assert list(upkeep.check(search.index(connection.alias), lambda number: None)) == []


def assert_found(client: Client, parameter: str, value: str, due: set[str]) -> None:
    page = client.get(reverse("quotes:quotation-list"), {parameter: value}).content.decode()
    assert set(IN_CONTEXT.findall(page)) >= due, (parameter, value)


def refs_of(kind: str, key: int) -> set[str]:
    return set(
        Quotation.objects.published()
        .filter(**{f"{kind}s" if kind == "topic" else kind: key})
        .values_list("ref", flat=True)
    )


def assert_merged(client: Client, merged: Merge, before: set[tuple[str, str]], due: set[str]) -> None:
    """All that was the merged one's is found as the kept one's, and its old addresses lead there."""
    kept: Any = {str(model._meta.model_name): model for model in KINDS}[merged.kind].objects.get(pk=merged.kept_key)
    assert refs_of(merged.kind, kept.pk) >= due
    assert addresses() == before
    assert_found(client, merged.kind, kept.slug, due)
    if merged.kind == "speaker":
        assert_found(client, "q", merged.merged_name, due)
    for slug in [merged.merged_slug, *merged.moved["former"]]:
        answer = client.get(reverse(f"quotes:{merged.kind}-detail", args=[slug]))
        assert answer.status_code == (301 if is_public(kept) else 404)
        if is_public(kept):
            assert answer["Location"] == kept.get_absolute_url()


def check_chain(seed: int, steps: int) -> None:
    chance = random.Random(seed)
    fill(chance)
    editor, client = make_member("Editors"), Client()
    states, merges = [], []
    for _ in range(steps):
        if (pair := two(chance)) is None:
            continue
        kept, merged = pair
        kind = str(kept._meta.model_name)
        states.append(dump())
        before, due = addresses(), refs_of(kind, kept.pk) | refs_of(kind, merged.pk)
        revisions = Quotation.history.count()
        merges.append(merge(kept, merged, by=editor, reason="The same."))
        assert_sound()
        assert_merged(client, merges[-1], before, due)
        moved = len(merges[-1].moved["rows"].get("quotation", []))
        assert Quotation.history.count() == revisions + moved
    while merges:
        assert undo(merges.pop(), by=editor) == []
        assert_sound()
        assert dump() == states.pop()


MANY = [*range(4), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(4, 10))]


@pytest.mark.parametrize("seed", MANY)
@pytest.mark.parametrize("steps", [1, 6])
def test_merges_move_everything_and_undone_from_the_last_to_the_first_leave_the_record_as_it_was(seed, steps):
    check_chain(seed, steps)
