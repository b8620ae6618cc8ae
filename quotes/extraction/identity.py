"""Who is the same person: the names of a text brought together.

A last name alone is the person of that last name; between namesakes a title's gender, then the paragraph, then the one
the text names most in full decides.
"""

from .lexicon import FEMALE_TITLES, MALE_TITLES, SUFFIXES, word_set
from .names import (
    GIVEN,
    LEADING_PARTICLES,
    PERSON,
    PLACE,
    TITLE_OR_SURNAME,
    UNKNOWN,
    Entity,
    Name,
)
from .tokens import Tokens

_BY_TITLE, _BY_GIVEN_NAME = 3.0, 1.0  # how much a title and a given name tell of the gender
_SHORT_FORM = 3  # letters that “Ben” and “Benjamin” share
_SHORT_FORMS = {
    "bill": ("william",),
    "bob": ("robert",),
    "mike": ("michael",),
    "dick": ("richard",),
    "jim": ("james",),
    "ted": ("edward", "theodore"),
    "liz": ("elizabeth",),
    "kate": ("katherine", "catherine"),
    "dave": ("david",),
    "tony": ("anthony",),
    "chuck": ("charles",),
    "larry": ("lawrence",),
    "jerry": ("gerald",),
    "peggy": ("margaret",),
    "steve": ("stephen",),
    "rick": ("richard",),
    "andy": ("andrew",),
    "jack": ("john",),
    "harry": ("henry",),
}
_BEFORE_GIVEN_NAMES = word_set("dame sir sister brother king queen prince princess pope father")
_MOST_NAMESAKES = 12
_PLACE_PREPOSITIONS = word_set("in at near across outside inside throughout")


def identify(tokens: Tokens, names: list[Name], paragraph_of: list[int]) -> list[Entity]:
    """Give each of the `names` its entity, and return the entities; words that turn out no names are removed.

    Full names come first, then last names, given names and repeated bodies. `paragraph_of` gives each token's
    paragraph.
    """
    register = _Register(tokens)
    # People known by a given name or a title come first: “Quiet Bello” in a headline is nobody new.
    for name in sorted(names, key=lambda name: name.kind != PERSON):
        if name.kind in (PERSON, UNKNOWN) and len(_core(name.parts)) > 1:
            register.full_name(name)
    for name in names:
        if name.kind == TITLE_OR_SURNAME and name.parts[0] in register.people:
            name.kind = UNKNOWN
    names[:] = [name for name in names if name.kind != TITLE_OR_SURNAME]
    _find_places(tokens, names)
    recent: dict[str, tuple[int, Entity]] = {}  # by last name: the namesake last named in full, and its paragraph
    for name in names:
        if name.entity is not None:
            recent[name.entity.last] = (paragraph_of[name.start], name.entity)
        elif name.kind in (PERSON, UNKNOWN):
            paragraph, entity = recent.get(name.parts[-1], (-1, None))
            register.short_name(name, entity if paragraph == paragraph_of[name.start] else None)
        else:
            register.body(name)
    return register.entities


