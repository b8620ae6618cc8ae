"""Who is the same person: last names, given names, namesakes, bodies."""

import pytest

from quotes.extraction.names import Entity
from tests.extraction.readings import read


def whom(text: str) -> list[str]:
    """The fullest name of whoever each name in the text means, in order."""
    return [name.entity.name for name in read(text).names if name.entity]


def entities(text: str) -> list[Entity]:
    return read(text).entities


def entity(text: str, name: str) -> Entity:
    (found,) = (one for one in entities(text) if one.name == name)
    return found


@pytest.mark.parametrize("short", ["Lopez", "Ms. Lopez", "Sen. Lopez", "Maria", "M. Lopez"])
def test_a_short_name_is_the_person_whom_the_text_names_in_full(short):
    assert whom(f"On the quay stood Maria Lopez. The captain saw {short} wave.") == ["Maria Lopez"] * 2


def test_a_last_name_may_come_before_the_full_name():
    assert whom("The captain saw Lopez wave. On the quay stood Maria Lopez.") == ["Maria Lopez"] * 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Robert Hale", "Robert Hale Jr."),
        ("Robert Hale", "Robert G. Hale"),
        ("Rob Hale", "Robert Hale"),
        ("R. Hale", "Robert Hale"),
    ],
)
def test_forms_of_one_full_name_are_one_person(one, other):
    assert len(entities(f"On the quay stood {one}. The captain saw that {other} waved.")) == 1


def test_the_fullest_form_is_the_name():
    assert whom("On the quay stood Robert Hale. The captain saw Robert Gordon Hale.") == ["Robert Gordon Hale"] * 2


def test_a_particle_belongs_to_the_last_name():
    assert whom("On the quay stood Peter van der Berg. The captain saw van der Berg wave.")[0] == "Peter van der Berg"
    assert len({*whom("On the quay stood Omar al-Sayed. The captain saw al-Sayed wave.")}) == 1


# Namesakes

FAMILY = "On the quay stood Maria Lopez and Peter Lopez."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mark Venn", "Mary Venn"),
        ("Christine Holt", "Christopher Holt"),
        ("Alexander Holt", "Alexandra Holt"),
        ("Jon Holt", "Joan Holt"),
    ],
)
def test_namesakes_whose_first_names_begin_alike_are_kept_apart(one, other):
    assert whom(f"On the quay stood {one}. The captain saw that {other} waved.") == [one, other]


def test_two_people_of_one_last_name_are_kept_apart():
    assert whom(FAMILY) == ["Maria Lopez", "Peter Lopez"]


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("Mr. Lopez", "Peter Lopez"),
        ("Ms. Lopez", "Maria Lopez"),
        ("Mrs. Lopez", "Maria Lopez"),
        ("Maria", "Maria Lopez"),
        ("Peter", "Peter Lopez"),
    ],
)
def test_a_title_or_a_given_name_tells_namesakes_apart(short, full):
    assert whom(f"{FAMILY}\n\nThe captain saw that {short} waved.")[-1] == full


def test_the_namesake_named_in_the_same_paragraph_is_meant():
    text = f"{FAMILY}\n\nThe captain saw that Peter Lopez waved, and that Lopez left."
    assert whom(text)[-1] == "Peter Lopez"


def test_the_namesake_named_most_in_full_is_meant_otherwise():
    text = f"{FAMILY}\n\nThe captain knew Maria Lopez.\n\nThe cook saw that Lopez left."
    assert whom(text)[-1] == "Maria Lopez"


# Gender


@pytest.mark.parametrize(
    ("name", "gender"),
    [("Mr. Varga", "m"), ("Ms. Varga", "f"), ("Maria Varga", "f"), ("Peter Varga", "m"), ("Zorblat Q. Varga", "")],
)
def test_a_title_or_a_given_name_tells_the_gender(name, gender):
    (person,) = entities(f"On the quay stood {name}, alone.")
    assert person.gender == gender


def test_a_title_tells_the_gender_that_a_given_name_does_not():
    assert entity("On the quay stood Robin Varga. Everybody greeted Mr. Varga.", "Robin Varga").gender == "m"


def test_a_title_of_the_other_gender_means_somebody_else():
    text = "On the quay stood Maria Varga. Everybody greeted Mr. Varga."
    assert entity(text, "Maria Varga").gender == "f"
    assert entity(text, "Varga").gender == "m"


# Bodies and places


def test_a_body_named_twice_is_one_body():
    assert len(entities("The Harbour Board met. They asked the Harbour Board for a boat.")) == 1


def test_a_body_is_no_person_of_its_last_word():
    text = "They asked the Lopez Board for a boat. On the quay stood Maria Lopez."
    assert [(one.name, one.kind) for one in entities(text)] == [("Maria Lopez", "person"), ("Lopez Board", "body")]


def test_how_often_somebody_is_named_is_counted():
    person = entity("On the quay stood Maria Lopez. The captain saw Lopez wave, and Lopez left.", "Maria Lopez")
    assert (person.count, person.full_count) == (3, 1)
