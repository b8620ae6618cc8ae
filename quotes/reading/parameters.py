"""Parameters of addresses: values read strictly from a query string, said in words, and written into links."""

import re
import weakref
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from quotes.text.characters import FORBIDDEN_IN_DATABASE
from quotes.text.dates import parse_date

MOST_VALUES = 50
MOST_CHARACTERS = 200

_UNSEEN = re.compile(rf"[\x00-\x1f\x7f-\x9f]|{FORBIDDEN_IN_DATABASE}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"[0-9]{4}")
_STRAIGHT = re.compile(r'"([^"]+)"')


def check(value: str) -> str:
    """Return `value`. Raises ValueError when no parameter can hold it; the message does not repeat it."""
    if "\ufffd" in value:
        raise ValueError("It is not text in UTF-8.")
    if unseen := _UNSEEN.search(value):
        raise ValueError(f"It holds an invisible character, U+{ord(unseen.group()):04X}.")
    if len(value) > MOST_CHARACTERS:
        raise ValueError(f"It is longer than {MOST_CHARACTERS} characters.")
    return value


def day(value: str) -> date:
    """Read a day, yyyy-mm-dd. Raises ValueError."""
    try:
        if _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError(f"“{value}” is not a day. Write one like 2018-04-17.")


def year(value: str) -> int:
    """Read a year, 0001 to 9999. Raises ValueError."""
    if _YEAR.fullmatch(value) and value != "0000":
        return int(value)
    raise ValueError(f"“{value}” is not a year. Write four digits, like 2018.")


def one_of(offered: Mapping[str, str]) -> Callable[[str], str]:
    """Return a reader of the keys of `offered` and nothing else. It raises ValueError."""

    def read(value: str) -> str:
        if value in offered:
            return value
        raise ValueError(f"“{value}” is not offered. Choose from: {', '.join(offered)}.")

    return read


def written(value: Any) -> str:
    """Return a value as it stands in an address."""
    return f"{value:04}" if isinstance(value, int) else str(value)


def quoted(words: str) -> str:
    """Return what is searched for as a sentence has it: in quotation marks, its own where it has some."""
    curled = _STRAIGHT.sub(r"“\1”", words)
    return curled if "“" in curled else f"“{curled}”"


def query_string(values: Mapping[str, Iterable[Any]]) -> str:
    """Return values by parameter as the end of an address, from its question mark on."""
    return f"?{urlencode([(name, written(value)) for name, given in values.items() for value in given])}"


class ValuesField(forms.Field):
    """The values of a parameter as given, each once. Empty ones count for nothing: a form sends its empty fields."""

    def __init__(self, *, read: Callable[[str], Any] = check, most: int = MOST_VALUES, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.read, self.most = read, most

    def to_python(self, given: list[str] | None) -> list[Any]:
        values = [value for value in dict.fromkeys(given or []) if value]
        if len(values) > self.most:
            raise ValidationError("Give it once." if self.most == 1 else f"Give it at most {self.most} times.")
        try:
            return [self.read(check(value)) for value in values]
        except ValueError as error:
            raise ValidationError(str(error)) from None


class Parameter(django_filters.Filter):
    """A parameter, whose values its `field` reads."""

    field_class = ValuesField

    def __deepcopy__(self, memo: dict[int, Any]) -> "Parameter":
        """Return a copy that shares everything: each filter set has its own, only to tell which one it belongs to."""
        return copy(self)


class Setting(Parameter):
    """A parameter that changes how rows are shown, not which ones."""

    def filter(self, rows: QuerySet, values: list[Any]) -> QuerySet:
        return rows


class Narrowing(Parameter):
    """A parameter that narrows: to the rows whose `field_name` is among its values."""

    is_free_text = False

    def filter(self, rows: QuerySet, values: list[Any]) -> QuerySet:
        return rows.filter(self.condition(values)) if values else rows

    def condition(self, values: list[Any]) -> Q:
        return Q(**{f"{self.field_name}__in": values})

    def labels(self, values: Iterable[Any]) -> dict[Any, str]:
        """Return each value in words. One that names nothing public has none."""
        return {value: written(value) for value in values}


class Choice(Narrowing):
    """Narrows to the rows whose `field_name` is among some of the choices of a model's field."""

    def __init__(self, field_name: str, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        self.choices = dict(choices)
        super().__init__(field_name, read=one_of(self.choices), **kwargs)

    def labels(self, values: Iterable[str]) -> dict[str, str]:
        return {value: self.choices[value] for value in values}


class Years(Narrowing):
    """Narrows to the rows whose day falls in one of some years."""

    def condition(self, values: list[int]) -> Q:
        either = Q()
        for value in values:
            either |= Q(**{f"{self.field_name}__year": value})
        return either


class Bound(Narrowing):
    """Narrows to the rows whose day is not before (`gte`), or not after (`lte`), a day."""

    def __init__(self, field_name: str, lookup_expr: str, **kwargs: Any) -> None:
        super().__init__(field_name, lookup_expr, read=day, most=1, **kwargs)

    def condition(self, values: list[date]) -> Q:
        return Q(**{f"{self.field_name}__{self.lookup_expr}": values[0]})

    def labels(self, values: Iterable[date]) -> dict[date, str]:
        return {value: str(parse_date(str(value))) for value in values}


@dataclass(frozen=True, slots=True)
class Chip:
    """One value that narrows a list, in words, and the address of the list without it."""

    title: str
    label: str
    href: str


class Parameters(django_filters.FilterSet):
    """A query string as validated values. Parameters it does not know change nothing.

    Its filters' fields read it without a form, which would copy them for each query string. The filters refer to it
    weakly, so that what it holds of a large record is gone with its request, without waiting for the garbage collector.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in self.filters.values():
            one.parent = weakref.proxy(self)

    @cached_property
    def _read(self) -> tuple[dict[str, list[Any]], list[tuple[str, str]]]:
        values: dict[str, list[Any]] = {}
        problems: list[tuple[str, str]] = []
        for name, one in self.base_filters.items():
            try:
                values[name] = one.field.clean(self.data.getlist(name))
            except ValidationError as error:
                problems += [(name, message) for message in error.messages]
        return values, problems

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Which parameters are malformed, and how."""
        return self._read[1]

    def values(self, name: str) -> list[Any]:
        """Return the values given for a parameter."""
        return self._read[0][name]

    def value(self, name: str, default: Any = None) -> Any:
        """Return the one value given for a parameter, or `default`."""
        return next(iter(self.values(name)), default)

    @cached_property
    def narrowed_by(self) -> dict[str, list[Any]]:
        """The values given for each parameter that narrows."""
        given = ((name, self.values(name)) for name, one in self.filters.items() if isinstance(one, Narrowing))
        return {name: values for name, values in given if values}

    @cached_property
    def on_record(self) -> dict[str, dict[Any, str]]:
        """The values of each parameter that narrows, with their words, without those that name nothing public."""
        return {name: self.filters[name].labels(values) for name, values in self.narrowed_by.items()}

    @cached_property
    def in_words(self) -> dict[str, dict[Any, str]]:
        """Each value of each parameter that narrows, with its words, or as given where it names nothing public."""
        return {
            name: {value: self.on_record[name].get(value, written(value)) for value in values}
            for name, values in self.narrowed_by.items()
        }

    @property
    def hopeless(self) -> set[str]:
        """The parameters none of whose values can find anything."""
        return set()

    @property
    def is_plain(self) -> bool:
        """Whether it is a list for search engines to keep: narrowed by one offered value at most, from its start."""
        narrowing = [self.filters[name] for name, values in self.narrowed_by.items() for _ in values]
        settings = [name for name, one in self.filters.items() if isinstance(one, Setting) and self.values(name)]
        return not settings and len(narrowing) <= 1 and not any(one.is_free_text for one in narrowing)

    @property
    def qs(self) -> QuerySet:
        """The rows as all parameters narrow them."""
        return self.apart_from()

    def apart_from(self, *left_out: str) -> QuerySet:
        """Return the rows as every parameter but those `left_out` narrows them."""
        rows = self.queryset.all()
        for name, values in self.narrowed_by.items():
            if name not in left_out:
                rows = self.filters[name].filter(rows, values)
        return rows

    @cached_property
    def _on_each_page(self) -> dict[str, list[Any]]:
        return {name: self.values(name) for name in self.filters if name != "page"}

    def address(self, **changes: Any) -> str:
        """Return the query string of these values with some changed: name=[values]. Without `page`, the first page."""
        return query_string(self._on_each_page | changes)

    def at(self, path: str, **changes: Any) -> str:
        """Return the address of another page with these values, some changed as in `address()`."""
        query = self.address(**changes)
        return path if query == "?" else path + query

    def hidden(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """Return the values of some parameters, each with its name, as a form's hidden inputs send them."""
        return [(name, written(value)) for name in names for value in self.values(name)]

    def canonical(self) -> str:
        """Return the query string of these values as it is written once for all: "" without any."""
        given = {name: self.values(name) for name in self.filters if self.values(name)}
        return query_string(given) if given else ""

    def address_without(self, name: str, value: Any) -> str:
        return self.address(**{name: [other for other in self.values(name) if other != value]})

    def chips(self, *left_out: str) -> list[Chip]:
        """Return one chip for each value that narrows, but for those of the parameters `left_out`."""
        return [
            Chip(str(self.filters[name].label), label, self.address_without(name, value))
            for name, labels in self.in_words.items()
            if name not in left_out
            for value, label in labels.items()
        ]
