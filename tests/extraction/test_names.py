"""Names of people, bodies and places in a text."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quotes.extraction.names import Name
from quotes.extraction.reading import Reading
from tests.extraction.readings import read


def printed(reading: Reading, name: Name) -> str:
    """The words of a name, without its title."""
    tokens = reading.tokens
    return tokens.text[tokens.starts[name.start] : tokens.ends[name.end - 1]]


def names(text: str) -> list[str]:
    reading = read(text)
    return [printed(reading, name) for name in reading.names]


def titles(text: str) -> list[tuple[str, ...]]:
    return [name.titles for name in read(text).names]


def kinds(text: str) -> list[tuple[str, str]]:
    """Each name with what it names."""
    reading = read(text)
    return [(printed(reading, name), name.kind) for name in reading.names]


# People


@pytest.mark.parametrize(
    "name",
    [
        "Maria Lopez",
        "Anna-Lena Vogt",
        "Peter O'Hara",
        "José Muñoz",
        "Recep Erdoğan",
        "Łukasz Wiśniewski",
        "Robert G. Hale",
        "J. R. Hale",
        "John F. Hale",
        "Maria de la Cruz",
        "Peter van der Berg",
        "Karl von Stein",
        "Osman bin Rashid",
        "Omar al-Sayed",
        "Ali ibn Yusuf",
        "Charles du Pont",
        "Luis Fernando del Río",
    ],
)
def test_a_full_name_is_one_name(name):
    assert names(f"The ferry was late, and {name} was cross.") == [name]


@pytest.mark.parametrize("suffix", ["Jr.", "Sr.", "II", "III", "IV"])
def test_a_suffix_belongs_to_the_name(suffix):
    assert names(f"The captain met Robert Hale {suffix} on the quay.") == [f"Robert Hale {suffix}"]


@pytest.mark.parametrize(
    ("printed_title", "title"),
    [
        ("Mr.", ("mr",)),
        ("Ms.", ("ms",)),
        ("Dr.", ("dr",)),
        ("Prof.", ("prof",)),
        ("Gov.", ("gov",)),
        ("Sen.", ("sen",)),
        ("Lt. Gen.", ("lt", "gen")),
        ("President", ("president",)),
        ("Foreign Minister", ("foreign", "minister")),
        ("Deputy Prime Minister", ("deputy", "prime", "minister")),
        ("Vice President", ("vice", "president")),
        ("Judge", ("judge",)),
    ],
)
def test_what_stands_before_a_name_is_its_title(printed_title, title):
    sentence = f"On the quay stood {printed_title} Maria Lopez, alone."
    assert (names(sentence), titles(sentence)) == (["Maria Lopez"], [title])


@pytest.mark.parametrize("title", ["Mr.", "Mrs.", "Dr.", "Gov.", "President", "Pastor"])
def test_a_last_name_with_a_title_is_a_person(title):
    assert kinds(f"On the quay stood {title} Varga, alone.") == [("Varga", "person")]


def test_a_known_given_name_tells_a_person():
    assert kinds("On the quay stood Maria Varga, alone.") == [("Maria Varga", "person")]


def test_a_middle_initial_tells_a_person():
    assert kinds("On the quay stood Zorblat Q. Varga, alone.") == [("Zorblat Q. Varga", "person")]


def test_a_title_may_have_a_preposition_in_it():
    assert names("On the quay stood Secretary of State Maria Lopez, alone.") == ["Maria Lopez"]


@pytest.mark.parametrize("place", ["Spain", "Vlorbeck"])
def test_the_place_that_has_somebody_is_no_part_of_the_name(place):
    assert names(f"On the quay stood {place}'s Maria Lopez, alone.")[-1] == "Maria Lopez"


def test_a_title_alone_names_nobody():
    assert names("On the quay stood the President, and then a Senator came.") == []


def test_a_possessive_ending_is_not_part_of_a_name():
    assert names("They took Maria Lopez's boat, and James’s oars.") == ["Maria Lopez", "James"]


def test_two_people_joined_by_and_are_two_names():
    assert names("The captain met Maria Lopez and Peter Hale on the quay.") == ["Maria Lopez", "Peter Hale"]


def test_a_name_does_not_cross_a_line_end():
    assert names("They thanked Maria Lopez\n\nPeter Hale was late.") == ["Maria Lopez", "Peter Hale"]


# The beginning of a sentence


@pytest.mark.parametrize("word", ["The", "When", "But", "Yesterday", "According to", "After", "Meanwhile"])
def test_a_word_that_only_begins_the_sentence_is_no_part_of_the_name(word):
    assert names(f"It rained. {word} Maria Lopez left the quay.") == ["Maria Lopez"]


@pytest.mark.parametrize("word", ["Officials", "They", "Nobody", "Critics", "Yes", "Earlier"])
def test_a_common_word_that_begins_a_sentence_is_no_name(word):
    assert names(f"It rained. {word} left the quay.") == []


def test_a_word_that_the_text_also_has_in_small_letters_is_no_name_at_the_start():
    assert names("Boats left the quay. The boats were old.") == []


def test_a_verb_ends_the_name_in_a_headline():
    assert names("Maria Lopez Says Peter Hale Must Resign")[:2] == ["Maria Lopez", "Peter Hale"]


# Parties and states


def test_a_party_tag_is_no_part_of_the_name():
    found = names("The bill was Sen. Maria Lopez (D-N.Y.), and nobody else's.")
    assert found[0] == "Maria Lopez"
    assert "D-N" not in " ".join(found)


@pytest.mark.parametrize("party", ["Republican", "Democrat"])
def test_the_member_of_a_party_is_no_name(party):
    assert party not in names(f"On the quay stood a {party}, alone.")


# Bodies


@pytest.mark.parametrize(
    "body",
    [
        "Department of Justice",
        "Ministry of Defence",
        "Institute for the Study of War",
        "Harbour Board",
        "Rotterdam University",
        "National Bank of Kenya",
        "Maple Street Clinic",
        "Organization for the Prohibition of Chemical Weapons",
    ],
)
def test_a_body_keeps_what_follows_of_or_for(body):
    assert kinds(f"The ferry belongs to the {body}, and has for years.") == [(body, "body")]


def test_what_follows_of_does_not_cross_a_line_end():
    text = "A letter to the Department of Justice\n\nMaria Lopez was late."
    assert names(text) == ["Department of Justice", "Maria Lopez"]


@pytest.mark.parametrize("letters", ["NATO", "FBI", "AFP"])
def test_capital_letters_alone_are_a_body(letters):
    assert kinds(f"The ferry was hired by {letters}, which paid late.") == [(letters, "body")]


def test_a_person_of_a_body_is_not_part_of_its_name():
    assert names("They met Maria Lopez of the Harbour Board on the quay.") == ["Maria Lopez", "Harbour Board"]


# Places


@pytest.mark.parametrize("place", ["Moscow", "Texas", "Germany", "North Carolina", "Orange County"])
def test_a_place_is_told_from_a_person(place):
    assert kinds(f"The ferry comes from {place}, which is far.") == [(place, "place")]


def test_a_word_that_stands_only_after_in_or_near_is_a_place():
    assert kinds("They met in Vlorbeck. It always rains in Vlorbeck.") == [("Vlorbeck", "place")] * 2


def test_a_word_that_also_acts_is_no_place():
    assert ("Vlorbeck", "place") not in kinds("They believe in Vlorbeck. The winner was Vlorbeck.")


@pytest.mark.parametrize("when", ["on Monday", "in December", "last Friday"])
def test_days_and_months_name_nobody(when):
    assert [kind for _, kind in kinds(f"The ferry was late {when}, as ever.")] in ([], ["place"])


# Any text

PARTS = [
    *"AaB.-'’ \n“”(),&",
    "Mr. ",
    "de la ",
    "al-",
    " of the ",
    " of ",
    "Board ",
    "Ministry ",
    "Maria ",
    "Lopez ",
    "Jr.",
]


@example("the Ministry of Maria Lopez")
@given(st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
def test_names_are_in_order_and_apart(text):
    found = read(text).names
    assert all(name.title_start <= name.start < name.end and name.parts for name in found)
    assert all(one.end <= other.title_start for one, other in pairwise(found))
