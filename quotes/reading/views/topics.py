"""Topics: the index from A to Z, and the page of each, with who speaks about it."""

from typing import Any

from quotes.models import ClaimTopic, Topic

from ..counts import speakers_of, tell_quotations
from ..records import claims_on, tell_number
from .index import Index
from .profiles import MOST_CLAIMS, Profile

MOST_SPEAKERS = 12


class TopicList(Index):
    template_name = "quotes/topic_list.html"
    model = Topic

    def tell(self, rows: list[Topic]) -> None:
        tell_quotations(rows, self.everything.tally("topic"))
        tell_claims(rows)


class TopicDetail(Profile):
    template_name = "quotes/topic_detail.html"
    model = Topic

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tell_claims([self.object])
        speakers = speakers_of(self.quotations, MOST_SPEAKERS + 1)
        return super().get_context_data(
            ranked=speakers[:MOST_SPEAKERS],
            more_speakers=len(speakers) > MOST_SPEAKERS,
            own_claims=claims_on(self.object, MOST_CLAIMS),
            **kwargs,
        )


def tell_claims(topics: list[Topic]) -> None:
    """Give each topic the number of published claims on it, as `claim_count`."""
    tell_number(topics, "claim_count", ClaimTopic.objects.published(), "topic")
