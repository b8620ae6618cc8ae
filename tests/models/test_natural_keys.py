"""Records travel by natural keys."""

import json

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import call_command

from quotes.models import Affiliation, FormerSlug, Quotation, Record, SearchEntry
from tests.factories import (
    make_affiliation,
    make_one_of_each,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
)

pytestmark = pytest.mark.django_db

MODELS = [
    model for model in apps.get_app_config("quotes").get_models() if issubclass(model, Record) or model is FormerSlug
]


def make_world() -> None:
    """One of each, and what is hard: no organization, no date, a parent that comes later, an old address."""
    make_one_of_each()
    speaker = make_speaker(name="Zed")
    make_affiliation(speaker=speaker, role="writer")
    make_affiliation(speaker=speaker, role="writer", since="2018")
    make_affiliation(speaker=speaker, role="writer", organization=make_organization())
    source = make_source()
    reporting = make_quotation(source=source, ref="ZZZZZZZZZZ")
    make_quotation(source=source, ref="AAAAAAAAAA", reported_in=reporting)
    child = make_organization(slug="a-part")
    child.parent = make_organization(slug="z-whole")
    child.save()
    speaker.slug = "zed-the-writer"
    speaker.save()


def dump() -> str:
    models = serializers.sort_dependencies([(apps.get_app_config("quotes"), MODELS)])
    rows = [
        row for model in models for row in sorted(model._base_manager.all(), key=lambda row: str(row.natural_key()))
    ]
    return serializers.serialize("json", rows, indent=1, use_natural_foreign_keys=True, use_natural_primary_keys=True)


def test_every_record_is_found_by_its_natural_key():
    make_world()
    for model in MODELS:
        assert model._base_manager.exists()
        for row in model._base_manager.all():
            assert model._default_manager.get_by_natural_key(*row.natural_key()) == row
            assert json.loads(json.dumps(row.natural_key())) == list(row.natural_key())


def test_the_whole_record_goes_out_and_comes_back_the_same(tmp_path):
    make_world()
    before = dump()
    assert '"pk"' not in before
    SearchEntry.objects.all().delete()
    for model in reversed(serializers.sort_dependencies([(apps.get_app_config("quotes"), MODELS)])):
        model._base_manager.all()._raw_delete(model._base_manager.db)
    assert json.loads(dump()) == []
    fixture = tmp_path / "record.json"
    fixture.write_text(before)
    call_command("loaddata", fixture, verbosity=0)
    assert dump() == before
    keys = {model: sorted(model._base_manager.values_list("pk", flat=True)) for model in MODELS}
    call_command("loaddata", fixture, verbosity=0)
    assert dump() == before
    assert keys == {model: sorted(model._base_manager.values_list("pk", flat=True)) for model in MODELS}


def test_loaded_rows_can_be_edited(tmp_path):
    make_world()
    fixture = tmp_path / "record.json"
    fixture.write_text(dump())
    call_command("loaddata", fixture, verbosity=0)
    for model in (model for model in MODELS if model is not FormerSlug):
        for row in model.objects.all():
            model.objects.get(pk=row.pk).save()


def test_roles_without_an_organization_are_told_apart():
    speaker = make_speaker()
    first, second = (make_affiliation(speaker=speaker, role="writer", since=since) for since in ("", "2018"))
    assert Affiliation.objects.get_by_natural_key(speaker.slug, None, "writer", "") == first
    assert Affiliation.objects.get_by_natural_key(speaker.slug, None, "writer", "2018") == second


def test_a_ref_is_the_key_of_a_quotation():
    quotation = make_quotation()
    assert quotation.natural_key() == (quotation.ref,)
    assert Quotation.objects.get_by_natural_key(quotation.ref) == quotation
