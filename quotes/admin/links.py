"""Links from a record to the list of what belongs to it."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html


def list_link(model: str, field: str, record: Any) -> str:
    """Return a link to the rows of `model` whose `field` is `record`."""
    address = reverse(f"admin:quotes_{model}_changelist", query={f"{field}__id__exact": record.pk})
    return format_html('<a href="{}" aria-label="Quotations of {}">Show</a>', address, record)
