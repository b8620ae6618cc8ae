"""Rows become records by the rules of these: created, changed, left as they are, or refused with the reason."""

import pytest

from quotes.models import (
    Affiliation,
    Alias,
    Claim,
    Passage,
    Quotation,
    Source,
    Speaker,
    Stance,
    Status,
    Topic,
)
from tests.factories import (
    make_affiliation,
    make_alias,
    make_claim,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
)
from tests.ingest.transfer.tables import (
    WHY,
    as_csv,
    make_sources,
    make_speakers,
    outcomes,
    take_in,
    take_out,
    try_out,
    why,
    words_of,
)
from tests.members import make_member

pytestmark = pytest.mark.django_db


def row_of(source: Source, **cells: str) -> dict[str, str]:
    return {"source": source.slug, "words": "The bridge is safe", "speaker": ""} | cells


def test_a_new_row_becomes_a_draft_with_words_role_topics_and_revisions_that_say_who_and_why():
    role = make_affiliation(role="engineer", organization=make_organization(name="City"))
    topics = [make_topic(name="Bridges"), make_topic(name="Repairs")]
    source = make_source()
    row = row_of(
        source,
        words="The bridge is safe\n\nBut it is old, and it will not stay safe.",
        speaker=role.speaker.slug,
        role="Engineer",
        organization="city",
        said="2024-05",
        topics="bridges | repairs",
    )
    assert outcomes(take_in("quotations", as_csv([row]))) == ["created"]
    quotation = Quotation.objects.get()
    assert quotation.status == Status.DRAFT
    assert quotation.text == "The bridge is safe But it is old, and it will not stay safe."
    assert (quotation.affiliation, quotation.organization) == (role, role.organization)
    assert quotation.said == "2024-05"
    assert list(quotation.topics.all()) == topics
    revisions = [*quotation.history.all(), *Passage.history.all(), *quotation.quotation_topics.model.history.all()]
    assert len(revisions) >= 5
    assert {revision.history_user for revision in revisions} == {make_member("Editors")}
    assert {revision.history_change_reason for revision in revisions} == {WHY}


def test_a_second_run_adds_nothing():
    (source,), (speaker,) = make_sources(1, 3), make_speakers(1)
    rows = [row_of(source, words=words_of(0, n), speaker=speaker.slug) for n in range(3)]
    assert outcomes(take_in("quotations", as_csv(rows))) == ["created"] * 3
    again = take_in("quotations", as_csv(rows))
    assert outcomes(again) == ["unchanged"] * 3
    assert Quotation.objects.count() == 3
    assert Quotation.history.count() == 3
    assert "there already" in again[0].note


def test_a_new_row_that_is_there_and_differs_is_refused_with_what_differs():
    quotation = make_quotation(kind="partial")
    (result,) = take_in("quotations", as_csv([row_of(quotation.source, speaker=quotation.speaker.slug, kind="direct")]))
    assert quotation.ref in why(result)
    assert "kind" in why(result)


def test_a_rejected_quotation_does_not_come_back():
    quotation = make_quotation(status=Status.REJECTED)
    (result,) = take_in("quotations", as_csv([row_of(quotation.source, speaker=quotation.speaker.slug)]))
    assert "rejected" in why(result)
    assert Quotation.objects.count() == 1


def test_a_row_with_a_ref_changes_that_quotation_and_says_from_what_to_what():
    quotation = make_quotation()
    row = {"ref": quotation.ref, "words": "But it is old", "attribution": "the city engineer"}
    (result,) = take_in("quotations", as_csv([row]))
    changes = {change.column: (change.old, change.new) for change in result.changes}
    assert changes == {
        "words": ("The bridge is safe", "But it is old"),
        "starts": (["38"], ["94"]),
        "attribution": ("", "the city engineer"),
    }
    stored = Quotation.objects.get()
    assert (stored.text, stored.attribution, stored.speaker) == (
        "But it is old",
        "the city engineer",
        quotation.speaker,
    )
    assert stored.is_published


def test_a_dry_run_keeps_nothing_and_says_what_the_import_then_does():
    (source,) = make_sources(1, 2)
    kept = make_quotation(source=source, words=words_of(0, 0), status=Status.DRAFT)
    data = as_csv([row_of(source, words=words_of(0, 1), ref=""), {"ref": kept.ref, "source": "nowhere"}])
    before = (Quotation.objects.count(), Quotation.history.count(), Passage.objects.count())
    first = try_out("quotations", data)
    assert (Quotation.objects.count(), Quotation.history.count(), Passage.objects.count()) == before
    assert [result.facts() for result in first] == [result.facts() for result in take_in("quotations", data)]
    assert outcomes(first) == ["created", "refused"]


