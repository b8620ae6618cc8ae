"""Who speaks in a made-up record, for whom, and since when."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from quotes.text.names import slugify

from .words import BODIES, COUNTRIES, FIRST_NAMES, PAPERS, ROLES, last_name, made_up

Row = dict[str, Any]

FIRST_YEAR, LAST_YEAR = 2015, 2024
KINDS = {
    "Ministry": "government",
    "City": "government",
    "Police": "government",
    "University": "research",
    "Institute": "research",
    "Party": "party",
    "Bank": "company",
    "Railways": "company",
    "Energy": "company",
    "Union": "civil-society",
    "Foundation": "civil-society",
}


def row(model: str, **fields: Any) -> Row:
    """Return a row as it stands in a file."""
    return {"model": f"quotes.{model}", "fields": fields}


@dataclass(slots=True)
class Role:
    """A role of a speaker: its natural key, its words, and its first and last year."""

    key: list[Any]
    words: str
    since: int
    until: int


@dataclass(slots=True)
class Person:
    """A speaker as sources name them."""

    slug: str
    name: str
    roles: list[Role] = field(default_factory=list)

    def role(self, year: int) -> Role | None:
        """Return the role held throughout `year`."""
        return next((role for role in self.roles if role.since < year <= role.until), None)


class Slugs:
    """Addresses, each given out once."""

    def __init__(self) -> None:
        self.taken: dict[str, int] = {}

    def new(self, name: str) -> str:
        slug = slugify(name, 70)
        number = self.taken[slug] = self.taken.get(slug, 0) + 1
        return slug if number == 1 else self.new(f"{slug}-{number}")


class People:
    """The organizations and speakers of a record: kept, since every source draws from them."""

    def __init__(self, random: Random, organizations: int, speakers: int) -> None:
        self.random = random
        self.count = speakers
        self.bodies = organizations
        self.papers: list[str] = []
        self.organizations: list[str] = []
        self.names: dict[str, str] = {}
        self.people: list[Person] = []

    def rows(self) -> Iterator[Row]:
        """Yield organizations, then each speaker with other names and roles."""
        slugs = Slugs()
        for number in range(self.bodies):
            yield self.organization(slugs, is_paper=number % 25 == 0)
        slugs = Slugs()
        for _ in range(self.count):
            yield from self.speaker(slugs)

    def organization(self, slugs: Slugs, *, is_paper: bool) -> Row:
        random = self.random
        place = made_up(random, 2).capitalize()
        name = random.choice(PAPERS if is_paper else BODIES).format(place=place)
        slug = slugs.new(name)
        parent = random.choice(self.organizations) if self.organizations and random.random() < 0.15 else None
        kind = "media" if is_paper else next((kind for word, kind in KINDS.items() if word in name), "other")
        (self.papers if is_paper else self.organizations).append(slug)
        self.names[slug] = name
        return row(
            "organization",
            slug=slug,
            name=name,
            kind=kind,
            country=random.choice(COUNTRIES) if random.random() < 0.7 else "",
            wikidata_id=f"Q{random.randint(10**6, 10**9)}" if random.random() < 0.3 else "",
            parent=[parent] if parent else None,
        )

    def speaker(self, slugs: Slugs) -> Iterator[Row]:
        random = self.random
        chance = random.random()
        aliases: list[str] = []
        if chance < 0.88:
            first, last = random.choice(FIRST_NAMES), last_name(random)
            kind, name, sort_name = "person", f"{first} {last}", f"{last}, {first}"
            if chance < 0.2:
                aliases = [f"{first[0]}. {last}"]
        elif chance < 0.97 and self.organizations:
            kind, name = "organization", self.names[random.choice(self.organizations)]
            sort_name = name
        else:
            kind, name = "group", f"{random.choice(ROLES)}s in {made_up(random, 2).capitalize()}"
            sort_name = name = name[0].upper() + name[1:]
        person = Person(slugs.new(name), name)
        self.people.append(person)
        yield row(
            "speaker",
            slug=person.slug,
            name=name,
            sort_name=sort_name,
            kind=kind,
            note=f"Known in {made_up(random, 2).capitalize()}." if random.random() < 0.1 else "",
        )
        for alias in aliases:
            yield row("alias", speaker=[person.slug], name=alias)
        if kind == "person":
            yield from self.career(person)

    def career(self, person: Person) -> Iterator[Row]:
        """Yield the roles of a person, one after the other, the last of which may go on."""
        random = self.random
        year = random.randint(FIRST_YEAR - 8, FIRST_YEAR)
        while year < LAST_YEAR and random.random() < 0.9:
            until = year + random.randint(2, 9)
            words = random.choice(ROLES)
            body = random.choice(self.organizations) if self.organizations and random.random() < 0.92 else None
            since = f"{year}-{random.randint(1, 12):02}" if random.random() < 0.6 else f"{year}"
            goes_on = until >= LAST_YEAR
            key = [person.slug, body, slugify(words), since]
            person.roles.append(Role(key, words, year, 9999 if goes_on else until - 1))
            yield row(
                "affiliation",
                speaker=[person.slug],
                organization=[body] if body else None,
                role=words,
                since=since,
                until="" if goes_on else f"{until}",
                reference=f"https://example.org/people/{person.slug}" if random.random() < 0.3 else "",
            )
            year = until
