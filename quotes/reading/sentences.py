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

# What a facet's values are called: with all quotations, and before a narrower noun.
VALUES = {
    "speaker": ("Speakers quoted", "Speakers of"),
    "organization": ("Organizations spoken for", "Organizations spoken for in"),
    "topic": ("Topics of quotations", "Topics of"),
    "source": ("Sources of quotations", "Sources of"),
}

# What a value is called that names nothing public: one, and several.
NOT_ON_RECORD = {
    "speaker": ("a speaker", "speakers"),
    "organization": ("an organization", "organizations"),
    "role": ("a role", "roles"),
    "topic": ("a topic", "topics"),
    "source": ("a source", "sources"),
    "claim": ("a claim", "claims"),
    "publisher": ("a publisher", "publishers"),
}


def describe(parameters: QuotationFilter) -> str:
    """Return what the list shows, without a full stop: “Quotations by Ana Ruiz, on “Bridges”, in 2024”."""
    words = " ".join([_nouns(parameters.values("kind")), *_narrowed(parameters)])
    return words[0].upper() + words[1:]


def describe_values(parameters: QuotationFilter, facet: str) -> str:
    """Return what the list of a facet's values shows: “Speakers quoted on “Bridges”, in 2024”."""
    of_all, of = VALUES[facet]
    kinds = parameters.values("kind")
    return " ".join([f"{of} {_nouns(kinds)}" if kinds else of_all, *_narrowed(parameters, apart_from=facet)])


def _narrowed(parameters: QuotationFilter, apart_from: str = "") -> list[str]:
    """Return what narrows the quotations, in words to follow a noun, or nothing."""
    narrowing = {
        "q": ("with", "{}"),
        "speaker": ("by", "{}"),
        "role": ("in", "the role “{}”"),
        "organization": ("for", "{}"),
        "topic": ("on", "“{}”"),
        "claim": ("about", "the claim “{}”"),
        "medium": ("in", "{}"),
        "source": ("from", "“{}”"),
    }
    parts = [
        f"{before} {_values(parameters, name, form)}"
        for name, (before, form) in narrowing.items()
        if name != apart_from and parameters.values(name)
    ]
    return _joined([*parts, *_when(parameters)])


def describe_sources(parameters: SourceFilter) -> str:
    """Return what the list of sources shows: “Sources from Harbour Gazette, in 2024”."""
    publishers = [f"from {_values(parameters, 'publisher')}"] if parameters.values("publisher") else []
    return " ".join(["Sources", *_joined([*publishers, *_when(parameters)])])


def describe_claims(parameters: ClaimFilter) -> str:
    """Return what a list of claims shows: “Claims”, “Claims on “Bridges” or “Ferries””."""
    return f"Claims on {_values(parameters, 'topic', '“{}”')}" if parameters.values("topic") else "Claims"


def _joined(parts: list[str]) -> list[str]:
    return [", ".join(parts)] if parts else []


def _values(parameters: Parameters, name: str, form: str = "{}") -> str:
    """Return the values of a parameter, each in a form; those that name nothing public are not repeated."""
    known = parameters.on_record[name]
    labels = [MEDIA[medium] for medium in known] if name == "medium" else known.values()
    words = [form.format(label).replace(".”", "”") for label in labels]
    unknown = len(parameters.values(name)) - len(words)
    if unknown:
        one, several = NOT_ON_RECORD[name]
        phrase = f"{one} not on record" if unknown == 1 else f"{unknown} {several} not on record"
        words += [phrase] * unknown if len(words) > NAMED else [phrase]
    return either(words)


def _when(parameters: Parameters) -> list[str]:
    chosen = parameters.on_record
    parts = [f"in {either(chosen['year'].values())}"] if "year" in chosen else []
    days = [
        f"{before} {day}"
        for name, before in (("after", "from"), ("before", "to" if "after" in chosen else "up to"))
        for day in chosen.get(name, {}).values()
    ]
    return [*parts, *([" ".join(days)] if days else [])]


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
