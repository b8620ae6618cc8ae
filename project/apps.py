"""The desk: Django's admin with a site of its own."""

from importlib import import_module

from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.signals import user_logged_in

from project.sessions import end_in_time


class DeskConfig(AdminConfig):
    default_site = "quotes.admin.site.DeskSite"

    def ready(self) -> None:
        """Fill the desk. Its site stands in the package that fills it, so that package comes before all who ask."""
        user_logged_in.connect(end_in_time)
        import_module("quotes.admin")
        super().ready()
