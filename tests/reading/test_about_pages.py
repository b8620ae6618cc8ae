"""What this site is, how words are checked, what was withdrawn or corrected; and the link that reports an error."""

import hashlib
import re
from datetime import UTC, date, datetime
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from quotes.editing import publish, withdraw
from quotes.models import Passage, Source, Status
from quotes.reading.corrections import UNKNOWN_DAY
from quotes.reading.paging import LATEST_NOTED, NEWEST, Cursor
from quotes.reading.views import about
from quotes.reading.views.about import first_words
from tests.factories import (
    make_assessment,
    make_claim,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
)
from tests.members import make_member

pytestmark = pytest.mark.django_db

ABOUT, CHECKING, CORRECTIONS = (reverse(f"quotes:{name}") for name in ("about", "checking", "corrections"))
UNPUBLISHED = (Status.DRAFT, Status.SUBMITTED, Status.REJECTED)


def make_withdrawn(record, day: date, reason: str = "It was wrong."):
    """Withdraw a record as an editor does, and let that have been on `day`. Return the record."""
    withdraw(record, by=make_member("Editors"), reason=reason)
    noted_on(record, day)
    return record


def noted_on(record, day: date) -> None:
    """Let the latest revision of a record be of `day`."""
    record.history.filter(pk=record.history.first().pk).update(history_date=datetime(*day.timetuple()[:3], tzinfo=UTC))


def make_correction(day: date, **fields) -> Source:
    source = make_source(**{"correction_note": "The bridge is older."} | fields)
    make_quotation(source=source)
    noted_on(source, day)
    return source


def names(client: Client, query: str = "") -> list[str]:
    return [row.name for row in client.get(CORRECTIONS + query).context["page"].rows]


def test_totals_are_of_what_is_published_and_lead_there(client):
    quotation = make_quotation(
        source=make_source(publisher=make_organization()), topics=[make_topic()], speaker=make_speaker()
    )
    make_stance(quotation=quotation)
    make_quotation(source=quotation.source, speaker=quotation.speaker)
    for status in (*UNPUBLISHED, Status.WITHDRAWN):
        make_quotation(status=status, source=make_source(publisher=make_organization()), topics=[make_topic()])
        make_claim(status=status)
    page = client.get(ABOUT)
    assert {name: (address, str(count)) for name, address, count in page.context["totals"]} == {
        "quotation": (reverse("quotes:quotation-list"), "2"),
        "speaker": (reverse("quotes:speaker-list"), "1"),
        "organization": (reverse("quotes:organization-list"), "1"),
        "claim": (reverse("quotes:claim-list"), "1"),
        "topic": (reverse("quotes:topic-list"), "1"),
        "source": (reverse("quotes:source-list"), "1"),
    }
    assert f'<a href="{reverse("quotes:quotation-list")}">quotations</a></dt><dd>2</dd>' in page.text
    assert f'<a href="{reverse("quotes:claim-list")}">claim</a></dt><dd>1</dd>' in page.text


def test_what_is_unpublished_changes_none_of_the_pages(client):
    def pages():
        return [client.get(address).text for address in (ABOUT, CHECKING, CORRECTIONS)]

    empty = pages()
    for status in UNPUBLISHED:
        claim = make_claim(status=status)
        make_stance(quotation=make_quotation(status=status, source=make_source(correction_note="A note.")), claim=claim)
        make_assessment(claim=claim)
    assert pages() == empty


def test_a_page_costs_the_same_queries_for_2_20_and_25_rows(client, rich_quotations):
    costs = []
    for more in (2, 18, 5):
        rich_quotations(more)
        for _ in range(more):
            make_withdrawn(make_quotation(), date(2024, 6, 1))
            make_withdrawn(make_claim(), date(2024, 6, 1))
            make_correction(date(2024, 6, 1))
        costs.append({})
        for address in (ABOUT, CHECKING, CORRECTIONS):
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            costs[-1][address] = len(captured)
    assert costs[0] == costs[1] == costs[2]
    assert max(costs[0].values()) <= 6, costs[0]


# How we check


def test_the_example_counts_the_characters_of_a_published_quotation(client):
    source = make_source(text="He said: “It’s 5 o'clock, dear reader.” And left.")
    quotation = make_quotation(source=source, words="It’s 5 o'clock, dear reader.")
    page = client.get(CHECKING)
    assert page.context["example"] == quotation
    shown = re.findall(r'<li value="(\d+)"><b>(.*?)</b>', page.text)
    characters = [escape(character) for character in "It’s 5 o'clock,"]
    assert [int(number) for number, _ in shown] == list(range(10, 25))
    assert [re.sub(r".*␣.*", " ", cell) for _, cell in shown] == characters
    assert "From 10 up to 38 is 28 characters." in page.text
    assert hashlib.sha256(source.text.encode()).hexdigest() in page.text


