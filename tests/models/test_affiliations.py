"""Which roles a speaker may have had on a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from quotes.models import Affiliation
from quotes.text.dates import parse_date
from tests.factories import make_affiliation, make_organization, make_quotation, make_speaker


def holds(since: str, until: str, day: date) -> bool:
    """The definition in plain Python: it may have begun by that day, and may not have ended before it."""
    begun = not since or (parse_date(since).earliest or date.min) <= day
    ended = until and (parse_date(until).latest or date.max) < day
    return begun and not ended


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("since", "until", "day", "expected"),
    [
        ("", "", "2018-04-17", True),
        ("2018", "", "2017-12-31", False),
        ("2018", "", "2018-01-01", True),
        ("2018-04", "", "2018-03-31", False),
        ("2018-04", "", "2018-04-01", True),
        ("2018-04-17", "", "2018-04-16", False),
        ("2018-04-17", "", "2018-04-17", True),
        ("", "2018", "2018-12-31", True),
        ("", "2018", "2019-01-01", False),
        ("", "2018-02", "2018-02-28", True),
        ("", "2018-02", "2018-03-01", False),
        ("", "2020-02", "2020-02-29", True),
        ("", "2018-04-17", "2018-04-17", True),
        ("", "2018-04-17", "2018-04-18", False),
        ("2018", "2018", "2018-07-01", True),
        ("../2018-04-17", "", "1900-01-01", True),
        ("../2018-04-17", "", "2030-01-01", True),
        ("2018-04-17/..", "", "2018-04-16", False),
        ("", "2018-04-17/..", "2030-01-01", True),
        ("", "../2018-04-17", "2018-04-18", False),
        ("2010/2012", "", "2009-12-31", False),
        ("2010/2012", "", "2011-01-01", True),
        ("", "2010/2012", "2012-12-31", True),
        ("", "2010/2012", "2013-01-01", False),
    ],
)
def test_a_role_that_may_have_held_on_the_day_is_found(since, until, day, expected):
    make_affiliation(since=since, until=until)
    assert Affiliation.objects.on(date.fromisoformat(day)).exists() == expected
    assert holds(since, until, date.fromisoformat(day)) == expected


YEARS = st.integers(2016, 2019).map(str)
MONTHS = st.builds("{}-{:02}".format, YEARS, st.integers(1, 12))
DAYS = st.dates(date(2016, 1, 1), date(2019, 12, 31))
POINTS = st.one_of(YEARS, MONTHS, DAYS.map(date.isoformat))
DATES = st.one_of(
    st.just(""),
    POINTS,
    POINTS.map("../{}".format),
    POINTS.map("{}/..".format),
    st.tuples(POINTS, POINTS).map(sorted).map("/".join),
)


def is_valid(text: str) -> bool:
    try:
        return not text or bool(parse_date(text))
    except ValueError:
        return False


def in_order(ends: tuple[str, str]) -> bool:
    since, until = ((parse_date(end) if end else None) for end in ends)
    return not (since and until and since.earliest and until.latest and until.latest < since.earliest)


ENDS = st.tuples(DATES.filter(is_valid), DATES.filter(is_valid)).filter(in_order)


class AnyRoles(TestCase):
    """Hypothesis needs a TestCase to roll back each example."""

    @given(st.lists(ENDS, max_size=5), DAYS)
    def test_on_is_the_definition(self, ends, day):
        roles = [make_affiliation(since=since, until=until) for since, until in ends]
        found = {role.pk for role in Affiliation.objects.on(day)}
        assert found == {role.pk for role in roles if holds(role.since, role.until, day)}
        assert found == {role.pk for role in roles if role.may_have_held_on(day)}


@pytest.mark.django_db
def test_several_roles_at_once_come_most_lately_begun_first():
    speaker = make_speaker()
    roles = [
        make_affiliation(speaker=speaker, role=role, since=since)
        for role, since in [("editor", "2002"), ("adviser", ""), ("chair", "2010-05"), ("board member", "2002")]
    ]
    make_affiliation(speaker=speaker, role="student", until="1999")
    make_affiliation(role="somebody else", since="2015")
    names = [role.role for role in speaker.affiliations.on(date(2018, 4, 17))]
    assert names == ["chair", "board member", "editor", "adviser"]
    assert [role.role for role in speaker.affiliations.all()][:4] == names
    assert roles


@pytest.mark.django_db
def test_an_affiliation_reads_as_role_and_organization():
    organization = make_organization(name="Centre for Studies")
    assert str(make_affiliation(role="director", organization=organization)) == "director, Centre for Studies"
    assert str(make_affiliation(role="", organization=organization)) == "Centre for Studies"
    assert str(make_affiliation(role="writer")) == "writer"


@pytest.mark.django_db
def test_dates_are_given_as_known():
    affiliation = make_affiliation(since="2002-05", until="")
    assert str(affiliation.since_known) == "May 2002"
    assert affiliation.until_known is None


@pytest.mark.django_db
def test_a_new_role_and_organization_reach_the_quotations():
    affiliation = make_affiliation(role="engineer")
    quotation = make_quotation(affiliation=affiliation)
    affiliation.role, affiliation.organization = "Chief Engineer", make_organization()
    affiliation.save()
    version = quotation.version
    quotation.refresh_from_db()
    assert quotation.role_slug == "chief-engineer"
    assert quotation.organization == affiliation.organization
    assert quotation.version == version + 1
    affiliation.organization = None
    affiliation.save()
    quotation.refresh_from_db()
    assert quotation.organization is None


@pytest.mark.django_db
def test_a_change_of_dates_alone_leaves_the_quotations_alone():
    affiliation = make_affiliation()
    quotation = make_quotation(affiliation=affiliation)
    affiliation.since = "2002"
    affiliation.save()
    quotation.save()


@pytest.mark.django_db
def test_a_quotation_that_holds_an_old_copy_of_the_role_derives_from_the_stored_one():
    affiliation = make_affiliation(role="engineer")
    source_quotation = make_quotation()
    held = Affiliation.objects.get(pk=affiliation.pk)
    affiliation.role = "chief engineer"
    affiliation.save()
    quotation = make_quotation(source=source_quotation.source, affiliation=held)
    assert quotation.role_slug == "chief-engineer"
