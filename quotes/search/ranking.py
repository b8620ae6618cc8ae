"""How well words match a query: BM25, without a database, so that both order alike.

Robertson and Zaragoza, “The Probabilistic Relevance Framework” (2009), with its usual constants. How rare a term is
counts for nothing: whatever is compared here has every term.
"""

from collections.abc import Sequence

SATURATION = 1.2
LENGTH_COUNTS = 0.75


def scores(wanted: Sequence[tuple[str, ...]], texts: Sequence[str]) -> list[tuple[bool, float]]:
    """Return, for each text of prepared words, whether it has every term that is wanted, and how well it has them.

    The more often a term stands in a text, and the shorter the text, the better.
    """
    spaced = [f" {text} " for text in texts]
    lengths = [text.count(" ") - 1 for text in spaced]
    usual = sum(lengths) / len(lengths) if lengths else 0.0
    patterns = [f" {' '.join(words)} " for words in wanted]
    found = []
    for text, length in zip(spaced, lengths, strict=True):
        norm = SATURATION * (1 - LENGTH_COUNTS + LENGTH_COUNTS * length / usual) if usual else SATURATION
        counts = [_count(text, pattern) for pattern in patterns]
        found.append((all(counts), sum(count * (SATURATION + 1) / (count + norm) for count in counts)))
    return found


def _count(text: str, pattern: str) -> int:
    """Return how often a pattern, with its spaces, stands in a text; one may begin with the space that ends another."""
    count, at = 0, text.find(pattern)
    while at >= 0:
        count, at = count + 1, text.find(pattern, at + 1)
    return count
