"""The whole record is checked again, and each mismatch is named."""

from collections import Counter
from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from quotes.ingest.loading import load
from quotes.ingest.verification import verify
from quotes.models import (
    Affiliation,
    FormerSlug,
    Organization,
    Passage,
    Quotation,
    QuotationTopic,
    SearchEntry,
    Source,
    Speaker,
    Status,
    Topic,
)
from tests.factories import make_quotation, make_source, make_speaker, make_topic
from tests.ingest.examples import build_seed

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(tmp_path):
    path = tmp_path / "harbour.json"
    path.write_text(build_seed())
    load([path])


def mismatches() -> list[str]:
    return list(verify(Counter()))


def test_an_empty_record_is_whole():
    counts = Counter()
    assert list(verify(counts)) == []
    assert counts.total() == 0


def test_a_loaded_record_is_whole_and_counted(record):
    counts = Counter()
    assert list(verify(counts)) == []
    assert (counts["Quotation"], counts["Passage"], counts["Source"], counts["Organization"]) == (2, 3, 1, 3)


def test_records_made_by_hand_are_whole():
    source = make_source()
    for words in ("The bridge is safe", ["But it is old", "We were not asked"]):
        make_quotation(source=source, words=words, topics=[make_topic()], said="2024")
    assert mismatches() == []


def test_one_changed_character_of_a_source_names_the_source_and_the_quotation(record):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE quotes_source SET text = replace(text, 'not stay safe', 'now stay safe')")
    found = mismatches()
    assert any(line.startswith("source harbour-bridge: text_sha256 is “") for line in found)
    (named,) = [line for line in found if line.startswith("quotation 0000000001: text is")]
    assert "will not stay safe" in named
    assert "should be" in named
    assert "will now stay safe" in named
    assert not [line for line in found if "0000000002" in line], "the other quotation's words are untouched"


@given(position=st.integers(0, 240), letter=st.sampled_from("§¶"))
def test_any_changed_character_of_a_source_is_noticed(position, letter):
    quotation = make_quotation(words=["The bridge is safe", "But it is old", "We were not asked"])
    text = quotation.source.text
    Source.objects.update(text=text[:position] + letter + text[position + 1 :])
    try:
        found = mismatches()
        within = any(start <= position < end for start, end in quotation.spans)
        assert any("text_sha256" in line for line in found)
        assert any(line.startswith(f"quotation {quotation.ref}: text is") for line in found) == within
    finally:
        for model in (Passage, SearchEntry, Quotation, Source, Speaker):
            model.objects.all()._raw_delete("default")


@pytest.mark.parametrize(
    ("model", "values", "problem"),
    [
        (Passage, {"end": 10_000}, "ends at character 10,000, and its source at 248"),
        (Passage, {"start": 0}, "quotation 0000000001: passage 2 starts at character 0, and should not before"),
        (Passage, {"position": 7}, "quotation 0000000002: its passages are numbered [7] and should count from 1"),
        (Quotation, {"text": "Other"}, "quotation 0000000001: text is “Other” and should be “The bridge"),
        (Quotation, {"display_text": "Other"}, "display_text is “Other” and should be ““The bridge"),
        (Quotation, {"role_slug": "baker"}, "role_slug is “baker” and should be “city-engineer”"),
        (Quotation, {"organization": None}, "organization is empty and should be “City engineers”"),
        (Quotation, {"said_latest": date(2024, 6, 1)}, "said_latest is 2024-06-01 and should be 2024-05-06"),
        (Quotation, {"said_earliest": None}, "said_earliest is empty and should be 2024-05-01"),
        (Quotation, {"said": "soon"}, "quotation 0000000001: said: “soon” is not a date in a form we keep"),
        (Quotation, {"affiliation": None}, "role_slug is “city-engineer” and should be “”"),
        (Source, {"text_length": 1}, "source harbour-bridge: text_length is 1 and should be 248"),
        (Source, {"text_sha256": "0" * 64}, "source harbour-bridge: text_sha256 is “00000"),
        (Source, {"published_on": date(2024, 4, 1)}, "said: That is after the source was published"),
        (
            QuotationTopic,
            {"said_latest": date(2000, 1, 1)},
            "topic of a quotation 0000000001/bridges: said_latest is 2000",
        ),
        *(
            (QuotationTopic, {"status": wrong}, f"0000000001/bridges: status is “{wrong}” and should be “published”")
            for wrong in Status
            if wrong != Status.PUBLISHED
        ),
        (
            Quotation,
            {"status": Status.WITHDRAWN, "status_reason": "It was retracted."},
            "0000000001/bridges: status is “published” and should be “withdrawn”",
        ),
        (Speaker, {"sort_key": "zz"}, "speaker ana-ruiz: sort_key is “zz” and should be “ruiz0ana”"),
        (Topic, {"sort_key": "zz"}, "topic bridges: sort_key is “zz” and should be “bridges”"),
        (Organization, {"sort_key": "zz"}, "organization city: sort_key is “zz” and should be “city”"),
        (Affiliation, {"until_latest": date(2030, 1, 1)}, "until_latest is 2030-01-01 and should be empty"),
        (Affiliation, {"role": "Mayor"}, "role_slug is “city-engineer” and should be “mayor”"),
    ],
)
def test_a_stored_value_that_does_not_follow_from_the_facts_is_named(record, model, values, problem):
    rows = model.objects.all()
    if "position" in values:
        rows = rows.filter(quotation__ref="0000000002")
    if "start" in values:
        rows = rows.filter(position=2)
    elif model is Quotation:
        rows = rows.filter(ref="0000000001")
    rows.update(**values)
    assert problem in "\n".join(mismatches())


def test_a_role_of_another_speaker_is_named(record):
    Quotation.objects.filter(ref="0000000001").update(speaker=Speaker.objects.get(slug="council"))
    assert "affiliation: “city engineer, City engineers” is a role of Ana Ruiz" in "\n".join(mismatches())


def test_a_published_quotation_without_its_words_is_named(record):
    Passage.objects.filter(quotation__ref="0000000002")._raw_delete("default")
    assert "quotation 0000000002: Its words are not anchored in the source" in "\n".join(mismatches())


def test_a_draft_without_words_is_no_mismatch():
    Quotation(source=make_source(), speaker=make_speaker()).save()
    assert mismatches() == []


def test_former_addresses_that_lead_nowhere_or_hide_a_record_are_named(record):
    FormerSlug.objects.create(kind="speaker", slug="old", current_slug="gone")
    FormerSlug.objects.create(kind="speaker", slug="council", current_slug="ana-ruiz")
    FormerSlug.objects.create(kind="speaker", slug="engineer", current_slug="ana-ruiz")
    assert mismatches() == [
        "speaker council: slug: This address still leads to “ana-ruiz”. Choose another.",
        "former address speaker/old: it leads to “gone”, which is no speaker's address.",
    ]


def test_twenty_quotations_cost_as_many_queries_as_two(record):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert mismatches() == []
        return len(queries)

    source, speaker = Source.objects.get(), Speaker.objects.get(slug="council")
    few = cost()
    for _ in range(18):
        make_quotation(source=source, speaker=speaker, words="We were not asked")
    assert cost() == few


def test_the_seeds_record_is_whole():
    load(sorted((settings.BASE_DIR / "fixtures").glob("*.json")))
    assert mismatches() == []
