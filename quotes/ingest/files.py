"""Files written whole or not at all, and texts read as they are."""

import os
from pathlib import Path
from typing import Any


class Refused(Exception):
    """What was given cannot be used. `problems` says all that is wrong with it, each as a sentence for people."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))

    def __reduce__(self) -> tuple[Any, ...]:
        """Tell pickle what it is made of, which is not what an exception takes it to be: its message."""
        return type(self), (self.problems,), self.__dict__


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, line ends as they are. Raises Refused when there is none."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused([f"{path} is not UTF-8 text: byte {error.start:,} cannot be read."]) from None
    except OSError as error:
        raise Refused([f"{path} cannot be read: {error.strerror}."]) from None


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8 to `path`, so that it holds the old text or the new, never a part of one.

    Raises Refused, and leaves what was there, when it cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        try:
            with temporary.open("wb") as file:
                file.write(text.encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise Refused([f"{path} cannot be written: {error.strerror}."]) from None
