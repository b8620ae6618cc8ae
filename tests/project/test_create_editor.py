import re
from io import StringIO

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import RequestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def editors():
    return Group.objects.get_or_create(name="Editors")[0]


def test_the_printed_password_logs_the_new_editor_in(editors):
    output = StringIO()
    call_command("create_editor", "anna", stdout=output)
    password = re.search(r"password: (\S+)", output.getvalue())[1]
    user = authenticate(RequestFactory().post("/admin/login/"), username="anna", password=password)
    assert user is not None
    assert user.is_staff
    assert not user.is_superuser
    assert list(user.groups.all()) == [editors]


def test_an_existing_user_is_left_alone():
    get_user_model().objects.create_user("editor", password="correct horse battery")
    with pytest.raises(CommandError, match="There is a user 'editor' already"):
        call_command("create_editor")
    assert get_user_model().objects.get(username="editor").check_password("correct horse battery")


def test_a_group_that_does_not_exist_is_named():
    with pytest.raises(CommandError, match="There is no group 'Readers'"):
        call_command("create_editor", "anna", group="Readers")
    assert not get_user_model().objects.filter(username="anna").exists()
