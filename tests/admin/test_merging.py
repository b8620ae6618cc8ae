"""Merging at the desk: choosing two, both side by side, undoing it; and the page of suspected duplicates."""

from typing import Any

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quotes.editing import merge
from quotes.models import Distinction, Merge, Organization, Quotation, Speaker, Topic
from tests.admin.desk import change_url, list_url, messages_of, read_form
from tests.factories import (
    make_affiliation,
    make_alias,
    make_claim,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_topic,
)
from tests.members import STRANGER, make_member

pytestmark = pytest.mark.django_db

DUPLICATES = reverse("admin:quotes_duplicates")


def choose(record: Any) -> str:
    return reverse(f"admin:quotes_{record._meta.model_name}_merge", args=[record.pk])


def compare(one: Any, other: Any) -> str:
    return reverse(f"admin:quotes_{one._meta.model_name}_compare", args=[one.pk, other.pk])


def undo_url(done: Merge) -> str:
    return reverse("admin:quotes_merge_undo", args=[done.pk])


def make_two(kind: str) -> tuple[Any, Any]:
    """Save two records of which the first has more, and the second something that both have."""
    if kind == "speaker":
        body, one, other = make_organization(), make_speaker(name="Ana Ruiz"), make_speaker(name="Anna Ruiz")
        roles = [make_affiliation(speaker=each, organization=body, role="mayor") for each in (one, other)]
        for role in [*roles, roles[0]]:
            make_quotation(affiliation=role)
        make_alias(speaker=other, name="A. Ruiz")
    elif kind == "organization":
        one, other = make_organization(name="União"), make_organization(name="Uniao")
        make_quotation(affiliation=make_affiliation(organization=one))
        make_source(publisher=other)
    else:
        one, other = make_topic(name="Health"), make_topic(name="Wellness")
        make_quotation(topics=[one, other])
        make_claim(topics=[one])
    return one, other


each_kind = pytest.mark.parametrize("kind", ["speaker", "organization", "topic"])


@each_kind
def test_two_are_merged_from_the_page_where_they_stand_side_by_side(kind: str, editor: Client) -> None:
    one, other = make_two(kind)
    assert choose(other) in editor.get(change_url(other)).content.decode()
    found = editor.get(choose(other), {"q": one.name[:3]}).content.decode()
    assert compare(other, one) in found
    form = read_form(editor.get(compare(other, one)), "merge_form")
    assert form["keep"] == str(one.pk), "the one that has more is proposed"
    response = editor.post(compare(other, one), form | {"reason": "A misprint."}, follow=True)
    assert response.redirect_chain == [(change_url(one), 302)]
    (done,) = Merge.objects.all()
    assert (done.kept_key, done.merged_key, done.reason) == (one.pk, other.pk, "A misprint.")
    assert done.by == make_member("Editors")
    assert change_url(done) in "".join(messages_of(response))
    assert LogEntry.objects.filter(object_id=str(one.pk), change_message__contains=other.name).exists()
    assert not type(one).objects.filter(pk=other.pk).exists()


def test_a_search_for_very_many_words_takes_the_first_of_them(editor: Client) -> None:
    record, other = make_topic(name="Rail"), make_topic(name="Bridge")
    response = editor.get(choose(record), {"q": "bridge " * 2000})
    assert response.context["found"] == [(other, compare(record, other))]


def test_the_page_says_what_differs_and_how_much_would_move(editor: Client) -> None:
    one, other = make_two("speaker")
    page = editor.get(compare(one, other)).content.decode()
    assert "Quotations: 2" in page
    assert "Roles: 1, of which 1 joined with one that is there" in page
    assert "Other names: 1" in page
    assert "(different)" in page
    assert f"Its address: {other.slug}" in page


def test_the_other_one_can_be_kept(editor: Client) -> None:
    one, other = make_two("speaker")
    form = read_form(editor.get(compare(one, other)), "merge_form")
    editor.post(compare(one, other), form | {"keep": str(other.pk)})
    assert Quotation.objects.filter(speaker=other).count() == 3
    assert set(other.aliases.values_list("name", flat=True)) == {"A. Ruiz", "Ana Ruiz"}


@pytest.mark.parametrize("changed", ["first", "second"])
def test_a_page_that_somebody_overtook_merges_nothing(changed: str, editor: Client) -> None:
    one, other = make_two("speaker")
    form = read_form(editor.get(compare(one, other)), "merge_form")
    overtaken = one if changed == "first" else other
    overtaken = Speaker.objects.get(pk=overtaken.pk)
    overtaken.note = "The mayor."
    overtaken.save()
    response = editor.post(compare(one, other), form, follow=True)
    assert "was changed by somebody else" in messages_of(response)[0]
    assert not Merge.objects.exists()
    assert Speaker.objects.count() == 2


