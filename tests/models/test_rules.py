"""Every rule of the record: refused by the database by its name, by the model and by a form with a message."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, models, transaction
from django.forms import ModelForm, model_to_dict, modelform_factory

from quotes.models import (
    Affiliation,
    Alias,
    Assessment,
    Claim,
    ClaimTopic,
    FormerSlug,
    Organization,
    Passage,
    Quotation,
    QuotationTopic,
    Record,
    Source,
    Speaker,
    Stance,
    Status,
    Topic,
)
from quotes.models.fields import clean_characters_constraint
from quotes.text.anchors import Span
from tests.factories import (
    SOURCE_TEXT,
    make_affiliation,
    make_alias,
    make_assessment,
    make_candidate,
    make_claim,
    make_one_of_each,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
)

pytestmark = pytest.mark.django_db

RIGHT_TO_LEFT_OVERRIDE = "\u202e"


class Broken(NamedTuple):
    """How to break one rule: change these fields of that record. `hidden`: no form shows the field."""

    rule: str
    make: Callable[[], Any]
    changes: dict[str, Any] | Callable[[Any], dict[str, Any]]
    hidden: bool = False

    def changes_for(self, record: Any) -> dict[str, Any]:
        return self.changes(record) if callable(self.changes) else self.changes


def quotation_topic() -> QuotationTopic:
    return make_quotation(topics=[make_topic()]).quotation_topics.get()


def claim_topic() -> ClaimTopic:
    return make_claim(topics=[make_topic()]).claim_topics.get()


def passage() -> Passage:
    return make_quotation().passages.get()


def second_passage() -> Passage:
    return make_quotation(words=["The bridge is safe", "But it is old"]).passages.get(position=2)


def draft() -> Quotation:
    return make_quotation(status=Status.DRAFT, said="2024-05-06")


def like(make: Callable[..., Any], *fields: str) -> Callable[[Any], dict[str, Any]]:
    """Changes that give a record these fields of another one, made now."""

    def changes(record: Any) -> dict[str, Any]:
        other = make(record)
        return {field: getattr(other, field) for field in fields}

    return changes


def of_unknown_status(topic: QuotationTopic) -> dict[str, Any]:
    """Changes that give a topic a status that is none, and let its quotation say so too, in memory."""
    topic.quotation.status = "almost"
    return {"quotation": topic.quotation, "status": "almost"}


JAVASCRIPT = "javascript:alert(document.cookie)"
SLUGGED = {
    "organization": make_organization,
    "speaker": make_speaker,
    "source": make_source,
    "topic": make_topic,
    "claim": make_claim,
}

BROKEN = [
    *(Broken(f"{name}_slug_is_plain", make, {"slug": "Not_plain"}) for name, make in SLUGGED.items()),
    Broken("organization_has_name", make_organization, {"name": ""}),
    Broken("organization_kind_is_known", make_organization, {"kind": "gang"}),
    Broken("organization_country_is_code", make_organization, {"country": "kz"}),
    Broken("organization_wikidata_id_is_item", make_organization, {"wikidata_id": "P31"}),
    Broken("organization_is_not_its_own_parent", make_organization, lambda record: {"parent": record}),
    Broken("speaker_has_name", make_speaker, {"name": ""}),
    Broken("speaker_has_sort_name", make_speaker, {"sort_name": ""}),
    Broken("speaker_kind_is_known", make_speaker, {"kind": "robot"}),
    Broken("speaker_wikidata_id_is_item", make_speaker, {"wikidata_id": "Q01"}),
    Broken("alias_once_for_each_speaker", make_alias, like(lambda alias: make_alias(speaker=alias.speaker), "name")),
    Broken("alias_has_name", make_alias, {"name": ""}),
    Broken(
        "affiliation_once_with_organization",
        lambda: make_affiliation(organization=make_organization(), since="2018"),
        like(
            lambda record: make_affiliation(
                speaker=record.speaker, role="pilot", since="2018", organization=record.organization
            ),
            "role",
            "role_slug",
        ),
    ),
    Broken(
        "affiliation_once_without_organization",
        make_affiliation,
        like(lambda record: make_affiliation(speaker=record.speaker, role="pilot"), "role", "role_slug"),
    ),
    Broken("affiliation_has_role_or_organization", make_affiliation, {"role": "", "role_slug": ""}),
    Broken(
        "affiliation_ends_after_start",
        make_affiliation,
        {"since": "2018-05", "since_earliest": date(2018, 5, 1), "until": "2018-04", "until_latest": date(2018, 4, 30)},
    ),
    Broken("affiliation_reference_is_web_address", make_affiliation, {"reference": JAVASCRIPT}),
    Broken("source_kind_is_known", make_source, {"kind": "rumour"}),
    Broken("source_language_is_tag", make_source, {"language": "English (US)"}),
    Broken("source_has_title", make_source, {"title": ""}),
    Broken("source_has_text", make_source, {"text": ""}),
    Broken("source_url_is_web_address", make_source, {"url": JAVASCRIPT}),
    Broken("topic_has_name", make_topic, {"name": ""}),
    Broken(
        "topic_once_for_each_quotation",
        quotation_topic,
        like(lambda record: QuotationTopic.objects.create(quotation=record.quotation, topic=make_topic()), "topic"),
    ),
    Broken(
        "topic_once_for_each_claim",
        claim_topic,
        like(lambda record: ClaimTopic.objects.create(claim=record.claim, topic=make_topic()), "topic"),
    ),
    Broken("topic_of_quotation_status_is_known", quotation_topic, of_unknown_status, hidden=True),
    Broken("quotation_status_is_known", draft, {"status": "almost"}, hidden=True),
    Broken("withdrawn_quotation_has_reason", make_quotation, {"status": Status.WITHDRAWN}, hidden=True),
    Broken("published_quotation_has_speaker", make_quotation, {"speaker": None}),
    Broken("published_quotation_has_text", make_quotation, {"text": "", "display_text": ""}, hidden=True),
    Broken("quotation_said_in_order", draft, {"said": "2024-05-07", "said_earliest": date(2024, 5, 7)}),
    Broken("quotation_does_not_report_itself", draft, lambda record: {"reported_in": record}),
    Broken("quotation_ref_is_crockford", draft, {"ref": "ABCDEFGHIL"}, hidden=True),
    Broken("quotation_kind_is_known", draft, {"kind": "rumour"}),
    Broken("quotation_medium_is_known", draft, {"medium": "telepathy"}),
    Broken("quotation_language_is_tag", draft, {"language": "?"}),
    Broken("quotation_translated_from_is_tag", draft, {"translated_from": "RU-"}),
    Broken("passage_once_for_each_position", second_passage, {"position": 1}),
    Broken("passage_ends_after_start", passage, {"start": 12, "end": 12}),
    Broken("passage_positions_count_from_1", passage, {"position": 0}),
    Broken("claim_status_is_known", make_claim, {"status": "almost"}, hidden=True),
    Broken("withdrawn_claim_has_reason", make_claim, {"status": Status.WITHDRAWN}, hidden=True),
    Broken("claim_has_text", make_claim, {"text": ""}),
    Broken(
        "stance_once_for_each_quotation_and_claim",
        make_stance,
        like(lambda stance: make_stance(quotation=stance.quotation), "claim"),
    ),
    Broken("stance_position_is_known", make_stance, {"position": "shrugs"}),
    Broken("stance_has_reason", make_stance, {"reason": ""}),
    Broken(
        "assessment_once_a_day_for_each_claim",
        make_assessment,
        like(lambda record: make_assessment(claim=record.claim, assessed_on=date(2024, 6, 2)), "assessed_on"),
    ),
    Broken("assessment_verdict_is_known", make_assessment, {"verdict": "true-ish"}),
    Broken("assessment_has_reasons", make_assessment, {"reasons": ""}),
    Broken("assessment_links_are_web_addresses", make_assessment, {"links": f"https://example.org\n{JAVASCRIPT}"}),
    Broken("candidate_has_words", make_candidate, {"words": ""}),
    Broken("candidate_kind_is_known", make_candidate, {"kind": "shouted"}),
    Broken("candidate_speaker_kind_is_known", make_candidate, {"speaker_kind": "robot"}),
    Broken("candidate_confidence_is_probability", make_candidate, {"confidence": 1.5}),
]

RECORDS = [model for model in apps.get_app_config("quotes").get_models() if issubclass(model, Record)]
CLEAN = [
    (model, constraint.name, constraint.condition.children[0][0].removesuffix("__regex"))
    for model in RECORDS
    for constraint in model._meta.constraints
    if constraint.name.endswith("_clean_characters")
]


def broken_rules() -> list[Any]:
    return [pytest.param(broken, id=broken.rule) for broken in BROKEN]


def form_for(record: models.Model, changes: dict[str, Any]) -> ModelForm:
    """A form over every field that forms show, filled as the record is but for the changes."""
    fields = [field.name for field in type(record)._meta.concrete_fields if field.editable and not field.primary_key]
    form_class = modelform_factory(type(record), fields=fields)
    data = {name: "" if value is None else value for name, value in model_to_dict(record, fields).items()}
    for name, value in changes.items():
        data[name] = value.pk if isinstance(value, models.Model) else "" if value is None else value
    return form_class(data, instance=type(record)._base_manager.get(pk=record.pk))


def messages_of(form: ModelForm) -> str:
    return " ".join(message for messages in form.errors.values() for message in messages)


# Every constraint


def test_every_named_constraint_is_broken_by_a_test():
    names = [constraint.name for model in RECORDS for constraint in model._meta.constraints]
    assert set(names) == {broken.rule for broken in BROKEN} | {name for _, name, _ in CLEAN}
    assert len(names) == len(set(names))


@pytest.mark.parametrize("broken", broken_rules())
def test_the_database_refuses_it(broken):
    record = broken.make()
    changes = broken.changes_for(record)
    rule = next(rule for rule in type(record)._meta.constraints if rule.name == broken.rule)
    named = broken.rule if isinstance(rule, models.CheckConstraint) else "(?i)unique"
    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        type(record)._base_manager.filter(pk=record.pk).update(**changes)


@pytest.mark.parametrize("broken", broken_rules())
def test_the_database_refuses_a_new_row_of_it(broken):
    record = broken.make()
    if broken.rule in ("organization_is_not_its_own_parent", "quotation_does_not_report_itself"):
        pytest.skip("a new row has no key to point at itself with")
    changes = broken.changes_for(record)
    for unique in (field for field in record._meta.concrete_fields if field.unique and not field.primary_key):
        others = {"slug": lambda: "another", "ref": lambda: "A" * 10, "quotation": make_quotation}
        setattr(record, unique.name, others[unique.name]())
    record.pk = None
    for name, value in changes.items():
        setattr(record, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(record)._base_manager.bulk_create([record])


@pytest.mark.parametrize("broken", broken_rules())
def test_the_model_refuses_it(broken):
    record = broken.make()
    for name, value in broken.changes_for(record).items():
        setattr(record, name, value)
    if broken.rule == "published_quotation_has_text":
        record.passages.all()._raw_delete(record._state.db)  # full_clean() derives the text from the passages
    with pytest.raises(ValidationError):
        record.full_clean()


@pytest.mark.parametrize("broken", broken_rules())
def test_a_form_refuses_it_with_a_message(broken):
    if broken.hidden:
        pytest.skip("no form shows this field")
    record = broken.make()
    form = form_for(record, broken.changes_for(record))
    assert not form.is_valid()
    assert messages_of(form).strip()
    assert "onstraint" not in messages_of(form)


@pytest.mark.parametrize("make", [broken.make for broken in BROKEN])
def test_an_unbroken_record_passes_as_a_model_and_as_a_form(make):
    record = make()
    record.full_clean()
    form = form_for(record, {})
    assert form.is_valid(), form.errors
    form.save()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"kind": "planet"}, "former_slug_kind_is_known"),
        ({"current_slug": "old"}, "former_slug_leads_elsewhere"),
        ({"slug": "older"}, "(?i)unique"),
    ],
)
def test_the_database_refuses_a_wrong_former_address(changes, rule):
    FormerSlug.objects.create(kind="speaker", slug="older", current_slug="new")
    former = FormerSlug.objects.create(kind="speaker", slug="old", current_slug="new")
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        FormerSlug.objects.filter(pk=former.pk).update(**changes)


def test_a_list_of_known_values_in_a_constraint_is_the_list_of_choices():
    for model in apps.get_app_config("quotes").get_models():
        for field in model._meta.concrete_fields:
            if field.choices and not model.__name__.startswith("Historical"):
                rule = next(rule for rule in model._meta.constraints if rule.name.endswith(f"_{field.name}_is_known"))
                lookup, values = rule.condition.children[0]
                assert lookup == f"{field.name}__in"
                assert set(values) == {value for value, _ in field.choices} | ({""} if field.blank else set())


# Characters


@pytest.mark.parametrize("character", [RIGHT_TO_LEFT_OVERRIDE, "\u2066", "\x07", "\r"])
def test_the_database_refuses_control_characters(character):
    records = make_one_of_each()
    for model, rule, field in CLEAN:
        rows = model._base_manager.filter(pk=records[model].pk)
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            rows.update(**{field: f"https://example.org/a{character}b"})


@pytest.mark.parametrize("character", ["\x00", "\ud800"])
def test_the_database_refuses_nul_and_lone_surrogates(character):
    records = make_one_of_each()
    for model, _, field in CLEAN:
        rows = model._base_manager.filter(pk=records[model].pk)
        with pytest.raises((IntegrityError, DataError, UnicodeEncodeError)), transaction.atomic():
            rows.update(**{field: f"a{character}b"})


@pytest.mark.parametrize("character", [RIGHT_TO_LEFT_OVERRIDE, "\x00", "\ud800", "\x1b"])
def test_models_and_forms_refuse_control_characters_in_every_text_field(character):
    for model, record in make_one_of_each().items():
        for field in model._meta.concrete_fields:
            if isinstance(field, (models.CharField, models.TextField)) and field.editable:
                form = form_for(record, {field.name: f"a{character}b"})
                assert field.name in form.errors, (model, field.name)
                setattr(record, field.name, f"a{character}b")
                with pytest.raises(ValidationError) as caught:
                    record.full_clean()
                assert field.name in caught.value.message_dict
                record.refresh_from_db()


def test_every_free_text_field_has_a_rule_about_its_characters():
    checked_otherwise = {"since", "until", "said", "ref"}  # by their pattern
    derived = {"sort_key", "role_slug", "display_text", "text_sha256"}  # from fields that are checked
    for model in (model for model in apps.get_app_config("quotes").get_models() if issubclass(model, Record)):
        rules = " ".join(rule.name for rule in model._meta.constraints)
        for field in model._meta.concrete_fields:
            if isinstance(field, (models.CharField, models.TextField)) and not field.choices:
                named = f"{field.name}_ha" in rules or f"{field.name}_is" in rules
                assert named or field.name in checked_otherwise | derived, (model, field)


def test_letters_of_every_script_are_welcome():
    make_speaker(name="Сергей Рудской", sort_name="Рудской, Сергей", note="北京 👩‍🚒 é e\u0301").full_clean()
    assert clean_characters_constraint("x", "y").violation_error_message


def test_line_ends_that_a_browser_sends_are_kept_as_one_character():
    source = make_source(text=f"\n  {SOURCE_TEXT}\n\n")
    make_quotation(source=source)
    form = form_for(source, {"text": source.text.replace("\n", "\r\n"), "correction_note": "One.\r\nTwo."})
    assert form.is_valid(), form.errors
    saved = form.save()
    assert saved.text == source.text
    assert saved.text_sha256 == source.text_sha256
    assert saved.correction_note == "One.\nTwo."


# Addresses on the web


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "ftp://example.org", "//example.org", "http:/x",
     "https://", "http://exa mple.org", "https://example.org/\nx"],
)  # fmt: skip
def test_only_full_web_addresses_are_kept(address):
    source, affiliation = make_source(), make_affiliation()
    source.url = affiliation.reference = address
    for record, field in ((source, "url"), (affiliation, "reference")):
        with pytest.raises(ValidationError) as caught:
            record.full_clean()
        assert "Give a full web address" in str(caught.value.message_dict[field])


def test_an_address_in_capitals_is_treated_alike_by_both_databases():
    source = make_source()
    with pytest.raises(IntegrityError, match="source_url_is_web_address"), transaction.atomic():
        Source._base_manager.filter(pk=source.pk).update(url="HTTPS://EXAMPLE.ORG")


def test_a_form_takes_an_address_without_a_scheme_for_https():
    form = form_for(make_source(), {"url": "example.org/story"})
    assert form.is_valid()
    assert form.cleaned_data["url"] == "https://example.org/story"


def test_links_of_an_assessment_are_one_address_on_each_line():
    assessment = make_assessment(links="https://example.org/a\n\n http://example.org/b\n")
    assessment.full_clean()
    assert form_for(assessment, {"links": "https://example.org/a\r\nhttps://example.org/b"}).errors == {}


# Quotations and their passages


def test_text_is_what_stands_in_the_source_whatever_is_assigned():
    quotation = make_quotation()
    quotation.text = quotation.display_text = "The bridge is doomed"
    quotation.save()
    quotation.refresh_from_db()
    assert quotation.text == "The bridge is safe"
    assert quotation.display_text == "“The bridge is safe”"


def test_words_that_are_not_in_the_source_cannot_be_anchored():
    with pytest.raises(ValueError, match="not in the source"):
        make_quotation(words="The bridge is doomed")
    assert not Quotation.objects.exists()


@pytest.mark.parametrize(
    ("spans", "message"),
    [
        ([(len(SOURCE_TEXT) - 3, len(SOURCE_TEXT) + 1)], "are not a passage of the source, which has"),
        ([(5, 5)], "it has no words"),
        ([(9, 5)], "it has no words"),
        ([(-2, 5)], "it has no words"),
        ([(0, 9), (5, 12)], "overlap"),
        ([(20, 25), (0, 5)], "not in reading order"),
    ],
)
def test_wrong_spans_are_refused_and_nothing_changes(spans, message):
    quotation = make_quotation(status=Status.DRAFT)
    before = (quotation.version, quotation.text, quotation.history.count())
    with pytest.raises(ValidationError, match=message):
        quotation.anchor([Span(*span) for span in spans])
    quotation.refresh_from_db()
    assert (quotation.version, quotation.text, quotation.history.count()) == before
    assert quotation.spans == [Span(38, 56)]


def test_a_passage_out_of_range_is_refused_by_model_form_and_save():
    record = passage()
    end = len(SOURCE_TEXT) + 1
    assert "end" in form_for(record, {"end": end}).errors
    record.end = end
    for attempt in (record.full_clean, record.save):
        with pytest.raises(ValidationError, match="The source ends at character"):
            attempt()
    with pytest.raises(IntegrityError), transaction.atomic():
        Passage._base_manager.filter(pk=record.pk).update(start=-1)


def test_a_passage_of_a_draft_out_of_range_is_refused_too():
    quotation = make_quotation(status=Status.DRAFT)
    with pytest.raises(ValidationError, match="The source ends"):
        Passage(quotation=quotation, position=2, start=0, end=10_000).save()
    assert quotation.passages.count() == 1


def test_passages_of_something_public_stay_in_reading_order():
    quotation = make_quotation()
    with pytest.raises(ValidationError, match="reading order"):
        Passage(quotation=quotation, position=2, start=0, end=10).save()
    assert quotation.passages.count() == 1


def test_a_passage_stays_with_its_quotation():
    record, other = passage(), make_quotation()
    record.quotation = other
    with pytest.raises(ValidationError, match="stays with its quotation"):
        record.save()


def test_the_last_passage_of_something_public_cannot_go():
    record = passage()
    with pytest.raises(ValidationError, match="not anchored"):
        record.delete()
    assert record.pk
    record.refresh_from_db()


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.WITHDRAWN])
def test_what_was_public_keeps_speaker_source_and_words(status):
    quotation = make_quotation(status=status)
    quotation.speaker = None
    for attempt in (quotation.full_clean, quotation.save):
        with pytest.raises(ValidationError, match="no speaker"):
            attempt()
    for column in ("source", "said_latest"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Quotation._base_manager.filter(pk=quotation.pk).update(**{column: None})


def test_a_quotation_cannot_be_published_without_words():
    quotation = Quotation(source=make_source(), speaker=make_speaker(), status=Status.PUBLISHED)
    with pytest.raises(ValidationError, match="not anchored"):
        quotation.save()
    assert quotation.pk is None
    quotation.said_latest = date(2024, 5, 6)
    with pytest.raises(IntegrityError, match="published_quotation_has_text"), transaction.atomic():
        Quotation._base_manager.bulk_create([quotation])


def test_a_quotation_whose_words_were_changed_behind_its_back_says_so():
    quotation = make_quotation()
    Quotation._base_manager.filter(pk=quotation.pk).update(text="The bridge is doomed")
    quotation.refresh_from_db()
    assert quotation.why_not_publishable() == "Its text is not what stands in the source. Anchor the words again."


def test_a_role_of_another_speaker_is_refused():
    quotation = make_quotation()
    quotation.affiliation = make_affiliation()
    assert "affiliation" in form_for(quotation, {"affiliation": quotation.affiliation}).errors
    for attempt in (quotation.full_clean, quotation.save):
        with pytest.raises(ValidationError, match="not of this speaker"):
            attempt()


def test_a_role_in_use_cannot_be_given_to_another_speaker():
    affiliation = make_affiliation()
    quotation = make_quotation(affiliation=affiliation)
    affiliation.speaker = make_speaker()
    for attempt in (affiliation.full_clean, affiliation.save):
        with pytest.raises(ValidationError, match=f"Quotation {quotation.ref} has this role for"):
            attempt()


def test_words_said_after_publication_are_refused():
    quotation = make_quotation(status=Status.DRAFT)
    for said in ("2024-05-07", "2024-06/..", "2025"):
        assert "said" in form_for(quotation, {"said": said}).errors
        quotation.said = said
        for attempt in (quotation.full_clean, quotation.save):
            with pytest.raises(ValidationError, match="after the source was published"):
                attempt()


@pytest.mark.parametrize("said", ["yesterday", "2018-13", "2018/2017", "2018-00", "\x00", "../.."])
def test_a_wrong_date_is_refused(said):
    quotation, affiliation = make_quotation(), make_affiliation()
    quotation.said = affiliation.since = affiliation.until = said
    for record, fields in ((quotation, {"said"}), (affiliation, {"since", "until"})):
        with pytest.raises(ValidationError) as caught:
            record.full_clean()
        assert fields <= set(caught.value.message_dict)
        with pytest.raises(ValueError, match=r"."):
            record.save()


def test_a_statement_cannot_report_itself_or_stand_in_a_circle():
    source = make_source()
    first = make_quotation(source=source)
    second = make_quotation(source=source, reported_in=first)
    third = make_quotation(source=source, reported_in=second)
    for reported_in in (first, second, third):
        first.reported_in = reported_in
        for attempt in (first.full_clean, first.save):
            with pytest.raises(ValidationError, match="in a circle"):
                attempt()


def test_a_circle_that_exists_already_does_not_hang():
    source = make_source()
    first = make_quotation(source=source)
    second = make_quotation(source=source, reported_in=first)
    Quotation._base_manager.filter(pk=first.pk).update(reported_in=second)
    third = make_quotation(source=source, reported_in=Quotation.objects.get(pk=second.pk))
    third.full_clean()


def test_a_statement_is_reported_in_its_own_source():
    quotation = make_quotation()
    quotation.reported_in = make_quotation()
    for attempt in (quotation.full_clean, quotation.save):
        with pytest.raises(ValidationError, match="another source"):
            attempt()


def test_a_quotation_that_is_anchored_cannot_be_put_under_another_source():
    quotation = make_quotation()
    quotation.source = make_source(text="Something else altogether, long enough to hold the same offsets as before.")
    with pytest.raises(ValidationError, match="is anchored in"):
        quotation.save()
    quotation.anchor([Span(0, 14)])
    quotation.refresh_from_db()
    assert quotation.text == "Something else"


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.REJECTED])
@pytest.mark.parametrize("make", [make_quotation, make_claim])
@pytest.mark.parametrize("was", [Status.PUBLISHED, Status.WITHDRAWN])
def test_what_was_public_never_becomes_unheard_of(make, was, status):
    record = make(status=was)
    record.status = status
    with pytest.raises(ValidationError, match="was published"):
        record.save()


@pytest.mark.parametrize("make", [make_quotation, make_claim])
def test_a_withdrawal_needs_a_reason(make):
    record = make()
    record.status = Status.WITHDRAWN
    with pytest.raises(ValidationError, match="reason"):
        record.full_clean()
    with pytest.raises(IntegrityError, match="has_reason"), transaction.atomic():
        record.save()


def test_refs_are_ten_of_crockfords_letters():
    refs = {make_quotation(status=Status.DRAFT).ref for _ in range(5)}
    assert len(refs) == 5
    quotation = Quotation.objects.first()
    for ref in ("", "abcdefghjk", "ABCDEFGHJ", "ABCDEFGHJKM", "ABCDEFGHJI", "ABCDEFGHJ\n", "ABCDEFGHJK\n"):
        quotation.ref = ref
        with pytest.raises(ValidationError):
            quotation.full_clean()
        if len(ref) <= 10:
            with pytest.raises(IntegrityError, match="crockford"), transaction.atomic():
                Quotation._base_manager.filter(pk=quotation.pk).update(ref=ref)
    quotation.ref = Quotation.objects.last().ref
    with pytest.raises(IntegrityError), transaction.atomic():
        quotation.save()


@pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="PostgreSQL refuses the 11 characters before the constraint"
)
def test_a_ref_with_a_line_end_is_refused_by_the_constraint():
    quotation = make_quotation()
    with pytest.raises(IntegrityError, match="crockford"), transaction.atomic():
        Quotation._base_manager.filter(pk=quotation.pk).update(ref="ABCDEFGHJK\n")


# Organizations


def test_an_organization_is_not_part_of_itself_or_of_its_parts():
    country = make_organization()
    ministry = make_organization(parent=country)
    office = make_organization(parent=ministry)
    for parent in (country, ministry, office):
        country.parent = parent
        assert "parent" in form_for(country, {"parent": parent}).errors
        for attempt in (country.full_clean, country.save):
            with pytest.raises(ValidationError, match="is itself a part of"):
                attempt()


# What may be deleted


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.WITHDRAWN])
@pytest.mark.parametrize("make", [make_quotation, make_claim])
def test_what_was_public_cannot_be_deleted(make, status):
    record = make(status=status)
    for attempt in (record.delete, type(record).objects.filter(pk=record.pk).delete):
        with pytest.raises(ValidationError, match="stays on record"):
            attempt()
    assert type(record).objects.filter(pk=record.pk).exists()


@pytest.mark.parametrize("make", [make_quotation, make_claim])
def test_what_was_published_meanwhile_cannot_be_deleted_by_a_stale_hand(make):
    record = make(status=Status.DRAFT)
    fresh = type(record).objects.get(pk=record.pk)
    fresh.status = Status.PUBLISHED
    fresh.save()
    with pytest.raises(Exception, match=r"changed by somebody else|stays on record"):
        record.delete()
    assert type(record).objects.filter(pk=record.pk).exists()


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.REJECTED])
def test_what_was_never_public_can_be_deleted(status):
    make_stance(quotation=make_quotation(status=status), claim=make_claim(status=status))
    Quotation.objects.all().delete()
    Claim.objects.all().delete()
    for model in (Quotation, Passage, Stance, Claim):
        assert not model.objects.exists()


def test_what_others_stand_on_cannot_be_deleted():
    records = make_one_of_each()
    for model in (Source, Speaker, Organization, Topic, Affiliation):
        with pytest.raises(models.ProtectedError):
            records[model].delete()
        assert records[model].pk
        records[model].save()


def test_deleting_in_bulk_is_all_or_nothing():
    make_quotation(status=Status.DRAFT)
    make_quotation()
    with pytest.raises(ValidationError):
        Quotation.objects.order_by("pk").delete()
    assert Quotation.objects.count() == 2


def test_deleting_in_bulk_counts_what_went():
    make_alias(speaker=make_speaker())
    make_alias(speaker=make_speaker())
    assert Alias.objects.all().delete() == (2, {"quotes.Alias": 2})
    assert Assessment.objects.all().delete() == (0, {})


def test_the_vendor_is_one_of_two():
    assert connection.vendor in {"sqlite", "postgresql"}
