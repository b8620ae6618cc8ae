"""How a quotation is cited: in Chicago, APA and MLA style and as an entry of a bibliography in BibTeX.

What is cited is the source, by its author; the speaker is named as the one quoted there. Titles stay as printed, in
their own capitals. The address is that of the quotation in this record, where its place in the source is shown.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import quote

from .anchors import Span
from .bylines import Author, authors
from .dates import MONTHS

_DESCRIPTIONS = {"press-release": "press release", "transcript": "transcript", "post": "social media post"}
_SHORT_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")

_OWN_PUNCTUATION = re.compile(r"[.,;:?!…][\"”'’»)]*\Z")
_SENTENCE_END = re.compile(r"(?:\A|\s)[^\s.]*\w\.\Z")  # one period alone in the last word: not “U.S.”, not “...”
_STRAIGHT_MARKS = re.compile(r'"([^"]*)"')
_SINGLE_MARKS = str.maketrans("“”", "‘’")
_CLOSING_MARKS = re.compile(r"[\"”]+\Z")

_TEX = str.maketrans(
    {character: f"\\{character}" for character in "&%$#_"}
    | {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",  # \{ would count as a brace when BibTeX looks for the end of the field
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_SAFE_IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True)
class Cited:
    """A quotation as it is cited. `kind` and `source_kind` are the values of the record; "" is what is not known."""

    speaker: str
    kind: str
    title: str
    source_kind: str
    publisher: str
    byline: str
    published_on: date
    address: str
    ref: str
    spans: Sequence[Span]

    @property
    def is_paraphrase(self) -> bool:
        return self.kind == "indirect"

    @property
    def description(self) -> str:
        """What a source other than an article or a plain document is: "press release"; else ""."""
        return _DESCRIPTIONS.get(self.source_kind, "")

    @property
    def is_in_periodical(self) -> bool:
        """Whether the publisher's name is the title of what the source appeared in, which is set in italics."""
        return self.source_kind == "article" and bool(self.publisher)


