"""Fixtures become rows with revisions: all of them or none, and never over an editor's work."""

import json

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError

from quotes.ingest.building import ORDER
from quotes.ingest.files import Refused
from quotes.ingest.fixtures import record_models, serialize
from quotes.ingest.loading import load
from quotes.models import (
    Affiliation,
    Alias,
    Claim,
    FormerSlug,
    Organization,
    Quotation,
    QuotationTopic,
    SearchEntry,
    Source,
    Speaker,
    Stance,
    Topic,
)
from quotes.text.anchors import Span
from tests.factories import SOURCE_TEXT
from tests.ingest.examples import build_seed

SEED_FIXTURE = settings.BASE_DIR / "fixtures" / "russia-us-syria-2018-04-17.json"

pytestmark = pytest.mark.django_db


@pytest.fixture
def fixture(tmp_path):
    """A function that writes the small seed's fixture, with changes to the seed, and returns its path."""

    def write(*changes, name="harbour.json", text=None):
        path = tmp_path / name
        path.write_text(build_seed(*changes) if text is None else text)
        return path

    return write


def everything() -> list:
    """Every row of the record and every revision, as the database has them."""
    models = [*record_models(), FormerSlug]
    rows = [(model, list(model._base_manager.order_by("pk").values())) for model in models]
    return rows + [(model, list(model.history.order_by("history_id").values())) for model in record_models()]


def outcomes(counts) -> dict[str, int]:
    totals: dict[str, int] = {}
    for (_, outcome), count in counts.items():
        totals[outcome] = totals.get(outcome, 0) + count
    return totals


def refusal(path, **options) -> str:
    before = everything()
    with pytest.raises(Refused) as refused:
        load([path], **options)
    assert everything() == before, "a refused load changed something"
    return str(refused.value)


# Loading


def test_plain_loaddata_gives_the_whole_record_and_a_second_time_changes_nothing():
    call_command("loaddata", SEED_FIXTURE, verbosity=0)
    before = everything()
    assert sum(model.objects.count() for model in record_models()) == len(json.loads(SEED_FIXTURE.read_text()))
    call_command("loaddata", SEED_FIXTURE, verbosity=0)
    assert everything() == before


def test_loading_gives_the_rows_of_the_fixture(fixture):
    load([fixture()])
    rows = [record for model in ORDER for record in model._base_manager.order_by("pk")]
    assert serialize(rows) == build_seed()


def test_each_new_row_gets_one_revision_that_names_the_file(fixture):
    load([fixture()])
    for model in record_models():
        assert model.history.count() == model._base_manager.count()
        assert {row.history_type for row in model.history.all()} <= {"+"}
        assert {row.history_change_reason for row in model.history.all()} <= {"Loaded from harbour.json"}
    revision = Quotation.history.get(ref="0000000001")
    assert revision.text == Quotation.objects.get(ref="0000000001").text


def test_loading_again_changes_nothing(fixture):
    load([fixture()])
    before = everything()
    assert set(outcomes(load([fixture()]))) == {"unchanged"}
    assert everything() == before


def test_a_row_that_the_fixture_changed_is_replaced_with_a_revision_and_a_new_version(fixture):
    load([fixture()])
    counts = load([fixture(("The harbour bridge is safe.", "The bridge over the harbour is safe."))])
    assert outcomes(counts) == {"changed": 1, "unchanged": sum(counts.values()) - 1}
    claim = Claim.objects.get()
    assert (claim.text, claim.version) == ("The bridge over the harbour is safe.", 2)
    assert [row.history_type for row in claim.history.all()] == ["~", "+"]
    assert Stance.objects.get().version == 1


def test_a_changed_child_gives_its_parents_a_new_version(fixture):
    load([fixture()])
    load([fixture(("It will not stay so.", "She says that it will not stay so."))])
    assert Stance.objects.get().version == 2
    assert Claim.objects.get().version == 2
    assert Quotation.objects.get(ref="0000000001").version == 2
    assert Quotation.objects.get(ref="0000000002").version == 1


