"""The beginning of a text, for a list or a title."""


def excerpt(text: str, most: int) -> str:
    """Return a text on one line; of more than `most` characters only its first words, and an ellipsis.

    A word is cut only where half of the room would be left empty otherwise.
    """
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    words = line[:most].rpartition(" ")[0]
    if 2 * len(words) < most:
        words = line[: most - 1]
    return f"{words.rstrip(' .,;:')}…"
