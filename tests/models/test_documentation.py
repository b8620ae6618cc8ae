"""docs/models.md mentions every model and every rule."""

from pathlib import Path

from django.apps import apps
from django.conf import settings

PAGE = Path(settings.BASE_DIR, "docs", "models.md").read_text()


def test_every_model_and_every_constraint_is_documented():
    for model in apps.get_app_config("quotes").get_models():
        if not model.__name__.startswith("Historical"):
            assert f"**{model.__name__}**" in PAGE
            for constraint in model._meta.constraints:
                assert f"`{constraint.name}`" in PAGE, constraint.name


def test_every_constraint_that_is_documented_exists():
    names = {rule.name for model in apps.get_app_config("quotes").get_models() for rule in model._meta.constraints}
    words = PAGE.split("## Rules of the database")[1].split("\n## ")[0].split("`")[1::2]
    assert {word for word in words if "_" in word and "." not in word} <= names
