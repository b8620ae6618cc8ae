"""A process that counts facets (`counting`), asked through its pipes."""

import subprocess
import sys
from collections.abc import Mapping

import dev

from .addresses import site
from .cases import Listing
from .measuring import Ask


class Counter:
    """Counts the facets of lists with the site's settings, when asked."""

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
            answer = self.process.stdout.readline()
            if not answer:
                raise RuntimeError(f"The process that counts facets ended; its message is above: {query}")
            return float(answer)

        return ask

    def stop(self) -> None:
        self.process.communicate()
