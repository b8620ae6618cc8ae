"""Writes the made-up record as a file to load: `python -m benchmarks.site.lines QUOTATIONS SEED FILE`."""

import json
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
django.setup()

from quotes.ingest.generation import generate  # noqa: E402  (Django comes first)


def main() -> None:
    quotations, seed, path = sys.argv[1:]
    with Path(path).open("w", encoding="utf-8") as file:
        for row in generate(int(quotations), int(seed)):
            file.write(f"{json.dumps(row, ensure_ascii=False)}\n")


if __name__ == "__main__":
    main()
