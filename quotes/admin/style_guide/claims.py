"""What the pages of claims show: statements by position, assessments, and when things were said."""

from datetime import date
from typing import Any

from quotes.models import Assessment, Claim, Stance
from quotes.reading.statements import Column, strip_of

from .article import PUBLISHED_ON, Article, unsaved

Position = Stance.Position

REASONS = {
    "direct": "It says so of all human beings, without exception.",
    "in Russian": "The same words, in another language.",
    "partial": "It adds that everyone has duties too.",
    "with a note": "It gives a reason why it should be so, and leaves open whether it is.",
}
SAID_ON_TWO_DAYS = [("1946", date(1946, 12, 31), 1), ("1948-12-10", PUBLISHED_ON, 6)]
SAID_ON_MANY_DAYS = [
    ("1945-06-26", date(1945, 6, 26), 1),
    ("1946", date(1946, 12, 31), 2),
    ("1947-06/1947-12", date(1947, 12, 31), 3),
    ("1948-09", date(1948, 9, 30), 4),
    ("", PUBLISHED_ON, 12),
]
NAMES = [
    ("1946", date(1946, 12, 31), "Third Committee"),
    ("1948-12-10", PUBLISHED_ON, "General Assembly"),
    ("1945-06-26", date(1945, 6, 26), "General Assembly"),
    ("", PUBLISHED_ON, "General Assembly"),
    ("", PUBLISHED_ON, "Third Committee"),
]


def of_claims(article: Article) -> dict[str, Any]:
    """Return claims with their tallies, the columns of one, its assessment, and strips of when it was said.

    The claim's first column has more statements than it shows; its last has none.
    """
    everyone = unsaved(Claim, text="The rights are those of everyone.", slug="rights-of-everyone")
    binding = unsaved(Claim, text="The Declaration binds the states that voted for it.", slug="declaration-binds")
    everyone.tally, everyone.count = [("asserts", 12), ("qualifies", 1), ("questions", 1)], 14
    binding.tally, binding.count = [("denies", 1)], 1

    def stance(name: str, position: Position) -> Stance:
        quotation = article.quotations[name]
        one = unsaved(Stance, quotation=quotation, claim=everyone, position=position, reason=REASONS[name])
        quotation._prefetched_objects_cache["stances"] = [one]
        return one

    return {
        "positions": Position.values,
        "claim": everyone,
        "claims": [everyone, binding],
        "columns": [
            Column(Position.ASSERTS, 12, [stance(name, Position.ASSERTS) for name in ("direct", "in Russian")]),
            Column(Position.QUALIFIES, 1, [stance("partial", Position.QUALIFIES)]),
            Column(Position.QUESTIONS, 1, [stance("with a note", Position.QUESTIONS)]),
            Column(Position.DENIES, 0, []),
        ],
        "count": everyone.count,
        "assessment": unsaved(
            Assessment,
            claim=everyone,
            verdict=Assessment.Verdict.PARTLY_SUPPORTED,
            reasons="The first two articles name no exception.\nThe last ones name duties and limits.",
            links="https://example.org/articles/\nhttps://example.org/travaux-preparatoires/third-committee",
            assessed_on=PUBLISHED_ON,
        ),
        "strips": [strip_of(days, NAMES).strip for days in (SAID_ON_TWO_DAYS, SAID_ON_MANY_DAYS)],
    }
