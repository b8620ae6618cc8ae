"""Build a fixture from a seed: an article as captured and the editors' decisions about it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from quotes.ingest.building import build
from quotes.ingest.files import Refused, read_text, write_text
from quotes.ingest.refs import assign_refs
from quotes.ingest.seeds import read_seed


class Command(BaseCommand):
    help = "Build fixtures/NAME.json from seeds/NAME.toml and the article beside it, seeds/NAME.txt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("seed", type=Path, help="The .toml file of the seed.")
        parser.add_argument("--output", type=Path, help="Where to write, instead of fixtures/NAME.json.")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--assign-refs", action="store_true", help="First write a ref for each quotation without one.")
        how.add_argument("--check", action="store_true", help="Write nothing; fail when the fixture is out of date.")

    def handle(self, *, seed: Path, output: Path | None, assign_refs: bool, check: bool, **options: Any) -> None:
        output = output or settings.BASE_DIR / "fixtures" / f"{seed.stem}.json"
        try:
            self.stdout.write(build_fixture(seed, output, with_refs=assign_refs, check=check))
        except Refused as error:
            raise CommandError(f"{seed} was not built, and nothing was written.\n{error}") from None


def build_fixture(seed: Path, output: Path, *, with_refs: bool, check: bool) -> str:
    """Build, write and return a report; or raise Refused with nothing written."""
    toml = read_text(seed)
    complete = assign_refs(toml) if with_refs else toml
    fixture = build(read_seed(seed, complete))
    if check:
        if read_text(output) != fixture:
            raise Refused([f"{output} is out of date: build it again."])
        return f"{output} is up to date."
    if complete != toml:
        write_text(seed, complete)
    write_text(output, fixture)
    return f"{output} was written."
