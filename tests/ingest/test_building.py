"""A seed becomes a fixture, or a list of everything that is wrong with it."""

import json
import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import assume, given
from hypothesis import strategies as st

from quotes.ingest.building import build, find_passage
from quotes.ingest.files import Refused
from quotes.ingest.seeds import Words, read_seed
from quotes.models import Quotation, Source
from quotes.text.anchors import WordsNotFound
from tests.factories import SOURCE_TEXT, make_speaker
from tests.ingest.examples import build_seed

SEEDS = sorted((settings.BASE_DIR / "seeds").glob("*.toml"))
ARTICLE = (settings.BASE_DIR / "seeds" / "russia-us-syria-2018-04-17.txt").read_bytes().decode()
WORDS = list(re.finditer(r"\S+", ARTICLE))

pytestmark = pytest.mark.django_db


def problems_of(*changes: tuple[str, str], more: str = "", text: str = SOURCE_TEXT) -> list[str]:
    with pytest.raises(Refused) as refused:
        build_seed(*changes, more=more, text=text)
    return refused.value.problems


def rows_of(fixture: str, model: str) -> list[dict]:
    return [row["fields"] for row in json.loads(fixture) if row["model"] == f"quotes.{model}"]


# What is built


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_each_committed_fixture_is_what_its_seed_builds(path):
    fixture = settings.BASE_DIR / "fixtures" / f"{path.stem}.json"
    assert build(read_seed(path)).encode() == fixture.read_bytes()


def test_building_reads_no_row_of_the_database():
    with CaptureQueriesContext(
        connection,
    ) as queries:
        build_seed()
    assert not [query["sql"] for query in queries if "quotes_" in query["sql"]]


def test_a_database_that_holds_other_values_changes_nothing(tmp_path):
    before = build_seed()
    path = tmp_path / "f.json"
    path.write_text(before)
    call_command("loaddata", path, verbosity=0)
    Quotation.objects.update(said_latest="2024-05-30", text="other words")
    Source.objects.update(published_on="1999-01-01")
    make_speaker(slug="council-2", name="The council")
    assert build_seed() == before


def test_a_fixture_ends_with_a_line_end_and_shows_every_letter():
    fixture = build_seed(("Ana Ruiz", "Añá Ruiz"))
    assert fixture.endswith("]\n")
    assert "Añá Ruiz" in fixture


def test_rows_come_after_the_rows_that_they_refer_to():
    fixture = build_seed()
    assert [row["slug"] for row in rows_of(fixture, "organization")] == ["city", "harbour-times", "city-engineers"]
    assert [row["ref"] for row in rows_of(fixture, "quotation")] == ["0000000001", "0000000002"]


def test_rows_have_natural_keys_first_versions_and_derived_columns():
    fixture = build_seed()
    assert not [row for row in json.loads(fixture) if "pk" in row or row["fields"]["version"] != 1]
    quotation, inner = rows_of(fixture, "quotation")
    assert quotation["text"] == "The bridge is safe But it is old, and it will not stay safe."
    assert quotation["display_text"] == "“The bridge is safe” … “But it is old, and it will not stay safe.”"
    assert quotation["affiliation"] == ["ana-ruiz", "city-engineers", "city-engineer", "../2024-05-06"]
    assert quotation["organization"] == ["city-engineers"]
    assert (quotation["role_slug"], quotation["said_earliest"]) == ("city-engineer", "2024-05-01")
    assert quotation["said_latest"] == "2024-05-06", "said in May, and not after the article of May 6"
    assert inner["reported_in"] == ["0000000001"]
    topic = rows_of(fixture, "quotationtopic")[0]
    assert (topic["said_latest"], topic["status"]) == ("2024-05-06", "published")


def test_what_the_source_states_of_a_role_is_told_from_what_an_editor_added():
    stated = rows_of(build_seed(), "affiliation")[0]
    added = rows_of(build_seed(("stated = true\n", "")), "affiliation")[0]
    assert (stated["stated_in"], added["stated_in"]) == (["harbour-bridge"], None)


