"""extract_quotations: the same output as `python -m quotes.extraction`, for sources of the record."""

import json
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import QuerySet

from quotes.extraction.__main__ import main
from quotes.management.commands import extract_quotations
from quotes.models import Quotation, Source
from tests.factories import make_source

pytestmark = pytest.mark.django_db

TEXT = "“It works,” said Ana Bello."


def run(*arguments) -> str:
    out = StringIO()
    call_command("extract_quotations", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_it_prints_what_the_command_line_prints_for_the_same_text(tmp_path, capsys):
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")
    source = make_source(slug="it-works", text=TEXT)
    for options in ([], ["--json"]):
        main([*options, str(tmp_path / "article.txt")])
        assert run(source.slug, *options) == capsys.readouterr().out
    assert "Ana Bello" in run(source.slug)


def test_it_reads_one_row_and_writes_nothing(django_assert_num_queries):
    source = make_source(text=TEXT)
    before = Source.objects.values().get(), Quotation.objects.count()
    with django_assert_num_queries(1):
        run(source.slug)
    assert (Source.objects.values().get(), Quotation.objects.count()) == before


def test_a_former_slug_leads_to_the_source(django_assert_num_queries):
    source = make_source(slug="old", text=TEXT)
    source.slug = "new"
    source.save()
    with django_assert_num_queries(1):
        assert json.loads(run("old", "--jsonl"))["id"] == "new"


def test_an_unknown_slug_is_refused_with_the_nearest():
    for slug in ("harbour-bridge", "harbour-festival", "mayor-resigns"):
        make_source(slug=slug)
    for slug, nearest in (
        ("mayor-resign", "The nearest: mayor-resigns."),
        ("mayor-resings", "The nearest: mayor-resigns."),
        ("harbour", "The nearest: harbour-bridge, harbour-festival."),
        ("xyz", "Nothing there is like it."),
    ):
        with pytest.raises(CommandError) as refused:
            run(slug)
        assert str(refused.value) == f"There is no source “{slug}”. {nearest}"


def test_all_sources_become_predictions_in_the_order_in_which_they_were_added():
    for slug in ("b", "a", "c"):
        make_source(slug=slug, text=TEXT)
    predictions = [json.loads(line) for line in run("--all", "--jsonl").splitlines()]
    assert [one["id"] for one in predictions] == ["b", "a", "c"]
    assert all(one["text"] == TEXT and one["quotes"][0]["speaker_full"] == "Ana Bello" for one in predictions)


def test_a_prediction_of_one_source_is_one_line():
    make_source()
    source = make_source(text=TEXT)
    assert json.loads(run(source.slug, "--jsonl"))["id"] == source.slug


@pytest.mark.parametrize("number", [1, 25])
def test_all_sources_cost_one_query(django_assert_num_queries, number):
    for _ in range(number):
        make_source(text=TEXT)
    with django_assert_num_queries(1):
        assert run("--all", "--jsonl").count("\n") == number


def test_no_sources_are_no_lines():
    assert run("--all", "--jsonl") == ""


def test_a_few_texts_are_in_memory_at_a_time(monkeypatch):
    sizes = []
    iterator = QuerySet.iterator

    def watched(queryset: QuerySet, chunk_size: int):
        sizes.append(chunk_size)
        return iterator(queryset, chunk_size)

    monkeypatch.setattr(QuerySet, "iterator", watched)
    make_source(text=TEXT)
    run("--all", "--jsonl")
    assert sizes == [extract_quotations.SOURCES_AT_ONCE]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "one of the arguments slug --all is required"),
        (["a", "--all", "--jsonl"], "not allowed with"),
        (["a", "--json", "--jsonl"], "not allowed with"),
        (["--all"], "--all needs --jsonl"),
        (["--all", "--json"], "--all needs --jsonl"),
    ],
)
def test_wrong_usage_is_refused(arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(*arguments)


def test_a_text_that_extraction_refuses_is_named(monkeypatch):
    def refuse(text: str) -> None:
        raise ValueError("Character 3 is not text.")

    monkeypatch.setattr(extract_quotations, "extract", refuse)
    make_source(slug="it-works")
    for arguments in (["it-works"], ["it-works", "--jsonl"], ["--all", "--jsonl"]):
        with pytest.raises(CommandError, match=r"^Source it-works: Character 3 is not text\.$"):
            run(*arguments)


def test_progress_is_shown_on_a_terminal(monkeypatch):
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    for _ in range(2):
        make_source(text=TEXT)
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    run("--all", "--jsonl")
    assert terminal.getvalue().endswith("\r2 of 2 articles\n")


@pytest.mark.parametrize("arguments", [["it-works"], ["it-works", "--jsonl"], ["--all", "--jsonl"]])
def test_it_ends_quietly_when_its_reader_has_enough(monkeypatch, arguments):
    class Closed(StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    ended = []
    rows = extract_quotations.sources

    def watched(slug: str | None):
        try:
            yield from rows(slug)
        finally:
            ended.append("rows")

    monkeypatch.setattr(extract_quotations, "sources", watched)
    monkeypatch.setattr(extract_quotations, "discard_output", lambda: ended.append("output"))
    for slug in ("it-works", "it-works-too"):
        make_source(slug=slug, text=TEXT)
    with pytest.raises(SystemExit) as exit_:
        call_command("extract_quotations", *arguments, stdout=Closed())
    assert exit_.value.code == 141
    assert ended == (["rows", "output"] if "--jsonl" in arguments else ["output"])
