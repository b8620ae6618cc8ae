"""An index of the quotations that are not published, with all that the desk's lists narrow and sort by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quotes", "0009_fill_search_entries"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="quotation",
            index=models.Index(
                condition=models.Q(
                    ("status", "draft"),
                    ("status", "submitted"),
                    ("status", "withdrawn"),
                    ("status", "rejected"),
                    _connector="OR",
                ),
                fields=["status", "id", "kind", "medium", "said_latest"],
                name="quotation_not_published",
            ),
        ),
    ]