# What is refused


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("The bridge is safe", "The bridge is sound", "“safe”: “The bridge is sound” is not in the source"),
        ("the work would take two years", "t", "quotation “two-years”: “t” stands in the source"),
        (
            'speaker = "council"',
            'speaker = "counsil"',
            "the speaker “counsil” is not declared. Did you mean “council”?",
        ),
        ('affiliation = "engineer"', 'affiliation = "baker"', "the affiliation “baker” is not declared"),
        ('reported_in = "safe"', 'reported_in = "sage"', "the quotation “sage” is not declared. Did you mean “safe”?"),
        ('topics = ["bridges"]', 'topics = ["ferries"]', "the topic “ferries” is not declared"),
        ('claim = "bridge-is-safe"', 'claim = "x"', "quotation “safe”, stance “x”: the claim “x” is not declared"),
        (
            'parent = "city"',
            'parent = "town"',
            "organization “city-engineers”: the organization “town” is not declared",
        ),
        ('publisher = "harbour-times"', 'publisher = "x"', "the source: the organization “x” is not declared"),
        ('ref = "0000000001"', "", "quotation “safe”: it has no ref yet"),
        ('ref = "0000000001"', 'ref = "000000000U"', "quotation “safe”: ref: A ref is 10 capital letters"),
        ('ref = "0000000001"', 'ref = "0000000002"', "is there twice"),
        ('id = "safe"', 'id = "two-years"', "the quotation “two-years” is there twice"),
        ('slug = "council"', 'slug = "ana-ruiz"', "the speaker “ana-ruiz” is there twice"),
        ('aliases = ["Ms. Ruiz"]', 'aliases = ["A", "A"]', "is there twice"),
        ('topics = ["bridges"]', 'topics = ["bridges", "bridges"]', "is there twice"),
        ('said = "2024-05"', 'said = "May 2024"', "quotation “safe”: said: “May 2024” is not a date in a form we keep"),
        ('said = "2024-05"', 'said = "2024-06"', "quotation “safe”: said: That is after the source was published"),
        ('since = "../2024-05-06"', 'since = "2024"\nuntil = "2023"', "It ends before it starts"),
        (
            'speaker = "council"',
            'speaker = "council"\naffiliation = "engineer"',
            "is a role of Ana Ruiz, not of this speaker",
        ),
        ('speaker = "council"\n', "", "quotation “two-years”: It has no speaker"),
        ('kind = "indirect"', 'kind = "reported"', "kind: “reported” is not one of direct, partial, indirect."),
        ('position = "qualifies"', 'position = "doubts"', "position: “doubts” is not one of asserts"),
        ('reason = "It will not stay so."', 'reason = ""', "reason: This field cannot be blank"),
        ('name = "Bridges"', 'name = "Bridges\\u202E"', "U+202E (right-to-left override), which cannot be kept"),
        ('slug = "harbour-bridge"', 'slug = "harbour bridge"', "the source: slug: "),
        (
            'slug = "harbour-bridge"',
            'slug = "harbour-bridge"\nurl = "javascript:alert(1)"',
            "the source: url: Give a full web",
        ),
        ('kind = "indirect"', 'kind = "indirect"\nstatus = "withdrawn"', "A withdrawal needs a reason"),
        (
            'passages = ["the work would take two years"]',
            "passages = []",
            "quotation “two-years”: Its words are not anchored",
        ),
    ],
)
def test_a_seed_that_breaks_a_rule_is_refused_with_the_place_and_the_reason(old, new, problem):
    assert problem in "\n".join(problems_of((old, new)))


def test_a_missing_passage_is_refused_with_the_nearest_words():
    (problem,) = problems_of(("But it is old, and it will not stay safe.", "But it is old and will not stay safe."))
    assert problem.startswith("quotation “safe”: “But it is old and will not stay safe.” is not in the source")
    assert "But it is old, and it will not stay”" in problem


def test_passages_out_of_reading_order_are_refused():
    swapped = '["But it is old, and it will not stay safe.", "The bridge is safe"]'
    (problem,) = problems_of(('["The bridge is safe", "But it is old, and it will not stay safe."]', swapped))
    assert "“The bridge is safe” stands in the source before the passage that it follows here" in problem


def test_statements_that_report_each_other_in_a_circle_are_refused():
    changed = 'id = "safe"\nreported_in = "two-years"'
    assert "leads round in a circle: safe, two-years" in "\n".join(problems_of(('id = "safe"', changed)))


def test_organizations_that_are_part_of_each_other_are_refused():
    changed = ('name = "City"', 'name = "City"\nparent = "city-engineers"')
    assert "leads round in a circle: city, city-engineers" in "\n".join(problems_of(changed))


def test_all_problems_are_reported_at_once_and_no_more_than_they_are():
    problems = problems_of(
        ("The bridge is safe", "The bridge is sound"),
        ('speaker = "council"', 'speaker = "counsil"'),
        ('said = "2024-05"', 'said = "2024-13"'),
        ("attribution =", "atribution ="),
        ('claim = "bridge-is-safe"', 'claim = "x"'),
    )
    assert len(problems) == 5


def test_an_article_with_characters_that_cannot_be_kept_is_refused():
    (problem,) = problems_of(text=SOURCE_TEXT + "\r\n")
    assert problem.startswith("the article: Character 248 is U+000D")


# Where passages stand


def test_ambiguous_words_are_placed_by_longer_words_around_them():
    text = "He came. She came. They came."
    assert find_passage(text, Words("came", "She came")) == (13, 17)
    with pytest.raises(ValueError, match="stands in the source 3 times"):
        find_passage(text, Words("came"))
    with pytest.raises(ValueError, match="“It came” is not in the source"):
        find_passage(text, Words("came", "It came"))
    with pytest.raises(ValueError, match="“went” is not in the source"):
        find_passage(text, Words("went", "She came"))


@given(st.integers(0, len(WORDS) - 1), st.integers(1, 60))
def test_any_words_of_the_article_are_found_where_they_stand(first, count):
    run = WORDS[first : first + count]
    start, end = run[0].start(), run[-1].end()
    words = ARTICLE[start:end]
    if ARTICLE.count(words) == 1:
        assert find_passage(ARTICLE, Words(words)) == (start, end)
    else:
        with pytest.raises(ValueError, match=r"stands in the source \d+ times"):
            find_passage(ARTICLE, Words(words))


@given(st.integers(0, len(WORDS) - 12), st.integers(5, 11), st.data())
def test_altered_words_are_refused_with_what_stands_there(first, count, data):
    run = [word.group() for word in WORDS[first : first + count]]
    run[data.draw(st.integers(1, count - 2))] = "zebra"
    words = " ".join(run)
    assume(words not in ARTICLE)
    with pytest.raises(WordsNotFound) as refused:
        find_passage(ARTICLE, Words(words))
    assert run[0] in refused.value.nearest or run[-1] in refused.value.nearest
    assert refused.value.nearest in ARTICLE
