"""Counts facets in a process with the site's settings: one line in (an address's query), one line out (seconds)."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import IO

import django

import dev

from .addresses import site
from .cases import Listing
from .measuring import Ask


class Counter:
    """A process that counts the facets of lists, when asked."""

    def __init__(self, key: str, environment: Mapping[str, str]) -> None:
        self.key = key
        command = [sys.executable, "-m", "benchmarks.site.counting"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=dev.ROOT, env=environment, stdin=pipe, stdout=pipe, text=True)

    def ask(self, listing: Listing) -> Ask:
        query = site(listing).partition("?")[2]

        def ask() -> float:
            assert self.process.stdin is not None
            assert self.process.stdout is not None
            self.process.stdin.write(f"{query}\n")
            self.process.stdin.flush()
            return float(self.process.stdout.readline())

        return ask

    def stop(self) -> None:
        self.process.communicate()


def answer(questions: IO[str]) -> None:
    """Write the seconds that each list's facets take."""
    from django.http import QueryDict

    from quotes.reading.facets import facets, years
    from quotes.reading.filters import QuotationFilter

    for question in questions:
        parameters = QuotationFilter(QueryDict(question.strip()))
        start = time.perf_counter()
        facets(parameters)
        years(parameters.apart_from("year"))
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    django.setup()
    answer(sys.stdin)
