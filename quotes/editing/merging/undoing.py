"""Undoing a merge: what it moved goes back, unless an editor has changed it since."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from quotes.models import (
    Affiliation,
    Alias,
    FormerSlug,
    Merge,
    Organization,
    Quotation,
    QuotationTopic,
    Source,
    Speaker,
)

from ..permissions import User
from ..reasons import checked_reason, with_reason
from .joining import PERMISSION, follow_names
from .references import MODELS, REFERENCES, Reference, lock_in_order
from .rows import Note, change, columns_of, lock, put_back

NAMED = 5  # quotations in a sentence


def what_stands_in_the_way(merge: Merge) -> str:
    """Return why `merge` cannot be undone as things stand, as a sentence, or "" when nothing is in the way."""
    if merge.undone_at is not None:
        return "This merge was undone already."
    own = _needed(merge)
    later = Merge.objects.filter(undone_at=None, pk__gt=merge.pk).order_by("-pk")
    for other in later.only("kind", "merged_key", "merged_name", "kept_name", "moved"):
        if own & _taken(other):
            return f"“{other.merged_name}” was merged into “{other.kept_name}” later. Undo that merge first."
    model = MODELS[merge.kind]
    if taken := model._base_manager.filter(slug=merge.merged_slug).first():
        return f"The address “{merge.merged_slug}” is now that of “{taken}”. Give that another address first."
    if model._base_manager.filter(pk=merge.merged_key).exists():
        return f"“{merge.merged_name}” is on record again."
    return ""


def undo(merge: Merge, *, by: User, reason: str = "") -> list[str]:
    """Make the merged record again, with its key and address, and give it back all that the merge moved; or nothing.

    What an editor changed since the merge stays as it is: returns what that was, as sentences, which `merge` keeps.

    Raises PermissionDenied when `by` may not; ValidationError, for people, when something stands in the way.
    """
    reason = checked_reason(reason)
    if not by.has_perm(PERMISSION):
        raise PermissionDenied("You may not undo merges.")
    what = with_reason(f"Undid the merge of “{merge.merged_name}” into “{merge.kept_name}”", reason)
    with transaction.atomic():
        stored = Merge.objects.select_for_update().get(pk=merge.pk)
        if problem := what_stands_in_the_way(stored):
            raise ValidationError(problem)
        undoing = _Undoing(stored, Note(by, what))
        undoing.do()
        stored.undone_by_id, stored.undone_at, stored.undone_reason = by.pk, timezone.now(), reason
        stored.left = undoing.left
        stored.save()
    merge.refresh_from_db()
    return undoing.left


Rows = set[tuple[str, int]]  # the name of a model, and a key


def _needed(merge: Merge) -> Rows:
    """Return the rows that have to be there, or where the merge left them, for it to be undone."""
    moved = merge.moved
    rows = {(merge.kind, merge.kept_key)}
    rows |= {(name, key) for name, keys in moved["rows"].items() for key in keys}
    rows |= {(joined["of"], joined["into"]) for joined in moved["joined"]}
    rows |= _named(moved["record"], "parent_id", "organization")
    for joined in moved["joined"]:
        rows |= _named(joined["row"], "speaker_id", "speaker") | _named(
            joined["row"], "organization_id", "organization"
        )
    return (rows | _named(moved.get("name", {}), "key", "alias")) - {(merge.kind, merge.merged_key)}


def _taken(merge: Merge) -> Rows:
    """Return the rows that a merge deleted, and those that it joined others with."""
    rows = {(merge.kind, merge.merged_key)}
    for joined in merge.moved["joined"]:
        rows |= {(joined["of"], joined["into"]), (joined["of"], joined["row"]["id"])}
    return rows | _named(merge.moved.get("name", {}), "key", "alias")


def _named(columns: dict[str, Any], column: str, model: str) -> Rows:
    return {(model, columns[column])} if columns.get(column) else set()


class _Undoing:
    """The undoing of one merge at work. `left` says what stayed as it was."""

    def __init__(self, merge: Merge, note: Note) -> None:
        self.merge, self.moved, self.note = merge, merge.moved, note
        self.model = MODELS[merge.kind]
        self.left: list[str] = []

    def do(self) -> None:
        self.lock()
        self.kept: Any = self.model._base_manager.filter(pk=self.merge.kept_key).first()
        self.merged = self.make_again()
        for reference in REFERENCES[self.model]:
            if reference.model is Quotation:
                self.give_back_quotations(reference)
            else:
                self.give_back(reference)
                self.part_again(reference)
        self.take_back_name()
        self.take_back_facts()
        for record in filter(None, (self.merged, self.kept)):
            follow_names(record)

    def lock(self) -> None:
        lock(self.model._base_manager.filter(pk=self.merge.kept_key))
        by_name = {reference.name: reference.model for reference in REFERENCES[self.model]}
        joined = self.moved["joined"]
        lock_in_order(
            [
                *(by_name[name]._base_manager.filter(pk__in=keys) for name, keys in self.moved["rows"].items()),
                *(
                    model._base_manager.filter(pk__in=[each["into"] for each in joined if each["of"] == name])
                    for name, model in by_name.items()
                ),
            ]
        )

    def make_again(self) -> Any:
        """Save the merged record as it was, and let its addresses lead to it again."""
        addresses = FormerSlug.objects.filter(kind=self.merge.kind)
        addresses.filter(slug=self.merge.merged_slug).delete()
        columns = dict(self.moved["record"])
        if columns.get("parent_id") and not Organization.objects.filter(pk=columns["parent_id"]).exists():
            self.left.append(f"The organization that “{self.merge.merged_name}” was part of is no longer on record.")
            columns["parent_id"] = None
        record = self.model(**columns | {"version": columns["version"] + 1})
        self.note.sign(record).save()
        if self.kept:
            addresses = addresses.filter(current_slug=self.kept.slug)
        addresses.filter(slug__in=self.moved["former"]).update(current_slug=record.slug)
        return record

    def take_back_name(self) -> None:
        """Delete the other name that the merge gave to the kept speaker, if it is still so."""
        name = self.moved.get("name")
        alias = Alias.objects.filter(pk=name["key"]).first() if name and name["added"] else None
        if alias is None:
            return
        if (alias.speaker_id, alias.name) == (self.merge.kept_key, self.merge.merged_name):
            self.note.sign(alias).delete()
        else:
            self.left.append(f"The other name “{alias}” of “{alias.speaker}” was changed since.")

    def give_back(self, reference: Reference) -> None:
        """Let rows that are still where the merge left them refer to the merged record again."""
        keys = self.moved["rows"].get(reference.name, [])
        if not keys:
            return
        there = list(
            reference.rows(self.merge.kept_key).filter(pk__in=keys).order_by("pk").values_list("pk", flat=True)
        )
        if reference.model is Affiliation and self.model is Speaker:
            there = self.without_shared(there)
        change(reference.model, there, {f"{reference.field}_id": self.merged.pk}, self.note)
        if reference.model is Organization:
            for part in Organization.objects.filter(pk__in=there):
                part.check_ancestors()
        self.tell(reference.label, len(keys) - reference.rows(self.merged.pk).filter(pk__in=keys).count())

    def without_shared(self, roles: list[int]) -> list[int]:
        """Return the roles that go back, for no quotation that stays has them; of the others make copies."""
        mine = Quotation.objects.filter(speaker=self.merge.kept_key, pk__in=self.moved["rows"].get("quotation", []))
        others = Quotation.objects.filter(affiliation__in=roles).exclude(pk__in=mine.values("pk"))
        shared = sorted(set(others.values_list("affiliation", flat=True)))
        for role in Affiliation.objects.filter(pk__in=shared).order_by("pk"):
            columns = columns_of(role) | {"id": None, "speaker_id": self.merged.pk, "version": 1}
            copy = Affiliation(**columns)
            self.note.sign(copy).save()
            mine.filter(affiliation=role).update(affiliation=copy)
            self.left.append(
                f"The role “{role}” stays with “{self.kept}”, whose quotation {others.filter(affiliation=role)[0].ref} "
                f"has it. “{self.merged}” has a copy."
            )
        return [role for role in roles if role not in shared]

    def part_again(self, reference: Reference) -> None:
        """Make the rows again that were joined with others, where these are still there."""
        joined = [each for each in self.moved["joined"] if each["of"] == reference.name]
        partners = self.there(reference.rows(self.merge.kept_key), [each["into"] for each in joined])
        bodies = self.there(Organization.objects.all(), [each["row"].get("organization_id") for each in joined])
        parted = [
            each
            for each in joined
            if each["into"] in partners and each["row"].get("organization_id") in bodies | {None}
        ]
        rows = reference.rows(self.merged.pk)
        alike = {tuple(row[1:]): row[0] for row in rows.values_list("pk", *reference.alike)}
        missing = [each["row"] for each in parted if self.likeness(reference, each["row"]) not in alike]
        put_back(reference.model, self.with_sources(missing), self.note)
        if reference.model is QuotationTopic:
            QuotationTopic.objects.filter(pk__in=[row["id"] for row in missing]).follow_quotations()
        for each in parted if reference.filled else ():
            if each["filled"]:
                self.take_back(reference.model._base_manager.get(pk=each["into"]), each["filled"])
            still = Quotation.objects.filter(pk__in=each["quotations"], affiliation=each["into"])
            still.filter(**{reference.field: self.merge.kept_key}).update(
                affiliation=alike.get(self.likeness(reference, each["row"]), each["row"]["id"])
            )
        self.tell(reference.label, len(joined) - len(parted))

    def there(self, rows: QuerySet[Any], keys: Iterable[int | None]) -> set[int]:
        """Return which of the keys are those of rows."""
        wanted = {key for key in keys if key is not None}
        return set(rows.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()

    def likeness(self, reference: Reference, row: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(row[name] for name in reference.alike)

    def with_sources(self, rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield the rows to make again, without a source that is gone since."""
        there = self.there(Source.objects.all(), [row.get("stated_in_id") for row in rows])
        for row in rows:
            if row.get("stated_in_id") in there | {None}:
                yield row
            else:
                self.left.append(f"The source that states a role of “{self.merged}” is no longer on record.")
                yield row | {"stated_in_id": None}

    def give_back_quotations(self, reference: Reference) -> None:
        """Give quotations back whose roles allow it; their roles are back already."""
        keys = self.moved["rows"].get(reference.name, [])
        there = Quotation.objects.filter(**{reference.field: self.merge.kept_key})
        if self.model is Speaker:
            there = there.filter(Q(affiliation=None) | Q(affiliation__speaker=self.merged), pk__in=keys)
        else:
            there = there.filter(affiliation__organization=self.merged)
        self.quotations = list(there.order_by("pk").values_list("pk", flat=True))
        change(Quotation, self.quotations, {f"{reference.field}_id": self.merged.pk}, self.note)
        rest = Quotation.objects.filter(pk__in=set(keys) - set(self.quotations)).order_by("pk")
        refs = list(rest.values_list("ref", flat=True)[: NAMED + 1])
        if refs:
            more = " and others" if len(refs) > NAMED else ""
            self.left.append(f"Quotations changed since stay as they are: {', '.join(refs[:NAMED])}{more}.")
        self.tell("quotations", len(set(keys) - set(self.quotations)) - rest.count(), "deleted")

    def take_back_facts(self) -> None:
        """Let the kept record lack again what it took from the merged one."""
        if self.kept:
            self.kept.refresh_from_db(fields=["version"])
            self.take_back(self.kept, self.moved["filled"], always=True)

    def take_back(self, record: Any, filled: dict[str, list[Any]], *, always: bool = False) -> None:
        for name, (before, after) in filled.items():
            gone = name == "parent_id" and before and not self.there(Organization.objects.all(), [before])
            if getattr(record, name) == after and not gone:
                setattr(record, name, before)
            else:
                self.left.append(f"“{record}” has another {record._meta.get_field(name).verbose_name} since.")
        if filled or always:
            self.note.sign(record).save()

    def tell(self, what: str, number: int, how: str = "changed or deleted") -> None:
        if number:
            self.left.append(
                f"{number:,} of the {what} that were moved {'was' if number == 1 else 'were'} {how} since."
            )
