"""The rules of each model, made ready to be asked a million times: the same rules, read from the models' own fields.

What `full_clean()` asks of a saved row is asked here in four parts, most of it once for each distinct value:

- of one field: `FieldRule`, which is `Field.clean()`, the characters that `Record.clean()` refuses, and the check
  constraints that look at this field alone. A short value that passed is remembered with what it became.
- of several fields: `RowRules.check`, the other check constraints.
- unique keys: `known`, since every unique constraint of the record is the key a row is known by (a test says so).
- what no constraint can express: `making`.
"""

import re
from collections.abc import Callable
from datetime import date
from types import NoneType
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.db.models import CheckConstraint, Model

from quotes.ingest.building import ORDER
from quotes.ingest.bulk.conditions import Test, fields_of, is_false
from quotes.ingest.fixtures import key_fields, key_paths
from quotes.models import FormerSlug
from quotes.models.fields import VerbatimTextField
from quotes.text.characters import check_characters

ALL: tuple[type[Model], ...] = (*ORDER, FormerSlug)

MOST_REMEMBERED = 5_000
LONGEST_REMEMBERED = 60


class FieldRule:
    """What one field asks of a value, whatever the rest of the row says."""

    def __init__(self, field: Any, constraints: list[tuple[CheckConstraint, Test]]) -> None:
        self.field = field
        self.constraints = constraints
        self.searches = _searches(field)
        self.longest = field.max_length or 10**9
        self.types = (str, int, float, NoneType) if isinstance(field, models.FloatField) else (str, int, NoneType)
        self.passed: dict[Any, Any] = {}

    def __call__(self, value: Any) -> Any:
        """Return the value as it is kept, dates as text in ISO 8601. Raises ValidationError."""
        kind = type(value)
        if kind is not str and kind is not int:  # True and 1.0 are equal to 1, and are not what it is
            return self.checked(value)
        if value in self.passed:
            return self.passed[value]
        kept = self.checked(value)
        if len(self.passed) < MOST_REMEMBERED and (kind is int or len(value) <= LONGEST_REMEMBERED):
            self.passed[value] = kept
        return kept

    def checked(self, value: Any) -> Any:
        """Ask every rule."""
        if not isinstance(value, self.types):
            raise ValidationError(f"This is not a text, a whole number or null: {value!r}.")
        if isinstance(value, str):
            try:
                check_characters(value)
            except ValueError as error:
                raise ValidationError(str(error)) from None
        if not self.is_plain(value):
            value = self.cleaned(value)
        row = {self.field.name: value}
        for constraint, is_broken in self.constraints:
            if is_broken(row):
                raise ValidationError(constraint.get_violation_error_message())
        return value

    def is_plain(self, value: Any) -> bool:
        """Return whether `Field.clean()` would return this very value: a text that all of its validators let pass."""
        if self.searches is None or type(value) is not str or not 0 < len(value) <= self.longest:
            return False
        return not self.searches or all(search(value) for search in self.searches)

    def cleaned(self, value: Any) -> Any:
        """Return what `Model.clean_fields()` would make of the value, which asks nothing of an empty one."""
        if value is None and not self.field.null:
            raise ValidationError(str(self.field.error_messages["null"]))
        if self.field.blank and value in self.field.empty_values:
            return value
        value = self.field.clean(value, None)
        return value.isoformat() if isinstance(value, date) else value


def _searches(field: Any) -> list[Callable[[str], Any]] | None:
    """Return the searches by which a text passes all validators of a field but the longest length, or None.

    None where the field has rules of other kinds, which only `Field.clean()` knows.
    """
    if type(field) not in (models.CharField, models.SlugField, models.TextField, VerbatimTextField) or field.choices:
        return None
    searches: list[Callable[[str], Any]] = []
    for validator in field.validators:
        if type(validator) is MaxLengthValidator:
            continue
        if type(validator) is not RegexValidator or validator.inverse_match:
            return None
        searches.append(re.compile(validator.regex.pattern, validator.flags).search)  # type: ignore[union-attr]
    return searches


class RowRules:
    """The rules of a model, and which fields its rows give, which are derived, and which lead to other rows."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        derived = set(getattr(model, "derived", ()))
        self.columns = [field for field in model._meta.concrete_fields if not field.primary_key]
        self.names = {field.name for field in self.columns}
        self.names_in_order = [field.name for field in model._meta.concrete_fields]
        self.derived = [field.name for field in self.columns if field.name in derived]
        self.derived_names = derived
        self.related: dict[str, Any] = {field.name: field.related_model for field in self.columns if field.is_relation}
        self.required = {name for name in self.related if name not in derived and not model._meta.get_field(name).null}
        self.given_relations = [name for name in self.related if name not in derived]
        given = [field for field in self.columns if not field.is_relation and field.name not in {*derived, "version"}]
        checks = [
            (rule, is_false(rule.condition), fields_of(rule.condition))
            for rule in model._meta.constraints
            if isinstance(rule, CheckConstraint)
        ]
        self.fields = {
            field.name: FieldRule(field, [(rule, test) for rule, test, names in checks if names == {field.name}])
            for field in given
        }
        # The fields a row is known by, and of how many parts the key is that each refers to, if it does.
        self.key = [
            (name, len(key_paths(self.related[name])) if name in self.related else 0) for name in key_fields(model)
        ]
        self.conditions = [
            (rule, test) for rule, test, names in checks if not (len(names) == 1 and names <= self.fields.keys())
        ]
        self.defaults = [(field.name, rule, field) for field, rule in zip(given, self.fields.values(), strict=True)]

    def clean(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Return the given fields, and the defaults of those that are not, as they are kept.

        Raises ValidationError with what is wrong, by field.
        """
        try:
            return {
                name: rule(fields[name]) if name in fields else rule(field.get_default())
                for name, rule, field in self.defaults
            }
        except ValidationError:
            raise ValidationError(self.problems(fields)) from None

    def problems(self, fields: dict[str, Any]) -> dict[str, ValidationError]:
        """Return what is wrong with each of the given fields."""
        problems = {}
        for name, rule, field in self.defaults:
            try:
                rule(fields.get(name, field.get_default()))
            except ValidationError as error:
                problems[name] = error
        return problems

    def check(self, row: dict[str, Any]) -> None:
        """Raise ValidationError for the first check constraint that a row breaks, its key under "id"."""
        for rule, is_broken in self.conditions:
            if is_broken(row):
                raise ValidationError(rule.get_violation_error_message())


def rules_of_all() -> dict[type[Model], RowRules]:
    """Return the rules of each model whose rows stand in files."""
    return {model: RowRules(model) for model in ALL}
