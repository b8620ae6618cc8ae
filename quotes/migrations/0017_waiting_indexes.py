"""Indexes for what the desk's first page shows: words without a role, claims of one view, sources that were edited."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quotes", "0016_imports"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="quotation",
            index=models.Index(
                condition=models.Q(("affiliation", None)),
                fields=["affiliation", "status", "speaker"],
                name="quotation_without_role",
            ),
        ),
        migrations.AddIndex(
            model_name="source",
            index=models.Index(condition=models.Q(("version__gt", 1)), fields=["text_sha256"], name="source_edited"),
        ),
        migrations.AddIndex(
            model_name="stance",
            index=models.Index(fields=["claim", "position", "quotation"], name="stance_by_position"),
        ),
    ]