def test_a_dry_run_names_no_ref_that_nothing_will_have():
    row = {"source": make_source(text="“It is safe.”").slug, "kind": "direct", "words": "It is safe."}
    (tried,) = try_out("quotations", as_csv([row]))
    (taken,) = take_in("quotations", as_csv([row]))
    assert tried.title == "It is safe."
    assert taken.title == f"{Quotation.objects.get().ref} It is safe."


def test_one_refused_row_keeps_all_others_out():
    (source,) = make_sources(1, 2)
    data = as_csv([row_of(source, words=words_of(0, 0)), row_of(source, words="Nobody said this")])
    assert outcomes(take_in("quotations", data)) == ["created", "refused"]
    assert not Quotation.objects.exists()
    take_in("quotations", data, leave_out=True)
    assert Quotation.objects.count() == 1


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"words": "The bridge is unsafe"}, "words", "nearest words"),
        ({"words": ""}, "words", "Give the words"),
        ({"source": "nowhere"}, "source", "no source"),
        ({"source": ""}, "source", "Give"),
        ({"speaker": "nobody"}, "speaker", "no speaker"),
        ({"said": "May 2024"}, "said", "not a date"),
        ({"said": "2025"}, "said", "after the source was published"),
        ({"kind": "shouted"}, "kind", "not one of"),
        ({"language": "English"}, "language", "BCP 47"),
        ({"ref": "ZZZZZZZZZZ"}, "ref", "Leave it empty"),
        ({"topics": "bridges | none"}, "topics", "no topic"),
        ({"role": "king"}, "role", "speaker"),
        ({"reported_in": "ZZZZZZZZZZ"}, "reported_in", "no quotation"),
        ({"starts": "ten"}, "starts", "not a number"),
        ({"attribution": "x" * 301}, "attribution", "300"),
        ({"attribution": "a\0b"}, "attribution", "cannot be kept"),
        ({"attribution": "a\u202eb"}, "attribution", "cannot be kept"),
        ({"speaker": "a\0b"}, "speaker", "cannot be kept"),
        ({"words": "x" * 1_000_000}, "words", "characters"),
    ],
)
def test_a_wrong_cell_refuses_its_row_and_is_named(cells, column, said):
    make_topic(name="Bridges")
    (result,) = take_in("quotations", as_csv([row_of(make_source()) | cells]))
    assert result.outcome == "refused"
    assert any(reason.column == column and said in reason.message for reason in result.reasons), why(result)
    assert not Quotation.objects.exists()


def test_everything_wrong_with_the_cells_of_a_row_is_named_at_once():
    (result,) = take_in("quotations", as_csv([row_of(make_source(), speaker="nobody", reported_in="none")]))
    assert {reason.column for reason in result.reasons} == {"speaker", "reported_in"}


def test_words_that_stand_twice_need_their_start():
    source = make_source(text="“Yes,” he said. “Yes,” she said.")
    row = row_of(source, words="Yes")
    (result,) = take_in("quotations", as_csv([row]))
    assert "2 times" in why(result)
    assert "“starts”" in why(result)
    assert outcomes(take_in("quotations", as_csv([row | {"starts": "17"}]))) == ["created"]
    assert Passage.objects.get().start == 17


def test_a_row_of_an_older_version_is_refused_and_one_without_a_version_is_not():
    quotation = make_quotation()
    data = as_csv([{"ref": quotation.ref, "version": str(quotation.version - 1), "attribution": "mayor"}])
    assert "changed since version" in why(take_in("quotations", data)[0])
    data = as_csv([{"ref": quotation.ref, "attribution": "mayor"}])
    assert outcomes(take_in("quotations", data)) == ["changed"]


def test_two_rows_about_one_record_are_one_too_many():
    quotation = make_quotation()
    rows = [{"ref": quotation.ref, "attribution": text} for text in ("mayor", "clerk")]
    results = take_in("quotations", as_csv(rows))
    assert "Row 2" in why(results[1])
    (source,) = make_sources(1, 1)
    results = take_in("quotations", as_csv([row_of(source, words=words_of(0, 0))] * 2))
    assert "Row 2 is the same" in why(results[1])


def test_a_row_after_a_refused_one_of_the_same_record_is_judged_by_what_is_stored():
    quotation = make_quotation()
    rows = [
        {"ref": quotation.ref, "attribution": "mayor", "said": "2099"},
        {"ref": quotation.ref, "said": "", "attribution": "clerk"},
    ]
    assert outcomes(take_in("quotations", as_csv(rows), leave_out=True)) == ["refused", "changed"]
    assert Quotation.objects.get().attribution == "clerk"


