"""Speakers: the index from A to Z, and each one's profile."""

from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from quotes.models import Affiliation, Alias, Speaker

from ..counts import tell_counts, topics_of
from ..filters import SpeakerFilter
from ..paging import Total
from ..records import (
    TOPICS,
    affiliations_of,
    claims_of,
    number_of,
    tell_roles,
)
from .index import Index
from .profiles import MOST_CLAIMS, MOST_TOPICS, Profile, over_time

MOST_AFFILIATIONS = 50
MOST_ALIASES = 50


class SpeakerList(Index):
    template_name = "quotes/speaker_list.html"
    model = Speaker
    parameters_class = SpeakerFilter

    def rows(self, found: QuerySet) -> QuerySet:
        return found.prefetch_related("aliases")

    def count_all(self) -> Total:
        return Total(len(self.everything.tally("speaker")))

    def tell(self, rows: list[Speaker]) -> None:
        tell_counts(rows, self.everything)
        tell_roles(rows, self.everything)


class SpeakerDetail(Profile):
    template_name = "quotes/speaker_detail.html"
    model = Speaker

    def get_queryset(self) -> QuerySet:
        aliases = Prefetch("aliases", Alias.objects.order_by("pk")[: MOST_ALIASES + 1], to_attr="first_aliases")
        counted = super().get_queryset().annotate(role_count=number_of(Affiliation.objects.published(), "speaker"))
        return counted.prefetch_related(aliases)

    def read(self, keys: list[int]) -> list[Any]:
        quotations = super().read(keys)
        prefetch_related_objects(quotations, TOPICS)
        return quotations

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tell_counts([self.object], self.quotations)
        rows, ticks = over_time(affiliations_of(self.object)[:MOST_AFFILIATIONS], self.quotations)
        aliases = self.object.first_aliases
        return super().get_context_data(
            aliases=aliases[:MOST_ALIASES],
            more_aliases=len(aliases) > MOST_ALIASES,
            affiliations=rows,
            ticks=ticks,
            ranked=topics_of(self.quotations, MOST_TOPICS),
            claims=claims_of(MOST_CLAIMS, speaker=self.object),
            **kwargs,
        )
