"""The settings as a whole: production refuses to start half-configured, and is safe once it starts."""

import os
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db.utils import ConnectionHandler
from django.test import RequestFactory
from django.urls import reverse

from project.client_address import behind_proxy
from project.environment import Environment

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "SECRET_KEY": "a-long-random-text-of-more-than-fifty-characters-0123456789",
    "ALLOWED_HOSTS": "onrecord.example",
    "DATABASE_URL": "postgresql://onrecord@db.example/onrecord",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with nothing in its environment but `environment`."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def setting(name: str, **environment: str) -> str:
    """One setting, as Python writes it, of a process started with `environment`."""
    code = f"from django.conf import settings; print(repr(settings.{name}))"
    run = manage("shell", "--no-imports", "--verbosity=0", f"--command={code}", **environment)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_production_without_settings_says_everything_that_is_missing_at_once():
    run = manage("check")
    assert run.returncode != 0
    assert "Traceback" not in run.stderr
    for name in PRODUCTION:
        assert f"{name} is not set" in run.stderr
    assert "docs/settings.md" in run.stderr


@pytest.mark.parametrize("missing", PRODUCTION)
def test_production_refuses_to_start_without(missing):
    run = manage("check", **{name: value for name, value in PRODUCTION.items() if name != missing})
    assert run.returncode != 0
    assert run.stderr.count("is not set") == 1
    assert f"{missing} is not set" in run.stderr


def test_a_malformed_debug_is_refused_rather_than_guessed():
    run = manage("check", **PRODUCTION, DEBUG="maybe")
    assert run.returncode != 0
    assert "DEBUG must be 1 or 0, not 'maybe'." in run.stderr


def test_the_deployment_check_has_nothing_to_say_about_production():
    run = manage("check", "--deploy", "--fail-level=WARNING", **PRODUCTION)
    assert run.returncode == 0, run.stderr
    assert "no issues" in run.stdout


def test_the_deployment_check_would_notice():
    run = manage("check", "--deploy", "--fail-level=WARNING", **PRODUCTION, HTTPS="0")
    assert run.returncode != 0
    assert "security.W012" in run.stderr


def test_development_needs_no_settings():
    run = manage("check", DEBUG="1")
    assert run.returncode == 0, run.stderr


def test_one_time_codes_are_required_only_where_the_environment_says_so_and_nothing_else_is_guessed():
    assert setting("ONE_TIME_CODES", **PRODUCTION) == "'optional'"
    assert setting("ONE_TIME_CODES", **PRODUCTION, ONE_TIME_CODES="required") == "'required'"
    run = manage("check", **PRODUCTION, ONE_TIME_CODES="yes")
    assert run.returncode != 0
    assert "ONE_TIME_CODES must be optional or required, not 'yes'." in run.stderr


def test_forwarded_headers_are_believed_only_behind_a_proxy_that_the_settings_name():
    forwarded = setting("SECURE_PROXY_SSL_HEADER", **PRODUCTION, SECURE_PROXY="1")
    assert forwarded == "('HTTP_X_FORWARDED_PROTO', 'https')"
    assert setting("SECURE_PROXY_SSL_HEADER", **PRODUCTION) == "None"


def test_the_proxy_vouches_only_for_the_last_forwarded_address():
    request = RequestFactory().get("/", headers={"x-forwarded-for": "10.0.0.1, 203.0.113.9"}, REMOTE_ADDR="127.0.0.1")
    assert behind_proxy(request) == "203.0.113.9"
    assert behind_proxy(RequestFactory().get("/", REMOTE_ADDR="127.0.0.1")) == "127.0.0.1"


@pytest.mark.django_db
def test_health_checks_answer_over_plain_http(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(reverse("admin:index")).status_code == 301
    assert client.get(reverse("livez")).status_code == 200
    assert client.get(reverse("readyz")).status_code == 200


def test_static_files_are_gathered_where_the_environment_says(tmp_path):
    assert setting("STATIC_ROOT", **PRODUCTION) == repr(ROOT / "staticfiles")
    assert setting("STATIC_ROOT", **PRODUCTION, STATIC_ROOT=str(tmp_path)) == repr(tmp_path)
    assert setting("STATIC_ROOT", **PRODUCTION, STATIC_ROOT="gathered") == repr(ROOT / "gathered")


@pytest.mark.django_db
def test_the_content_security_policy_allows_nothing_inline_and_nobody_else(client):
    policy = client.get("/admin/login/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy


@pytest.mark.django_db
def test_guessing_passwords_is_stopped_for_the_guesser_alone(client):
    get_user_model().objects.create_user("editor", password="correct horse battery", is_staff=True)

    def attempt(password: str, address: str) -> int:
        form = {"username": "editor", "password": password}
        return client.post("/admin/login/", form, REMOTE_ADDR=address).status_code

    answers = [attempt("wrong", "203.0.113.1") for _ in range(10)]
    assert answers == [200] * 9 + [429]
    assert attempt("correct horse battery", "203.0.113.1") == 429
    assert attempt("correct horse battery", "203.0.113.2") == 302


@pytest.mark.django_db
def test_sqlite_is_durable_and_checks_foreign_keys(tmp_path):
    database = Environment({}).database("DATABASE_URL", f"sqlite:///{tmp_path}/record.sqlite3")
    own_connection = ConnectionHandler({"default": database})["default"]
    with closing(own_connection), own_connection.cursor() as cursor:

        def pragma(name: str) -> object:
            return cursor.execute(f"PRAGMA {name}").fetchone()[0]

        assert pragma("journal_mode") == "wal"
        assert pragma("synchronous") == 2  # FULL
        assert pragma("foreign_keys") == 1


def test_every_variable_is_documented():
    read = re.findall(r'environment\.\w+\(\s*"(\w+)"', (ROOT / "project" / "settings.py").read_text())
    documented = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE)
    assert sorted(read) == sorted(documented)
