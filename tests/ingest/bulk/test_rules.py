"""Every rule of the models is one of the bulk loader too: a row that breaks it is refused, and nothing is loaded."""

from copy import deepcopy

import pytest
from django.db import models

from quotes.ingest.building import ORDER
from quotes.ingest.bulk.rules import RowRules
from quotes.ingest.fixtures import key_fields
from quotes.models import FormerSlug, Quotation, QuotationTopic, Source, Status
from tests.factories import make_affiliation, make_one_of_each, make_quotation, make_source
from tests.ingest.bulk.rows import clear, load_rows, stored_rows
from tests.models.test_rules import BROKEN, CLEAN

pytestmark = pytest.mark.django_db

LONE_SURROGATE = "\ud800"
WITH_A_PATTERN = {"ref", "since", "until", "said", "language", "translated_from", "country", "wikidata_id", "links"}


def given(value):
    """A value as it stands in a file."""
    if isinstance(value, models.Model):
        return list(value.natural_key())
    return value.isoformat() if hasattr(value, "isoformat") else value


def row_of(rows, record):
    """The row of `rows` that is that of a stored record."""
    key = {name: given(getattr(record, name)) for name in key_fields(type(record))}
    label = type(record)._meta.label_lower
    (found,) = [row for row in rows if row["model"] == label and all(row["fields"][name] == key[name] for name in key)]
    return found


def is_loaded_whole(rows) -> bool:
    clear()
    return load_rows(rows) == []


def test_a_unique_key_is_always_what_a_row_is_known_by():
    for model in [*ORDER, FormerSlug]:
        unique = [field.name for field in model._meta.concrete_fields if field.unique and not field.primary_key]
        rules = [rule for rule in model._meta.constraints if isinstance(rule, models.UniqueConstraint)]
        for names in [*([name] for name in unique), *(rule.fields for rule in rules)]:
            assert set(names) <= set(key_fields(model))
            assert len(unique) + len(rules) == 1 or model.__name__ == "Affiliation", "where a part may be null"


def test_every_field_and_every_check_constraint_is_asked():
    for model in [*ORDER, FormerSlug]:
        rules = RowRules(model)
        asked = {rule.name for field in rules.fields.values() for rule, _ in field.constraints}
        asked |= {rule.name for rule, _ in rules.conditions}
        assert asked == {rule.name for rule in model._meta.constraints if isinstance(rule, models.CheckConstraint)}
        assert rules.fields.keys() | set(rules.given_relations) | set(rules.derived) | {"version"} >= rules.names


@pytest.mark.parametrize("broken", [pytest.param(broken, id=broken.rule) for broken in BROKEN])
def test_a_row_that_breaks_a_constraint_is_refused_or_is_another_row_again(broken):
    record = broken.make()
    changes = {name: given(value) for name, value in broken.changes_for(record).items()}
    record.refresh_from_db()
    rows = stored_rows()
    row = row_of(rows, record)
    above = row_of(rows, record.quotation) if isinstance(record, QuotationTopic) else row
    assert is_loaded_whole(rows)
    if broken.rule == "published_quotation_has_text":
        rows = [row for row in rows if row["model"] != "quotes.passage"]
    elif isinstance(record, QuotationTopic) and "status" in changes:
        above["fields"]["status"] = changes["status"]
    else:
        left_out = set(record.derived) - set(key_fields(type(record)))
        row["fields"] |= {name: value for name, value in changes.items() if name not in left_out}
    clear()
    refused = load_rows(rows)
    if "once" in broken.rule and not refused:  # the changed row says the very same as another one
        assert type(record)._base_manager.count() == sum(one["model"] == row["model"] for one in rows) - 1
    else:
        assert refused
        assert not any(model._base_manager.exists() or model.history.exists() for model in ORDER)


@pytest.mark.parametrize("character", ["\u202e", "\x07", "\r", "\x00", LONE_SURROGATE])
def test_control_characters_are_refused(character):
    records = make_one_of_each()
    stored = stored_rows()
    broken = {}
    for model, _, field in CLEAN:
        record, rows = records[model], deepcopy(stored)
        if field in record.derived:
            row_of(rows, record.source)["fields"]["text"] = record.source.text.replace("The", f"T{character}e")
        else:
            row_of(rows, record)["fields"][field] = f"https://example.org/a{character}b"
        broken[model, field] = rows
    clear()
    for of, rows in broken.items():
        assert "U+" in str(load_rows(rows)[0].reasons), of


