"""A quotation by hand: the editor pastes words, the form finds them in the source."""

from typing import Any

import pytest
from django.test import Client

from quotes.models import Passage, Quotation, Source, Status
from quotes.text.anchors import Span
from tests.admin.desk import add_row, add_url, change_url, errors_of, messages_of, open_form, save, send
from tests.factories import SOURCE_TEXT, make_affiliation, make_quotation, make_source, make_speaker

pytestmark = pytest.mark.django_db

TWICE = "It is safe, he said. It is safe, she said."


def add(client: Client, source: Source, words: str, **fields: Any) -> Any:
    form = open_form(client, Quotation) | {"source": str(source.pk), "words": words.replace("\n", "\r\n")}
    return send(client, Quotation, form, **fields)


def added(response: Any) -> Quotation:
    assert response.status_code == 302, errors_of(response)
    return Quotation.objects.latest("pk")


def test_pasted_words_become_passages(contributor: Client) -> None:
    quotation = added(add(contributor, make_source(), "“The bridge is safe,”\n\nBut it is old"))
    assert quotation.text == "The bridge is safe But it is old"
    assert quotation.display_text == "“The bridge is safe” … “But it is old”"
    assert [SOURCE_TEXT[start:end] for start, end in quotation.spans] == ["The bridge is safe", "But it is old"]
    assert quotation.status == Status.DRAFT


def test_the_form_shows_the_words_as_they_were_found(editor: Client) -> None:
    quotation = make_quotation(words=["The bridge is safe", "But it is old"])
    assert open_form(editor, quotation)["words"] == "The bridge is safe\r\n\r\nBut it is old"


def test_saving_an_untouched_form_moves_no_passage(editor: Client) -> None:
    quotation = make_quotation(words=["The bridge is safe", "But it is old"])
    before = list(quotation.passages.values())
    save(editor, quotation)
    assert list(quotation.passages.values()) == before


def test_words_that_are_not_in_the_source_are_refused_with_the_nearest(editor: Client) -> None:
    response = add(editor, make_source(), "The bridge was safe")
    assert "“The bridge was safe” is not in the source" in errors_of(response)[0]
    assert "bridge is safe" in errors_of(response)[0]
    assert response.context["adminform"].form.errors.keys() == {"words"}
    assert not Quotation.objects.exists()


def test_a_straight_apostrophe_is_explained(editor: Client) -> None:
    source = make_source(text="“It’s safe,” she said.")
    assert (
        "has ’ (right single quotation mark) where you have ' (apostrophe)" in errors_of(add(editor, source, "It's"))[0]
    )


def test_words_that_stand_twice_are_refused_with_their_places(editor: Client) -> None:
    response = add(editor, make_source(text=TWICE), "It is safe")
    assert "2 times: at character 0 (“…It is safe, he said." in errors_of(response)[0]
    assert not Quotation.objects.exists()


def test_one_of_two_places_can_be_chosen(editor: Client) -> None:
    quotation = added(add(editor, make_source(text=TWICE), "It is safe", starts="21"))
    assert quotation.spans == [Span(21, 31)]


@pytest.mark.parametrize("starts", ["twenty", "-1", "1.5", "9" * 30, "٢١"])
def test_a_place_that_is_no_number_is_refused(starts: str, editor: Client) -> None:
    response = add(editor, make_source(text=TWICE), "It is safe", starts=starts)
    assert "Write numbers, with a space between two: 1204 3377." in errors_of(response)


def test_a_draft_may_have_no_words_yet(contributor: Client) -> None:
    assert added(add(contributor, make_source(), "")).spans == []


def test_changed_words_are_looked_up_and_the_passages_follow(editor: Client) -> None:
    quotation = make_quotation()
    save(editor, quotation, words="The bridge is safe\r\n\r\nBut it is old")
    quotation.refresh_from_db()
    assert quotation.text == "The bridge is safe But it is old"
    save(editor, quotation, words="We were not asked")
    assert [(row.start, row.text) for row in rows(quotation)] == [(SOURCE_TEXT.index("We were"), "We were not asked")]


def rows(quotation: Quotation) -> Any:
    passages = Passage.objects.filter(quotation=quotation)
    for passage in passages:
        passage.text = SOURCE_TEXT[passage.start : passage.end]  # type: ignore[attr-defined]
    return passages


def test_changed_offsets_are_anchored_when_the_words_were_left_alone(editor: Client) -> None:
    quotation = make_quotation()
    (start, _) = quotation.spans[0]
    save(editor, quotation, passages__0__end=str(start + len("The bridge")))
    quotation.refresh_from_db()
    assert quotation.text == "The bridge"


def test_passages_can_be_added_and_removed_by_their_offsets(editor: Client) -> None:
    quotation = make_quotation()
    start = SOURCE_TEXT.index("But it is old")
    save(editor, quotation, add_row(open_form(editor, quotation), "passages", start=start, end=start + 13))
    quotation.refresh_from_db()
    assert quotation.text == "The bridge is safe But it is old"
    save(editor, quotation, passages__0__DELETE="on")
    quotation.refresh_from_db()
    assert quotation.text == "But it is old"


