"""Who wrote a source, read from its byline where that is certain enough to put last names first."""

import re
from dataclasses import dataclass

_LETTER = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"  # Latin, as one code point each
_NAME = re.compile(rf"[{_LETTER}]+(?:[-'’][{_LETTER}]+)*")
_INITIALS = re.compile(rf"(?:[{_LETTER}]\.-?)+")
_BETWEEN_NAMES = re.compile(r", and |, | and ")
_PARTICLE = re.compile(
    "af|av|da|dal|dalla|de|del|della|den|der|des|di|do|dos|du|el|la|las|le|los|op|ten|ter|van|vom|von|zu|zum|zur"
)
_NOT_A_PERSON = re.compile(
    "agence|agency|and|associated|board|bureau|by|chronicle|commission|committee|correspondent|council|daily|department|"
    "desk|editor|editorial|editors|foundation|from|gazette|government|group|herald|inc|institute|international|journal|"
    "magazine|media|ministry|national|network|news|newsroom|newspaper|office|official|online|our|post|press|radio|report|"
    "reporter|reporters|review|service|special|staff|states|team|the|times|today|tribune|union|united|university|wire|"
    "with|world|writer|writers"
)


@dataclass(frozen=True, slots=True)
class Author:
    """One author. `given` is "" for a name to be kept as it is printed: an organization, a single name."""

    family: str
    given: str = ""

    @property
    def last_first(self) -> str:
        """The name as in an index: "Weir, Fred"."""
        return f"{self.family}, {self.given}" if self.given else self.family

    @property
    def initialed(self) -> str:
        """The name with initials: "Weir, F.", "Sartre, J.-P."."""
        return f"{self.family}, {_initials(self.given)}" if self.given else self.family


def authors(byline: str) -> tuple[Author, ...]:
    """Return the authors that a byline names, in order; none for a byline without text.

    Names are taken apart only where each one is two or three capitalised Latin words, joined by commas and "and", and
    none is a word of newspapers and offices. Lower-case particles ("van", "de") stay with the last name. Any other
    byline is one author whose name is kept as it is printed: "Staff", "Reuters", "Фред Вейр", "The Associated Press".
    """
    byline = " ".join(byline.split())
    if not byline:
        return ()
    people = [_person(name) for name in _BETWEEN_NAMES.split(byline)]
    certain = tuple(person for person in people if person)
    return certain if len(certain) == len(people) else (Author(byline),)


def _person(name: str) -> Author | None:
    """Return a person's name taken apart, or None where that is not certain."""
    words = name.split(" ")
    particles = [index for index, word in enumerate(words) if _PARTICLE.fullmatch(word)]
    capitalised = [word for word in words if not _PARTICLE.fullmatch(word)]
    if not 2 <= len(capitalised) <= 3 or not all(_is_name(word) for word in capitalised):
        return None
    if any(_NOT_A_PERSON.fullmatch(word.casefold()) for word in capitalised):
        return None
    first_of_family = particles[0] if particles else len(words) - 1
    family, given = words[first_of_family:], words[:first_of_family]
    one_family_name = len(family) == len(particles) + 1 and not _INITIALS.fullmatch(family[-1])
    return Author(" ".join(family), " ".join(given)) if given and one_family_name else None


def _is_name(word: str) -> bool:
    if _INITIALS.fullmatch(word):
        return word.replace(".", "").replace("-", "").isupper()
    return bool(_NAME.fullmatch(word)) and word[0].isupper() and not word.isupper()


def _initials(given: str) -> str:
    """Return the initials of given names: "F.", "M. A.", "J.-P."."""
    parts = re.split(r"([ -])", re.sub(r"\.(?=[^\s.-])", ". ", given))
    return "".join(part if part in (" ", "-") else f"{part[0]}." for part in parts if part)
