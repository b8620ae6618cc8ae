"""What every public address answers to a method other than GET, and what slashes do to it."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.security.addresses import PARAMETERS, addresses, make_segments

pytestmark = pytest.mark.django_db

ALLOW = "GET, HEAD, OPTIONS"


@pytest.fixture
def segments():
    return make_segments()


@pytest.fixture
def visitor():
    """A client without tokens for forms, whose forms are checked as in production."""
    return Client(enforce_csrf_checks=True)


def without_its_own(response) -> dict[str, str]:
    """Return the headers without the id of the request, and the ETag, which HEAD may leave out (RFC 9110, 9.3.2)."""
    return {name: value for name, value in response.headers.items() if name not in ("X-Request-ID", "ETag")}


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_public_address_takes_no_form(visitor, segments, name):
    for address, _ in addresses(name, segments):
        for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
            response = visitor.generic(method, address)
            assert response.status_code == 405, (method, address)
            assert response["Allow"] == ALLOW
            assert "Nothing can be sent to it" in response.text
            assert not response.cookies


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_public_address_says_which_methods_it_takes(visitor, segments, name):
    for address, _ in addresses(name, segments):
        response = visitor.options(address)
        assert (response.status_code, response["Allow"], response.content) == (200, ALLOW, b"")


@pytest.mark.parametrize("name", PARAMETERS)
def test_head_is_get_without_its_body(visitor, segments, name):
    for address, _ in addresses(name, segments):
        head, get = visitor.head(address), visitor.get(address)
        assert (head.status_code, head.content) == (get.status_code, b"")
        assert without_its_own(head) == without_its_own(get), address


def test_what_does_not_exist_is_not_found_by_any_method(visitor):
    for method in ("GET", "POST", "OPTIONS"):
        assert visitor.generic(method, "/nowhere/").status_code == 404


def test_the_desk_takes_forms_with_their_token_alone(visitor):
    response = visitor.post(reverse("admin:login"))
    assert response.status_code == 403
    assert "not accepted" in response.text
    page = visitor.get(reverse("admin:login"))
    token = page.context["csrf_token"]
    assert visitor.post(reverse("admin:login"), {"csrfmiddlewaretoken": token}).status_code == 200


@pytest.mark.parametrize("name", [name for name in PARAMETERS if name.startswith("quotes:")])
def test_an_address_without_its_last_slash_leads_to_the_one_with_it(visitor, segments, name):
    for address, _ in addresses(name, segments):
        if address != "/":
            response = visitor.get(f"{address.removesuffix('/')}?a=b&c=%2F%2Fevil.example")
            assert response.status_code == 301
            assert response["Location"] == f"{address}?a=b&c=%2F%2Fevil.example"


@pytest.mark.parametrize("name", PARAMETERS)
def test_an_address_with_a_slash_too_many_stays_on_this_site(visitor, segments, name):
    for address, _ in addresses(name, segments):
        for odd in (f"/{address}", f"//evil.example{address}", f"{address}/", address.replace("/", "//")):
            response = visitor.get("/", PATH_INFO=odd)
            location = response.headers.get("Location", "")
            assert response.status_code in ({200, 301, 404} if odd == "/" else {301, 404}), odd
            assert not location.startswith("//"), odd
            assert "://" not in location, odd
