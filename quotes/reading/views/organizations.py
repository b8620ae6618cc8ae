"""Organizations: the index from A to Z, and the page of each, with everyone who spoke for it, at the time."""

from typing import Any

from quotes.models import Organization, Quotation, Source

from ..records import affiliations_by_speaker, claims_of, parent_and_parts, published_by, tell_number, topics_of
from .index import Index
from .profiles import MOST_CLAIMS, MOST_TOPICS, Profile, over_time

MOST_SOURCES = 10


class OrganizationList(Index):
    template_name = "quotes/organization_list.html"
    model = Organization

    def tell(self, rows: list[Organization]) -> None:
        tell_number(rows, "quotation_count", Quotation.objects.published(), "organization")
        tell_published(rows)


class OrganizationDetail(Profile):
    template_name = "quotes/organization_detail.html"
    model = Organization

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tell_published([self.object])
        parent, parts = parent_and_parts(self.object)
        rows, ticks = over_time(affiliations_by_speaker(self.object))
        return super().get_context_data(
            parent=parent,
            parts=parts,
            spoke=[row for row in rows if row[0].spoken],
            others=[row for row in rows if not row[0].spoken],
            ticks=ticks,
            ranked=topics_of(self.quotations, MOST_TOPICS),
            claims=claims_of(self.quotations, MOST_CLAIMS),
            published=published_by(self.object, MOST_SOURCES),
            **kwargs,
        )


def tell_published(organizations: list[Organization]) -> None:
    """Give each organization the number of public sources that it published, as `source_count`."""
    tell_number(organizations, "source_count", Source.objects.published(), "publisher")
