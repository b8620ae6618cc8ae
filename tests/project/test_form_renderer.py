"""Forms written without templates are those of Django's templates, character for character."""

from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import ManagementForm
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from project.form_renderer import WRITERS, FormRenderer

TEMPLATES, WRITTEN = DjangoTemplates(), FormRenderer()
COLOURS = [("", "---------"), ("r", "Red & <green>"), (3, "Three"), ("q", mark_safe("<b>bold</b>"))]
GROUPED = [("Warm", [("r", "Red")]), ("Cold", [("b", "Blue")])]
INPUTS = [forms.TextInput, forms.NumberInput, forms.HiddenInput, forms.CheckboxInput, forms.Textarea]

values = st.none() | st.booleans() | st.integers() | st.text()
attributes = st.dictionaries(st.sampled_from(["class", "rows", "required", "aria-label", "data-x"]), values, max_size=4)


def test_it_is_what_forms_are_rendered_with() -> None:
    assert isinstance(get_default_renderer(), FormRenderer)


@pytest.mark.parametrize("name", WRITERS)
def test_what_is_written_has_a_template_of_django(name: str) -> None:
    assert TEMPLATES.get_template(name)


@pytest.mark.parametrize("widget", INPUTS)
@given(value=values, attrs=attributes)
def test_an_input_is_that_of_the_template(widget: Any, value: Any, attrs: dict[str, Any]) -> None:
    field = widget(attrs)
    assert field.render("a<b", value, renderer=WRITTEN) == field.render("a<b", value, renderer=TEMPLATES)


@pytest.mark.parametrize("choices", [[], COLOURS, GROUPED, [*COLOURS, *GROUPED]])
@pytest.mark.parametrize("value", [None, "", "r", "b", 3, "<"])
def test_a_select_is_that_of_the_template(choices: list[Any], value: Any) -> None:
    field = forms.Select({"class": "x", "data-roles": "/a?b&c"}, choices)
    assert field.render("s", value, {"id": "i"}, WRITTEN) == field.render("s", value, {"id": "i"}, TEMPLATES)


class Letter(forms.Form):
    name = forms.CharField(label="Name & title", help_text="<b>Yours</b>")
    size = forms.IntegerField(label=mark_safe("<i>Size</i>"), label_suffix="")
    secret = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> None:
        raise ValidationError(["One & two", mark_safe("<b>three</b>")])


@pytest.mark.parametrize("data", [None, {}, {"name": "<Ann>", "size": "x", "secret": "1"}])
def test_a_form_its_labels_and_its_errors_are_those_of_the_templates(data: dict[str, str] | None) -> None:
    written, templates = (Letter(data, renderer=renderer) for renderer in (WRITTEN, TEMPLATES))
    assert str(written) == str(templates)
    assert str(written.errors) == str(templates.errors)
    assert written.as_p() == templates.as_p()
    for one, other in zip(written, templates, strict=True):
        assert one.label_tag(attrs={"class": "required"}) == other.label_tag(attrs={"class": "required"})
        assert str(one.errors) == str(other.errors)


@pytest.mark.parametrize("data", [None, {}])
def test_a_form_of_hidden_fields_is_that_of_the_template(data: dict[str, str] | None) -> None:
    initial = {"TOTAL_FORMS": 2, "INITIAL_FORMS": 1}
    written, templates = (
        ManagementForm(data, prefix="p", initial=initial, renderer=each) for each in (WRITTEN, TEMPLATES)
    )
    assert str(written) == str(templates)


def test_a_label_of_no_one_field_is_that_of_the_template() -> None:
    class Choices(forms.Form):
        usable = forms.ChoiceField(choices=[("true", "Enabled")], widget=forms.RadioSelect)

    own, of_django = Choices(auto_id=False), Choices(auto_id=False, renderer=DjangoTemplates())
    assert own["usable"].label_tag() == of_django["usable"].label_tag()
