"""Refs are written into a seed once, and nothing else of it is touched."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.ingest.files import Refused
from quotes.ingest.refs import assign_refs
from tests.ingest.examples import SEED

WITHOUT_REFS = "\n".join(line for line in SEED.split("\n") if not line.startswith("ref ="))


def test_each_quotation_without_a_ref_gets_one():
    refs = [quotation["ref"] for quotation in tomllib.loads(assign_refs(WITHOUT_REFS))["quotations"]]
    assert len(set(refs)) == len(refs) == 2
    assert all(len(ref) == 10 for ref in refs)


def test_a_seed_with_all_its_refs_is_left_alone():
    assert assign_refs(SEED) == SEED
    assigned = assign_refs(WITHOUT_REFS)
    assert assign_refs(assigned) == assigned


def test_a_ref_that_is_taken_is_not_given_again():
    refs = iter(["0000000001", "0000000001", "0000000009"])
    missing = SEED.replace('ref = "0000000002"\n', "")
    data = tomllib.loads(assign_refs(missing, lambda: next(refs)))
    assert [quotation["ref"] for quotation in data["quotations"]] == ["0000000009", "0000000001"]


@given(
    before=st.sampled_from(
        ["", "# [[quotations]]\n", "note = '''\n[[quotations]]\n'''\n", 'note = """\n [[quotations]]\n"""\n']
    ),
    header=st.sampled_from(["[[quotations]]", "  [[ quotations ]]  # a remark", "[[quotations]]\t"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    body=st.sampled_from(
        ["", "id = 'x'", "id = '''\n[[quotations]]\n'''", "stances = []\n\n[[quotations.stances]]\nclaim = 'x'"]
    ),
    count=st.integers(1, 3),
)
def test_nothing_but_lines_of_refs_is_added(before, header, line_end, body, count):
    if "[[quotations.stances]]" in body:
        body = body.removeprefix("stances = []\n\n")
    toml = (before + f"{header}\n{body}\n" * count).replace("\n", line_end)
    assigned = assign_refs(toml)
    kept = [line for line in assigned.split(line_end) if not line.startswith("ref = ")]
    assert line_end.join(kept) == toml
    data = tomllib.loads(assigned)
    assert all(len(quotation.pop("ref")) == 10 for quotation in data["quotations"])
    assert data == tomllib.loads(toml)


def test_quotations_written_in_one_line_are_refused():
    with pytest.raises(Refused, match=r"under a line \[\[quotations\]\]"):
        assign_refs("quotations = [{ id = 'x' }]")
