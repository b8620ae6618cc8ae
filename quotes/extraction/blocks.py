"""An article as blocks: headline, standfirst, dateline, byline, headings, paragraphs, captions, credits, links.

Plain text has lost the page's layout, so each block is told by its form, its length and its neighbours.
"""

import re
from collections.abc import Sequence

from quotes.text.anchors import Span

from .lexicon import MONTHS, word_set
from .records import Block, BlockKind

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LINE = re.compile(r"[^\n]+")
_TERMINAL = frozenset(".!?:;…\"”»’'“)]—–*")
_SHORTEST_WRAPPED = 45  # characters; a shorter line was not broken for want of room
_WRAP_SLACK = 20  # characters that a wrapped line may fall short of the longest

_MONTH = f"(?:{'|'.join(month.title() for month in MONTHS)}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\\.?"
_DAY_NAME = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\.?)"
DATE = re.compile(
    rf"(?:{_DAY_NAME},?\s+)?(?:(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{{4}}))?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month2>{_MONTH})(?:,?\s+(?P<year2>\d{{4}}))?"
    r"|(?P<iso>\d{4}-\d{2}-\d{2}))",
    re.IGNORECASE | re.ASCII,
)
AGENCY_DATELINE = re.compile(
    rf"[A-ZÀ-Þ][A-ZÀ-Þ .,'’-]{{2,40}}(?:,\s[A-Z][A-Za-z. ]{{1,20}}?)?(?:,?\s+(?P<date>{DATE.pattern}))?"
    r"\s*(?:\([^)\n]{2,20}\)\s*)?(?:--|[—–-])\s",
    re.ASCII,
)
_ANY_DATE = re.sub(r"[?]P<\w+>", "?:", DATE.pattern)
_TIME = (
    r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*[ap]\.?m\b\.?)?"
    r"(?:\s*\(?(?-i:[A-Z]{1,4})\b\)?)?(?:\s?[+-]\d{1,2}(?::?\d{2})?)?"
)
_EVENT = r"(?:(?:(?:First|Last)\s+)?(?:Published|Updated|Posted|Modified|Issued)|Date)(?:\s+(?:on|at))?\s*:?\s+"
_BETWEEN_MOMENTS = r"(?:[\s,;|/·•()–—-]|T(?=\d)|(?:at|on)\b)*"
_MOMENTS = re.compile(rf"(?>(?:{_EVENT})?(?:{_ANY_DATE}|{_TIME}){_BETWEEN_MOMENTS})+\.?", re.IGNORECASE | re.ASCII)
_BYLINE = re.compile(r"(?:By|BY|by)\s+[A-ZÀ-Þ][\w.'’-]*\s+(?:[A-ZÀ-Þ]|de |la |van |von |der |bin |al-)[^\n!?]{1,110}")
_CREDIT = re.compile(
    r"(?:(?:Photo|Photograph|Image|Picture|Illustration|Credit|Video)s?"
    r"(?:\s+(?:by|credit|courtesy)(?:\s+of)?\s*:?|\s*[:/])\s*\S.{1,80}|Courtesy\s+(?:of\s+)?\S.{1,80}"
    r"|[^\n.!?]{2,60}(?:\s?/\s?[A-ZÀ-Þ][^\n/.!?]{1,30}){1,3}|(?:AP|AFP|EPA|Reuters|Getty(?:\s+Images)?)(?:\s+Photo)?|©.{2,80}"
    r"|[^\n!?]{2,50}\s*(?:\||,|for|via|-|–|—)\s*"
    r"(?:AP|AFP|EPA|Reuters|Getty(?:\s+Images)?|Associated Press|Bloomberg))\.?",
)
_LABELLED = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ .'’-]*:\s")
_URL = re.compile(r"https?://|www\.")
_CAPTION_SIGN = re.compile(
    r"\((?:l|r|c|left|right|center|centre|pictured|file|top|bottom)\.?\)"
    r"|\b(?:FILE PHOTO|File photo|Pictured|pictured (?:above|here|left|right))\b"
)
_LINK_SIGN = re.compile(
    r"(?:Read more|Read also|Read next|READ MORE|Read the|Related|RELATED|See also|SEE ALSO|Also read|Watch|WATCH"
    r"|More on|MORE ON|MORE:|More:|Recommended|Opinion:|Listen|From the archives?|Don't miss|Click here)\b",
)
_LONGEST_HEAD = 8  # lines
_LONGEST_STANDFIRST = 400  # characters
_LONGEST_HEADING = 10  # words
_LONGEST_HEADLINE = 30  # words
_LONGEST_SENTENCE_HEADLINE = 16  # words, when it ends in a full stop


def split_paragraphs(text: str) -> list[Span]:
    """Return the paragraphs of `text`, in order, without the space around them.

    Blank lines end paragraphs, and so do single line ends, except where lines were broken for want of room.
    """
    spans: list[Span] = []
    start = 0
    for match in [*_BLANK_LINE.finditer(text), None]:
        end = match.start() if match else len(text)
        lines = [line.span() for line in _LINE.finditer(text, start, end) if not line.group().isspace()]
        if lines:
            spans += _unwrapped(text, lines)
        start = match.end() if match else end
    return spans


