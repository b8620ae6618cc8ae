"""How the record's values look on a page: words typeset, dates and counts in words. Templates use these as filters."""

import pickle
import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.localedata import resolve_locale_filename
from django.template.defaultfilters import capfirst
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info

from quotes.models import Affiliation, Organization, Quotation, Source, Speaker, Stance
from quotes.reading.charts import Stay
from quotes.reading.statements import Moment
from quotes.text.anchors import Span
from quotes.text.dates import MONTHS, KnownDate
from quotes.text.words import Query, occurrences

NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
SIGNS = {"asserts": "+", "qualifies": "±", "questions": "?", "denies": "−"}
ADDED = ("publisher", "byline")  # facts of a source that pages mark one by one as added by an editor
PLURALS = {"asserts": "assert", "qualifies": "qualify", "questions": "question", "denies": "deny"}

# Of the Unicode CLDR, by their letters in ISO 3166: read from the file in which Babel brings them, since `Locale("en")`
# keeps all else that it knows in memory, too, which is 4 MB.
TERRITORIES: dict[str, str] = pickle.loads(Path(resolve_locale_filename("en")).read_bytes())["territories"]  # noqa: S301

_APOSTROPHE = re.compile(r"(?<=[\w.,!?…])'|'(?=\d)")
_OPENING = re.compile(r"(?<!\S)'(?=[^\W\d])|(?<=[“(\[—–])'(?=[^\W\d])")
_TIE = re.compile(r"(?<!,) ")
_MONTH = re.compile(rf"\b({'|'.join(month[:3] for month in MONTHS)})[a-z]*")
_DATE = re.compile(r"[A-Z][a-z]{2}( \d{1,2},)? \d{1,4}\b")
_NOTE = re.compile(r"\[[^\[\]]+\]")
_GAP = re.compile("(?<=”) … (?=“)")
_BORDER = re.compile(r"([\[\]]|” … “)")
_ARTICLE = re.compile(r"^(an?|the)\s+", re.IGNORECASE)
_SEPARATOR = re.compile(r"[,;]|\band\b", re.IGNORECASE)


def curl(text: str) -> str:
    """Return `text` with its straight apostrophes and single quotation marks curled, character for character."""
    words = str(text)
    return _APOSTROPHE.sub("’", _OPENING.sub("‘", words)) if "'" in words else words


def typeset(words: str, query: Query | None = None) -> SafeString:
    """Return a quotation's words as HTML: curled, with [insertions] and gaps set apart, and marks on what was found."""
    html = _NOTE.sub(lambda note: f'<span class="q-note">{note.group()}</span>', marked(words, query))
    return mark_safe(_GAP.sub('<span class="q-gap"> … </span>', html))  # noqa: S308  (escaped by marked())


def marked(text: Any, query: Query | None = None) -> SafeString:
    """Return a text as HTML: apostrophes curled, and the words and phrases marked that `query` wants.

    A mark ends at a bracket and at a gap, which have elements of their own.
    """
    words, html, end = str(text), "", 0
    shown = curl(words)
    if not query:
        return escape(shown)
    for span in occurrences(words, query):
        html += escape(shown[end : span.start])
        for piece in _BORDER.split(shown[span.start : span.end]):
            html += piece if _BORDER.fullmatch(piece) else format_html("<mark>{}</mark>", piece) if piece else ""
        end = span.end
    return mark_safe(html + escape(shown[end:]))  # noqa: S308  (escaped piece by piece)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of words shown to readers, which blank lines separate."""
    return text.split("\n\n")


def lines(text: str) -> list[str]:
    """Return the lines of a text that are not blank."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def without_stop(sentence: str) -> str:
    """Return a sentence as it stands in a heading or a list: without its full stop."""
    return str(sentence).removesuffix(".")


def without_scheme(address: str) -> str:
    """Return a web address as it is shown: without https://, and a slash that only ends it."""
    return address.partition("://")[2].removesuffix("/")


def number(value: int) -> str:
    """Return a number with commas: 1,698."""
    return f"{value:,}"


