"""Merges, and decisions that two records are not the same."""

import django.core.serializers.json
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quotes", "0011_candidates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Distinction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("speaker", "Speaker"), ("organization", "Organization"), ("topic", "Topic")],
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("first_key", models.BigIntegerField(editable=False)),
                ("first_name", models.CharField(editable=False, max_length=200, verbose_name="one")),
                ("second_key", models.BigIntegerField(editable=False)),
                ("second_name", models.CharField(editable=False, max_length=200, verbose_name="the other")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="when")),
                ("reason", models.TextField(blank=True, editable=False)),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "default_permissions": ("view", "add", "delete"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["speaker", "organization", "topic"])),
                        name="distinction_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first_key__lt", models.F("second_key"))),
                        name="distinction_is_of_two_records",
                    ),
                    models.UniqueConstraint(
                        fields=("kind", "first_key", "second_key"), name="distinction_once_for_each_pair"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__regex",
                                "[\\u0000-\\u0008\\u000b-\\u001f\\u007f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]",
                            ),
                            _negated=True,
                        ),
                        name="distinction_reason_has_clean_characters",
                        violation_error_message="There is an invisible control character in it. Remove it.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("speaker", "Speaker"), ("organization", "Organization"), ("topic", "Topic")],
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("kept_key", models.BigIntegerField(editable=False)),
                ("kept_name", models.CharField(editable=False, max_length=200, verbose_name="into")),
                ("kept_slug", models.SlugField(editable=False, max_length=80)),
                ("merged_key", models.BigIntegerField(editable=False)),
                ("merged_name", models.CharField(editable=False, max_length=200, verbose_name="merged")),
                (
                    "merged_slug",
                    models.SlugField(editable=False, max_length=80, verbose_name="address that leads there"),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="when")),
                ("reason", models.TextField(blank=True, editable=False)),
                (
                    "moved",
                    models.JSONField(
                        default=dict,
                        editable=False,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        help_text="What it moved, joined and filled in, by key.",
                    ),
                ),
                ("undone_at", models.DateTimeField(editable=False, null=True, verbose_name="undone")),
                ("undone_reason", models.TextField(blank=True, editable=False, verbose_name="reason for undoing it")),
                (
                    "left",
                    models.JSONField(
                        default=list, editable=False, help_text="What undoing it left as it was, as sentences."
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="undone by",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "permissions": [("merge_records", "Can merge speakers, organizations and topics, and undo it")],
                "default_permissions": ("view",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["speaker", "organization", "topic"])),
                        name="merge_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kept_key", models.F("merged_key")), _negated=True),
                        name="merge_is_of_two_records",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)),
                        fields=("kind", "merged_key"),
                        name="merge_once_until_undone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__regex",
                                "[\\u0000-\\u0008\\u000b-\\u001f\\u007f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]",
                            ),
                            _negated=True,
                        ),
                        name="merge_reason_has_clean_characters",
                        violation_error_message="There is an invisible control character in it. Remove it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "undone_reason__regex",
                                "[\\u0000-\\u0008\\u000b-\\u001f\\u007f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]",
                            ),
                            _negated=True,
                        ),
                        name="merge_undone_reason_has_clean_characters",
                        violation_error_message="There is an invisible control character in it. Remove it.",
                    ),
                ],
            },
        ),
    ]
