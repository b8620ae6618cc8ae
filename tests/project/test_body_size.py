"""What is larger than a form may be is refused by its announced length, and none of it is kept."""

import time
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse

from project.body_size import MOST_DISCARDED, BodySizeMiddleware, announced
from tests.members import make_member
from tests.serving import Site

MOST = settings.MOST_BODY_BYTES
UPLOAD = (
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n' + b"x" * 50_000_000 + b"\r\n--b--\r\n"
)
FORM = "multipart/form-data; boundary=b"


class Body:
    """The body of a request that says how much of it was read, and the largest piece."""

    def __init__(self, length: int) -> None:
        self.left, self.read_bytes, self.largest = length, 0, 0

    def read(self, size: int = -1) -> bytes:
        size = self.left if size < 0 else min(size, self.left)
        self.left -= size
        self.read_bytes += size
        self.largest = max(self.largest, size)
        return b"x" * size


def answer(length: int):
    """Return what comes of a request of this length, its body, and whether the site saw it."""
    body, seen = Body(length), []
    request = RequestFactory().post("/admin/")
    request.META["CONTENT_LENGTH"], request._stream = str(length), body
    response = BodySizeMiddleware(lambda request: seen.append(request))(request)
    return response, body, bool(seen)


def test_a_body_of_the_most_is_let_through_unread_and_one_byte_more_is_refused():
    assert answer(MOST)[1].read_bytes == 0
    assert answer(MOST)[2]
    response, body, seen = answer(MOST + 1)
    assert not seen
    assert response.status_code == 413
    assert response["Cache-Control"] == "no-store"
    assert "You sent 10.0 MB; 10 MB is the most that can be taken. Nothing was kept." in response.text
    assert body.left == 0
    assert body.largest <= 64 * 1024


def test_of_an_endless_body_only_so_much_is_read():
    response, body, _ = answer(10**12)
    assert response.status_code == 413
    assert body.read_bytes == MOST_DISCARDED


@pytest.mark.parametrize("length", ["", "-5", "1e9", "٩٩٩٩٩٩٩٩٩٩", "9" * 5000, "x", None])
def test_a_length_that_is_none_lets_nothing_be_read(length):
    request = RequestFactory().post("/admin/")
    request.META["CONTENT_LENGTH"] = length
    assert announced(request) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/admin/login/", "/admin/quotes/source/add-article/", "/quotations/", "/nowhere/"])
def test_every_address_refuses_it_before_it_looks_for_a_token_or_a_session(address, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = Client(enforce_csrf_checks=True).post(address, b"x" * (MOST + 1), content_type=FORM)
    assert response.status_code == 413
    assert "too large" in response.text


@pytest.mark.django_db
def test_a_text_of_a_million_characters_of_any_script_is_no_more_than_a_form_may_hold(client, monkeypatch):
    monkeypatch.setattr("quotes.ingest.articles.reading.language_of", lambda text: "zh")
    client.force_login(make_member("Editors"), backend="django.contrib.auth.backends.ModelBackend")
    response = client.post(reverse("admin:quotes_source_add_article"), {"pasted": "“\U00020000”" + "字" * 999_997})
    assert response.status_code == 200
    assert not response.context["form"].errors
    assert len(response.context["form"].initial["text"]) == 1_000_000


@pytest.mark.slow
def test_the_server_of_production_refuses_50_megabytes_quickly_and_keeps_none_of_it(tmp_path: Path) -> None:
    site = Site(f"sqlite:///{tmp_path}/record.sqlite3", tmp_path)
    site.manage("migrate", "--verbosity=0")
    with site.running():
        site.get("/admin/login/")
        before = peaks(site)
        for _ in range(3):
            connection = HTTPConnection("127.0.0.1", site.port, timeout=30)
            started = time.monotonic()
            connection.request("POST", "/admin/quotes/source/add-article/", UPLOAD, {"Content-Type": FORM})
            response = connection.getresponse()
            assert response.status == 413
            assert "You sent 50.0 MB; 10 MB is the most" in response.read().decode()
            assert time.monotonic() - started < 2
            connection.close()
        assert peaks(site) - before < 20_000_000


def peaks(site: Site) -> int:
    """Return the most memory that the site's processes have had, in bytes, all together."""
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"--port={site.port}".encode() in (process / "cmdline").read_bytes().split(b"\0"):
                lines = (process / "status").read_text().splitlines()
                total += next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
        except OSError:
            continue
    assert total
    return total
