"""Each published quotation gets its search entry, made of the words as they are prepared now.

Going back empties the table, which goes with the migration before.
"""

from itertools import islice

from django.db import migrations

from quotes.models.search import prepare_names
from quotes.text.words import prepare

AT_ONCE = 2_000


def fill(apps, schema_editor):
    def rows(model):
        return apps.get_model("quotes", model).objects.using(schema_editor.connection.alias)

    aliases = {}
    for speaker, name in rows("Alias").order_by("pk").values_list("speaker", "name"):
        aliases.setdefault(speaker, []).append(name)
    SearchEntry = apps.get_model("quotes", "SearchEntry")
    quotations = rows("Quotation").filter(status="published").order_by("pk")
    columns = ("pk", "text", "speaker", "speaker__name", "organization__name")

    def entries():
        for key, text, speaker, name, organization in quotations.values_list(*columns).iterator(AT_ONCE):
            names = prepare_names([name, *aliases.get(speaker, []), organization or ""])
            yield SearchEntry(quotation_id=key, words=prepare(text), names=names)

    upcoming = entries()
    while batch := list(islice(upcoming, AT_ONCE)):
        rows("SearchEntry").bulk_create(batch)


def empty(apps, schema_editor):
    apps.get_model("quotes", "SearchEntry").objects.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("quotes", "0008_search_entries"),
    ]

    operations = [migrations.RunPython(fill, empty)]
