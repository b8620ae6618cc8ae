"""What was found in one article, written out: for an editor, for a program, and for the score."""

import re
import textwrap
from collections import Counter
from collections.abc import Iterator
from typing import Any

from quotes.text.anchors import Span
from quotes.text.characters import FORBIDDEN_IN_DATABASE
from quotes.text.dates import parse_date
from quotes.text.display import display_text

from .records import BlockKind, Candidate, Extraction, Kind

WIDTH = 80  # columns

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_SPACE = re.compile(r"[ \t\n\r\f\v]+")  # not the no-break space, which belongs to the words
_COMMANDS = re.compile(rf"{FORBIDDEN_IN_DATABASE}|[\x80-\x9f\u2028\u2029\ud800-\udfff]")  # what a terminal may obey
_LABELS = 13  # columns


def report(text: str, extraction: Extraction, *, width: int = WIDTH) -> str:
    """Return a plain-text report for an editor on what was found in `text`, in lines of at most `width` columns.

    The counts come first, then the candidates, the words set aside and the blocks that are not paragraphs, each in the
    order of the text. A word longer than a line is not broken. Characters that a terminal would obey are named.
    """
    parts = [_filled(_counts(extraction), width)]
    parts += (_candidate(number, text, one, width) for number, one in enumerate(extraction.candidates, 1))
    if extraction.set_aside:
        parts.append("Set aside")
    for item in extraction.set_aside:
        words = _filled(f"“{_words(text, item.span)}”", width, "    ")
        parts.append(f"{words}\n{_row(item.kind.capitalize(), item.because, width)}")
    others = [block for block in extraction.blocks if block.kind is not BlockKind.PARAGRAPH]
    if others:
        parts.append("Not paragraphs")
        parts.append("\n".join(_row(block.kind.capitalize(), _words(text, block.span), width) for block in others))
    return "\n\n".join(parts)


def prediction(id: str | int, text: str, extraction: Extraction) -> dict[str, Any]:
    """Return the candidates of `text` in the form in which quotations are scored against people's annotations.

    `speaker` is what names the speaker in the text, with the attribution, as annotators write it; None when nothing
    does. `speaker_full` is the fullest name. `parts` holds the passages where there are several.
    """
    return {"id": id, "text": text, "quotes": [_predicted(text, candidate) for candidate in extraction.candidates]}


def as_dict(text: str, extraction: Extraction) -> dict[str, Any]:
    """Return the whole extraction of `text` as JSON can hold it: each span as [start, end], beside its words."""
    return {
        "blocks": [{"kind": block.kind.value, **_place(text, block.span)} for block in extraction.blocks],
        "candidates": [
            {
                "kind": one.kind.value,
                "passages": [_place(text, span) for span in one.passages],
                "mention": _place(text, one.mention_span) if one.mention_span else None,
                "speaker": one.speaker,
                "speaker_kind": one.speaker_kind and one.speaker_kind.value,
                "attribution": one.attribution,
                "cue": _place(text, one.cue.span) if one.cue else None,
                "medium": one.medium and one.medium.value,
                "said": one.said,
                "confidence": one.confidence,
                "because": one.because,
            }
            for one in extraction.candidates
        ],
        "set_aside": [
            {"kind": item.kind.value, **_place(text, item.span), "because": item.because}
            for item in extraction.set_aside
        ],
    }


def _counts(extraction: Extraction) -> str:
    total = len(extraction.candidates)
    counts = Counter(candidate.kind for candidate in extraction.candidates)
    kinds = ", ".join(f"{counts[kind]:,} {kind}" for kind in Kind)
    quotations = f"{total:,} quotation{'' if total == 1 else 's'}: {kinds}" if total else "No quotations"
    return f"{quotations}; {len(extraction.set_aside):,} set aside."


def _candidate(number: int, text: str, candidate: Candidate, width: int) -> str:
    words = display_text(text, candidate.passages, in_marks=candidate.kind is not Kind.INDIRECT)
    shown = "\n\n".join(_filled(paragraph, width, "    ") for paragraph in _BLANK_LINE.split(words))
    rows = [_row(label, value, width) for label, value in _facts(candidate) if value]
    return "\n".join([f"{f'{number}.':<3} {candidate.kind.capitalize()}", shown, *rows])


def _facts(candidate: Candidate) -> Iterator[tuple[str, str]]:
    yield "Speaker", _speaker(candidate)
    yield "Attribution", candidate.attribution
    yield "Cue", candidate.cue.words if candidate.cue else ""
    yield "Medium", candidate.medium.replace("-", " ") if candidate.medium else ""
    yield "Date", f"{parse_date(candidate.said)} ({candidate.said})" if candidate.said else ""
    almost = min(candidate.confidence, 0.99)  # 99.6% is not certain, and 100% would say that it is
    yield "Confidence", f"{1 if candidate.confidence == 1 else almost:.0%}"
    yield "Because", candidate.because


def _speaker(candidate: Candidate) -> str:
    """Return “Ana Bello [she] (person)”, “experts (unnamed group)”, or that nobody is named."""
    name = candidate.speaker or candidate.mention
    if not name:
        return "nobody is named"
    if candidate.speaker and candidate.mention not in ("", candidate.speaker):
        name += f" [{candidate.mention}]"
    details = ["" if candidate.speaker else "unnamed", candidate.speaker_kind or ""]
    return f"{name} ({' '.join(filter(None, details))})" if any(details) else name


def _predicted(text: str, candidate: Candidate) -> dict[str, Any]:
    start, end = candidate.passages[0].start, candidate.passages[-1].end
    speaker = candidate.mention or None
    if speaker and candidate.attribution and candidate.attribution not in speaker:
        speaker += f", {candidate.attribution}"
    predicted = {
        "start": start,
        "end": end,
        "text": text[start:end],
        "kind": candidate.kind.value,
        "speaker": speaker,
        "speaker_full": candidate.speaker,
        "confidence": candidate.confidence,
    }
    if len(candidate.passages) > 1:
        predicted["parts"] = [list(span) for span in candidate.passages]
    return predicted


def _words(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _place(text: str, span: Span) -> dict[str, Any]:
    return {"span": list(span), "words": _words(text, span)}


def _row(label: str, value: str, width: int) -> str:
    return _filled(value, width, f"    {label:<{_LABELS}}", " " * (4 + _LABELS))


def _filled(words: str, width: int, indent: str = "", further: str | None = None) -> str:
    shown = _COMMANDS.sub(lambda match: f"[U+{ord(match.group()):04X}]", _SPACE.sub(" ", words).strip(" "))
    return textwrap.fill(
        shown,
        width,
        initial_indent=indent,
        subsequent_indent=indent if further is None else further,
        break_long_words=False,
        break_on_hyphens=False,
    )