def test_a_fixture_with_a_longer_article_brings_its_passages_along(fixture):
    load([fixture()])
    load([fixture(text=build_seed(text="A new line\n\n" + SOURCE_TEXT))])
    start = Source.objects.get().text.index("the work")
    assert Quotation.objects.get(ref="0000000002").spans == [Span(start, start + len("the work would take two years"))]


def test_files_that_share_rows_load_together(fixture):
    other = json.dumps(
        [{"model": "quotes.topic", "fields": {"slug": "bridges", "name": "Bridges", "sort_key": "bridges"}}]
    )
    counts = load([fixture(), fixture(name="other.json", text=other)])
    assert counts[Topic, "created"] == 1
    assert set(outcomes(counts)) == {"created"}


def test_files_that_disagree_about_a_row_are_refused(fixture):
    text = json.dumps([{"model": "quotes.topic", "fields": {"slug": "bridges", "name": "Spans", "sort_key": "spans"}}])
    with pytest.raises(Refused, match=r"other\.json, row 1 \(topic\): harbour\.json says otherwise of Spans"):
        load([fixture(), fixture(name="other.json", text=text)])
    assert not Source.objects.exists()


# What editors did


def test_a_row_that_an_editor_changed_is_refused_and_named(fixture):
    load([fixture()])
    speaker = Speaker.objects.get(slug="council")
    speaker.note = "The city's council."
    speaker.save()
    claim = Claim.objects.get()
    claim.scope_note = "On foot."
    claim.save()
    message = refusal(fixture())
    assert "speaker council was changed by an editor after it was loaded" in message
    assert "claim bridge-is-safe was changed by an editor after it was loaded" in message
    assert "--overwrite" in message


def test_an_overwritten_row_gets_a_new_version_so_that_open_forms_conflict(fixture):
    load([fixture()])
    speaker = Speaker.objects.get(slug="council")
    speaker.note = "The city's council."
    speaker.save()
    load([fixture()], overwrite=True)
    after = Speaker.objects.get(slug="council")
    assert (after.note, after.version) == ("", 3)
    assert after.history.first().history_change_reason == "Loaded from harbour.json"


def test_a_row_that_an_editor_changed_back_is_loaded_over(fixture):
    load([fixture()])
    for note in ("The city's council.", ""):
        speaker = Speaker.objects.get(slug="council")
        speaker.note = note
        speaker.save()
    load([fixture(('name = "The council"', 'name = "The city council"'))])
    assert Speaker.objects.get(slug="council").name == "The city council"


def test_a_row_that_no_load_made_is_refused_when_it_differs(fixture):
    Topic(name="Spans", slug="bridges").save()
    assert "topic bridges is there, made by an editor, and differs" in refusal(fixture())


def test_a_row_that_no_load_made_is_left_alone_when_it_is_the_same(fixture):
    Topic(name="Bridges", slug="bridges").save()
    assert load([fixture()])[Topic, "unchanged"] == 1
    assert Topic.history.get().history_change_reason is None


def test_a_row_that_an_editor_deleted_is_not_brought_back(fixture):
    load([fixture()])
    Stance.objects.get().delete()
    Alias.objects.get().delete()
    message = refusal(fixture())
    assert "stance 0000000001/bridge-is-safe was deleted by an editor" in message
    assert "alias ana-ruiz/Ms. Ruiz was deleted by an editor" in message
    load([fixture()], overwrite=True)
    assert Stance.objects.count() == Alias.objects.count() == 1


def test_a_renamed_row_is_refused_and_with_overwriting_gets_its_address_back(fixture):
    load([fixture()])
    speaker = Speaker.objects.get(slug="council")
    speaker.slug = "city-council"
    speaker.save()
    assert "speaker city-council was changed by an editor" in refusal(fixture())
    load([fixture()], overwrite=True)
    assert Speaker.objects.get(pk=speaker.pk).slug == "council"
    assert list(FormerSlug.objects.values_list("slug", "current_slug")) == [("city-council", "council")]