@pytest.mark.parametrize("model", ORDER)
def test_what_no_field_of_the_kind_takes_is_refused(model):
    record = make_one_of_each()[model]
    rows = stored_rows()
    row = row_of(rows, record)
    for name, rule in RowRules(model).fields.items():
        refuses_what_the_field_does_not_take(rows, row["fields"], name, rule.field)
    assert is_loaded_whole(rows)


def refuses_what_the_field_does_not_take(rows, fields, name, field):
    kept = fields[name]
    wrong = [1.5, ["a"], {"a": 1}]
    if not field.null:
        wrong.append(None)
    if not field.blank:
        wrong.append("")
    if field.max_length:
        wrong.append("a" * (field.max_length + 1))
    if field.choices:
        wrong.append("something else")
    if isinstance(field, models.IntegerField):
        wrong += [-1, 2**40, "many"]
    if isinstance(field, models.DateField):
        wrong += ["yesterday", "2024-02-30", 20240506]
    if isinstance(field, models.URLField | models.SlugField) or name in WITH_A_PATTERN:
        wrong.append("\N{SNOWMAN} ?")
    for value in wrong:
        fields[name] = value
        clear()
        assert load_rows(rows), (name, value)
    fields[name] = kept


def test_what_a_field_makes_of_a_value_is_what_the_model_makes_of_it():
    for model, record in make_one_of_each().items():
        rules = RowRules(model)
        stored = {name: given(getattr(record, name)) for name in rules.fields}
        assert rules.clean(stored) == stored
    assert RowRules(Source).fields["published_on"]("20240506") == "2024-05-06"


# What no constraint can express


def quoted(**changes):
    """The rows of a quotation in two passages, with changes to the quotation, and it."""
    affiliation = make_affiliation()
    quotation = make_quotation(words=["The bridge is safe", "But it is old"], affiliation=affiliation)
    rows = stored_rows()
    row_of(rows, quotation)["fields"].update(changes)
    return rows, quotation


def reasons(rows) -> str:
    clear()
    return " ".join(reason for refusal in load_rows(rows) for reason in refusal.reasons)


def passages(rows):
    return [row["fields"] for row in rows if row["model"] == "quotes.passage"]


def test_an_unbroken_quotation_is_loaded():
    rows, _ = quoted()
    assert reasons(rows) == ""
    assert Quotation.objects.get().display_text == "“The bridge is safe” … “But it is old”"


def test_words_said_after_publication_are_refused():
    assert "said: That is after the source was published (2024-05-06)." in reasons(quoted(said="2024-05-07")[0])


def test_a_role_of_another_speaker_is_refused():
    make_quotation(speaker=None, status=Status.DRAFT)
    rows, quotation = quoted()
    other = next(row for row in rows if row["model"] == "quotes.quotation")
    other["fields"]["affiliation"] = row_of(rows, quotation)["fields"]["affiliation"]
    assert "affiliation: It is a role of another speaker." in reasons(rows)


def test_a_statement_is_reported_in_its_own_source():
    first = make_quotation()
    rows, _ = quoted(reported_in=[first.ref])
    assert "reported_in: The statement that reports this one stands in another source." in reasons(rows)


def test_reports_form_no_circle_since_each_follows_the_one_that_reports_it():
    source = make_source()
    first = make_quotation(source=source)
    make_quotation(source=source, reported_in=first)
    rows = stored_rows()
    row_of(rows, first)["fields"]["reported_in"] = list(Quotation.objects.last().natural_key())
    assert "which is not there" in reasons(rows)


@pytest.mark.parametrize(
    ("number", "changes", "reason"),
    [
        (0, {"start": 56, "end": 56}, "it has no words"),
        (1, {"start": 40}, "The passages overlap"),
        (1, {"end": 10_000}, "ends at character 10,000, and its source at 248"),
        (1, {"position": 3}, "do not count from 1"),
        (1, {"position": 1}, "do not count from 1"),
        (1, {"end": None}, "end: This field cannot be null"),
        (1, {"end": 70.5}, "must be a text, a whole number or null"),
    ],
)
@pytest.mark.parametrize("status", ["published", "draft"])
def test_passages_count_from_1_in_order_within_the_source(number, changes, reason, status):
    rows, _ = quoted(status=status)
    passages(rows)[number].update(changes)
    assert reason in reasons(rows)


