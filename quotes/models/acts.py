"""Which revisions were made together, by whom and why."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords


@dataclass(frozen=True)
class Act:
    """What somebody did at once. Each revision made meanwhile has its key, and who and why unless it has its own."""

    key: int
    by: Any = None
    reason: str = ""


_current: ContextVar[Act | None] = ContextVar("act", default=None)


@contextmanager
def act(*, by: Any = None, reason: str = "") -> Iterator[Act]:
    """Let all revisions made inside belong to one act. One inside of another is a part of it.

    A save or a deletion is an act by itself; so wrap those of several rows, inside of their transaction or around it.
    """
    outer = _current.get()
    inner = Act(
        key=outer.key if outer else secrets.randbits(63),
        by=by or (outer.by if outer else None),
        reason=reason or (outer.reason if outer else ""),
    )
    token = _current.set(inner)
    try:
        yield inner
    finally:
        _current.reset(token)


def current_key() -> int | None:
    """Return the key of the act at hand, if any."""
    current = _current.get()
    return current.key if current else None


class RevisionManager(HistoryManager):
    """The manager `history`, whose class is made once. The library makes it at each use: a quarter of a save."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: Any, class_name: str | None = None) -> Any:
        return super().from_queryset(queryset_class, class_name)


class Revisions(HistoricalRecords):
    """The history of a model, each of whose revisions knows the act that made it; deletions are found quickly."""

    def __init__(self, **options: Any) -> None:
        super().__init__(history_manager=RevisionManager, **options)

    def get_extra_fields(self, model: Any, fields: Any) -> Any:
        """Return the columns that a revision has besides the row's own."""
        act_key = models.BigIntegerField(null=True, editable=False, default=current_key)
        return super().get_extra_fields(model, fields) | {"history_act": act_key}

    def get_meta_options(self, model: Any) -> Any:
        """Return the options of the model of revisions, with the index that finds what was deleted."""
        deleted = models.Index(
            fields=["-history_date", "-history_id"],
            condition=models.Q(history_type="-"),
            name=f"deleted_{model._meta.model_name}"[:30],
        )
        return super().get_meta_options(model) | {"indexes": [deleted]}

    def get_history_user(self, instance: Any) -> Any:
        """Return who made the revision: whom the row names, else the act, else the one who asked for the page."""
        current = _current.get()
        if not hasattr(instance, "_history_user") and current and current.by:
            return current.by
        return super().get_history_user(instance)

    def get_change_reason_for_object(self, instance: Any, history_type: str, using: Any) -> str | None:
        """Return why the revision was made: the row's own reason, else that of the act."""
        current = _current.get()
        own = super().get_change_reason_for_object(instance, history_type, using)
        return own or (current.reason if current else "") or None
