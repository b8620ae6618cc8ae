"""Addresses of lists, narrowed. Templates call these functions."""

from typing import Any

from quotes.models import Organization, Slugged, Topic, address, fixed_address

from .parameters import query_string


def quotations_url(*records: Slugged, **values: Any) -> str:
    """Return the address of the list narrowed to some records and to values of parameters; empty ones do not narrow.

    A record narrows by the parameter that its kind names: a speaker by `speaker`, a topic by `topic`.
    """
    given = {str(record._meta.model_name): [record.slug] for record in records}
    given |= {name: [value] for name, value in values.items() if value}
    return address("quotes:quotation-list") + (query_string(given) if given else "")


def speakers_url(organization: Organization) -> str:
    """Return the address of the list of all who spoke for an organization."""
    return fixed_address("quotes:facet-list", "speaker") + query_string({"organization": [organization.slug]})


def sources_url(publisher: Organization) -> str:
    """Return the address of the list of the sources that an organization published."""
    return address("quotes:source-list") + query_string({"publisher": [publisher.slug]})


def claims_url(topic: Topic) -> str:
    """Return the address of the list of the claims on a topic."""
    return address("quotes:claim-list") + query_string({"topic": [topic.slug]})
