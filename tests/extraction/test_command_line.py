"""`python -m quotes.extraction`: what it prints, what it refuses, and how it ends."""

import io
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from quotes.extraction import __main__ as command_line
from quotes.extraction.__main__ import main, parse
from quotes.extraction.records import Candidate
from quotes.extraction.streams import Progress

ROOT = Path(__file__).parents[2]
TEXT = "“It works,” said Ana Bello."
PROGRAM = [sys.executable, "-m", "quotes.extraction"]
HEAD = shutil.which("head") or "head"


def line(**fields) -> str:
    return json.dumps({"id": "works", "text": TEXT} | fields) + "\n"


def write(tmp_path: Path, content: str | bytes, name: str = "input") -> str:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def standard_input(monkeypatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


# One article


def test_it_prints_a_report(tmp_path, capsys):
    assert main([write(tmp_path, TEXT)]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("1 quotation: 1 direct, 0 partial, 0 indirect; 0 set aside.\n\n1.  Direct\n    “It works”\n")
    assert "Speaker      Ana Bello" in out
    assert err == ""


def test_a_dash_is_standard_input(monkeypatch, capsys):
    standard_input(monkeypatch, TEXT.encode())
    assert main(["-"]) == 0
    assert "“It works”" in capsys.readouterr().out


def test_an_empty_file_is_an_article_without_quotations(tmp_path, capsys):
    assert main([write(tmp_path, "")]) == 0
    assert capsys.readouterr().out == "No quotations; 0 set aside.\n"


def test_json_is_all_that_was_found(tmp_path, capsys):
    assert main(["--json", write(tmp_path, TEXT)]) == 0
    out = capsys.readouterr().out
    (candidate,) = json.loads(out)["candidates"]
    assert candidate["passages"] == [{"span": [1, 9], "words": "It works"}]
    assert candidate["speaker"] == "Ana Bello"
    assert "“" not in out or "\\u201c" not in out, "people read it too"


def test_places_count_from_the_text_whatever_its_line_ends_and_byte_order_mark(tmp_path, capsys):
    main(["--json", write(tmp_path, "\ufeffTitle\r\n\r\n" + TEXT)])
    (candidate,) = json.loads(capsys.readouterr().out)["candidates"]
    assert candidate["passages"] == [{"span": [10, 18], "words": "It works"}]


def test_the_report_is_as_wide_as_the_terminal_within_reason(tmp_path, capsys, monkeypatch):
    file = write(tmp_path, f"“{'It works well. ' * 40}It does,” said Ana Bello.")
    for columns, widest in (("60", 60), ("400", 100)):
        monkeypatch.setenv("COLUMNS", columns)
        main([file])
        assert widest - 15 < max(map(len, capsys.readouterr().out.splitlines())) <= widest


# Many articles


def test_jsonl_makes_a_prediction_for_each_line_in_the_same_order(tmp_path, capsys):
    file = write(tmp_path, line(id="b", title="ignored") + "\n" + line(id=1, text="") + line(id="ä"))
    assert main(["--jsonl", file]) == 0
    out, err = capsys.readouterr()
    predictions = [json.loads(one) for one in out.splitlines()]
    assert [one["id"] for one in predictions] == ["b", 1, "ä"]
    assert [one["text"] for one in predictions] == [TEXT, "", TEXT]
    (quote,) = predictions[0]["quotes"]
    assert (quote["start"], quote["end"], quote["text"]) == (1, 9, "It works")
    assert (quote["kind"], quote["speaker_full"]) == ("direct", "Ana Bello")
    assert quote["speaker"].startswith("Ana Bello")
    assert 0 <= quote["confidence"] <= 1
    assert predictions[1]["quotes"] == []
    assert err == "", "there is no progress where nobody sees it"


def test_jsonl_reads_standard_input_line_by_line(monkeypatch, capsys):
    standard_input(monkeypatch, line().encode() * 2)
    assert main(["--jsonl", "-"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_a_byte_order_mark_and_a_last_line_without_its_end_are_read(tmp_path, capsys):
    assert main(["--jsonl", write(tmp_path, "\ufeff" + line() + line().rstrip())]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_a_lone_surrogate_is_written_so_that_it_is_read_back_or_refused_in_a_sentence(tmp_path, capsys):
    text = f"{TEXT} \ud800 “"
    code = main(["--jsonl", write(tmp_path, line(text=text))])
    out, err = capsys.readouterr()
    if code == 0:
        assert json.loads(out)["text"] == text
    else:
        assert (code, out) == (2, "")
        assert ", line 1: " in err


def test_each_prediction_is_written_before_the_next_article_is_read(monkeypatch, capsys):
    written = []

    def lines():
        for _ in range(3):
            written.append(capsys.readouterr().out)
            yield line().encode()

    monkeypatch.setattr(command_line, "opened", lambda file, stack: lines())
    command_line.predict("x", progress=False)
    assert [one.count("\n") for one in written] == [0, 1, 1]


# Progress


def test_progress_says_how_many_of_the_lines_of_a_file_are_done(tmp_path, capsys):
    assert main(["--jsonl", "--progress", write(tmp_path, line() + "\n" + line())]) == 0
    out, err = capsys.readouterr()
    assert err == "2 of 2 articles\n"
    assert len(out.splitlines()) == 2, "counting the lines did not use them up"


def test_progress_is_shown_without_being_asked_for_only_on_a_terminal_that_shows_no_results(tmp_path, monkeypatch):
    file = write(tmp_path, line())
    for out, asked, shown in (
        (io.StringIO(), [], "\r1 of 1 article\n"),
        (Terminal(), [], ""),
        (Terminal(), ["--progress"], "\r1 of 1 article\n"),
        (io.StringIO(), ["--no-progress"], ""),
    ):
        err = Terminal()
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        assert main(["--jsonl", file, *asked]) == 0
        assert err.getvalue() == shown


def test_progress_ends_its_line_before_an_error_is_named(tmp_path, capsys):
    assert main(["--jsonl", "--progress", write(tmp_path, line() + "{")]) == 2
    assert re.fullmatch(r"1 of 2 articles\n\S+, line 2, is not JSON .*\n", capsys.readouterr().err)


def test_progress_speaks_now_and_then_and_without_a_total_counts_alone(monkeypatch):
    now = iter([0.0, 1.0, 5.5, 5.5, 6.0, 6.0])
    monkeypatch.setattr("quotes.extraction.streams.monotonic", lambda: next(now))
    with Progress(stream := io.StringIO()) as progress:
        for _ in range(3):
            progress.step()
    assert stream.getvalue() == "2 articles\n3 articles\n"


# What is refused


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "is not JSON (Expecting property name"),
        ('"text"', "is a string: each line must be an object like"),
        ("[]", "is a list: each line must be an object like"),
        ("7", "is a number: each line must be an object like"),
        ("[" * 100_000, "holds JSON that is too large or too deep to read"),
        ("9" * 5_000, "holds JSON that is too large or too deep to read"),
        ('{"id": "a"}', 'has no "text": each line must be an object like'),
        ('{"text": "a"}', 'has no "id": each line must be an object like'),
        ('{"id": "a", "text": null}', 'has null as "text", not a string'),
        ('{"id": "a", "text": ["a"]}', 'has a list as "text", not a string'),
        ('{"id": true, "text": "a"}', 'has a boolean as "id", not a string'),
        ('{"id": 1.5, "text": "a"}', 'has a number as "id", not a string'),
        ('{"id": null, "text": "a"}', 'has null as "id", not a string'),
        (b'{"id": "a", "text": "caf\xe9"}', "is not UTF-8 (byte 25 of the line cannot be read)"),
    ],
)
def test_a_bad_line_stops_it_with_a_sentence_after_those_before_are_written(tmp_path, capsys, content, sentence):
    bad = content if isinstance(content, bytes) else content.encode()
    file = write(tmp_path, line().encode() + b"\n" + bad + b"\n" + line().encode())
    assert main(["--jsonl", file]) == 2
    out, err = capsys.readouterr()
    assert err.startswith(f"{file}, line 3, {sentence}")
    assert err.count("\n") == 1
    assert len(out.splitlines()) == 1


@pytest.mark.parametrize("mode", [[], ["--json"], ["--jsonl"]])
def test_a_file_that_cannot_be_read_is_named_with_what_to_do(tmp_path, capsys, mode):
    for file, why in ((tmp_path / "none", "No such file or directory"), (tmp_path, "Is a directory")):
        assert main([*mode, str(file)]) == 2
        out, err = capsys.readouterr()
        assert (out, err) == (
            "",
            f"{file} cannot be read ({why}): give the path of a file, or - for standard input.\n",
        )


def test_an_article_that_is_not_utf_8_is_refused(tmp_path, capsys):
    file = write(tmp_path, b"caf\xe9")
    assert main([file]) == 2
    assert capsys.readouterr().err == (
        f"{file} is not UTF-8 (byte 4 cannot be read): save it as plain text in UTF-8.\n"
    )


def test_standard_input_that_is_closed_is_refused(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["-"]) == 2
    assert capsys.readouterr().err == "Standard input is closed: give the path of a file instead of -.\n"


@pytest.mark.parametrize(("mode", "place"), [([], ""), (["--jsonl"], ", line 1")])
def test_a_text_that_extraction_refuses_is_named_with_the_reason(tmp_path, capsys, monkeypatch, mode, place):
    def refuse(text: str) -> None:
        raise ValueError("Character 3 is not text.")

    monkeypatch.setattr(command_line, "extract", refuse)
    file = write(tmp_path, line())
    assert main([*mode, file]) == 2
    assert capsys.readouterr().err == f"{file}{place}: Character 3 is not text.\n"


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["--json", "--jsonl", "a"], ["--xml", "a"], ["--progress", "a"]])
def test_wrong_usage_ends_with_2_and_says_how_it_is_used(capsys, arguments):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: python -m quotes.extraction ")


