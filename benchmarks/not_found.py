"""Can time tell a hidden record from one that never was? Compares how long their 404 pages take.

In a throw-away database on the server of DATABASE_URL, SQLite in a temporary folder without it. Prints a table.
"""

import argparse
import logging
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection  # noqa: E402  (Django comes first)
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402

from quotes.models import (  # noqa: E402
    Affiliation,
    Claim,
    ClaimTopic,
    Organization,
    Quotation,
    QuotationTopic,
    Slugged,
    Source,
    Speaker,
    Stance,
    Status,
    Topic,
)

DAY = date(2024, 5, 6)
USED_BY = 10  # drafts of one speaker of the hidden organization, and of one source that it published
OTHERS = 500  # public surroundings, so that no record is a large part of its table
WARMING = 20  # requests that are not counted
DIFFERENT = 1.3
NEVER = "never-was"


@contextmanager
def throw_away_database() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "record.sqlite3")
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


def quotations(number: int, status: Status, **given: list[Slugged]) -> list[Quotation]:
    """Save quotations that use the records given in turn."""
    words = {"text": "The bridge is safe", "display_text": "“The bridge is safe”", "said_latest": DAY, "status": status}
    uses = ({name: records[i % len(records)] for name, records in given.items()} for i in range(number))
    return Quotation.objects.bulk_create([Quotation(**words, **used) for used in uses], batch_size=500)


def speakers(name: str, number: int = 1) -> list[Speaker]:
    made = [Speaker(name=name, sort_name=name, sort_key=name, slug=f"{name}-speaker-{i}") for i in range(number)]
    return Speaker.objects.bulk_create(made, batch_size=500)


def sources(name: str, number: int = 1, publisher: Organization | None = None) -> list[Source]:
    facts = {"text": "The bridge is safe", "text_length": 18, "published_on": DAY, "captured_on": DAY}
    made = [Source(title=name, slug=f"{name}-source-{i}", publisher=publisher, **facts) for i in range(number)]
    return Source.objects.bulk_create(made, batch_size=500)


def surround(name: str, number: int, status: Status) -> dict[str, Slugged]:
    """Save a record of each kind that `number` quotations with this status use; return them by kind."""
    organization = Organization.objects.bulk_create([Organization(name=name, sort_key=name, slug=f"{name}-body")])[0]
    topic = Topic.objects.bulk_create([Topic(name=name, sort_key=name, slug=f"{name}-topic")])[0]
    about = [Claim(text=name, slug=f"{name}-claim-{i}", status=status) for i in range(max(1, number // USED_BY))]
    claim, *_ = Claim.objects.bulk_create(about, batch_size=500)
    ClaimTopic.objects.bulk_create([ClaimTopic(claim=one, topic=topic) for one in about], batch_size=500)
    speaker, source = speakers(f"{name}-one")[0], sources(f"{name}-one")[0]
    used = quotations(number, status, speaker=[speaker], source=[source])
    QuotationTopic.objects.bulk_create(
        [QuotationTopic(quotation=one, topic=topic, said_latest=DAY, status=status) for one in used], batch_size=500
    )
    Stance.objects.bulk_create(
        [Stance(quotation=one, claim=claim, position="asserts", reason="So.") for one in used], batch_size=500
    )
    spoke = speakers(f"{name}-many", max(1, number // USED_BY))
    Affiliation.objects.bulk_create(
        [Affiliation(speaker=one, organization=organization) for one in spoke], batch_size=500
    )
    published = sources(f"{name}-many", len(spoke), publisher=organization)
    quotations(number, status, speaker=spoke, source=published, organization=[organization])
    records = (speaker, organization, source, topic, claim)
    return {str(record._meta.model_name): record for record in records}


def milliseconds(client: Client, address: str) -> float:
    start = time.perf_counter()
    client.get(address)
    return (time.perf_counter() - start) * 1000


def compare(hidden: str, never: str, requests: int) -> tuple[float, float]:
    """Return the median times of two addresses, asked in turn."""
    client = Client()
    if client.get(hidden).status_code != client.get(never).status_code:
        raise SystemExit(f"{hidden} and {never} do not answer alike.")
    pairs = [(milliseconds(client, hidden), milliseconds(client, never)) for _ in range(WARMING + requests)]
    return median(pair[0] for pair in pairs[WARMING:]), median(pair[1] for pair in pairs[WARMING:])


def addresses(hidden: dict[str, Slugged]) -> Iterator[tuple[str, str]]:
    """Yield the address of each hidden record, and of the list narrowed to it, each beside one that never was.

    First one that never was beside another: what chance alone makes of the ratio.
    """
    yield tuple(reverse("quotes:topic-detail", args=[slug]) for slug in ("never-either", NEVER))
    for kind, record in hidden.items():
        yield record.get_absolute_url(), reverse(f"quotes:{kind}-detail", args=[NEVER])
    for kind, record in hidden.items():
        listed = reverse("quotes:quotation-list")
        yield f"{listed}?{kind}={record.slug}", f"{listed}?{kind}={NEVER}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drafts", type=int, default=5000, help="that use each hidden record (5000)")
    parser.add_argument("--requests", type=int, default=300, help="for each address (300)")
    options = parser.parse_args()
    setup_test_environment(debug=False)
    logging.disable(logging.CRITICAL)
    with throw_away_database():
        for number in range(OTHERS):
            surround(f"public-{number}", USED_BY, Status.PUBLISHED)
        hidden = surround("hidden", options.drafts, Status.DRAFT)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"{connection.vendor}, {options.drafts:,} drafts, medians of {options.requests} requests\n")
        print("| address | hidden, ms | never, ms | ratio |\n|---|---|---|---|")
        for address, never in addresses(hidden):
            one, other = compare(address, never, options.requests)
            mark = " **differs**" if one / other > DIFFERENT else ""
            print(f"| `{address}` | {one:.2f} | {other:.2f} | {one / other:.2f}{mark} |", flush=True)


if __name__ == "__main__":
    main()
