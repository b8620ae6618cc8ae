"""From rows as `reading` gives them to rows as stored: references resolved, columns derived, all other rules asked.

What comes out is what the models would have saved (a test compares them field by field); what does not come out is
refused with its reason. Writes nothing.
"""

from collections import Counter
from collections.abc import Callable
from itertools import count
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Model

from quotes.ingest.bulk.known import Key, Known, gone, plain, slices
from quotes.ingest.bulk.lines import Line
from quotes.ingest.bulk.reading import Given, Run
from quotes.ingest.bulk.refusals import QUOTATION_REFUSED, Refusal, refusal
from quotes.ingest.bulk.rules import ALL, rules_of_all
from quotes.ingest.fixtures import models_by_label
from quotes.models import FormerSlug, Passage, Quotation, QuotationTopic, Record, Slugged
from quotes.models.base import BEEN_PUBLIC
from quotes.text.anchors import Span, join
from quotes.text.dates import parse_date
from quotes.text.display import display_text

Row = dict[str, Any]
"""A row as stored, by field name in the order of the columns; of relations, the key."""

Make = Callable[[type[Model], Given, int], Row]


class Start(NamedTuple):
    """What a transaction finds when it begins."""

    next_ids: dict[type[Model], int]
    has_revisions: bool
    has_former_slugs: bool


class Maker:
    """What is kept from one run of lines to the next: the rules, and the rows that were met lately."""

    def __init__(self, reason: str) -> None:
        """Take the beginning of the reasons that loading gives to revisions."""
        self.reason = reason
        self.rules = rules_of_all()
        self.known = {model: Known(model) for model in ALL}
        self.labels = models_by_label()

    def begin(self, start: Start) -> None:
        """Begin a transaction, whose caller holds the lock that keeps others from writing."""
        self.start = start
        self.ids = {model: count(number) for model, number in start.next_ids.items()}

    def make(self, run: Run) -> "Made":
        """Make the rows of some lines. What they refer to stands in these, in earlier ones, or in the database."""
        made = Made(self, run)
        for known in self.known.values():
            known.forget_oldest()
        return made


