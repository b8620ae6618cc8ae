"""Which public names a reader may have meant."""

import pytest

from quotes.models import Status
from quotes.search.names import did_you_mean
from tests.factories import make_affiliation, make_organization, make_quotation, make_speaker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def names():
    club = make_organization(name="Valdai Club")
    role = make_affiliation(speaker=make_speaker(name="Fyodor Lukyanov"), organization=club)
    make_quotation(affiliation=role)
    for name in ("Angela Merkel", "Łukasz Żółw"):
        make_quotation(speaker=make_speaker(name=name))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Lukianov", ["Fyodor Lukyanov"]),
        ("lukyanof", ["Fyodor Lukyanov"]),
        ("fyodr LUKIANOV", ["Fyodor Lukyanov"]),
        ("Lukianov Fyodor", ["Fyodor Lukyanov"]),
        ("Лукианов", ["Fyodor Lukyanov"]),
        ('"Merkl"', ["Angela Merkel"]),
        ("lukasz zolv", ["Łukasz Żółw"]),
        ("Valday", ["Valdai Club"]),
        ("valday club", ["Valdai Club"]),
        ("Angela Merkel", []),
        ("lukyanov", []),
        ("bridges", []),
        ("yes", []),
        ("", []),
        ("?!", []),
    ],
)
def test_a_misspelt_name_brings_the_one_that_was_meant(text, meant):
    assert did_you_mean(text) == meant


@pytest.mark.parametrize("status", [status for status in Status if status != Status.PUBLISHED])
def test_a_name_without_published_quotations_is_never_meant(status):
    role = make_affiliation(
        speaker=make_speaker(name="Secret Spokesman"), organization=make_organization(name="Hidden Ministry")
    )
    make_quotation(affiliation=role, status=status)
    assert did_you_mean("secret spokesmann") == did_you_mean("ministri") == []


def test_there_are_three_at_most_and_the_most_alike_comes_first():
    for name in ("Jonathan Smyth", "Jonathan Smithe", "Jonathan Smitt", "Jonathan Smits"):
        make_quotation(speaker=make_speaker(name=name))
    meant = did_you_mean("Jonathan Smithee")
    assert meant[0] == "Jonathan Smithe"
    assert len(meant) == 3


def test_two_of_the_same_name_are_named_once():
    for _ in range(2):
        make_quotation(speaker=make_speaker(name="Tom Byrne"))
    assert did_you_mean("Tom Birne") == ["Tom Byrne"]


def test_names_cost_two_queries(django_assert_num_queries):
    with django_assert_num_queries(2):
        did_you_mean("lukianov")
    with django_assert_num_queries(0):
        did_you_mean("?")