def test_a_column_that_is_left_out_stays_and_an_empty_cell_empties():
    quotation = make_quotation(attribution="mayor", said="2024", topics=[make_topic(name="Bridges")])
    take_in("quotations", as_csv([{"ref": quotation.ref, "said": ""}]))
    stored = Quotation.objects.get()
    assert (stored.attribution, stored.said, stored.topics.count()) == ("mayor", "", 1)
    take_in("quotations", as_csv([{"ref": quotation.ref, "topics": ""}]))
    assert not stored.topics.exists()


def test_status_is_not_imported():
    quotation = make_quotation(status=Status.DRAFT)
    data = as_csv([{"ref": quotation.ref, "status": "published", "attribution": "mayor"}])
    assert outcomes(take_in("quotations", data)) == ["changed"]
    assert Quotation.objects.get().status == Status.DRAFT


# Other kinds


def test_speakers_come_with_their_other_names_and_are_known_by_name_when_they_have_no_slug():
    rows = [{"name": "Ana Ruiz", "sort_name": "Ruiz, Ana", "other_names": "A. Ruiz | Anna | Anna"}]
    assert outcomes(take_in("speakers", as_csv(rows))) == ["created"]
    assert set(Alias.objects.values_list("name", flat=True)) == {"A. Ruiz", "Anna"}
    assert outcomes(take_in("speakers", as_csv(rows))) == ["unchanged"]
    (result,) = take_in("speakers", as_csv([{"name": "ana  ruiz", "sort_name": "Other"}]))
    assert "ana-ruiz" in why(result)
    rows = [{"slug": "ana-ruiz-of-dover", "name": "Ana Ruiz", "sort_name": "Ruiz, Ana"}]
    assert outcomes(take_in("speakers", as_csv(rows))) == ["created"]
    assert outcomes(take_in("speakers", as_csv(rows))) == ["unchanged"]
    assert Speaker.objects.count() == 2
    assert outcomes(take_in("speakers", as_csv([{"slug": "ana-ruiz", "other_names": "Anna"}]))) == ["changed"]
    assert list(Alias.objects.values_list("name", flat=True)) == ["Anna"]


def test_an_organization_may_be_part_of_one_of_the_same_file_and_not_of_itself():
    rows = [{"slug": slug, "name": slug, "parent": parent} for slug, parent in [("a", ""), ("b", "a"), ("c", "b")]]
    assert outcomes(take_in("organizations", as_csv(rows))) == ["created"] * 3
    results = take_in("organizations", as_csv([{"slug": "b", "parent": ""}, {"slug": "a", "parent": "c"}]))
    assert outcomes(results) == ["changed", "changed"]
    (result,) = take_in("organizations", as_csv([{"slug": "c", "parent": "a"}]))
    assert result.reasons[0].column == "parent"
    results = take_in(
        "organizations",
        as_csv(
            [
                {"slug": "x", "name": "x", "parent": ""},
                {"slug": "y", "name": "y", "parent": "x"},
                {"slug": "z", "name": "z", "parent": "y"},
            ]
        ),
    )


def test_roles_are_known_by_speaker_organization_role_and_date():
    speaker, city = make_speaker(name="Ana"), make_organization(name="City")
    row = {"speaker": speaker.slug, "organization": city.slug, "role": "Engineer", "since": "2020"}
    assert outcomes(take_in("roles", as_csv([row]))) == ["created"]
    assert outcomes(take_in("roles", as_csv([row]))) == ["unchanged"]
    assert outcomes(take_in("roles", as_csv([row | {"until": "2023"}]))) == ["changed"]
    assert Affiliation.objects.get().until == "2023"
    (result,) = take_in("roles", as_csv([row | {"until": "2019"}]))
    assert "ends before it starts" in why(result)
    (result,) = take_in("roles", as_csv([{"speaker": speaker.slug, "role": "x"}]))
    assert result.reasons[0].column == "organization"


def test_claims_and_stances():
    topic = make_topic(name="Bridges")
    assert outcomes(take_in("claims", as_csv([{"text": "It holds.", "topics": topic.slug}]))) == ["created"]
    quotation = make_quotation()
    row = {"quotation": quotation.ref, "claim": "it-holds", "position": "asserts", "reason": "So it says."}
    assert outcomes(take_in("stances", as_csv([row]))) == ["created"]
    assert outcomes(take_in("stances", as_csv([row]))) == ["unchanged"]
    assert outcomes(take_in("stances", as_csv([row | {"position": "denies"}]))) == ["changed"]
    (result,) = take_in("stances", as_csv([row | {"reason": ""}]))
    assert result.reasons[0].column == "reason"
    assert Claim.objects.get().status == Status.DRAFT