def test_the_example_is_direct_short_and_of_one_passage(client):
    make_quotation(words="the work would take two years", kind="indirect")
    make_quotation(words="it will not stay safe", kind="partial")
    make_quotation(words=["The bridge is safe", "But it is old, and it will not stay safe."])
    make_quotation(words="But it is old", status=Status.DRAFT)
    page = client.get(CHECKING)
    assert "example" not in page.context
    assert "An example" not in page.text
    assert "example’s source" not in page.text


@pytest.mark.parametrize(
    "change",
    [
        lambda one: Source.objects.filter(pk=one.source_id).update(text=one.source.text.replace("is safe", "is shut")),
        lambda one: Passage.objects.filter(quotation=one).update(end=10_000_000),
    ],
)
def test_no_example_is_made_of_words_that_are_not_in_their_source(client, change):
    quotation = make_quotation()
    assert "An example" in client.get(CHECKING).text
    change(quotation)
    assert "An example" not in client.get(CHECKING).text


@pytest.mark.parametrize(
    ("text", "first"),
    [("The bridge is", "The bridge"), ("The bridge", "The bridge"), ("Bridges, old", "Bridges,"), ("x" * 12, "x" * 10)],
)
def test_what_is_counted_aloud_ends_with_a_word(text, first):
    assert first_words(text, 10) == first


@given(st.text("ab, ", min_size=1), st.integers(1, 12))
def test_what_is_counted_aloud_is_a_beginning_and_never_too_long(text, most):
    first = first_words(text, most)
    assert text.startswith(first)
    assert len(first) <= most
    assert len(first) == len(text) or " " not in text[:most].rstrip() or text[len(first)] == " "


def test_every_result_of_a_check_is_explained_by_its_own_badge(client):
    page = client.get(CHECKING).text
    for result in ("Verbatim in source", "Verbatim in two parts", "Indirect", "Not found in source"):
        assert f"<strong>{result}</strong>" in page


# What was withdrawn or corrected


def test_a_record_without_corrections_says_so(client):
    make_quotation()
    assert "Nothing was withdrawn, and no publisher’s correction is on record." in client.get(CORRECTIONS).text


def test_a_withdrawn_quotation_shows_its_ref_reason_and_day_and_nothing_else(client):
    source = make_source(
        title="Secret Gazette", publisher=make_organization(name="Secret Press"), correction_note="Secret note."
    )
    quotation = make_quotation(source=source, speaker=make_speaker(name="Secret Name"), attribution="secret engineer")
    make_withdrawn(quotation, date(2024, 6, 1), "Attributed to somebody else.")
    page = client.get(CORRECTIONS).text
    assert f'Quotation <a href="{quotation.get_absolute_url()}">{quotation.ref}</a>' in page
    assert "Attributed to somebody else." in page
    assert 'Withdrawn on <time datetime="2024-06-01">June 1, 2024</time>' in page
    assert "secret" not in page.lower()
    assert "bridge" not in page
    assert make_member("Editors").username not in page.partition('id="list"')[2]


def test_a_withdrawn_claim_shows_its_address_reason_and_day(client):
    claim = make_withdrawn(
        make_claim(text="Is the bridge safe?", slug="bridge", scope_note="Secret."), date(2024, 6, 2)
    )
    page = client.get(CORRECTIONS).text
    assert f'Claim <a href="{claim.get_absolute_url()}">bridge</a>' in page
    assert "June 2, 2024" in page
    assert "Is the bridge safe?" not in page
    assert "Secret" not in page


def test_a_publishers_correction_shows_the_source_and_the_note(client):
    source = make_correction(date(2024, 6, 3), title="Harbour's bridge", correction_note="It opened in 1931.")
    make_source(correction_note="Of a source without quotations.")
    page = client.get(CORRECTIONS).text
    assert f'<a href="{source.get_absolute_url()}">Harbour’s bridge</a>' in page
    assert "It opened in 1931." in page
    assert 'noted here on <time datetime="2024-06-03">' in page
    assert "without quotations" not in page


