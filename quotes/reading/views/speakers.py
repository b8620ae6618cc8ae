"""Speakers: the index from A to Z, and each one's profile."""

from typing import Any

from django.db.models import QuerySet

from quotes.models import Speaker

from ..filters import SpeakerFilter
from ..records import (
    TOPICS,
    affiliations_of,
    claims_of,
    tell_counts,
    tell_roles,
    topics_of,
    with_latest_role,
)
from .index import Index
from .profiles import MOST_CLAIMS, MOST_TOPICS, Profile, over_time


class SpeakerList(Index):
    template_name = "quotes/speaker_list.html"
    model = Speaker
    parameters_class = SpeakerFilter

    def rows(self, found: QuerySet) -> QuerySet:
        return with_latest_role(found).prefetch_related("aliases")

    def tell(self, rows: list[Speaker]) -> None:
        tell_counts(rows)
        tell_roles(rows)


class SpeakerDetail(Profile):
    template_name = "quotes/speaker_detail.html"
    model = Speaker

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().prefetch_related("aliases")

    def listed(self) -> QuerySet:
        return super().listed().prefetch_related(TOPICS)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tell_counts([self.object])
        rows, ticks = over_time(affiliations_of(self.object))
        return super().get_context_data(
            affiliations=rows,
            ticks=ticks,
            ranked=topics_of(self.quotations, MOST_TOPICS),
            claims=claims_of(self.quotations, MOST_CLAIMS),
            **kwargs,
        )
