from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

from quotes import search
from quotes.search import changes, triggers


class QuotesConfig(AppConfig):
    name = "quotes"
    verbose_name = "On Record"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        pre_migrate.connect(stop_noting_changes, sender=self)
        post_migrate.connect(install_search, sender=self)
        post_migrate.connect(note_changes, sender=self)


def stop_noting_changes(using: str, plan: list[tuple[Any, bool]], **kwargs: Any) -> None:
    """Remove the triggers before tables change, where they are in the way.

    SQLite renames no table while a trigger names one that is gone. On the way back the table of notes goes.
    """
    changing = [backwards for migration, backwards in plan if migration.app_label == QuotesConfig.name]
    if changing and (connections[using].vendor == "sqlite" or any(changing)):
        triggers.remove(using)


def note_changes(using: str, plan: list[tuple[Any, bool]] | None = None, **kwargs: Any) -> None:
    """Make the triggers after every migration, which may have lost some of them, and note that all may have changed.

    Even one with nothing to do: the one before it may have failed, and left no triggers.
    """
    if "quotes_change" in connections[using].introspection.table_names():
        triggers.install(using)
        if plan is not None:
            changes.note_everything(using)


def install_search(*, using: str, **kwargs: Any) -> None:
    """Make what a migration of the tables cannot keep: the native index of the search."""
    search.index(using).install()