def test_when_both_words_and_offsets_changed_the_words_win(editor: Client) -> None:
    quotation = make_quotation()
    save(editor, quotation, words="We were not asked", passages__0__end="99999999")
    quotation.refresh_from_db()
    assert quotation.text == "We were not asked"


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        ("50", "40", "A passage ends after it starts."),
        ("40", "40", "A passage ends after it starts."),
        ("0", "99999", "The source ends at character"),
        ("0", "99999999999999999999", ""),
        ("-1", "5", "Ensure this value is greater than or equal to 0."),
        ("x", "5", "Enter a whole number."),
        ("", "5", "This field is required."),
    ],
)
def test_an_impossible_passage_is_refused(start: str, end: str, message: str, editor: Client) -> None:
    quotation = make_quotation()
    response = send(editor, quotation, open_form(editor, quotation), passages__0__start=start, passages__0__end=end)
    assert response.status_code == 200
    assert any(message in error for error in errors_of(response)), errors_of(response)
    assert Quotation.objects.get().text == "The bridge is safe"


def test_an_impossible_passage_of_a_new_quotation_is_refused(editor: Client) -> None:
    form = open_form(editor, Quotation) | {"source": str(make_source().pk)}
    response = send(editor, Quotation, add_row(form, "passages", start="0", end="99999"))
    assert any("The source ends at character" in error for error in errors_of(response)), errors_of(response)
    assert not Quotation.objects.exists()


def test_passages_that_overlap_are_refused(editor: Client) -> None:
    quotation = make_quotation()
    start, end = quotation.spans[0]
    response = send(editor, quotation, add_row(open_form(editor, quotation), "passages", start=start + 1, end=end + 5))
    assert "The passages overlap or are not in reading order." in errors_of(response)


def test_a_published_quotation_does_not_lose_its_words(editor: Client) -> None:
    quotation = make_quotation()
    for change in ({"words": ""}, {"passages__0__DELETE": "on"}):
        response = send(editor, quotation, open_form(editor, quotation), **change)
        assert response.status_code == 200
        assert errors_of(response)
        assert Quotation.objects.get().text == "The bridge is safe"


def test_a_published_quotation_does_not_lose_its_speaker(editor: Client) -> None:
    quotation = make_quotation()
    response = send(editor, quotation, open_form(editor, quotation), speaker="")
    assert "It has no speaker. Choose one first." in errors_of(response)


def test_a_quotation_needs_a_source(editor: Client) -> None:
    response = send(editor, Quotation, open_form(editor, Quotation), words="The bridge is safe")
    assert response.context["adminform"].form.errors == {"source": ["This field is required."]}


def test_words_are_looked_up_again_in_another_source(editor: Client) -> None:
    quotation = make_quotation()
    longer = make_source(text="Long before. " + SOURCE_TEXT)
    save(editor, quotation, source=str(longer.pk))
    quotation.refresh_from_db()
    assert (quotation.source, quotation.text) == (longer, "The bridge is safe")
    assert quotation.spans[0].start == longer.text.index("The bridge is safe")


def test_words_that_are_not_in_the_other_source_are_refused(editor: Client) -> None:
    quotation = make_quotation()
    other = make_source(text="Nothing of the kind.")
    response = send(editor, quotation, open_form(editor, quotation), source=str(other.pk))
    assert "“The bridge is safe” is not in the source" in errors_of(response)[0]
    assert Quotation.objects.get().source_id == quotation.source_id


def test_a_role_that_was_not_chosen_is_offered_and_not_guessed(editor: Client) -> None:
    role = make_affiliation(role="city engineer", since="2019")
    form = open_form(editor, Quotation) | {"speaker": str(role.speaker_id), "source": str(make_source().pk)}
    response = editor.post(add_url(Quotation), form | {"_continue": "1", "words": "The bridge is safe"}, follow=True)
    speaker = role.speaker.name
    assert f"No role was chosen. On 2024-05-06 {speaker} was: city engineer." in messages_of(response)
    assert Quotation.objects.get().affiliation is None
    assert "city engineer (since 2019; on 2024-05-06)</option>" in response.content.decode()


def test_the_roles_of_another_speaker_are_refused(editor: Client) -> None:
    quotation, other = make_quotation(), make_affiliation(role="minister")
    response = send(editor, quotation, open_form(editor, quotation), affiliation=str(other.pk))
    assert errors_of(response) == [f"“minister” is a role of {other.speaker}, not of this speaker."]


def test_a_role_of_the_new_speaker_may_be_chosen_with_them(editor: Client) -> None:
    quotation, role = make_quotation(), make_affiliation(role="minister")
    save(editor, quotation, speaker=str(role.speaker_id), affiliation=str(role.pk))
    quotation.refresh_from_db()
    assert (quotation.speaker, quotation.role_slug) == (role.speaker, "minister")


def test_who_may_only_read_sees_the_words(contributor: Client) -> None:
    quotation = make_quotation()
    page = contributor.get(change_url(quotation)).content.decode()
    assert "The bridge is safe" in page
    assert "<textarea" not in page


def test_a_form_that_is_refused_keeps_what_was_typed(editor: Client) -> None:
    speaker = make_speaker()
    response = add(editor, make_source(), "The bridge was safe", speaker=str(speaker.pk), attribution="an engineer")
    page = response.content.decode()
    assert "The bridge was safe</textarea>" in page
    assert 'value="an engineer"' in page
    assert f'<option value="{speaker.pk}" selected>{speaker.name}</option>' in page
