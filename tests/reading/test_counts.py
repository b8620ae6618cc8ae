"""What the front page, the profiles and the indexes count is what plain Python counts in the record."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from django.urls import reverse

from quotes.models import Quotation, QuotationTopic, Status
from tests.factories import make_affiliation, make_organization, make_source, make_speaker, make_topic

pytestmark = pytest.mark.django_db

NAMES = ["Zoe", "Ana", "Mia", "Li", "Tom", "Ana"]


@pytest.fixture(params=range(4))
def record(request):
    """A random record, some of it not public, as its published quotations, each with its topics."""
    chance = random.Random(request.param)
    speakers = [make_speaker(name=name) for name in NAMES]
    organizations = [make_organization(name=name) for name in ("Works", "City", "Bank")]
    roles = [
        make_affiliation(speaker=speaker, organization=organization, role=role)
        for speaker in speakers[:4]
        for organization in organizations[:2]
        for role in ("mayor", "clerk")
    ]
    topics = [make_topic(name=name) for name in ("Repairs", "Ferries", "Budget")]
    sources = [make_source(published_on=date(2024, 12, 31)) for _ in range(3)]
    rows = []
    for _ in range(40):
        affiliation = chance.choice([*roles, None])
        status = chance.choice([Status.PUBLISHED] * 3 + [Status.DRAFT, Status.WITHDRAWN])
        quotation = Quotation(
            speaker=affiliation.speaker if affiliation else chance.choice(speakers),
            affiliation=affiliation,
            organization=affiliation.organization if affiliation else None,
            source=chance.choice(sources),
            kind=chance.choice(Quotation.Kind.values),
            said_latest=date(2020, 1, 1) + timedelta(chance.randrange(1_500)),
            status=status,
            status_reason="Wrong." if status == Status.WITHDRAWN else "",
            text="Words",
            display_text="“Words”",
        )
        Quotation.objects.bulk_create([quotation])
        chosen = chance.sample(topics, chance.randrange(3))
        QuotationTopic.objects.bulk_create(
            QuotationTopic(quotation=quotation, topic=topic, said_latest=quotation.said_latest, status=status)
            for topic in chosen
        )
        if status == Status.PUBLISHED:
            rows.append((quotation, chosen))
    return rows


def most(records):
    """Return records with the number of times that each stands there, most first, then from A to Z."""
    counts = Counter(records)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0].sort_key, item[0].slug))


def counted(records):
    return [(record, record.count) for record in records]


def own_and_reported(quotations):
    """Return each speaker with the number of their own words and of what is reported of them, by these numbers."""
    kinds = Counter((one.speaker, one.kind == Quotation.Kind.INDIRECT) for one in quotations)
    speakers = {one.speaker for one in quotations}
    found = [(speaker, kinds[speaker, False], kinds[speaker, True]) for speaker in speakers]
    return sorted(found, key=lambda one: (-one[1], -one[2], one[0].sort_key, one[0].slug))


def check_profile(context, quotations):
    days = [one.said_latest for one in quotations]
    years = Counter(day.year for day in days)
    assert context["span"] == {
        "count": len(quotations),
        "first": min(days, default=None),
        "latest": max(days, default=None),
        "sources": len({one.source for one in quotations}),
    }
    shown = [one for _, _, rows in context["by_year"] for one in rows]
    assert shown == sorted(quotations, key=lambda one: (one.said_latest, one.ref), reverse=True)[:25]
    told = {year: count for year, count, _ in context["by_year"]} | dict(context["earlier"])
    assert told == dict(years)


def test_the_front_page_counts_the_record(client, record):
    context = client.get(reverse("quotes:home")).context
    quotations = [one for one, _ in record]
    told = [(speaker, speaker.quoted, speaker.reported) for speaker in context["speakers"]]
    assert told == own_and_reported(quotations)[:6]
    assert counted(context["topics"]) == most(topic for _, topics in record for topic in topics)
    assert {name: total.number for name, total in context["totals"].items()} == {
        "quotations": len(record),
        "speakers": len({one.speaker for one in quotations}),
        "claims": 0,
        "topics": len({topic for _, topics in record for topic in topics}),
        "sources": len({one.source for one in quotations}),
    }


def test_the_profile_of_a_speaker_counts_what_they_said(client, record):
    for speaker in {one.speaker for one, _ in record}:
        own = [(one, topics) for one, topics in record if one.speaker == speaker]
        context = client.get(speaker.get_absolute_url()).context
        check_profile(context, [one for one, _ in own])
        assert own_and_reported([one for one, _ in own]) == [
            (speaker, context["object"].quoted, context["object"].reported)
        ]
        assert counted(context["ranked"]) == most(topic for _, topics in own for topic in topics)
        for role, _ in context["affiliations"]:
            days = [one.said_latest for one, _ in own if one.affiliation == role]
            assert (role.first_quoted, role.last_quoted) == (min(days, default=None), max(days, default=None))


def test_the_profile_of_an_organization_counts_what_was_said_for_it(client, record):
    for organization in {one.organization for one, _ in record if one.organization}:
        own = [(one, topics) for one, topics in record if one.organization == organization]
        context = client.get(organization.get_absolute_url()).context
        check_profile(context, [one for one, _ in own])
        voices = most(one.speaker for one, _ in own)
        assert list(dict.fromkeys((role.speaker, role.spoken) for role, _ in context["spoke"])) == voices
        assert counted(context["ranked"]) == most(topic for _, topics in own for topic in topics)
        silent = [role for role, _ in context["others"]]
        public = {one.speaker for one, _ in record}
        assert {role.speaker for role in silent} == {
            role.speaker for role in organization.affiliations.all() if role.speaker in public
        } - {speaker for speaker, _ in voices}
        assert context["more_others"] == 0


def test_the_profile_of_a_topic_counts_what_was_said_on_it(client, record):
    for topic in {topic for _, topics in record for topic in topics}:
        own = [one for one, topics in record if topic in topics]
        context = client.get(topic.get_absolute_url()).context
        check_profile(context, own)
        assert counted(context["ranked"]) == most(one.speaker for one in own)


def test_the_indexes_count_the_quotations_of_their_entries(client, record):
    quotations = [one for one, _ in record]
    speakers = client.get(reverse("quotes:speaker-list")).context
    told = [(one, one.quoted, one.reported) for one in speakers["page"].rows]
    assert sorted(told, key=lambda one: one[0].pk) == sorted(own_and_reported(quotations), key=lambda one: one[0].pk)
    assert speakers["count"].number == len(told)
    latest = {}
    for one in sorted(quotations, key=lambda one: (one.said_latest, one.ref)):
        latest[one.speaker] = one.affiliation or latest.get(one.speaker)
    assert {one: one.latest_role for one in speakers["page"].rows} == latest
    for name, values in (
        ("organization", [one.organization for one in quotations]),
        ("topic", [topic for _, topics in record for topic in topics]),
    ):
        rows = client.get(reverse(f"quotes:{name}-list")).context["page"].rows
        assert {one: one.quotation_count for one in rows if one.quotation_count} == Counter(filter(None, values))
