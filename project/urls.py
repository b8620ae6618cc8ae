"""Every address of the site: the editors' desk, what programs ask for, and the rest in `quotes.urls`."""

from django.contrib import admin
from django.contrib.sitemaps import views as sitemap_views
from django.http import HttpRequest, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import include, path

from project.health import livez, readyz
from project.robots import robots
from quotes.admin.style_guide import style_guide
from quotes.reading.sitemaps import SITEMAPS


def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """For pages whose template names no icon, such as Django's own."""
    return HttpResponseRedirect(static("quotes/favicon.svg"), headers={"Cache-Control": "public, max-age=86400"})


handler500 = "project.errors.server_error"

urlpatterns = [
    path("admin/style-guide/", admin.site.admin_view(style_guide), name="style-guide"),
    path("admin/", admin.site.urls),
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("favicon.ico", favicon, name="favicon"),
    path("robots.txt", robots, name="robots"),
    path(
        "sitemap.xml",
        sitemap_views.index,
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap-section"},
        name="sitemap",
    ),
    path(
        "sitemap-<slug:section>.xml",
        sitemap_views.sitemap,
        {"sitemaps": SITEMAPS},
        name="sitemap-section",
    ),
    path("", include("quotes.urls")),
]
