"""Words as an editor writes or pastes them, and the passages of a source that they are.

Each passage is a block of lines; a blank line stands between two passages.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence

from quotes.text.anchors import Span, WordsNotFound, find_all, nearest, surroundings

MARKS = '"“”„‟«»'
_BLANK_LINES = re.compile(r"\n\s*\n")
_MARKED = re.compile(rf"[{MARKS}]?([^{MARKS}]+?)(?:,?[{MARKS}],?)?")
_LOOK_ALIKE = str.maketrans(dict.fromkeys("’‘ʼ`", "'") | dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("–—−‐‑", "-"))
_SPACES = str.maketrans(dict.fromkeys("\n\t\u00a0\u2009\u202f", " "))


def written(text: str, spans: Sequence[Span]) -> str:
    """Return the passages at `spans` of `text` as an editor would write them: a blank line between two."""
    return "\n\n".join(text[span.start : span.end] for span in spans)


def passages(words: str, *, in_marks: bool) -> list[str]:
    """Return the passages that `words` ask for, in order.

    With `in_marks` (direct and partial quotations), marks that only enclose a passage are left out, and so is a comma
    before the closing one.
    """
    blocks = [block.strip() for block in _BLANK_LINES.split(words) if block.strip()]
    return [match[1].strip() if in_marks and (match := _MARKED.fullmatch(block)) else block for block in blocks]


def find_words(text: str, words: str, *, in_marks: bool, starts: Collection[int] = ()) -> list[Span]:
    """Return where the passages of `words` stand in `text`: each exactly, and after the one before it.

    A passage that stands there more than once is the first of those that begin at one of the code points `starts`.
    Raises ValueError, for people: the words and what is nearest to them, or every place where they stand.
    """
    spans: list[Span] = []
    end = 0
    for passage in passages(words, in_marks=in_marks):
        places = [span for span in find_all(text, passage) if span.start >= end]
        if len(places) > 1:
            places = [span for span in places if span.start in starts][:1] or places
        if not places:
            raise ValueError(_why_not_found(text, passage))
        if len(places) > 1:
            raise ValueError(_where_all(text, passage, places))
        spans.append(places[0])
        end = places[0].end
    return spans


def places(text: str, words: str, *, in_marks: bool) -> list[tuple[str, list[Span]]]:
    """Return each passage of `words` that stands in `text` more than once, with where it stands, for a choice."""
    found = ((passage, find_all(text, passage)) for passage in passages(words, in_marks=in_marks))
    return [(passage, spans) for passage, spans in found if len(spans) > 1]


def _why_not_found(text: str, passage: str) -> str:
    if find_all(text, passage):
        return f"“{passage}” stands in the source only before the passage above it. Write them in reading order."
    looks = passage.translate(_LOOK_ALIKE).translate(_SPACES)
    alike = text.translate(_LOOK_ALIKE).translate(_SPACES).find(looks)
    if alike < 0:
        return str(WordsNotFound(passage, nearest(text, passage)))
    found = text[alike : alike + len(passage)]
    there, here = next(pair for pair in zip(found, passage, strict=True) if pair[0] != pair[1])
    return (
        f"“{passage}” is not in the source, character for character: it has {_named(there)} where you have "
        f"{_named(here)}. The source's own words are “{found}”."
    )


def _where_all(text: str, passage: str, places: Sequence[Span]) -> str:
    shown = "; ".join(f"at character {span.start} (“…{surroundings(text, span)}…”)" for span in places[:5])
    return (
        f"“{passage}” stands in the source {len(places)} times: {shown}. "
        "Write the number of the one you mean under “Starts at character”."
    )


def _named(character: str) -> str:
    name = unicodedata.name(character, "a line end" if character == "\n" else "a control character").lower()
    return f"{character} ({name})" if character.strip() else name
