"""Each topic of a quotation gets the quotation's status; each revision of one, the status at that time.

Going back needs nothing: the columns go with the migration before.
"""

from django.db import migrations
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce


def copy_status(apps, schema_editor):
    def rows(model):
        return apps.get_model("quotes", model).objects.using(schema_editor.connection.alias)

    now = Subquery(rows("Quotation").filter(pk=OuterRef("quotation")).values("status"))
    rows("QuotationTopic").update(status=now)

    revisions = rows("HistoricalQuotation").filter(
        id=OuterRef("quotation_id"), history_date__lte=OuterRef("history_date")
    )
    then = Subquery(revisions.order_by("-history_date", "-history_id").values("status")[:1])
    rows("HistoricalQuotationTopic").update(status=Coalesce(then, now, Value("draft")))


class Migration(migrations.Migration):
    dependencies = [
        ("quotes", "0005_topic_status"),
    ]

    operations = [migrations.RunPython(copy_status, migrations.RunPython.noop)]
