"""`import_rows` on the command line: what it says, and what it leaves."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from quotes.models import Topic
from tests.factories import make_topic
from tests.members import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path: Path):
    """A function that imports topics from a text, as an editor, and returns what the command says."""
    make_member("Editors")

    def of(text: str, *options: str) -> str:
        path, out = tmp_path / "topics.csv", StringIO()
        path.write_text(text)
        try:
            call_command("import_rows", "topics", str(path), "--by", "editors", *options, stdout=out)
        except CommandError as error:
            return f"{out.getvalue()}FAILED {error}"
        return out.getvalue()

    return of


def test_it_says_how_many_rows_did_what(run):
    make_topic(name="Bridges")
    assert run("slug,name\nbridges,Bridges\n,Repairs\n") == "1 created, 0 changed, 1 unchanged, 0 refused.\n"
    assert run("slug,name\nbridges,Spans\nrepairs,Repairs\n") == "0 created, 1 changed, 1 unchanged, 0 refused.\n"


def test_a_dry_run_says_row_by_row_what_would_be_done_and_does_nothing(run):
    make_topic(name="Bridges")
    said = run("slug,name\nbridges,Spans\n,\n,Repairs\n", "--dry-run")
    assert "Row 2 changed: Spans\n    name: Bridges → Spans\n" in said
    assert "Row 4 created: Repairs\n" in said
    assert Topic.objects.get().name == "Bridges"


def test_refused_rows_stop_it_and_are_written_with_the_reasons_to_be_corrected(run, tmp_path: Path):
    text = f"slug,name\n,Repairs\n,'={'x' * 101}\n"
    said = run(text, "--refused", str(tmp_path / "refused.csv"))
    assert "FAILED Nothing was imported" in said
    assert not Topic.objects.exists()
    with (tmp_path / "refused.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["name"] == f"'={'x' * 101}"
    assert row["refused"].startswith("Row 3. name: ")
    corrected = (tmp_path / "refused.csv").read_text(encoding="utf-8-sig").replace("x" * 101, "x")
    run(text, "--leave-out-refused")
    assert "1 created" in run(corrected)
    assert set(Topic.objects.values_list("name", flat=True)) == {"Repairs", "=x"}


@pytest.mark.parametrize("options", [["--by", "nobody"], ["--by", "editors"]])
def test_what_cannot_be_read_or_whoever_is_not_there_is_named(options, tmp_path: Path):
    make_member("Editors")
    with pytest.raises(CommandError, match=r"nobody|cannot be read"):
        call_command("import_rows", "topics", str(tmp_path / "none.csv"), *options)
