"""A made-up record: the same for the same seed on both databases, of the right shape, whole."""

import json
import re
from collections import Counter

import pytest

from quotes.ingest.generation import generate
from quotes.ingest.verification import verify
from tests.ingest.bulk.rows import load_rows, stored_rows

ROWS = list(generate(4_000, seed=1))


def of(model: str) -> list[dict]:
    return [row["fields"] for row in ROWS if row["model"] == f"quotes.{model}"]


def said() -> dict[str, str]:
    """The words of each quotation, by its ref."""
    texts = {source["slug"]: source["text"] for source in of("source")}
    where = {quotation["ref"]: texts[quotation["source"][0]] for quotation in of("quotation")}
    spans: dict[str, list] = {}
    for passage in of("passage"):
        spans.setdefault(passage["quotation"][0], []).append((passage["start"], passage["end"]))
    return {ref: " ".join(text[start:end] for start, end in spans[ref]) for ref, text in where.items()}


def test_the_same_seed_gives_the_same_bytes_and_another_one_others():
    assert list(generate(4_000, seed=1)) == ROWS
    assert list(generate(100, seed=1)) != list(generate(100, seed=2))


@pytest.mark.django_db
@pytest.mark.parametrize("quotations", [1, 2, 19, 150])
def test_a_database_says_afterwards_what_was_generated_in_its_order(quotations):
    rows = list(generate(quotations, seed=4))
    assert load_rows(rows) == []
    stored = stored_rows()
    assert len(stored) == len(rows)
    by_model: dict[str, list] = {}
    for row in stored:
        by_model.setdefault(row["model"], []).append(row["fields"])
    for row in rows:
        kept = by_model[row["model"]].pop(0)
        assert {name: kept[name] for name in row["fields"]} == row["fields"]
    assert list(verify(Counter())) == []


def test_numbers_are_in_the_proportions_of_a_million():
    counts = Counter(row["model"].removeprefix("quotes.") for row in ROWS)
    assert counts["quotation"] == 4_000
    assert (counts["speaker"], counts["organization"], counts["source"], counts["topic"]) == (80, 12, 200, 80)
    assert counts["quotationtopic"] == pytest.approx(1.5 * 4_000, rel=0.05)
    assert min(counts.values()) > 0
    assert len(counts) == 13


def test_kinds_states_and_parts_are_mixed():
    quotations = of("quotation")
    kinds = Counter(quotation["kind"] for quotation in quotations)
    assert set(kinds) == {"direct", "partial", "indirect"}
    states = Counter(quotation["status"] for quotation in quotations)
    assert set(states) == {"draft", "submitted", "published", "withdrawn", "rejected"}
    assert states["published"] / 4_000 == pytest.approx(0.95, abs=0.015)
    assert all(quotation["status_reason"] for quotation in quotations if quotation["status"] == "withdrawn")
    parts = Counter(passage["quotation"][0] for passage in of("passage"))
    assert set(parts.values()) == {1, 2}
    assert any(quotation["reported_in"] for quotation in quotations)


def test_some_speak_often_and_change_jobs():
    often = Counter(quotation["speaker"][0] for quotation in of("quotation") if quotation["speaker"])
    (_, most), *_, (_, least) = often.most_common()
    assert most > 20 * least
    jobs = Counter(role["speaker"][0] for role in of("affiliation"))
    assert max(jobs.values()) > 1
    assert any(not role["until"] for role in of("affiliation"))


def test_words_are_as_frequent_as_those_of_a_language():
    words = [set(re.findall(r"\w+", text.lower())) for text in said().values()]
    found = Counter(word for text in words for word in text)
    ranked = [count / len(words) for _, count in found.most_common()]
    assert ranked[29] > 0.06 > ranked[59], "a word of about the rank 45 stands in 6 % of the quotations"
    assert sum(5 <= count <= 15 for count in found.values()) > 100
    runs = Counter(
        run for text in said().values() for run in zip(*(text.lower().split()[n:] for n in range(3)), strict=False)
    )
    assert sum(count > 20 for count in runs.values()) > 50, "runs of three words come again"


def test_rows_can_be_written_as_json_lines():
    for row in ROWS[:500]:
        assert json.loads(json.dumps(row)) == row