def test_help_has_examples_and_every_exit_code(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert "--jsonl articles.jsonl > predictions.jsonl" in shown
    for code in (0, command_line.OUTPUT_FAILED, command_line.UNUSABLE, command_line.INTERRUPTED, 141):
        assert re.search(rf"^  {code} ", shown, re.M)


def test_an_interruption_is_quiet(monkeypatch, capsys, tmp_path):
    def interrupt(text: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line, "extract", interrupt)
    assert main([write(tmp_path, TEXT)]) == 130
    assert capsys.readouterr() == ("", "")


# As a program


def test_it_runs_where_django_is_not_installed_and_the_locale_is_not_utf_8(tmp_path):
    code = "import runpy, sys; sys.modules['django'] = None; runpy.run_module('quotes.extraction', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", code, write(tmp_path, TEXT)],
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "ascii", "DJANGO_SETTINGS_MODULE": "nowhere"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "“It works”" in done.stdout.decode()


def test_it_ends_quietly_when_its_reader_has_enough(tmp_path):
    file = write(tmp_path, line() * 5_000)
    program = subprocess.Popen([*PROGRAM, "--jsonl", file], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    head = subprocess.run([HEAD, "-n", "2"], stdin=program.stdout, capture_output=True, check=True)
    assert program.stdout
    program.stdout.close()
    _, err = program.communicate(timeout=60)
    assert (program.returncode, err) == (141, b"")
    assert len(head.stdout.splitlines()) == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_it_says_when_the_output_cannot_be_written(tmp_path):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*PROGRAM, write(tmp_path, TEXT)], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr == "The output cannot be written: No space left on device.\n"


