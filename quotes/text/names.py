"""Names as addresses and as places in an alphabet."""

import re

from anyascii import anyascii

_WORD = re.compile(r"[a-z0-9]+")


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


def _ascii_words(name: str) -> list[str]:
    return _WORD.findall(re.sub(r"['’ʼ`]", "", anyascii(name).lower()))
