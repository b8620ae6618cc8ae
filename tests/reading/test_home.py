"""The front page."""

import re

import pytest
from django.urls import reverse

from quotes.models import Status
from tests.factories import make_claim, make_quotation, make_source, make_speaker, make_stance, make_topic

pytestmark = pytest.mark.django_db

WORDS = "But it is old, and it will not stay safe for anybody who has to cross it every day of the week."
TEXT = "“" + WORDS + "” she said.\n\n" + "\n\n".join(f"“Number {n}.”" for n in range(9))


def test_an_empty_record_says_so(client):
    response = client.get(reverse("quotes:home"))
    assert response.status_code == 200
    assert "Nothing is published yet." in response.text


def test_unpublished_rows_leave_the_front_page_empty(client):
    empty = client.get(reverse("quotes:home")).text
    make_stance(quotation=make_quotation(status=Status.DRAFT, topics=[make_topic()]))
    assert "figures" not in empty
    assert client.get(reverse("quotes:home")).text == empty


def test_the_lead_stands_beside_the_same_words_in_its_article(client):
    source = make_source(text=TEXT)
    lead = make_quotation(source=source, words=WORDS, topics=[make_topic(name="Bridges")])
    others = [make_quotation(source=source, words=f"Number {n}.", speaker=lead.speaker) for n in range(5)]
    other_voice = make_quotation(source=source, words="Number 8.")
    make_quotation(source=source, words="Number 7.", kind="indirect")
    make_quotation(source=source, words="Number 6.", status=Status.DRAFT)
    make_stance(quotation=lead, claim=make_claim(text="It is old."))
    response = client.get(reverse("quotes:home"))
    assert response.context["lead"] == lead
    assert f"<mark>{WORDS}</mark>" in response.text
    assert response.text.count("<mark>") == 2  # one in the heading
    shown = response.context["others"]
    assert shown[0] == other_voice
    assert set(shown[1:]) < set(others)
    assert len(shown) == 3
    for words in ("It is old.", "1 asserts", "Bridges", "/claims/it-is-old/", "/topics/bridges/"):
        assert words in response.text
    assert {name: str(count) for name, count in response.context["totals"].items()} == {
        "quotations": "8",
        "speakers": "3",
        "claims": "1",
        "topics": "1",
        "sources": "1",
    }


def test_the_front_page_offers_the_three_people_most_quoted_to_try(client):
    for name, times in (("Ben", 1), ("Ana", 2), ("Dee", 1), ("Cy", 1)):
        speaker = make_speaker(name=name)
        for _ in range(times):
            make_quotation(speaker=speaker, topics=[make_topic()])
    council = make_speaker(name="Council", kind="organization")
    for _ in range(3):
        make_quotation(speaker=council)
    make_quotation(speaker=make_speaker(name="Told"), kind="indirect")
    make_stance(quotation=make_quotation(speaker=speaker), claim=make_claim(text="It is old."))
    make_quotation(speaker=make_speaker(name="Draft"), status=Status.DRAFT)
    html = client.get(reverse("quotes:home")).text
    tried = html.partition("<span>Try</span>")[2].partition("</p>")[0]
    assert re.findall(r'href="([^"]+)"', tried) == ["/speakers/ana/", "/speakers/cy/", "/speakers/ben/"]
    assert html.count('role="search"') == 1


def test_totals_lead_to_the_lists(client):
    make_quotation()
    figures = client.get(reverse("quotes:home")).text.partition('class="figures"')[2].partition("</dl>")[0]
    assert re.findall(r'href="([^"]+)">(\w+)<', figures) == [
        ("/quotations/", "quotation"),
        ("/speakers/", "speaker"),
        ("/claims/", "claims"),
        ("/topics/", "topics"),
        ("/sources/", "source"),
    ]


def test_speakers_with_most_of_their_own_words_come_first(client):
    reported, quoted = make_speaker(name="Reported"), make_speaker(name="Quoted")
    for _ in range(3):
        make_quotation(speaker=reported, kind="indirect")
    make_quotation(speaker=quoted)
    assert [str(one) for one in client.get(reverse("quotes:home")).context["speakers"]] == ["Quoted", "Reported"]


def test_a_record_of_indirect_statements_alone_has_a_front_page(client):
    make_quotation(kind="indirect")
    response = client.get(reverse("quotes:home"))
    assert "lead" not in response.context
    assert response.text.count('type="search"') == 1
