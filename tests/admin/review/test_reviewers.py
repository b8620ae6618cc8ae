"""Who may review, and two who review one article."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from quotes.editing import split
from quotes.models import Quotation, Source, Status
from tests.admin.desk import change_url, messages_of
from tests.admin.review.pages import draft_of, form_of, open_review, press, url_of
from tests.factories import (
    SOURCE_TEXT,
    make_claim,
    make_quotation,
    make_stance,
)
from tests.members import GROUPS, STRANGER, make_member

pytestmark = pytest.mark.django_db


def test_a_decision_that_somebody_overtook_shows_both_and_saves_yours_only_when_you_choose_it(
    signed_in: Callable[[str], Client], source: Source
) -> None:
    mine, theirs = signed_in("Editors"), signed_in("Contributors")
    my_page, their_page = open_review(mine, source), open_review(theirs, source)
    press(theirs, their_page, source, "decide", "accept", role="chief engineer", topics="Roads")
    answer = press(mine, my_page, source, "decide", "accept", role="bridge engineer", topics="Bridges, Age")
    differences = {line.label: (line.stored, line.yours) for line in answer.context["conflict"]["differences"]}
    assert differences == {
        "Role at the time": ("chief engineer", "bridge engineer"),
        "Topics": ("Roads", "Age, Bridges"),
    }
    html = answer.content.decode()
    assert "contributors, " in html
    assert "Accepted in review" in html
    assert draft_of(source, "The bridge").affiliation.role == "chief engineer"
    press(mine, answer, source, "decide", "accept")
    quotation = draft_of(source, "The bridge")
    assert quotation.affiliation.role == "bridge engineer"
    held = [revision.affiliation.role for revision in quotation.history.exclude(affiliation=None)]
    assert held == ["bridge engineer", "chief engineer"]


def test_a_decision_about_what_somebody_merged_away_shows_what_was_entered(editor: Client, source: Source) -> None:
    rest = split(
        Quotation.objects.get(text__startswith="The bridge"), SOURCE_TEXT.index("But"), by=make_member("Editors")
    )
    page = editor.get(url_of(source, rest.ref))
    press(editor, editor.get(url_of(source, draft_of(source, "The bridge").ref)), source, "merge", "merge")
    answer = press(editor, page, source, "decide", "accept", role="bridge engineer")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Somebody else deleted this, or merged it" in html
    assert "bridge engineer" in html
    assert "Merged in review into" in html


def test_a_decision_beside_an_article_edited_meanwhile_is_shown_again(editor: Client, source: Source) -> None:
    page = open_review(editor, source)
    edited = Source.objects.get()
    edited.text = f"Corrected. {edited.text}"
    edited.save()
    answer = press(editor, page, source, "decide", "accept", role="bridge engineer")
    assert answer.context["conflict"]["differences"][0].yours == "bridge engineer"
    press(editor, answer, source, "decide", "accept")
    assert draft_of(source, "The bridge").affiliation.role == "bridge engineer"


@pytest.mark.parametrize(("form", "do"), [("reject", "reject"), ("split", "split"), ("merge", "merge")])
def test_a_button_pressed_on_a_stale_page_does_nothing_and_says_so(
    form: str, do: str, editor: Client, source: Source
) -> None:
    page = open_review(editor, source)
    draft_of(source, "The bridge").save()
    before = list(Quotation.objects.values_list("ref", "status", "text"))
    answer = press(editor, page, source, form, do)
    assert "Somebody else changed this after you opened it" in messages_of(answer)[0]
    assert list(Quotation.objects.values_list("ref", "status", "text")) == before


def test_claims_that_readers_do_not_see_yet_are_named_at_the_end(editor: Client) -> None:
    quotation = make_quotation()
    draft, public = make_claim(status=Status.DRAFT), make_claim()
    for claim in (draft, public):
        make_stance(quotation=quotation, claim=claim)
    page = open_review(editor, quotation.source).text
    assert "Everything is reviewed" in page
    told = page.split("Readers do not see these claims yet")[1].split("</ul>")[0]
    assert change_url(draft) in told
    assert change_url(public) not in told


def test_what_was_accepted_after_the_page_was_opened_is_not_published_with_the_rest(
    signed_in: Callable[[str], Client], source: Source
) -> None:
    editor, contributor = signed_in("Editors"), signed_in("Contributors")
    for words in ("The bridge", "the work", "We were"):
        page = open_review(editor, source, words)
        press(editor, page, source, "decide", "accept", speaker="Ana Ruiz")
    page = open_review(editor, source)
    press(contributor, open_review(contributor, source, "We were"), source, "decide", "accept", role="ferryman")
    answer = press(editor, page, source, "publish", "publish")
    assert "Published: 2 quotations." in messages_of(answer)
    assert any("“We were not asked”" in message for message in messages_of(answer))
    assert draft_of(source, "We were").status == Status.SUBMITTED


# Who may


@pytest.mark.parametrize("group", GROUPS)
def test_the_page_has_the_buttons_that_the_person_may_use(
    group: str, signed_in: Callable[[str], Client], source: Source
) -> None:
    client, may_publish = signed_in(group), group != "Contributors"
    page = open_review(client, source).content.decode()
    assert 'value="accept" data-key="a"' in page
    assert 'value="reject"' in page
    for words in ("The bridge", "the work", "We were"):
        press(client, open_review(client, source, words), source, "decide", "accept", speaker="Ana Ruiz")
    done = open_review(client, source).content.decode()
    assert ('value="publish"' in done) == may_publish
    accepted = open_review(client, source, "We were").content.decode()
    assert ('value="reopen"' in accepted) == may_publish
    assert ('value="reject"' in accepted) == may_publish


def test_a_contributor_who_sends_the_button_to_publish_all_the_same_is_refused(
    contributor: Client, source: Source
) -> None:
    press(contributor, open_review(contributor, source), source, "decide", "accept")
    ref = draft_of(source, "The bridge").ref
    response = contributor.post(url_of(source), {"do": "publish", "seen": f"{ref}.99"})
    assert response.status_code == 403
    assert not Quotation.objects.published().exists()


def test_what_readers_see_is_not_decided_here(contributor: Client, source: Source) -> None:
    quotation = make_quotation(source=source, words="repairs")
    page = contributor.get(url_of(source, quotation.ref))
    html = page.content.decode()
    assert 'value="accept" data-key="a"' not in html
    assert contributor.post(url_of(source), form_of(page, "decide") | {"do": "accept"}).status_code == 403


def test_strangers_and_people_without_a_session_see_nothing(signed_in: Callable[[str], Client], source: Source) -> None:
    people = reverse("admin:quotes_source_review_people", args=[source.pk])
    stranger = signed_in(STRANGER)
    for address in (url_of(source), people):
        assert stranger.get(address).status_code == 403
        assert stranger.post(address, {"do": "read"}).status_code in (403, 405)
        assert Client().get(address).status_code == 302
