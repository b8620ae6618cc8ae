"""The record as editors' tables: CSV and JSON Lines out of the desk, and back into it.

`kinds.KINDS` is the one table of columns. `writing` writes records by it, `reading` reads files, and `importing` makes
their rows into records, all or nothing; `uploads` keeps what was uploaded to the desk, with what a dry run said of it.
Cells of CSV that a spreadsheet would take for formulas are made harmless, and made themselves again, by `formulas`.
"""
