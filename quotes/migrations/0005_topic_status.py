"""Room for a quotation's status on each of its topics, and in their revisions. The next migration copies it there.

Until then everything counts as a draft, which readers do not see.
"""

from django.db import migrations, models

STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("published", "Published"),
    ("withdrawn", "Withdrawn"),
    ("rejected", "Rejected"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("quotes", "0004_status_indexes"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name=name,
                name="status",
                field=models.CharField(choices=STATES, default="draft", editable=False, max_length=10),
                preserve_default=False,
            )
            for name in ("historicalquotationtopic", "quotationtopic")
        ),
        migrations.AddConstraint(
            model_name="quotationtopic",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", [state for state, _ in STATES])),
                name="topic_of_quotation_status_is_known",
            ),
        ),
    ]
