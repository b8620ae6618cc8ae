"""The form of a seed: what has no place in it is named."""

import pytest

from quotes.ingest.files import Refused
from quotes.ingest.seeds import Words, parse_seed, read_seed
from tests.factories import SOURCE_TEXT
from tests.ingest.examples import SEED, write_seed


def problems_of(toml: str) -> str:
    return "\n".join(parse_seed(toml, SOURCE_TEXT).problems)


def test_a_seed_in_order_has_no_problems():
    assert problems_of(SEED) == ""


def test_the_article_beside_the_decisions_is_read_character_for_character(tmp_path):
    text = "One line\r\nand a no-break\u00a0space, a final line end\n"
    assert read_seed(write_seed(tmp_path, text=text)).text == text


@pytest.mark.parametrize(
    ("toml", "problem"),
    [
        (SEED + "[[quotes]]\nid = 'x'", "“quotes” is not a part of a seed"),
        (SEED.replace("attribution =", "atribution ="), "quotation “safe”: there is no “atribution”"),
        (
            SEED.replace("position =", "stand = 'x'\nposition ="),
            "quotation “safe”, stance “bridge-is-safe”: there is no “stand”",
        ),
        (SEED.replace("stated = true", 'stated = "yes"'), "affiliation “engineer”: stated must be true or false"),
        (SEED.replace('["bridges"]', '"bridges"'), "claim “bridge-is-safe”: topics must be a list of texts"),
        (
            SEED.replace('["the work would take two years"]', "[{ words = 'x' }]"),
            "“two-years”: passages must be a list",
        ),
        (SEED.replace('["the work would take two years"]', '""'), "“two-years”: passages must be a list"),
    ],
)
def test_what_has_no_place_is_named_with_where_it_is(toml, problem):
    assert problem in problems_of(toml)


@pytest.mark.parametrize(
    ("toml", "problem"),
    [
        ("= 1", "This is not TOML"),
        (SEED[SEED.index("[[organizations]]") :], r"\[source\] is missing"),
        ("source = 1", r"\[source\] is missing"),
        (SEED.replace("published_on = 2024-05-06", ""), "the source: published_on is missing"),
        (SEED.replace("2024-05-06\ncaptured", '"6 May"\ncaptured'), "the source: published_on must be a day"),
        (
            SEED.replace("2024-05-06\ncaptured", "2024-05-06T12:00:00\ncaptured"),
            "the source: published_on must be a day",
        ),
        (SEED.replace('name = "Bridges"', ""), "topic “bridges”: name is missing"),
        (SEED.replace('id = "safe"', ""), "a nameless quotation: id is missing"),
        ("topics = 3\n" + SEED[: SEED.index("[[topics]]")], "topics must be tables"),
    ],
)
def test_a_seed_without_what_every_seed_needs_is_refused(toml, problem):
    with pytest.raises(Refused, match=problem):
        parse_seed(toml, SOURCE_TEXT)


def test_every_problem_of_form_is_reported_at_once():
    toml = SEED.replace('name = "Bridges"', "").replace("attribution =", "atribution =")
    with pytest.raises(Refused) as refused:
        parse_seed(toml, SOURCE_TEXT)
    assert len(refused.value.problems) == 2


def test_a_passage_can_be_given_within_longer_words():
    toml = SEED.replace('["the work would take two years"]', "[{ words = 'work', within = 'the work would' }]")
    assert parse_seed(toml, SOURCE_TEXT).quotations[0]["passages"] == [Words("work", "the work would")]


def test_an_article_that_is_not_utf_8_is_refused(tmp_path):
    path = write_seed(tmp_path)
    path.with_suffix(".txt").write_bytes(b"caf\xe9")
    with pytest.raises(Refused, match=r"harbour-bridge\.txt is not UTF-8 text: byte 3"):
        read_seed(path)


def test_a_seed_without_its_article_is_refused(tmp_path):
    path = write_seed(tmp_path)
    path.with_suffix(".txt").unlink()
    with pytest.raises(Refused, match=r"harbour-bridge\.txt cannot be read: No such file"):
        read_seed(path)
