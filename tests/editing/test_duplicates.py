"""Suspected duplicates: exactly by the four rules, and never a pair that was decided."""

import random
import time
from itertools import combinations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from quotes.editing import duplicates, merge
from quotes.editing.duplicates import Known, Rule, counts, surname_and_initial, suspect, tell_apart, undecided
from quotes.editing.merging import MODELS
from quotes.models import Distinction
from tests.factories import make_alias, make_organization, make_quotation, make_speaker, make_topic
from tests.members import make_member

W, LE, LO, S = Rule.WIKIDATA, Rule.LETTERS, Rule.LOOKS, Rule.SURNAME


def rules_of(one: Known, other: Known) -> tuple[Rule, ...]:
    return tuple(rule for each in suspect([one, other]).pairs for rule in each.rules)


@pytest.mark.parametrize(
    ("one", "other", "rules"),
    [
        ("Jose Munoz", "José Muñoz", (LE,)),
        ("Иван Петров", "Ivan Petrov", (LE,)),
        ("习近平", "Xi Jinping", (LE,)),
        ("Ana Ruiz", "ANA  RUIZ", (LE,)),
        ("Ａｎａ Ruiz", "Ana Ruiz", (LE,)),
        ("Al-Jazeera", "Al Jazeera", (LE,)),
        ("Раul Byrne", "Paul Byrne", (LO,)),
        ("Ian Byrne", "lan Byrne", (LO,)),
        ("Barney", "Bamey", (LO,)),
        ("Ana Ruiz", "Ana Ruis", ()),
        ("…", "—", ()),
    ],
)
def test_names_of_the_same_letters_or_looks_are_suspected(one, other, rules):
    assert rules_of(Known(1, (one,)), Known(2, (other,))) == rules


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Lukyanov, Fyodor", "Lukyanov, F.", True),
        ("Лукьянов, Фёдор", "Lukyanov, Fyodor", True),
        ("Muñoz, Ana", "Munoz, Andrés", True),
        ("Ana Muñoz", "Munoz, A.", True),
        ("Smith, John", "Smith, Jane", True),
        ("Smith, John", "Smith, Peter", False),
        ("Smith, John", "Smyth, John", False),
        ("Smith", "Smith", False),
        ("Smith,", "Smith,", False),
        ("", "", False),
    ],
)
def test_the_same_last_name_and_initial_is_suspected(one, other, alike):
    names = ("Ana",), ("Tom",)
    rules = rules_of(Known(1, names[0], sort_name=one), Known(2, names[1], sort_name=other))
    assert rules == ((S,) if alike else ())


def test_the_same_wikidata_item_is_suspected_and_an_empty_one_is_not():
    assert rules_of(Known(1, ("Ana",), "Q1"), Known(2, ("Tom",), "Q1")) == (W,)
    assert rules_of(Known(1, ("Ana",), "Q1"), Known(2, ("Tom",), "Q2")) == ()
    assert rules_of(Known(1, ("Ana",)), Known(2, ("Tom",))) == ()


def test_the_strongest_come_first():
    records = [
        Known(1, ("Ana Ruiz",), "Q1", "Ruiz, Ana"),
        Known(2, ("Anna Ruíz",), "Q1", "Ruíz, Anna"),
        Known(3, ("Aná Ruiz",), "", "Ruiz, Aná"),
        Known(4, ("Arthur Ruiz",), "", "Ruiz, Arthur"),
    ]
    pairs = [(each.pair, each.rules) for each in suspect(records).pairs]
    assert pairs[:2] == [((1, 2), (W, S)), ((1, 3), (LE, S))]
    assert next(pair for pair, rules in pairs if rules == (S,)) == (2, 3), "Anna is more like Aná than Arthur is"
    assert len(pairs) == 6


def test_blocks_find_exactly_the_pairs_that_comparing_all_would():
    chance = random.Random(1)
    first, last = ["Ana", "Aná", "Ана", "Tom", "Tоm", "T.", "Ian", "lan"], ["Ruiz", "Ruíz", "Руиз", "Byrne", "Вyrne"]
    records = []
    for key in range(150):
        one, two = chance.choice(first), chance.choice(last)
        names = (f"{one} {two}", *chance.sample([f"{one} X{two}", f"{two} {one}"], chance.randint(0, 2)))
        records.append(Known(key, names, chance.choice(["", "", f"Q{chance.randint(1, 30)}"]), f"{two}, {one}"))

    def shared(one: Known, other: Known) -> set[Rule]:
        keys = one.keys(), other.keys()
        return {rule for rule in Rule if keys[0][rule] & keys[1][rule]}

    due = {}
    for one, other in combinations(records, 2):
        if rules := shared(one, other):
            due[one.key, other.key] = rules - ({LO} if LE in rules else set())
    assert {each.pair: set(each.rules) for each in suspect(records).pairs} == due


