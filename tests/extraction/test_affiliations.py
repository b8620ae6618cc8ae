"""A role as printed is taken apart where the body in it is certain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.extraction.affiliations import take_apart


@pytest.mark.parametrize(
    ("attribution", "role", "organization"),
    [
        (
            "deputy director of the official Institute of USA-Canada Studies (ISKRAN)",
            "deputy director",
            "Institute of USA-Canada Studies",
        ),
        ("a professor of economics at the University of Leeds", "professor of economics", "University of Leeds"),
        ("a spokeswoman for the Ministry of Defense", "spokeswoman", "Ministry of Defense"),
        ("a structural engineer at Northmoor University", "structural engineer", "Northmoor University"),
        ("deputy director of Northmoor University", "deputy director", "Northmoor University"),
        ("professor of law at Oxford University", "professor of law", "Oxford University"),
        ("head of the northern branch of the Labour Party", "head of the northern branch", "Labour Party"),
        ("senior fellow, Brookings Institution in Washington", "senior fellow", "Brookings Institution"),
        ("a senior White House official", "official", "White House"),
        ("a former White House press secretary", "former White House press secretary", ""),
        ("White House press secretary", "press secretary", "White House"),
        ("Kremlin spokesman", "spokesman", "Kremlin"),
        ("the Pentagon’s press secretary", "press secretary", "Pentagon"),
        ("an independent Middle East expert", "independent Middle East expert", ""),
        ("the city engineer", "city engineer", ""),
        ("The mayor of Tulsa", "mayor of Tulsa", ""),
        ("its leader", "leader", ""),
        ("The company’s chief executive", "chief executive", ""),
        ("the country's foreign minister", "foreign minister", ""),
        ("a women's rights activist", "women's rights activist", ""),
        ("who runs the ferry", "", ""),
        ("", "", ""),
    ],
)
def test_a_role_and_an_organization_are_told_apart(attribution, role, organization):
    assert take_apart(attribution) == (role, organization)


@given(st.text())
def test_both_are_words_of_what_is_printed(attribution):
    role, organization = take_apart(attribution)
    assert role in attribution
    assert organization in attribution