def in_words(value: int) -> str:
    """Return a number below ten as a word."""
    return NUMBERS[value] if value < len(NUMBERS) else f"{value:,}"


def characters(spans: Sequence[Span]) -> str:
    """Return where spans stand: “characters 1,698–1,835 and 2,010–2,040”."""
    *most, last = [f"{start:,}–{end:,}" for start, end in spans] or ["none"]
    return f"characters {', '.join(most)} and {last}" if most else f"characters {last}"


def role(quotation: Quotation, query: Query | None = None) -> str:
    """Return whom a quotation's speaker spoke as: the editor's conclusion, else what the source prints, else "".

    What `query` finds by the organization is marked.
    """
    words = str(quotation.affiliation) if quotation.affiliation else quotation.attribution
    if words.casefold() == str(quotation.speaker).casefold():
        return ""
    return with_organization(quotation.affiliation, query) if quotation.affiliation else described(words)


def described(printed: str) -> str:
    """Return how a source describes a speaker, as its words and not as a role: “Described as “analysts here””."""
    return curl(f"Described as “{printed}”") if printed else ""


def attribution_repeats_role(quotation: Quotation) -> bool:
    """Return whether the source describes the speaker as the editor did, but for an article and capitals."""
    if quotation.affiliation is None:
        return False
    concluded = (quotation.affiliation.role, str(quotation.affiliation))
    return _bare(quotation.attribution) in {_bare(words) for words in concluded if words}


def _bare(words: str) -> str:
    return curl(_ARTICLE.sub("", words.strip())).casefold()


def added_by_editor(source: Source, fact: str) -> bool:
    """Return whether the source's note of what an editor added names a fact: “publisher” or “byline”."""
    return fact in _additions(source)


def added_besides(source: Source) -> str:
    """Return the rest of that note: what it names that is neither a publisher nor a byline of the source."""
    return curl(", ".join(one for one in _additions(source) if not (one in ADDED and getattr(source, one))))


def _additions(source: Source) -> list[str]:
    parts = (part.strip() for part in _SEPARATOR.split(source.added_by_editor))
    return [part.casefold() if part.casefold() in ADDED else part for part in parts if part]


def with_organization(affiliation: Affiliation, query: Query | None = None) -> str:
    """Return a role, and the organization as a link to its page: “Editor, Russia in Global Affairs”."""
    role, organization = curl(capfirst(affiliation.role)), affiliation.organization
    if organization is None:
        return role
    before, href, name = f"{role}, " if role else "", organization.get_absolute_url(), marked(organization, query)
    return format_html('{}<a class="as-text plain" href="{}">{}</a>', before, href, name)


def kind_and_country(organization: Organization) -> str:
    """Return what an organization is, as far as known: “Government or public body, Russia”."""
    kind = "" if organization.kind == Organization.Kind.OTHER else organization.get_kind_display()
    country = TERRITORIES.get(organization.country, organization.country)
    return curl(", ".join(part for part in (kind, country) if part))


def latest_role(speaker: Any) -> str:
    """Return what a speaker was last on record as: a role, or the kind of speaker and how a source describes it."""
    if speaker.latest_role:
        role = str(speaker.latest_role)
        return curl(role[:1].upper() + role[1:])
    printed = speaker.latest_attribution or ""
    words = described(printed) if printed.casefold() != speaker.name.casefold() else ""
    kind = "" if speaker.kind == Speaker.Kind.PERSON else speaker.get_kind_display()
    return ". ".join(part for part in (kind, words) if part)


def reporter(quotation: Quotation) -> Quotation | None:
    """Return the published statement of somebody else that reports this one, if any."""
    statement = quotation.reported_in
    if statement and statement.is_published and statement.speaker_id != quotation.speaker_id:
        return statement
    return None


def held(affiliation: Affiliation) -> str:
    """Return when an affiliation held, as known: “since 2002”, “2002 to 2018”, or that nobody says."""
    since, until = _point(affiliation.since_known), _point(affiliation.until_known)
    if since and until:
        return f"{since} to {until}"
    return f"since {since}" if since else f"until {until}" if until else "dates not stated"