def test_what_is_published_again_is_no_longer_listed(client):
    quotation = make_withdrawn(make_quotation(), date(2024, 6, 1))
    assert names(client) == [quotation.ref]
    publish(quotation, by=make_member("Editors"))
    assert names(client) == []


def test_the_day_is_that_of_the_last_withdrawal_whatever_was_edited_since(client):
    quotation = make_withdrawn(make_quotation(), date(2024, 1, 1))
    publish(quotation, by=make_member("Editors"))
    make_withdrawn(quotation, date(2024, 3, 3))
    quotation.attribution = "an engineer"
    quotation.save()
    (row,) = client.get(CORRECTIONS).context["page"].rows
    assert row.day == date(2024, 3, 3)


def test_the_day_of_a_correction_is_the_one_since_which_there_is_a_note(client):
    source = make_correction(date(2024, 1, 1), correction_note="")
    for day, note in ((2, "First."), (3, ""), (4, "Second."), (5, "Second, in other words.")):
        source.correction_note = note
        source.save()
        noted_on(source, date(2024, 1, day))
    (row,) = client.get(CORRECTIONS).context["page"].rows
    assert (row.day, row.reason) == (date(2024, 1, 4), "Second, in other words.")


def test_a_withdrawal_without_revisions_comes_last_with_no_day(client):
    loaded = make_withdrawn(make_quotation(), date(2024, 1, 1))
    loaded.history.all().delete()
    other = make_withdrawn(make_quotation(), date(1999, 1, 1))
    assert names(client) == [other.ref, loaded.ref]
    page = client.get(CORRECTIONS).text
    assert "Withdrawn on a day that is not known" in page
    assert str(UNKNOWN_DAY.year) + "-01-01" not in page


def test_all_kinds_stand_in_one_list_newest_first(client):
    first = make_withdrawn(make_quotation(), date(2024, 1, 1))
    second = make_withdrawn(make_claim(), date(2024, 2, 1))
    third = make_correction(date(2024, 3, 1))
    fourth = make_withdrawn(make_quotation(), date(2024, 4, 1))
    assert names(client) == [fourth.ref, third.slug, second.slug, first.ref]


def test_pages_hold_each_row_once_forwards_and_backwards(client, monkeypatch):
    monkeypatch.setattr(about, "PAGE_SIZE", 2)
    for day in (1, 1, 2):
        make_withdrawn(make_quotation(), date(2024, 1, day))
        make_withdrawn(make_claim(), date(2024, 1, day))
        make_correction(date(2024, 1, day))
    pages, query, context = [], "", {}
    while query is not None:
        context = client.get(CORRECTIONS + query).context
        pages.append([(row.day, row.key) for row in context["page"].rows])
        query = context["next"] or None
    rows = [row for page in pages for row in page]
    assert rows == sorted(rows, reverse=True)
    assert len(set(rows)) == 9
    for page in reversed(pages[:-1]):
        context = client.get(CORRECTIONS + context["previous"]).context
        assert [(row.day, row.key) for row in context["page"].rows] == page
    assert context["previous"] == ""


def test_a_page_past_the_end_leads_back(client):
    make_withdrawn(make_quotation(), date(2024, 1, 1))
    page = client.get(f"{CORRECTIONS}?page={Cursor(('1900-01-01', 'claim/a'))}").text
    assert "Nothing stands on this page any more." in page
    assert "Nothing was withdrawn" not in page


@pytest.mark.parametrize(
    "value",
    [
        "2",
        "x",
        "%00",
        "%FF",
        Cursor(("2024-01-01", "0123456789")),
        Cursor(("2024-13-01", "claim/a")),
        Cursor(("2024-01-01", "claim/a' OR 1=1")),
        f"{Cursor(('2024-01-01', 'claim/a'))}&page={Cursor(('2024-01-02', 'claim/a'))}",
    ],
)
def test_a_page_that_no_link_gives_is_refused(client, value):
    assert client.get(f"{CORRECTIONS}?page={value}").status_code == 400


def test_a_cursor_is_of_this_list_alone():
    cursor = str(Cursor(("2024-01-01", "claim/a")))
    assert LATEST_NOTED.cursor(cursor) == Cursor(("2024-01-01", "claim/a"))
    with pytest.raises(ValueError, match="page link is not valid"):
        NEWEST.cursor(cursor)


