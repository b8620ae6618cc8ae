"""Whether words in quotation marks are somebody's words, or a title, a nickname, a term, or irony.

Learned weights (data/weights.json, “quotation”) judge; `set_aside_kind` then says what the others are.
"""

from math import exp

from .attribution import Attribution
from .lexicon import (
    ADJECTIVE_ENDINGS,
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    SPEECH_VERBS,
    word_set,
)
from .reading import QUOTED, Reading
from .records import SetAsideKind

_SMALL_WORDS = word_set("a an the of in on at to for and or but with by from as is it its into over up after vs")
_CLAUSE = word_set(
    "is are was were am be been have has had do does did will would can could should must may might don't didn't "
    "isn't it's that's there's we're they're you're i'm i've we've he's she's won't can't get got go going know "
    "think want need make made said say see let come take"
)
_FIRST_PERSON = word_set("i we my our me us i'm i've we're we've i'd i'll we'll you your you're myself ourselves")
_TITLE_BEFORE = word_set(
    "book novel film movie memoir documentary song album show series program programme play musical episode podcast "
    "magazine newspaper article essay poem painting ballad single sitcom comedy drama titled entitled autobiography "
    "headlined opera exhibition column video ad hit ballet on watching host hosts starring wrote sang sings author "
    "blog thriller"
)
_LONGEST_TERM = 4  # words
_LONGEST_NICKNAME = 3  # words
_NICKNAMING = frozenset(("nicknamed", "nickname", "aka", "alias", "moniker"))
_EXPLAINING = {("so", "named"), ("so", "called"), ("named", "for"), ("named", "after"), ("short", "for"), ("a", "term")}
_NO_NOUNS = AUXILIARIES | PREPOSITIONS | CONJUNCTIONS | SPEECH_VERBS | ADVERBS
_TERM_BEFORE = word_set(
    "so-called called term word words phrase phrases termed mean means labeled labelled concept expression slogan "
    "designated marked abbreviated defined"
)


def features(
    reading: Reading, index: int, attribution: Attribution | None, *, before_quoted: bool, in_headline: bool
) -> list[str]:
    """Return the named features of the quoted words `index`, whose best speaker is `attribution`."""
    text, quoted = reading.text, reading.quoted[index]
    item = reading.quoted_item[index]
    lower = reading.lower
    said = text[quoted.span.start : min(quoted.span.end, quoted.span.start + 600)]
    words = said.replace("’", "'").split()
    count = len(words)
    size = str(count) if count < 4 else "4-5" if count < 6 else "6-9" if count < 10 else "10-19" if count < 20 else "20"
    start = "A" if said[0].isupper() else "a" if said[0].islower() else "[" if said[0] in "[(" else "0"
    final = text[quoted.span.end - 1]
    end = final if final in ",.?!" else "…" if final in "…-—–" else "x"
    lowered = [word.lower().strip(".,;:!?") for word in words[:40]]
    is_title = count > 1 and all(
        word[0].isupper() or word.lower().strip(",.:") in _SMALL_WORDS or not word[0].isalpha() for word in words[:12]
    )
    has_clause = any(word in _CLAUSE for word in lowered)
    sentence = reading.sentence[item]
    first, stop = reading.sentence_range(sentence)
    before = reading.plain(item - 1) if item > first else "^"
    after = reading.plain(item + 1) if item + 1 < stop else "$"
    before2 = reading.plain(item - 2) if item - 1 > first else "^"
    relation = attribution.relation if attribution else "none"
    verb = attribution.link.verb if attribution and attribution.link and not attribution.carried else "-"
    alone = stop - first == 1
    found = [
        f"quotation size {size}",
        f"quotation form {start}{end}",
        f"quotation form {start}{end} size {size}",
        f"quotation before {before}",
        f"quotation before {before2} {before}"
        if before in DETERMINERS or before in ",:"
        else f"quotation before2 {before2}",
        f"quotation after {after}",
        f"quotation relation {relation}",
        f"quotation verb {verb}",
        f"quotation before {_kind_before(before)} {start}{end}",
        f"quotation after {'word' if after[0].isalpha() else after} {start}{end}",
        f"quotation {'closed' if quoted.closed else 'carries' if quoted.carries else 'unclosed'}",
        f"quotation {'title case' if is_title else 'plain case'} {size}",
        f"quotation {'clause' if has_clause else 'no clause'} {size}",
        f"quotation others in sentence {min(3, lower[first:stop].count(QUOTED) - 1)}",
        f"quotation after a {'quotation' if before_quoted else 'term'}",
    ]
    if attribution is not None:
        found.append(f"quotation sure {min(4, max(-4, round(attribution.score)))}")
    if alone:
        found.append(
            f"quotation alone {'^' if item == 0 or reading.paragraph[item - 1] != reading.paragraph[item] else ''}"
        )
    if any(word in _FIRST_PERSON for word in lowered):
        found.append("quotation first person")
    if quoted.outer.start and text[quoted.outer.start - 1] == "=":
        found.append("quotation markup")
    if in_headline:
        found.append("quotation in headline")
    if before in _TITLE_BEFORE or before2 in _TITLE_BEFORE:
        found.append(f"quotation after title word {'title' if is_title else 'plain'}")
    if is_title and end == "," and before in ("'s", "’s"):
        found.append("quotation title of somebody")
    return found


