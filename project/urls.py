"""Every address of the site: the editors' desk, what programs ask for, and the rest in `quotes.urls`."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path

from project.health import livez, readyz


def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """For pages whose template names no icon, such as Django's own."""
    return redirect(static("quotes/favicon.svg"))


handler500 = "project.errors.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("favicon.ico", favicon),
    path("", include("quotes.urls")),
]
