"""Two texts side by side."""

from hypothesis import given
from hypothesis import strategies as st

from quotes.text.side_by_side import Piece, shortened, side_by_side

words = st.lists(st.sampled_from(["a", "bridge", "is", "safe,", "\n", " "]), max_size=30).map(" ".join)


@given(words, words)
def test_nothing_is_left_out_of_either(left, right):
    ours, theirs = side_by_side(left, right)
    assert "".join(piece.text for piece in ours) == left
    assert "".join(piece.text for piece in theirs) == right
    assert [piece.text for piece in ours if not piece.differs] == [p.text for p in theirs if not p.differs]


def test_the_words_that_differ_are_told_apart():
    ours, theirs = side_by_side("The bridge is safe", "The bridge is old")
    assert ours == [Piece("The bridge is ", False), Piece("safe", True)]
    assert theirs == [Piece("The bridge is ", False), Piece("old", True)]


def test_a_long_text_is_shown_around_what_differs():
    ours, _ = side_by_side("word " * 400 + "old" + " word" * 400, "word " * 400 + "new" + " word" * 400)
    shown = shortened(ours)
    assert [piece.text.strip() for piece in shown if piece.differs] == ["old"]
    assert sum(len(piece.text) for piece in shown) < 300
