"""Who may import whom, read from the code: see `ALLOWED`, which is the table of the design."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

ALLOWED: dict[str, set[str]] = {
    "text": set(),
    "extraction": {"text"},
    "models": {"text"},
    "search": {"models", "text"},
    "reading": {"search", "models", "text"},
    "editing": {"search", "models", "text"},
    "ingest": {"editing", "search", "models", "extraction", "text"},
    "presentation": {"reading", "models", "text"},
    "migrations": {"search", "models", "text"},
}
WIRING = {"admin", "management", "urls", "apps"}  # they may import anything, and nothing imports them
WITHOUT_DJANGO = {"text", "extraction"}
LAZY = {"quotes.search"}  # chooses its backend by database


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def package_of(module: str) -> str:
    """The package below quotes/ that a module belongs to: "models" of "quotes.models.base", "" of "quotes"."""
    return module.split(".")[1] if "." in module else ""


def imported_modules(node: ast.AST, module: str, *, is_package: bool) -> list[str]:
    """The modules that an import statement may load, in full: `from quotes import models` may load quotes.models."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            parents = module.split(".")
            kept = parents[: len(parents) - node.level + is_package]
            base = ".".join([*kept, base] if base else kept)
        return [f"{base}.{alias.name}" for alias in node.names] if base == "quotes" else [base]
    return []


def faults_of(code: str, module: str, *, is_package: bool = False) -> list[str]:
    """What is wrong with the imports of a module below quotes/, one sentence each."""
    faults = []
    package = package_of(module)
    tree = ast.parse(code)
    in_functions = {
        node
        for function in ast.walk(tree)
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        for name in imported_modules(node, module, is_package=is_package):
            root, target = name.split(".")[0], package_of(name)
            if node in in_functions and module not in LAZY:
                faults.append(f"{module} imports {name} inside a function")
            if root == "django" and package in WITHOUT_DJANGO:
                faults.append(f"{module} imports Django")
            if root == "project" and package not in WIRING:
                faults.append(f"{module} imports the project's settings")
            if root == "tests":
                faults.append(f"{module} imports tests")
            if root == "quotes" and target != package and package not in WIRING and target not in ALLOWED[package]:
                faults.append(f"{module} imports {name}")
            if root == "quotes" and target in WIRING - {package} and package != "":
                faults.append(f"{module} imports wiring: {name}")
    return faults


def modules() -> list[Path]:
    return sorted(path for path in (ROOT / "quotes").rglob("*.py") if path.parent != ROOT / "quotes" / "migrations")


@pytest.mark.parametrize("path", modules(), ids=module_name)
def test_a_module_imports_only_what_its_package_may(path):
    assert faults_of(path.read_text(), module_name(path), is_package=path.name == "__init__.py") == []


def test_migrations_import_only_what_they_may():
    for path in (ROOT / "quotes" / "migrations").glob("*.py"):
        assert faults_of(path.read_text(), module_name(path)) == []


def test_every_package_has_a_place_in_the_table():
    packages = {path.parent.name for path in (ROOT / "quotes").glob("*/__init__.py")}
    assert packages <= set(ALLOWED) | WIRING


def test_the_table_has_no_way_around():
    for package, may in ALLOWED.items():
        assert may <= set(ALLOWED)
        assert package == "presentation" or all(ALLOWED[other] <= may for other in may), package
        assert all(package not in ALLOWED[other] for other in may), package


@pytest.mark.parametrize(
    ("module", "code", "fault"),
    [
        ("quotes.text.dates", "import django.db", "imports Django"),
        ("quotes.text.dates", "from django.db import models", "imports Django"),
        ("quotes.text.dates", "from quotes.models import Quotation", "imports quotes.models"),
        ("quotes.text.dates", "from ..models import Quotation", "imports quotes.models"),
        ("quotes.text.dates", "from .. import models", "imports quotes.models"),
        ("quotes.extraction.cues", "import quotes.models", "imports quotes.models"),
        ("quotes.models.base", "from quotes.search import index", "imports quotes.search"),
        ("quotes.models.base", "from quotes import reading", "imports quotes.reading"),
        ("quotes.reading.views", "from quotes.editing.verbs import publish", "imports quotes.editing.verbs"),
        ("quotes.editing.verbs", "from quotes.reading import lists", "imports quotes.reading"),
        ("quotes.ingest.building", "from quotes.reading import lists", "imports quotes.reading"),
        ("quotes.search.base", "from quotes.editing import verbs", "imports quotes.editing"),
        ("quotes.reading.views", "from quotes.admin import site", "imports quotes.admin"),
        ("quotes.reading.views", "from quotes.management.commands.x import y", "imports quotes.management"),
        ("quotes.urls", "from quotes.admin import site", "imports wiring: quotes.admin"),
        ("quotes.editing.verbs", "from project import settings", "imports the project's settings"),
        ("quotes.ingest.building", "from tests.factories import make_source", "imports tests"),
        ("quotes.models.base", "def f():\n    from quotes.text import dates", "inside a function"),
        ("quotes.models.base", "def f():\n    import json", "inside a function"),
        ("quotes.models.base", "class A:\n    async def f(self):\n        import json", "inside a function"),
        (
            "quotes.models.base",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from quotes.editing import x",
            "imports quotes.editing",
        ),
    ],
)
def test_the_reader_of_imports_finds_what_is_wrong(module, code, fault):
    assert any(fault in found for found in faults_of(code, module)), faults_of(code, module)


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("quotes.text.dates", "import re\nfrom .anchors import Span\nfrom anyascii import anyascii"),
        ("quotes.models.base", "from django.db import models\nfrom quotes.text.dates import parse_date"),
        ("quotes.ingest.building", "from quotes.editing import publish\nfrom quotes.extraction import candidates"),
        ("quotes.admin.speakers", "from quotes.reading import lists\nfrom quotes.editing import verbs"),
        ("quotes.urls", "from quotes.reading import views"),
        ("quotes.search", "def backend():\n    from quotes.search import sqlite"),
    ],
)
def test_the_reader_of_imports_lets_pass_what_is_right(module, code):
    assert faults_of(code, module) == []


def test_relative_imports_of_a_package_start_at_the_package():
    assert faults_of("from .base import Record", "quotes.models", is_package=True) == []
    assert faults_of("from ..search import index", "quotes.models", is_package=True) == [
        "quotes.models imports quotes.search"
    ]
