"""One sentence that says what a list shows. It is the heading of the page, and its title."""

from collections.abc import Iterable

from .filters import ClaimFilter, QuotationFilter, SourceFilter
from .parameters import Parameters

NAMED = 3  # of the values of one parameter; the rest are counted

MEDIA = {
    "interview": "interviews",
    "speech": "speeches",
    "press-conference": "press conferences",
    "statement": "written statements",
    "post": "social-media posts",
    "document": "documents",
}


VALUES = {
    "speaker": "Speakers of",
    "organization": "Organizations spoken for in",
    "topic": "Topics of",
    "source": "Sources of",
}


def describe(parameters: QuotationFilter) -> str:
    """Return what the list shows, without a full stop: “Quotations by Ana Ruiz on Bridges in 2024”."""
    words = _quotations(parameters)
    return words[0].upper() + words[1:]


def describe_values(parameters: QuotationFilter, facet: str) -> str:
    """Return what the list of a facet's values shows: “Speakers of quotations on Bridges in 2024”."""
    return f"{VALUES[facet]} {_quotations(parameters, apart_from=facet)}"


def _quotations(parameters: QuotationFilter, apart_from: str = "") -> str:
    chosen = {name: labels for name, labels in _chosen(parameters).items() if name != apart_from}
    quoted = {name: [f"“{label}”" for label in labels] for name, labels in chosen.items()}
    parts = [_nouns(parameters.values("kind"))]
    if "role" in chosen or "organization" in chosen:
        parts.append(f"by {either(chosen.get('speaker', ['those']))} speaking")
    elif "speaker" in chosen:
        parts.append(f"by {either(chosen['speaker'])}")
    for name, before in (("role", "as"), ("organization", "for"), ("topic", "on")):
        if name in chosen:
            parts.append(f"{before} {either(chosen[name])}")
    if "claim" in chosen:
        parts.append(f"about the claim {either([label.replace('.”', '”') for label in quoted['claim']])}")
    if "medium" in chosen:
        parts.append(f"in {either([MEDIA[medium] for medium in parameters.values('medium')])}")
    if "source" in chosen:
        parts.append(f"from {either([label.replace('.”', '”') for label in quoted['source']])}")
    return " ".join([*parts, *_when(chosen)])


def describe_sources(parameters: SourceFilter) -> str:
    """Return what the list of sources shows: “Sources from Harbour Gazette in 2024”."""
    chosen = _chosen(parameters)
    publishers = [f"from {either(chosen['publisher'])}"] if "publisher" in chosen else []
    return " ".join(["Sources", *publishers, *_when(chosen)])


def _chosen(parameters: Parameters) -> dict[str, list[str]]:
    return {name: list(labels.values()) for name, labels in parameters.in_words.items()}


def _when(chosen: dict[str, list[str]]) -> list[str]:
    parts = [f"in {either(chosen['year'])}"] if "year" in chosen else []
    for name, before in (("after", "from"), ("before", "to" if "after" in chosen else "up to")):
        if name in chosen:
            parts.append(f"{before} {chosen[name][0]}")
    return parts


def describe_claims(parameters: ClaimFilter) -> str:
    """Return what a list of claims shows: “Claims”, “Claims on Bridges or Ferries”."""
    chosen = parameters.values("topic")
    return f"Claims on {either(parameters.filters['topic'].labels(chosen).values())}" if chosen else "Claims"


def _nouns(kinds: list[str]) -> str:
    quoted = " and ".join(kind for kind in ("direct", "partial") if kind in kinds)
    if "indirect" in kinds:
        return f"{quoted} quotations and indirect statements" if quoted else "indirect statements"
    return f"{quoted} quotations".strip()


def either(words: Iterable[str]) -> str:
    """Join words: “a”, “a or b”, “a, b or c”, “a, b, c or 4 others”."""
    words = list(words)
    if len(words) > NAMED + 1:
        words = [*words[:NAMED], f"{len(words) - NAMED} others"]
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
