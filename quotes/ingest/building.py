"""A seed becomes a fixture: the same bytes every time, or a list of everything that is wrong."""

from collections.abc import Collection
from difflib import get_close_matches
from functools import partial
from typing import Any

from django.db.models import CheckConstraint

from quotes.ingest.files import Refused
from quotes.ingest.fixtures import serialize
from quotes.ingest.rules import broken, label
from quotes.ingest.seeds import Row, Seed, Words, name_of
from quotes.models import (
    Affiliation,
    Alias,
    Assessment,
    Candidate,
    Claim,
    ClaimTopic,
    Organization,
    Passage,
    Quotation,
    QuotationTopic,
    Record,
    Source,
    Speaker,
    Stance,
    Status,
    Topic,
)
from quotes.text.anchors import Span, WordsAmbiguous, WordsNotFound, find_all, find_one
from quotes.text.characters import check_characters

ORDER: tuple[type[Record], ...] = (
    Organization,
    Source,
    Speaker,
    Alias,
    Affiliation,
    Topic,
    Claim,
    ClaimTopic,
    Assessment,
    Quotation,
    Passage,
    QuotationTopic,
    Stance,
    Candidate,
)


def build(seed: Seed) -> str:
    """Return the fixture of a seed: JSON with natural keys and derived columns, each row after those it refers to.

    The rows are unsaved instances of the models, so that the models' own rules check them and derive their columns;
    no row of a database is read or needed (the database is only asked to evaluate the models' check constraints).
    Raises Refused with every problem of the seed.
    """
    builder = _Builder(seed)
    builder.build()
    if builder.problems:
        raise Refused(builder.problems)
    return serialize(record for model in ORDER for record in builder.made[model].values())


