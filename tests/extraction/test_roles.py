"""A speaker's role or affiliation as printed beside the name."""

import pytest

from quotes.extraction import Candidate, extract


def direct(text: str) -> list[Candidate]:
    return [one for one in extract(text).candidates if one.kind == "direct"]


@pytest.mark.parametrize(
    ("who", "mention", "attribution"),
    [
        ("Maria Lopez, an engineer", "Maria Lopez", "an engineer"),
        ("Maria Lopez, an independent bridge expert", "Maria Lopez", "an independent bridge expert"),
        ("Maria Lopez, head of the port", "Maria Lopez", "head of the port"),
        ("Maria Lopez, director of the Harbour Board", "Maria Lopez", "director of the Harbour Board"),
        ("Maria Lopez, the mayor's lawyer", "Maria Lopez", "the mayor's lawyer"),
        ("Maria Lopez, 54, a shopkeeper", "Maria Lopez", "a shopkeeper"),
        ("Maria Lopez of the Harbour Board", "Maria Lopez", "the Harbour Board"),
        ("Maria Lopez of the Russian general staff", "Maria Lopez", "the Russian general staff"),
        ("Transport Minister Maria Lopez", "Transport Minister Maria Lopez", "Transport Minister"),
        ("Mr. Varga", "Mr. Varga", ""),
        ("Lt. Gen. Peter Varga", "Lt. Gen. Peter Varga", ""),
        ("Maria Lopez", "Maria Lopez", ""),
        ("Maria Lopez of Chicago", "Maria Lopez", ""),
        ("Maria Lopez of Springfield, Texas", "Maria Lopez", ""),
        ("Maria Lopez, speaking from the quay", "Maria Lopez", ""),
        ("Maria Lopez, who was cross", "Maria Lopez", ""),
    ],
)
def test_the_role_is_what_the_text_prints_beside_the_name(who, mention, attribution):
    (found,) = direct(f"“The bridge is safe and will stay so,” said {who}.")
    assert (found.mention, found.attribution) == (mention, attribution)


@pytest.mark.parametrize(
    ("who", "attribution"),
    [
        ("Maria Lopez, an engineer at the port,", "an engineer at the port"),
        ("Maria Lopez, the city's chief engineer,", "the city's chief engineer"),
        ("Mayor Peter Varga", "Mayor"),
    ],
)
def test_the_role_may_stand_between_the_name_and_the_cue(who, attribution):
    (found,) = direct(f"{who} said: “The bridge is safe and will stay so.”")
    assert found.attribution == attribution


@pytest.mark.parametrize(
    ("sentence", "statement"),
    [
        ("The mayor, Ana Ruiz, said taxes would rise.", "taxes would rise"),
        ("The mayor, Ana Ruiz, said the bridge closed on Friday.", "the bridge closed on Friday"),
    ],
)
def test_a_role_before_a_name_between_commas_is_no_statement(sentence, statement):
    found = extract(sentence).candidates
    assert [(one.speaker, sentence[slice(*one.passages[0])]) for one in found] == [("Ana Ruiz", statement)]


@pytest.mark.parametrize(
    ("sentence", "attribution"),
    [
        ("On the quay the mayor, Peter Varga, spoke about the bridge.", "the mayor"),
        ("The landlord, Peter Varga, owns eleven houses on the quay.", "The landlord"),
        ("The mayor, Peter Varga, left.", "The mayor"),
    ],
)
def test_what_somebody_named_between_commas_does_is_no_role(sentence, attribution):
    (found,) = direct(f"{sentence}\n\n“It is safe and will stay so,” said Varga.")
    assert (found.speaker, found.attribution) == ("Peter Varga", attribution)


def test_a_description_of_the_body_belongs_to_the_role():
    text = "“The bridge is safe,” said Maria Lopez, editor of Harbour News, a weekly paper in Rotterdam."
    assert direct(text)[0].attribution == "editor of Harbour News, a weekly paper in Rotterdam"


def test_a_short_form_in_brackets_belongs_to_the_role():
    text = "“The bridge is safe,” said Maria Lopez, director of the Institute of Bridge Studies (IBS)."
    assert direct(text)[0].attribution == "director of the Institute of Bridge Studies (IBS)"


def test_the_role_is_kept_for_the_same_person_later():
    text = "“It is old,” said Maria Lopez, an engineer.\n\nIt rained.\n\n“The bridge is safe,” said Ms. Lopez."
    assert [one.attribution for one in direct(text)] == ["an engineer", "an engineer"]


def test_a_later_role_counts_where_it_is_printed():
    text = "“It is old,” said Maria Lopez, an engineer.\n\n“The bridge is safe,” said Maria Lopez, the mayor's sister."
    assert [one.attribution for one in direct(text)] == ["an engineer", "the mayor's sister"]


def test_nobody_has_anothers_role():
    text = "“It is old,” said Maria Lopez, an engineer.\n\n“The bridge is safe,” said Peter Varga."
    assert [one.attribution for one in direct(text)] == ["an engineer", ""]


def test_an_unnamed_speaker_is_described_by_what_the_text_says_of_them():
    text = "“The bridge is safe,” said one adviser, who spoke on condition of anonymity."
    assert direct(text)[0].attribution == "who spoke on condition of anonymity"
