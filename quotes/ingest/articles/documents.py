"""What is read from an article, and how large it may be."""

from dataclasses import dataclass
from datetime import date

MOST_BYTES = 5_000_000
MOST_CHARACTERS = 1_000_000

TAKEN = "Give plain text, a web page saved as HTML, or a Word file (.docx)."


class Unreadable(ValueError):
    """An article that cannot be taken. Its message is a sentence or two for people: what is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class Document:
    """An article's text, and what the article says of itself; "" or None where it does not say.

    `text` holds the article's characters as they were, with "\\n" line ends, a blank line between paragraphs, and none
    of the characters that no text of the record may hold (quotes.text.characters).
    """

    text: str
    title: str = ""
    publisher: str = ""
    """The publisher's name."""
    byline: str = ""
    """Who wrote it, without "By"."""
    published_on: date | None = None
    language: str = ""
    """A BCP 47 tag: "en", "pt-BR"."""
    url: str = ""


def check_size(size: int) -> None:
    """Raise Unreadable for a file that is too large, or empty. `size` is in bytes."""
    if size > MOST_BYTES:
        raise Unreadable(
            f"The file has {size / 1_000_000:,.1f} MB; an article may have {MOST_BYTES // 1_000_000} MB at most. "
            "Save the article alone, or paste its text."
        )
    if not size:
        raise Unreadable("The file is empty.")


def check_length(text: str) -> None:
    """Raise Unreadable for a text that is too long, or has no words."""
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(
            f"The text has {len(text):,} characters; an article may have {MOST_CHARACTERS:,} at most. "
            "Add it in parts that stand on their own."
        )
    if not text.strip():
        raise Unreadable(f"There is no text in it. {TAKEN}")
