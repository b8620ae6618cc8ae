"""The closed lists of English: every word can be met in a text."""

import pytest

from quotes.extraction import lexicon
from quotes.extraction.tokens import Tokens

LISTS = {
    name: {word for entry in entries for word in (entry if isinstance(entry, tuple) else (entry,))}
    for name, entries in vars(lexicon).items()
    if name.isupper() and name != "ADJECTIVE_ENDINGS"
}


def is_a_token(word: str) -> bool:
    """Whether the word, printed in one way or another (“Jr.”, “PhD”), is a token that the rules see as the word."""
    return any(Tokens(printed).lower == [word] for printed in (word, word.title(), word.upper()))


@pytest.mark.parametrize("name", LISTS)
def test_each_word_of_a_list_is_one_token(name):
    assert [word for word in sorted(LISTS[name]) if not is_a_token(word)] == []
