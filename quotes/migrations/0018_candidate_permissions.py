"""Candidates go with their quotations: whoever drafts these restores and deletes them with what extraction found."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUPS = ["Contributors", "Editors", "Administrators"]
WANTED = {f"{action}_candidate" for action in ("view", "add", "change", "delete")}


def give(apps, schema_editor):
    """Give the groups the permissions, which are made first: Django makes them only after all migrations."""
    database = schema_editor.connection.alias
    app = apps.get_app_config("quotes")
    if not getattr(app, "models_module", None):
        app.models_module = True  # as in 0002_groups
    create_permissions(app, verbosity=0, apps=apps, using=database)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    for group in apps.get_model("auth", "Group").objects.using(database).filter(name__in=GROUPS):
        group.permissions.add(*permissions.filter(content_type__app_label="quotes", codename__in=WANTED))


def take(apps, schema_editor):
    database = schema_editor.connection.alias
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    taken = permissions.filter(content_type__app_label="quotes", codename__in=WANTED)
    for group in apps.get_model("auth", "Group").objects.using(database).filter(name__in=GROUPS):
        group.permissions.remove(*taken)


class Migration(migrations.Migration):
    dependencies = [
        ("quotes", "0017_waiting_indexes"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(give, take)]
