"""The fields, validators and constraints that the models share."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import Q

from quotes.text.characters import FORBIDDEN_IN_DATABASE
from quotes.text.dates import parse_date

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REF_LENGTH = 10
LANGUAGE_PATTERN = r"\A[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z"
SLUG_PATTERN = r"\A[a-z0-9]+(-[a-z0-9]+)*\Z"


def make_ref() -> str:
    """Return a new permanent public identifier: 10 random characters of Crockford's base 32 (50 bits)."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(REF_LENGTH))


def validate_known_date(value: str) -> None:
    """Raise ValidationError unless `value` is a date as known (quotes.text.dates)."""
    try:
        parse_date(value)
    except ValueError as error:
        raise ValidationError(str(error), code="known_date") from None


validate_language = RegexValidator(LANGUAGE_PATTERN, "Give the BCP 47 tag of a language: en, ru, pt-BR.")
validate_slug = RegexValidator(SLUG_PATTERN, "An address has only small letters a to z, digits, and single hyphens.")
validate_web_address = URLValidator(schemes=["http", "https"], message="Give a full web address: http:// or https://.")


class WebAddressField(models.URLField):
    """An http(s) address. In a form, one written without a scheme is taken for https."""

    default_validators = [validate_web_address]

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"assume_scheme": "https"} | kwargs)


class VerbatimTextField(models.TextField):
    """Text that a form keeps as it is, the space around it too."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"strip": False} | kwargs)


def pattern_constraint(field: str, pattern: str, name: str, message: str, *, blank: bool = False) -> Any:
    """Return the constraint that `field` matches `pattern`, which Python and PostgreSQL read alike, or may be empty."""
    condition = Q(**{f"{field}__regex": pattern})
    return models.CheckConstraint(
        condition=Q(**{field: ""}) | condition if blank else condition, name=name, violation_error_message=message
    )


def web_address_constraint(field: str, name: str) -> models.CheckConstraint:
    """Return the constraint that `field` is empty or an http(s) address."""
    return pattern_constraint(field, r"\Ahttps?://\S+\Z", name, str(validate_web_address.message), blank=True)


def clean_characters_constraint(field: str, name: str) -> models.CheckConstraint:
    """Return the constraint that `field` holds no control character (quotes.text.characters)."""
    return models.CheckConstraint(
        condition=~Q(**{f"{field}__regex": FORBIDDEN_IN_DATABASE}),
        name=name,
        violation_error_message="There is an invisible control character in it. Remove it.",
    )
