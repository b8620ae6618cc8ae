"""Addresses: made from names, kept plain, and never lost by a rename."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import NoReverseMatch, reverse, set_script_prefix

from quotes.models import FormerSlug, Organization, Speaker, Topic, address, fixed_address
from tests.factories import make_claim, make_organization, make_source, make_speaker, make_topic

pytestmark = pytest.mark.django_db

MAKERS = {
    "speaker": make_speaker,
    "organization": make_organization,
    "source": make_source,
    "topic": make_topic,
    "claim": make_claim,
}


def leads() -> dict[str, str]:
    return {former.slug: former.current_slug for former in FormerSlug.objects.all()}


def rename(record, *slugs):
    for slug in slugs:
        record.slug = slug
        record.full_clean()
        record.save()


@pytest.mark.parametrize("kind", MAKERS)
def test_every_former_address_leads_to_the_current_one(kind):
    rename(MAKERS[kind](slug="a"), "b", "c", "d")
    assert leads() == {"a": "d", "b": "d", "c": "d"}
    assert set(FormerSlug.objects.values_list("kind", flat=True)) == {kind}
    assert kind in FormerSlug.Kind.values


def test_an_address_taken_back_is_a_former_one_no_more():
    speaker = make_speaker(slug="a")
    rename(speaker, "b", "a")
    assert leads() == {"b": "a"}
    rename(speaker, "c", "b", "a")
    assert leads() == {"b": "a", "c": "a"}


@pytest.mark.parametrize("kind", MAKERS)
def test_a_former_address_is_not_taken_by_another_record(kind):
    make, record = MAKERS[kind], MAKERS[kind](slug="a")
    rename(record, "b")
    other = make()
    other.slug = "a"
    for attempt in (other.full_clean, other.save, lambda: make(slug="a")):
        with pytest.raises(ValidationError, match="This address still leads to “b”"):
            attempt()
    assert leads() == {"a": "b"}


def test_kinds_do_not_share_addresses():
    rename(make_speaker(slug="a"), "b")
    make_organization(slug="a")
    rename(make_topic(slug="b"), "a")
    assert FormerSlug.objects.count() == 2


def test_a_rename_that_fails_leaves_no_former_address():
    make_speaker(slug="taken")
    speaker = make_speaker(slug="a")
    speaker.slug = "taken"
    with pytest.raises(IntegrityError), transaction.atomic():
        speaker.save()
    assert leads() == {}


def test_a_new_name_alone_keeps_the_address():
    speaker = make_speaker(name="Ana Ruiz")
    speaker.name = "Ana Byrne"
    speaker.save()
    assert speaker.slug == "ana-ruiz"
    assert leads() == {}


def test_the_addresses_of_a_deleted_record_are_free_again():
    speaker = make_speaker(slug="a")
    rename(speaker, "b")
    speaker.slug = "only-in-memory"
    speaker.delete()
    assert leads() == {}
    assert make_speaker(slug="a").slug == "a"


def test_an_address_is_made_from_the_name_and_is_free():
    assert make_speaker(name="Ana Ruiz").slug == "ana-ruiz"
    assert make_speaker(name="Ana Ruiz").slug == "ana-ruiz-2"
    assert make_speaker(name="Ána Ruíz").slug == "ana-ruiz-3"
    rename(Speaker.objects.get(slug="ana-ruiz"), "ana")
    assert make_speaker(name="Ana Ruiz").slug == "ana-ruiz-4"
    assert make_speaker(name="…").slug == "speaker"
    assert make_source(title="Кремль").slug == "kreml"


@pytest.mark.parametrize("name", ["a" * 200, "ab " * 60, "a" * 73 + " " + "b" * 40])
def test_a_long_name_makes_a_plain_address_each_time(name):
    slugs = [make_organization(name=name[:200]).slug for _ in range(12)]
    assert len(set(slugs)) == 12
    assert all(len(slug) <= 80 for slug in slugs)


def test_an_empty_address_is_filled_by_the_form_of_a_model():
    topic = Topic(name="Arms control")
    topic.full_clean()
    assert topic.slug == "arms-control"


def test_chosen_addresses_are_plain():
    for slug in ("Ana", "ana_ruiz", "ana--ruiz", "-ana", "ana-", "aña", "ana ruiz", "ana\n"):
        with pytest.raises(ValidationError) as caught:
            Organization(name="Ana", slug=slug).full_clean()
        assert "slug" in caught.value.message_dict


def test_moving_an_address_by_hand_joins_what_led_there():
    FormerSlug.objects.move("speaker", "a", "b")
    FormerSlug.objects.move("speaker", "b", "c")
    FormerSlug.objects.move("speaker", "x", "a")
    FormerSlug.objects.move("topic", "a", "z")
    assert {(former.kind, former.slug, former.current_slug) for former in FormerSlug.objects.all()} == {
        ("speaker", "b", "c"),
        ("speaker", "x", "a"),
        ("topic", "a", "z"),
    }
    assert str(FormerSlug.objects.get(slug="b")) == "speaker/b → c"


@pytest.mark.parametrize("kind", [*MAKERS, "quotation"])
def test_pages_stand_where_the_patterns_say(kind):
    for value in ("0BCDEFGHJK", "2018121099"):
        assert address(f"quotes:{kind}-detail", value) == reverse(f"quotes:{kind}-detail", args=[value])
    assert address(f"quotes:{kind}-list") == reverse(f"quotes:{kind}-list")


def test_pages_of_a_site_below_another_stand_there():
    try:
        set_script_prefix("/below/")
        assert address("quotes:speaker-list") == "/below/speakers/"
        assert address("quotes:speaker-detail", "ana-ruiz") == "/below/speakers/ana-ruiz/"
        assert fixed_address("quotes:facet-list", "topic") == "/below/quotations/by/topic/"
    finally:
        set_script_prefix("/")
    assert address("quotes:speaker-detail", "ana-ruiz") == "/speakers/ana-ruiz/"
    assert fixed_address("quotes:facet-list", "topic") == "/quotations/by/topic/"


@pytest.mark.parametrize("value", ["a/b", "../x", "a b", "é", "a?b=c", ""])
def test_what_cannot_be_an_address_is_refused(value):
    with pytest.raises(NoReverseMatch):
        address("quotes:speaker-detail", value)