def test_sources_are_changed_and_never_added():
    source = make_source()
    assert outcomes(take_in("sources", as_csv([{"slug": source.slug, "byline": "Fred"}]))) == ["changed"]
    assert Source.objects.get().text == source.text
    (result,) = take_in("sources", as_csv([{"slug": "new", "title": "New"}]))
    assert "adds no sources" in why(result)
    (result,) = take_in("sources", as_csv([{"slug": source.slug, "published_on": "6 May"}]))
    assert result.reasons[0].column == "published_on"


def test_an_address_that_moved_is_no_new_record():
    topic = make_topic(name="Bridges")
    topic.slug = "spans"
    topic.save()
    (result,) = take_in("topics", as_csv([{"slug": "bridges", "name": "Bridges"}]))
    assert "spans" in why(result)
    assert Topic.objects.count() == 1


# Who may


def test_what_readers_see_is_changed_by_those_alone_who_may_publish():
    public, draft = make_quotation(), make_quotation(status=Status.DRAFT)
    rows = [{"ref": one.ref, "attribution": "mayor"} for one in (public, draft)]
    assert outcomes(take_in("quotations", as_csv(rows), "Contributors")) == ["refused", "changed"]
    assert outcomes(take_in("quotations", as_csv(rows), "Stranger")) == ["refused", "refused"]
    assert outcomes(take_in("quotations", as_csv(rows), "Editors")) == ["changed", "changed"]


def test_a_contributor_gives_no_role_or_stance_to_what_readers_see():
    quotation, claim = make_quotation(), make_claim()
    role = {"speaker": quotation.speaker.slug, "organization": "", "role": "mayor", "since": ""}
    assert outcomes(take_in("roles", as_csv([role]), "Contributors")) == ["refused"]
    stance = {"quotation": quotation.ref, "claim": claim.slug, "position": "asserts", "reason": "So."}
    assert outcomes(take_in("stances", as_csv([stance]), "Contributors")) == ["refused"]
    alias = {"slug": quotation.speaker.slug, "other_names": "X"}
    assert outcomes(take_in("speakers", as_csv([alias]), "Contributors")) == ["refused"]
    assert [model.objects.count() for model in (Affiliation, Stance, Alias)] == [0, 0, 0]


@pytest.mark.parametrize("kind", ["speakers", "organizations", "topics", "claims"])
def test_a_stranger_adds_nothing(kind):
    row = {"text" if kind == "claims" else "name": "New", **({"sort_name": "New"} if kind == "speakers" else {})}
    assert "may not add" in why(take_in(kind, as_csv([row]), "Stranger")[0])


# Out and in again


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_what_is_exported_changes_nothing_when_it_is_imported(form):
    role = make_affiliation(
        role="engineer, of the city", organization=make_organization(name="City | Town", country="KZ"), since="2020"
    )
    reporting = make_quotation(
        affiliation=role, topics=[make_topic(name="A"), make_topic(name="B")], attribution="=1+1", said="2024-05"
    )
    make_quotation(words=["The bridge is safe", "But it is old"], speaker=None, status=Status.DRAFT, kind="indirect")
    make_quotation(
        source=make_source(text="“Yes,” he said. “Yes,” she said."), words="Yes,” he said. “Yes", reported_in=None
    )
    make_quotation(source=reporting.source, words="“We were not asked,”", reported_in=reporting)
    make_alias(speaker=role.speaker, name=r"A\B | C")
    make_stance(quotation=reporting, claim=make_claim(text="-1 is less than 0.", scope_note="'=quoted\nand\tmore"))
    for kind in ("quotations", "speakers", "organizations", "roles", "topics", "claims", "stances", "sources"):
        results = take_in(kind, take_out(kind, form))
        assert results
        assert set(outcomes(results)) == {"unchanged"}, (kind, [why(r) or r.changes for r in results])


def test_csv_out_holds_no_formula():
    make_topic(name="=HYPERLINK(1)")
    assert b",'=HYPERLINK(1)" in take_out("topics")


def test_the_first_rows_of_ten_thousand_cost_what_the_last_do(django_assert_max_num_queries):
    (source,), (speaker,) = make_sources(1, 40), make_speakers(1)
    rows = [row_of(source, words=words_of(0, n), speaker=speaker.slug) for n in range(40)]
    with django_assert_max_num_queries(30 + 40 * 15):
        take_in("quotations", as_csv(rows))
    with django_assert_max_num_queries(30 + 40 * 3):
        take_in("quotations", as_csv(rows))
    with django_assert_max_num_queries(20 + 40 * 2):  # a savepoint, and its end
        take_in("quotations", take_out("quotations"))
