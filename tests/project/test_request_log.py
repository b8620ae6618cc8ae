"""One line for each request, which leads to all that the log says of it, and which no visitor can forge."""

import logging
import re
import sys
import unicodedata
from io import StringIO

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from project import request_log
from project.log_lines import LONGEST_LINE, MOST_LINES, OneLine, escaped
from project.request_log import RequestLogMiddleware

LINE = re.compile(
    r"(?P<time>[0-9-]+ [0-9:,]+) (?P<level>[A-Z]+) (?P<id>[0-9a-f]{8}|-) (?P<logger>[\w.]+): (?P<message>.*)"
)

BIDI_CLASSES = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}  # of Unicode Annex 9


@pytest.fixture
def log(monkeypatch) -> StringIO:
    """What the handler of the settings writes."""
    output = StringIO()
    handlers = {id(one): one for name in ("", "django") for one in logging.getLogger(name).handlers}
    for handler in handlers.values():
        if type(handler) is logging.StreamHandler:
            monkeypatch.setattr(handler, "stream", output)
    return output


def lines(log: StringIO) -> list[re.Match[str]]:
    """Return the lines that are not part of a traceback."""
    return [LINE.fullmatch(line) for line in log.getvalue().split("\n") if line and not line.startswith("  ")]


def only_line(log: StringIO) -> re.Match[str]:
    (line,) = lines(log)
    return line


def test_a_request_is_one_line(client, log):
    response = client.get(reverse("livez"))
    line = only_line(log)
    assert (line["logger"], line["level"]) == ("project.requests", "INFO")
    assert re.fullmatch(r"GET /livez 200 [0-9]+ ms 3 bytes", line["message"])
    assert line["id"] == response["X-Request-ID"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "address", "headers", "status"),
    [
        ("HEAD", "/livez", {}, 200),
        ("GET", "/quotations?topic=x", {}, 301),
        ("GET", "/static/quotes/css/site.css", {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}, 304),
    ],
)
def test_an_answer_without_a_body_has_no_bytes(client, log, method, address, headers, status):
    client.generic(method, address, headers=headers).close()
    assert re.fullmatch(rf"{method} {re.escape(address)} {status} [0-9]+ ms 0 bytes", only_line(log)["message"])


