"""The front page: a quotation beside the same words in its article, and ways in."""

from typing import Any

from django.views.generic import TemplateView

from quotes.models import Claim, Quotation, Source, Speaker, Topic

from ..context import check_words, paragraphs_around
from ..counts import most_quoted, topics_of, totals_of, whole
from ..records import claims_of, front_quotations, tell_roles, words_and_article

QUOTATIONS, SPEAKERS, CLAIMS, TOPICS = 4, 6, 4, 7
TOTALS = (Quotation, Speaker, Claim, Topic, Source)
TRIED = 3  # people offered below the box that finds a speaker


class Home(TemplateView):
    template_name = "quotes/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        everything = whole()
        front = front_quotations(QUOTATIONS)
        if front:
            kwargs |= beside_its_article(front[0])
        speakers = most_quoted(everything, SPEAKERS)
        tell_roles(speakers, everything)
        return super().get_context_data(
            others=front[1:],
            speakers=speakers,
            people=[one for one in speakers if one.kind == Speaker.Kind.PERSON and one.quoted][:TRIED],
            claims=claims_of(CLAIMS),
            topics=topics_of(everything, TOPICS),
            totals={f"{name}s": total for name, total in totals_of(TOTALS, everything).items()},
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