def test_of_too_many_the_strongest_are_kept():
    records = [Known(key, (f"Person {key}",), "Q1" if key < 2 else "", "Smith, John") for key in range(20)]
    suspected = suspect(records, most=30)
    assert len(suspected.pairs) == 30
    assert not suspected.is_complete
    assert suspected.pairs[0].rules == (W, S)
    assert suspect(records, most=190).is_complete


def test_twenty_thousand_speakers_take_seconds():
    chance = random.Random(2)
    syllables = ["ka", "lo", "mi", "ren", "to", "sa", "vu", "bel", "dor", "ni"]
    name = lambda parts: "".join(chance.choices(syllables, k=parts)).capitalize()  # noqa: E731
    records = [Known(key, (f"{(one := name(2))} {(two := name(4))}",), "", f"{two}, {one}") for key in range(20_000)]
    start = time.perf_counter()
    suspected = suspect(records)
    assert time.perf_counter() - start < 10
    assert suspected.is_complete
    assert len(suspected.pairs) > 1_000


@pytest.mark.django_db
def test_speakers_are_suspected_by_their_other_names_too():
    one, other = make_speaker(name="Fyodor Lukyanov"), make_speaker(name="Somebody")
    make_alias(speaker=other, name="Fyodor Lukyánov")
    assert [(each.pair, each.rules) for each in undecided("speaker").pairs] == [((one.pk, other.pk), (LE,))]


@pytest.mark.django_db
def test_only_persons_have_a_last_name():
    make_speaker(name="Bank of Spain", kind="organization")
    make_speaker(name="Ministry of Spain", sort_name="Spain, B", kind="organization")
    assert counts() == {"speaker": 0, "organization": 0, "topic": 0}


@pytest.mark.django_db
def test_each_kind_is_counted_and_follows_what_is_written():
    make_organization(name="União")
    make_topic(name="Health")
    assert counts() == {"speaker": 0, "organization": 0, "topic": 0}
    body = make_organization(name="Uniao")
    topic = make_topic(name="HEALTH")
    assert counts() == {"speaker": 0, "organization": 1, "topic": 1}
    body.name = "Another"
    body.save()
    topic.delete()
    assert counts() == {"speaker": 0, "organization": 0, "topic": 0}


@pytest.mark.django_db
def test_a_count_that_is_held_costs_one_look_and_one_query_for_each_kind(django_assert_num_queries):
    make_speaker()
    counts()
    make_quotation()
    with django_assert_num_queries(3 * 2 + 2):  # speakers and their other names are read again: one was made
        counts()
    with django_assert_num_queries(3 * 2):
        counts()


@pytest.mark.django_db
def test_a_pair_that_was_told_apart_is_never_listed_again():
    one, other, third = (make_speaker(name=name) for name in ("Ana Ruiz", "Ana Ruíz", "Aná Ruiz"))
    made = tell_apart(other, one, by=make_member("Editors"), reason="Mother and daughter.")
    assert (made.first_key, made.second_key, made.reason) == (one.pk, other.pk, "Mother and daughter.")
    assert {each.pair for each in undecided("speaker").pairs} == {(one.pk, third.pk), (other.pk, third.pk)}
    assert tell_apart(one, other, by=make_member("Editors")) == made
    assert Distinction.objects.count() == 1


@pytest.mark.django_db
def test_a_merged_pair_is_not_listed():
    one, other = make_speaker(name="Ana Ruiz"), make_speaker(name="Ana Ruíz")
    assert counts()["speaker"] == 1
    merge(one, other, by=make_member("Editors"))
    assert counts()["speaker"] == 0


@pytest.mark.django_db
@pytest.mark.parametrize("group", ["Contributors", "Stranger"])
def test_who_may_not_decide_does_not(group):
    with pytest.raises(PermissionDenied):
        tell_apart(make_speaker(), make_speaker(), by=make_member(group))
    assert not Distinction.objects.exists()


@pytest.mark.django_db
def test_only_two_records_of_one_kind_are_told_apart():
    speaker = make_speaker()
    for other in (speaker, make_topic()):
        with pytest.raises(ValidationError):
            tell_apart(speaker, other, by=make_member("Editors"))


def test_every_kind_that_can_be_merged_is_looked_at():
    assert set(duplicates._held) == set(MODELS) == set(Distinction.Kind.values)


def test_a_key_is_of_ascii_letters():
    assert surname_and_initial("Müller-Núñez, Ángel") == "mullernunez a"
