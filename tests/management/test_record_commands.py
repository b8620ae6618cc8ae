"""build_fixture, load_record and verify_record: what they write, print and refuse."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from quotes.ingest.bulk import loading
from quotes.management.commands import generate_record, load_record
from quotes.models import Quotation, Source, Topic
from tests.factories import SOURCE_TEXT
from tests.ingest.examples import SEED, build_seed, write_seed

pytestmark = pytest.mark.django_db

WITHOUT_REFS = "\n".join(line for line in SEED.split("\n") if not line.startswith("ref ="))


def run(*arguments, **options) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=out, **options)
    return out.getvalue()


# build_fixture


def test_build_fixture_writes_the_same_bytes_on_every_run(tmp_path):
    seed, output = write_seed(tmp_path), tmp_path / "f.json"
    assert run("build_fixture", seed, output=output) == f"{output} was written.\n"
    first = output.read_bytes()
    run("build_fixture", seed, output=output)
    assert output.read_bytes() == first == build_seed().encode()


def test_build_fixture_that_fails_leaves_the_old_fixture_and_no_other_file(tmp_path):
    seed, output = write_seed(tmp_path, toml=SEED.replace("is safe", "is sound")), tmp_path / "f.json"
    output.write_text("the old one")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(CommandError, match=r"nothing was written\.\nquotation “safe”: “The bridge is sound” is not in"):
        run("build_fixture", seed, output=output, assign_refs=True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_build_fixture_that_cannot_write_says_so(tmp_path):
    seed = write_seed(tmp_path)
    with pytest.raises(CommandError, match=r"f\.json cannot be written: No such file or directory"):
        run("build_fixture", seed, output=tmp_path / "nowhere" / "f.json")


def test_build_fixture_assigns_refs_once(tmp_path):
    seed, output = write_seed(tmp_path, toml=WITHOUT_REFS), tmp_path / "f.json"
    with pytest.raises(CommandError, match=r"it has no ref yet\. Run again with --assign-refs"):
        run("build_fixture", seed, output=output)
    run("build_fixture", seed, output=output, assign_refs=True)
    assigned, fixture = seed.read_text(), output.read_text()
    assert assigned.count("\nref = ") == 2
    run("build_fixture", seed, output=output, assign_refs=True)
    assert (seed.read_text(), output.read_text()) == (assigned, fixture)


def test_build_fixture_leaves_the_seed_alone_when_the_fixture_cannot_be_built(tmp_path):
    seed = write_seed(tmp_path, toml=WITHOUT_REFS, text="Another article.")
    with pytest.raises(CommandError):
        run("build_fixture", seed, output=tmp_path / "f.json", assign_refs=True)
    assert seed.read_text() == WITHOUT_REFS


def test_build_fixture_check_fails_when_the_fixture_is_out_of_date_and_writes_nothing(tmp_path):
    seed, output = write_seed(tmp_path), tmp_path / "f.json"
    with pytest.raises(CommandError, match=r"f\.json cannot be read"):
        run("build_fixture", seed, output=output, check=True)
    output.write_text("the old one")
    with pytest.raises(CommandError, match="is out of date: build it again"):
        run("build_fixture", seed, output=output, check=True)
    assert output.read_text() == "the old one"
    run("build_fixture", seed, output=output)
    assert "is up to date" in run("build_fixture", seed, output=output, check=True)


# load_record


def test_load_record_counts_what_it_did(tmp_path):
    path = tmp_path / "f.json"
    path.write_text(build_seed())
    assert "Quotation: 2 created\nPassage: 3 created\n" in run("load_record", path)
    again = run("load_record", path)
    assert "Quotation: 2 unchanged\n" in again
    assert again.endswith("Nothing changed.\n")


def test_load_record_refuses_with_one_clear_error(tmp_path):
    with pytest.raises(CommandError, match=r"Nothing was loaded\.\n.*none\.json cannot be read"):
        run("load_record", tmp_path / "none.json")


def test_load_record_loads_none_of_several_files_when_one_is_bad(tmp_path):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(build_seed())
    bad.write_text('[{"model": "quotes.alias", "fields": {"speaker": ["nobody"], "name": "x"}}]')
    with pytest.raises(CommandError, match=r"bad\.json, row 1 \(alias\): it refers to"):
        run("load_record", good, bad)
    assert not Source.objects.exists()


def test_load_record_overwrites_only_when_told_to(tmp_path):
    path = tmp_path / "f.json"
    path.write_text(build_seed())
    run("load_record", path)
    Source.objects.update(byline="Somebody")
    with pytest.raises(CommandError, match="source harbour-bridge was changed by an editor"):
        run("load_record", path)
    assert "Source: 1 changed" in run("load_record", path, overwrite=True)
    assert Source.objects.get().byline == ""


# verify_record


def test_verify_record_says_how_much_is_verbatim(tmp_path):
    path = tmp_path / "f.json"
    path.write_text(build_seed())
    run("load_record", path)
    assert "2 quotations in 3 passages of 1 source: all verbatim." in run("verify_record")


def test_verify_record_says_when_there_is_nothing():
    assert "the record is empty" in run("verify_record")


def test_verify_record_fails_and_names_the_quotation(tmp_path):
    path = tmp_path / "f.json"
    path.write_text(build_seed())
    run("load_record", path)
    Source.objects.update(text=SOURCE_TEXT.replace("two years", "ten years"))
    out = StringIO()
    with pytest.raises(CommandError, match="3 mismatches, named above") as failed:
        call_command("verify_record", stdout=out, stderr=out)
    assert failed.value.returncode == 1
    assert "quotation 0000000002: text is" in out.getvalue()
    assert "all verbatim" not in out.getvalue()
    assert Quotation.objects.get(ref="0000000002").text == "the work would take two years", "it changes nothing"


# JSON Lines


TOPIC = '{"model": "quotes.topic", "fields": {"slug": "bridges", "name": "Bridges"}}\n'
NAMELESS = '{"model": "quotes.topic", "fields": {"slug": "roads", "name": ""}}\n'


@pytest.fixture
def lines(tmp_path):
    """A function that writes a file of JSON Lines and returns its path."""

    def write(text):
        path = tmp_path / "rows.jsonl"
        path.write_text(text)
        return path

    return write


def test_load_record_loads_json_lines(lines):
    path = lines(TOPIC)
    assert run("load_record", path) == "Topic: 1 created\n"
    assert Topic.history.get().history_change_reason == "Loaded from rows.jsonl"
    assert run("load_record", path) == "Topic: 1 unchanged\nNothing changed.\n"


def test_load_record_refuses_json_lines_with_every_reason_and_loads_nothing(lines, tmp_path):
    refused = tmp_path / "refused.jsonl"
    with pytest.raises(CommandError) as error:
        run("load_record", lines(TOPIC + NAMELESS), refused=refused)
    assert str(error.value) == (
        "line 2, topic roads: name: This field cannot be blank.\n1 row was refused.\n"
        "Nothing was loaded, since rows were refused."
    )
    assert not Topic.objects.exists()
    assert json.loads(refused.read_text())["row"] == "topic roads"


def test_load_record_in_batches_loads_the_others(lines):
    with pytest.raises(CommandError, match=r"line 1, topic roads: .*\n1 row was refused\."):
        run("load_record", lines(NAMELESS + TOPIC), batch=1)
    assert Topic.objects.get().slug == "bridges"


@pytest.mark.parametrize(
    "options", [{"overwrite": True}, {"batch": 5, "json": True}, {"refused": Path("x"), "json": True}]
)
def test_load_record_says_which_options_go_with_which_files(options, lines, tmp_path):
    path = tmp_path / "f.json" if options.pop("json", False) else lines(TOPIC)
    with pytest.raises(CommandError, match=r"JSON Lines"):
        run("load_record", path, **options)


@pytest.fixture
def aside(monkeypatch):
    """Let any number of rows be read in another process, and list what is."""
    walked = []
    walked_aside = loading.walked_aside
    monkeypatch.setattr(loading, "walked_aside", lambda items: walked.append(items) or walked_aside(items))
    for command in (load_record, generate_record):
        monkeypatch.setattr(command, "MANY", 1)
    return walked


def test_many_rows_are_read_in_another_process(lines, aside):
    path = lines("\ufeff" + TOPIC.replace("\n", "\r\n") + "\n" + TOPIC.replace("bridges", "roads").rstrip())
    assert run("load_record", path) == "Topic: 2 created\n"
    assert "Quotation: 5 created\n" in run("generate_record", quotations=5)
    assert len(aside) == 2


def test_a_file_without_rows_changes_nothing(lines):
    for text in ("", "\n \n", "\ufeff"):
        assert run("load_record", lines(text)) == "Nothing changed.\n"


@pytest.mark.parametrize("number", ["0", "-1", "many", "1.5"])
def test_a_number_of_rows_is_a_whole_one(number, lines):
    with pytest.raises(CommandError, match="whole number"):
        run("load_record", lines(TOPIC), f"--batch={number}")


# generate_record


def test_generate_record_makes_the_same_record_for_the_same_seed():
    assert "Quotation: 20 created\n" in run("generate_record", quotations=20, seed=3)
    assert "20 quotations in " in run("verify_record")
    assert "Nothing changed." in run("generate_record", quotations=20, seed=3)


def test_generate_record_keeps_out_of_the_way_of_what_is_there():
    run("generate_record", quotations=20, seed=3)
    quotation = Quotation.objects.first()
    quotation.attribution = "the baker"
    quotation.save()
    with pytest.raises(CommandError, match=f"quotation {quotation.ref}: It is there already, and differs: attribution"):
        run("generate_record", quotations=20, seed=3)
