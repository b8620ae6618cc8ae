"""What a merge does, refuses and leaves alone, and what can be undone after editors went on."""

from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import ForeignKey
from django.test.utils import CaptureQueriesContext

from quotes.editing import merge, undo, withdraw
from quotes.editing.merging import MODELS, REFERENCES, consequences, rows, what_stands_in_the_way
from quotes.models import (
    Affiliation,
    Alias,
    Conflict,
    Distinction,
    FormerSlug,
    Merge,
    MergeableKind,
    Organization,
    Quotation,
    QuotationTopic,
    SearchEntry,
    Speaker,
    Topic,
)
from tests.dump import all_records, dump
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


@pytest.fixture
def editor(db: None) -> Any:
    return make_member("Editors")


def fresh(record: Any) -> Any:
    return type(record)._base_manager.get(pk=record.pk)


def change(record: Any, **fields: Any) -> Any:
    """Change a record as an editor does, as it is stored now."""
    record = fresh(record)
    for name, value in fields.items():
        setattr(record, name, value)
    record.save()
    return record


def test_everything_that_refers_to_a_record_that_can_be_merged_is_moved() -> None:
    """A new relation to a speaker, organization or topic needs its line in REFERENCES."""
    there = {
        (model, field.name)
        for model in apps.get_app_config("quotes").get_models()
        if not model.__name__.startswith("Historical")
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model in REFERENCES
    }
    assert there == {(reference.model, reference.field) for of in REFERENCES.values() for reference in of}
    assert set(MODELS) == set(MergeableKind.values)


def test_the_dump_has_every_record() -> None:
    due = {model for model in apps.get_app_config("quotes").get_models() if hasattr(model, "history")}
    assert {*all_records(), FormerSlug} == due
    assert dump().keys() == {model.__name__ for model in due} | {"SearchEntry"}


def test_all_of_a_speaker_moves_and_one_revision_of_each_says_so(editor: Any) -> None:
    kept, merged = make_speaker(name="Ana Ruiz"), make_speaker(name="A. Ruiz", wikidata_id="Q1", note="The engineer.")
    role = make_affiliation(speaker=merged, organization=make_organization())
    alias = make_alias(speaker=merged, name="Anita")
    quotation = make_quotation(affiliation=role)
    before = {each: fresh(each).version for each in (role, alias, quotation)}
    done = merge(kept, merged, by=editor, reason="An initial.")
    for record in before:
        moved = fresh(record)
        assert moved.speaker == kept
        assert moved.version == before[record] + 1
        revision = moved.history.first()
        assert (revision.history_type, revision.version, revision.history_user) == ("~", moved.version, editor)
        assert revision.history_change_reason == "Merged “A. Ruiz” into “Ana Ruiz”: An initial."
        assert moved.history.count() == record.history.count()
    assert set(kept.aliases.values_list("name", flat=True)) == {"Anita", "A. Ruiz"}
    assert (kept.wikidata_id, kept.note) == ("Q1", "The engineer."), "what it lacked"
    assert kept.version == fresh(kept).version
    assert Speaker.history.filter(id=done.merged_key).first().history_type == "-"
    assert FormerSlug.objects.get().current_slug == kept.slug
    assert (done.by, done.reason, done.merged_slug) == (editor, "An initial.", "a-ruiz")
    assert SearchEntry.objects.get().names.startswith("ana ruiz")


def test_the_facts_of_the_kept_one_win(editor: Any) -> None:
    kept = make_speaker(wikidata_id="Q1", note="Kept.", kind="group", sort_name="B")
    merged = make_speaker(wikidata_id="Q2", note="Gone.", sort_name="C")
    merge(kept, merged, by=editor)
    kept.refresh_from_db()
    assert (kept.wikidata_id, kept.note, kept.kind, kept.sort_name) == ("Q1", "Kept.", "group", "B")