def test_passages_that_an_editor_added_are_refused_and_with_overwriting_deleted(fixture):
    load([fixture()])
    quotation = Quotation.objects.get(ref="0000000002")
    quotation.anchor([*quotation.spans, Span(quotation.spans[0].end + 10, quotation.spans[0].end + 20)])
    assert "passage 0000000002/2 was added by an editor" in refusal(fixture())
    load([fixture()], overwrite=True)
    assert Quotation.objects.get(ref="0000000002").text == "the work would take two years"


def test_a_passage_that_the_fixture_no_longer_has_goes(fixture):
    load([fixture()])
    load([fixture((', "But it is old, and it will not stay safe."]', "]"))])
    assert Quotation.objects.get(ref="0000000001").text == "The bridge is safe"
    assert set(outcomes(load([fixture((', "But it is old, and it will not stay safe."]', "]"))]))) == {"unchanged"}


def test_what_was_published_does_not_become_a_draft(fixture):
    load([fixture()])
    draft = fixture(('ref = "0000000002"', 'ref = "0000000002"\nstatus = "draft"'))
    assert "it can be withdrawn, but not become a draft" in refusal(draft, overwrite=True)


def test_a_withdrawal_by_an_editor_stands(fixture):
    load([fixture()])
    quotation = Quotation.objects.get(ref="0000000002")
    quotation.status, quotation.status_reason = "withdrawn", "The council never said so."
    quotation.save()
    assert "quotation 0000000002 was changed by an editor" in refusal(fixture())


WITHDRAWN = ('ref = "0000000001"', 'ref = "0000000001"\nstatus = "withdrawn"\nstatus_reason = "It was misread."')


@pytest.mark.parametrize("change", [WITHDRAWN, ('said = "2024-05"', 'said = "2024-04"')])
def test_a_topic_that_an_editor_added_follows_the_quotation_that_the_fixture_changed(fixture, change):
    load([fixture()])
    quotation = Quotation.objects.get(ref="0000000001")
    QuotationTopic(quotation=quotation, topic=Topic.objects.create(name="Repairs")).save()
    load([fixture(change)])
    quotation.refresh_from_db()
    rows = list(quotation.quotation_topics.values_list("said_latest", "status"))
    assert rows == [(quotation.said_latest, quotation.status)] * 2


def test_a_fixture_whose_topic_says_another_status_than_its_quotation_is_refused(fixture):
    rows = json.loads(build_seed())
    (topic,) = (row for row in rows if row["model"] == "quotes.quotationtopic")
    topic["fields"]["status"] = "draft"
    assert "0000000001/bridges: status is “draft” and should be “published”" in refusal(fixture(text=json.dumps(rows)))


def test_rows_that_an_editor_added_beside_the_loaded_ones_are_left_alone(fixture):
    load([fixture()])
    Alias(speaker=Speaker.objects.get(slug="council"), name="The city").save()
    assert set(outcomes(load([fixture()]))) == {"unchanged"}
    assert Alias.objects.count() == 2


# Bad input


def row(model="quotes.topic", **fields) -> list[dict]:
    return [{"model": model, "fields": fields}]


