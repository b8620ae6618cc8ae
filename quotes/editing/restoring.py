"""Any revision of a record comes back, and so does what was deleted, with the parts that belonged to it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from quotes.models import Conflict, FormerSlug, Passage, Publishable, Quotation, Record, Slugged, act
from quotes.models.base import BEEN_PUBLIC
from quotes.text.anchors import Span
from quotes.text.characters import without_forbidden

from .history import DELETED, Revision, State, last_seen, made_with, parts_of, revisions_of, state_after
from .keys import give_out_after
from .parts import (
    bring_back_parts,
    passages_that_return,
    passages_then,
    remove_other_parts,
    restored_columns,
    set_columns,
)
from .permissions import User, is_public, may_change, may_publish
from .placing import spans_now
from .publication import VERBS


def restore(
    revision: Revision, *, by: User, of: Record | None = None, reason: str = "", version: int | None = None
) -> Record:
    """Bring a record back to how it was once the change that made `revision` was complete, its parts included.

    `revision` is one of the record itself, or, with `of`, one of a row that belongs or belonged to the record `of`.
    What comes back is a new revision of the record and of each part that differs. Its version goes on counting, and
    what was published stays published or withdrawn: `status_of` says which status comes back. Returns the record.

    Raises PermissionDenied when `by` may not change the record; Conflict when its version is not `version` any more;
    ValidationError, for people, and nothing is changed, when the record or one it refers to is gone, when its words do
    not stand in the source's text as it is now, or when a rule of the record forbids it.
    """
    state = state_after(revision, of)
    if state.own is None:
        raise ValidationError("It was not there at that time, so there is nothing to restore.")
    why = f"Restored from the revision of {state.moment:%Y-%m-%d %H:%M:%S} UTC"
    with transaction.atomic(), act(by=by, reason=in_full(why, reason)):
        record = state.model._base_manager.filter(pk=state.key).first()
        if record is None:
            raise ValidationError(last_seen(state.model, state.key))
        if not may_edit(by, record):
            raise PermissionDenied(f"You may not change this {record._meta.verbose_name}.")
        if version is not None and record.version != version:
            raise Conflict(record)
        refuse_what_refers_to_nothing(state)
        status = status_of(record, state.own, by)
        set_columns(record, state.own)
        lock(record)
        remove_other_parts(record, state, by)
        if isinstance(record, Publishable):  # only now: a topic that goes reads the status that is stored
            record.status, record.status_reason = status
        write(record, state)
        bring_back_parts(record, state, by)
        refuse_what_only_others_publish(record, by)
    record.refresh_from_db()
    return record


def undelete(revision: Revision, *, by: User, reason: str = "") -> Record:
    """Bring back what was deleted, with its key, ref and address, and the parts that were deleted with it.

    `revision` is the one that its deletion made. Its former addresses lead to it again, those that are free. A stance
    whose quotation and claim were deleted at once comes back with the second of them. Returns the record.

    Raises PermissionDenied when `by` may not delete and change such a record; ValidationError, for people, and nothing
    is changed, when it is there, its address is taken, what it refers to is gone, or its words do not stand in the
    source's text as it is now.
    """
    model: type[Record] = revision.instance_type
    with transaction.atomic(), act(by=by, reason=in_full("Brought back", reason)):
        refuse_what_is_there(model, revision)
        record: Record = revision.instance
        if not may_bring_back(by, record):
            raise PermissionDenied(f"You may not bring back this {record._meta.verbose_name}.")
        state = deleted_state(revision)
        refuse_what_refers_to_nothing(state)
        record.version = revision.version + 1
        record._state.adding = True
        refuse_a_taken_address(record)
        write(record, state)
        give_out_after(model, record.pk, record._state.db or "default")
        bring_back_parts(record, state, by)
        if isinstance(record, Slugged):
            bring_back_addresses(record, revision)
        refuse_what_only_others_publish(record, by)
    record.refresh_from_db()
    return record


def in_full(why: str, reason: str) -> str:
    reason = without_forbidden(reason).strip()
    return f"{why}: {reason}" if reason else why


# Who may


def may_edit(user: User, record: Record) -> bool:
    """Return whether `user` may change the record, and one of those that it is a part of, if it is one."""
    parents = record.held_parents()
    return may_change(user, record) and (not parents or any(may_change(user, parent) for parent in parents))


def may_bring_back(user: User, record: Record) -> bool:
    """Return whether `user` may undo the deletion of a record: who may delete and change such a record may."""
    return user.has_perm(f"quotes.delete_{record._meta.model_name}") and may_change(user, record)


def refuse_what_only_others_publish(record: Record, by: User) -> None:
    if not may_publish(by, type(record)) and is_public(record):
        raise PermissionDenied("Readers would see this at once, so an editor has to do it.")


# What comes back


def status_of(record: Record, then: Revision, by: User) -> tuple[str, str]:
    """Return the status, and its reason, that `record` has once it is restored.

    It is the one of `then` only when neither that nor the present one is or was public, and `by` may do the verb that
    leads there. Otherwise it stays: restoring neither publishes nor takes back from readers.
    """
    if not isinstance(record, Publishable):
        return "", ""
    now = record.status, record.status_reason
    if record.was_public or then.status in BEEN_PUBLIC or now == (then.status, then.status_reason):
        return now
    verb = next(verb for verb in VERBS if verb.target == then.status)
    return (then.status, then.status_reason) if by.has_perm(verb.permission_for(type(record))) else now


def deleted_state(revision: Revision) -> State:
    """Return what a deletion took along: the record and the parts that went with it."""
    model, key = revision.instance_type, revision.id
    found = {}
    for part in parts_of(model):
        gone = part.model.history.filter(made_with(revision), history_type=DELETED, **{part.column: key})
        there = part.model._base_manager.filter(pk__in=gone.order_by().values("id")).values_list("pk", flat=True)
        last = {row.id: row for row in gone.exclude(id__in=list(there)).order_by("history_id")}
        found[part] = [last[pk] for pk in sorted(last) if not waits(last[pk], revision)]
    return State(model, key, revision.history_date, revision, found)


def waits(part: Revision, revision: Revision) -> bool:
    """Return whether another parent of a part was deleted in the same act, and is gone: the part comes with that."""
    model = part.instance_type
    for name in model.parents:
        parent = model._meta.get_field(name).related_model
        key = getattr(part, f"{name}_id")
        if key is not None and (parent, key) != (revision.instance_type, revision.id):
            with_it = parent.history.filter(made_with(revision), id=key, history_type=DELETED)
            if with_it.exists() and not parent._base_manager.filter(pk=key).exists():
                return True
    return False


def bring_back_addresses(record: Slugged, revision: Revision) -> None:
    """Let the addresses that led to the record when it was deleted lead to it again, unless they are taken."""
    kind = record._meta.model_name or ""
    gone = FormerSlug.history.filter(made_with(revision), history_type=DELETED, kind=kind, current_slug=record.slug)
    for slug in gone.order_by("slug").values_list("slug", flat=True).distinct():
        is_taken = type(record)._base_manager.filter(slug=slug).exists()
        if not is_taken and not FormerSlug.objects.filter(kind=kind, slug=slug).exists():
            FormerSlug.objects.create(kind=kind, slug=slug, current_slug=record.slug)


# What is refused


def refuse_what_is_there(model: type[Record], revision: Revision) -> None:
    if model._base_manager.filter(pk=revision.id).exists():
        raise ValidationError(f"This {model._meta.verbose_name} is there: nothing has to be brought back.")
    latest = revisions_of(model, revision.id).first()
    if latest is None or latest.pk != revision.pk or latest.history_type != DELETED:
        raise ValidationError("This is not its latest deletion. Take that one.")


def refuse_what_refers_to_nothing(state: State) -> None:
    """Raise ValidationError that names each record which the restored one, or a part of it, refers to and is gone."""
    wanted: dict[tuple[type[Record], int], None] = {}
    for own, revision in [(None, state.own), *state.rows()]:
        model = own.model if own else state.model
        for column in restored_columns(model):
            key = getattr(revision, column.attname)
            if column.is_relation and key is not None and (own is None or column.name != own.parent):
                wanted[column.related_model, key] = None
    gone = [last_seen(model, key) for model, key in wanted if not model._base_manager.filter(pk=key).exists()]
    if gone:
        raise ValidationError(gone)


def refuse_a_taken_address(record: Record) -> None:
    if isinstance(record, Slugged):
        other = type(record)._base_manager.filter(slug=record.slug).first()
        if other:
            raise ValidationError(f"Its address “{record.slug}” belongs to “{other}” now. Change that one first.")
        record.check_slug(None)


# Writing


def lock(record: Record) -> None:
    """Lock what the record follows from and the record itself, in the order of every save. Raises Conflict."""
    record.lock_sources(record._state.db or "default")
    for parent in record.held_parents():
        type(parent)._base_manager.select_for_update(no_key=True).filter(pk=parent.pk).first()
    record.lock()


def write(record: Record, state: State) -> None:
    """Validate and save the record, and of a quotation the passages with it, where its words stand now."""
    if isinstance(record, Quotation):
        then = [Span(row.start, row.end) for row in passages_then(state)]
        with standing_at(record, spans_now(record.source, then, state.moment)) as spans:
            passages = passages_that_return(record, state)
            record.full_clean()
            record.anchor(spans, passages)
        for passage in passages:
            give_out_after(Passage, passage.pk, passage._state.db or "default")
        return
    if isinstance(record, Passage):
        span = Span(record.start, record.end)
        [(record.start, record.end)] = spans_now(record.quotation.source, [span], state.moment)
    record.full_clean()
    record.save()


@contextmanager
def standing_at(quotation: Quotation, spans: list[Span]) -> Iterator[list[Span]]:
    """Let the passages of a quotation be those at `spans`, though not yet written: as `anchor` does."""
    quotation._spans = spans
    try:
        yield spans
    finally:
        quotation._spans = None
