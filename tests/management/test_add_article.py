"""add_article: an article from a file becomes a source with drafts, once, and what is wrong is said."""

import io
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from quotes.models import Organization, Quotation, Source
from tests.ingest.articles.files import make_docx
from tests.members import STRANGER, make_member

pytestmark = pytest.mark.django_db

ARTICLE = """Dam “will hold”, says minister

By Ana Pérez

May 3, 2024

“The wall is sound,” said Tom Ng, the minister. “We measured it twice.”

The river above the town rose for a third day, and nobody who lives below the dam was asked to leave."""


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every text of some length for English, without starting the program that tells."""
    monkeypatch.setattr("quotes.ingest.articles.reading.language_of", lambda text: "en" if len(text) > 60 else "")


@pytest.fixture
def contributor():
    return make_member("Contributors")


def run(*arguments: object) -> str:
    out = io.StringIO()
    call_command("add_article", *map(str, arguments), stdout=out)
    return out.getvalue()


def written(folder: Path, text: str = ARTICLE) -> Path:
    file = folder / "article.txt"
    file.write_text(text)
    return file


def test_an_article_becomes_a_source_with_drafts(tmp_path, contributor):
    assert run(written(tmp_path), "--by", contributor) == "dam-will-hold-says-minister: 3 drafts\n"
    source = Source.objects.get()
    assert (source.text, source.title, source.byline) == (ARTICLE, "Dam “will hold”, says minister", "Ana Pérez")
    assert (source.published_on, source.language, source.publisher) == (date(2024, 5, 3), "en", None)
    assert source.history.get().history_user == contributor
    assert Quotation.objects.filter(text="The wall is sound We measured it twice.").exists()
    assert Quotation.objects.count() == 3


def test_options_go_before_what_the_file_says(tmp_path, contributor):
    facts = ["--title=Dam holds", "--publisher=The Example", "--byline=Jo Ng", "--date=2024-05-02", "--language=en-GB"]
    out = run(written(tmp_path), "--by", contributor, *facts, "--url=https://example.org/dam")
    assert out == "dam-holds: 3 drafts\n"
    source = Source.objects.get()
    assert (source.title, source.publisher, source.byline) == ("Dam holds", Organization.objects.get(), "Jo Ng")
    assert (source.published_on, source.language, source.url) == (date(2024, 5, 2), "en-GB", "https://example.org/dam")
    assert Organization.objects.get().name == "The Example"


def test_the_same_article_again_is_named_and_not_added(tmp_path, contributor):
    run(written(tmp_path), "--by", contributor)
    file = tmp_path / "article.docx"
    file.write_bytes(make_docx(*ARTICLE.split("\n\n")))
    out = run(file, "--by", contributor, "--title=Another title")
    assert out.startswith("It is in the record already: dam-will-hold-says-minister")
    assert Source.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "options", "says"),
    [
        ("%PDF-1.4", [], "This is a PDF"),
        (ARTICLE.replace("May 3, 2024", ""), [], "The file does not say it, so give it: --date"),
        ("Dam holds\n\nMay 3, 2024\n\n“No.”", [], "The file does not say it, so give it: --language"),
        (ARTICLE, ["--language=English"], "--language: Give the BCP 47 tag of a language"),
        (ARTICLE, ["--url=ftp://example.org"], "--url: Give a full web address"),
        (ARTICLE, ["--title="], "The file does not say it, so give it: --title"),
        (ARTICLE, [f"--title={'x' * 301}"], "--title: Ensure this value has at most 300 characters"),
    ],
)
def test_what_the_record_refuses_is_said_and_nothing_is_added(tmp_path, contributor, text, options, says):
    with pytest.raises(CommandError) as refused:
        run(written(tmp_path, text), "--by", contributor, "--publisher=New", *options)
    assert says in str(refused.value)
    assert not Source.objects.exists()
    assert not Organization.objects.exists()


def test_a_date_that_is_none_is_refused(tmp_path, contributor):
    with pytest.raises(CommandError, match="--date"):
        run(written(tmp_path), "--by", contributor, "--date=yesterday")


def test_who_may_not_add_articles_is_told_so(tmp_path):
    with pytest.raises(CommandError, match="stranger: You may not add articles"):
        run(written(tmp_path), "--by", make_member(STRANGER))
    with pytest.raises(CommandError, match="There is no user 'nobody'"):
        run(written(tmp_path), "--by", "nobody")


def test_a_file_that_is_missing_or_too_large_is_refused(tmp_path, contributor):
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        run(tmp_path / "none.txt", "--by", contributor)
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(CommandError, match=r"The file has 50\.0 MB"):
        run(large, "--by", contributor)


def test_an_article_comes_from_standard_input(tmp_path, contributor, monkeypatch):
    with written(tmp_path).open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        assert run("-", "--by", contributor) == "dam-will-hold-says-minister: 3 drafts\n"