def test_a_quotation_says_what_its_passage_lacks():
    rows, _ = quoted()
    line = next(number for number, row in enumerate(rows, start=1) if row["model"] == "quotes.passage")
    del rows[line - 1]["fields"]["position"]
    assert f"Its passage on line {line}: “position” is missing, and the row is known by it." in reasons(rows)


def test_a_derived_column_may_be_given_if_it_is_what_follows():
    rows, quotation = quoted()
    right = {"text": "The bridge is safe But it is old", "organization": None, "said_latest": "2024-05-06"}
    row_of(rows, quotation)["fields"].update(right)
    assert reasons(rows) == ""
    for wrong in ({"text": "The bridge is doomed"}, {"said_latest": "2024-05-05"}, {"role_slug": "baker"}):
        row_of(rows, quotation)["fields"].update(right | wrong)
        assert "It is not what follows from the facts." in reasons(rows)


def test_an_address_that_leads_elsewhere_is_not_taken():
    speaker = make_affiliation().speaker
    old = speaker.slug
    speaker.slug = "new-address"
    speaker.save()
    row = {"model": "quotes.speaker", "fields": {"slug": old, "name": "Another", "sort_name": "Another"}}
    (refusal,) = load_rows([row])
    assert refusal.reasons == ["slug: This address still leads to “new-address”. Choose another."]


def test_former_addresses_lead_to_a_row_and_from_none():
    rows, quotation = quoted()
    slug = quotation.speaker.slug

    def with_former(**fields):
        former = {"kind": "speaker", "slug": "old", "current_slug": slug} | fields
        return [*rows, {"model": "quotes.formerslug", "fields": former}]

    assert reasons(with_former()) == ""
    assert FormerSlug.objects.get().current_slug == slug
    assert "No speaker has this address." in reasons(with_former(current_slug="nobody"))
    assert "A speaker has this address." in reasons(with_former(slug=slug, current_slug=slug))
    assert "is not one of" in reasons(with_former(kind="planet"))


def test_a_row_that_is_none_of_the_record_is_refused_with_its_reason():
    for row, reason in [
        ({"model": "auth.user", "fields": {}}, "is not a model of the record"),
        ({"model": "quotes.topic", "fields": {"slug": "a", "name": "A"}, "pk": 1}, "no “pk”"),
        ({"model": "quotes.topic", "fields": {"slug": "a", "name": "A", "colour": "red"}}, "has no field “colour”"),
        ({"model": "quotes.topic", "fields": {"name": "A"}}, "“slug” is missing"),
        ({"model": "quotes.topic", "fields": []}, "a row has"),
        ({"model": ["quotes.topic"], "fields": {}}, "is not a model"),
        (["quotes.topic"], "a row has"),
        (None, "a row has"),
        (ValueError("it is not JSON"), "it is not JSON"),
        ({"model": "quotes.alias", "fields": {"speaker": "x", "name": "A"}}, "must be a natural key in a list"),
        ({"model": "quotes.alias", "fields": {"speaker": [], "name": "A"}}, "must be a natural key in a list"),
        ({"model": "quotes.claimtopic", "fields": {"claim": [], "topic": []}}, "must be a natural key in a list"),
        ({"model": "quotes.alias", "fields": {"speaker": None, "name": "A"}}, "speaker: It is missing."),
        ({"model": "quotes.alias", "fields": {"speaker": ["x"], "name": "A"}}, "It refers to the speaker “x”, which"),
        ({"model": "quotes.alias", "fields": {"speaker": [["x"]], "name": "A"}}, "must be a text"),
        ({"model": "quotes.alias", "fields": {"speaker": [LONE_SURROGATE], "name": "A"}}, "U+D800"),
        ({"model": "quotes.alias", "fields": {"speaker": ["x\x00"], "name": "A"}}, "U+0000"),
    ]:
        (refusal,) = load_rows([row])
        assert reason in " ".join(refusal.reasons), row