def test_it_can_be_interrupted(tmp_path):
    program = subprocess.Popen(
        [*PROGRAM, "--jsonl", "-"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert program.stdin
    assert program.stdout
    program.stdin.write(line().encode())
    program.stdin.flush()
    assert program.stdout.readline(), "it answers each line at once"
    program.send_signal(signal.SIGINT)
    _, err = program.communicate(timeout=60)
    assert (program.returncode, err) == (130, b"")


# The documentation


def test_the_documentation_shows_commands_that_it_understands():
    page = (ROOT / "docs" / "extraction.md").read_text()
    shown = re.findall(r"^    python3? -m quotes\.extraction ([^|<>#\n]+)", page, re.M)
    assert len(shown) >= 3
    for arguments in shown:
        assert parse(shlex.split(arguments))


def test_the_documentation_names_every_option_and_exit_code():
    page = (ROOT / "docs" / "extraction.md").read_text()
    for name in ("--json", "--jsonl", "--progress", "--no-progress", "--all"):
        assert f"`{name}`" in page
    for code in (0, 1, 2, 130, 141):
        assert f"| {code} |" in page


def test_the_documentation_has_a_line_for_every_module_and_every_field():
    page = (ROOT / "docs" / "extraction.md").read_text()
    modules = {path.name for path in (ROOT / "quotes" / "extraction").glob("*.py")} - {"__init__.py"}
    fields = set(Candidate.__slots__) - {"mention_span"}
    assert {name for name in modules | fields if f"| `{name}` |" not in page} == set()
