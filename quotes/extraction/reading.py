"""A text made ready for the rules: paragraphs, quoted words, and the reporter's own words as a stream.

The stream holds the tokens outside quotation marks, with one item for each run of quoted words: what a reader sees who
covers the quotations with a finger. Sentences are those of the stream.
"""

from collections.abc import Sequence

from quotes.text.anchors import Span

from .identity import identify
from .lexicon import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    GROUP_NOUNS,
    PERSON_NOUNS,
    PREPOSITIONS,
    RELATIVES,
    SPEECH_VERBS,
    SUBJECT_PRONOUNS,
)
from .marks import Quoted
from .names import Entity, Name, find_names
from .tokens import Tokens

QUOTED = "“”"  # the stream's item for quoted words
_MARKS = frozenset('"“”„‟«»＂') | {"''", "``"}
_ENDS = frozenset(".!?…")
_CLOSED = (
    ADVERBS
    | AUXILIARIES
    | CONJUNCTIONS
    | DETERMINERS
    | GROUP_NOUNS
    | PERSON_NOUNS
    | PREPOSITIONS
    | RELATIVES
    | SPEECH_VERBS
    | SUBJECT_PRONOUNS
)
_LONGEST_SENTENCE = 250  # items; what is longer is a list or a broken text, and is cut


class Reading:
    """The stream of a text. Items have parallel lists: `words`, `lower`, `token` (the token's index, or -1 - the index
    of `quoted`), `sentence` and `paragraph`. `names` are those of all tokens but the writers' in the
    paragraphs `bylines`, and `entities` whom they name; `item_of` gives a token's item, or -1 inside marks.
    """

    def __init__(
        self, text: str, paragraphs: Sequence[Span], quoted: Sequence[Quoted], bylines: frozenset[int] = frozenset()
    ) -> None:
        self.text = text
        self.paragraphs = paragraphs
        self.quoted = quoted
        self.tokens = Tokens(text)
        self.words: list[str] = []
        self.lower: list[str] = []
        self.token: list[int] = []
        self.sentence: list[int] = []
        self.paragraph: list[int] = []
        self.sentence_start: list[int] = []
        self.quoted_item: list[int] = []
        self.item_of: list[int] = []
        self.paragraph_of_token: list[int] = []
        self._fill()
        self.names: list[Name] = [
            name for name in find_names(self.tokens) if self.paragraph_of_token[name.start] not in bylines
        ]
        self.entities: list[Entity] = identify(self.tokens, self.names, self.paragraph_of_token)

    def _fill(self) -> None:
        tokens, quoted = self.tokens, self.quoted
        starts, ends = tokens.starts, tokens.ends
        paragraph_ends = [span.end for span in self.paragraphs]
        last_paragraph = len(paragraph_ends) - 1
        paragraph, next_quoted, count = 0, 0, len(quoted)
        outer = quoted[0].outer if quoted else None
        last = -1
        for index, start in enumerate(starts):
            while paragraph < last_paragraph and start >= paragraph_ends[paragraph]:
                paragraph += 1
            self.paragraph_of_token.append(paragraph)
            while outer is not None and start >= outer.end:
                next_quoted += 1
                outer = quoted[next_quoted].outer if next_quoted < count else None
            if outer is not None and ends[index] > outer.start:
                self.item_of.append(-1)
                if last != next_quoted:
                    last = next_quoted
                    self.quoted_item.append(len(self.words))
                    self._append(QUOTED, QUOTED, -1 - next_quoted, paragraph)
                continue
            if tokens.words[index] in _MARKS:
                self.item_of.append(-1)
                continue
            self.item_of.append(len(self.words))
            self._append(tokens.words[index], tokens.lower[index], index, paragraph)
        self._divide()

    def _append(self, word: str, lower: str, token: int, paragraph: int) -> None:
        self.words.append(word)
        self.lower.append(lower)
        self.token.append(token)
        self.paragraph.append(paragraph)

    def _divide(self) -> None:
        """Number the sentences."""
        words, paragraph = self.words, self.paragraph
        number = -1
        for index, word in enumerate(words):
            if index == 0 or paragraph[index] != paragraph[index - 1]:
                begins = True
            else:
                before = words[index - 1]
                if before == QUOTED:
                    begins = self._begins_after_quoted(index)
                elif before in _ENDS:
                    begins = word == QUOTED or word[0].isupper() or word[0].isdigit() or word[0] in "([@#$¿¡"
                elif before == ")" and index > 1 and words[index - 2] in _ENDS:
                    begins = word == QUOTED or word[0].isupper()
                else:
                    begins = False
            if begins or index - self.sentence_start[-1] >= _LONGEST_SENTENCE:
                number += 1
                self.sentence_start.append(index)
            self.sentence.append(number)

    def _begins_after_quoted(self, index: int) -> bool:
        """Whether a sentence begins right after quoted words: they ended one, and no “he said” belongs to them."""
        span = self.quoted[-1 - self.token[index - 1]].span
        end = self.text[span.end - 1]
        word = self.words[index]
        if end not in ".?!…—–-" or (word == QUOTED and end in "—–-"):
            return False
        if word == QUOTED:
            return True
        if not word[0].isupper():
            return False
        if end == "." and self.text[span.end - 2 : span.end] != "..":
            return True
        return not any(lower in SPEECH_VERBS for lower in self.lower[index + 1 : index + 6])

    def sentence_range(self, sentence: int) -> tuple[int, int]:
        """Return the items of a sentence, end exclusive."""
        starts = self.sentence_start
        return starts[sentence], starts[sentence + 1] if sentence + 1 < len(starts) else len(self.words)

    def plain(self, item: int) -> str:
        """Return the lower-case word of an item, or “Name” for a capitalised word outside the closed lists."""
        word = self.lower[item]
        return word if self.words[item] == word or word in _CLOSED else "Name"

    def span(self, start: int, end: int) -> Span:
        """Return where the items `start` to `end` (exclusive, end > start) stand in the text."""
        first, last = self.token[start], self.token[end - 1]
        begin = self.tokens.starts[first] if first >= 0 else self.quoted[-1 - first].outer.start
        return Span(begin, self.tokens.ends[last] if last >= 0 else self.quoted[-1 - last].outer.end)
