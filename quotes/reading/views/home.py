"""The front page: a quotation beside the same words in its article, and ways in."""

from typing import Any

from django.db.models import Count, Q
from django.views.generic import TemplateView

from quotes.models import Claim, Quotation, Source, Speaker, Status, Topic

from ..context import check_words, paragraphs_around
from ..paging import totals
from ..records import claims_of, front_quotations, tell_roles, topics_of, with_latest_role, words_and_article

QUOTATIONS, SPEAKERS, CLAIMS, TOPICS = 4, 6, 4, 7
TRIED = 3  # people offered below the box that finds a speaker


class Home(TemplateView):
    template_name = "quotes/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        published = Quotation.objects.published()
        front = front_quotations(QUOTATIONS)
        if front:
            kwargs |= beside_its_article(front[0])
        speakers = most_quoted(SPEAKERS)
        return super().get_context_data(
            others=front[1:],
            speakers=speakers,
            people=[one for one in speakers if one.kind == Speaker.Kind.PERSON and one.quoted][:TRIED],
            claims=claims_of(published, CLAIMS),
            topics=topics_of(published, TOPICS),
            totals=totals(
                {
                    "quotations": published,
                    "speakers": Speaker.objects.published(),
                    "claims": Claim.objects.published(),
                    "topics": Topic.objects.published(),
                    "sources": Source.objects.published(),
                }
            ),
            **kwargs,
        )


def beside_its_article(lead: Quotation) -> dict[str, Any]:
    """Return a quotation, its check and the paragraphs around it; nothing once it is withdrawn."""
    found = words_and_article(lead)
    if found is None:
        return {}
    words, article = found
    return {
        "lead": lead,
        "check": check_words(words, article, lead.spans),
        "paragraphs": paragraphs_around(article, lead.spans),
    }


def most_quoted(most: int) -> list[Any]:
    """Return the speakers with most published quotations of their own words, then by what is reported of them."""
    public = Q(quotations__status=Status.PUBLISHED)
    indirect = Q(quotations__kind=Quotation.Kind.INDIRECT)
    counted = Speaker.objects.published().annotate(
        quoted=Count("quotations", filter=public & ~indirect), reported=Count("quotations", filter=public & indirect)
    )
    speakers = list(with_latest_role(counted).order_by("-quoted", "-reported", "sort_key", "slug")[:most])
    tell_roles(speakers)
    return speakers