class Made:
    """What some lines became: rows to be `created`, how many are `unchanged`, and what is `refused`."""

    def __init__(self, maker: Maker, run: Run) -> None:
        self.maker, self.known, self.rules = maker, maker.known, maker.rules
        self.created: dict[type[Model], dict[Key, Row]] = {model: {} for model in ALL}
        self.unchanged: Counter[type[Model]] = Counter()
        self.refused: list[Refusal] = list(run.refused)
        self.lines = run.lines
        kinds: dict[type[Model], Make] = {Quotation: self.quotation, QuotationTopic: self.quotation_topic}
        for model, references in run.references.items():
            self.known[model].get_to_know(references.keys() - {given.key for given in run.given.get(model, ())})
        # Passages come after quotations, which add theirs when they are there already.
        self.passages = run.given.get(Passage, [])
        for model in ALL:
            given = self.passages if model is Passage else run.given.get(model)
            if given:
                self.make_all(model, given, kinds.get(model, self.other))

    def make_all(self, model: type[Model], rows: list[Given], make: Make) -> None:
        """Make the rows of one model, in the order of their lines."""
        stored = self.look_up(model, rows)
        gone_keys, taken = self.not_free(model, [given.key for given in rows if given.key not in stored])
        rules, known, created = self.rules[model], self.known[model], self.created[model]
        for given in rows:
            key = given.key
            before = created.get(key) or stored.get(key)
            try:
                row = make(model, given, before["id"] if before else next(self.maker.ids[model]))
                rules.check(row)
                if not rules.derived_names.isdisjoint(given.fields):
                    self.check_derived(model, given.fields, row)
                if before is not None:
                    self.check_same(before, row)
                elif key in gone_keys:
                    raise ValidationError("An editor deleted or renamed it after it was loaded.")
                elif key[0] in taken:
                    raise ValidationError({"slug": f"This address still leads to “{taken[key[0]]}”. Choose another."})
                elif model is Passage:
                    raise ValidationError("A new quotation's passages stand right after it; a stored one gets no more.")
            except (KeyError, TypeError, ValueError, ValidationError) as error:
                self.refuse(model, given, error)
                for passage in given.passages:
                    self.refuse(Passage, passage, QUOTATION_REFUSED)
                continue
            if before is not None:
                self.unchanged[model] += 1
                self.passages += given.passages
            else:
                created[key] = row
                known.add(key, row)
                if given.passages:
                    self.create_passages(row["id"], given.passages)

    def look_up(self, model: type[Model], rows: list[Given]) -> dict[Key, Row]:
        """Return the stored rows that have the keys of these."""
        rules = self.rules[model]
        parent = rules.related.get(rules.key[0][0])
        if parent is None:
            return self.known[model].look_up([given.key for given in rows])
        length, new = rules.key[0][1], self.created[parent]
        return self.known[model].look_up([given.key for given in rows if given.key[:length] not in new])

    def not_free(self, model: type[Model], keys: list[Key]) -> tuple[set[Key], dict[str, str]]:
        """Return which new keys editors took away from rows, and which slugs lead elsewhere, with where they lead."""
        gone_keys: set[Key] = set()
        taken: dict[str, str] = {}
        if self.maker.start.has_revisions and issubclass(model, Record):
            gone_keys = gone(model, keys, self.maker.reason)
        if self.maker.start.has_former_slugs and issubclass(model, Slugged):
            for part in slices(key[0] for key in keys):
                former = FormerSlug.objects.filter(kind=model._meta.model_name, slug__in=part)
                taken |= dict(former.values_list("slug", "current_slug"))
        return gone_keys, taken

    def refer(self, model: type[Model], name: str, fields: dict[str, Any]) -> tuple[Any, ...] | None:
        """Return what is taken from the row that a field refers to, or None where it refers to none."""
        reference = fields.get(name)
        if reference is None:
            return None
        related = self.rules[model].related[name]
        found = self.known[related].recent.get(reference)
        if found is None:
            called = "/".join(str(part) for part in reference if part not in (None, ""))
            raise ValidationError(
                {name: f"It refers to the {related._meta.verbose_name} “{called}”, which is not there."}
            )
        return found

    # Rows of each kind

    def other(self, model: type[Model], given: Given, pk: int) -> Row:
        """Make a row of a model of which there are not many: the model itself derives."""
        rules = self.rules[model]
        values = {name: given.fields[name] for name in rules.fields}
        for name in rules.given_relations:
            found = self.refer(model, name, given.fields)
            values[name] = found[0] if found else None
        if rules.derived:
            record = model(**{name: values[name] for name in rules.fields})
            record.derive()  # type: ignore[attr-defined]
            for name in rules.derived:
                values[name] = plain(getattr(record, name))
        if model is FormerSlug:
            self.check_former_slug(values)
        values["id"], values["version"] = pk, 1
        return {name: values[name] for name in rules.names_in_order}

    def check_former_slug(self, values: Row) -> None:
        known = self.known[self.maker.labels[f"quotes.{values['kind']}"]]
        known.look_up([(values["slug"],), (values["current_slug"],)])
        if known.get((values["current_slug"],)) is None:
            raise ValidationError({"current_slug": f"No {values['kind']} has this address."})
        if known.get((values["slug"],)) is not None:
            raise ValidationError({"slug": f"A {values['kind']} has this address."})

    def quotation(self, model: type[Model], given: Given, pk: int) -> Row:
        """Make a quotation's row, with its text from its passages in its source."""
        fields = given.fields
        found = self.refer(Quotation, "source", fields)
        source, text, published_on = found  # type: ignore[misc]
        speaker = self.refer(Quotation, "speaker", fields)
        affiliation = self.refer(Quotation, "affiliation", fields)
        reported_in = self.refer(Quotation, "reported_in", fields)
        spans = [Span(passage.fields["start"], passage.fields["end"]) for passage in given.passages]
        if spans and spans[-1].end > len(text):
            raise ValidationError(
                f"Its last passage ends at character {spans[-1].end:,}, and its source at {len(text):,}."
            )
        said = fields["said"]
        earliest, latest = _bounds(said) if said else (None, None)
        status = fields["status"]
        if affiliation and (speaker is None or affiliation[1] != speaker[0]):
            raise ValidationError({"affiliation": "It is a role of another speaker."})
        if earliest and earliest > published_on:
            raise ValidationError({"said": f"That is after the source was published ({published_on})."})
        if reported_in and reported_in[1] != source:
            raise ValidationError({"reported_in": "The statement that reports this one stands in another source."})
        if status in BEEN_PUBLIC and not spans:
            raise ValidationError("Its words are not anchored in the source: no passages follow it.")
        kind = fields["kind"]
        return {
            "id": pk,
            "version": 1,
            "status": status,
            "status_reason": fields["status_reason"],
            "ref": fields["ref"],
            "source": source,
            "speaker": speaker[0] if speaker else None,
            "affiliation": affiliation[0] if affiliation else None,
            "organization": affiliation[2] if affiliation else None,
            "role_slug": affiliation[3] if affiliation else "",
            "attribution": fields["attribution"],
            "kind": kind,
            "medium": fields["medium"],
            "text": join(text, spans),
            "display_text": display_text(text, spans, in_marks=kind != Quotation.Kind.INDIRECT),
            "language": fields["language"],
            "translated_from": fields["translated_from"],
            "said": said,
            "said_earliest": earliest,
            "said_latest": min(latest or published_on, published_on),
            "reported_in": reported_in[0] if reported_in else None,
        }

    def create_passages(self, quotation: int, passages: tuple[Given, ...]) -> None:
        """Make the rows of the passages of a new quotation, which were checked with it."""
        created, ids = self.created[Passage], self.maker.ids[Passage]
        for passage in passages:
            fields = passage.fields
            created[passage.key] = {
                "id": next(ids),
                "version": 1,
                "quotation": quotation,
                "position": fields["position"],
                "start": fields["start"],
                "end": fields["end"],
            }

    def quotation_topic(self, model: type[Model], given: Given, pk: int) -> Row:
        """Make the row of a quotation's topic, with the quotation's date and status."""
        quotation = self.refer(model, "quotation", given.fields)
        topic = self.refer(model, "topic", given.fields)
        pk_of_quotation, _, said_latest, status = quotation  # type: ignore[misc]
        return {
            "id": pk,
            "version": 1,
            "quotation": pk_of_quotation,
            "topic": topic[0],  # type: ignore[index]
            "said_latest": said_latest,
            "status": status,
        }

    # What the file says beside the facts

    def check_derived(self, model: type[Model], fields: dict[str, Any], row: Row) -> None:
        """Raise ValidationError when a derived column is given and is not what follows from the facts."""
        rules = self.rules[model]
        for name in fields.keys() & rules.derived_names:
            if name in rules.related:
                found = self.refer(model, name, fields)
                said = found[0] if found else None
            else:
                said = fields[name]
            if said != row[name]:
                raise ValidationError({name: "It is not what follows from the facts. Leave it out."})

    def check_same(self, before: Row, row: Row) -> None:
        """Raise ValidationError, with the fields that differ, unless a row says what is there already."""
        differ = [name for name, value in row.items() if name != "version" and before[name] != value]
        if differ:
            raise ValidationError(f"It is there already, and differs: {', '.join(differ)}.")

    def refuse(self, model: type[Model], given: Given, error: Exception) -> None:
        row = Line(given.line, self.lines[given.line]).row()
        self.refused.append(refusal(given.line, row, model, error))


def _bounds(said: str) -> tuple[str | None, str | None]:
    """Return the first and the last day of a date as known, as text in ISO 8601."""
    known = parse_date(said)
    return plain(known.earliest), plain(known.latest)