class _Builder:
    """Makes the records of a seed. The models' rules compare keys: theirs are negative, as no stored row's are."""

    def __init__(self, seed: Seed) -> None:
        self.seed = seed
        self.problems = list(seed.problems)
        self.made: dict[type[Record], dict[str, Any]] = {model: {} for model in ORDER}
        self.keys: set[tuple[type[Record], str]] = set()

    def build(self) -> None:
        seed = self.seed
        for row in self.parents_first(seed.organizations, "organizations", "slug", "parent"):
            where = name_of("organizations", row)
            self.make(Organization, where, row["slug"], row, parent=self.find(Organization, where, row.get("parent")))
        try:
            check_characters(seed.text)  # the model would make other line ends "\n", and passages would stand elsewhere
        except ValueError as error:
            self.problems.append(f"the article: {error}")
        self.source = self.make(
            Source,
            "the source",
            seed.source["slug"],
            seed.source,
            text=seed.text,
            publisher=self.find(Organization, "the source", seed.source.get("publisher")),
        )
        for row in seed.speakers:
            self.speaker(row)
        for row in seed.topics:
            self.make(Topic, name_of("topics", row), row["slug"], row)
        for row in seed.claims:
            self.claim(row)
        for row in self.parents_first(seed.quotations, "quotations", "id", "reported_in"):
            self.quotation(row)

    def speaker(self, row: Row) -> None:
        where = name_of("speakers", row)
        speaker = self.make(Speaker, where, row["slug"], row)
        for name in row.get("aliases", []):
            self.make(Alias, where, f"{row['slug']}, {name}", {}, speaker=speaker, name=name)
        for part in row.get("affiliations", []):
            inside = f"{where}, {name_of('affiliations', part)}"
            self.make(
                Affiliation,
                inside,
                part["id"],
                part,
                speaker=speaker,
                organization=self.find(Organization, inside, part.get("organization")),
                stated_in=self.source if part.get("stated") else None,
            )

    def claim(self, row: Row) -> None:
        where = name_of("claims", row)
        claim = self.make(Claim, where, row["slug"], {"status": Status.PUBLISHED} | row)
        for slug in row.get("topics", []):
            if topic := self.find(Topic, where, slug):
                self.make(ClaimTopic, where, f"{row['slug']}, {slug}", {}, claim=claim, topic=topic)
        for part in row.get("assessments", []):
            key = f"{row['slug']}, {part['assessed_on']}"
            self.make(Assessment, f"{where}, {name_of('assessments', part)}", key, part, claim=claim)

    def quotation(self, row: Row) -> None:
        where = name_of("quotations", row)
        known_problems = len(self.problems)
        if "ref" not in row:
            self.problems.append(f"{where}: it has no ref yet. Run again with --assign-refs.")
        spans = self.spans(where, row["passages"])
        speaker = self.find(Speaker, where, row.get("speaker"))
        affiliation = self.find(Affiliation, where, row.get("affiliation"))
        reported_in = self.find(Quotation, where, row.get("reported_in"))
        if incomplete := len(self.problems) > known_problems:  # no need to say that it cannot be published either
            row = row | {"status": Status.DRAFT}
            affiliation = affiliation if speaker else None
        quotation = self.made_unchecked(
            Quotation,
            where,
            row["id"],
            {"status": Status.PUBLISHED, "ref": row["id"]} | row,
            source=self.source,
            speaker=speaker,
            affiliation=affiliation,
            reported_in=reported_in,
        )
        quotation._spans = spans
        for n, span in enumerate(spans, start=1):
            fields = {"quotation": quotation, "position": n, "start": span.start, "end": span.end}
            self.made_unchecked(Passage, where, f"{row['id']}, {n}", {}, **fields)
        self.check(where, quotation, leaving={"ref", "text", "display_text"} if incomplete else set())
        quotation.organization = affiliation.organization if affiliation else None  # the row whose key was derived
        for slug in row.get("topics", []):
            if topic := self.find(Topic, where, slug):
                self.make(QuotationTopic, where, f"{row['id']}, {slug}", {}, quotation=quotation, topic=topic)
        for part in row.get("stances", []):
            inside = f"{where}, {name_of('stances', part)}"
            if claim := self.find(Claim, inside, part["claim"]):
                self.make(Stance, inside, f"{row['id']}, {part['claim']}", part, quotation=quotation, claim=claim)

    def spans(self, where: str, passages: list[Words]) -> list[Span]:
        """Return where the passages stand, each after the one before. What is not found is a problem, and left out."""
        spans: list[Span] = []
        for passage in passages:
            after = spans[-1].end if spans else 0
            try:
                spans.append(find_passage(self.seed.text, passage, after))
            except ValueError as error:
                self.problems.append(f"{where}: {error}")
        return spans

    def find(self, model: type[Record], where: str, key: str | None) -> Any:
        """Return the record that `key` names, or None, which is a problem unless there is no key."""
        if key is None or (found := self.made[model].get(key)):
            return found if key else None
        declared = [row["id"] for row in self.seed.quotations] if model is Quotation else list(self.made[model])
        close = get_close_matches(key, declared, n=1)
        hint = f" Did you mean “{close[0]}”?" if close else ""
        self.problems.append(f"{where}: the {model._meta.verbose_name} “{key}” is not declared.{hint}")
        return None

    def make(self, model: type[Record], where: str, key: str, row: Row, **fields: Any) -> Any:
        """Return a new record, checked by its model's rules."""
        record = self.made_unchecked(model, where, key, row, **fields)
        self.check(where, record)
        return record

    def made_unchecked(self, model: type[Record], where: str, key: str, row: Row, **fields: Any) -> Any:
        """Return a new record with the fields of `row` and these."""
        own = {field.name for field in model._meta.concrete_fields}
        made = self.made[model]
        if key in made:
            self.problems.append(f"{where}: the {model._meta.verbose_name} “{key}” is there twice.")
        record: Any = model(**({name: row[name] for name in row if name in own} | fields))
        record.pk = -1 - len(made)
        made[key] = record
        return record

    def check(self, where: str, record: Record, leaving: Collection[str] = ()) -> None:
        """Derive a record's columns, and note every rule of its model that it breaks, `leaving` some fields out."""
        relations = {field.name for field in record._meta.concrete_fields if field.is_relation}
        clean = record.clean if isinstance(record, Quotation) else partial(Record.clean, record)  # others ask for rows
        problems = broken(record, clean, partial(record.clean_fields, exclude=relations.union(leaving)))
        if not problems and not leaving:
            constraints = [rule for rule in record._meta.constraints if isinstance(rule, CheckConstraint)]
            problems = broken(record, *(partial(rule.validate, type(record), record) for rule in constraints))
            if (key := (type(record), label(record))) in self.keys:
                problems.append(f"the {record._meta.verbose_name} “{record}” is there twice.")
            self.keys.add(key)
        self.problems += [f"{where}: {problem}" for problem in problems]

    def parents_first(self, rows: list[Row], table: str, key: str, parent: str) -> list[Row]:
        """Return rows in an order in which each comes after the one that its key `parent` names."""
        placed: list[Row] = []
        waiting = rows
        while waiting:
            names = {row[key] for row in waiting}
            ready = [row for row in waiting if row.get(parent) not in names]
            if not ready:
                circle = ", ".join(sorted(names))
                self.problems.append(f"{table}: the {parent} of each leads round in a circle: {circle}.")
                break
            placed += ready
            waiting = [row for row in waiting if row.get(parent) in names]
        return placed


def find_passage(text: str, passage: Words, after: int = 0) -> Span:
    """Return the one place of a passage in `text` at or after the code point `after`.

    Raises ValueError, written for people, when it is not there, or there more than once.
    """
    try:
        if not passage.within:
            return find_one(text, passage.words, after)
        around = find_one(text, passage.within, after)
        inner = find_one(passage.within, passage.words)
    except WordsNotFound as error:
        if after and find_all(text, error.words):
            raise ValueError(f"“{error.words}” stands in the source before the passage that it follows here.") from None
        raise
    except WordsAmbiguous as error:
        raise ValueError(f"{error} In a seed: {{ words = …, within = the words with more around them }}.") from None
    return Span(around.start + inner.start, around.start + inner.end)
