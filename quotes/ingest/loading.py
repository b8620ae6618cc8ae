"""Fixtures become rows, each with a first revision: all of them or none, and never over an editor's work."""

from collections import Counter
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.serializers.base import DeserializationError
from django.core.serializers.python import Deserializer
from django.db import DatabaseError, transaction
from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone

from quotes.ingest.files import Refused
from quotes.ingest.fixtures import Row, key_fields, read_rows
from quotes.ingest.rules import broken, label
from quotes.ingest.verification import verify
from quotes.models import (
    Alias,
    FormerSlug,
    Organization,
    Passage,
    Publishable,
    Quotation,
    QuotationTopic,
    Record,
    SearchEntry,
    Slugged,
    Speaker,
)

LOADED = "Loaded from "
MOST_PROBLEMS = 100

Counts = Counter[tuple[type[Model], str]]


def load(paths: list[Path], *, overwrite: bool = False) -> Counts:
    """Load fixtures in one transaction; return how many rows of each model were created, changed and unchanged.

    A row that is created or changed gets a revision, and a changed one a new version. Rows that an editor has changed
    or deleted since they were loaded are refused, unless `overwrite`. Fields are checked before a row is saved,
    constraints by the database as it is, and every other rule when the whole record is verified at the end.
    Raises Refused, with nothing changed.
    """
    rows = [row for path in paths for row in read_rows(path)]
    with transaction.atomic():
        loader = _Loader(overwrite)
        for row in rows:
            loader.load(row)
        loader.finish()
        if problems := list(islice(verify(Counter()), MOST_PROBLEMS)):
            raise Refused(["The record would not be whole:", *problems])
    return loader.counts


class _Loader:
    """Rows on their way into the database, inside a transaction."""

    def __init__(self, overwrite: bool) -> None:
        self.overwrite = overwrite
        self.counts: Counts = Counter()
        self.refused: list[str] = []
        self.files: dict[tuple[type[Model], Any], Path] = {}
        self.created: dict[type[Model], set[Any]] = {}
        self.changed: dict[type[Model], set[Any]] = {}

    def load(self, row: Row) -> None:
        """Save one row, if it is new or differs from the stored one and may replace it."""
        try:
            (deserialized,) = Deserializer([{"model": row.model._meta.label, "fields": row.fields}])
        except (DeserializationError, ObjectDoesNotExist, ValidationError) as error:
            if self.refused:
                return  # it may refer to a row that was refused
            raise Refused([f"{row.place}: {_reason(error)}"]) from None
        record = deserialized.object
        stored = self.stored(row, record)
        if stored is not None:
            record.pk = stored.pk
        if self.is_known(row, record, differs=stored is not None and _values(stored) != _values(record)):
            return
        if stored is not None and _values(stored) == _values(record):
            self.counts[row.model, "unchanged"] += 1
        elif stored is None or self.may_replace(row, stored):
            self.prepare(row, record, stored)
            try:
                deserialized.save()
            except DatabaseError as error:
                raise Refused([f"{row.place}: {_broken_constraint(row.model, error)}"]) from None
            self.counts[row.model, "created" if stored is None else "changed"] += 1
            (self.created if stored is None else self.changed).setdefault(row.model, set()).add(record.pk)
        if record.pk is not None:
            self.files[row.model, record.pk] = row.path

    def stored(self, row: Row, record: Model) -> Model | None:
        """Return the stored row that has the record's key, or had it when it was loaded and has another now."""
        rows = row.model._base_manager.select_for_update()
        if record.pk is not None:
            return rows.get(pk=record.pk)
        if not isinstance(record, Record):
            return None
        loaded = _loads(type(record)).filter(**_key(record)).first()
        if loaded is None:
            return None
        stored = rows.filter(pk=loaded.id).first()
        if stored is None and not self.overwrite:
            self.refused.append(f"{row.place}: {label(record)} was deleted by an editor.")
        return stored

    def is_known(self, row: Row, record: Model, *, differs: bool) -> bool:
        """Return whether an earlier file has this row. Raises Refused when they disagree, or it stands here twice."""
        earlier = self.files.get((row.model, record.pk))
        if earlier == row.path:
            raise Refused([f"{row.place}: it stands in this file twice."])
        if earlier is not None and differs:
            raise Refused([f"{row.place}: {earlier.name} says otherwise of {record}."])
        return earlier is not None

    def may_replace(self, row: Row, stored: Model) -> bool:
        """Return whether a row is still as it was loaded, or is to be overwritten anyway; else note it as refused."""
        if self.overwrite or _is_as_loaded(stored):
            return True
        was_loaded = isinstance(stored, Record) and _loads(type(stored)).filter(id=stored.pk).exists()
        how = (
            "was changed by an editor after it was loaded" if was_loaded else "is there, made by an editor, and differs"
        )
        self.refused.append(f"{row.place}: {label(stored)} {how}.")
        return False

    def prepare(self, row: Row, record: Model, stored: Model | None) -> None:
        """Give a row its version and its address, and check its fields. Raises Refused."""
        others = {field.name for field in record._meta.concrete_fields if field.is_relation}
        if isinstance(record, Record):
            record.version = stored.version + 1 if isinstance(stored, Record) else 1
            others.update(record.derived)
        if isinstance(record, Slugged):
            kind = record._meta.model_name or ""
            if isinstance(stored, Slugged) and stored.slug != record.slug:
                FormerSlug.objects.move(kind, stored.slug, record.slug)
            elif self.overwrite:
                FormerSlug.objects.filter(kind=kind, slug=record.slug).delete()
        rules: list[partial[Any]] = [partial(record.clean_fields, exclude=others)]
        if isinstance(record, Publishable) and isinstance(stored, Publishable):
            rules.append(partial(Publishable.check_rules, record, stored))
        if problems := broken(record, *rules):
            raise Refused([f"{row.place}: {problem}" for problem in problems])

    def finish(self) -> None:
        """Bring in line what is beside the loaded rows, and keep revisions. Raises Refused if any row was refused."""
        self.clear_other_passages()
        if self.refused:
            raise Refused([*self.refused, "To give up what the editors did, load again with --overwrite."])
        self.let_other_topics_follow()
        self.touch_parents()
        self.let_search_follow()
        now = timezone.now()  # one for all: a record with its parts was loaded at once
        for records, is_update in ((self.created, False), (self.changed, True)):
            for model, keys in records.items():
                if issubclass(model, Record):
                    rows: list[Any] = list(model._base_manager.filter(pk__in=keys).order_by("pk"))
                    for record in rows:
                        record._change_reason = LOADED + self.files[model, record.pk].name
                    model.history.bulk_history_create(rows, update=is_update, default_date=now)

    def clear_other_passages(self) -> None:
        """Delete the passages of the files' quotations that only an earlier fixture had; note those of editors."""
        quotations = [pk for model, pk in self.files if model is Quotation]
        ours = {pk for model, pk in self.files if model is Passage}
        for passage in Passage._base_manager.filter(quotation__in=quotations).select_related("quotation"):
            if passage.pk not in ours:
                if self.overwrite or _is_as_loaded(passage):
                    passage.delete()
                else:
                    self.refused.append(f"{label(passage)} was added by an editor.")

    def let_other_topics_follow(self) -> None:
        """Let the topics of changed quotations that no file has, but editors gave them, carry what they say now."""
        changed = QuotationTopic.objects.filter(quotation__in=self.changed.get(Quotation, ()))
        others = [pk for pk in changed.values_list("pk", flat=True) if (QuotationTopic, pk) not in self.files]
        QuotationTopic.objects.filter(pk__in=others).follow_quotations()

    def let_search_follow(self) -> None:
        """Make the search entries of all quotations whose words or names were written."""
        aliases = Alias.objects.filter(pk__in=self.written(Alias))
        SearchEntry.objects.follow(
            Quotation.objects.filter(
                Q(pk__in=self.written(Quotation))
                | Q(speaker__in=self.written(Speaker))
                | Q(speaker__in=aliases.values("speaker"))
                | Q(organization__in=self.written(Organization))
            )
        )

    def written(self, model: type[Model]) -> set[Any]:
        return self.created.get(model, set()) | self.changed.get(model, set())

    def touch_parents(self) -> None:
        """Bump the version of every parent that was there before and was not changed itself."""
        parents: dict[type[Model], set[Any]] = {}
        for records in (self.created, self.changed):
            for model, keys in records.items():
                for field in model._meta.concrete_fields:
                    if field.name in getattr(model, "parents", ()) and field.related_model:
                        found = model._base_manager.filter(pk__in=keys).values_list(field.attname, flat=True)
                        parents.setdefault(field.related_model, set()).update(found)
        for model, keys in parents.items():
            before = keys - self.created.get(model, set()) - self.changed.get(model, set())
            model._base_manager.filter(pk__in=before).update(version=F("version") + 1)