def test_the_same_role_is_joined_and_its_quotations_have_the_one_that_stays(editor: Any) -> None:
    body, kept, merged = make_organization(), make_speaker(), make_speaker()
    stays = make_affiliation(speaker=kept, organization=body, role="Mayor", since="2019")
    gone = make_affiliation(speaker=merged, organization=body, role="mayor", since="2019", until="2021")
    other = make_affiliation(speaker=merged, organization=body, role="mayor", since="2022")
    quotations = [make_quotation(affiliation=role) for role in (stays, gone, other)]
    version = quotations[1].version
    merge(kept, merged, by=editor)
    assert [fresh(quotation).affiliation for quotation in quotations] == [stays, stays, other]
    assert fresh(quotations[1]).version == version + 1
    assert fresh(stays).until == "2021"
    assert not Affiliation.objects.filter(pk=gone.pk).exists()


def test_roles_without_an_organization_are_joined_too(editor: Any) -> None:
    kept, merged = make_speaker(), make_speaker()
    for speaker in (kept, merged):
        make_affiliation(speaker=speaker, role="independent engineer")
    merge(kept, merged, by=editor)
    assert Affiliation.objects.count() == 1


def test_an_organization_gives_its_quotations_parts_sources_and_roles(editor: Any) -> None:
    kept, merged = make_organization(name="United Nations"), make_organization(name="UN", country="CH")
    child, source = make_organization(parent=merged), make_source(publisher=merged)
    quotation = make_quotation(affiliation=make_affiliation(organization=merged))
    merge(kept, merged, by=editor)
    assert fresh(child).parent == fresh(source).publisher == kept
    assert fresh(quotation).organization == fresh(quotation).affiliation.organization == kept
    assert kept.country == "CH"
    assert "unit nation" in SearchEntry.objects.get().names


@pytest.mark.parametrize("between", [0, 1, 2])
def test_an_organization_merged_into_a_part_of_itself_gives_it_its_place(between: int, editor: Any) -> None:
    top = make_organization()
    merged = make_organization(parent=top)
    kept = merged
    for _ in range(between + 1):
        kept = make_organization(parent=kept)
    state = dump()
    done = merge(kept, fresh(merged), by=editor)
    assert kept.parent == top
    for organization in Organization.objects.all():
        organization.check_ancestors()
    undo(done, by=editor)
    assert dump() == state


def test_a_part_merged_into_its_whole_leaves_the_whole_where_it_was(editor: Any) -> None:
    kept = make_organization()
    between = make_organization(parent=kept)
    merged = make_organization(parent=between)
    part = make_organization(parent=merged)
    merge(kept, merged, by=editor)
    assert kept.parent is None
    assert fresh(part).parent == kept


def test_topics_are_joined_where_something_has_both(editor: Any) -> None:
    kept, merged = make_topic(), make_topic()
    both, one = make_quotation(topics=[kept, merged]), make_quotation(topics=[merged])
    claims = [make_claim(topics=[kept, merged]), make_claim(topics=[merged])]
    versions = [fresh(each).version for each in (both, one, *claims)]
    assert [(each.label, each.moved, each.joined) for each in consequences(kept, merged)] == [
        ("claims", 2, 1),
        ("quotations", 2, 1),
    ]
    merge(kept, merged, by=editor)
    assert all(list(each.topics.all()) == [kept] for each in (both, one, *claims))
    assert [fresh(each).version for each in (both, one, *claims)] == [version + 1 for version in versions]
    assert QuotationTopic.history.filter(history_type="-").count() == 1


def test_a_published_quotation_stays_published_and_a_withdrawn_one_withdrawn(editor: Any) -> None:
    kept, merged = make_speaker(), make_speaker()
    published, withdrawn = make_quotation(speaker=merged), make_quotation(speaker=merged)
    withdraw(withdrawn, by=editor, reason="Retracted.")
    merge(kept, merged, by=editor)
    assert (fresh(published).status, fresh(withdrawn).status) == ("published", "withdrawn")
    assert fresh(published).why_not_publishable() == ""


# Refusals


