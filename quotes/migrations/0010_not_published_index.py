"""An index of the quotations that are not published, by status, newest added first: the desk's lists."""

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
                fields=["status", "id", "kind", "medium"],
                name="quotation_not_published",
            ),
        ),
    ]