@pytest.mark.parametrize(
    "posted",
    [{"keep": "0"}, {"keep": "x"}, {"keep": ""}, {"seen_first": "x"}, {"reason": "a\x07b"}, {"reason": "a\u202eb"}],
)
def test_a_form_that_makes_no_sense_merges_nothing_and_is_shown_again(posted: dict[str, str], editor: Client) -> None:
    one, other = make_two("speaker")
    form = read_form(editor.get(compare(one, other)), "merge_form")
    assert editor.post(compare(one, other), form | posted).status_code == 200
    assert not Merge.objects.exists()


@pytest.mark.parametrize("keys", [(1, 10**17), (10**30, 1), (0, 0)])
def test_a_record_that_is_not_there_is_not_found(keys: tuple[int, int], editor: Client) -> None:
    assert editor.get(reverse("admin:quotes_speaker_compare", args=keys)).status_code == 404
    assert editor.get(reverse("admin:quotes_speaker_merge", args=keys[:1])).status_code == 404
    assert editor.get(reverse("admin:quotes_merge_undo", args=keys[:1])).status_code == 404


def test_a_record_is_not_merged_with_itself(editor: Client) -> None:
    speaker = make_speaker()
    assert editor.get(compare(speaker, speaker)).status_code == 404


@each_kind
def test_two_selected_rows_go_side_by_side(kind: str, editor: Client) -> None:
    one, other = make_two(kind)
    rows = {"action": "merge_selected", ACTION_CHECKBOX_NAME: [one.pk, other.pk]}
    response = editor.post(list_url(one), rows)
    assert response["Location"] == compare(one, other)


@pytest.mark.parametrize("count", [1, 3])
def test_not_two_selected_rows_are_refused(count: int, editor: Client) -> None:
    rows = [make_topic().pk for _ in range(count)]
    response = editor.post(list_url(Topic), {"action": "merge_selected", ACTION_CHECKBOX_NAME: rows}, follow=True)
    assert messages_of(response) == ["Select exactly two topics to merge."]


def test_a_merge_is_undone_with_a_reason(editor: Client) -> None:
    one, other = make_two("speaker")
    done = merge(one, other, by=make_member("Editors"))
    page = editor.get(change_url(done)).content.decode()
    assert undo_url(done) in page
    assert "quotations: 1" in page
    form = read_form(editor.get(undo_url(done)), "undo_form")
    response = editor.post(undo_url(done), form | {"reason": "Two people."}, follow=True)
    assert messages_of(response) == ["Undone: “Anna Ruiz” is a speaker of its own again."]
    done.refresh_from_db()
    assert done.undone_reason == "Two people."
    assert done.undone_by == make_member("Editors")
    assert Speaker.objects.filter(pk=other.pk).exists() or Speaker.objects.filter(name="Anna Ruiz").exists()
    page = editor.get(change_url(done)).content.decode()
    assert undo_url(done) not in page
    assert "Two people." in page
    again = editor.post(undo_url(done), form, follow=True)
    assert messages_of(again) == ["This merge was undone already."]


def test_a_merge_that_another_depends_on_names_the_other(editor: Client) -> None:
    one, other = make_two("speaker")
    done = merge(one, other, by=make_member("Editors"))
    merge(make_speaker(name="Third"), one, by=make_member("Editors"))
    sentence = "“Ana Ruiz” was merged into “Third” later. Undo that merge first."
    assert sentence in editor.get(change_url(done)).content.decode()
    for ask in (editor.get, editor.post):
        assert messages_of(ask(undo_url(done), follow=True)) == [sentence]


@each_kind
def test_each_list_leads_to_its_suspected_duplicates_and_merges_those_who_may_see_them(
    kind: str, contributor: Client, signed_in: Any
) -> None:
    merges = f"{list_url(Merge)}?kind__exact={kind}"
    model = type(make_two(kind)[0])
    page = contributor.get(list_url(model)).text
    assert f"{DUPLICATES}?kind={kind}" in page
    assert merges in page
    assert contributor.get(merges).status_code == 200
    stranger = signed_in(STRANGER)
    User.objects.get(username="stranger").user_permissions.add(Permission.objects.get(codename=f"view_{kind}"))
    assert merges not in stranger.get(list_url(model)).text