class _Register:
    """The entities found so far."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.entities: list[Entity] = []
        self.people: dict[str, list[Entity]] = {}
        """People by last name."""
        self._given: dict[str, list[Entity]] = {}
        self._bodies: dict[tuple[str, ...], Entity] = {}

    def full_name(self, name: Name) -> None:
        """Give a name of several words its person, known or new."""
        core = _core(name.parts)
        namesakes = self.people.get(core[-1], [])
        entity = _same(namesakes, core)
        if entity is None and namesakes and name.kind == UNKNOWN and len(core) == 2 and name.start == 0:
            name.start += 1
            name.title_start = name.start
            name.parts = name.parts[1:]
            return
        if entity is None:
            entity = self._new(name, core)
            self.people.setdefault(core[-1], []).append(entity)
            self._given.setdefault(core[0], []).append(entity)
        elif len(core) > len(entity.parts):
            entity.name, entity.parts = _printed(self.tokens, name), core
        entity.full_count += 1
        self._set(name, entity)

    def short_name(self, name: Name, just_named: Entity | None) -> None:
        """Give a last or given name its person; `just_named` is the namesake named in full in the same paragraph."""
        core = _core(name.parts)
        namesakes = self.people.get(core[-1], [])
        entity = None
        if len(core) == 1:
            entity = _namesake(name, namesakes, just_named)
            if entity is None and (not name.titles or name.titles[-1] in _BEFORE_GIVEN_NAMES):
                entity = max(self._given.get(core[0], ()), key=lambda option: option.count, default=None)
        if entity is None and namesakes and namesakes[0].parts == core:
            entity = namesakes[0]
        if entity is None:
            entity = self._new(name, core)
            self.people.setdefault(core[-1], []).append(entity)
        self._set(name, entity)

    def body(self, name: Name) -> None:
        """Give the name of a body or place its entity."""
        entity = self._bodies.get(name.parts)
        if entity is None:
            entity = self._bodies[name.parts] = self._new(name, name.parts)
        self._set(name, entity)

    def _new(self, name: Name, parts: tuple[str, ...]) -> Entity:
        entity = Entity(_printed(self.tokens, name), parts, name.kind, first=name.start)
        self.entities.append(entity)
        return entity

    def _set(self, name: Name, entity: Entity) -> None:
        name.entity = entity
        if name.kind == PERSON:
            entity.kind = PERSON
        entity.count += 1
        gender = _titles_gender(name.titles)
        certainty = _BY_TITLE
        if not gender and (entity.count == 1 or name.end - name.start > 1):
            gender = GIVEN.get(self.tokens.words[name.start], "")
            certainty = _BY_GIVEN_NAME
            if gender == "m" and len(entity.parts) == 1:
                gender = ""  # many a man's given name is a last name too
        if gender == "f":
            entity.female += certainty
        elif gender == "m":
            entity.male += certainty


def _find_places(tokens: Tokens, names: list[Name]) -> None:
    """Take a single capitalised word that stands only after “in”, “at” or “near” for a place: “in Rotterdam”."""
    lower = tokens.lower
    seen: dict[tuple[str, ...], tuple[int, int]] = {}
    for name in names:
        if name.kind == UNKNOWN and name.entity is None and not name.titles:
            total, placed = seen.get(name.parts, (0, 0))
            seen[name.parts] = total + 1, placed + (name.start > 0 and lower[name.start - 1] in _PLACE_PREPOSITIONS)
    for name in names:
        total, placed = seen.get(name.parts, (0, 0))
        if name.kind == UNKNOWN and name.entity is None and total and total == placed:
            name.kind = PLACE


def _core(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a name without suffixes (Jr., III) and without leading particles (“de la Torre”)."""
    start, end = 0, len(parts)
    while end > 1 and parts[end - 1] in SUFFIXES:
        end -= 1
    while start < end - 1 and parts[start] in LEADING_PARTICLES:
        start += 1
    return parts[start:end]


def _printed(tokens: Tokens, name: Name) -> str:
    return " ".join(tokens.text[tokens.starts[name.start] : tokens.ends[name.end - 1]].split())


def _same(options: list[Entity], core: tuple[str, ...]) -> Entity | None:
    """Return the person whose given name does not contradict: equal, an initial, a short form, or a middle name."""
    for option in options[:_MOST_NAMESAKES]:
        if len(option.parts) == 1:
            continue
        ours, theirs = core[0].rstrip("."), option.parts[0].rstrip(".")
        is_initial = min(len(ours), len(theirs)) == 1 and ours[0] == theirs[0]
        is_short_form = (
            min(len(ours), len(theirs)) >= _SHORT_FORM
            and (
                ours.startswith(theirs)
                or theirs.startswith(ours)
                or theirs in _SHORT_FORMS.get(ours, ())
                or ours in _SHORT_FORMS.get(theirs, ())
            )
            and not _differ_in_gender(ours, theirs)
        )
        shares_name = not {part for part in core[:-1] if len(part) > 2}.isdisjoint(option.parts[:-1])
        if ours == theirs or is_initial or is_short_form or shares_name:
            return option
    return None


def _namesake(name: Name, options: list[Entity], just_named: Entity | None) -> Entity | None:
    """Return whom a last name alone means."""
    gender = _titles_gender(name.titles)
    fitting = [option for option in options[:_MOST_NAMESAKES] if not gender or option.gender in ("", gender)]
    if len(fitting) < 2:
        return fitting[0] if fitting else None
    fitting = [option for option in fitting if option.first <= name.start] or fitting
    if just_named in fitting:
        return just_named
    return max(fitting, key=lambda option: (option.full_count, -option.first))


def _differ_in_gender(one: str, other: str) -> bool:
    genders = {GIVEN.get(one.title(), "e"), GIVEN.get(other.title(), "e")}
    return genders == {"f", "m"}


def _titles_gender(titles: tuple[str, ...]) -> str:
    for title in titles:
        if title in FEMALE_TITLES:
            return "f"
        if title in MALE_TITLES:
            return "m"
    return ""
