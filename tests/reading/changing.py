"""A record of some size that changes at random, by whatever can change a record."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.db import transaction

from quotes.editing import merge, publish, undo, withdraw
from quotes.editing.merging import what_stands_in_the_way
from quotes.models import (
    Affiliation,
    Alias,
    Merge,
    Organization,
    Quotation,
    QuotationTopic,
    Speaker,
    Status,
    Topic,
)
from quotes.search import changes
from tests.factories import (
    SOURCE_TEXT,
    make_affiliation,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_topic,
)

WORDS = ["The bridge is safe", "But it is old, and it will not stay safe", "We were not asked", "the work would take"]
NAMES = ["Ana", "Tom", "Zoë", "Ruiz", "Byrne", "Håkan", "Okafor", "Li"]
FEWEST = 10  # quotations that stay published


@dataclass
class Desk:
    """An editor with a record of some size, who changes it at random: the same way for the same `chance`."""

    chance: random.Random
    editor: Any
    numbers: Any = field(default_factory=count)

    def __post_init__(self) -> None:
        organizations = [make_organization(name=self.new_name()) for _ in range(3)]
        topics = [make_topic(name=self.new_name()) for _ in range(4)]
        for number in range(8):
            role = make_affiliation(
                speaker=make_speaker(name=self.new_name()), role=f"role {number}", organization=self.any(organizations)
            )
            for _ in range(6):
                make_quotation(
                    speaker=role.speaker,
                    affiliation=self.any([role, None]),
                    source=make_source(text=SOURCE_TEXT),
                    words=self.any(WORDS),
                    said=self.a_day(),
                    topics=self.chance.sample(topics, 2),
                    status=self.any([Status.DRAFT, Status.PUBLISHED, Status.PUBLISHED]),
                )

    def any(self, choices: Any) -> Any:
        return self.chance.choice(list(choices))

    def any_of(self, model: Any, **conditions: Any) -> Any:
        """Return a record that meets some conditions, or None."""
        found = list(model.objects.filter(**conditions).order_by("pk"))
        return self.any(found) if found else None

    def new_name(self) -> str:
        """Return a name that nothing had before, of words that others have too."""
        return " ".join([*self.chance.sample(NAMES, 2), str(next(self.numbers))])

    def a_day(self) -> str:
        return f"202{self.chance.randint(2, 4)}-05-0{self.chance.randint(1, 6)}"

    def change(self) -> str:
        """Change something; return what, in words."""
        change = self.chance.choices(list(CHANGES), weights=list(CHANGES.values()))[0]
        return f"{change.__name__}: {change(self)}"


def publish_one(desk: Desk) -> Any:
    quotation = desk.any_of(Quotation, status__in=[Status.DRAFT, Status.WITHDRAWN])
    return quotation and publish(quotation, by=desk.editor)


def withdraw_one(desk: Desk) -> Any:
    if Quotation.objects.published().count() <= FEWEST:
        return None
    quotation = desk.any_of(Quotation, status=Status.PUBLISHED)
    withdraw(quotation, by=desk.editor, reason="The source was retracted.")
    return quotation


def add_one(desk: Desk) -> Any:
    return make_quotation(speaker=desk.any_of(Speaker), words=desk.any(WORDS), said=desk.a_day())


def rename(desk: Desk) -> Any:
    record = desk.any_of(desk.any([Speaker, Organization, Topic]))
    record.name = desk.new_name()
    record.slug = ""
    record.save()
    return record


def add_an_alias(desk: Desk) -> Any:
    alias = Alias(speaker=desk.any_of(Speaker), name=desk.new_name())
    alias.save()
    return alias


def take_an_alias_away(desk: Desk) -> Any:
    alias = desk.any_of(Alias)
    return alias and alias.delete()


def move_a_role(desk: Desk) -> Any:
    role = desk.any_of(Affiliation)
    role.organization = desk.any_of(Organization)
    role.save()
    return role


def merge_two(desk: Desk) -> Any:
    """Merge two speakers, organizations or topics, some of which were merged with others before."""
    model: Any = desk.any([Speaker, Organization, Topic])
    if model.objects.count() < 3:
        return None
    kept, gone = desk.chance.sample(list(model.objects.order_by("pk")), 2)
    return merge(kept, gone, by=desk.editor)


def undo_a_merge(desk: Desk) -> Any:
    """Undo the last merge that was not undone, whatever was changed since."""
    done = Merge.objects.filter(undone_at=None).first()
    if done is None or what_stands_in_the_way(done):
        return None
    return done, undo(done, by=desk.editor)


def change_a_date(desk: Desk) -> Any:
    quotation = desk.any_of(Quotation, status=Status.PUBLISHED)
    quotation.said = desk.a_day()
    quotation.save()
    return quotation


def change_a_topic(desk: Desk) -> Any:
    quotation, topic = desk.any_of(Quotation, status=Status.PUBLISHED), desk.any_of(Topic)
    row = QuotationTopic.objects.filter(quotation=quotation, topic=topic).first()
    if row:
        row.delete()
    else:
        QuotationTopic(quotation=quotation, topic=topic).save()
    return quotation, topic


def write_past_the_models(desk: Desk) -> Any:
    """Change the kind of some quotations as no save does, in one statement."""
    return Quotation.objects.filter(said=desk.a_day()).update(kind=desk.any(Quotation.Kind))


def take_a_change_back(desk: Desk) -> Any:
    with transaction.atomic():
        renamed = rename(desk)
        transaction.set_rollback(True)
    return renamed


def clear_the_notes(desk: Desk) -> None:
    changes.clear()


CHANGES: dict[Callable[[Desk], Any], int] = {
    publish_one: 6,
    withdraw_one: 5,
    add_one: 1,
    rename: 5,
    add_an_alias: 2,
    take_an_alias_away: 1,
    move_a_role: 2,
    merge_two: 2,
    undo_a_merge: 2,
    change_a_date: 3,
    change_a_topic: 3,
    write_past_the_models: 1,
    take_a_change_back: 1,
    clear_the_notes: 1,
}
