"""The three groups of the editors' desk, and what each may do (docs/editing.md)."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

PARTS = ["alias", "passage", "quotationtopic", "claimtopic", "stance"]
DRAFTED = ["organization", "speaker", "affiliation", "source", "topic", "quotation", "claim", *PARTS]
JUDGED = ["assessment"]
KEPT = ["formerslug"]


def codenames(actions, models):
    return {f"{action}_{model}" for action in actions for model in models}


CONTRIBUTORS = (
    codenames(["view"], DRAFTED + JUDGED + KEPT)
    | codenames(["add", "change"], DRAFTED)
    | codenames(["delete"], PARTS)
    | {"submit_quotation"}
)
EDITORS = (
    CONTRIBUTORS
    | codenames(["delete"], DRAFTED)
    | codenames(["add", "change", "delete"], JUDGED)
    | {"publish_quotation", "withdraw_quotation", "publish_claim", "withdraw_claim"}
)
ADMINISTRATORS = EDITORS | codenames(["add", "change", "delete"], KEPT)
ACCOUNTS = codenames(["view", "add", "change", "delete"], ["user", "group"])


def create_groups(apps, schema_editor):
    """Make the groups, and first the permissions, which Django itself makes only after all migrations."""
    database = schema_editor.connection.alias
    for label in ("auth", "quotes"):
        app = apps.get_app_config(label)
        if not getattr(app, "models_module", None):
            app.models_module = True  # without it, an app as migrations know it is taken for one without models
        create_permissions(app, verbosity=0, apps=apps, using=database)

    Group = apps.get_model("auth", "Group").objects.using(database)
    Permission = apps.get_model("auth", "Permission").objects.using(database)
    record = Permission.filter(content_type__app_label="quotes")
    accounts = Permission.filter(content_type__app_label="auth", codename__in=ACCOUNTS)
    for name, wanted in [("Contributors", CONTRIBUTORS), ("Editors", EDITORS), ("Administrators", ADMINISTRATORS)]:
        group, _ = Group.get_or_create(name=name)
        group.permissions.add(*record.filter(codename__in=wanted))
        if name == "Administrators":
            group.permissions.add(*accounts)


def delete_groups(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    groups.filter(name__in=["Contributors", "Editors", "Administrators"]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("quotes", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_groups, delete_groups)]
