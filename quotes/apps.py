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


def migrates_record(plan: list[tuple[Any, bool]]) -> bool:
    """Return whether a plan of migrations changes the tables of the record."""
    return any(migration.app_label == QuotesConfig.name for migration, _ in plan)


def stop_noting_changes(using: str, plan: list[tuple[Any, bool]], **kwargs: Any) -> None:
    """Remove the triggers before tables change: SQLite renames no table while a trigger names one that is gone."""
    if migrates_record(plan):
        triggers.remove(using)


def note_changes(using: str, plan: list[tuple[Any, bool]] | None = None, **kwargs: Any) -> None:
    """Make the triggers after every migration, which may have lost some of them, and note what it may have changed."""
    if "quotes_change" in connections[using].introspection.table_names():
        triggers.install(using)
        if migrates_record(plan or []):
            changes.note_everything(using)


def install_search(*, using: str, **kwargs: Any) -> None:
    """Make what a migration of the tables cannot keep: the native index of the search."""
    search.index(using).install()
