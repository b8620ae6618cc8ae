"""Indexes of quotations by topic and status, in place of those by topic alone.

Whether a topic is public then costs the same however many drafts have it.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quotes", "0006_copy_topic_status"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="quotationtopic",
            name="quotation_topic_newest",
        ),
        migrations.AlterField(
            model_name="quotationtopic",
            name="topic",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="quotation_topics",
                to="quotes.topic",
            ),
        ),
        migrations.AddIndex(
            model_name="quotationtopic",
            index=models.Index(
                condition=models.Q(("status", "published")),
                fields=["topic", "-said_latest", "quotation"],
                name="published_by_topic",
            ),
        ),
        migrations.AddIndex(
            model_name="quotationtopic",
            index=models.Index(fields=["topic", "status"], name="quotation_by_topic"),
        ),
    ]