@pytest.mark.parametrize("group", ["Contributors", STRANGER])
def test_who_may_not_neither_merges_nor_undoes(group: str, editor: Any) -> None:
    kept, merged, member = make_speaker(), make_speaker(), make_member(group)
    with pytest.raises(PermissionDenied):
        merge(kept, merged, by=member)
    done = merge(kept, merged, by=editor)
    with pytest.raises(PermissionDenied):
        undo(done, by=member)
    assert not fresh(done).undone_at


@pytest.mark.parametrize("group", ["Editors", "Administrators"])
def test_editors_and_administrators_may(group: str) -> None:
    done = merge(make_speaker(), make_speaker(), by=make_member(group))
    assert undo(done, by=make_member(group)) == []


def test_only_two_records_of_one_kind_are_merged(editor: Any) -> None:
    speaker, quotation = make_speaker(), make_quotation()
    for kept, merged in [(speaker, speaker), (speaker, make_topic()), (quotation, make_quotation())]:
        with pytest.raises(ValidationError):
            merge(kept, merged, by=editor)  # type: ignore[type-var]


def test_a_reason_with_a_character_that_cannot_be_kept_is_refused(editor: Any) -> None:
    with pytest.raises(ValidationError):
        merge(make_speaker(), make_speaker(), by=editor, reason="a\0")
    assert Speaker.objects.count() == 2


@pytest.mark.parametrize("stale", ["kept", "merged", "gone"])
def test_a_record_that_was_changed_or_merged_since_it_was_read_is_a_conflict(stale: str, editor: Any) -> None:
    kept, merged = make_speaker(), make_speaker()
    make_quotation(speaker=merged)
    if stale == "gone":
        merge(make_speaker(), fresh(merged), by=editor)
    else:
        change(kept if stale == "kept" else merged, note="Changed.")
    state, merges = dump(), Merge.objects.count()
    with pytest.raises(Conflict):
        merge(kept, merged, by=editor)
    assert dump() == state
    assert Merge.objects.count() == merges


def test_the_address_of_a_merged_record_is_not_given_to_another(editor: Any) -> None:
    kept, merged = make_speaker(name="Ana Ruiz"), make_speaker(name="A. Ruiz")
    merge(kept, merged, by=editor)
    assert make_speaker(name="A. Ruiz").slug == "a-ruiz-2"
    with pytest.raises(ValidationError):
        make_speaker(name="Other", slug="a-ruiz")


# Undoing


def test_a_later_merge_of_the_kept_one_has_to_be_undone_first(editor: Any) -> None:
    first, second, third = make_speaker(name="First"), make_speaker(name="Second"), make_speaker(name="Third")
    one = merge(second, first, by=editor)
    other = merge(third, second, by=editor)
    with pytest.raises(ValidationError, match=r"“Second” was merged into “Third” later\. Undo that merge first"):
        undo(one, by=editor)
    undo(other, by=editor)
    undo(one, by=editor)
    assert Speaker.objects.count() == 3


def test_a_later_merge_into_the_kept_one_need_not_be_undone(editor: Any) -> None:
    kept, first, second = make_speaker(), make_speaker(), make_speaker()
    quotations = [make_quotation(speaker=speaker) for speaker in (kept, first, second)]
    done = merge(kept, first, by=editor)
    merge(kept, second, by=editor)
    assert undo(done, by=editor) == []
    assert [fresh(quotation).speaker_id for quotation in quotations] == [kept.pk, done.merged_key, kept.pk]


def test_a_later_merge_that_joined_a_role_with_one_that_was_moved_has_to_be_undone_first(editor: Any) -> None:
    body = make_organization()
    kept, first, second = make_speaker(name="Kept"), make_speaker(name="First"), make_speaker(name="Second")
    for speaker in (first, second):
        make_quotation(affiliation=make_affiliation(speaker=speaker, organization=body))
    state = dump()
    one = merge(kept, first, by=editor)
    other = merge(kept, second, by=editor)
    assert "“Second” was merged into “Kept” later" in what_stands_in_the_way(one)
    undo(other, by=editor)
    undo(one, by=editor)
    assert dump() == state


