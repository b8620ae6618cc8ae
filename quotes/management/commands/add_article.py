"""Add an article to the record from a file, with a draft of each quotation that is found in it."""

import os
import sys
from argparse import ArgumentParser
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError

from quotes.editing.permissions import User
from quotes.ingest.adding import SameArticle, add_article
from quotes.ingest.articles.documents import MOST_BYTES, Unreadable, check_size
from quotes.ingest.articles.reading import read_article
from quotes.ingest.articles.sources import source_of

FACTS = {  # of the document, with what each is
    "title": "The headline.",
    "publisher": "The name of the publisher; an organization is made when there is none of that name.",
    "byline": "Who wrote it: Fred Weir.",
    "published_on": "The day of publication: 2018-04-17.",
    "language": "A BCP 47 tag: en, ru, pt-BR.",
    "url": "The address where it was published.",
}
OPTIONS = {"published_on": "--date"}


class Command(BaseCommand):
    help = "Add an article from a text file, a saved web page or a Word file, with a draft of each quotation in it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help='A .txt, .html or .docx file; "-" for standard input.')
        parser.add_argument("--by", required=True, metavar="USERNAME", help="The editor who adds it.")
        for name, what in FACTS.items():
            parser.add_argument(
                OPTIONS.get(name, f"--{name}"),
                dest=name,
                type=date.fromisoformat if name == "published_on" else str,
                help=f"{what} Without it: what the file says.",
            )

    def handle(self, *, file: Path, by: str, **options: Any) -> None:
        user = person(by)
        given = {name: options[name] for name in FACTS if options[name] is not None}
        try:
            document = replace(read_article(content(file)), **given)
        except Unreadable as error:
            raise CommandError(f"{file}: {error}") from None
        try:
            added = add_article(source_of(document), publisher=document.publisher, by=user)
        except SameArticle as same:
            self.stdout.write(f"It is in the record already: {same.source.slug} (“{same.source}”). Nothing was added.")
        except PermissionDenied as error:
            raise CommandError(f"{by}: {error}") from None
        except ValidationError as error:
            raise CommandError(f"Nothing was added.\n{problems(error)}") from None
        else:
            number = len(added.drafts)
            self.stdout.write(f"{added.source.slug}: {number} {'draft' if number == 1 else 'drafts'}")


def person(username: str) -> User:
    found = get_user_model()._default_manager.filter(username=username, is_active=True).first()
    if found is None:
        raise CommandError(f"There is no user {username!r}. Make one with: manage.py create_editor {username}")
    return found


def content(file: Path) -> bytes:
    """Return what is in a file, or what standard input says; of neither more than is needed to see it is too much."""
    try:
        with os.fdopen(os.dup(sys.stdin.fileno()), "rb") if str(file) == "-" else file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
            if len(data) > MOST_BYTES and opened.seekable():
                check_size(opened.seek(0, os.SEEK_END))
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
    return data


def problems(error: ValidationError) -> str:
    """Return what the record refuses, a line each, with the option that says otherwise."""
    if not hasattr(error, "error_dict"):
        return "\n".join(error.messages)
    lines = []
    for name, errors in error.error_dict.items():
        option = OPTIONS.get(name, f"--{name}") if name in FACTS else ""
        if option and errors[0].code in ("null", "blank"):
            lines.append(f"The file does not say it, so give it: {option}")
        else:
            lines += [f"{option}: {message}" if option else message for each in errors for message in each.messages]
    return "\n".join(lines)
