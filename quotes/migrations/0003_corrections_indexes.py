"""Indexes for the page of corrections: what was withdrawn, and what publishers corrected."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quotes", "0002_groups"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="quotation",
            index=models.Index(condition=models.Q(("status", "withdrawn")), fields=["ref"], name="quotation_withdrawn"),
        ),
        migrations.AddIndex(
            model_name="source",
            index=models.Index(
                condition=models.Q(("correction_note", ""), _negated=True), fields=["slug"], name="source_corrected"
            ),
        ),
    ]
