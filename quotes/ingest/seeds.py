"""The form of a seed: an article as captured (.txt) and the editors' decisions about it (.toml). See docs/record.md."""

import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from quotes.ingest.files import Refused, read_text

Row = dict[str, Any]


@dataclass(frozen=True)
class Words:
    """The exact words of a passage, and longer words around them that tell which place is meant."""

    words: str
    within: str = ""


@dataclass
class Seed:
    """What the editors wrote, by table; `problems` says what in it has no place or no sense."""

    text: str
    source: Row
    organizations: list[Row] = field(default_factory=list)
    speakers: list[Row] = field(default_factory=list)
    topics: list[Row] = field(default_factory=list)
    claims: list[Row] = field(default_factory=list)
    quotations: list[Row] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class _Texts:
    """A list of texts."""


class _Tables:
    """A list of tables, known by the name of the key."""


class _Passages:
    """A list of passages: the words, or a table of `words` and `within`."""


_TEXTS, _TABLES, _PASSAGES = _Texts, _Tables, _Passages
_WHAT = {
    str: "a text in quotation marks",
    bool: "true or false",
    date: "a day, like 2018-04-17 without quotation marks",
    _TEXTS: "a list of texts",
    _TABLES: "a list of tables",
    _PASSAGES: "a list of passages",
}

_REQUIRED: dict[str, dict[str, type]] = {
    "source": {"slug": str, "title": str, "published_on": date, "captured_on": date},
    "organizations": {"slug": str, "name": str},
    "speakers": {"slug": str, "name": str, "sort_name": str},
    "affiliations": {"id": str},
    "topics": {"slug": str, "name": str},
    "claims": {"slug": str, "text": str},
    "assessments": {"verdict": str, "reasons": str, "assessed_on": date},
    "quotations": {"id": str, "passages": _PASSAGES},
    "stances": {"claim": str, "position": str, "reason": str},
}
_OPTIONAL: dict[str, dict[str, type]] = {
    "source": dict.fromkeys(
        ("kind", "publisher", "byline", "added_by_editor", "url", "language", "correction_note"), str
    ),
    "organizations": dict.fromkeys(("kind", "country", "wikidata_id", "parent"), str),
    "speakers": dict.fromkeys(("kind", "wikidata_id", "note"), str) | {"aliases": _TEXTS, "affiliations": _TABLES},
    "affiliations": dict.fromkeys(("organization", "role", "since", "until", "reference"), str) | {"stated": bool},
    "topics": {},
    "claims": dict.fromkeys(("scope_note", "status", "status_reason"), str)
    | {"topics": _TEXTS, "assessments": _TABLES},
    "assessments": {"links": str},
    "quotations": dict.fromkeys(
        ("ref", "speaker", "affiliation", "attribution", "kind", "medium", "language", "translated_from", "said"), str
    )
    | dict.fromkeys(("reported_in", "status", "status_reason"), str)
    | {"topics": _TEXTS, "stances": _TABLES},
    "stances": {},
}
_LISTS = ("organizations", "speakers", "topics", "claims", "quotations")


def read_seed(path: Path, toml: str | None = None) -> Seed:
    """Return the seed whose decisions are in `path` (or in `toml`) and whose article is beside it, ending in .txt.

    Raises Refused when a file cannot be read or something that every seed needs is missing. Whatever else is out of
    place is left out of the seed and listed in its `problems`.
    """
    return parse_seed(read_text(path) if toml is None else toml, read_text(path.with_suffix(".txt")))


def parse_seed(toml: str, text: str) -> Seed:
    """Return the seed of these decisions and this article, as `read_seed` does."""
    reader = _Reader()
    data = parse_toml(toml)
    for key in sorted(data.keys() - {"source", *_LISTS}):
        reader.problems.append(f"“{key}” is not a part of a seed.{_choices('', ['source', *_LISTS])}")
    source = reader.row("source", "the source", data["source"]) if "source" in data else reader.lack("[source]")
    tables = {name: reader.rows(name, "", data.get(name, [])) for name in _LISTS}
    if reader.incomplete:
        raise Refused(reader.problems)
    return Seed(text, source, problems=reader.problems, **tables)


def parse_toml(toml: str) -> dict[str, Any]:
    """Return the data of TOML, or raise Refused."""
    try:
        return tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise Refused([f"This is not TOML: {error}."]) from None


def name_of(table: str, row: Row) -> str:
    """Return what people call a row: quotation “sotnikov-business”."""
    singular = table.removesuffix("s")
    name = row.get("id") or row.get("slug") or row.get("claim") or row.get("assessed_on")
    return f"{singular} “{name}”" if name else f"a nameless {singular}"


def _choices(before: str, names: list[str]) -> str:
    return f"{before} It can be: {', '.join(names)}."


class _Reader:
    """Takes rows that have the right keys and types, and notes whatever has not."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.incomplete = False

    def lack(self, what: str) -> Row:
        self.incomplete = True
        self.problems.append(f"{what} is missing.")
        return {}

    def rows(self, table: str, where: str, value: Any) -> list[Row]:
        """Return the rows of a list of tables. `where` is what they are part of."""
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            self.incomplete = True
            self.problems.append(f"{where}{table} must be tables, each under a line [[{table}]].")
            return []
        return [self.row(table, where + name_of(table, row), row) for row in value]

    def row(self, table: str, where: str, data: Any) -> Row:
        """Return the keys of `data` that belong to `table`, checked and with their parts."""
        if not isinstance(data, dict):
            return self.lack(f"[{table}]")
        required, optional = _REQUIRED[table], _OPTIONAL[table]
        types = required | optional
        for key in sorted(data.keys() - types.keys()):
            self.problems.append(f"{where}: there is no “{key}”.{_choices('', list(types))}")
        row: Row = {}
        for key, kind in types.items():
            if key not in data:
                if key in required:
                    self.lack(f"{where}: {key}")
            elif kind is _TABLES:
                row[key] = self.rows(key, f"{where}, ", data[key])
            elif kind is _PASSAGES:
                row[key] = self.passages(where, data[key])
            elif _is(data[key], kind):
                row[key] = data[key]
            else:
                self.incomplete = self.incomplete or key in required
                self.problems.append(f"{where}: {key} must be {_WHAT[kind]}.")
        return row

    def passages(self, where: str, value: Any) -> list[Words]:
        """Return the passages of a quotation."""
        passages = []
        for item in value if isinstance(value, list) else [None]:
            if isinstance(item, str) and item:
                passages.append(Words(item))
            elif (
                isinstance(item, dict)
                and item.keys() == {"words", "within"}
                and all(isinstance(part, str) and part for part in item.values())
            ):
                passages.append(Words(**item))
            else:
                self.problems.append(
                    f"{where}: passages must be a list of words, or of tables {{ words = …, within = … }}."
                )
        return passages


def _is(value: Any, kind: type) -> bool:
    if kind is _TEXTS:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if kind is date:
        return isinstance(value, date) and not isinstance(value, datetime)
    return isinstance(value, kind)