def _unwrapped(text: str, lines: list[tuple[int, int]]) -> list[Span]:
    """Return the paragraphs of lines with no blank line between them: wrapped lines belong together."""
    lines = [_stripped(text, start, end) for start, end in lines]
    if len(lines) == 1:
        return [Span(*lines[0])]
    longest = max(end - start for start, end in lines)
    broken = [
        end - start >= max(_SHORTEST_WRAPPED, longest - _WRAP_SLACK) and text[end - 1] not in _TERMINAL
        for start, end in lines[:-1]
    ]
    is_wrapped = longest <= 120 and 2 * sum(broken) >= len(broken)
    spans = [Span(*lines[0])]
    for (start, end), before in zip(lines[1:], lines[:-1], strict=True):
        full = before[1] - before[0] >= longest - _WRAP_SLACK
        if is_wrapped and full:
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(start, end))
    return spans


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    line = text[start:end]
    start += len(line) - len(line.lstrip())
    return start, start + len(line.strip())


def find_blocks(text: str, paragraphs: Sequence[Span]) -> list[Block]:
    """Return what each of the `paragraphs` of `text` is."""
    lines = [text[span.start : span.end] for span in paragraphs]
    kinds = [_by_form(line) for line in lines]
    _captions(lines, kinds)
    body = _body_start(lines, kinds)
    _head(lines, kinds, body)
    for index in range(body, len(lines)):
        if kinds[index] is None:
            kinds[index] = _in_body(lines, index)
    return [Block(kind or BlockKind.PARAGRAPH, span) for kind, span in zip(kinds, paragraphs, strict=True)]


def _by_form(line: str) -> BlockKind | None:
    """Return the kind of a line that its own form tells, or None."""
    if len(line) > 400:
        return None
    if _MOMENTS.fullmatch(line) and DATE.search(line):
        return BlockKind.DATELINE
    if _BYLINE.fullmatch(line) and len(line.split()) <= 14:
        return BlockKind.BYLINE
    if _LINK_SIGN.match(line) and len(line) < 200 and line[-1] not in '.”"':
        return BlockKind.LINK
    if len(line) < 100 and _CREDIT.fullmatch(line) and not _URL.search(line):
        return BlockKind.CREDIT
    if _CAPTION_SIGN.search(line) and len(line) < 350 and not any(mark in line for mark in '“"«„'):
        return BlockKind.CAPTION
    return None


def _captions(lines: list[str], kinds: list[BlockKind | None]) -> None:
    """A line right above a credit is a caption."""
    for index, kind in enumerate(kinds):
        if kind is BlockKind.CREDIT and index and kinds[index - 1] is None:
            above = lines[index - 1]
            if index > 1 and len(above) < 400 and not any(mark in above for mark in '“"«„'):
                kinds[index - 1] = BlockKind.CAPTION


def _body_start(lines: list[str], kinds: list[BlockKind | None]) -> int:
    """Return the index of the first line after the article's head: behind its date or byline, else its headline."""
    if len(lines) < 3:
        return 1 if len(lines) == 2 and _may_be_headline(lines[0]) and len(lines[1]) > len(lines[0]) else 0
    body = 1 if _may_be_headline(lines[0]) else 0
    for index in range(min(_LONGEST_HEAD, len(lines))):
        if kinds[index] in (BlockKind.DATELINE, BlockKind.BYLINE):
            body = index + 1
        elif index >= body and index and _is_prose(lines[index]) and body > 1:
            break
    return body


def _is_prose(line: str) -> bool:
    return len(line) > _LONGEST_STANDFIRST or line[0] in '“"«„' or line[-1] in '”"»'


def _may_be_headline(line: str) -> bool:
    words = line.split()
    longest = _LONGEST_HEADLINE if line[-1] not in ".!" else _LONGEST_SENTENCE_HEADLINE
    return (
        len(words) <= longest
        and not AGENCY_DATELINE.match(line)
        and len(line) < 200
        and not line.startswith(("“", '"', "''", "«", "„"))
    )


def _head(lines: list[str], kinds: list[BlockKind | None], body: int) -> None:
    """Name the lines before the body: the headline, then standfirsts."""
    named = False
    for index in range(body):
        if kinds[index] is not None:
            continue
        if not named and _may_be_headline(lines[index]):
            kinds[index] = BlockKind.HEADLINE
            named = True
        elif named:
            kinds[index] = BlockKind.STANDFIRST


_PROSE = word_set("i we you he she they it me my our your his her their so but and or then that this these those q:")


def _is_question_to_readers(words: list[str]) -> bool:
    """Whether a line is a whole question that the story around it does not lead to: the title of another story."""
    return 6 < len(words) <= 16 and not any(word.lower() in _PROSE or word.endswith("?") for word in words[:-1])


def _in_body(lines: list[str], index: int) -> BlockKind:
    line = lines[index]
    words = line.split()
    last = index == len(lines) - 1
    if len(line) > 160 or any(mark in line for mark in '“”"«»„') or "''" in line:
        return BlockKind.PARAGRAPH
    if line[-1] in ".!…,;:" or (last and len(lines) < 4):
        return BlockKind.PARAGRAPH
    if _LABELLED.match(line):
        return BlockKind.PARAGRAPH
    if (line[-1] == "?" and _is_question_to_readers(words)) or (
        len(words) > 6 and (": " in line or " vs. " in line or " | " in line)
    ):
        return BlockKind.LINK
    if line[-1] not in "?)" and not line[-1].isalnum() and line[-1] not in "’'":
        return BlockKind.PARAGRAPH
    if len(words) <= _LONGEST_HEADING and line[0] not in "-•*" and not last:
        return BlockKind.HEADING if line[0].isupper() or line[0].isdigit() or line[0] in "‘'(" else BlockKind.PARAGRAPH
    return BlockKind.PARAGRAPH
