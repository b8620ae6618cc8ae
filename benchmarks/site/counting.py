"""Counts facets in a process with the site's settings: `python -m benchmarks.site.counting`.

Reads the query of an address on each line, and writes the seconds that the matching, selecting and counting took.
"""

import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
django.setup()

from django.http import QueryDict  # noqa: E402  (Django comes first)

from quotes.models import Quotation  # noqa: E402
from quotes.reading.facets import NAMES, SHOWN  # noqa: E402
from quotes.reading.filters import QuotationFilter  # noqa: E402
from quotes.search import columns  # noqa: E402


def count(query: str) -> float:
    """Return the seconds that it takes to count the facets and the years of a list."""
    parameters = QuotationFilter(QueryDict(query), Quotation.objects.published())
    assert not parameters.problems, parameters.problems
    start = time.perf_counter()
    for name in NAMES:
        parameters.selection.apart_from(name).tally(name).most(SHOWN)
    parameters.selection.apart_from("year").years()
    return time.perf_counter() - start


if __name__ == "__main__":
    columns.current()  # as a server's process does before it takes requests
    for line in sys.stdin:
        print(count(line.strip()), flush=True)
