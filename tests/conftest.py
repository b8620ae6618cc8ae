"""What every test can use: Hypothesis profiles, what a page was made from, and a browser that fails the test when a
page logs an error.
"""

import gc
import os
from collections.abc import Callable, Iterator
from typing import Any

import jinja2
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from django.test.signals import template_rendered
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page, sync_playwright

from dev import find_chromium
from quotes.editing import duplicates
from quotes.search import changes, columns

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

for name, examples in {"everyday": 25, "thorough": 60}.items():
    settings.register_profile(
        name,
        deadline=None,
        derandomize=True,
        max_examples=examples,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Mark with `database` what asks for one. The others give the same whatever the database is, and run once."""
    for item in items:
        if item.get_closest_marker("django_db") or not {"db", "transactional_db"}.isdisjoint(item.fixturenames):
            item.add_marker("database")


def pytest_collection_finish() -> None:
    """Let no collection of garbage look at all modules and tests again: loading the columns ends with one."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite gets a file: an in-memory database cannot be shared with the threads of a live server."""
    database = django_settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(autouse=True)
def nothing_in_memory() -> None:
    """What a process holds of the record in memory is forgotten, since each test has a database of its own."""
    for held in (changes, columns, duplicates):
        held.forget()


@pytest.fixture(scope="session", autouse=True)
def told_of_jinja2_templates() -> Iterator[None]:
    """Let Jinja2's templates send the signal of Django's own, which `response.context` and `.templates` come from."""
    render = jinja2.Template.render

    def render_and_tell(template: jinja2.Template, context: dict[str, Any]) -> str:
        template_rendered.send(sender=template, template=template, context=context)
        return render(template, context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Template, "render", render_and_tell)
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop running in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def console_errors() -> list[str]:
    """The errors that the page logged. A test that expects some clears the list."""
    return []


@pytest.fixture
def page(browser: Browser, live_server, console_errors: list[str]) -> Iterator[Page]:
    """A fresh page whose addresses are relative to the live server. An error in its console fails the test."""
    context = browser.new_context(base_url=live_server.url)
    context.on("console", lambda message: message.type == "error" and console_errors.append(message.text))
    context.on("weberror", lambda error: console_errors.append(str(error.error)))
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()
    assert not console_errors, "the page logged errors"


@pytest.fixture
def log_in(page: Page, live_server) -> Callable[[AbstractBaseUser], None]:
    """A function that gives the page a user's session."""

    def log_in_as(user: AbstractBaseUser) -> None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        name = django_settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    return log_in_as


@pytest.fixture(scope="session")
def axe_violations() -> Callable[..., list[str]]:
    """A function that lists, one line each, the accessibility rules (axe) that a page breaks: all, or those of colors.

    In another color scheme a page can break no rules but those of colors. A page that is still on its way is waited
    for: its address changes before its content is there.
    """

    def violations(page: Page, of_colors: bool = False) -> list[str]:
        page.wait_for_load_state()
        # Preloading would copy imported style sheets into the page, which its content security policy refuses.
        options = {"preload": False, "resultTypes": ["violations"]}
        if of_colors:
            options["runOnly"] = ["color-contrast", "link-in-text-block"]
        found = Axe().run(page, options=options).response["violations"]
        return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]

    return violations
