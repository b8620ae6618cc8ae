"""The site's addresses, and some whose views fail."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from project.urls import handler500
from project.urls import urlpatterns as site

__all__ = ["handler500"]


def failing(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the first line\n2026-01-01 INFO forged: the second line\r\x1b[31m")


def without_table(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM no_such_table")
    return HttpResponse()


urlpatterns = [path("failing/", failing), path("without-table/", without_table), *site]
