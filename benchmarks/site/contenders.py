"""Who is asked: pages of servers, and SQL in this process."""

import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Protocol

import psycopg

from . import queries
from .asking import MOST_SECONDS, Answer, Client, request
from .cases import RELEVANCE, Listing, Record
from .measuring import Ask, Refused, TooSlow
from .queries import Dialect, Statement
from .rows import Truth, check_days, check_members, check_same, of_datasette, of_naive, of_site
from .servers import Server


class Asked(Protocol):
    """Can be asked for lists. `ask` returns None for one that it has no answer to."""

    key: str

    def ask(self, listing: Listing) -> Ask | None: ...


class Contender(Asked, Protocol):
    """Answers with rows. `check` raises Mismatch for others than it should give, and returns a remark, or ""."""

    def check(self, listing: Listing, truth: Truth) -> str: ...


class Web:
    """Pages of a server, at the addresses that `address` gives. The trivial view is one: it shows nothing to check."""

    def __init__(self, key: str, server: Server, address: Callable[[Listing], str | None]) -> None:
        self.key, self.server, self.address = key, server, address
        self.client = Client(server.port)

    def ask(self, listing: Listing) -> Ask | None:
        path = self.address(listing)
        return None if path is None else self.ask_path(path)

    def ask_path(self, path: str, **headers: str) -> Ask:
        asked = request(path, {"Accept-Encoding": "gzip", **headers})

        def ask() -> float:
            try:
                answer, seconds = self.client.timed(asked)
            except TooSlow:
                self.restart()
                raise
            if answer.status != 200:
                raise Refused(self.refusal(answer))
            return seconds

        return ask

    def restart(self) -> None:
        """End work that nobody waits for any more, which would go on at everybody's cost."""
        self.server.stop()
        self.server.start()

    def refusal(self, answer: Answer) -> str:
        return f"answered {answer.status}"

    def check(self, listing: Listing, truth: Truth) -> str:
        return ""

    def page(self, listing: Listing) -> str:
        return self.client.get(str(self.address(listing))).text


class Site(Web):
    """The site's own list."""

    def check(self, listing: Listing, truth: Truth) -> str:
        check = check_members if listing.by == RELEVANCE else check_same
        check(self.key, of_site(self.page(listing)), truth)
        return ""


class Naive(Web):
    """The naive list, which finds letters where the others find words."""

    def check(self, listing: Listing, truth: Truth) -> str:
        if listing.terms:
            return "finds letters, not words: other quotations"
        check_same(self.key, of_naive(self.page(listing)), truth)
        return ""


class Datasette(Web):
    """A page of Datasette's table, beside which `rows` is the address of the same rows as JSON."""

    def __init__(
        self, key: str, server: Server, address: Callable[[Listing], str | None], rows: Callable[[str], str]
    ) -> None:
        super().__init__(key, server, address)
        self.rows = rows

    def check(self, listing: Listing, truth: Truth) -> str:
        path = str(self.address(listing))
        answer = self.client.get(self.rows(path))
        if answer.status != 200:
            return ""
        found = of_datasette(answer.text)
        if listing.by == RELEVANCE:
            check_members(self.key, [ref for ref, _ in found], truth)
        else:
            check_days(self.key, found, truth)
        late = re.search(r"facets timed out: ([^<]*)", self.client.get(path).text)
        return f"gave up on facets: {' '.join(late[1].split())}" if late else ""

    def refusal(self, answer: Answer) -> str:
        limit = "took too long" in answer.text or "interrupted" in answer.text
        return "gave up at its time limit" if limit else super().refusal(answer)


class Sql:
    """Statements in this process, over one connection: the rows, or what is counted, or both."""

    def __init__(self, key: str, connection: Any, dialect: Dialect, rows: bool = True, counts: bool = True) -> None:
        self.key, self.connection, self.dialect, self.rows, self.counts = key, connection, dialect, rows, counts

    def statements(self, listing: Listing) -> Iterator[Statement]:
        listing = self.with_own_keys(listing)
        if self.rows:
            yield queries.rows(listing, self.dialect)
        if self.counts:
            yield from queries.counts(listing, self.dialect)

    def with_own_keys(self, listing: Listing) -> Listing:
        """Return the list by the keys of this database, which may number the same record otherwise."""

        def own(model: str, record: Record | None) -> Record | None:
            if record is None:
                return None
            query = f"SELECT id FROM quotes_{model} WHERE slug = {self.dialect.mark}"
            return Record(self.fetch(query, [record.slug])[0][0], record.slug)

        return replace(
            listing,
            speaker=own("speaker", listing.speaker),
            organization=own("organization", listing.organization),
            topic=own("topic", listing.topic),
        )

    def ask(self, listing: Listing) -> Ask:
        statements = list(self.statements(listing))

        def ask() -> float:
            start = time.perf_counter()
            for statement, parameters in statements:
                self.fetch(statement, parameters)
            return time.perf_counter() - start

        return ask

    def fetch(self, statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
        raise NotImplementedError

    def check(self, listing: Listing, truth: Truth) -> str:
        if self.rows:
            found = [row[0] for row in self.fetch(*queries.rows(self.with_own_keys(listing), self.dialect))]
            check = check_members if listing.by == RELEVANCE else check_same
            check(self.key, found, truth)
        return ""


class SqliteSql(Sql):
    def fetch(self, statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
        deadline = time.monotonic() + MOST_SECONDS
        self.connection.set_progress_handler(lambda: time.monotonic() > deadline, 1_000_000)
        try:
            return self.connection.execute(statement, parameters).fetchall()
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                raise TooSlow(MOST_SECONDS) from None
            raise


class PostgresqlSql(Sql):
    def fetch(self, statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
        try:
            return self.connection.execute(statement, parameters).fetchall()
        except psycopg.errors.QueryCanceled:
            raise TooSlow(MOST_SECONDS) from None


def open_postgresql(url: str) -> psycopg.Connection[tuple[Any, ...]]:
    """Return a connection that gives up as all contenders do."""
    options = f"-c statement_timeout={int(MOST_SECONDS * 1000)}"
    return psycopg.connect(url, autocommit=True, options=options)
