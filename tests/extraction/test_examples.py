"""The golden examples: each is a text, examples/NAME.txt, and what extraction finds in it, examples/NAME.json.

What the JSON gives is compared, aspect by aspect; what it leaves out may be anything. `candidates` and `set_aside` are
complete, so is `blocks`; `indirect` lists statements that must be among those found. A new case is two new files.
"""

import json
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from quotes.extraction import extract
from quotes.extraction.records import BlockKind, Candidate, Cue, Extraction, Kind, Medium, SetAsideKind, SpeakerKind
from quotes.text.anchors import Span
from quotes.text.dates import parse_date

EXAMPLES = Path(__file__).parent / "examples"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.txt"))
KEYS = {"about", "candidates", "indirect", "set_aside", "blocks"}
SPEAKER = ("mention", "speaker", "speaker_kind")
DETAILS = ("attribution", "cue", "medium", "said")


@cache
def text_of(name: str) -> str:
    return (EXAMPLES / f"{name}.txt").read_text(encoding="utf-8")


@cache
def expected(name: str) -> dict[str, Any]:
    path = EXAMPLES / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


@cache
def extracted(name: str) -> Extraction:
    return extract(text_of(name))


def candidates_with(name: str, keys: Iterable[str]) -> list[dict[str, Any]]:
    """The expected candidates that say something about one of the keys."""
    return [item for item in expected(name).get("candidates", []) if any(key in item for key in keys)]


def examples_with(*keys: str) -> pytest.MarkDecorator:
    """Run a test on each example that says something about one of the keys, at its top or in a candidate."""
    return pytest.mark.parametrize(
        "name",
        [name for name in NAMES if any(key in expected(name) for key in keys) or candidates_with(name, keys)],
    )


def words(name: str, span: Span) -> str:
    return text_of(name)[span.start : span.end]


def passages(name: str, candidate: Candidate) -> list[str]:
    return [words(name, span) for span in candidate.passages]


def quoted(name: str) -> list[Candidate]:
    return [candidate for candidate in extracted(name).candidates if candidate.kind != Kind.INDIRECT]


def simplified(name: str, candidate: Candidate, keys: Iterable[str]) -> dict[str, Any]:
    """What a candidate says under these keys of the JSON form."""
    found: dict[str, Any] = {"passages": passages(name, candidate)}
    for key in keys:
        value = getattr(candidate, key)
        found[key] = value.words if isinstance(value, Cue) else str(value) if isinstance(value, StrEnum) else value
    return found


def compared(
    name: str, wanted: list[dict[str, Any]], candidates: list[Candidate], aspect: Iterable[str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Pair what was found with what is wanted, by the passages; return both with the keys of the aspect alone."""
    left = list(candidates)
    found, reduced = [], []
    for item in wanted:
        keys = [key for key in aspect if key in item]
        reduced.append({"passages": item["passages"]} | {key: item[key] for key in keys})
        same = [candidate for candidate in left if passages(name, candidate) == item["passages"]]
        if not same:
            found.append({"not found": item["passages"]})
            continue
        # Of several with the same words, the one that says what is wanted; else the first.
        best = next((one for one in same if simplified(name, one, keys) == reduced[-1]), same[0])
        left.remove(best)
        found.append(simplified(name, best, keys))
    return found, reduced


# What extraction finds


@examples_with("candidates")
def test_quoted_passages_are_those_of_the_example(name):
    found = [{"kind": str(candidate.kind), "passages": passages(name, candidate)} for candidate in quoted(name)]
    assert found == [{"kind": item["kind"], "passages": item["passages"]} for item in expected(name)["candidates"]]


@examples_with(*SPEAKER)
def test_speakers_are_those_of_the_example(name):
    found, wanted = compared(name, candidates_with(name, SPEAKER), quoted(name), SPEAKER)
    assert found == wanted


@examples_with(*DETAILS)
def test_attribution_cue_medium_and_date_are_those_of_the_example(name):
    found, wanted = compared(name, candidates_with(name, DETAILS), quoted(name), DETAILS)
    assert found == wanted


@examples_with("indirect")
def test_indirect_statements_of_the_example_are_found(name):
    indirect = [candidate for candidate in extracted(name).candidates if candidate.kind == Kind.INDIRECT]
    found, wanted = compared(name, expected(name)["indirect"], indirect, (*SPEAKER, *DETAILS))
    assert found == wanted, f"indirect statements found: {[passages(name, candidate) for candidate in indirect]}"


@examples_with("set_aside")
def test_words_set_aside_are_those_of_the_example(name):
    found = [{"words": words(name, item.span), "kind": str(item.kind)} for item in extracted(name).set_aside]
    assert found == expected(name)["set_aside"]


@examples_with("blocks")
def test_blocks_are_those_of_the_example(name):
    assert [[str(block.kind), words(name, block.span)] for block in extracted(name).blocks] == expected(name)["blocks"]


# The examples themselves


def stands_in_order(text: str, parts: Iterable[str]) -> str | None:
    """Return the first part that does not stand in the text after those before it."""
    at = 0
    for part in parts:
        at = text.find(part, at)
        if at < 0 or not part:
            return part
        at += len(part)
    return None


def test_each_text_has_its_json_and_each_json_its_text():
    assert NAMES
    assert sorted(path.stem for path in EXAMPLES.glob("*.json")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_an_example_has_only_known_keys_and_values(name):
    example = expected(name)
    assert {"about", "candidates"} <= example.keys() <= KEYS
    assert example["about"]
    for item in example["candidates"]:
        assert {"passages", "kind"} <= item.keys() <= {"passages", "kind", *SPEAKER, *DETAILS}
        assert item["kind"] in {Kind.DIRECT, Kind.PARTIAL}
    for item in example.get("indirect", []):
        assert {"passages"} <= item.keys() <= {"passages", *SPEAKER, *DETAILS}
    for item in example["candidates"] + example.get("indirect", []):
        assert item["passages"]
        assert item.get("speaker_kind") in {None, *SpeakerKind}
        assert item.get("medium") in {None, *Medium}
        assert item.get("said") is None or parse_date(item["said"])
    for item in example.get("set_aside", []):
        assert item.keys() == {"words", "kind"}
        assert item["kind"] in set(SetAsideKind)
    assert {kind for kind, _ in example.get("blocks", [])} <= set(BlockKind)


@pytest.mark.parametrize("name", NAMES)
def test_the_words_of_an_example_stand_in_its_text(name):
    text, example = text_of(name), expected(name)
    quoted_words = [passage for item in example["candidates"] for passage in item["passages"]]
    assert stands_in_order(text, quoted_words) is None
    assert stands_in_order(text, [item["words"] for item in example.get("set_aside", [])]) is None
    assert stands_in_order(text, [words for _, words in example.get("blocks", [])]) is None
    for item in example["candidates"] + example.get("indirect", []):
        assert stands_in_order(text, item["passages"]) is None
        for key in ("mention", "speaker", "attribution", "cue"):
            assert not item.get(key) or item[key] in text, f"{key} is not in the text: {item[key]}"
