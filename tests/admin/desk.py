"""The editors' desk as a browser without JavaScript sees it: what a form would send back."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

CHANGED = "Somebody else changed this after you opened it. Nothing was saved."


class FormReader(HTMLParser):
    """Collects what a browser would post for each form, buttons aside."""

    def __init__(self) -> None:
        super().__init__()
        self.form = ""
        self.forms: dict[str, list[tuple[str, str]]] = {}
        self.select = ""
        self.area: list[str] | None = None
        self.area_name = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.form = at.get("id", "unnamed")
            self.forms.setdefault(self.form, [])
        elif tag == "input" and at.get("name") and at.get("type") not in ("submit", "button", "file"):
            checkable = at.get("type") in ("checkbox", "radio")
            if not checkable or "checked" in at:
                self.put(at["name"], at.get("value", "on" if checkable else ""))
        elif tag == "select":
            self.select = at.get("name", "")
            self.first_option = True
        elif tag == "option" and self.select:
            if "selected" in at or self.first_option:
                self.drop(self.select)
                self.put(self.select, at.get("value", ""))
            self.first_option = False
        elif tag == "textarea":
            self.area, self.area_name = [], at.get("name", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area is not None:
            text = "".join(self.area)
            text = text.removeprefix("\n")  # HTML: a newline right after <textarea> is no part of the text
            self.put(self.area_name, text.replace("\n", "\r\n"))
            self.area = None
        elif tag == "select":
            self.select = ""

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.append(data)

    def put(self, name: str, value: str) -> None:
        self.forms.setdefault(self.form, []).append((name, value))

    def drop(self, name: str) -> None:
        self.forms[self.form] = [pair for pair in self.forms[self.form] if pair[0] != name]


def read_form(response: HttpResponse, form: str) -> dict[str, Any]:
    """Return what the form with this id would send back, untouched."""
    reader = FormReader()
    reader.feed(response.content.decode())
    return {name: value for name, value in reader.forms[form] if "__prefix__" not in name}


def change_url(record: Any) -> str:
    return reverse(f"admin:quotes_{record._meta.model_name}_change", args=[record.pk])


def add_url(model: Any) -> str:
    return reverse(f"admin:quotes_{model._meta.model_name}_add")


def list_url(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def open_form(client: Client, record_or_model: Any) -> dict[str, Any]:
    """Open the change form of a record, or the add form of a model, and return what it would send back."""
    is_model = isinstance(record_or_model, type)
    url = add_url(record_or_model) if is_model else change_url(record_or_model)
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    return read_form(response, f"{record_or_model._meta.model_name}_form")


def send(client: Client, record_or_model: Any, form: dict[str, Any], **changes: Any) -> HttpResponse:
    """Send a form back with some fields changed (write `__` for the `-` of inline rows), by the Save button."""
    is_model = isinstance(record_or_model, type)
    url = add_url(record_or_model) if is_model else change_url(record_or_model)
    buttons = {} if any(name.startswith("_") for name in changes) else {"_save": "Save"}
    return client.post(url, form | buttons | {name.replace("__", "-"): value for name, value in changes.items()})


def save(client: Client, record_or_model: Any, form: dict[str, Any] | None = None, **changes: Any) -> HttpResponse:
    """Open a form (or take one opened before), change it and save it; fail with its errors when it is refused."""
    form = open_form(client, record_or_model) if form is None else form
    response = send(client, record_or_model, form, **changes)
    assert response.status_code == 302, errors_of(response)
    return response


def errors_of(response: HttpResponse) -> list[str]:
    """Return every error that a form shows, its rows' too."""
    if response.context is None or "errors" not in response.context:
        return [f"status {response.status_code}"]
    found = (error if isinstance(error, list) else [error] for error in response.context["errors"])
    return [str(message) for messages in found for message in messages]


def messages_of(response: HttpResponse) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def add_row(form: dict[str, Any], prefix: str, **values: Any) -> dict[str, Any]:
    """Return the form with one more row, as "Add another" makes it."""
    count = int(form[f"{prefix}-TOTAL_FORMS"])
    row = {f"{prefix}-{count}-{name}": value for name, value in values.items()}
    return form | row | {f"{prefix}-TOTAL_FORMS": str(count + 1)}


def conflict(client: Client, record: Any, form: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Send a form that is refused as overtaken, and return the combined form."""
    response = send(client, record, form, **changes)
    assert CHANGED in errors_of(response), errors_of(response)
    return read_form(response, f"{record._meta.model_name}_form")
