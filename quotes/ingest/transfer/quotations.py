"""Quotations as rows: words found in their source, and the role among those of the speaker."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from quotes.editing import find_words, written
from quotes.ingest.transfer.cells import Value
from quotes.ingest.transfer.columns import Column, Item, WrongCell
from quotes.ingest.transfer.kind import Cells, Kind, Known, shortened
from quotes.ingest.transfer.lookups import Lookups
from quotes.models import Affiliation, Passage, Quotation
from quotes.text.anchors import Span
from quotes.text.characters import unify_line_ends
from quotes.text.names import slugify

ROLE = ("role", "organization", "role_since")
SPANS = "spans"
READ_AT_ONCE = 200


def spans_of(item: Item) -> list[Span]:
    """Return where the words will stand when the quotation is saved."""
    spans: list[Span] | None = item.wanted.get(SPANS)
    return item.record.spans if spans is None else spans


@dataclass(frozen=True)
class Words(Column):
    """The words, as an editor writes them. `Quotations.complete` finds them."""

    def read(self, item: Item) -> Value:
        spans = spans_of(item)
        return written(item.record.source.text, spans) if spans else ""

    def put(self, item: Item, value: Any, lookups: Lookups) -> None:
        pass


@dataclass(frozen=True)
class Starts(Column):
    """Where the passages begin. `Quotations.complete` looks at it."""

    many = True

    def read(self, item: Item) -> Value:
        return [str(span.start) for span in spans_of(item)]

    def put(self, item: Item, value: Any, lookups: Lookups) -> None:
        for text in value:
            if not is_number(text):
                raise WrongCell(self.name, f"“{text}” is not a number. Write numbers: 1204 | 3377.")


def is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


@dataclass(frozen=True)
class RoleOf(Column):
    """A part of what tells the speaker's role at the time. `Quotations.complete` chooses it."""

    def read(self, item: Item) -> Value:
        role = item.record.affiliation
        return key_of_role(role)[self.name] if role else ""

    def put(self, item: Item, value: Any, lookups: Lookups) -> None:
        pass


def key_of_role(role: Affiliation) -> dict[str, str]:
    organization = role.organization.slug if role.organization else ""
    return {"role": role.role, "organization": organization, "role_since": role.since}


