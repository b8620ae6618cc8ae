"""What the record refuses, each form refuses with a message, and never with an error of ours."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from quotes.models import (
    Affiliation,
    Alias,
    Assessment,
    Claim,
    FormerSlug,
    Organization,
    Quotation,
    Source,
    Speaker,
    Stance,
    Topic,
)
from quotes.models.sources import sha256
from tests.admin.desk import add_row, add_url, errors_of, open_form, save, send
from tests.factories import (
    SOURCE_TEXT,
    make_affiliation,
    make_claim,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
)

pytestmark = pytest.mark.django_db

BIDI = "\u202e"
TEXTS = [
    (make_organization, "name"),
    (make_speaker, "name"),
    (make_speaker, "sort_name"),
    (make_speaker, "note"),
    (make_affiliation, "role"),
    (make_source, "title"),
    (make_source, "byline"),
    (make_source, "text"),
    (make_source, "correction_note"),
    (make_topic, "name"),
    (make_claim, "text"),
    (make_claim, "scope_note"),
    (make_quotation, "attribution"),
    (make_quotation, "words"),
]
each_text = pytest.mark.parametrize(("make", "field"), TEXTS, ids=lambda value: getattr(value, "__name__", value))


def refused(client: Client, record: Any, form: dict[str, Any] | None = None, **changes: Any) -> list[str]:
    """Return why a change was refused, having made sure that it was and that nothing was saved."""
    model = record if isinstance(record, type) else type(record)
    before = list(model.objects.values())
    response = send(client, record, open_form(client, record) if form is None else form, **changes)
    assert response.status_code == 200
    assert list(model.objects.values()) == before
    return errors_of(response)


@each_text
def test_nul_is_refused(make: Any, field: str, editor: Client) -> None:
    assert "Null characters are not allowed." in refused(editor, make(), **{field: "a\0b"})


@each_text
def test_a_character_that_changes_the_direction_of_text_is_refused(make: Any, field: str, editor: Client) -> None:
    errors = refused(editor, make(), **{field: f"a{BIDI}b"})
    assert any("U+202E" in error or "not in the source" in error for error in errors), errors


@each_text
def test_bytes_that_are_no_text_are_no_error_of_ours(make: Any, field: str, editor: Client) -> None:
    record = make()
    form = open_form(editor, record) | {"_save": "Save", field: "a\ud800b"}
    body = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in form.items()
    )
    response = editor.post(
        add_url(type(record)).replace("add/", f"{record.pk}/change/"),
        (body + "--x--\r\n").encode("utf-8", "surrogatepass"),
        content_type="multipart/form-data; boundary=x",
    )
    assert response.status_code in (200, 302)
    assert not any("\ud800" in str(value) for value in type(record).objects.values_list())


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "ftp://example.org/", "https://", "data:text/html,x", "//x"]
)
def test_an_address_that_is_not_of_the_web_is_refused(address: str, editor: Client) -> None:
    assert refused(editor, make_source(), url=address)
    assert refused(editor, make_affiliation(), reference=address)
    claim = make_claim()
    form = add_row(
        open_form(editor, claim),
        "assessments",
        assessed_on="2024-06-01",
        verdict="disputed",
        reasons="R",
        links=address,
    )
    assert refused(editor, claim, form)
    assert not Assessment.objects.exists()


def test_a_role_that_ends_before_it_starts_is_refused(editor: Client) -> None:
    role = make_affiliation(since="2019")
    assert refused(editor, role, until="2018-12") == ["It ends before it starts. Check both dates."]
    assert refused(editor, role.speaker, affiliations__0__until="2018") == [
        "It ends before it starts. Check both dates."
    ]


@pytest.mark.parametrize("value", ["2018-13", "2018-02-30", "2018/2017", "yesterday", "0000", "2018-04-17T10:00"])
def test_a_date_in_no_known_form_is_refused(value: str, editor: Client) -> None:
    assert refused(editor, make_affiliation(), since=value)
    assert refused(editor, make_quotation(), said=value)


def test_words_said_after_their_source_was_published_are_refused(editor: Client) -> None:
    assert "That is after the source was published (2024-05-06)." in refused(editor, make_quotation(), said="2024-06")


def test_a_second_stance_on_a_claim_is_refused_from_both_sides(editor: Client) -> None:
    stance = make_stance()
    twice = {"position": "denies", "reason": "It does."}
    form = add_row(open_form(editor, stance.quotation), "stances", claim=str(stance.claim_id), **twice)
    assert "This quotation has a stance on that claim already." in refused(editor, stance.quotation, form)
    form = add_row(open_form(editor, stance.claim), "stances", quotation=str(stance.quotation_id), **twice)
    assert "This quotation has a stance on that claim already." in refused(editor, stance.claim, form)
    assert Stance.objects.count() == 1


def test_two_stances_on_one_claim_at_once_are_refused(editor: Client) -> None:
    quotation, claim = make_quotation(), make_claim()
    form = open_form(editor, quotation)
    for position in ("asserts", "denies"):
        form = add_row(form, "stances", claim=str(claim.pk), position=position, reason="It does.")
    assert "This quotation has a stance on that claim already." in refused(editor, quotation, form)


def test_a_stance_without_reason_is_refused(editor: Client) -> None:
    quotation = make_quotation()
    form = add_row(open_form(editor, quotation), "stances", claim=str(make_claim().pk), position="asserts", reason=" ")
    assert refused(editor, quotation, form) == ["This field is required."]


def test_a_topic_or_a_name_twice_is_refused(editor: Client) -> None:
    topic, quotation, speaker = make_topic(), make_quotation(), make_speaker()
    form = add_row(open_form(editor, quotation), "quotation_topics", topic=str(topic.pk))
    assert "This quotation has that topic already." in refused(
        editor, quotation, add_row(form, "quotation_topics", topic=str(topic.pk))
    )
    form = add_row(open_form(editor, speaker), "aliases", name="Ana")
    assert "This speaker has that name already." in refused(editor, speaker, add_row(form, "aliases", name="Ana"))
    assert not Alias.objects.exists()


def test_a_role_without_role_and_organization_is_refused(editor: Client) -> None:
    assert refused(editor, make_affiliation(), role="") == ["Give a role, an organization, or both."]


def test_an_organization_is_no_part_of_itself(editor: Client) -> None:
    parent = make_organization()
    child = make_organization(parent=parent)
    assert refused(editor, parent, parent=str(child.pk))
    assert refused(editor, parent, parent=str(parent.pk))


@pytest.mark.parametrize("field", ["source", "speaker", "affiliation", "reported_in", "kind", "medium"])
@pytest.mark.parametrize("value", ["x", "9" * 30])
def test_a_choice_that_is_none_is_refused(value: str, field: str, editor: Client) -> None:
    assert refused(editor, make_quotation(), **{field: value})


@pytest.mark.parametrize("slug", ["Ana", "ana ruiz", "-ana", "аня", "a" * 81, "../x"])
def test_an_address_that_is_not_plain_is_refused(slug: str, editor: Client) -> None:
    assert refused(editor, make_speaker(), slug=slug)


def test_an_address_makes_itself_and_leaves_its_former_one(editor: Client) -> None:
    save(editor, Speaker, name="Ana Ruiz", sort_name="Ruiz, Ana")
    speaker = Speaker.objects.get()
    assert speaker.slug == "ana-ruiz"
    save(editor, speaker, slug="ana-maria-ruiz")
    former = FormerSlug.objects.get()
    assert (former.slug, former.current_slug) == ("ana-ruiz", "ana-maria-ruiz")
    assert refused(editor, make_speaker(), slug="ana-ruiz") == [
        "This address still leads to “ana-maria-ruiz”. Choose another."
    ]


@pytest.mark.parametrize("model", [Organization, Speaker, Affiliation, Source, Topic, Quotation, Claim])
def test_an_empty_form_is_refused(model: Any, editor: Client) -> None:
    assert "This field is required." in refused(editor, model)


@pytest.mark.parametrize("prefix", ["stances", "passages", "quotation_topics"])
@pytest.mark.parametrize("count", ["", "x", "-1"])
def test_a_form_with_broken_rows_is_no_error_of_ours(prefix: str, count: str, editor: Client) -> None:
    quotation = make_quotation()
    form = open_form(editor, quotation)
    for name in ("TOTAL_FORMS", "INITIAL_FORMS"):
        assert send(editor, quotation, form | {f"{prefix}-{name}": count}).status_code in (200, 302, 400)
    form = {name: value for name, value in form.items() if not name.startswith(prefix)}
    assert send(editor, quotation, form).status_code == 200


def test_a_row_of_another_record_is_not_taken_over(editor: Client) -> None:
    mine, theirs = make_stance(), make_stance(reason="Theirs.")
    form = open_form(editor, mine.quotation) | {"stances-0-id": str(theirs.pk)}
    assert refused(editor, mine.quotation, form, stances__0__reason="Mine.")
    assert Stance.objects.get(pk=theirs.pk).reason == "Theirs."


# Texts, character for character


@pytest.mark.parametrize(
    "text",
    [
        "\nIt begins with a line end.",
        "\n\n\nwith three",
        "it ends with some\n\n",
        "  space \t around  ",
        "tabs\tand\u00a0hard spaces\u2009and “marks”",
        "<textarea>&amp;</textarea>",
        "e\u0301 and é are kept apart",
        "\U0001f309 astral",
        SOURCE_TEXT,
    ],
)
def test_a_source_keeps_its_text_to_the_character(text: str, editor: Client) -> None:
    form = open_form(editor, Source) | {"title": "Bridge", "published_on": "2024-05-06"}
    save(editor, Source, form, text=text.replace("\n", "\r\n"))
    source = Source.objects.get()
    assert source.text == text
    before = Source.objects.values().get()
    save(editor, source)
    assert Source.objects.values().get() == before | {"version": before["version"] + 1}


def test_the_seed_source_is_saved_untouched(editor: Client) -> None:
    path = next(Path(settings.BASE_DIR, "seeds").glob("*.txt"))
    text = path.read_bytes().decode()
    source = make_source(text=text, title="Seed")
    save(editor, source, title="Seed, renamed")
    stored = Source.objects.get()
    assert (stored.text, stored.text_sha256, stored.title) == (text, sha256(text), "Seed, renamed")


def test_the_source_of_anchored_words_is_edited_only_around_them(editor: Client) -> None:
    quotation = make_quotation()
    save(editor, quotation.source, text="Corrected. " + SOURCE_TEXT)
    quotation.refresh_from_db()
    assert quotation.spans[0].start == SOURCE_TEXT.index("The bridge is safe") + len("Corrected. ")
    errors = refused(editor, quotation.source, text=SOURCE_TEXT.replace("The bridge is safe", "The bridge was safe"))
    assert quotation.ref in errors[0]
    assert "is not in the source" in errors[0]


def test_a_source_is_captured_today_unless_somebody_says_otherwise(editor: Client) -> None:
    assert date.fromisoformat(open_form(editor, Source)["captured_on"])


def test_a_note_keeps_plain_line_ends(editor: Client) -> None:
    speaker = make_speaker()
    save(editor, speaker, note="One line.\r\nAnother.")
    assert Speaker.objects.get().note == "One line.\nAnother."
