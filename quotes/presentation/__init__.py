"""How the pages for readers are made: the Jinja2 environment, and the filters and functions that its templates use.

It may import `reading`, `models` and `text`. Nothing imports it: the settings name its environment.
"""
