"""The page of a review, as a browser without JavaScript sees it and sends it back."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from quotes.models import Quotation, Source
from tests.admin.desk import FormReader


def url_of(source: Source, ref: str = "") -> str:
    return reverse("admin:quotes_source_review", args=[source.pk], query={"quotation": ref} if ref else None)


def draft_of(source: Source, words: str) -> Quotation:
    return Quotation.objects.select_related("speaker", "affiliation").get(source=source, text__startswith=words)


def form_of(response: HttpResponse, form: str) -> dict[str, list[str]]:
    """Return what a form of the page would send back, every value of a repeated name."""
    reader = FormReader()
    reader.feed(response.content.decode())
    data: dict[str, list[str]] = {}
    for name, value in reader.forms[form]:
        data.setdefault(name, []).append(value)
    return data


def press(client: Client, page: HttpResponse, source: Source, form: str, do: str, **changes: Any) -> HttpResponse:
    """Send a form of a page with some fields changed, by its button `do`, and follow where it leads."""
    return client.post(url_of(source), form_of(page, form) | {"do": do} | changes, follow=True)


def open_review(client: Client, source: Source, words: str = "") -> HttpResponse:
    response = client.get(url_of(source, draft_of(source, words).ref if words else ""))
    assert response.status_code == 200
    return response


def current(response: HttpResponse) -> str:
    item = response.context["item"]
    return item.quotation.text if item else ""


def errors_of(response: HttpResponse) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}
