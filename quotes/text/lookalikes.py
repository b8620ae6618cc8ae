"""What a name is in ASCII, whatever script it is written in, and what it looks like, whatever characters it is made of.

`LOOKS` is the part of Unicode's confusables.txt (UTS 39) that maps letters of Cyrillic, Greek and Armenian to ASCII
ones, with those ASCII characters that it takes for one another. https://www.unicode.org/reports/tr39/
"""

import re
import unicodedata

from anyascii import anyascii

_ALIKE = [
    ("ЅІЈАВЕЗКМНОРСТУХЬабгеорсухѕіјѡѴѵҮүһҽӀӏӠԁԌԛԜԝꙄꙇ", "SlJABE3KMHOPCTYXba6reopcyxsijwVvYyheli3dGqWw2i"),  # Cyrillic
    ("ͿΑΒΕΖΗΙΚΜΝΟΡΤΥΧαγινορσυϜϳϺᴦ", "JABEZHlKMNOPTYXayivopouFjMr"),  # Greek
    ("ՍՏՕագզհոռսցքօ", "USOwqqhnnugfo"),  # Armenian
    ("0I1|", "Olll"),
]
LOOKS = {
    ord(character): look for characters, looks in _ALIKE for character, look in zip(characters, looks, strict=True)
}
LOOKS[ord("m")] = "rn"
_APART = re.compile(r"[\W_]+")
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


def letters(name: str) -> str:
    """Return the letters and digits of `name` in ASCII, in small, without accents, spaces and marks."""
    return _NOT_A_LETTER.sub("", anyascii(unicodedata.normalize("NFKC", name)).casefold())


def looks(name: str) -> str:
    """Return the skeleton of `name` (UTS 39), without accents, spaces, marks and case: alike for names that look so."""
    drawn = unicodedata.normalize("NFKC", name).translate(LOOKS)
    bare = "".join(c for c in unicodedata.normalize("NFD", drawn) if not unicodedata.combining(c))
    return _APART.sub("", bare.casefold())
