"""Claims: the list, and the page of each, with who asserts, qualifies, questions and denies it."""

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from quotes.models import Assessment, Claim, Quotation, QuotationTopic, Stance

from ..charts import year_bars
from ..filters import ClaimFilter
from ..paging import BY_SLUG, page_of, total
from ..parameters import query_string
from ..records import TOPICS, tell_tallies, topics_of_claims
from ..sentences import describe_claims
from ..statements import columns, on_claim, when_said
from .base import ParameterView, RecordDetail

PAGE_SIZE = 50
MOST_TOPICS = 8
MOST_STATEMENTS = 20
MOST_ASSESSMENTS = 50


class ClaimList(ParameterView):
    template_name = "quotes/claim_list.html"
    parameters_class = ClaimFilter

    def get_queryset(self) -> QuerySet:
        return Claim.objects.published()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.parameters
        latest = Prefetch("assessments", Assessment.objects.order_by("-assessed_on")[:1], to_attr="latest_assessment")
        page = page_of(asked.qs.prefetch_related(latest), BY_SLUG, asked.value("page"), PAGE_SIZE)
        tell_tallies(page.rows, Stance.objects.published())
        count = total(asked.qs)
        return super().get_context_data(
            sentence=describe_claims(asked),
            count=count,
            page=page,
            chips=asked.chips(),
            **(self.narrowing() if count else self.widening()),
            **kwargs,
        )

    def narrowing(self) -> dict[str, Any]:
        """What a list that has something offers: the topics that most claims have, apart from those chosen."""
        asked, chosen = self.parameters, self.parameters.values("topic")
        topics = topics_of_claims(asked.apart_from("topic"), MOST_TOPICS + len(chosen) + 1)
        others = [topic for topic in topics if topic.slug not in chosen]
        return {
            "topics": [(topic, asked.address(topic=[*chosen, topic.slug])) for topic in others[:MOST_TOPICS]],
            "has_more_topics": len(others) > MOST_TOPICS,
        }

    def widening(self) -> dict[str, Any]:
        """What an empty list offers: all claims, and the quotations on the topics, where there are some."""
        chosen = self.parameters.values("topic")
        with_topics = QuotationTopic.objects.filter(topic__slug__in=chosen).values("quotation")
        return {
            "all": total(self.get_queryset()),
            "quotations": total(Quotation.objects.published().filter(pk__in=with_topics)),
            "quotations_href": reverse("quotes:quotation-list") + query_string({"topic": chosen}),
        }


class ClaimDetail(RecordDetail):
    template_name = "quotes/claim_detail.html"
    model = Claim

    def get_queryset(self) -> QuerySet:
        latest = Assessment.objects.order_by("-assessed_on")[: MOST_ASSESSMENTS + 1]
        return super().get_queryset().prefetch_related(TOPICS, Prefetch("assessments", latest, to_attr="latest"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        claim = self.object
        tell_tallies([claim], Stance.objects.published())
        shown = columns(claim, MOST_STATEMENTS)
        when = when_said(on_claim(claim), shown)
        assessment, *earlier = claim.latest or [None]
        return super().get_context_data(
            count=sum(count for _, count in claim.tally),
            columns=shown,
            strip=when.strip,
            bars=year_bars(when.years, [], self.address("year"), self.address("before")),
            assessment=assessment,
            earlier=earlier[: MOST_ASSESSMENTS - 1],
            more_earlier=len(earlier) >= MOST_ASSESSMENTS,
            **kwargs,
        )

    def address(self, name: str) -> Callable[[Any], str]:
        """Return a function from a value of a parameter to the list of the claim's statements narrowed by it."""
        return lambda value: (
            reverse("quotes:quotation-list") + query_string({"claim": [self.object.slug], name: [value]})
        )
