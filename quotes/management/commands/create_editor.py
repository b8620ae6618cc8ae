"""Create an editor with a generated password, which is printed once and kept nowhere."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction


class Command(BaseCommand):
    help = "Create an editor (a member of a group who can enter the admin) and print a generated password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", nargs="?", default="editor")
        parser.add_argument("--group", default="Editors", help="Contributors, Editors (the default) or Administrators")

    @transaction.atomic
    def handle(self, *args: Any, username: str, group: str, **options: Any) -> None:
        users = get_user_model()._default_manager
        if users.filter(username=username).exists():
            raise CommandError(f"There is a user {username!r} already.")
        try:
            membership = Group.objects.get(name=group)
        except Group.DoesNotExist:
            raise CommandError(f"There is no group {group!r}.") from None
        password = secrets.token_urlsafe(12)
        user = get_user_model().objects.create_user(username, password=password, is_staff=True)
        user.groups.add(membership)
        self.stdout.write(f"User: {username}   password: {password}   (shown only now)")