def test_reasons_and_titles_are_escaped(client):
    make_withdrawn(make_quotation(), date(2024, 1, 1), "<script>alert(1)</script> & others\n\n<b>Second</b>")
    make_correction(date(2024, 1, 1), title="<i>Title</i>", correction_note="<img src=x>")
    page = client.get(CORRECTIONS).text
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; others</p>" in page
    for html in ("<script>alert", "<b>Second", "<i>Title", "<img"):
        assert html not in page


def test_each_entry_leads_to_the_page_that_gives_the_reason(client):
    quotation = make_withdrawn(make_quotation(), date(2024, 1, 1), "Attributed to somebody else.")
    answer = client.get(re.search(r'Quotation <a href="([^"]+)">', client.get(CORRECTIONS).text)[1])
    assert answer.status_code == 410
    assert "Attributed to somebody else." in answer.text
    assert quotation.ref in answer.text
    assert f'<a href="{CORRECTIONS}">All withdrawals and corrections</a>' in answer.text


# Source code


def test_the_code_is_linked_to_where_its_address_is_set_and_nowhere_else(client, settings):
    for address in (reverse("quotes:home"), ABOUT):
        settings.SOURCE_CODE_URL = ""
        assert "Source code" not in client.get(address).text
        settings.SOURCE_CODE_URL = "https://example.org/onrecord?a&b"
        link = '<a href="https://example.org/onrecord?a&amp;b" rel="noopener">Source code</a>'
        assert link in client.get(address).text.partition("<footer")[2]


def test_a_link_at_the_foot_is_named_as_the_page_it_leads_to(client):
    foot = client.get(ABOUT).text.partition('aria-label="About"')[2].partition("</nav>")[0]
    links = re.findall(r'<a href="([^"]+)">(.*?)</a>', foot)
    assert [address for address, _ in links] == [ABOUT, CHECKING, CORRECTIONS]
    for address, name in links:
        assert f"<h1>{name}</h1>" in client.get(address).text


# Report an error


def letter(html: str) -> tuple[str, dict[str, list[str]]]:
    """Return to whom the page's letter goes, and its fields, as a mail program reads the link (RFC 6068)."""
    link = unescape(re.search(r'href="(mailto:[^"]+)">Report an error', html)[1])
    assert not re.search(r"[\s\"<>]", link)
    parts = urlsplit(link)
    return unquote(parts.path), parse_qs(parts.query.replace("+", "%2B"))


def test_a_letter_about_a_quotation_names_it_and_its_address(client, settings):
    settings.CORRECTIONS_EMAIL = "errors+site@record.example"
    quotation = make_quotation()
    to, fields = letter(client.get(quotation.get_absolute_url()).text)
    assert to == "errors+site@record.example"
    assert fields["subject"] == [f"Error in quotation {quotation.ref}"]
    assert fields["body"] == [f"http://testserver{quotation.get_absolute_url()}\r\n\r\n"]


def test_a_letter_about_a_source_names_its_address(client, settings):
    settings.CORRECTIONS_EMAIL = "errors@record.example"
    source = make_quotation().source
    _, fields = letter(client.get(source.get_absolute_url()).text)
    assert fields == {
        "subject": ["Error in a source"],
        "body": [f"http://testserver{source.get_absolute_url()}\r\n\r\n"],
    }


def test_an_odd_mail_address_stays_one(client, settings):
    settings.CORRECTIONS_EMAIL = "a&b?c=d%\"'<e>@record.example"
    quotation, claim = make_quotation(), make_claim()
    for address in (
        ABOUT,
        CORRECTIONS,
        quotation.get_absolute_url(),
        quotation.source.get_absolute_url(),
        claim.get_absolute_url(),
    ):
        page = client.get(address).text
        (link,) = re.findall(r'href="(mailto:[^"]*)"', page)
        assert not re.search(r"[\s<>']", link), address
        assert unquote(urlsplit(unescape(link)).path) == settings.CORRECTIONS_EMAIL, address
        assert "<e>" not in page, address


def test_without_a_mail_address_no_page_offers_to_write(client, settings):
    settings.CORRECTIONS_EMAIL = ""
    for address in (ABOUT, CHECKING, CORRECTIONS, make_quotation().get_absolute_url()):
        page = client.get(address).text
        assert "mailto:" not in page
        assert "Report an error" not in page
        assert "Write to" not in page


def test_a_mail_address_is_told_where_one_is_set(client, settings):
    settings.CORRECTIONS_EMAIL = "errors@record.example"
    for address in (ABOUT, CORRECTIONS):
        assert '<a href="mailto:errors@record.example">errors@record.example</a>' in client.get(address).text
