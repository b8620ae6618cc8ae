"""The public site: read only, and never anything that is not published.

Gives the views that `quotes.urls` names. A query string becomes validated values in one place (`filters`, of
`parameters`), and lists page by keyset (`paging`). May import `quotes.models`, `quotes.search` and `quotes.text`.
"""
