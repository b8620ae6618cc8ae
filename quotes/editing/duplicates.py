"""Records that may be one and the same, for editors to decide: merge them, or tell them apart for good.

Four rules, the strongest first; each puts records under keys, and whoever shares a key is suspected. So no two names
are compared that have nothing in common, and no pair is missed.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import combinations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from rapidfuzz import fuzz

from quotes.models import Alias, Distinction, Organization, Slugged, Speaker, Topic
from quotes.search.changes import Following, News
from quotes.text.lookalikes import letters, looks

from .merging import MODELS
from .permissions import User
from .reasons import checked_reason

PERMISSION = "quotes.add_distinction"
MOST = 100_000  # pairs that are held of one kind, the strongest


class Rule(Enum):
    """Why two records are suspected, in the order of how sure that is; the value says so to people."""

    WIKIDATA = "the same Wikidata item"
    LETTERS = "the same letters, if accents and scripts are set aside"
    LOOKS = "characters that look alike"
    SURNAME = "the same last name and initial"


RANK = {rule: rank for rank, rule in enumerate(Rule)}


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Two records, by key, the lower one first; the rules by which they are suspected; and how like their names are."""

    first: int
    second: int
    rules: tuple[Rule, ...]
    likeness: float

    @property
    def pair(self) -> tuple[int, int]:
        return self.first, self.second


@dataclass(frozen=True, slots=True)
class Suspected:
    """All suspicions of one kind, the strongest first; not `is_complete` when there are more than anybody decides."""

    pairs: tuple[Suspicion, ...]
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules look at in one record."""

    key: int
    names: tuple[str, ...]
    wikidata_id: str = ""
    sort_name: str = ""

    def keys(self) -> dict[Rule, set[str]]:
        """Return the keys under which each rule puts it."""
        return {
            Rule.WIKIDATA: {self.wikidata_id} - {""},
            Rule.LETTERS: set(map(letters, self.names)) - {""},
            Rule.LOOKS: set(map(looks, self.names)) - {""},
            Rule.SURNAME: {surname_and_initial(self.sort_name)} - {""},
        }


def surname_and_initial(sort_name: str) -> str:
    """Return the last name and the initial of an index's “Lukyanov, Fyodor” in ASCII, or "" when one is missing.

    Without a comma the last word is taken for the last name.
    """
    last, comma, first = sort_name.partition(",")
    if not comma:
        *before, last = sort_name.split() or [""]
        first = " ".join(before)
    last, first = letters(last), letters(first)
    return f"{last} {first[0]}" if last and first else ""


def known_speakers() -> Iterator[Known]:
    aliases = defaultdict(list)
    for speaker, name in Alias.objects.order_by().values_list("speaker", "name"):
        aliases[speaker].append(name)
    rows = Speaker.objects.order_by("pk").values_list("pk", "name", "wikidata_id", "sort_name", "kind")
    for key, name, item, sort_name, kind in rows:
        yield Known(key, (name, *aliases[key]), item, sort_name if kind == Speaker.Kind.PERSON else "")


def known_organizations() -> Iterator[Known]:
    for key, name, item in Organization.objects.order_by("pk").values_list("pk", "name", "wikidata_id"):
        yield Known(key, (name,), item)


def known_topics() -> Iterator[Known]:
    for key, name in Topic.objects.order_by("pk").values_list("pk", "name"):
        yield Known(key, (name,))


def suspect(records: Iterable[Known], most: int = MOST) -> Suspected:
    """Return every pair of records that share a key under some rule, or of more than `most` the strongest."""
    names: dict[int, str] = {}
    blocks: dict[Rule, dict[str, list[int]]] = {rule: defaultdict(list) for rule in Rule}
    for record in records:
        names[record.key] = letters(record.names[0])
        for rule, keys in record.keys().items():
            for key in keys:
                blocks[rule][key].append(record.key)
    found: dict[tuple[int, int], list[Rule]] = {}
    is_complete = True
    for rule in Rule:
        for pair in _pairs(blocks[rule]):
            if pair in found:
                if found[pair][-1] != rule and not (rule == Rule.LOOKS and Rule.LETTERS in found[pair]):
                    found[pair].append(rule)
            elif len(found) < most:
                found[pair] = [rule]
            else:
                is_complete = False
                break
    suspicions = [
        Suspicion(*pair, tuple(rules), fuzz.ratio(names[pair[0]], names[pair[1]])) for pair, rules in found.items()
    ]
    suspicions.sort(key=lambda each: (RANK[each.rules[0]], -len(each.rules), -each.likeness, each.pair))
    return Suspected(tuple(suspicions), is_complete)


def _pairs(blocks: dict[str, list[int]]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of each block, those of small blocks first. Keys come in order, so the lower one is first."""
    for keys in sorted(blocks.values(), key=len):
        yield from combinations(keys, 2)


def _following(known: Callable[[], Iterable[Known]], of: frozenset[str]) -> Following[Suspected]:
    """Return the suspicions of one kind, made again once a record of a model in `of` was written."""

    def build() -> Suspected:
        return suspect(known())

    def update(held: Suspected, news: News) -> Suspected:
        return build() if of & news.keys.keys() else held

    return Following(build, update)


_held = {
    "speaker": _following(known_speakers, frozenset({"speaker", "alias"})),
    "organization": _following(known_organizations, frozenset({"organization"})),
    "topic": _following(known_topics, frozenset({"topic"})),
}


def undecided(kind: str) -> Suspected:
    """Return what is suspected of a kind now and not decided, the strongest first. One query more than nothing."""
    suspected = _held[kind].current()
    decided = set(Distinction.objects.filter(kind=kind).order_by().values_list("first_key", "second_key"))
    if not decided:
        return suspected
    return Suspected(tuple(each for each in suspected.pairs if each.pair not in decided), suspected.is_complete)


def counts() -> dict[str, int]:
    """Return by kind how many pairs wait for a decision. What the front page of the desk says."""
    return {kind: len(undecided(kind).pairs) for kind in _held}


def tell_apart(first: Slugged, second: Slugged, *, by: User, reason: str = "") -> Distinction:
    """Decide that two records are not the same, so that they are never suspected again. Twice is once.

    Raises PermissionDenied when `by` may not; ValidationError when they are not two records of one kind.
    """
    if not by.has_perm(PERMISSION):
        raise PermissionDenied("You may not decide about duplicates.")
    kind = str(first._meta.model_name)
    if type(first) is not type(second) or MODELS.get(kind) is not type(first) or first.pk == second.pk:
        raise ValidationError("Choose two different records of the same kind.")
    first, second = sorted([first, second], key=lambda record: record.pk)
    facts = {"first_name": first.name, "second_name": second.name, "by": by, "reason": checked_reason(reason)}  # type: ignore[attr-defined]
    with transaction.atomic():
        made, _ = Distinction.objects.get_or_create(kind=kind, first_key=first.pk, second_key=second.pk, defaults=facts)
    return made


def forget() -> None:
    """Begin again, like a new process. For tests."""
    for held in _held.values():
        held.forget()