def _loads(model: type[Record]) -> QuerySet[Any]:
    """Return the revisions that loading gave to the rows of `model`, newest first."""
    revisions: QuerySet[Any] = model.history.filter(history_change_reason__startswith=LOADED)
    return revisions.order_by("-history_date", "-history_id")


def _is_as_loaded(stored: Model) -> bool:
    """Return whether a row says what it said when it was loaded last."""
    if not isinstance(stored, Record):
        return False
    loaded = _loads(type(stored)).filter(id=stored.pk).first()
    return loaded is not None and _facts(type(stored), loaded) == _facts(type(stored), stored)


def _key(record: Record) -> dict[str, Any]:
    """Return what a row is known by, in columns."""
    columns = {field.name: field.attname for field in record._meta.concrete_fields}
    return {columns[name]: getattr(record, columns[name]) for name in key_fields(type(record))}


def _values(record: Model) -> dict[str, Any]:
    """Return all that a row says, but for its key and version."""
    columns = [field.attname for field in record._meta.concrete_fields if not field.primary_key]
    return {name: getattr(record, name) for name in columns if name != "version"}


def _facts(model: type[Record], row: Any) -> dict[str, Any]:
    """Return what an editor decides of a row or a revision: all that is not derived."""
    others = {"version", *model.derived}
    fields = [field for field in model._meta.concrete_fields if not field.primary_key and field.name not in others]
    return {field.attname: getattr(row, field.attname) for field in fields}


def _reason(error: Exception) -> str:
    """Return in one line why a row cannot be read."""
    if isinstance(error, DeserializationError):
        cause = error.__context__
        if isinstance(cause, ValidationError):
            return " ".join(cause.messages)
        return f"it refers to {str(error).rpartition('field_value was ')[2]}, which is not there."
    return " ".join(str(error).split())


def _broken_constraint(model: type[Model], error: DatabaseError) -> str:
    """Return what the constraint that the database names says, else what the database says."""
    for rule in model._meta.constraints:
        if rule.name in str(error):
            return str(rule.violation_error_message) if rule.violation_error_message else rule.name
    return " ".join(str(error).split())
