"""A claim's page: its statements by position, its assessments, and what is not public."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from quotes.models import Stance, Status
from tests.factories import (
    make_affiliation,
    make_assessment,
    make_claim,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
)

pytestmark = pytest.mark.django_db

LIST = reverse("quotes:claim-list")


@pytest.fixture
def show(client):
    """A function from a claim to the response with its page."""

    def page(claim, status=200):
        response = client.get(claim.get_absolute_url())
        assert response.status_code == status
        return response

    return page


@pytest.fixture
def many_stances(many_quotations):
    """A function that gives a claim one statement for each day, in one statement of SQL."""

    def make(claim, days, position):
        quotations = many_quotations(days)
        Stance.objects.bulk_create(
            Stance(quotation=one, claim=claim, position=position, reason="It says so.") for one in quotations
        )
        return quotations

    return make


def test_a_claim_shows_its_words_scope_topics_and_tally(show):
    claim = make_claim(
        text="The bridge isn't safe.", scope_note="In 2024.\n\nNot before.", topics=[make_topic(name="Bridges")]
    )
    make_stance(claim=claim)
    make_stance(claim=claim)
    make_stance(claim=claim, position="denies")
    page = show(claim).text
    for words in (
        "<title>Claim: The bridge isn’t safe · On Record</title>",
        "<h1>The bridge isn’t safe.</h1>",
        "<p>In 2024.</p>\n\n<p>Not before.</p>",
        f'<a href="{reverse("quotes:topic-detail", args=["bridges"])}">Bridges</a>',
        "2 assert",
        "1 denies",
        "No editor has assessed this claim yet.",
    ):
        assert words in page, words


def test_a_statement_shows_who_as_what_the_words_why_and_where(show):
    source = make_source(publisher=make_organization(name="Harbour Gazette"))
    role = make_affiliation(speaker=make_speaker(name="Ana Ruiz"), role="engineer")
    quotation = make_quotation(source=source, affiliation=role, said="2024-05")
    stance = make_stance(quotation=quotation, reason="It's what she says.")
    page = show(stance.claim).text
    for words in (
        f'<a class="ink plain" href="{quotation.speaker.get_absolute_url()}">Ana Ruiz</a>',
        "Engineer",
        f'<a href="{quotation.get_absolute_url()}">“The bridge is safe”</a>',
        "It’s what she says.",
        "Harbour Gazette",
        "May 2024",
    ):
        assert words in page, words
    assert "Position reported, not quoted" not in page


def test_an_indirect_statement_is_reported_not_quoted(show):
    quotation = make_quotation(kind="indirect", words="the work would take two years")
    page = show(make_stance(quotation=quotation).claim).text
    assert "Position reported, not quoted" in page
    assert 'class="q-text q-text--indirect"' in page


def test_who_reports_a_statement_is_named_when_that_is_public(show):
    source = make_source()
    for status, expected in ((Status.PUBLISHED, True), (Status.DRAFT, False)):
        outer = make_quotation(source=source, speaker=make_speaker(name=f"Outer {status}"), status=status)
        inner = make_quotation(source=source, words="it will not stay safe", reported_in=outer)
        page = show(make_stance(quotation=inner).claim).text
        assert (f"Outer {status}" in page) is expected


def test_columns_hold_each_position_newest_first_and_questions_only_where_there_are_some(show):
    claim = make_claim()
    old, new = (make_quotation(said=said) for said in ("2020-01-01", "2023-01-01"))
    undated = make_quotation()
    for quotation in (new, old, undated):
        make_stance(claim=claim, quotation=quotation, position="denies")
    response = show(claim)
    columns = response.context["columns"]
    assert [(column.position, column.count) for column in columns] == [("asserts", 0), ("qualifies", 0), ("denies", 3)]
    assert [stance.quotation for stance in columns[2].stances] == [undated, new, old]
    assert "We hold no statement that asserts it." in response.text
    assert "We hold no statement that denies it." not in response.text
    assert "stances--four" not in response.text
    make_stance(claim=claim, position="questions")
    response = show(claim)
    assert [column.position for column in response.context["columns"]] == [
        "asserts",
        "qualifies",
        "questions",
        "denies",
    ]
    assert "stances--four" in response.text


def test_many_statements_are_counted_whole_and_shown_by_the_latest_twenty(show, many_stances):
    claim, first = make_claim(), date(2001, 1, 1)
    made = many_stances(claim, [first + timedelta(days=n) for n in range(33)], "asserts")
    many_stances(claim, [first] * 21, "denies")
    many_stances(claim, [first] * 20, "qualifies")
    many_stances(make_claim(), [first] * 5, "denies")
    response = show(claim)
    columns = {column.position: column for column in response.context["columns"]}
    assert {position: column.count for position, column in columns.items()} == {
        "asserts": 33,
        "qualifies": 20,
        "denies": 21,
    }
    assert [stance.quotation.ref for stance in columns["asserts"].stances] == [one.ref for one in reversed(made[13:])]
    assert [len(column.stances) for column in columns.values()] == [20, 20, 20]
    assert response.text.count('class="ev"') == 60
    assert "33 assert" in response.text
    assert response.text.count(f'<a href="/quotations/?claim={claim.slug}">All 74 statements</a>') == 2
    assert [(moment.count, str(moment.known or "")) for moment in response.context["strip"]] == [
        (42, "on or before January 1, 2001"),
        (31, ""),
        (1, "on or before February 2, 2001"),
    ]


def test_dates_of_several_years_become_bars_that_lead_to_those_statements(show, many_stances):
    claim = make_claim()
    many_stances(claim, [date(year, 3, 1) for year in (2001, 2002, 2003, 2004, 2004)], "asserts")
    assert show(claim).context["bars"] == []
    many_stances(claim, [date(2005, 3, 1), date(2005, 4, 1)], "denies")
    response = show(claim)
    assert [(bar.year, bar.count) for bar in response.context["bars"]] == [
        (2001, 1),
        (2002, 1),
        (2003, 1),
        (2004, 2),
        (2005, 2),
    ]
    assert f'href="/quotations/?claim={claim.slug}&amp;year=2004"' in response.text


def test_the_strip_says_who_spoke(show):
    claim, source = make_claim(), make_source(published_on=date(2018, 4, 17))
    for name in ("Ana Ruiz", "Tom Byrne"):
        make_stance(claim=claim, quotation=make_quotation(source=source, speaker=make_speaker(name=name)))
    make_stance(claim=claim, quotation=make_quotation(source=source, said="2017", speaker=make_speaker(name="Zoe")))
    page = " ".join(show(claim).text.split())
    assert '<time datetime="2017-12-31">2017</time> Zoe' in page
    assert "On or before April 17, 2018</time> Two statements by" in page
    assert "Tom Byrne and Ana Ruiz" in page or "Ana Ruiz and Tom Byrne" in page


def test_a_claim_with_one_date_has_a_sentence_in_place_of_a_strip(show):
    claim, source = make_claim(), make_source(published_on=date(2018, 4, 17))
    make_stance(claim=claim, quotation=make_quotation(source=source, speaker=make_speaker(name="Ana Ruiz")))
    page = show(claim).text
    assert "On or before April 17, 2018</time>: one statement by Ana Ruiz.</p>" in page
    assert 'class="tl"' not in page
    make_stance(claim=claim, quotation=make_quotation(source=source, speaker=make_speaker(name="Tom Byrne")))
    assert "April 17, 2018</time>: two statements by " in show(claim).text


def test_each_statement_leads_to_its_quotation(show):
    stance = make_stance()
    page = show(stance.claim).text
    assert f'<p class="q-meta"><a href="{stance.quotation.get_absolute_url()}">In context<' in page


def test_the_latest_assessment_is_shown_with_reasons_and_links_and_the_earlier_ones_below(show):
    claim = make_claim()
    make_assessment(claim=claim, verdict="unresolved", reasons="Too early.", assessed_on=date(2023, 1, 2))
    assert "Earlier assessments" not in show(claim).text
    make_assessment(
        claim=claim,
        verdict="partly-supported",
        reasons="It's old.\n\nIt stands.",
        links="https://example.org/report/\nhttp://example.org/a?b=1&c=2",
        assessed_on=date(2024, 6, 1),
    )
    page = show(claim).text
    latest, earlier = page.split("<summary>Earlier assessments</summary>")
    for words in (
        "Partly supported",
        "By an editor",
        "June 1, 2024",
        "<li>It’s old.</li><li>It stands.</li>",
        '<a href="https://example.org/report/" rel="noopener">example.org/report</a>',
        '<a href="http://example.org/a?b=1&amp;c=2" rel="noopener">example.org/a?b=1&amp;c=2</a>',
    ):
        assert words in latest, words
    assert "Too early." not in latest
    for words in ("Unresolved", "January 2, 2023", "Too early."):
        assert words in earlier, words
    assert "No editor has assessed" not in page


def test_of_many_assessments_the_latest_fifty_are_shown(show):
    claim = make_claim()
    for day in range(50):
        make_assessment(claim=claim, assessed_on=date(2024, 1, 1) - timedelta(days=day))
    response = show(claim)
    assert len(response.context["earlier"]) == 49
    assert "Still earlier ones are not shown." not in response.text
    make_assessment(claim=claim, assessed_on=date(2001, 2, 3))
    response = show(claim)
    assert len(response.context["earlier"]) == 49
    assert "Still earlier ones are not shown." in response.text
    assert "2001" not in response.text


def test_nothing_of_what_is_not_public_shows(show, client):
    claim, topic = make_claim(text="The bridge is safe."), make_topic(name="Bridges")
    make_stance(claim=claim, quotation=make_quotation(topics=[topic]))
    for status in (Status.DRAFT, Status.SUBMITTED, Status.REJECTED, Status.WITHDRAWN):
        hidden = make_quotation(
            speaker=make_speaker(name=f"Canary {status}"), said="1987", words="We were not asked", status=status
        )
        make_stance(claim=claim, quotation=hidden, position="questions", reason="Canary reason.")
    secret = make_claim(text="A canary sings.", topics=[make_topic(name="Canary topic")], status=Status.DRAFT)
    shared = make_quotation()
    make_stance(claim=secret, quotation=shared)
    make_assessment(claim=secret, reasons="Canary verdict.")
    make_stance(claim=claim, quotation=shared)
    response = show(claim)
    assert [(column.position, column.count) for column in response.context["columns"]] == [
        ("asserts", 2),
        ("qualifies", 0),
        ("denies", 0),
    ]
    for page in (response, client.get(LIST), client.get(shared.get_absolute_url()), client.get(reverse("quotes:home"))):
        for words in ("Canary", "canary", "1987", "We were not asked", "questions</span>"):
            assert words not in page.text, words


def test_a_claim_that_was_never_published_answers_like_what_never_existed(client):
    missing = client.get(reverse("quotes:claim-detail", args=["nothing"]))
    assert missing.status_code == 404
    for status in (Status.DRAFT, Status.SUBMITTED, Status.REJECTED):
        hidden = client.get(make_claim(status=status).get_absolute_url())
        assert (hidden.status_code, hidden.text) == (404, missing.text)


def test_a_withdrawn_claim_answers_410_with_the_reason_and_nothing_else(show):
    claim = make_claim(
        text="The ferry sank.",
        slug="ferry",
        scope_note="A scope.",
        topics=[make_topic(name="Ferries")],
        status=Status.WITHDRAWN,
    )
    make_stance(claim=claim, quotation=make_quotation(speaker=make_speaker(name="Ana Ruiz")))
    page = show(claim, status=410).text
    assert "This claim was withdrawn" in page
    assert "The source was retracted." in page
    for secret in ("sank", "A scope", "Ferries", "Ana Ruiz", "asserts"):
        assert secret not in page


def test_a_former_address_leads_to_the_current_one_where_that_is_public(client):
    for status, expected in ((Status.PUBLISHED, 301), (Status.DRAFT, 404), (Status.WITHDRAWN, 404)):
        claim = make_claim(status=status)
        former = claim.get_absolute_url()
        claim.slug = f"renamed-{status}"
        claim.save()
        response = client.get(former)
        assert response.status_code == expected
        assert expected != 301 or response.url == claim.get_absolute_url()


def test_markup_in_the_record_is_shown_as_text(show, client):
    markup = '<img src=x> & "it\'s".'
    claim = make_claim(text=markup, scope_note=markup, topics=[make_topic(name=markup)])
    quotation = make_quotation(speaker=make_speaker(name=markup), attribution=markup)
    make_stance(claim=claim, quotation=quotation, reason=markup)
    for day in (1, 2):
        make_assessment(claim=claim, reasons=markup, assessed_on=date(2024, 6, day))
    for page in (show(claim), client.get(LIST), client.get(quotation.get_absolute_url())):
        assert "<img src=x>" not in page.text
        assert "&lt;img src=x&gt; &amp; &#34;it’s&#34;" in page.text


def test_a_correction_is_a_mail_about_this_claim_where_there_is_an_address(show, settings):
    claim = make_claim()
    settings.CORRECTIONS_EMAIL = "desk@example.org"
    address = f"http%3A%2F%2Ftestserver%2Fclaims%2F{claim.slug}%2F"
    assert f'href="mailto:desk@example.org?subject={address}"' in show(claim).text
    settings.CORRECTIONS_EMAIL = ""
    page = show(claim).text
    assert "mailto:" not in page
    assert "A stance is an editor’s reading" in page


def test_claims_are_linked_wherever_they_are_named(client):
    claim = make_claim(text="It is safe.")
    quotation = make_stance(claim=claim, position="denies").quotation
    other = make_stance(claim=claim).quotation
    address = claim.get_absolute_url()
    assert f'href="{address}"' in client.get(reverse("quotes:home")).text
    profile = client.get(quotation.speaker.get_absolute_url()).text
    assert f'href="{address}"' in profile
    assert f'href="/quotations/?speaker={quotation.speaker.slug}&amp;claim={claim.slug}"' in profile
    page = client.get(quotation.get_absolute_url())
    assert [one.ref for one in page.context["same_claims"]] == [other.ref]
    assert page.text.count(f'href="{address}"') == 3  # a fact, a section, "Open the claim"
    assert f'<a href="{address}">Open the claim</a>' in page.text
    make_stance(quotation=quotation, claim=make_claim())
    assert "Open the claim" not in client.get(quotation.get_absolute_url()).text
