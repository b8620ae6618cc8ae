"""The review of an article by its forms alone, as a browser without JavaScript sends them."""

import re
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from quotes.admin.review.article import Marked, lay_out
from quotes.editing import reject, split
from quotes.ingest.adding import add_article
from quotes.models import Affiliation, Candidate, Claim, Quotation, Source, Speaker, Status
from quotes.text.anchors import Span
from tests.admin.desk import FormReader, change_url, list_url, messages_of
from tests.factories import (
    SOURCE_TEXT,
    make_affiliation,
    make_alias,
    make_candidate,
    make_claim,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
)
from tests.members import GROUPS, STRANGER, make_member

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


@pytest.fixture
def source(db: None) -> Source:
    facts = {"published_on": date(2024, 5, 6), "captured_on": date(2024, 5, 7)}
    added = add_article(Source(title="Bridge to close", text=SOURCE_TEXT, **facts), by=make_member("Editors"))
    Quotation.objects.filter(text="to close for repairs").delete()  # of the headline
    return added.source


def url_of(source: Source, ref: str = "") -> str:
    return reverse("admin:quotes_source_review", args=[source.pk], query={"quotation": ref} if ref else None)


def draft_of(source: Source, words: str) -> Quotation:
    return Quotation.objects.select_related("speaker", "affiliation").get(source=source, text__startswith=words)


def form_of(response: HttpResponse, form: str) -> dict[str, list[str]]:
    """Return what a form of the page would send back, every value of a repeated name."""
    reader = FormReader()
    reader.feed(response.content.decode())
    data: dict[str, list[str]] = {}
    for name, value in reader.forms[form]:
        data.setdefault(name, []).append(value)
    return data


def press(client: Client, page: HttpResponse, source: Source, form: str, do: str, **changes: Any) -> HttpResponse:
    """Send a form of a page with some fields changed, by its button `do`, and follow where it leads."""
    return client.post(url_of(source), form_of(page, form) | {"do": do} | changes, follow=True)


def open_review(client: Client, source: Source, words: str = "") -> HttpResponse:
    response = client.get(url_of(source, draft_of(source, words).ref if words else ""))
    assert response.status_code == 200
    return response


def current(response: HttpResponse) -> str:
    item = response.context["item"]
    return item.quotation.text if item else ""


def errors_of(response: HttpResponse) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


# The article


