"""Organizations: the index from A to Z, and the page of each, with everyone who spoke for it, at the time."""

from typing import Any

from django.db.models import QuerySet

from quotes.models import Organization, Source

from ..addresses import speakers_url
from ..counts import speakers_of, tell_quotations, topics_of
from ..records import (
    affiliations_by_speaker,
    claims_of,
    number_of,
    parent_and_parts,
    published_by,
    silent_affiliations,
    tell_number,
)
from .index import Index
from .profiles import MOST_CLAIMS, MOST_TOPICS, Profile, over_time

MOST_SOURCES = 10
MOST_SPEAKERS = 50
MOST_ROLES = 150  # of those speakers
MOST_OTHERS = 50  # roles of those who did not speak for it
MOST_PARTS = 50


class OrganizationList(Index):
    template_name = "quotes/organization_list.html"
    model = Organization

    def tell(self, rows: list[Organization]) -> None:
        tell_quotations(rows, self.everything.tally("organization"))
        tell_number(rows, "source_count", Source.objects.published(), "publisher")


class OrganizationDetail(Profile):
    template_name = "quotes/organization_detail.html"
    model = Organization

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().annotate(source_count=number_of(Source.objects.published(), "publisher"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parent, parts = parent_and_parts(self.object, MOST_PARTS + 1)
        speakers = speakers_of(self.quotations, MOST_SPEAKERS + 1)
        voices = self.quotations.tally("speaker")
        affiliations = affiliations_by_speaker(self.object, speakers[:MOST_SPEAKERS], voices, MOST_ROLES + MOST_OTHERS)
        spoke = [one for one in affiliations if one.spoken]
        others = [one for one in affiliations if not one.spoken][:MOST_OTHERS]
        rows, ticks = over_time([*spoke[:MOST_ROLES], *others], self.quotations)
        has_more = len(speakers) > MOST_SPEAKERS or len(spoke) > MOST_ROLES
        return super().get_context_data(
            parent=parent,
            parts=parts[:MOST_PARTS],
            more_parts=len(parts) > MOST_PARTS,
            spoke=[row for row in rows if row[0].spoken],
            all_who_spoke=speakers_url(self.object) if has_more else "",
            others=[row for row in rows if not row[0].spoken],
            more_others=silent_affiliations(self.object, voices).count() - len(others),
            ticks=ticks,
            ranked=topics_of(self.quotations, MOST_TOPICS),
            claims=claims_of(MOST_CLAIMS, organization=self.object),
            published=published_by(self.object, MOST_SOURCES),
            **kwargs,
        )
