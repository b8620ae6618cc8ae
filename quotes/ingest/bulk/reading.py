"""Rows as read become rows that keep the rules of their own fields: all that can be known without the database.

It needs no connection, so that another process can do it (`aside`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Model

from quotes.ingest.bulk.known import Key
from quotes.ingest.bulk.lines import Line, Read, is_of_a_model, is_passage, runs
from quotes.ingest.bulk.refusals import QUOTATION_REFUSED, Refusal, forget_errors, malformed, reasons, refusal
from quotes.ingest.bulk.rules import RowRules, rules_of_all
from quotes.ingest.fixtures import models_by_label
from quotes.models import Passage, Quotation
from quotes.text.anchors import Span, check_order
from quotes.text.names import slugify


class Given(NamedTuple):
    """A row of the right form: its line, the key it is known by, its fields, and, of a quotation, its passages' rows.

    A field has its value as it is kept, or the default where none is given; a reference is the natural key as a tuple.
    Columns that follow from others are there where they are given.
    """

    line: int
    key: Key
    fields: dict[str, Any]
    passages: "tuple[Given, ...]" = ()


class Run(NamedTuple):
    """Lines that are loaded together: by number, as they are; what they give to each model, and refer to of each.

    What is refused already is given to no model. Each reference is one tuple, however many rows have it: pickle then
    sends it once.
    """

    lines: dict[int, Any]
    given: dict[type[Model], list[Given]]
    references: dict[type[Model], dict[Key, Key]]
    refused: list[Refusal]


@dataclass(frozen=True)
class Runs:
    """The runs of some lines, each of `size` lines or a little more. Can be pickled when the lines can be."""

    lines: Iterable[Line]
    size: int

    def __iter__(self) -> Iterator[Run]:
        return map(_Reader().read, runs(self.lines, self.size))


_WRONG = (KeyError, TypeError, ValueError, ValidationError)


@dataclass
class _Quotation:
    """A quotation, and what came right after it: its passages, and the number of a line that may have been one."""

    line: int
    row: Any
    passages: list[tuple[int, Any]] = field(default_factory=list)
    unread: int | None = None


class _Reader:
    def __init__(self) -> None:
        self.rules = rules_of_all()
        self.labels = models_by_label()

    def read(self, rows: list[Read]) -> Run:
        run = Run({line.number: line.given for line, _ in rows}, defaultdict(list), defaultdict(dict), [])
        quotation: _Quotation | None = None
        reference: Any = None
        for line, row in rows:
            model = self.model_of(row)
            if quotation and model is Passage and row["fields"].get("quotation") == reference:
                quotation.passages.append((line.number, row))
                continue
            if quotation and model is None and (is_passage(row) or not is_of_a_model(row)):
                quotation.unread = line.number
            elif quotation:
                self.add_quotation(run, quotation)
                quotation = None
            if model is None:
                run.refused.append(malformed(line.number, row))
            elif model is Quotation:
                quotation, reference = _Quotation(line.number, row), [row["fields"].get("ref")]
            else:
                self.add(run, model, line.number, row)
        if quotation:
            self.add_quotation(run, quotation)
        if run.refused:
            forget_errors()
        return run

    def model_of(self, row: Any) -> type[Model] | None:
        """Return the model of a row of the right form, or None."""
        try:
            model, fields = self.labels[row["model"]], row["fields"]
        except (KeyError, TypeError):
            return None
        has_form = len(row) == 2 and type(fields) is dict and self.rules[model].names.issuperset(fields)
        return model if has_form else None

    def add(self, run: Run, model: type[Model], line: int, row: Any) -> None:
        try:
            run.given[model].append(self.given(run, model, line, row["fields"]))
        except _WRONG as error:
            run.refused.append(refusal(line, row, model, error))

    def add_quotation(self, run: Run, quotation: _Quotation) -> None:
        try:
            given = self.given(run, Quotation, quotation.line, quotation.row["fields"])
            if quotation.unread:
                raise ValidationError(f"Line {quotation.unread:,} may be one of its passages, and was refused.")
            run.given[Quotation].append(given._replace(passages=self.passages(run, quotation.passages)))
        except _WRONG as error:
            run.refused.append(refusal(quotation.line, quotation.row, Quotation, error))
            run.refused.extend(refusal(line, row, Passage, QUOTATION_REFUSED) for line, row in quotation.passages)

    def passages(self, run: Run, rows: list[tuple[int, Any]]) -> tuple[Given, ...]:
        """Return the passages of a quotation: numbered from 1, in reading order."""
        passages = []
        for position, (line, row) in enumerate(rows, start=1):
            try:
                passage = self.given(run, Passage, line, row["fields"])
            except _WRONG as error:
                said = " ".join(reasons(row, Passage, error))
                raise ValidationError(f"Its passage on line {line:,}: {said}") from None
            if passage.fields["position"] != position:
                raise ValidationError(f"Its passages do not count from 1: line {line:,} should be {position}.")
            passages.append(passage)
        check_order([Span(passage.fields["start"], passage.fields["end"]) for passage in passages])
        return tuple(passages)

    def given(self, run: Run, model: type[Model], line: int, fields: dict[str, Any]) -> Given:
        """Return a row as it is kept. Raises one of `_WRONG`: TypeError for what no natural key is made of."""
        rules = self.rules[model]
        kept = rules.clean(fields)
        for name, related in rules.related.items():
            if (reference := fields.get(name)) is not None:
                if type(reference) is not list or not reference:
                    raise TypeError
                key = tuple(reference)
                kept[name] = run.references[related].setdefault(key, key)
            elif name in rules.required:
                raise ValidationError({name: "It is missing."})
            elif name in fields:
                kept[name] = None
        if not rules.derived_names.isdisjoint(fields):
            kept |= {name: fields[name] for name in rules.derived if name in fields and name not in rules.related}
        return Given(line, self.key(rules, fields, kept), kept)

    def key(self, rules: RowRules, fields: dict[str, Any], kept: dict[str, Any]) -> Key:
        """Return the natural key of a row. Raises KeyError when a part of it is not given."""
        parts: list[Any] = []
        for name, length in rules.key:
            if name in rules.derived_names:
                parts.append(slugify(kept["role"]))
            elif name not in fields:
                raise KeyError(name)
            elif length:
                parts += kept[name] or [None] * length
            else:
                parts.append(kept[name])
        return tuple(parts)
