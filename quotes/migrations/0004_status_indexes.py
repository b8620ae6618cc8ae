"""Indexes of quotations by record and status, in place of those by record alone.

Whether a record is public then costs the same however many drafts use it.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quotes", "0003_corrections_indexes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="quotation",
            name="organization",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="quotations",
                to="quotes.organization",
            ),
        ),
        migrations.AlterField(
            model_name="quotation",
            name="source",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="quotations",
                to="quotes.source",
            ),
        ),
        migrations.AlterField(
            model_name="quotation",
            name="speaker",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="quotations",
                to="quotes.speaker",
            ),
        ),
        migrations.AddIndex(
            model_name="quotation",
            index=models.Index(fields=["speaker", "status"], name="quotation_by_speaker"),
        ),
        migrations.AddIndex(
            model_name="quotation",
            index=models.Index(fields=["organization", "status"], name="quotation_by_organization"),
        ),
    ]
