"""Hostile requests: which there are for an address and its parameters, and what each must answer.

`hostile_params.json` gives the cases. Nothing here needs a database or a server, so that whoever asks (a test client, a
real server on either database) must get the same answers.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from django.urls import URLPattern, URLResolver, get_resolver

FILE = json.loads((Path(__file__).parent / "hostile_params.json").read_text())
MOST_SECONDS, MOST_BYTES = FILE["pass_rule"]["max_seconds"], FILE["pass_rule"]["max_body_bytes"]
NOT_PUBLIC = ("admin/", "static/")


@dataclass(frozen=True, slots=True)
class Case:
    """A hostile value, percent-encoded as it is sent, and what is expected of the answer."""

    name: str
    value: str
    targets: frozenset[str]
    expect: str


def _case(row: dict[str, Any]) -> Case:
    value = eval(row["gen"], {}) if row["value"] is None else row["value"]  # noqa: S307  (our own file)
    return Case(row["id"], value, frozenset(row["targets"]), row["expect"])


CASES = [_case(row) for row in FILE["params"]]
HEADERS = FILE["headers"]

# What the cases aim at, by the kind of a parameter. A part of a path is a kind too.
TARGETS = {
    "slug": {"any", "slug", "stored_text"},
    "name": {"any", "text", "stored_text"},
    "words": {"any", "text", "stored_text"},
    "choice": {"any", "sort", "text"},
    "cursor": {"any", "int"},
    "year": {"any", "year", "int"},
    "day": {"any", "date"},
    "number": {"any", "int"},
    "path": {"any", "path", "slug"},
}

KINDS = {
    "q": "words",
    "speaker": "slug",
    "organization": "slug",
    "role": "slug",
    "topic": "slug",
    "source": "slug",
    "claim": "slug",
    "publisher": "slug",
    "name": "name",
    "kind": "choice",
    "medium": "choice",
    "letter": "choice",
    "sort": "choice",
    "page": "cursor",
    "p": "number",
    "year": "year",
    "after": "day",
    "before": "day",
}

# Parameters that no public address has. The cases that aim at one are sent all the same, and must change nothing.
OF_NO_ADDRESS = ("next", "url")

# What the cases may expect. There is no export yet, so no cell of one: those values are sent as names.
EXPECTATIONS = {
    "not5xx",
    "not5xx_and_not_effective",
    "reflected_only_escaped",
    "same_body_as_without_or_400",
    "no_offsite_redirect_and_href_http_only",
    "cell_does_not_start_with_formula_char",
}


def expected_status(kind: str, case: Case) -> int:
    """Return what a parameter of this kind answers: only a readable text of 200 characters is a slug or a name.

    A search takes ten words, each between spaces or other signs. No case is the number of a page that there is.
    """
    if kind == "number":
        return 404
    if case.value == "":
        return 200
    if kind not in ("slug", "name", "words"):
        return 400
    try:
        value = unquote_to_bytes(case.value.replace("+", " ")).decode()
    except UnicodeDecodeError:
        return 400
    unseen = any(ord(character) < 32 or character in "\u202e\u2066\u2069" for character in value)
    return 400 if unseen or len(value) > 200 else 200


def public_patterns() -> dict[str, str]:
    """Return the route of every public address, by its name (by the route itself where it has none)."""

    def walk(patterns: list[Any], route: str, namespace: str) -> Iterator[tuple[str, str]]:
        for pattern in patterns:
            here = route + str(pattern.pattern)
            if here.startswith(NOT_PUBLIC):
                continue
            if isinstance(pattern, URLResolver):
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                yield from walk(pattern.url_patterns, here, inner)
            elif isinstance(pattern, URLPattern):
                yield (f"{namespace}{pattern.name}" if pattern.name else here), here

    return dict(walk(get_resolver().url_patterns, "", ""))


@dataclass(frozen=True, slots=True)
class Attempt:
    """One hostile request: its address, and the status that it must get (None: the answer to `plain`, unchanged)."""

    case: Case
    address: str
    plain: str
    status: int | None


def attempts_on(plain: str, parameters: Iterable[str], cases: Iterable[Case]) -> Iterator[Attempt]:
    """Give every attempt on an address that has these parameters: theirs, and those that it does not know."""
    kinds = {name: KINDS[name] for name in parameters}
    for case in cases:
        for name, kind in kinds.items():
            if case.targets & TARGETS[kind]:
                yield Attempt(case, f"{plain}?{name}={case.value}", plain, expected_status(kind, case))
        unknown = [f"{name}={case.value}" for name in OF_NO_ADDRESS if name in case.targets]
        if "query_string" in case.targets:
            unknown.append(case.value)
        if "any" in case.targets and not {"p", "page"} & set(kinds):
            unknown.append(f"page={case.value}")
        for query in unknown:
            yield Attempt(case, f"{plain}?{query}", plain, None)


def attempts_on_path(plain: str, segment: str, cases: Iterable[Case]) -> Iterator[Attempt]:
    """Give every attempt on an address whose path holds `segment`, put in the place of that."""
    for case in cases:
        if case.targets & TARGETS["path"]:
            before, _, after = plain.rpartition(segment)
            yield Attempt(case, before + case.value + after, plain, 404)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: enough of it to judge. `headers` is one text; `seconds` counts where they were measured."""

    status: int
    headers: str
    location: str
    body: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Record:
    """What the answers are judged by: words that must never show, and those that show where something is found."""

    hidden: tuple[str, ...]
    findable: tuple[str, ...]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]