@dataclass(frozen=True)
class Quotations(Kind):
    """Quotations. A new one is there already when the same speaker said the same words in the same source."""

    def key_of(self, cells: Cells) -> str:
        return str(cells.get("ref", ""))

    def read_many(self, keys: Collection[str]) -> dict[str, Any]:
        return {record.ref: record for record in self.rows().filter(ref__in=keys)}

    def stored(self, item: Item, cells: Cells, known: Known) -> Any:
        ref = self.key_of(cells)
        if ref and ref not in known.read:
            raise WrongCell("ref", f"There is no quotation with the ref “{ref}”. Leave it empty for a new one.")
        return known.read.get(ref)

    def complete(self, item: Item, cells: Cells, known: Known) -> Iterator[WrongCell]:
        if not item.record.source_id:
            yield WrongCell("source", "Give the slug of the source.")
            return
        yield from self.find(item, cells)
        yield from self.choose_role(item, cells, known)

    def find(self, item: Item, cells: Cells) -> Iterator[WrongCell]:
        """Find the words, unless the row says of them what is stored, which then stays as it is."""
        quotation, before = item.record, item.before
        words = unify_line_ends(str(cells.get("words", before.get("words", ""))))
        starts: Any = cells.get("starts", before.get("starts", []))
        if before and [words, starts, quotation.source.slug] == [
            before[name] for name in ("words", "starts", "source")
        ]:
            return
        if not words.strip():
            yield WrongCell("words", "Give the words.")
            return
        in_marks = quotation.kind != Quotation.Kind.INDIRECT
        numbers = {int(text) for text in starts if is_number(text)}
        try:
            item.wanted[SPANS] = find_words(quotation.source.text, words, in_marks=in_marks, starts=numbers)
        except ValueError as error:
            yield WrongCell("words", str(error).replace("“Starts at character”", "“starts”"))

    def choose_role(self, item: Item, cells: Cells, known: Known) -> Iterator[WrongCell]:
        given = {name: str(cells[name]) for name in ROLE if name in cells}
        if not given:
            return
        quotation = item.record
        if not any(given.values()):
            quotation.affiliation = None
            return
        role = quotation.affiliation
        if role and role.speaker_id == quotation.speaker_id and given.items() <= key_of_role(role).items():
            return
        if quotation.speaker is None:
            yield WrongCell("role", "Give the speaker whose role this is.")
            return
        roles = list(self.roles_of(quotation.speaker, known))
        fitting = [role for role in roles if all(not text or told == text for told, text in self.told(role, given))]
        exact = [role for role in fitting if all(told == text for told, text in self.told(role, given))]
        chosen = exact if len(exact) == 1 else fitting
        if len(chosen) == 1:
            quotation.affiliation = chosen[0]
        elif chosen:
            listed = "; ".join(f"{role} ({role.since or 'no date'})" for role in chosen)
            yield WrongCell("role", f"{quotation.speaker} has several such roles: {listed}. Say which.")
        else:
            listed = "; ".join(str(role) for role in roles) or "none"
            yield WrongCell("role", f"{quotation.speaker} has no such role. The roles: {listed}. Add it first.")

    def told(self, role: Affiliation, given: dict[str, str]) -> list[tuple[str, str]]:
        """Return each part that tells a role beside what was given for it."""
        of = key_of_role(role) | {"role": role.role_slug}
        return [(of[name], slugify(text) if name == "role" else text) for name, text in given.items()]

    def roles_of(self, speaker: Any, known: Known) -> list[Affiliation]:
        key = ("roles", speaker.pk)
        if key not in known.alike:
            known.alike[key] = list(speaker.affiliations.select_related("organization"))
        roles: list[Affiliation] = known.alike[key]
        return roles

    def alike(self, item: Item, known: Known) -> list[Any]:
        source = item.record.source_id
        places = self.places(source, known)
        keys = places.get((item.record.speaker_id, tuple(item.wanted[SPANS])), [])
        return [self.read_alike(key, places, known) for key in keys]

    def read_alike(self, key: int, places: dict[Any, list[int]], known: Known) -> Any:
        """Return a quotation, which is read together with the next ones of its source: a file that is imported again
        has them all.
        """
        read: dict[int, Any] = known.alike.setdefault("read", {})
        if key not in read:
            read.clear()
            following = sorted(each for keys in places.values() for each in keys if each >= key)
            read |= self.rows().in_bulk(following[:READ_AT_ONCE])
        return read[key]

    def places(self, source: int, known: Known) -> dict[Any, list[int]]:
        """Return the quotations of a source by who said them and where they stand."""
        if ("places", source) not in known.alike:
            spans: dict[int, list[Span]] = {}
            passages = Passage.objects.filter(quotation__source=source).order_by("position")
            for quotation, start, end in passages.values_list("quotation", "start", "end"):
                spans.setdefault(quotation, []).append(Span(start, end))
            speakers = dict(Quotation.objects.filter(pk__in=list(spans)).order_by().values_list("pk", "speaker"))
            places: dict[Any, list[int]] = {}
            for pk, where in spans.items():
                places.setdefault((speakers[pk], tuple(where)), []).append(pk)
            known.alike["places", source] = places
        found: dict[Any, list[int]] = known.alike["places", source]
        return found

    def note(self, item: Item, known: Known) -> None:
        quotation = item.record
        if ("places", quotation.source_id) in known.alike:
            keys = known.alike["places", quotation.source_id].setdefault(
                (quotation.speaker_id, tuple(spans_of(item))), []
            )
            if quotation.pk not in keys:
                keys.append(quotation.pk)

    def save(self, item: Item) -> None:
        if SPANS in item.wanted:
            item.record.anchor(item.wanted[SPANS])
        else:
            item.record.save()

    def title(self, item: Item) -> str:
        words = shortened(str(self.by_name["words"].read(item)))
        return words if item.record._state.adding else f"{item.record.ref} {words}"
