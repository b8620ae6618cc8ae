"""Merging: all that refers to one record refers to another afterwards, and its address leads there."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DEFAULT_DB_ALIAS, transaction

from quotes.models import (
    Alias,
    FormerSlug,
    Merge,
    Organization,
    Quotation,
    Record,
    SearchEntry,
    Slugged,
    Speaker,
)
from quotes.models.search import lock_entries

from ..permissions import User, may_change
from ..reasons import checked_reason, with_reason
from .references import FILLED, REFERENCES, Reference, lock_in_order
from .rows import Note, change, columns_of, lock, parts, remove

PERMISSION = "quotes.merge_records"


@dataclass(frozen=True, slots=True)
class Consequence:
    """How many rows of one kind a merge would move, and how many of these it would join with one that is there."""

    label: str
    moved: int
    joined: int = 0


def may_merge(user: User, *records: Slugged) -> bool:
    """Return whether `user` may merge, and may change these records as they stand."""
    return user.has_perm(PERMISSION) and all(may_change(user, record) for record in records)


def consequences(kept: Slugged, merged: Slugged) -> list[Consequence]:
    """Return what `merge` would move, in the order in which a person asks. Reads only."""
    found = []
    for reference in reversed(REFERENCES[type(kept)]):
        joined = len(twins(reference, kept, merged)) if reference.alike else 0
        found.append(
            Consequence(reference.label, reference.rows(merged.pk).exclude(pk=_own(reference, kept)).count(), joined)
        )
    return found


def merge(kept: Slugged, merged: Slugged, *, by: User, reason: str = "") -> Merge:
    """Move everything that refers to `merged` to `kept`, let its address lead there, and delete it; or change nothing.

    The facts of `kept` win; those it lacks (Wikidata item, note, country, parent) are taken from `merged`, whose name
    becomes another name of a speaker. Rows that would be alike afterwards are joined. Brings `kept` up to date and
    returns what `undo` needs.

    Raises PermissionDenied when `by` may not; Conflict when either was changed or deleted since it was read;
    ValidationError, for people, when they are not two records of one kind.
    """
    reason = checked_reason(reason)
    if type(kept) is not type(merged) or type(kept) not in REFERENCES or kept.pk == merged.pk:
        raise ValidationError("Choose two different records of the same kind.")
    if not may_merge(by, kept, merged):
        raise PermissionDenied(f"You may not merge these {kept._meta.verbose_name_plural}.")
    note = Note(by, with_reason(f"Merged “{merged}” into “{kept}”", reason))
    with transaction.atomic():
        return _Merging(*_locked(kept, merged), note).done(reason, kept)


def twins(reference: Reference, kept: Slugged, merged: Slugged) -> dict[int, int]:
    """Return the rows of `merged` that are like one of `kept`: key by key."""
    there = {tuple(row[1:]): row[0] for row in reference.rows(kept.pk).values_list("pk", *reference.alike)}
    rows = reference.rows(merged.pk).order_by("pk").values_list("pk", *reference.alike)
    return {row[0]: there[row[1:]] for row in rows if row[1:] in there}


def follow_names(record: Slugged) -> None:
    """Let the quotations of a speaker or an organization be found by the names that they have now."""
    if isinstance(record, (Speaker, Organization)):
        SearchEntry.objects.follow_names(Quotation.objects.filter(**{str(record._meta.model_name): record.pk}))


def _own(reference: Reference, kept: Slugged) -> int | None:
    """Return the key of `kept` where it is itself one of the rows: a part of the organization merged into it."""
    return kept.pk if reference.model is type(kept) else None


def _locked(kept: Slugged, merged: Slugged) -> tuple[Any, Any]:
    """Lock both and all that is moved, against new rows too, and return both as stored. Raises Conflict.

    What refers to them is locked before they are locked wholly, and so is the writing of search entries: whoever is
    about to save such a row has these already, and waits for nothing that is held here. (PostgreSQL checks whether a
    row's relations are there when its transaction ends.)
    """
    model = type(kept)
    lock(model._base_manager.filter(pk__in=[kept.pk, merged.pk]))
    stored = [record.lock() for record in (kept, merged)]
    for whole in (False, True):
        if whole:
            lock_entries(kept._state.db or DEFAULT_DB_ALIAS)
            lock(model._base_manager.filter(pk=merged.pk), whole=True)
        lock_in_order(
            reference.rows(kept.pk, merged.pk) if reference.filled else reference.rows(merged.pk)
            for reference in REFERENCES[model]
        )
    return stored[0], stored[1]


class _Merging:
    """One merge at work: both records as stored, and what is noted to undo it."""

    def __init__(self, kept: Any, merged: Any, note: Note) -> None:
        self.kept, self.merged, self.note = kept, merged, note
        self.model = type(kept)
        self.kind = str(kept._meta.model_name)
        self.moved: dict[str, Any] = {
            "record": columns_of(merged),
            "filled": {},
            "former": list(
                FormerSlug.objects.filter(kind=self.kind, current_slug=merged.slug).values_list("slug", flat=True)
            ),
            "rows": {},
            "joined": [],
        }

    def done(self, reason: str, kept: Slugged) -> Merge:
        entry = Merge(
            kind=self.kind,
            kept_key=self.kept.pk,
            kept_name=self.kept.name,
            kept_slug=self.kept.slug,
            merged_key=self.merged.pk,
            merged_name=self.merged.name,
            merged_slug=self.merged.slug,
            by_id=self.note.by.pk,
            reason=reason,
            moved=self.moved,
        )
        self.fill(self.kept, self.merged, FILLED[self.model], self.moved["filled"])
        if isinstance(self.kept, Organization):
            self.take_place()
        for reference in REFERENCES[self.model]:
            self.move(reference)
        self.finish()
        entry.save()
        kept.refresh_from_db()
        return entry

    def fill(self, kept: Record, merged: Record, names: Iterable[str], noted: dict[str, list[Any]]) -> bool:
        """Take facts that `kept` lacks from `merged`, note them, and return whether there were any."""
        for name in names:
            if not getattr(kept, name) and getattr(merged, name):
                noted[name] = [getattr(kept, name), getattr(merged, name)]
                setattr(kept, name, getattr(merged, name))
        return bool(noted)

    def take_place(self) -> None:
        """Give the kept organization its place: the merged one's, if it stood below that or nowhere."""
        above_kept, above_merged = ancestors(self.kept), ancestors(self.merged)
        if self.merged.pk in above_kept or (self.kept.parent_id is None and self.kept.pk not in above_merged):
            before, after = self.kept.parent_id, self.merged.parent_id
            if before != after:
                self.moved["filled"]["parent_id"] = [before, after]
                self.kept.parent_id = after

    def move(self, reference: Reference) -> None:
        joined = twins(reference, self.kept, self.merged) if reference.alike else {}
        if joined:
            self.join(reference, joined)
        rows = reference.rows(self.merged.pk).exclude(pk=_own(reference, self.kept)).order_by("pk")
        keys = list(rows.values_list("pk", flat=True))
        if keys:
            self.moved["rows"][reference.name] = keys
            change(reference.model, keys, {f"{reference.field}_id": self.kept.pk}, self.note)

    def join(self, reference: Reference, joined: dict[int, int]) -> None:
        """Let one of two rows that would be alike stay, and have what refers to the other."""
        rows = reference.model._base_manager.in_bulk([*joined, *joined.values()] if reference.filled else [*joined])
        quotations = defaultdict(list)
        if reference.filled:
            for role, key in (
                Quotation.objects.filter(affiliation__in=joined).order_by("pk").values_list("affiliation", "pk")
            ):
                quotations[role].append(key)
        for gone, into in joined.items():
            noted: dict[str, Any] = {"of": reference.name, "into": into, "row": columns_of(rows[gone])}
            if reference.filled:
                noted |= {"quotations": quotations[gone], "filled": {}}
                # Their version and revision come with the record that they move to: it is theirs as well.
                for part in parts(quotations[gone]):
                    Quotation.objects.filter(pk__in=part).update(affiliation=into)
                if self.fill(rows[into], rows[gone], reference.filled, noted["filled"]):
                    self.note.sign(rows[into]).save()
            self.moved["joined"].append(noted)
        remove(reference.model, list(joined), self.note)

    def finish(self) -> None:
        """Move the address, keep the name, and let the merged record go."""
        if isinstance(self.kept, Speaker):
            self.keep_name()
        follow_names(self.kept)
        self.kept.refresh_from_db(fields=["version"])
        self.note.sign(self.kept).save()
        FormerSlug.objects.move(self.kind, self.merged.slug, self.kept.slug)
        self.merged.refresh_from_db(fields=["version"])
        self.note.sign(self.merged).delete()

    def keep_name(self) -> None:
        """Let the merged speaker's name be another name of the kept one."""
        name = self.merged.name
        if name != self.kept.name:
            alias = Alias.objects.filter(speaker=self.kept, name=name).first()
            if is_new := alias is None:
                alias = Alias(speaker=self.model._base_manager.get(pk=self.kept.pk), name=name)
                self.note.sign(alias).save()
            self.moved["name"] = {"key": alias.pk, "added": is_new}


def ancestors(organization: Organization) -> list[int]:
    """Return the keys of the organizations that one is a part of, nearest first."""
    found: list[int] = []
    above = organization.parent
    while above is not None and above.pk not in found:
        found.append(above.pk)
        above = above.parent
    return found