def _point(known: KnownDate | None) -> str:
    words = str(known or "")
    for opening, ending in (("before", "or earlier"), ("after", "or later")):
        for preposition in ("in", "on"):
            prefix = f"{preposition} or {opening} "
            if words.startswith(prefix):
                return f"{words.removeprefix(prefix)} {ending}"
    first, to, last = words.partition(" to ")
    return f"between {first} and {last}" if to else words


def voices(moment: Moment) -> str:
    """Return who spoke at a moment: “Ana and Tom”, “Ana, Tom, Zoe and others”; "" when no name is known."""
    names = [curl(name) for name in moment.names]
    *most, last = [*names, "others"] if names and moment.has_more_names else names or [""]
    return f"{', '.join(most)} and {last}" if most else last


def counts(speaker: Any) -> str:
    """Return how many quotations the record holds of a speaker, and how many of these are indirect.

    “3 quotations”, “3 quotations, 1 indirect”, “3 quotations, all indirect”, “1 quotation, indirect”.
    """
    total = speaker.quoted + speaker.reported
    words = f"{total:,} quotation{'' if total == 1 else 's'}"
    if not speaker.reported:
        return words
    if speaker.quoted:
        return f"{words}, {speaker.reported:,} indirect"
    return f"{words}, indirect" if total == 1 else f"{words}, all indirect"


def unbroken(words: str) -> str:
    """Return words that a line breaks only after a comma: “2 quotations, 1 indirect”."""
    return _TIE.sub("\N{NO-BREAK SPACE}", str(words))


@lru_cache(4096)
def brief(date: KnownDate | str) -> str:
    """Return a date in words as lists have it, with short months: “Apr 17, 2018”. A line does not break within it."""
    return _DATE.sub(lambda found: found.group().replace(" ", "\N{NO-BREAK SPACE}"), _MONTH.sub(r"\1", str(date)))


def in_full(day: date) -> str:
    """Return a day in words: “April 17, 2018”."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year:04}"


def month_and_year(day: date) -> str:
    """Return the month of a day in words: “April 2018”."""
    return f"{MONTHS[day.month - 1]} {day.year:04}"


def with_article(noun: str) -> str:
    """Return a noun with its indefinite article: “a topic”, “an organization”."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def marks(rows: Sequence[tuple[Affiliation, Stay]]) -> set[str]:
    """Return what a timeline of affiliations draws. Nothing when no date is known, so that there is nothing to draw.

    `day`, of a source that states one; `stated` and `added`, the time that one certainly held, as a source states or an
    editor knows; `possible`, the time that one may have held besides.
    """
    drawn = set()
    for affiliation, stay in rows:
        if stay.stated is not None:
            drawn.add("day")
        if stay.certain and stay.certain[1]:
            drawn.add("stated" if affiliation.stated_in else "added")
    has_dates = drawn or any(affiliation.since or affiliation.until for affiliation, _ in rows)
    if has_dates and any(stay.possible != stay.certain for _, stay in rows):
        drawn.add("possible")
    return drawn


def holdings(source: Any) -> str:
    """Return what the record holds of a source: “12 quotations, 5 speakers”."""
    counted = ((source.quoted, "quotation"), (source.voices, "speaker"))
    return ", ".join(f"{number:,} {noun}{'' if number == 1 else 's'}" for number, noun in counted)


def language(tag: str) -> str:
    """Return the English name of a language, or its tag where Django knows none."""
    try:
        return str(get_language_info(tag)["name"])
    except KeyError:
        return tag


def medium_label(medium: str) -> str:
    """Return a medium in words: “Press conference”."""
    return str(Quotation.Medium(medium).label)


def sign(position: str) -> str:
    """Return the sign that stands for a position, beside its word and its color."""
    return SIGNS[position]


def position_label(position: str, count: int | None = None) -> str:
    """Return a position in words: “Asserts”; with a count, how many take it: “1 asserts”, “2 assert”."""
    if count is None:
        return str(Stance.Position(position).label)
    return f"{count:,} {position if count == 1 else PLURALS[position]}"
