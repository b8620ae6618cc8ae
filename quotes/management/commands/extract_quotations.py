"""Show the quotations that extraction finds in a source of the record, or in all of them. Writes nothing to it."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Generator
from contextlib import closing, nullcontext
from difflib import get_close_matches
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from quotes.extraction import Extraction, extract
from quotes.extraction.report import as_dict, prediction, report
from quotes.extraction.streams import READER_LEFT, Progress, discard_output, wants_progress
from quotes.models import FormerSlug, Source

SOURCES_AT_ONCE = 10  # texts in memory; one may have millions of characters


class Command(BaseCommand):
    help = "Show the quotations that extraction finds in a source, and who said them. Changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("slug", nargs="?", help="The slug of a source: the last part of its address.")
        which.add_argument("--all", action="store_true", dest="every", help="All sources, with --jsonl.")
        how = parser.add_mutually_exclusive_group()
        how.add_argument(
            "--json", action="store_true", dest="as_json", help="Print all that was found as JSON, not a report."
        )
        how.add_argument("--jsonl", action="store_true", help="Print a prediction for each source as a line of JSON.")

    def handle(self, *, slug: str | None, every: bool, as_json: bool, jsonl: bool, **options: Any) -> None:
        if every and not jsonl:
            raise CommandError("--all needs --jsonl: a report and --json are about one source.", returncode=2)
        try:
            if jsonl:
                self.predict(slug, with_progress=options["verbosity"] > 0 and wants_progress())
            else:
                self.describe(slug or "", as_json=as_json)
            self.stdout.flush()
        except BrokenPipeError:  # whoever read the output, such as `head`, has enough
            discard_output()
            sys.exit(READER_LEFT)

    def describe(self, slug: str, *, as_json: bool) -> None:
        slug, text = source(slug)
        extraction = extracted(slug, text)
        if as_json:
            self.stdout.write(json.dumps(as_dict(text, extraction), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(report(text, extraction))

    def predict(self, slug: str | None, *, with_progress: bool) -> None:
        total = Source.objects.count() if with_progress and slug is None else 1
        with (
            closing(sources(slug)) as rows,  # at once, not after Django has closed the database
            Progress(sys.stderr, total) if with_progress else nullcontext() as progress,
        ):
            for id, text in rows:
                self.stdout.write(json.dumps(prediction(id, text, extracted(id, text)), ensure_ascii=False))
                if progress:
                    progress.step()


def extracted(slug: str, text: str) -> Extraction:
    """Return what is found in a source. Raises CommandError, which names the source, where its text is refused."""
    try:
        return extract(text)
    except ValueError as error:
        raise CommandError(f"Source {slug}: {error}") from None


def source(slug: str) -> tuple[str, str]:
    """Return the slug and the text of the source that a slug, or a former one, leads to. Raises CommandError."""
    former = FormerSlug.objects.filter(kind=FormerSlug.Kind.SOURCE, slug=slug)
    found = Source.objects.filter(Q(slug=slug) | Q(slug__in=former.values("current_slug")))
    row: tuple[str, str] | None = found.values_list("slug", "text").first()
    if row is None:
        nearest = nearest_slugs(slug)
        hint = f"The nearest: {', '.join(nearest)}." if nearest else "Nothing there is like it."
        raise CommandError(f"There is no source “{slug}”. {hint}")
    return row


def sources(slug: str | None) -> Generator[tuple[str, str], None, None]:
    """Yield the slug and the text of the source that a slug leads to, or of all, a few at a time, first added first."""
    if slug is not None:
        yield source(slug)
        return
    yield from Source.objects.order_by("pk").values_list("slug", "text").iterator(chunk_size=SOURCES_AT_ONCE)


def nearest_slugs(slug: str) -> list[str]:
    """Return up to three slugs of sources that hold `slug`, or else are spelled most like it."""
    slugs = Source.objects.order_by("slug").values_list("slug", flat=True)
    return list(slugs.filter(slug__contains=slug)[:3]) or get_close_matches(slug, slugs.iterator())
