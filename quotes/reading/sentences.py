"""One sentence that says what a list shows. It is the heading of the page, and its title."""

from collections.abc import Iterable

from .filters import ClaimFilter, QuotationFilter

NAMED = 3  # of the values of one parameter; the rest are counted

MEDIA = {
    "interview": "interviews",
    "speech": "speeches",
    "press-conference": "press conferences",
    "statement": "written statements",
    "post": "social-media posts",
    "document": "documents",
}


def describe(parameters: QuotationFilter) -> str:
    """Return what the list shows, without a full stop: “Quotations by Ana Ruiz on Bridges in 2024”."""
    chosen = {
        name: list(parameters.filters[name].labels(values).values()) for name, values in parameters.narrowed_by.items()
    }
    quoted = {name: [f"“{label}”" for label in labels] for name, labels in chosen.items()}
    parts = [_nouns(parameters.values("kind")).capitalize()]
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
    if "year" in chosen:
        parts.append(f"in {either(chosen['year'])}")
    for name, before in (("after", "from"), ("before", "to" if "after" in chosen else "up to")):
        if name in chosen:
            parts.append(f"{before} {chosen[name][0]}")
    return " ".join(parts)


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