@pytest.mark.django_db
def test_the_bytes_of_a_refusal_are_known_too(client, log, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    response = client.get(reverse("quotes:home"), headers={"host": "evil.example"})
    assert lines(log)[-1]["message"].endswith(f" ms {len(response.content)} bytes")


def test_each_request_has_an_id_of_its_own_whatever_it_brings(client):
    ids = [client.get(reverse("livez"), headers={"X-Request-ID": "mine"})["X-Request-ID"] for _ in range(20)]
    assert len(set(ids)) == 20
    assert all(re.fullmatch("[0-9a-f]{8}", one) for one in ids)


@pytest.mark.django_db
def test_the_line_says_neither_who_asked_nor_what_was_sent(client, log):
    client.cookies["sessionid"] = "a-secret"
    client.post(
        reverse("admin:login"), {"username": "a-name", "password": "a-password"}, headers={"User-Agent": "a-browser"}
    )
    written = "".join(line[0] for line in lines(log) if line["logger"] == "project.requests")
    assert "POST /admin/login/ 200" in written
    for private in ("a-secret", "a-name", "a-password", "a-browser", "127.0.0.1"):
        assert private not in written


@pytest.mark.django_db
def test_a_page_that_is_not_there_is_one_line_and_no_warning(client, log):
    client.get("/nowhere/?q=1")
    line = only_line(log)
    assert line["level"] == "INFO"
    assert line["message"].startswith("GET /nowhere/?q=1 404 ")


@pytest.mark.parametrize("address", ["/%0AERROR/", "/x/?q=%0d%0aERROR", "/x/\n?q=\r\nERROR", "/\x1b[31m/?\x85"])
@pytest.mark.django_db
def test_no_address_starts_another_line(client, log, address):
    client.get(address)
    assert only_line(log)["message"].isprintable()


def test_no_method_starts_another_line(log):
    middleware = RequestLogMiddleware(lambda request: request_log.HttpResponse())
    middleware(RequestFactory().generic("GET\nERROR forged", "/"))
    assert only_line(log)["message"].startswith(r"GET\nERROR FORGED / 200 ")


def test_a_long_address_is_cut(client, log):
    client.get(reverse("livez") + "?" + "a" * 1000)
    assert re.fullmatch(r"GET /livez\?a{293}… 200 .*", only_line(log)["message"])


def test_a_slow_request_is_a_warning(client, log, monkeypatch):
    monkeypatch.setattr(request_log, "SLOW", -1)
    client.get(reverse("livez"))
    assert only_line(log)["level"] == "WARNING"


def test_a_long_method_is_cut(log):
    middleware = RequestLogMiddleware(lambda request: request_log.HttpResponse())
    middleware(RequestFactory().generic("A" * 20_000, "/"))
    assert re.fullmatch(r"A{20}… / 200 .*", only_line(log)["message"])


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_two_short_lines_and_no_error(client, log, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    response = client.get(reverse("quotes:home"), headers={"host": "a" * 20_000})
    reason, request = lines(log)
    assert (reason["logger"], reason["level"]) == ("django.security.DisallowedHost", "INFO")
    assert reason["message"].startswith("Invalid HTTP_HOST header: 'aaa")
    assert request["message"].startswith("GET / 400 ")
    assert reason["id"] == request["id"] == response["X-Request-ID"]
    assert len(log.getvalue()) < 2 * LONGEST_LINE
    assert "Traceback" not in log.getvalue()


@pytest.mark.django_db
def test_too_many_fields_are_two_short_lines_and_no_error(client, log):
    response = client.get(f"{reverse('quotes:quotation-list')}?{'&a=b' * 1001}")
    assert response.status_code == 400
    reason, request = lines(log)
    assert (reason["level"], request["level"]) == ("INFO", "INFO")
    assert reason["message"].startswith("The number of GET/POST parameters exceeded")
    assert "Traceback" not in log.getvalue()


@pytest.mark.django_db
def test_a_form_without_its_token_is_a_reason_and_no_warning(log):
    Client(enforce_csrf_checks=True).post(reverse("admin:login"))
    reason, request = lines(log)
    assert (reason["level"], reason["message"]) == ("INFO", "Forbidden (CSRF cookie not set.): /admin/login/")
    assert request["message"].startswith("POST /admin/login/ 403 ")


@pytest.mark.urls("tests.project.failing_urls")
def test_an_error_leaves_a_traceback_and_a_line_under_the_number_that_its_page_shows(client, log):
    client.raise_request_exception = False
    response = client.get("/failing/")
    assert response.status_code == 500
    error, request = lines(log)
    assert (error["logger"], error["level"]) == ("django.request", "ERROR")
    assert (request["logger"], request["level"]) == ("project.requests", "ERROR")
    assert error["id"] == request["id"] == response["X-Request-ID"]
    assert f"<code>{error['id']}</code>" in response.text
    assert "  Traceback (most recent call last):" in log.getvalue()
    assert "  RuntimeError: the first line\n  2026-01-01 INFO forged: the second line\\r\\x1b[31m" in log.getvalue()


def test_a_line_outside_of_any_request_names_none():
    record = logging.makeLogRecord({"msg": "a\nb", "request_id": "-"})
    assert OneLine("{request_id} {message}", style="{").format(record) == "- a\\nb"


def test_a_long_line_is_cut():
    record = logging.makeLogRecord({"msg": "a" * 100_000})
    assert OneLine("{message}", style="{").format(record) == "a" * LONGEST_LINE + "…"


def test_a_long_traceback_keeps_its_beginning_and_its_end():
    try:
        raise RuntimeError("\n".join(["b" * 100_000, *map(str, range(10_000))]))
    except RuntimeError:
        record = logging.makeLogRecord({"msg": "failed", "exc_info": sys.exc_info()})
    first, *traceback = OneLine("{message}", style="{").format(record).split("\n")
    assert first == "failed"
    assert len(traceback) == MOST_LINES + 1
    assert traceback[0] == "  Traceback (most recent call last):"
    assert f"  RuntimeError: {'b' * (LONGEST_LINE - 14)}…" in traceback
    assert traceback[-2:] == ["  9998", "  9999"]
    assert traceback[MOST_LINES // 2] == "  …"


def test_all_that_turns_the_direction_of_writing_is_escaped():
    for number in range(sys.maxunicode + 1):
        if unicodedata.bidirectional(chr(number)) in BIDI_CLASSES or number in (0x61C, 0x200E, 0x200F):
            assert escaped(chr(number)) == f"\\u{number:04x}"


@given(st.text())
@example("a\r\nb\x85\u2028\u2029\x00\u202e")
def test_escaped_text_is_one_line(text):
    assert len(f"{escaped(text)}.".splitlines()) == 1
    assert escaped(escaped(text)) == escaped(text)
    assert all(character in escaped(text) for character in text if character.isprintable())
