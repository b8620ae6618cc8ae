from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from quotes import search


class QuotesConfig(AppConfig):
    name = "quotes"
    verbose_name = "On Record"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(install_search, sender=self)


def install_search(*, using: str, **kwargs: Any) -> None:
    """Make what a migration of the tables cannot keep: the native index of the search."""
    search.index(using).install()
