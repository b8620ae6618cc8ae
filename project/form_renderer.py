"""Writes the plain parts of forms without templates, which took a third of the time of a form with many fields."""

from collections.abc import Callable
from html import escape
from typing import Any

from django.forms.renderers import DjangoTemplates


class FormRenderer(DjangoTemplates):
    """Writes inputs, selects, labels and lists of errors as Django's templates do, character for character.

    Everything else has its template.
    """

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        write = WRITERS.get(template_name)
        text = write(context) if write else None
        return super().render(template_name, context, request) if text is None else text.strip()


def escaped(value: Any) -> str:
    """Return a value as text for HTML. (Django's own function does it more slowly, since it may put it off.)"""
    return value.__html__() if hasattr(value, "__html__") else escape(str(value))


def attributes(attrs: dict[str, Any] | None) -> str:
    """Return attributes of an element; True stands for one without a value, False for one that is not there."""
    return "".join(
        f" {name}" if value is True else f' {name}="{escaped(value)}"'
        for name, value in (attrs or {}).items()
        if value is not False
    )


def write_input(context: dict[str, Any]) -> str:
    widget = context["widget"]
    value = "" if widget["value"] is None else f' value="{escaped(widget["value"])}"'
    return f'<input type="{widget["type"]}" name="{escaped(widget["name"])}"{value}{attributes(widget["attrs"])}>'


def write_textarea(context: dict[str, Any]) -> str:
    widget = context["widget"]
    opening = f'<textarea name="{escaped(widget["name"])}"{attributes(widget["attrs"])}>'
    return f"{opening}\n{escaped(widget['value'] or '')}</textarea>"


def write_select(context: dict[str, Any]) -> str | None:
    """Return a select; None for one whose options are in groups."""
    widget = context["widget"]
    lines = [f'<select name="{escaped(widget["name"])}"{attributes(widget["attrs"])}>']
    for group, options, _ in widget["optgroups"]:
        if group:
            return None
        lines += [
            f'  <option value="{escaped(option["value"])}"{attributes(option["attrs"])}>'
            f"{escaped(option['label'])}</option>\n"
            for option in options
        ]
    return "\n".join([*lines, "</select>"])


def write_label(context: dict[str, Any]) -> str:
    label, tag = escaped(context["label"]), context["tag"]
    return f"<{tag}{attributes(context['attrs'])}>{label}</{tag}>" if context["use_tag"] else label


def write_hidden_fields(context: dict[str, Any]) -> str | None:
    """Return a form of hidden fields alone; None for any other."""
    if context["fields"] or context["errors"]:
        return None
    return "".join(str(field) for field in context["hidden_fields"])


def write_no_errors(context: dict[str, Any]) -> str | None:
    return None if context["errors"] else ""


WRITERS: dict[str, Callable[[dict[str, Any]], str | None]] = {
    "django/forms/div.html": write_hidden_fields,
    "django/forms/errors/list/default.html": write_no_errors,
    "django/forms/errors/list/ul.html": write_no_errors,
    "django/forms/label.html": write_label,
    "django/forms/widgets/checkbox.html": write_input,
    "django/forms/widgets/hidden.html": write_input,
    "django/forms/widgets/number.html": write_input,
    "django/forms/widgets/select.html": write_select,
    "django/forms/widgets/text.html": write_input,
    "django/forms/widgets/textarea.html": write_textarea,
}
