"""Two texts side by side: which words of each are not in the other."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

COMPARED = 1_000_000  # words of one text times words of the other: beyond it, comparing takes seconds
SHORT, CONTEXT = 600, 80
_WORDS = re.compile(r"\s+|\S+")


class Piece(NamedTuple):
    """A part of a text, and whether the other text lacks it."""

    text: str
    differs: bool


def side_by_side(left: str, right: str) -> tuple[list[Piece], list[Piece]]:
    """Return both texts in pieces. Joined, the pieces of each are that text again: nothing is left out.

    What differs between texts too long to compare word by word is one piece, from the first difference to the last.
    """
    ours, theirs = _WORDS.findall(left), _WORDS.findall(right)
    shorter = min(len(ours), len(theirs))
    start = next((at for at in range(shorter) if ours[at] != theirs[at]), shorter)
    tail = next((at for at in range(shorter - start) if ours[-1 - at] != theirs[-1 - at]), shorter - start)
    a, b = ours[start : len(ours) - tail], theirs[start : len(theirs) - tail]
    opcodes: list[tuple[str, int, int, int, int]] = [("replace", 0, len(a), 0, len(b))]
    if len(a) * len(b) <= COMPARED:
        opcodes = list(SequenceMatcher(None, a, b, autojunk=False).get_opcodes())
    before, after = Piece("".join(ours[:start]), False), Piece("".join(ours[len(ours) - tail :]), False)
    first = [Piece("".join(a[i:j]), tag != "equal") for tag, i, j, _, _ in opcodes]
    second = [Piece("".join(b[i:j]), tag != "equal") for tag, _, _, i, j in opcodes]
    return _joined([before, *first, after]), _joined([before, *second, after])


def shortened(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces of a long text with an ellipsis in the place of most of what both texts have."""
    if sum(len(piece.text) for piece in pieces) <= SHORT:
        return pieces
    last = len(pieces) - 1
    return [piece if piece.differs else _shortened(piece, at == 0, at == last) for at, piece in enumerate(pieces)]


def _shortened(piece: Piece, is_first: bool, is_last: bool) -> Piece:
    if len(piece.text) <= 3 * CONTEXT:
        return piece
    head = "" if is_first and not is_last else piece.text[:CONTEXT]
    tail = "" if is_last else piece.text[-CONTEXT:]
    return Piece(f"{head}…{tail}", False)


def _joined(pieces: list[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].differs == piece.differs:
            joined[-1] = Piece(joined[-1].text + piece.text, piece.differs)
        elif piece.text:
            joined.append(piece)
    return joined