def _kind_before(word: str) -> str:
    if word in DETERMINERS or word in ("'s", "’s"):
        return "det"
    return {":": "colon", ",": "comma"}.get(word, "word")


def probability(found: list[str], weights: dict[str, float]) -> float:
    """Return the probability that words with these features are somebody's words."""
    total = weights.get("quotation", 0.0) + sum([weights.get(feature, 0.0) for feature in found])
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


def is_term(reading: Reading, index: int) -> bool:
    """Whether quoted words name a thing in the reporter's own sentence: “military “deconfliction” teams”, or words that
    the reporter goes on to explain: “the “Astana Process,” so named for …”."""
    item = reading.quoted_item[index]
    first, stop = reading.sentence_range(reading.sentence[item])
    if item == first or item + 1 >= stop:
        return False
    words = reading.text[slice(*reading.quoted[index].span)].rstrip(",").split()
    before, after = reading.lower[item - 1], reading.lower[item + 1 : item + 4]
    if after[0] == ",":
        del after[0]
    if len(words) <= _LONGEST_TERM and tuple(after[:2]) in _EXPLAINING:
        return True
    if len(words) != 1 or not words[0].isalpha() or not words[0].islower() or before in SPEECH_VERBS:
        return False
    modifies_noun = bool(after) and after[0].isalpha() and after[0].endswith("s") and after[0] not in _NO_NOUNS
    return "-" in before[1:] or (before.endswith(ADJECTIVE_ENDINGS) and modifies_noun)


def is_nickname(reading: Reading, index: int) -> bool:
    """Whether quoted words are what somebody is called: “known as “Tiny””."""
    return bool(_naming(reading, index))


def _naming(reading: Reading, index: int) -> str:
    """Return the words before capitalised quoted words that make them a nickname, or ""."""
    item = reading.quoted_item[index]
    first, _ = reading.sentence_range(reading.sentence[item])
    words = reading.text[slice(*reading.quoted[index].span)].split()
    if len(words) > _LONGEST_NICKNAME or not words[0][0].isupper():
        return ""
    before = reading.lower[max(first, item - 2) : item]
    if before == ["known", "as"]:
        return "known as"
    return before[-1] if before and before[-1] in _NICKNAMING else ""


def set_aside_kind(reading: Reading, index: int) -> tuple[SetAsideKind, str]:
    """Return what quoted words that nobody said are, and why."""
    quoted = reading.quoted[index]
    item = reading.quoted_item[index]
    said = reading.text[quoted.span.start : quoted.span.end]
    words = said.split()
    first, stop = reading.sentence_range(reading.sentence[item])
    lower, printed = reading.lower, reading.words
    before = lower[max(first, item - 4) : item]
    near = before[-1] if before else ""
    after = lower[item + 1] if item + 1 < stop else ""
    capital = [word for word in words if word[:1].isupper()]
    is_title_case = words and len(capital) >= sum(word.lower().strip(",.:") not in _SMALL_WORDS for word in words)
    if (
        is_title_case
        and item - first > 0
        and item + 1 < stop
        and len(words) <= 3
        and printed[item - 1][0].isupper()
        and printed[item + 1][0].isupper()
        and printed[item + 1][0].isalpha()
        and near not in DETERMINERS
    ):
        return SetAsideKind.NICKNAME, "It stands inside a name."
    if is_term(reading, index):
        return SetAsideKind.TERM, "It names a thing in the reporter's own sentence."
    if naming := _naming(reading, index):
        return SetAsideKind.NICKNAME, f"“{naming}” stands before it."
    if is_title_case and (set(before) & _TITLE_BEFORE or len(words) > 1):
        word = next((word for word in before[::-1] if word in _TITLE_BEFORE), "")
        return (
            SetAsideKind.TITLE,
            f"Its words are capitalised, and “{word}” stands before it."
            if word
            else "Its words are capitalised like a title's.",
        )
    for word in before[::-1]:
        if word in _TERM_BEFORE:
            return SetAsideKind.TERM, f"“{word}” stands before it."
    if is_title_case:
        return SetAsideKind.TERM, "It is a name in quotation marks, and nobody is said to say it."
    if near in ("the", "a", "an", "this", "his", "her", "their") and len(words) == 1 and said.isalpha():
        return SetAsideKind.IRONY, "It is an ordinary word in the reporter's sentence, and nobody is said to say it."
    if near in DETERMINERS or after[:1].isalpha():
        return SetAsideKind.TERM, "It is a part of the reporter's sentence, and nobody is said to say it."
    return SetAsideKind.IRONY, "Nobody is said to say it."
