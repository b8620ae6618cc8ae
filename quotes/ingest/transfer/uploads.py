"""Uploaded tables: kept with what a dry run says of them, and imported exactly as it was said, or not at all."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import timedelta
from threading import Thread
from typing import Any

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone

from quotes.ingest.transfer.cells import as_text
from quotes.ingest.transfer.importing import NotImported, dry_run, import_rows
from quotes.ingest.transfer.kind import Kind
from quotes.ingest.transfer.kinds import KINDS
from quotes.ingest.transfer.outcomes import Outcome, Result, counted, digest
from quotes.ingest.transfer.reading import Table, read_table
from quotes.ingest.transfer.working import begin, working
from quotes.models import ImportFile, ImportRow

KEPT = timedelta(days=30)
AT_ONCE = 200  # rows that are done while the editor waits; more are done by a process of their own
LONGEST_SHOWN = 300
CHECK, CONFIRM, CONFIRM_GOOD = "check", "confirm", "confirm-good"
OVERTAKEN = (
    "Since you looked at it, the record was changed, and this table would now do something else. "
    "Nothing was imported. Look at it again."
)
BUSY_RECORD = "Somebody else was saving the same records just now. Nothing was imported; try again."


def keep(kind: Kind, name: str, content: bytes, by: Any) -> ImportFile:
    """Keep an uploaded table, and forget those of a month ago. Raises Refused when it is no table of this kind."""
    table = read_table(content, kind)
    ImportFile.objects.filter(uploaded_at__lt=timezone.now() - KEPT).delete()
    return ImportFile.objects.create(
        kind=kind.name,
        name=_plain(name)[-200:],
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        length=table.length,
        by=by,
    )


def table_of(file: ImportFile) -> Table:
    """Return the table that was uploaded. Raises ValueError when it is not what was kept."""
    content = bytes(file.content)
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise ValueError(f"The content of {file.name} is not what was uploaded.")
    return read_table(content, KINDS[file.kind])


def start(file: ImportFile, what: str) -> None:
    """Check a table, or import it (`CONFIRM`; `CONFIRM_GOOD` leaves refused rows out): at once when it is short, else
    by a process of its own, which goes on when the server does not. Raises Busy when somebody is at it.
    """
    fd = begin(file.token)
    if file.length <= AT_ONCE:
        work(file, what, fd)
        return
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "work_on_import", str(file.token), what, str(fd)]
    try:
        process = subprocess.Popen(command, pass_fds=[fd], stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
    finally:
        os.close(fd)
    Thread(target=process.wait, daemon=True).start()  # so that it is not left as a zombie


def work(file: ImportFile, what: str, fd: int) -> None:
    """Do what `start` is told, with the lock that `fd` holds."""
    with working(file.token, fd, file.length) as at_work:
        try:
            if what == CHECK:
                check(file, at_work.step)
            else:
                confirm(file, leave_out=what == CONFIRM_GOOD, done=at_work.step)
        except OperationalError:
            ImportFile.objects.filter(pk=file.pk).update(note=BUSY_RECORD, begun_at=None)


def why(file: ImportFile) -> str:
    return f"Imported from {file.name}"


def check(file: ImportFile, done: Callable[[int], None] = lambda rows: None) -> None:
    """Find out what each row would do, and keep that. A table that was imported stays as it is."""
    results = dry_run(table_of(file), file.by, why(file), done)
    with transaction.atomic():
        if ImportFile.objects.select_for_update().get(pk=file.pk).state != ImportFile.State.IMPORTED:
            say(file, results, ImportFile.State.CHECKED, note="")


def confirm(file: ImportFile, *, leave_out: bool = False, done: Callable[[int], None] = lambda rows: None) -> None:
    """Import a table that was checked, if that does to every row what the check said; else check it anew and say so.

    Refused rows keep all others out, unless they are to be left out. One transaction writes the rows, and that the
    table is imported.
    """
    ImportFile.objects.filter(pk=file.pk, state=ImportFile.State.CHECKED).update(begun_at=timezone.now(), note="")

    def as_said(results: list[Result]) -> bool:
        stored = ImportFile.objects.select_for_update().get(pk=file.pk)
        if stored.state != ImportFile.State.CHECKED or stored.digest != digest(results):
            return False
        if counted(results)[Outcome.REFUSED] and not leave_out:
            return False
        say(file, results, ImportFile.State.IMPORTED, note="")
        return True

    try:
        import_rows(table_of(file), file.by, why(file), keep=as_said, done=done)
    except NotImported as error:
        with transaction.atomic():
            stored = ImportFile.objects.select_for_update().get(pk=file.pk)
            if stored.state == ImportFile.State.CHECKED and stored.digest != digest(error.results):
                say(file, error.results, ImportFile.State.CHECKED, note=OVERTAKEN)
            else:
                ImportFile.objects.filter(pk=file.pk).update(begun_at=None)


def say(file: ImportFile, results: list[Result], state: ImportFile.State, note: str) -> None:
    """Keep what was found out, in the transaction at hand."""
    file.rows.all().delete()
    ImportRow.objects.bulk_create(rows_of(file, results), batch_size=500)
    file.state, file.note, file.digest = state, note, digest(results)
    file.counts = {str(outcome): count for outcome, count in counted(results).items()}
    file.begun_at = None
    file.imported_at = timezone.now() if state == ImportFile.State.IMPORTED else None
    file.save(update_fields=["state", "note", "digest", "counts", "begun_at", "imported_at"])


def rows_of(file: ImportFile, results: Iterable[Result]) -> list[ImportRow]:
    return [
        ImportRow(
            file=file,
            number=result.number,
            outcome=result.outcome,
            title=_plain(result.title)[:200],
            detail={
                "changes": [
                    [change.column, _shown(as_text(change.old)), _shown(as_text(change.new))]
                    for change in result.changes
                ],
                "reasons": [[reason.column, _plain(reason.message)] for reason in result.reasons],
                "note": result.note,
            },
        )
        for result in results
    ]


def _shown(text: str) -> str:
    return _plain(text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…")


def _plain(text: str) -> str:
    """Return a text without what the database cannot keep: what a hostile cell may hold."""
    return text.replace("\0", "�").encode("utf-8", "replace").decode()
