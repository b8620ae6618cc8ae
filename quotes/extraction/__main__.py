"""The command line: `python -m quotes.extraction`. It needs neither Django nor a database."""

import argparse
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any, BinaryIO

from . import Extraction, extract
from .report import WIDTH, as_dict, prediction, report
from .streams import READER_LEFT, Progress, discard_output, wants_progress, write_utf8

OUTPUT_FAILED = 1
UNUSABLE = 2
INTERRUPTED = 130

_BOM = "\ufeff"
_WIDEST = 100  # columns; longer lines are hard to read
_A_LINE = 'each line must be an object like {"id": "first", "text": "..."}'
_TYPES = {dict: "an object", list: "a list", str: "a string", bool: "a boolean", type(None): "null"}

_EPILOG = """\
examples:
  python -m quotes.extraction article.txt            a report to read
  python -m quotes.extraction - < article.txt        the same, from standard input
  python -m quotes.extraction --json article.txt     all that was found, with its places, as JSON
  python -m quotes.extraction --jsonl articles.jsonl > predictions.jsonl

A line of articles.jsonl is {"id": "first", "text": "..."}; other keys are ignored. Each line of the output is
{"id", "text", "quotes"}, in the same order. Places are code points into the text, end exclusive.

exit codes:
  0    done
  1    the output could not be written
  2    wrong usage, or input that cannot be used; what came before a bad line has been written
  130  interrupted
  141  whatever read the output closed it
"""


class Unusable(Exception):
    """The input cannot be used. The message is a sentence for people: what is wrong, where, and what to do."""


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say and return the exit code. Raises SystemExit, as argparse does, for --help and usage."""
    options = parse(argv)
    write_utf8()
    try:
        if options.jsonl:
            predict(options.file, progress=wants_progress() if options.progress is None else options.progress)
        else:
            print(described(options.file, as_json=options.json), flush=True)
    except Unusable as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        discard_output()
        return READER_LEFT
    except OSError as error:
        discard_output()
        print(f"The output cannot be written: {error.strerror or error}.", file=sys.stderr)
        return OUTPUT_FAILED
    return 0


def parse(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the options, or raise SystemExit with a message."""
    parser = argparse.ArgumentParser(
        prog="python -m quotes.extraction",
        description="Find the quotations in an article, and who said them.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE", help="an article as plain text in UTF-8; - is standard input")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="print all that was found as JSON, not a report")
    how.add_argument(
        "--jsonl", action="store_true", help="FILE holds many articles as JSON lines; print predictions as JSON lines"
    )
    parser.add_argument(
        "--progress",
        action=argparse.BooleanOptionalAction,
        help="with --jsonl, say on standard error how many articles are done (otherwise only on a terminal)",
    )
    options = parser.parse_args(argv)
    if options.progress is not None and not options.jsonl:
        parser.error("--progress and --no-progress go with --jsonl")
    return options


def described(file: str, *, as_json: bool) -> str:
    """Return the report on the article in a file, or all of it as JSON. Raises Unusable."""
    text = read_text(file)
    extraction = extracted(text, named(file))
    if as_json:
        return json.dumps(as_dict(text, extraction), ensure_ascii=False, indent=2)
    return report(text, extraction, width=min(shutil.get_terminal_size((WIDTH, 24)).columns, _WIDEST))


def predict(file: str, *, progress: bool) -> None:
    """Print a prediction for each article in a file of JSON lines, as soon as it is made. Raises Unusable."""
    with ExitStack() as stack:
        source = opened(file, stack)
        counter = None
        if progress:
            counter = stack.enter_context(Progress(sys.stderr, lines_left(source) if source.seekable() else None))
        for place, id, text in articles(source, file):
            line = json.dumps(prediction(id, text, extracted(text, place)), ensure_ascii=False)
            print(line, flush=True)
            if counter:
                counter.step()


def read_text(file: str) -> str:
    """Return the text of a file, line ends as they are, without a byte order mark. Raises Unusable."""
    try:
        with ExitStack() as stack:
            return opened(file, stack).read().decode("utf-8").removeprefix(_BOM)
    except UnicodeDecodeError as error:
        raise Unusable(
            f"{named(file)} is not UTF-8 (byte {error.start + 1:,} cannot be read): save it as plain text in UTF-8."
        ) from None
    except OSError as error:
        raise unreadable(file, error) from None


def opened(file: str, stack: ExitStack) -> BinaryIO:
    """Return a file, or standard input for "-", opened for reading bytes until the stack ends. Raises Unusable."""
    if file == "-":
        if sys.stdin is None:
            raise Unusable("Standard input is closed: give the path of a file instead of -.")
        return sys.stdin.buffer
    try:
        return stack.enter_context(open(file, "rb"))
    except OSError as error:
        raise unreadable(file, error) from None


def lines_left(file: BinaryIO) -> int:
    """Return how many lines of a file, from where it stands, hold something. It stands there again afterwards."""
    start = file.tell()
    count = sum(1 for line in file if line.strip())
    file.seek(start)
    return count


def articles(source: BinaryIO, file: str) -> Iterator[tuple[str, str | int, str]]:
    """Yield each article of a file of JSON lines: its place in words, its id and its text. Raises Unusable."""
    number = 0
    try:
        for number, line in enumerate(source, 1):
            if line.strip():
                place = f"{named(file)}, line {number:,}"
                yield place, *article(line, place, first=number == 1)
    except OSError as error:
        raise unreadable(file, error) from None


def article(line: bytes, place: str, *, first: bool) -> tuple[str | int, str]:
    """Return the id and the text on a line. Raises Unusable, which names the place."""
    try:
        written = line.strip().decode("utf-8")
        row = json.loads(written.removeprefix(_BOM) if first else written)
    except UnicodeDecodeError as error:
        raise Unusable(
            f"{place}, is not UTF-8 (byte {error.start + 1:,} of the line cannot be read): save the file as UTF-8."
        ) from None
    except json.JSONDecodeError as error:
        raise Unusable(f"{place}, is not JSON ({error.msg} at character {error.pos + 1:,}): {_A_LINE}.") from None
    except (ValueError, RecursionError):  # a number of thousands of digits, brackets thousands deep
        raise Unusable(f"{place}, holds JSON that is too large or too deep to read: {_A_LINE}.") from None
    if not isinstance(row, dict):
        raise Unusable(f"{place}, is {type_of(row)}: {_A_LINE}.")
    for key in ("id", "text"):
        if key not in row:
            raise Unusable(f'{place}, has no "{key}": {_A_LINE}.')
    id, text = row["id"], row["text"]
    if not isinstance(id, str | int) or isinstance(id, bool):
        raise Unusable(f'{place}, has {type_of(id)} as "id", not a string: {_A_LINE}.')
    if not isinstance(text, str):
        raise Unusable(f'{place}, has {type_of(text)} as "text", not a string: {_A_LINE}.')
    return id, text


def extracted(text: str, place: str) -> Extraction:
    """Return what is found in a text. Raises Unusable, which names the place, where `extract` refuses the text."""
    try:
        return extract(text)
    except ValueError as error:
        raise Unusable(f"{place}: {error}") from None


def type_of(value: Any) -> str:
    return _TYPES.get(type(value), "a number")


def unreadable(file: str, error: OSError) -> Unusable:
    return Unusable(
        f"{named(file)} cannot be read ({error.strerror or error}): give the path of a file, or - for standard input."
    )


def named(file: str) -> str:
    return "Standard input" if file == "-" else file


if __name__ == "__main__":
    sys.exit(main())
