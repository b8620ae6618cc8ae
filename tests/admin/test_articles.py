"""The page that adds an article: paste or choose, check the facts, add; once, exactly, and by those who may."""

from datetime import date
from html import unescape

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from quotes.models import Organization, Quotation, Source
from quotes.text.characters import unify_line_ends
from tests.admin.desk import list_url, messages_of, read_form
from tests.factories import make_organization, make_source
from tests.ingest.articles.files import make_docx
from tests.members import STRANGER

pytestmark = pytest.mark.django_db

PAGE = "admin:quotes_source_add_article"
ARTICLE = """Dam “will hold”, says minister

By Ana Pérez

May 3, 2024

“The wall is sound,” said Tom Ng, the minister. “We measured it twice.” &amp; <b>

«\u00a0Il tiendra\u00a0», dit-il, „ganz sicher“, and he’d\u00adsaid so before.

The river above the town rose for a third day, and nobody who lives below the dam was asked to leave."""


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every text for English, without starting the program that tells."""
    monkeypatch.setattr("quotes.ingest.articles.reading.language_of", lambda text: "en")


def read(client, **posted):
    response = client.post(reverse(PAGE), posted)
    assert response.status_code == 200
    return response


def facts(client, article=ARTICLE, **changes):
    """What the second step would send back, untouched but for `changes`."""
    return read_form(read(client, pasted=article), "article_form") | changes


def errors(response) -> dict[str, list[str]]:
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def test_a_pasted_article_needs_nothing_but_to_be_read_and_added(contributor):
    response = read(contributor, pasted=ARTICLE.replace("\n", "\r\n"))
    form = read_form(response, "article_form")
    assert 'value="Add and extract" autofocus' in response.text
    response = contributor.post(reverse(PAGE), form, follow=True)
    source = Source.objects.get()
    assert source.text == ARTICLE
    assert (source.title, source.byline) == ("Dam “will hold”, says minister", "Ana Pérez")
    assert (source.published_on, source.language, source.url) == (date(2024, 5, 3), "en", "")
    assert source.history.get().history_user.username == "contributors"
    number = Quotation.objects.count()
    assert number > 1
    assert messages_of(response) == [f"Added “{source}”: {number} quotations found, to be reviewed."]
    assert str(source.pk) in response.redirect_chain[-1][0]


@pytest.mark.parametrize(
    "text", ["\n\n“A”\n\n\n\n“B”\n", "“A\u00a0b”\u3000c\td  e", "“&amp;” <textarea></textarea> “\U0001f600”"]
)
def test_a_text_arrives_exactly_as_it_was_checked(contributor, text):
    contributor.post(reverse(PAGE), facts(contributor) | {"text": text.replace("\n", "\r\n")})
    assert Source.objects.get().text == text


def test_a_file_is_read_and_its_text_arrives_exactly(contributor):
    file = SimpleUploadedFile("x.pdf", make_docx(*ARTICLE.split("\n\n")), content_type="image/png")
    form = read_form(read(contributor, file=file), "article_form")
    contributor.post(reverse(PAGE), form)
    assert Source.objects.get().text == ARTICLE


@pytest.mark.parametrize(
    ("posted", "field", "says"),
    [
        ({}, "__all__", "Paste the article’s text, or choose a file: one of the two."),
        ({"pasted": " \r\n "}, "__all__", "Paste the article’s text, or choose a file: one of the two."),
        ({"pasted": "“A”", "file": b"B"}, "__all__", "one of the two."),
        ({"file": b"%PDF-1.4"}, "file", "This is a PDF."),
        ({"file": b"PK\x03\x04x"}, "file", "The Word file is damaged."),
        ({"file": b""}, "file", "The file is empty."),
        ({"file": b"x" * 5_000_001}, "file", "The file has 5.0 MB; an article may have 5 MB at most."),
        ({"file": "Он сказал".encode("cp1251")}, "file", "The file is not UTF-8"),
        ({"pasted": "“A\0”"}, "pasted", "Null characters are not allowed."),
        ({"pasted": "x" * 1_000_001}, "pasted", "The text has 1,000,001 characters"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field(contributor, posted, field, says):
    if "file" in posted:
        posted = posted | {"file": SimpleUploadedFile("article.txt", posted["file"])}
    response = read(contributor, **posted)
    assert says in errors(response)[field][0]
    assert not Source.objects.exists()


def test_a_language_that_cannot_be_told_is_asked_for(contributor, monkeypatch):
    monkeypatch.setattr("quotes.ingest.articles.reading.language_of", lambda text: "")
    response = read(contributor, pasted=ARTICLE)
    assert "autofocus" in str(response.context["form"]["language"])
    assert read_form(response, "article_form")["language"] == ""


def test_facts_that_are_missing_have_the_focus_and_are_asked_for(contributor):
    response = read(contributor, pasted=ARTICLE.replace("May 3, 2024\n\n", ""))
    assert "autofocus" in str(response.context["form"]["published_on"])
    assert 'value="Add and extract" autofocus' not in response.text
    response = contributor.post(reverse(PAGE), read_form(response, "article_form"))
    assert errors(response) == {"published_on": ["This field is required."]}
    assert "autofocus" in str(response.context["form"]["published_on"])
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", "", "This field is required."),
        ("title", "x" * 301, "at most 300 characters"),
        ("published_on", "yesterday", "Enter a valid date."),
        ("language", "English", "Give the BCP 47 tag"),
        ("url", "ftp://example.org", "Enter a valid URL."),
        ("byline", "x\u202ey", "Character 1 is U+202E"),
        ("publisher", "x" * 201, "at most 200 characters"),
        ("text", "", "This field is required."),
        ("text", "“A\u200f”", "Character 2 is U+200F"),
        ("text", "x" * 1_000_001, "The text has 1,000,001 characters"),
    ],
)
def test_a_fact_is_checked_by_the_records_own_rules_and_nothing_is_half_written(contributor, field, value, says):
    form = facts(contributor, publisher="New publisher") | {field: value}
    response = contributor.post(reverse(PAGE), form)
    assert response.status_code == 200
    found = [message for messages in errors(response).values() for message in messages]
    assert len(found) == 1
    assert says in found[0]
    assert not Source.objects.exists()
    assert not Organization.objects.exists()
    shown = read_form(response, "article_form")["text"]
    assert unify_line_ends(shown.replace("\r\r", "\r")) == (value if field == "text" else ARTICLE)


def test_a_publisher_is_found_by_name_or_made(contributor):
    known = make_organization(name="The Éxample", kind="media")
    contributor.post(reverse(PAGE), facts(contributor, publisher="the example"))
    assert Source.objects.get().publisher == known
    contributor.post(reverse(PAGE), facts(contributor, article=f"{ARTICLE}\n\nMore.", publisher="Daily New"))
    assert Source.objects.get(publisher__name="Daily New").publisher.kind == "media"


def test_publishers_of_the_record_are_proposed(contributor):
    make_organization(name="The “Example”", kind="media")
    response = read(contributor, pasted=ARTICLE)
    assert '<option value="The “Example”">' in unescape(response.text)


def test_the_same_article_is_shown_at_once_and_never_added_twice(contributor):
    source = make_source(text=ARTICLE, title="As it is there", url="https://example.org/dam")
    link = f'<a href="{reverse("admin:quotes_source_change", args=[source.pk])}">As it is there</a>'
    response = read(contributor, pasted=ARTICLE)
    assert link in response.text
    response = contributor.post(reverse(PAGE), read_form(response, "article_form"))
    assert link in response.text
    by_address = facts(contributor, article=f"{ARTICLE}\n\nMore.", url="http://www.example.org/dam/?utm_source=x")
    assert link in contributor.post(reverse(PAGE), by_address).text
    assert Source.objects.count() == 1


def test_who_may_review_goes_on_with_the_review_of_an_article_that_is_there(contributor, signed_in):
    source = make_source(text=ARTICLE)
    review = f'<a href="{reverse("admin:quotes_source_review", args=[source.pk])}">Go on with its review</a>'
    assert review in read(contributor, pasted=ARTICLE).text
    adder = signed_in(STRANGER)
    allowed = Permission.objects.filter(codename__in=["add_source", "view_source", "add_quotation"])
    User.objects.get(username="stranger").user_permissions.set(allowed)
    assert review not in read(adder, pasted=ARTICLE).text


def test_two_who_send_the_same_article_make_one_source(contributor, editor):
    forms = [(contributor, facts(contributor)), (editor, facts(editor))]
    statuses = [client.post(reverse(PAGE), form).status_code for client, form in forms]
    assert statuses == [302, 200]
    assert Source.objects.count() == 1


def test_an_error_while_quotations_are_drafted_leaves_nothing(contributor, monkeypatch):
    form = facts(contributor, publisher="New")
    monkeypatch.setattr("quotes.ingest.adding.keep_extraction", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        contributor.post(reverse(PAGE), form)
    assert not Source.objects.exists()
    assert not Organization.objects.exists()
    assert not Quotation.objects.exists()


def test_only_those_who_may_add_articles_find_the_page(signed_in, client):
    for group in ("Contributors", "Editors", "Administrators"):
        member = signed_in(group)
        assert member.get(reverse(PAGE)).status_code == 200
        assert reverse(PAGE) in member.get(list_url(Source)).text
    stranger = signed_in(STRANGER)
    assert stranger.get(reverse(PAGE)).status_code == 403
    assert stranger.post(reverse(PAGE), {"pasted": ARTICLE}).status_code == 403
    assert client.get(reverse(PAGE)).status_code == 302
