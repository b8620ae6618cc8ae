"""A text as tokens: words, possessive endings, and single other characters, each with its place."""

import re
from bisect import bisect_left

# A word keeps its inner hyphens, apostrophes and full stops (“al-Assad”, “O'Brien”, “U.S.”), and the full stop of an
# initial or an abbreviated title; “'s” is a token of its own.
_TOKEN = re.compile(
    r"""
    (?:[^\W\d_]\.){2,}                                            # U.S.
  | (?:Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Fr|Sen|Sens|Rep|Reps|Gov|Gen|Lt|Col|Capt|Cpl|Cmdr|Maj|Sgt|Adm|Hon|Pres|Amb|Insp|Supt
       |Del|Messrs|Mme|Mlle|Sr|Sra|Jr|St|Atty|Det|Dep|Asst|Brig|vs|No)\.  # Mr.
  | [^\W\d_]\.(?=\s+[^\W\d_])(?<=[A-Z]\.)                         # W.
  | ['’](?:s|S)\b                                                 # 's
  | (?:[@\#]\w+)                                                  # @name
  | [^\W_]+(?:(?:[-‐‑.]|['’](?!s\b|S\b))[^\W_]+|,(?=\d{3}\b)\d{3})*  # word
  | \S
    """,
    re.VERBOSE,
)


class Tokens:
    """The tokens of `text[start:end]`, as parallel lists: `words`, `lower` (case-folded), `starts`, `ends`."""

    __slots__ = ("ends", "lower", "starts", "text", "words")

    def __init__(self, text: str, start: int = 0, end: int | None = None) -> None:
        self.text = text
        spans = [match.span() for match in _TOKEN.finditer(text, start, len(text) if end is None else end)]
        self.starts = [span[0] for span in spans]
        self.ends = [span[1] for span in spans]
        self.words = [text[s:e] for s, e in spans]
        self.lower = [word.lower() for word in self.words]

    def __len__(self) -> int:
        return len(self.words)

    def at(self, offset: int) -> int:
        """Return the index of the first token that starts at or after `offset`."""
        return bisect_left(self.starts, offset)
