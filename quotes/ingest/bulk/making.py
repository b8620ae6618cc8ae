"""From rows as read to rows as stored: references resolved, columns derived, every rule of the models asked.

What comes out is what the models would have saved (a test compares them field by field); what does not come out is
refused with its reason. Writes nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Model

from quotes.ingest.building import ORDER
from quotes.ingest.bulk.known import Key, Known, gone, plain, slices
from quotes.ingest.bulk.lines import Line
from quotes.ingest.bulk.rules import RowRules
from quotes.ingest.fixtures import form_problems, key_fields, models_by_label
from quotes.ingest.rules import broken
from quotes.models import FormerSlug, Passage, Quotation, QuotationTopic, Record, Slugged
from quotes.models.base import BEEN_PUBLIC
from quotes.text.anchors import Span, check_order, join
from quotes.text.dates import parse_date
from quotes.text.display import display_text
from quotes.text.names import slugify

Row = dict[str, Any]
"""A row as stored, by field name in the order of the columns; of relations, the key."""

ALL: tuple[type[Model], ...] = (*ORDER, FormerSlug)


class Given(NamedTuple):
    """A row as read, of the right form."""

    line: int
    fields: dict[str, Any]


Make = Callable[[type[Model], Given, int], Row]


class Refusal(NamedTuple):
    """A row that is not loaded: its line, what people call it, and why, in sentences."""

    line: int
    row: Any
    label: str
    reasons: list[str]


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
        self.rules = {model: RowRules(model) for model in ALL}
        self.known = {model: Known(model) for model in ALL}
        self.labels = models_by_label()

    def begin(self, start: Start) -> None:
        """Begin a transaction, whose caller holds the lock that keeps others from writing."""
        self.start = start
        self.ids = {model: count(number) for model, number in start.next_ids.items()}

    def make(self, run: Iterable[Line]) -> "Made":
        """Make the rows of some lines. What they refer to stands in these, in earlier ones, or in the database."""
        made = Made(self)
        made.make(run)
        for known in self.known.values():
            known.forget_oldest()
        return made


class Made:
    """What some lines became: rows to be `created`, how many are `unchanged`, and what is `refused`."""

    def __init__(self, maker: Maker) -> None:
        self.maker, self.known, self.rules = maker, maker.known, maker.rules
        self.created: dict[type[Model], dict[Key, Row]] = {model: {} for model in ALL}
        self.unchanged: dict[type[Model], int] = defaultdict(int)
        self.refused: list[Refusal] = []
        self.kinds: dict[type[Model], Make] = {Quotation: self.quotation, QuotationTopic: self.quotation_topic}
        self.passages: dict[int, list[Given]] = {}  # by the line of their quotation

    def make(self, run: Iterable[Line]) -> None:
        given = self.read(run)
        for model in ALL:
            if model in given:
                self.make_all(model, given[model], given[Passage])

    def read(self, run: Iterable[Line]) -> dict[type[Model], list[Given]]:
        """Return the rows of the right form, by model; passages that follow their quotation are kept with it."""
        given: dict[type[Model], list[Given]] = defaultdict(list)
        labels, rules = self.maker.labels, self.rules
        ref: Any = None
        beside: list[Given] = []
        for line in run:
            try:
                fields = line.row["fields"]
                model = labels[line.row["model"]]
                if len(line.row) != 2 or type(fields) is not dict or not rules[model].names.issuperset(fields):
                    raise KeyError
            except (KeyError, TypeError, AttributeError):
                self.refused.append(Refusal(line.number, line.row, "", self.form_problems(line.row)))
                continue
            if model is Passage and fields.get("quotation") == ref is not None:
                beside.append(Given(line.number, fields))
                continue
            if model is Quotation:
                ref = [fields.get("ref")]
                beside = self.passages[line.number] = []
            given[model].append(Given(line.number, fields))
        return given

    def form_problems(self, row: Any) -> list[str]:
        return [str(row)] if isinstance(row, ValueError) else list(form_problems(row, self.maker.labels))

    def make_all(self, model: type[Model], rows: list[Given], lone_passages: list[Given]) -> None:
        """Make the rows of one model, in the order of their lines."""
        keyed: list[tuple[Given, Key]] = []
        for given in rows:
            try:
                keyed.append((given, self.key(model, given.fields)))
            except (KeyError, TypeError, ValueError, ValidationError) as error:
                self.refuse(model, given, error)
        stored = self.look_up(model, keyed)
        gone_keys, taken = self.not_free(model, [key for _, key in keyed if key not in stored])
        make = self.kinds.get(model, self.other)
        for given, key in keyed:
            before = self.created[model].get(key) or stored.get(key)
            try:
                row = make(model, given, before["id"] if before else next(self.maker.ids[model]))
                self.rules[model].check(row)
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
                for passage in self.passages.get(given.line, ()):
                    self.refuse(Passage, passage, ValidationError("Its quotation was refused."))
                continue
            if before is not None:
                self.unchanged[model] += 1
                lone_passages += self.passages.get(given.line, ())
            else:
                self.created[model][key] = row
                self.known[model].add(key, row)
                if model is Quotation:
                    self.create_passages(key[0], row["id"], self.passages[given.line])

    # Keys and references

    def key(self, model: type[Model], fields: dict[str, Any]) -> Key:
        """Return the natural key of a row as read."""
        parts: list[Any] = []
        rules = self.rules[model]
        for name in rules.key:
            if name in rules.related:
                reference = fields[name]
                parts += reference if reference is not None else [None] * len(self.known[rules.related[name]].paths)
            elif name == "role_slug":
                parts.append(slugify(fields.get("role", "")))
            else:
                try:
                    parts.append(rules.fields[name](fields[name]))
                except ValidationError as error:
                    raise ValidationError({name: error}) from None
        hash(key := tuple(parts))  # raises TypeError for what no key is made of
        return key

    def look_up(self, model: type[Model], rows: list[tuple[Given, Key]]) -> dict[Key, Row]:
        """Return the stored rows that have these keys, and get to know what the rows refer to."""
        rules = self.rules[model]
        wanted: dict[type[Model], set[Key]] = defaultdict(set)
        for given, _ in rows:
            for name, related in rules.related.items():
                reference = given.fields.get(name)
                if reference is not None:
                    try:
                        if (key := tuple(reference)) not in self.known[related].recent:
                            wanted[related].add(key)
                    except TypeError:
                        pass  # no natural key: refused when it is looked at
        for related, keys in wanted.items():
            self.known[related].look_up(keys - {key for _, key in rows} if related is model else keys)
        parent = rules.related.get(rules.key[0])
        if parent is None:
            return self.known[model].look_up([key for _, key in rows])
        length, new = len(self.known[parent].paths), self.created[parent]
        return self.known[model].look_up([key for _, key in rows if key[:length] not in new])

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
            if name in self.rules[model].required:
                raise ValidationError({name: "It is missing."})
            return None
        related = self.rules[model].related[name]
        found = self.known[related].recent.get(tuple(reference))
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
        values = rules.clean(given.fields)
        for name in rules.given_relations:
            found = self.refer(model, name, given.fields)
            values[name] = found[0] if found else None
        if rules.derived:
            record = model(**values if not rules.given_relations else {name: values[name] for name in rules.fields})
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
        values = self.rules[Quotation].clean(fields)
        found = self.refer(Quotation, "source", fields)
        source, text, published_on = found  # type: ignore[misc]
        speaker = self.refer(Quotation, "speaker", fields)
        affiliation = self.refer(Quotation, "affiliation", fields)
        reported_in = self.refer(Quotation, "reported_in", fields)
        spans = self.spans(self.passages[given.line], len(text))
        said = values["said"]
        earliest, latest = _bounds(said) if said else (None, None)
        status = values["status"]
        if affiliation and (speaker is None or affiliation[1] != speaker[0]):
            raise ValidationError({"affiliation": "It is a role of another speaker."})
        if earliest and earliest > published_on:
            raise ValidationError({"said": f"That is after the source was published ({published_on})."})
        if reported_in and reported_in[1] != source:
            raise ValidationError({"reported_in": "The statement that reports this one stands in another source."})
        if status in BEEN_PUBLIC and not spans:
            raise ValidationError("Its words are not anchored in the source: no passages follow it.")
        kind = values["kind"]
        return {
            "id": pk,
            "version": 1,
            "status": status,
            "status_reason": values["status_reason"],
            "ref": values["ref"],
            "source": source,
            "speaker": speaker[0] if speaker else None,
            "affiliation": affiliation[0] if affiliation else None,
            "organization": affiliation[2] if affiliation else None,
            "role_slug": affiliation[3] if affiliation else "",
            "attribution": values["attribution"],
            "kind": kind,
            "medium": values["medium"],
            "text": join(text, spans),
            "display_text": display_text(text, spans, in_marks=kind != Quotation.Kind.INDIRECT),
            "language": values["language"],
            "translated_from": values["translated_from"],
            "said": said,
            "said_earliest": earliest,
            "said_latest": min(latest or published_on, published_on),
            "reported_in": reported_in[0] if reported_in else None,
        }

    def spans(self, passages: list[Given], length: int) -> list[Span]:
        """Return where a quotation's words stand, by its passages: numbered from 1, in order, within the source."""
        clean = self.rules[Passage].clean
        spans = []
        for position, given in enumerate(passages, start=1):
            try:
                passage = clean(given.fields)
            except ValidationError as error:
                reasons = " ".join(self.reasons(Passage, given.fields, error))
                raise ValidationError(f"Its passage on line {given.line:,}: {reasons}") from None
            if passage["position"] != position:
                raise ValidationError(f"Its passages do not count from 1: line {given.line:,} should be {position}.")
            spans.append(Span(passage["start"], passage["end"]))
        check_order(spans)
        if spans and spans[-1].end > length:
            raise ValidationError(
                f"Its last passage ends at character {spans[-1].end:,}, and its source at {length:,}."
            )
        return spans

    def create_passages(self, ref: str, quotation: int, passages: list[Given]) -> None:
        """Make the rows of the passages of a new quotation, which were checked with it."""
        ids = self.maker.ids[Passage]
        for position, given in enumerate(passages, start=1):
            self.created[Passage][ref, position] = {
                "id": next(ids),
                "version": 1,
                "quotation": quotation,
                "position": position,
                "start": int(given.fields["start"]),
                "end": int(given.fields["end"]),
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
        if rules.derived_names.isdisjoint(fields):
            return
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
        """Note that a row is refused, with every reason that can be told."""
        row = {"model": model._meta.label_lower, "fields": given.fields}
        reasons = list(form_problems(row, self.maker.labels))
        if not reasons:
            reasons = self.reasons(model, given.fields, error)
        parts: list[Any] = []
        for name in key_fields(model):
            part = given.fields.get(name)
            parts += part if isinstance(part, list) else [part]
        called = "/".join(str(part) for part in parts if part not in (None, ""))
        self.refused.append(Refusal(given.line, row, f"{model._meta.verbose_name} {called}", reasons))

    def reasons(self, model: type[Model], fields: dict[str, Any], error: Exception) -> list[str]:
        if not isinstance(error, ValidationError):
            return [str(error) or type(error).__name__]
        shown = model(**{name: value for name, value in fields.items() if name in self.rules[model].fields})

        def again() -> None:
            raise error

        return broken(shown, again)


def _bounds(said: str) -> tuple[str | None, str | None]:
    """Return the first and the last day of a date as known, as text in ISO 8601."""
    known = parse_date(said)
    return plain(known.earliest), plain(known.latest)
