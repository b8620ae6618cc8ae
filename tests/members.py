"""People of the editors' desk, for tests."""

from importlib import import_module
from types import SimpleNamespace

from django.apps import apps
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection

GROUPS = ["Contributors", "Editors", "Administrators"]
STRANGER = "Stranger"


def make_member(group: str) -> User:
    """Return the one user who is in a group; the "Stranger" may enter the desk but is in none."""
    user, _ = User.objects.get_or_create(username=group.lower(), is_staff=True)
    if group != STRANGER:
        if not Group.objects.filter(name=group).exists():
            remake_groups()
        user.groups.add(Group.objects.get(name=group))
    return user


def remake_groups() -> None:
    """Make the groups as their migrations do: a test with transactions of its own leaves none behind."""
    ContentType.objects.clear_cache()
    editor = SimpleNamespace(connection=connection)
    import_module("quotes.migrations.0002_groups").create_groups(apps, editor)
    import_module("quotes.migrations.0013_merge_permissions").give(apps, editor)
    import_module("quotes.migrations.0018_candidate_permissions").give(apps, editor)
