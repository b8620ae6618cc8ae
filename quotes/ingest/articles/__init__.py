"""From what an editor has of an article to its text and its facts: `reading.read_article`, `reading.read_pasted`.

Both give a `documents.Document` or raise `documents.Unreadable`. Web pages and Word files come from strangers, so they
are parsed by `web` and `word` in a process of their own (`apart`), with little memory, little time and no network.
May import what `quotes.ingest` may; what runs apart imports only what it needs, because starting it costs time.
"""
