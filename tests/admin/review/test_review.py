"""The ways to a review, and what hostile people ask of it."""

import pytest
from django.test import Client
from django.urls import reverse

from quotes.models import Source, Status
from tests.admin.desk import change_url, list_url
from tests.admin.review.pages import draft_of, form_of, open_review, press, url_of
from tests.factories import (
    make_claim,
    make_topic,
)

pytestmark = pytest.mark.django_db

HOSTILE = [
    "\0",
    "'\"--",
    "<script>",
    "9" * 40,
    "-1",
    "١",
    "😀" * 400,
    "\u202e",
    "a" * 5000,
    "1.1",
    "1-2 3-4",
    "9-1",
    "",
]


def test_the_review_is_reached_from_the_source_its_list_and_each_quotation(editor: Client, source: Source) -> None:
    quotation = draft_of(source, "We were")
    assert url_of(source) in editor.get(change_url(source)).content.decode()
    assert url_of(source) in editor.get(list_url(Source)).content.decode()
    assert url_of(source, quotation.ref) in editor.get(change_url(quotation)).content.decode()
    assert change_url(quotation) in open_review(editor, source, "We were").content.decode()


def test_topics_of_the_article_are_offered_for_its_other_quotations(editor: Client, source: Source) -> None:
    make_topic(name="Elsewhere")
    page = press(editor, open_review(editor, source), source, "decide", "accept", topics="Bridges; Repairs, at last")
    html = page.content.decode()
    assert 'name="topic" value="Repairs, at last"' in html
    assert "Elsewhere" not in html
    page = press(editor, page, source, "decide", "accept", speaker="The council", topic=["Repairs, at last"])
    assert [topic.name for topic in draft_of(source, "the work").topics.all()] == ["Repairs, at last"]


def test_claims_are_proposed(editor: Client, source: Source) -> None:
    make_claim(text="The bridge is safe.")
    make_claim(text="Rejected once.", status=Status.REJECTED)
    html = open_review(editor, source).content.decode()
    assert 'value="The bridge is safe."' in html
    assert "Rejected once." not in html


# Hostile


@pytest.mark.parametrize("value", HOSTILE)
def test_no_parameter_brings_the_page_down(value: str, editor: Client, source: Source) -> None:
    people = reverse("admin:quotes_source_review_people", args=[source.pk])
    assert editor.get(url_of(source), {"quotation": value}).status_code == 200
    assert editor.get(people, {"name": value}).status_code == 200
    page = open_review(editor, source)
    more = ["which_speaker", "which_organization", "starts-1", "topic", "at", "second"]
    for form, do in [("decide", "accept"), ("decide", "adjust"), ("reject", "reject"), ("split", "split"), ("", value)]:
        sent = form_of(page, form or "decide")
        names = [*sent, *more]
        kept = {name: sent[name] for name in ("quotation", "seen_version", "seen_source")}
        response = editor.post(url_of(source), dict.fromkeys(names, value) | kept | {"do": do})
        assert response.status_code in (200, 302), (form, response.status_code)
    names = ["words", "spans", "following", "seen_following", "seen", "seen_source", "seen_version", "quotation"]
    for do in ("add", "merge", "publish", "reopen", "accept"):
        response = editor.post(url_of(source), dict.fromkeys(names, value) | {"do": do})
        assert response.status_code in (200, 302), (do, response.status_code)


@pytest.mark.parametrize("key", ["0", "999999999999999999", "9" * 30, "x", "1%00", "-1", "١"])
def test_a_source_that_is_not_there_is_not_found(key: str, editor: Client) -> None:
    assert editor.get(f"/admin/quotes/source/{key}/review/").status_code == 404