def test_a_merge_of_another_kind_that_joined_roles_has_to_be_undone_first(editor: Any) -> None:
    bodies = make_organization(name="Bank"), make_organization(name="The Bank")
    speaker, merged = make_speaker(), make_speaker()
    make_affiliation(speaker=speaker, organization=bodies[0])
    make_affiliation(speaker=merged, organization=bodies[1])
    one = merge(speaker, merged, by=editor)
    merge(*bodies, by=editor)
    assert "“The Bank” was merged into “Bank” later" in what_stands_in_the_way(one)


def test_an_address_that_was_given_away_is_named(editor: Any) -> None:
    done = merge(make_speaker(name="Ana"), make_speaker(name="Anna"), by=editor)
    FormerSlug.objects.all().delete()
    make_speaker(name="Another", slug="anna")
    with pytest.raises(ValidationError, match="The address “anna” is now that of “Another”"):
        undo(done, by=editor)


def test_a_merge_is_undone_once(editor: Any) -> None:
    done = merge(make_speaker(), make_speaker(), by=editor)
    undo(done, by=editor)
    with pytest.raises(ValidationError, match="undone already"):
        undo(done, by=editor)


def test_addresses_lead_on_after_the_kept_one_got_another(editor: Any) -> None:
    kept, merged = make_speaker(name="Ana"), make_speaker(name="Anna")
    merged = change(merged, slug="anna-new")
    done = merge(kept, merged, by=editor)
    change(kept, slug="ana-new")
    undo(done, by=editor)
    assert set(FormerSlug.objects.values_list("slug", "current_slug")) == {("anna", "anna-new"), ("ana", "ana-new")}


def test_what_an_editor_changed_since_stays_and_is_said(editor: Any) -> None:
    kept, merged, third = make_speaker(name="Kept"), make_speaker(name="Merged", wikidata_id="Q1"), make_speaker()
    role = make_affiliation(speaker=kept, role="mayor")
    given, deleted, re_roled, edited, left_alone = (make_quotation(speaker=merged, status="draft") for _ in range(5))
    alias = make_alias(speaker=merged, name="M.")
    done = merge(kept, merged, by=editor)
    change(given, speaker=third)
    fresh(deleted).delete()
    change(re_roled, affiliation=role)
    change(edited, attribution="the mayor")
    change(kept, wikidata_id="Q2")
    change(Alias.objects.get(name="Merged"), name="Merged M.")
    fresh(alias).delete()
    left = undo(done, by=editor)
    again = Speaker.objects.get(pk=done.merged_key)
    assert fresh(given).speaker == third
    assert (fresh(re_roled).speaker, fresh(re_roled).affiliation) == (kept, role)
    assert (fresh(edited).speaker, fresh(edited).attribution) == (again, "the mayor")
    assert fresh(left_alone).speaker == again
    assert (fresh(kept).wikidata_id, again.wikidata_id) == ("Q2", "Q1")
    assert left == [
        "1 of the other names that were moved was changed or deleted since.",
        f"Quotations changed since stay as they are: {given.ref}, {re_roled.ref}.",
        "1 of the quotations that were moved was deleted since.",
        "The other name “Merged M.” of “Kept” was changed since.",
        "“Kept” has another Wikidata item since.",
    ]
    assert fresh(done).left == left


def test_a_role_that_an_editor_gave_to_others_stays_and_the_merged_one_gets_a_copy(editor: Any) -> None:
    kept, merged = make_speaker(name="Kept"), make_speaker(name="Merged")
    role = make_affiliation(speaker=merged, organization=make_organization(name="Bank"), role="mayor", since="2019")
    own, other = make_quotation(affiliation=role), make_quotation(speaker=kept)
    done = merge(kept, merged, by=editor)
    change(other, affiliation=fresh(role))
    (sentence,) = [line for line in undo(done, by=editor) if "copy" in line]
    assert sentence == (
        f"The role “mayor, Bank” stays with “Kept”, whose quotation {other.ref} has it. “Merged” has a copy."
    )
    assert (fresh(role).speaker, fresh(other).affiliation) == (kept, role)
    copy = fresh(own).affiliation
    assert (copy.speaker_id, copy.role, copy.since, copy.pk != role.pk) == (done.merged_key, "mayor", "2019", True)
    for quotation in Quotation.objects.all():
        assert quotation.problems() == {}


