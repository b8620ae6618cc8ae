"""Clients signed in at the editors' desk."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.members import make_member


@pytest.fixture
def signed_in(db: None) -> Callable[[str], Client]:
    """A function that gives a client signed in as a member of a group."""

    def client_of(group: str) -> Client:
        client = Client()
        client.force_login(make_member(group), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return client_of


@pytest.fixture
def editor(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("Editors")


@pytest.fixture
def contributor(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("Contributors")


@pytest.fixture
def other(signed_in: Callable[[str], Client]) -> Client:
    """Somebody else who edits."""
    return signed_in("Administrators")
