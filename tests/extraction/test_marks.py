"""Which quotation marks open and which close."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.extraction.blocks import split_paragraphs
from quotes.extraction.marks import Quoted, quoted_spans


def quoted(text: str) -> list[Quoted]:
    return quoted_spans(text, split_paragraphs(text))


def words(text: str) -> list[str]:
    """The words between marks, without the marks."""
    return [text[one.span.start : one.span.end] for one in quoted(text)]


def with_marks(text: str) -> list[str]:
    return [text[one.outer.start : one.outer.end] for one in quoted(text)]


# Well-formed pairs


@pytest.mark.parametrize(
    "text",
    [
        "“The ferry is late,” said the captain.",
        '"The ferry is late," said the captain.',
        "''The ferry is late,'' said the captain.",
        "``The ferry is late,'' said the captain.",
        "‘‘The ferry is late,’’ said the captain.",
        "«The ferry is late,» said the captain.",
        "„The ferry is late,“ said the captain.",
        "„The ferry is late,” said the captain.",
        "‟The ferry is late,” said the captain.",
        "＂The ferry is late,＂ said the captain.",
        ",,The ferry is late,'' said the captain.",
    ],
)
def test_double_marks_of_every_shape_hold_the_words_between_them(text):
    assert words(text) == ["The ferry is late,"]


@pytest.mark.parametrize(
    "text",
    [
        "‘The ferry is late,’ said the captain. ‘It will sail.’",
        "'The ferry is late,' said the captain. 'It will sail.'",
        "‹The ferry is late,› said the captain. ‹It will sail.›",
        "‚The ferry is late,’ said the captain. ‚It will sail.’",
    ],
)
def test_single_marks_count_where_a_text_quotes_in_them(text):
    assert words(text) == ["The ferry is late,", "It will sail."]


def test_the_outer_span_takes_in_the_marks():
    text = "He called it “a slow boat” and left."
    assert with_marks(text) == ["“a slow boat”"]
    assert words(text) == ["a slow boat"]


def test_space_inside_the_marks_is_not_part_of_the_words():
    text = "« The ferry is late, » said the captain."
    assert words(text) == ["The ferry is late,"]
    assert with_marks(text) == ["« The ferry is late, »"]


def test_marks_with_nothing_between_them_hold_no_words():
    assert words("He wrote “” and “ ” on the form.") == []


def test_a_text_without_marks_has_no_quoted_words():
    assert quoted("The ferry is late, the captain said.") == []
    assert quoted("") == []


def test_pairs_come_in_order_of_the_text():
    assert words("“One,” said Ada. “Two,” said Bo. “Three,” said Cy.") == ["One,", "Two,", "Three,"]


def test_each_paragraph_is_paired_alone():
    assert words("“One,” said Ada.\n\nNobody answered.\n\n“Two,” said Bo.") == ["One,", "Two,"]


# Quotations inside quotations


@pytest.mark.parametrize(
    "text",
    [
        "“He told me ‘no ferry today’ and hung up,” said Ada.",
        "\"He told me 'no ferry today' and hung up,\" said Ada.",
        "“He told me 'no ferry today' and hung up,” said Ada.",
    ],
)
def test_single_marks_inside_double_ones_belong_to_the_words(text):
    (found,) = words(text)
    assert found.startswith("He told me")
    assert found.endswith("and hung up,")


def test_double_marks_inside_single_ones_belong_to_the_words():
    text = "‘He told me “no ferry today” and hung up,’ said Ada. ‘I was cross.’"
    assert words(text) == ["He told me “no ferry today” and hung up,", "I was cross."]


# Marks that are missing, doubled, turned or mixed


@pytest.mark.parametrize(
    "text",
    [
        "”The ferry is late,” said the captain.",
        "“The ferry is late,“ said the captain.",
        "”The ferry is late,“ said the captain.",
        '“The ferry is late," said the captain.',
        '"The ferry is late,” said the captain.',
        "“The ferry is late,'' said the captain.",
        "''The ferry is late,\" said the captain.",
        "»The ferry is late,« said the captain.",
    ],
)
def test_marks_turned_the_wrong_way_or_mixed_still_pair(text):
    assert words(text) == ["The ferry is late,"]


@pytest.mark.parametrize(
    "text",
    [
        "““The ferry is late,”” said the captain.",
        '""The ferry is late,"" said the captain.',
        "““The ferry is late,” said the captain.",
        "“The ferry is late,”” said the captain.",
    ],
)
def test_doubled_marks_count_once(text):
    assert words(text) == ["The ferry is late,"]


def test_words_whose_closing_mark_is_missing_end_with_the_paragraph():
    text = "“The ferry is late, said the captain.\n\nIt sailed at noon."
    (found,) = quoted(text)
    assert text[found.span.start : found.span.end] == "The ferry is late, said the captain."
    assert (found.closed, found.carries) == (False, False)


def test_words_that_go_on_in_the_next_paragraph_are_carried():
    text = "“The ferry is late.\n\n“It will sail at noon,” said the captain."
    first, second = quoted(text)
    assert words(text) == ["The ferry is late.", "It will sail at noon,"]
    assert (first.closed, first.carries) == (False, True)
    assert (second.closed, second.carries) == (True, False)


def test_words_are_carried_over_any_number_of_paragraphs_and_shapes_of_mark():
    text = '"One.\n\n"Two.\n\n"Three," said Ada.'
    assert words(text) == ["One.", "Two.", "Three,"]
    assert [one.carries for one in quoted(text)] == [True, True, False]


def test_words_that_are_closed_are_not_carried_into_a_quotation_below():
    text = "“The ferry is late,” said Ada.\n\n“It is early,” said Bo."
    assert [(one.closed, one.carries) for one in quoted(text)] == [(True, False), (True, False)]


def test_words_whose_opening_mark_is_missing_begin_with_the_paragraph():
    text = "The fog came early.\n\nThe ferry is late,” said the captain.\n\nIt sailed at noon."
    assert words(text) == ["The ferry is late,"]


def test_a_forgotten_closing_mark_does_not_swallow_the_next_quotation():
    text = "“The ferry is late, said Ada. Nobody minded. “It is always late,” said Bo."
    assert words(text)[-1] == "It is always late,"
    assert len(words(text)) == 2


def test_a_stray_mark_alone_in_a_sentence_quotes_nothing():
    assert words('The ferry left at noon. " It came back at one.') == []


# Marks that quote nothing


@pytest.mark.parametrize(
    "text",
    [
        "It's the sailors' ferry, and Ada's too.",
        "It’s the sailors’ ferry, and Ada’s too.",
        "Rock 'n' roll of the '60s filled the O'Haras' kitchen.",
        "Rock ’n’ roll of the ’60s filled the O’Haras’ kitchen.",
        "The dog's owner couldn't say whose boats' ropes they'd cut.",
    ],
)
def test_apostrophes_quote_nothing(text):
    assert words(text) == []


def test_apostrophes_do_not_end_words_in_single_marks():
    text = "‘It’s the sailors’ ferry,’ said Ada. ‘We don’t own it.’"
    assert words(text) == ["It’s the sailors’ ferry,", "We don’t own it."]


@pytest.mark.parametrize(
    "text",
    [
        "He is 6'2\" and his brother is 5'11\" in socks.",
        'A 9" pipe burst under the quay.',
        'They sold a 42" screen and a 10" vinyl record.',
    ],
)
def test_inches_quote_nothing(text):
    assert words(text) == []


def test_inches_beside_a_quotation_leave_it_whole():
    text = 'The 9" pipe burst. "It was old," said Ada, who is 5\'4" tall.'
    assert words(text) == ["It was old,"]


def test_a_quotation_may_end_in_a_number():
    assert words('"We counted 12," said Ada. "The year was 1999" is how it began.') == [
        "We counted 12,",
        "The year was 1999",
    ]


# Where marks may stand


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(“The ferry is late,” said Ada.)", ["The ferry is late,"]),
        ("Ada—“late again”—left.", ["late again"]),
        ("The sign read:“No ferry.”", ["No ferry."]),
        ("[“No ferry,” read the sign.]", ["No ferry,"]),
        ("He asked: “Late again?”", ["Late again?"]),
        ("“Late,” “old” and “slow” are what they call it.", ["Late,", "old", "slow"]),
        ("“Late…” he said.", ["Late…"]),
        ("“The [harbour] ferry (the old one) is late,” he said.", ["The [harbour] ferry (the old one) is late,"]),
        ("“Late!”he said.", ["Late!"]),
    ],
)
def test_marks_pair_beside_brackets_dashes_and_colons(text, expected):
    assert words(text) == expected


# Round trip

PLAIN = ["the ferry", "sailed", "at noon", "Ada", "and", "Bo", "it's", "the sailors’ boat", "of 1999", "slowly", "U.S."]
SAID = st.lists(st.sampled_from([*PLAIN, "‘no’", "late;", "why?", "[sic]", "(old)", "—"]), min_size=1, max_size=6)
TOLD = st.lists(st.sampled_from(PLAIN), min_size=1, max_size=5)


@st.composite
def well_formed(draw: st.DrawFn) -> tuple[str, list[list[str]]]:
    """A text in paragraphs with curly quotations between the reporter's words, and the words quoted in each."""
    shown, said = [], []
    for _ in range(draw(st.integers(1, 4))):
        paragraph, inside = "", []
        for _ in range(draw(st.integers(0, 4))):
            inside.append(" ".join(draw(SAID)) + draw(st.sampled_from([",", ".", "", "?"])))
            paragraph += f"“{inside[-1]}” {' '.join(draw(TOLD))}{draw(st.sampled_from(['. ', ', ', ' ', ': ', ' – ']))}"
        lead = draw(st.sampled_from(["", "Ada said: ", "It rained. "]))
        shown.append((lead + paragraph).strip() or "It rained.")
        said.append(inside)
    return "\n\n".join(shown), said


@given(well_formed())
def test_exactly_the_words_between_well_formed_curly_marks_are_found(given_text):
    text, said = given_text
    assert words(text) == [quotation for paragraph in said for quotation in paragraph]
    assert all(one.closed and not one.carries for one in quoted(text))
    assert with_marks(text) == [f"“{quotation}”" for paragraph in said for quotation in paragraph]


@given(well_formed())
def test_straight_marks_in_their_place_give_the_same(given_text):
    text, said = given_text
    straight = text.replace("“", '"').replace("”", '"')
    assert words(straight) == [quotation for paragraph in said for quotation in paragraph]
