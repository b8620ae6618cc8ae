"""The groups that the migration makes, and unmakes."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from quotes.apps import note_changes, stop_noting_changes
from tests.members import GROUPS, make_member

ALL_GIVEN = ("quotes", "0018_candidate_permissions")
BEFORE = ("quotes", "0001_initial")


def migrate(targets: list[tuple[str, str]]) -> None:
    """Migrate without Django's signals, but for what lets triggers follow."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(targets)
    stop_noting_changes(connection.alias, plan)
    executor.migrate(targets, plan)
    note_changes(connection.alias, plan)


def permissions_of(group: str) -> set[str]:
    return set(Group.objects.get(name=group).permissions.values_list("codename", flat=True))


@pytest.mark.django_db
def test_contributors_draft_and_submit() -> None:
    may = permissions_of("Contributors")
    assert {"add_quotation", "change_quotation", "submit_quotation", "view_quotation", "add_source"} <= may
    assert not may & {"publish_quotation", "withdraw_quotation", "publish_claim", "delete_quotation", "add_assessment"}


@pytest.mark.django_db
def test_editors_may_all_that_contributors_may_and_publish() -> None:
    may = permissions_of("Editors")
    assert permissions_of("Contributors") < may
    assert {"publish_quotation", "withdraw_quotation", "publish_claim", "withdraw_claim", "delete_quotation"} <= may
    assert not may & {"add_user", "change_user", "change_group"}


@pytest.mark.django_db
def test_administrators_may_all_of_the_record_and_manage_accounts() -> None:
    may = permissions_of("Administrators")
    record = Permission.objects.filter(content_type__app_label="quotes").exclude(codename__contains="historical")
    record = record.exclude(content_type__model__in=["searchentry", "change", "extraction", "importfile", "importrow"])
    assert set(record.values_list("codename", flat=True)) <= may
    assert {"add_user", "change_user", "change_group"} <= may


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_groups_go_and_come_back_with_people_in_them() -> None:
    user = make_member("Editors")
    before = {group: permissions_of(group) for group in GROUPS}
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        migrate([BEFORE])
        assert not Group.objects.filter(name__in=GROUPS).exists()
        assert user.groups.count() == 0
        migrate([ALL_GIVEN])
        assert {group: permissions_of(group) for group in GROUPS} == before
    finally:
        migrate(latest)