class ArticleReader(HTMLParser):
    """Collects the text that stands in elements with `data-start`, and checks where each says that it begins."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.depth, self.is_text = "", 0, False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        at = dict(attributes)
        if "data-start" in at:
            assert int(str(at["data-start"])) == len(self.text)
            self.is_text = True

    def handle_endtag(self, tag: str) -> None:
        self.is_text = False

    def handle_data(self, data: str) -> None:
        if self.is_text:
            self.text += data


def text_of(response: HttpResponse) -> str:
    html = response.content.decode()
    reader = ArticleReader()
    reader.feed(html[html.index("<article") : html.index("</article>")])
    return reader.text


TEXTS = st.text(st.sampled_from("ab <&>\"'“”é😀\n"), min_size=1, max_size=60)
SPANS = st.lists(st.integers(0, 60), min_size=2, max_size=6, unique=True).map(
    lambda edges: tuple(Span(*pair) for pair in zip(*[iter(sorted(edges))] * 2, strict=False))
)


@given(TEXTS, st.lists(SPANS, max_size=4), SPANS, SPANS, st.integers(0, 4))
def test_the_pieces_of_an_article_are_its_text_whatever_the_spans(
    text: str, quotations: list[tuple[Span, ...]], blocks: tuple[Span, ...], aside: tuple[Span, ...], at: int
) -> None:
    marked = [Marked(n, str(n), "todo", "not reviewed", spans, n == at) for n, spans in enumerate(quotations)]
    laid = lay_out(text, [["caption", *span] for span in blocks], marked, aside[0], [["term", *aside[0], "a name"]])
    pieces = [piece for block in laid for piece in [*block.pieces, *([block.gap] if block.gap else [])]]
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.start for piece in pieces] == [len(text[: piece.start]) for piece in pieces]
    for piece in pieces:
        if piece.marked:
            assert any(span.start <= piece.start < span.end for span in piece.marked.spans)
        assert all(block.gap is None or not block.gap.text.strip() for block in laid)


@settings(max_examples=20)
@given(TEXTS.filter(lambda text: text.strip()), st.data())
def test_the_page_holds_the_text_of_its_source_escaped(db: None, text: str, data: st.DataObject) -> None:
    source = make_source(text=text)
    at = [index for index, character in enumerate(text) if character.strip()]
    for _ in range(2):
        start = data.draw(st.sampled_from(at))
        quotation = Quotation(source=source)
        quotation.anchor([Span(start, data.draw(st.sampled_from([end + 1 for end in at if end >= start])))])
    client = Client()
    client.force_login(make_member("Editors"), backend="django.contrib.auth.backends.ModelBackend")
    assert text_of(client.get(url_of(source))) == text


def test_the_article_shows_each_quotation_by_its_state_with_the_cue_of_the_current_one(
    editor: Client, source: Source
) -> None:
    reject(draft_of(source, "the work"), by=make_member("Editors"), reason="No.")
    page = open_review(editor, source, "The bridge").content.decode()
    assert page.count('class="cand cand--now" href') == 2
    assert page.count('class="cand cand--todo" href') == 1
    assert 'class="cand cand--no"' not in page
    assert re.search(r'<span class="cand--cue" data-start="\d+">said Ana Ruiz</span>', page)
    assert "Almost certain" in page or "Quite sure" in page


def test_the_page_asks_the_database_as_often_for_forty_quotations_as_for_two(editor: Client) -> None:
    def queries(count: int) -> int:
        source = make_source(text=" ".join(f"“Sentence {n} of many,” said X{n}." for n in range(count)))
        for n in range(count):
            role = make_affiliation(speaker=make_speaker(name=f"Speaker {count} {n}"))
            quotation = make_quotation(source=source, words=f"Sentence {n} of", affiliation=role, status=Status.DRAFT)
            make_candidate(quotation=quotation)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            response = editor.get(url_of(source))
        assert len(response.context["review"].items) == count
        return len(captured)

    queries(1)
    assert queries(2) == queries(40) <= 25


# Deciding, by the forms alone


def test_an_article_is_reviewed_from_the_first_draft_to_publication(editor: Client, source: Source) -> None:
    page = open_review(editor, source)
    assert current(page).startswith("The bridge")
    assert "3 to go" in page.content.decode()
    page = press(editor, page, source, "decide", "accept")
    assert current(page).startswith("the work")
    assert [message for message in messages_of(page) if message.startswith("Accepted: ")]
    page = press(editor, page, source, "reject", "reject")
    assert current(page).startswith("We were")
    page = press(editor, page, source, "decide", "accept", speaker="Tom Byrne", role="ferryman", kind="direct")
    assert current(page) == ""
    assert "Everything is reviewed" in page.content.decode()
    assert not Quotation.objects.published().exists()
    page = press(editor, page, source, "publish", "publish")
    assert "Published: 2 quotations." in messages_of(page)
    assert {quotation.speaker.name for quotation in Quotation.objects.published()} == {"Ana Ruiz", "Tom Byrne"}
    role = Affiliation.objects.get(speaker__name="Ana Ruiz")
    assert (role.role, role.since, role.stated_in) == ("city engineer", "../2024-05-06", source)
    assert Quotation.objects.get(status=Status.REJECTED).status_reason == "Not a quotation."


def test_what_is_shown_of_an_accepted_quotation_is_what_would_be_saved_again(editor: Client, source: Source) -> None:
    page = open_review(editor, source)
    stances = {"claim": ["The bridge is safe.", ""], "position": ["asserts", ""], "reason": ["She says so.", ""]}
    press(
        editor,
        page,
        source,
        "decide",
        "accept",
        **stances,
        topics="Bridges, Repairs",
        organization="The City",
        said="2024-05",
        translated_from="es",
    )
    before = draft_of(source, "The bridge")
    facts = [before.speaker, before.affiliation, before.said, before.translated_from, before.text]
    page = open_review(editor, source, "The bridge")
    page = press(editor, page, source, "decide", "accept")
    after = draft_of(source, "The bridge")
    assert [after.speaker, after.affiliation, after.said, after.translated_from, after.text] == facts
    assert {topic.name for topic in after.topics.all()} == {"Bridges", "Repairs"}
    assert after.stances.get().reason == "She says so."
    assert Claim.objects.count() == 1


def test_a_refused_decision_is_shown_again_with_all_that_was_entered(editor: Client, source: Source) -> None:
    page = open_review(editor, source)
    entered = {"speaker": "Ana <b> Ruiz", "said": "soon", "topics": "Bridges", "role": "engineer & more"}
    page = press(editor, page, source, "decide", "accept", **entered)
    assert list(errors_of(page)) == ["said"]
    sent = form_of(page, "decide")
    assert {name: sent[name] for name in entered} == {name: [value] for name, value in entered.items()}
    assert not Speaker.objects.exists()


def test_words_are_chosen_by_writing_them(editor: Client, source: Source) -> None:
    page = open_review(editor, source)
    page = press(editor, page, source, "decide", "adjust", words="But it is old,\r\n\r\nand it will not", role="expert")
    assert draft_of(source, "But it is old").text == "But it is old, and it will not"
    sent = form_of(page, "decide")
    assert sent["role"] == ["expert"]
    page = press(editor, page, source, "decide", "accept")
    quotation = draft_of(source, "But it is old")
    assert (quotation.status, quotation.affiliation.role) == (Status.SUBMITTED, "expert")


def test_words_that_do_not_stand_in_the_article_are_refused_with_the_nearest(editor: Client, source: Source) -> None:
    page = press(editor, open_review(editor, source), source, "decide", "accept", words="The bridge was safe")
    assert "The nearest words there are ““The bridge is safe,””" in errors_of(page)["words"][0]
    assert draft_of(source, "The bridge").status == Status.DRAFT


def test_words_that_stand_twice_are_chosen_from_their_places(editor: Client) -> None:
    source = make_source(text="“It is late,” said Ana. Nobody came.\n\n“It is late,” said Tom.")
    quotation = Quotation(source=source)
    quotation.anchor([Span(24, 35)])
    make_candidate(quotation=quotation)
    page = press(editor, open_review(editor, source), source, "decide", "accept", words="It is late")
    places = re.findall(r'name="(starts-1)" value="(\d+)"', page.content.decode())
    assert places == [("starts-1", "1"), ("starts-1", "39")]
    press(editor, page, source, "decide", "accept", **{"starts-1": "39"})
    assert Quotation.objects.get().spans == [Span(39, 49)]


def test_selected_places_count_only_for_the_words_that_stand_there(editor: Client, source: Source) -> None:
    at = SOURCE_TEXT.index("it will not")
    page = press(
        editor,
        open_review(editor, source),
        source,
        "decide",
        "adjust",
        words="it will not",
        spans=f"{at}-{at + len('it will not')}",
    )
    assert draft_of(source, "it will").spans == [Span(at, at + 11)]
    press(editor, page, source, "decide", "adjust", words="The bridge is safe", spans="0-7")
    assert draft_of(source, "The bridge is safe").text == "The bridge is safe"


def test_a_draft_is_split_at_a_passage_or_at_words_and_merged_again(editor: Client, source: Source) -> None:
    page = press(editor, open_review(editor, source), source, "split", "split")
    assert [item.quotation.text for item in page.context["review"].items[:2]] == [
        "The bridge is safe",
        "But it is old, and it will not stay safe.",
    ]
    page = press(editor, page, source, "merge", "merge")
    assert current(page) == "The bridge is safe But it is old, and it will not stay safe."
    page = press(editor, page, source, "split", "split", at="", second="nowhere")
    assert "is not in these words" in messages_of(page)[-1]
    page = press(editor, page, source, "split", "split", at="", second="and it will")
    assert current(page) == "The bridge is safe But it is old,"


def test_a_missed_quotation_is_added_and_becomes_the_current_one(contributor: Client, source: Source) -> None:
    page = open_review(contributor, source)
    page = press(contributor, page, source, "add-form", "add", words="Nobody said this")
    assert "is not in the source" in str(page.context["adding"].errors["words"])
    page = press(contributor, page, source, "add-form", "add", words="Harbour bridge to close")
    assert current(page) == "Harbour bridge to close"
    assert draft_of(source, "Harbour").history.first().history_user == make_member("Contributors")


def test_an_article_edited_since_is_read_again_and_every_decision_stays(editor: Client, source: Source) -> None:
    press(editor, open_review(editor, source), source, "reject", "reject")
    source.refresh_from_db()
    source.text += "\n\n“Nobody is asked these days,” said Ana Ruiz."
    source.save()
    page = open_review(editor, source)
    assert "Read the article again" in page.content.decode()
    page = press(editor, page, source, "unnamed", "read")
    assert messages_of(page)[-1].startswith("2 new quotations found; 3 known already.")
    assert "Read the article again" not in page.content.decode()
    assert draft_of(source, "The bridge").status == Status.REJECTED


def test_unlikely_ones_are_rejected_together_but_for_those_left_out_or_changed_since(
    contributor: Client, source: Source
) -> None:
    for candidate in Candidate.objects.all():
        candidate.confidence = 0.2
        candidate.save()
    page = open_review(contributor, source)
    bridge, work, asked = form_of(page, "unlikely-form")["seen"]
    draft_of(source, "the work").save()
    page = press(contributor, page, source, "unlikely-form", "reject together", seen=[work, asked])
    assert messages_of(page) == [
        "Rejected: 1 quotation.",
        "Not rejected: 2. Somebody changed it after you opened this page.",
    ]
    assert draft_of(source, "We were").status_reason == "Not a quotation."
    assert {draft_of(source, words).status for words in ("The bridge", "the work")} == {Status.DRAFT}
    assert bridge.startswith(draft_of(source, "The bridge").ref)


# Speakers and roles


def test_of_several_speakers_of_a_name_the_page_asks_for_one(editor: Client, source: Source) -> None:
    _, second = (make_speaker(name="Ana Ruiz", sort_name="Ruiz, Ana", note=note) for note in ("One.", "Two."))
    page = press(editor, open_review(editor, source), source, "decide", "accept")
    assert "speakers are named" in errors_of(page)["speaker"][0]
    assert "One." in page.content.decode()
    press(editor, page, source, "decide", "accept", which_speaker=str(second.pk))
    assert draft_of(source, "The bridge").speaker == second
    assert Speaker.objects.count() == 2


def test_of_several_organizations_of_a_name_the_page_asks_for_one(editor: Client, source: Source) -> None:
    _, second = (make_organization(name="The City", country=country) for country in ("ES", "IE"))
    page = press(editor, open_review(editor, source), source, "decide", "accept", organization="The City")
    assert "organizations are named" in errors_of(page)["organization"][0]
    press(editor, page, source, "decide", "accept", which_organization=str(second.pk))
    assert draft_of(source, "The bridge").organization == second


def test_the_role_that_the_record_knows_of_that_day_is_proposed(editor: Client) -> None:
    ana = make_speaker(name="Ana Ruiz", sort_name="Ruiz, Ana")
    held = make_affiliation(speaker=ana, role="engineer", organization=make_organization(name="The City"), since="2020")
    source = make_source()
    quotation = make_quotation(source=source, speaker=None, status=Status.DRAFT, attribution="city engineer")
    make_candidate(quotation=quotation, role="city engineer")
    page = open_review(editor, source)
    sent = form_of(page, "decide")
    assert (sent["role"], sent["organization"]) == (["engineer"], ["The City"])
    press(editor, page, source, "decide", "accept")
    assert draft_of(source, "The bridge").affiliation == held


def test_speakers_are_proposed_by_name_and_other_name(editor: Client, source: Source) -> None:
    ana = make_speaker(name="Ana Ruiz", sort_name="Ruiz, Ana")
    make_alias(speaker=ana, name="The Engineer")
    make_affiliation(speaker=ana, role="city engineer", since="2020")
    address = reverse("admin:quotes_source_review_people", args=[source.pk])
    for name in ("rui", "Ana Ruiz", "The Engineer"):
        [person] = editor.get(address, {"name": name}).json()["people"]
        assert (person["name"], person["others"]) == ("Ana Ruiz", ["The Engineer"])
        assert person["roles"][0]["role"] == "city engineer"
    assert editor.get(address, {"name": "Zoe"}).json() == {"people": []}
    page = open_review(editor, source).content.decode()
    assert '<option value="The Engineer">Ana Ruiz</option>' in page


# Two reviewers


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


# Ways in


def test_the_review_is_reached_from_the_source_its_list_and_each_quotation(editor: Client, source: Source) -> None:
    quotation = draft_of(source, "We were")
    assert url_of(source) in editor.get(change_url(source)).content.decode()
    assert url_of(source) in editor.get(list_url(Source)).content.decode()
    assert url_of(source, quotation.ref) in editor.get(change_url(quotation)).content.decode()


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