@pytest.mark.parametrize("group", ["Contributors", "Stranger"])
def test_who_may_not_merge_sees_no_button_and_is_refused(group: str, signed_in: Any) -> None:
    client, (one, other) = signed_in(group), make_two("speaker")
    done = merge(make_topic(), make_topic(), by=make_member("Editors"))
    pages = [choose(one), compare(one, other), undo_url(done)]
    assert [client.get(page).status_code for page in pages] == [403] * 3
    assert [client.post(page, {}).status_code for page in pages] == [403] * 3
    if group == "Contributors":
        assert choose(one) not in client.get(change_url(one)).content.decode()
        assert "merge_selected" not in client.get(list_url(one)).content.decode()
        assert undo_url(done) not in client.get(change_url(done)).content.decode()
    rows = {"action": "merge_selected", ACTION_CHECKBOX_NAME: [one.pk, other.pk]}
    assert "compare" not in client.post(list_url(one), rows).get("Location", "")
    assert Merge.objects.count() == 1


# Suspected duplicates


def test_each_pair_is_listed_with_why_and_how_many_quotations(editor: Client) -> None:
    one, other = make_speaker(name="Ana Ruiz"), make_speaker(name="Ana Ruíz")
    make_quotation(speaker=other)
    page = editor.get(DUPLICATES).content.decode()
    assert compare(one, other) in page
    assert change_url(one) in page
    assert "0 quotations" in page
    assert "1 quotation<" in page
    assert (
        "They have the same letters, if accents and scripts are set aside, and the same last name and initial." in page
    )
    assert "Speakers (1)" in page


@each_kind
def test_a_pair_that_is_told_apart_goes_from_the_list(kind: str, editor: Client) -> None:
    make = {"speaker": make_speaker, "organization": make_organization, "topic": make_topic}[kind]
    one, other = make(name="Health"), make(name="Héalth")
    address = f"{DUPLICATES}?kind={kind}"
    response = editor.post(address, {"first": one.pk, "second": other.pk}, follow=True)
    assert response.redirect_chain == [(address, 302)]
    assert messages_of(response) == ["“Health” and “Héalth” are different, and will not be suspected again."]
    assert compare(one, other) not in response.content.decode()
    (apart,) = Distinction.objects.all()
    assert (apart.first_key, apart.second_key, apart.kind) == (one.pk, other.pk, kind)
    editor.post(reverse("admin:quotes_distinction_delete", args=[apart.pk]), {"post": "yes"})
    assert compare(one, other) in editor.get(address).content.decode()


@pytest.mark.parametrize("keys", [("", ""), ("x", "1"), ("1", "9" * 30), ("0", "0")])
def test_a_pair_that_is_not_there_is_not_decided(keys: tuple[str, str], editor: Client) -> None:
    response = editor.post(DUPLICATES, {"first": keys[0], "second": keys[1]}, follow=True)
    assert messages_of(response) == ["One of the two is no longer on record. Nothing was decided."]
    assert not Distinction.objects.exists()


@pytest.mark.parametrize(
    "query", [{"kind": "x"}, {"kind": "claim"}, {"kind": "a\0"}, {"p": "x"}, {"p": "-1"}, {"p": "9" * 40}]
)
def test_any_query_shows_a_page(query: dict[str, str], editor: Client) -> None:
    assert editor.get(DUPLICATES, query).status_code == 200


def test_who_may_not_decide_sees_the_pairs_without_buttons(contributor: Client, signed_in: Any) -> None:
    one, other = make_speaker(name="Ana Ruiz"), make_speaker(name="Ana Ruíz")
    page = contributor.get(DUPLICATES).content.decode()
    assert change_url(one) in page
    assert compare(one, other) not in page
    assert "They are different" not in page
    assert contributor.post(DUPLICATES, {"first": one.pk, "second": other.pk}).status_code == 403
    assert not Distinction.objects.exists()
    assert signed_in("Stranger").get(DUPLICATES).status_code == 403


def test_the_page_costs_the_same_queries_for_2_and_30_pairs(editor: Client) -> None:
    costs = []
    for number in (2, 28):
        for _ in range(number):
            name = f"Person {Speaker.objects.count()}"
            make_quotation(speaker=make_speaker(name=name))
            make_quotation(speaker=make_speaker(name=name.upper()))
        editor.get(DUPLICATES)
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(DUPLICATES).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 16


def test_a_comparison_costs_the_same_queries_for_2_and_20_quotations(editor: Client) -> None:
    one, other, costs = make_speaker(), make_speaker(), []
    for number in (2, 18):
        for _ in range(number):
            make_quotation(affiliation=make_affiliation(speaker=other, organization=make_organization(), since="2019"))
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(compare(one, other)).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert Organization.objects.count() == 20