@lru_cache(maxsize=256)
def _links(html: str) -> list[str]:
    """Return the addresses of a page. Many attempts get one and the same answer."""
    parser = _Links()
    parser.feed(html)
    return parser.links


def faults(attempt: Attempt, answer: Answer, plain: Answer, record: Record) -> list[str]:
    """Return what is wrong with the answer to an attempt, in words; `plain` is the answer to its plain address."""
    found = _faults(answer, record)
    case, status = attempt.case, attempt.status
    if status is None:
        if (answer.status, answer.location, answer.body) != (plain.status, plain.location, plain.body):
            found.append("is not as without the parameter")
    elif answer.status != status:
        found.append(f"has status {answer.status}, not {status}")
    if case.expect == "reflected_only_escaped":
        value = unquote_to_bytes(case.value).decode()
        if any(mark in value for mark in '<>"') and value in answer.body:
            found.append("repeats the value as it is")
    if case.expect == "not5xx_and_not_effective" and status == 200:
        found += [f"finds {word}" for word in record.findable if word in answer.body]
    return found


def header_faults(row: Mapping[str, Any], answer: Answer, plain: Answer, record: Record) -> list[str]:
    """Return what is wrong with the answer to a hostile header (a row of HEADERS), in words."""
    found = _faults(answer, record)
    if isinstance(row["expect"], int):
        if answer.status != row["expect"]:
            found.append(f"has status {answer.status}, not {row['expect']}")
    elif row["expect"] in ("ignored", "must not reset the rate limit"):
        if (answer.status, answer.body) != (plain.status, plain.body):
            found.append("is not as without the header")
    elif row["expect"] == "no evil.example in body/headers" and "evil.example" in answer.body + answer.headers:
        found.append("repeats the host")
    return found


def _faults(answer: Answer, record: Record) -> list[str]:
    found = [f"has status {answer.status}"] if answer.status >= 500 else []
    if answer.seconds > MOST_SECONDS:
        found.append(f"took {answer.seconds:.1f} s")
    if len(answer.body.encode()) > MOST_BYTES:
        found.append(f"has {len(answer.body):,} characters")
    found += [f"shows {word}" for word in ("Traceback", *record.hidden) if word in answer.body + answer.headers]
    if urlsplit(answer.location).netloc:
        found.append(f"leads to {answer.location}")
    for link in _links(answer.body):
        scheme = urlsplit(link).scheme
        if scheme not in ("", "http", "https", "mailto") or (not scheme and link.startswith(("//", "/\\"))):
            found.append(f"links to {link}")
    return found
