"""The stylesheets are whole: one brace that a merge lost makes a browser drop every rule after it."""

import re
from pathlib import Path

import pytest

from tests.test_imports import ROOT

STYLESHEETS = sorted((ROOT / "quotes/static").rglob("*.css"))


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/", lambda comment: "\n" * comment[0].count("\n"), text, flags=re.DOTALL)


def faults(text: str) -> list[str]:
    """Return each line where a rule opens inside another one that is not an at-rule, and what is left open."""
    found, opened = [], []
    for number, line in enumerate(without_comments(text).splitlines(), 1):
        for brace in re.findall(r"[{}]", line):
            if brace == "{":
                if any(not each.lstrip().startswith("@") for each in opened):
                    found.append(f"{number}: {line}")
                opened.append(line)
            elif opened:
                opened.pop()
            else:
                found.append(f"{number}: {line}")
    return found + [f"not closed: {line}" for line in opened]


@pytest.mark.parametrize("path", STYLESHEETS, ids=lambda path: path.name)
def test_every_rule_of_a_stylesheet_is_closed_before_the_next(path: Path) -> None:
    assert faults(path.read_text()) == []


def test_a_rule_that_is_not_closed_is_found() -> None:
    assert faults("a {\n  color: red;\nb {\n  color: blue;\n}\n") == ["3: b {", "not closed: a {"]
    assert faults("@media print {\n  a {\n    color: red;\n  }\n}\n") == []
