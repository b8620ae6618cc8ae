"""The database's rules of what is beside the record: former addresses, merges, decisions, imports."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.db import DataError, IntegrityError, transaction

from quotes.models import Distinction, FormerSlug, ImportFile, ImportRow, Merge, Record
from tests.members import make_member

pytestmark = pytest.mark.django_db

FACTS = {"kept_key": 1, "kept_name": "Ana Ruiz", "kept_slug": "ana-ruiz", "merged_name": "A. Ruiz"}


class Broken(NamedTuple):
    """A rule, how a row that keeps it is made, and what breaks it."""

    rule: str
    make: Callable[[], Any]
    changes: dict[str, Any]


def make_former_slug(slug: str = "old") -> FormerSlug:
    return FormerSlug.objects.create(kind="topic", slug=slug, current_slug="new")


def make_merge(key: int = 2) -> Merge:
    return Merge.objects.create(kind="speaker", merged_key=key, merged_slug=f"a-ruiz-{key}", **FACTS)


def make_distinction(key: int = 2) -> Distinction:
    return Distinction.objects.create(kind="topic", first_key=1, first_name="A", second_key=key, second_name="B")


def make_import_file() -> ImportFile:
    return ImportFile.objects.create(
        kind="quotations", name="a.csv", content=b"", sha256="0" * 64, length=0, by=make_member("Editors")
    )


def make_import_row(number: int = 1) -> ImportRow:
    file = ImportFile.objects.first() or make_import_file()
    return ImportRow.objects.create(file=file, number=number, outcome="created", title="A")


def second(make: Callable[[int], Any]) -> Callable[[], Any]:
    """Make two rows, and return the second."""

    def both() -> Any:
        make(2)
        return make(3)

    return both


def second_former_slug() -> FormerSlug:
    make_former_slug("older")
    return make_former_slug()


BROKEN = [
    Broken("former_slug_leads_to_one_place", second_former_slug, {"slug": "older"}),
    Broken("former_slug_leads_elsewhere", make_former_slug, {"current_slug": "old"}),
    Broken("former_slug_kind_is_known", make_former_slug, {"kind": "country"}),
    Broken("merge_kind_is_known", make_merge, {"kind": "source"}),
    Broken("merge_is_of_two_records", make_merge, {"merged_key": 1}),
    Broken("merge_once_until_undone", second(make_merge), {"merged_key": 2}),
    Broken("merge_reason_has_clean_characters", make_merge, {"reason": "a\u202eb"}),
    Broken("merge_undone_reason_has_clean_characters", make_merge, {"undone_reason": "a\x07b"}),
    Broken("distinction_kind_is_known", make_distinction, {"kind": "source"}),
    Broken("distinction_is_of_two_records", make_distinction, {"second_key": 1}),
    Broken("distinction_once_for_each_pair", second(make_distinction), {"second_key": 2}),
    Broken("distinction_reason_has_clean_characters", make_distinction, {"reason": "a\u202eb"}),
    Broken("import_file_state_is_known", make_import_file, {"state": "almost"}),
    Broken("imported_file_has_time", make_import_file, {"state": "imported"}),
    Broken("import_row_once_for_each_number", second(make_import_row), {"number": 2}),
]


def test_every_named_constraint_is_broken_by_a_test():
    others = [model for model in apps.get_app_config("quotes").get_models() if not issubclass(model, Record)]
    names = {rule.name for model in others if not hasattr(model, "instance_type") for rule in model._meta.constraints}
    assert names == {broken.rule for broken in BROKEN}


@pytest.mark.parametrize("broken", [pytest.param(broken, id=broken.rule) for broken in BROKEN])
def test_the_database_refuses_it(broken):
    row = broken.make()
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**broken.changes)