class Run(NamedTuple):
    """A stretch of a citation, in italics or not."""

    text: str
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation in one style. `in_text` is how the words are attributed where they are used, if that is apart."""

    style: str
    runs: tuple[Run, ...]
    in_text: str = ""

    @property
    def text(self) -> str:
        """The citation without italics."""
        return "".join(run.text for run in self.runs)


def citations(cited: Cited) -> tuple[Citation, ...]:
    """Return the citations of a quotation in every style, in the order in which they are offered."""
    return (chicago(cited), apa(cited), mla(cited), bibtex(cited))


def chicago(cited: Cited) -> Citation:
    """Return a note (The Chicago Manual of Style, 18th ed., chapters 13 and 14: citations taken from other sources,
    newspapers; chapter 6: commas and periods stand within closing quotation marks).

    Vladimir Sotnikov, quoted in Fred Weir, “Title,” *Publisher*, April 17, 2018, address.
    """
    said = f"{cited.speaker}, {'paraphrased' if cited.is_paraphrase else 'quoted'} in "
    said += f"{cited.byline}, " if cited.byline else ""
    day = f"{MONTHS[cited.published_on.month - 1]} {cited.published_on.day}, {cited.published_on.year}"
    rest = [part for part in (cited.description, day, cited.address) if part]
    return Citation(
        "Chicago",
        _runs(
            Run(f"{said}{_in_marks(cited.title, ',')} "),
            Run(cited.publisher, italic=cited.is_in_periodical),
            Run(f"{', ' if cited.publisher else ''}{', '.join(rest)}."),
        ),
    )


def apa(cited: Cited) -> Citation:
    """Return an entry of a reference list (Publication Manual of the American Psychological Association, 7th ed.,
    9.7 to 9.12: authors; 10.1, example 16: newspaper articles; 8.6: secondary sources are named in the text).

    Weir, F. (2018, April 17). Title. *Publisher*. address

    Without an author the title stands first; what is not an article is by its publisher.
    """
    people = authors(cited.byline)
    by_publisher = not people and not cited.is_in_periodical and bool(cited.publisher)
    people = (Author(cited.publisher),) if by_publisher else people
    names = _listed_with_ampersand([author.initialed for author in people])
    day = f"({cited.published_on.year}, {MONTHS[cited.published_on.month - 1]} {cited.published_on.day}). "
    description = cited.description and f" [{cited.description.capitalize()}]"
    title = (
        Run(cited.title if description else _closed(cited.title), italic=not cited.is_in_periodical),
        Run(f"{description}. " if description else " "),
    )
    publisher = "" if by_publisher else cited.publisher
    return Citation(
        "APA",
        _runs(
            *((Run(f"{_closed(names)} {day}"), *title) if names else (*title, Run(day))),
            Run(publisher, italic=cited.is_in_periodical),
            Run(f"{_mark_after(publisher, '.')} {cited.address}" if publisher else cited.address),
        ),
        in_text=f"{cited.speaker} (as cited in {_named(people, cited.title, '&', ',')} {cited.published_on.year})",
    )


def mla(cited: Cited) -> Citation:
    """Return an entry of works cited (MLA Handbook, 9th ed., chapter 5: the elements in order, authors, months in
    short; 6.77: the one quoted is named in the text, with “qtd. in”).

    Weir, Fred. “Title.” *Publisher*, 17 Apr. 2018, address.
    """
    people = authors(cited.byline)
    names = people[0].last_first if people else ""
    if len(people) == 2:
        names += f", and {people[1].given} {people[1].family}"
    elif len(people) > 2:
        names += ", et al."
    day = f"{cited.published_on.day} {_SHORT_MONTHS[cited.published_on.month - 1]} {cited.published_on.year}"
    description = cited.description and f" {cited.description.capitalize()}."
    said = "paraphrased" if cited.is_paraphrase else "qtd."
    return Citation(
        "MLA",
        _runs(
            Run(f"{_closed(names)} " if names else ""),
            Run(f"{_in_marks(cited.title, '.')} "),
            Run(cited.publisher, italic=cited.is_in_periodical),
            Run(f"{', ' if cited.publisher else ''}{day}, {cited.address}.{description}"),
        ),
        in_text=f"{cited.speaker} ({said} in {_named(people, cited.title)})",
    )


def bibtex(cited: Cited) -> Citation:
    """Return an entry for biblatex (The biblatex Package, 2.1.1 and 2.2.2: @article and @online and their fields).

    Every character that means something to TeX is escaped. Double braces keep the title's capitals, and keep authors'
    and organizations' names that hold a comma or "and" in one piece. Offsets are code points into the captured source.
    """
    places = ", ".join(f"{start}--{end}" for start, end in cited.spans)
    said = f"{cited.speaker}, {'paraphrased' if cited.is_paraphrase else 'quoted'}"
    note = f"{said}; characters {places}" if places else said
    people, publisher = authors(cited.byline), _tex(cited.publisher)
    fields = {
        "author": " and ".join(
            _tex(author.last_first) if author.given else f"{{{_tex(author.family)}}}" for author in people
        ),
        "title": f"{{{_tex(cited.title)}}}",
        "titleaddon": _tex(cited.description),
        "journal": publisher if cited.is_in_periodical else "",
        "organization": f"{{{publisher}}}" if publisher and not cited.is_in_periodical else "",
        "date": cited.published_on.isoformat(),
        "note": _tex(note),
        "url": quote(cited.address, safe=_SAFE_IN_ADDRESSES),
    }
    given = {name: value for name, value in fields.items() if value}
    width = max(map(len, given))
    lines = ",\n".join(f"  {name:<{width}} = {{{value}}}" for name, value in given.items())
    key = "onrecord-" + re.sub(r"[^0-9A-Za-z]", "", cited.ref)
    return Citation("BibTeX", (Run(f"@{'article' if cited.is_in_periodical else 'online'}{{{key},\n{lines}\n}}"),))


def _runs(*runs: Run) -> tuple[Run, ...]:
    """Return the runs that have text, those of the same kind joined."""
    joined: list[Run] = []
    for run in runs:
        if joined and joined[-1].italic == run.italic:
            joined[-1] = Run(joined[-1].text + run.text, run.italic)
        elif run.text:
            joined.append(run)
    return tuple(joined)


def _mark_after(text: str, mark: str) -> str:
    """Return the mark that follows `text`: none where the text ends with punctuation of its own."""
    return "" if _OWN_PUNCTUATION.search(text) else mark


def _closed(text: str, mark: str = ".") -> str:
    """Return `text` with the mark that follows it, inside the quotation marks that it may end with.

    A comma takes the place of a sentence's period, and follows a question or exclamation mark
    (The Chicago Manual of Style, 18th ed., chapter 6: titles that end with punctuation of their own).
    """
    closing = _CLOSING_MARKS.search(text)
    end = closing.start() if closing else len(text)
    words = text[:end]
    if mark == "," and _SENTENCE_END.search(words):
        return words[:-1] + mark + text[end:]
    if mark == "," and words.endswith(("?", "!", ".")):
        return words + mark + text[end:]
    return words + _mark_after(words, mark) + text[end:]


def _in_marks(title: str, mark: str) -> str:
    """Return a title in quotation marks with a comma or period inside; its own double marks become single ones."""
    inside = _STRAIGHT_MARKS.sub(r"‘\1’", _closed(title, mark)).translate(_SINGLE_MARKS)
    return f"“{inside}”"


def _listed_with_ampersand(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])}, & {names[-1]}" if len(names) > 1 else "".join(names)


def _named(people: Sequence[Author], title: str, conjunction: str = "and", mark: str = "") -> str:
    """Return what stands for the source in parentheses: last names, else the title in quotation marks."""
    if not people:
        return _in_marks(title, mark)
    names = [author.family for author in people]
    return (f"{names[0]} et al." if len(names) > 2 else f" {conjunction} ".join(names)) + mark


def _tex(text: str) -> str:
    return text.translate(_TEX)