TOPIC = {"slug": "bridges", "name": "Bridges", "sort_key": "bridges"}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b"{}", "must be a list of rows"),
        (b"[" * 100_000, "is not JSON"),
        (b'["caf\xe9"]', "is not UTF-8 text: byte 5"),
        ([1], "row 1: a row has a “model” and “fields”"),
        ([{"model": "quotes.topic", "pk": 1, "fields": TOPIC}], "no “pk”"),
        (row("auth.user", username="x"), "“auth.user” is not a model of the record"),
        (row("quotes.historicaltopic", **TOPIC), "is not a model of the record"),
        (row("nonsense"), "“nonsense” is not a model of the record"),
        (row(**TOPIC, colour="red"), "quotes.topic has no field “colour”"),
        (row(name="Bridges"), "“slug” is missing"),
        (row(**TOPIC | {"name": "A\x00B"}), "name: Character 1 is U+0000"),
        (
            b'[{"model":"quotes.topic","fields":{"slug":"a","name":"\\ud800","sort_key":"a"}}]',
            "U+D800 (lone surrogate)",
        ),
        (row(**TOPIC | {"name": "A\u202eB"}), "U+202E"),
        (row(**TOPIC | {"name": ""}), "name: This field cannot be blank"),
        (row(**TOPIC | {"name": "x" * 101}), "at most 100 characters"),
        (row(**TOPIC | {"name": {}}), "name must be a text"),
        (row(**TOPIC | {"version": 1.5}), "version must be a text, a whole number or null"),
        (row(**TOPIC | {"slug": "Not a slug"}), "slug: "),
        (row(**TOPIC | {"sort_key": "other"}), "topic bridges: sort_key is “other” and should be “bridges”"),
        (row(**TOPIC) * 2, "row 2 (topic): it stands in this file twice"),
        (row("quotes.alias", speaker=["nobody"], name="x"), "it refers to '['nobody']', which is not there"),
        (row("quotes.alias", speaker=["a", "b"], name="x"), "which is not there"),
        (row("quotes.alias", speaker=3, name="x"), "speaker must be a natural key in a list, not 3"),
        (row("quotes.alias", speaker=[], name="x"), "speaker must be a natural key in a list, not []"),
        (row("quotes.alias", speaker=None, name="x"), "Alias has no speaker"),
        (row("quotes.source", slug="x", title="x", published_on="2018-02-30"), "it is an invalid date"),
        (row("quotes.formerslug", kind="topic", slug="a", current_slug="b"), "former address topic/a: it leads to “b”"),
    ],
)
def test_bad_input_is_refused_with_its_place_and_nothing_is_loaded(tmp_path, content, problem):
    path = tmp_path / "bad.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    assert problem in refusal(path)


def test_a_missing_file_is_refused(tmp_path):
    assert "none.json cannot be read: No such file" in refusal(tmp_path / "none.json")


def test_words_that_are_not_in_the_source_are_refused_and_nothing_is_loaded(fixture):
    text = build_seed().replace("it will not stay safe.”", "it will stay safe.”")
    assert "quotation 0000000001: display_text is" in refusal(fixture(text=text))


def test_a_row_that_breaks_a_constraint_is_refused_and_nothing_is_loaded(fixture):
    text = build_seed().replace('"said_earliest": "2024-05-01"', '"said_earliest": "2025-01-01"')
    message = refusal(fixture(text=text))
    assert "(quotation)" in message
    assert "It was said after its source was published" in message


def test_loaddata_too_loads_all_or_nothing(fixture):
    rows = json.loads(build_seed())
    rows[-1]["fields"]["reason"] = ""
    with pytest.raises(IntegrityError):
        call_command("loaddata", fixture(text=json.dumps(rows)), verbosity=0)
    assert not Organization.objects.exists()
    assert not Affiliation.objects.exists()


def test_what_is_loaded_has_its_search_entries(fixture):
    load([fixture()])
    loaded = list(SearchEntry.objects.order_by("pk").values())
    assert len(loaded) == Quotation.objects.published().count() > 0
    SearchEntry.objects.follow(Quotation.objects.all())
    assert list(SearchEntry.objects.order_by("pk").values()) == loaded


def test_the_search_entries_follow_a_name_that_is_loaded_again(fixture):
    load([fixture()])
    load([fixture(("Ana Ruiz", "Ana Gómez"))])
    assert SearchEntry.objects.filter(names__startswith="ana gomez").exists()
    assert not SearchEntry.objects.filter(names__startswith="ana ruiz").exists()
