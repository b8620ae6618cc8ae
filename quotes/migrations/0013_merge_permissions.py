"""Editors and Administrators merge records and decide about duplicates; Contributors see what was decided."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

SEEN = {"view_merge", "view_distinction"}
DECIDED = {"merge_records", "add_distinction", "delete_distinction"}
WANTED = {"Contributors": SEEN, "Editors": SEEN | DECIDED, "Administrators": SEEN | DECIDED}


def give(apps, schema_editor):
    """Give the groups the permissions, which are made first: Django makes them only after all migrations."""
    database = schema_editor.connection.alias
    app = apps.get_app_config("quotes")
    if not getattr(app, "models_module", None):
        app.models_module = True  # as in 0002_groups
    create_permissions(app, verbosity=0, apps=apps, using=database)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    for group in apps.get_model("auth", "Group").objects.using(database).filter(name__in=WANTED):
        wanted = permissions.filter(content_type__app_label="quotes", codename__in=WANTED[group.name])
        group.permissions.add(*wanted)


def take(apps, schema_editor):
    database = schema_editor.connection.alias
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    taken = permissions.filter(content_type__app_label="quotes", codename__in=SEEN | DECIDED)
    for group in apps.get_model("auth", "Group").objects.using(database).filter(name__in=WANTED):
        group.permissions.remove(*taken)


class Migration(migrations.Migration):
    dependencies = [("quotes", "0012_merges"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(give, take)]
