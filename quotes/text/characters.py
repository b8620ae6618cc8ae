"""Characters that no text of the record may hold.

NUL cannot be stored by PostgreSQL; lone surrogates are not text (Unicode 15, D75); the twelve characters with the
property Bidi_Control (Unicode Annex 9) make words look different from what they are (CVE-2021-42574).
"""

import re
import unicodedata

# Inside the brackets of a regular expression that Python and PostgreSQL read alike.
BIDI_CONTROLS = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
FORBIDDEN_IN_DATABASE = rf"[\u0000-\u0008\u000b-\u001f\u007f{BIDI_CONTROLS}]"  # which takes no lone surrogate anyway
_FORBIDDEN = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff{BIDI_CONTROLS}]")


def check_characters(text: str) -> None:
    """Return None when `text` holds only characters the record can keep (line ends are "\\n" alone).

    Raises ValueError that names the first forbidden character and its offset in code points.
    """
    match = _FORBIDDEN.search(text)
    if match:
        character = match.group()
        name = unicodedata.name(character, "lone surrogate" if character >= "\ud800" else "control character")
        raise ValueError(
            f"Character {match.start():,} is U+{ord(character):04X} ({name.lower()}), which cannot be kept. "
            "Remove it and save again."
        )


def without_forbidden(text: str) -> str:
    """Return `text` with "\\n" as its only line ends, and without the characters that the record cannot keep."""
    return _FORBIDDEN.sub("", unify_line_ends(text))


def unify_line_ends(text: str) -> str:
    """Return `text` with every line end ("\\r\\n", "\\r") written as "\\n"; browsers post "\\r\\n"."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
