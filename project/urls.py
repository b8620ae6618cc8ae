"""Every address of the site: the editors' desk, the icon that browsers ask for, and the rest in `quotes.urls`."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path

from quotes.admin.style_guide import style_guide


def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """For pages whose template names no icon, such as Django's own."""
    return redirect(static("quotes/favicon.svg"))


urlpatterns = [
    path("admin/style-guide/", admin.site.admin_view(style_guide), name="style-guide"),
    path("admin/", admin.site.urls),
    path("favicon.ico", favicon),
    path("", include("quotes.urls")),
]