def test_a_joined_role_whose_partner_was_deleted_stays_away_and_is_said(editor: Any) -> None:
    body, kept, merged = make_organization(), make_speaker(), make_speaker()
    stays, _ = (make_affiliation(speaker=speaker, organization=body) for speaker in (kept, merged))
    done = merge(kept, merged, by=editor)
    fresh(stays).delete()
    assert undo(done, by=editor) == ["1 of the roles that were moved was changed or deleted since."]
    assert not Affiliation.objects.exists()


def test_a_topic_that_was_taken_from_a_quotation_since_does_not_come_back(editor: Any) -> None:
    kept, merged = make_topic(), make_topic()
    quotation = make_quotation(topics=[kept, merged])
    done = merge(kept, merged, by=editor)
    quotation.quotation_topics.get().delete()
    assert undo(done, by=editor) == ["1 of the quotations that were moved was changed or deleted since."]
    assert not QuotationTopic.objects.exists()
    assert Topic.objects.count() == 2


def test_a_role_given_in_between_follows_the_organization_that_comes_back(editor: Any) -> None:
    kept, merged = make_organization(), make_organization()
    role = make_affiliation(organization=merged)
    done = merge(kept, merged, by=editor)
    quotation = make_quotation(affiliation=fresh(role))
    assert fresh(quotation).organization == kept
    undo(done, by=editor)
    assert fresh(quotation).organization_id == fresh(quotation).affiliation.organization_id == done.merged_key


def test_a_distinction_outlives_a_merge(editor: Any) -> None:
    one, other = make_speaker(), make_speaker()
    Distinction.objects.create(kind="speaker", first_key=one.pk, second_key=other.pk)
    undo(merge(one, other, by=editor), by=editor)
    assert Distinction.objects.count() == 1


# Costs


@pytest.mark.parametrize("kind", ["speaker", "organization", "topic"])
def test_queries_do_not_grow_with_the_quotations(kind: str, editor: Any) -> None:
    """Up to AT_ONCE rows: so many more are one more statement of each kind (docs/editing.md, "Merge")."""
    make = {"speaker": make_speaker, "organization": make_organization, "topic": make_topic}[kind]
    costs = []
    assert editor.has_perm("quotes.merge_records")  # which reads the permissions, once
    for number in (2, 20):
        kept, merged = make(), make()
        if kind == "topic":
            for _ in range(number):
                make_quotation(topics=[merged])
        else:
            role = make_affiliation(**{kind: merged})
            for _ in range(number):
                make_quotation(affiliation=role)
        with CaptureQueriesContext(connection) as merging:
            done = merge(fresh(kept), fresh(merged), by=editor)
        with CaptureQueriesContext(connection) as undoing:
            undo(done, by=editor)
        costs.append((len(merging), len(undoing)))
    assert costs[0] == costs[1], costs


def test_rows_are_moved_in_parts(editor: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(rows, "AT_ONCE", 2)
    body, kept, merged = make_organization(), make_speaker(), make_speaker()
    roles = [make_affiliation(speaker=speaker, organization=body) for speaker in (kept, merged)]
    for _ in range(5):
        make_quotation(affiliation=roles[1])
    state, revisions = dump(), Quotation.history.count()
    done = merge(kept, merged, by=editor)
    assert Quotation.history.count() == revisions + 5
    assert Quotation.objects.filter(speaker=kept, affiliation=roles[0]).count() == 5
    undo(done, by=editor)
    assert dump() == state
    assert Quotation.history.count() == revisions + 10
