"""Names as addresses and as places in an alphabet."""

import re

from anyascii import anyascii

_WORD = re.compile(r"[a-z0-9]+")
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")


def slugify(name: str, max_length: int = 80) -> str:
    """Return `name` as lower-case ASCII words joined by hyphens, cut at a word; "" when nothing is left."""
    slug = ""
    for word in _ascii_words(name):
        longer = f"{slug}-{word}" if slug else word[:max_length]
        if len(longer) > max_length:
            break
        slug = longer
    return slug


def sort_key(name: str, max_length: int = 100) -> str:
    """Return a key that sorts `name` the same in every database and collation: a-z and 0-9, "0" between words."""
    return "0".join(_ascii_words(name))[:max_length]


def index_name(name: str) -> str:
    """Return a person's name as an index has it, last name first: "Lukyanov, Fyodor"; "van der Berg, Anna".

    A guess, for an editor to correct: the last word is the last name, with the small words before it, and a suffix
    ("Jr.") comes after the first names (The Chicago Manual of Style, 17th ed., 16.71, 16.41).
    """
    words = name.split()
    if len(words) == 2 and _SUFFIX.fullmatch(words[1]):
        return " ".join(words)
    suffix = words.pop().strip(",") if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    if len(words) < 2:
        return " ".join(words)
    at = len(words) - 1
    while at > 1 and words[at - 1][0].islower():
        at -= 1
    last = " ".join(words[at:]).rstrip(",")
    return ", ".join(part for part in (last, " ".join(words[:at]), suffix) if part)


def _ascii_words(name: str) -> list[str]:
    return _WORD.findall(re.sub(r"['’ʼ`]", "", anyascii(name).lower()))
