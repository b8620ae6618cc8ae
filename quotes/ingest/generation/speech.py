"""What made-up people say: clauses of common and less common words, as often as words of a language are used."""

import re
from collections.abc import Iterator
from random import Random

from .words import ADJECTIVES, NOUNS, PHRASES, VERBS, drawn, made_up, zipf

# Each has a place for a noun (n), a verb (v) or an adjective (a). Those of REPORTED have no first person.
REPORTED = [
    ("the {} of the {} will {} the {}", "nnvn"),
    ("nobody can {} the {} without a {}", "vnn"),
    ("this {} has never been {} for the {}", "nan"),
    ("there is no {} that could {} a {} {}", "nvan"),
    ("if the {} is {}, the {} must {} it", "nanv"),
    ("it is {} to {} the {} now", "avn"),
    ("a {} {} is better than a {} {}", "anan"),
    ("the {} did not {} the {}", "nvn"),
    ("people want the {} to {} their {}", "nvn"),
    ("what matters is the {}, not the {}", "nn"),
    ("the {} and the {} are {}", "nna"),
    ("every {} {} needs a {}", "ann"),
]
SAID = [
    *REPORTED,
    ("we need a {} {} before the {} can {} the {}", "annvn"),
    ("I have seen the {}, and it is {}", "na"),
    ("they asked us to {} every {} in the {}", "vnn"),
    ("our {} is {}, so we will {} the {}", "navn"),
    ("you cannot {} a {} and {} it too", "vnv"),
    ("my {} told me that the {} is {}", "nna"),
    ("let us {} the {} and {} the {}", "vnvn"),
    ("I do not {} the {} of this {}", "vnn"),
]

_ARTICLE = re.compile(r"\b([Aa]) (?=[aeioäé])")


class Speech:
    """Draws words and clauses. For `quotations`, about one word in a hundred quotations is said by ten in all."""

    def __init__(self, random: Random, quotations: int) -> None:
        self.random = random
        self.draw = {
            "n": _words(random, NOUNS, 6_000),
            "v": _words(random, VERBS, 800),
            "a": _words(random, ADJECTIVES, 2_000),
        }
        self.phrases = drawn(random, PHRASES, zipf(len(PHRASES)))
        self.said, self.reported = (drawn(random, forms, zipf(len(forms), 8)) for forms in (SAID, REPORTED))
        self.rare = [made_up(random, 4) for _ in range(max(1, quotations // 1000))]

    def clause(self, forms: Iterator[tuple[str, str]]) -> str:
        form, kinds = next(forms)
        draw = self.draw
        return _ARTICLE.sub(r"\1n ", form.format(*[next(draw[kind]) for kind in kinds]))

    def utterance(self, *, reported: bool = False) -> str:
        """Return a sentence without its first capital and its full stop."""
        chance = self.random.random()
        words = self.clause(self.reported if reported else self.said)
        if chance < 0.45:
            words += f", and {self.clause(self.reported)}"
        if chance > 0.7:
            words += f" {next(self.phrases)}"
        if self.random.random() < 0.01:
            words += f" after the {self.random.choice(self.rare)} affair"
        return words

    def noun(self) -> str:
        return next(self.draw["n"])


def _words(random: Random, common: list[str], size: int) -> Iterator[str]:
    words = [*common, *(made_up(random, random.choice((2, 2, 3))) for _ in range(size - len(common)))]
    return drawn(random, words, zipf(len(words), 8, 1.2))
