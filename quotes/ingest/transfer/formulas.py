"""Cells that a spreadsheet would take for formulas, made harmless, and made themselves again.

Which they are is said by OWASP, "CSV Injection" (https://owasp.org/www-community/attacks/CSV_Injection): those that
begin with one of `TRIGGERS`. A harmless one begins with an apostrophe, which spreadsheets take for "this is text".
"""

import re

TRIGGERS = "=+-@\t\r\n＝＋－＠"
_TAKEN_FOR_FORMULA = re.compile(rf"'*[{re.escape(TRIGGERS)}]")
_MADE_HARMLESS = re.compile(rf"'+[{re.escape(TRIGGERS)}]")


def neutralized(value: str) -> str:
    """Return `value` as it is written in a cell. `restored` takes back exactly what this adds, for every text."""
    return f"'{value}" if _TAKEN_FOR_FORMULA.match(value) else value


def restored(cell: str) -> str:
    """Return the value that a cell was written for. A cell that nobody made harmless is its own value."""
    return cell[1:] if _MADE_HARMLESS.match(cell) else cell
