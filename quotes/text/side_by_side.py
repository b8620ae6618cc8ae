"""Two texts side by side: which words of each are not in the other."""

from collections.abc import Iterable
from typing import NamedTuple

from .differences import Kind, Run, differences

SHORT, CONTEXT = 600, 80


class Piece(NamedTuple):
    """A part of a text, and whether the other text lacks it."""

    text: str
    differs: bool


def side_by_side(left: str, right: str) -> tuple[list[Piece], list[Piece]]:
    """Return both texts in pieces. Joined, the pieces of each are that text again: nothing is left out."""
    runs = differences(left, right)
    return _pieces(runs, Kind.REMOVED), _pieces(runs, Kind.ADDED)


def _pieces(runs: Iterable[Run], own: Kind) -> list[Piece]:
    return [Piece(run.text, run.kind is own) for run in runs if run.kind in (Kind.KEPT, own)]


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
