"""Choices of another record, of which there may be a million."""

from typing import Any

from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.db import models
from django.templatetags.static import static
from django.utils.html import escape
from django.utils.safestring import mark_safe

NAME = "__name__"  # in the links beside a choice: the name of its field in a row


class Autocomplete(AutocompleteSelect):
    """A choice that completes itself, and that knows the record which the row in hand has already."""

    chosen: models.Model | None = None

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        keys = [str(key) for key in value if is_key(str(key))]
        if self.chosen is None or keys != [str(self.chosen.pk)]:
            return super().optgroups(name, keys, attr)
        empty = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        return [(None, [*empty, self.create_option(name, self.chosen.pk, str(self.chosen), True, 0)], 0)]


class RelatedChoice(RelatedFieldWidgetWrapper):
    """A choice of another record, with the admin's links to change, add or view one, and none that deletes it.

    The links are those of admin/widgets/related_widget_wrapper.html, but written once for all rows of a form.
    """

    def __init__(self, wrapper: RelatedFieldWidgetWrapper) -> None:
        may = {name: getattr(wrapper, name) for name in ("can_add_related", "can_change_related", "can_view_related")}
        super().__init__(wrapper.widget, wrapper.rel, wrapper.admin_site, **may)
        self.links = self.written_links()

    def written_links(self) -> str:
        model = self.rel.model._meta
        info, key = (model.app_label, model.model_name), f"{TO_FIELD_VAR}={self.rel.get_related_field().name}"
        add, change = self.get_related_url(info, "add"), self.get_related_url(info, "change", "__fk__")
        links = [
            ("change", "Change selected", 'data-popup="yes" data-href-template', f"{change}?{key}&{IS_POPUP_VAR}=1"),
            ("add", "Add another", 'data-popup="yes" href', f"{add}?{key}&{IS_POPUP_VAR}=1"),
            ("view", "View selected", "data-href-template", f"{change}?{key}"),
        ]
        return "".join(
            f'<a class="related-widget-wrapper-link {action}-related" id="{action}_id_{NAME}" title="{title} '
            f'{model.verbose_name}" {place}="{escape(address)}">'
            f'<img src="{static(f"admin/img/icon-{action}link.svg")}" alt="" width="24" height="24"></a>'
            for action, title, place, address in links
            if getattr(self, f"can_{action}_related")
        )

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:
        widget, links = self.widget.render(name, value, attrs, renderer), self.links.replace(NAME, name)
        model = self.rel.model._meta.model_name
        return mark_safe(f'<div class="related-widget-wrapper" data-model-ref="{model}">{widget}{links}</div>')  # noqa: S308


def is_key(text: str) -> bool:
    """Return whether what was posted may be the key of a row."""
    return text.isascii() and text.isdigit() and len(text) < 19
