"""Who restores, decides and publishes in the tests of the verbs."""

import pytest
from django.contrib.auth.models import User

from tests.members import make_member


@pytest.fixture
def editor() -> User:
    return make_member("Editors")
