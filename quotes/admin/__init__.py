"""The editors' desk: Django's admin over the record.

Wires models and the verbs of `quotes.editing` to forms; may import anything, and nothing imports it.
"""

from django.contrib import admin

from . import claims, merging, parts, people, quotations, sources

__all__ = ["claims", "merging", "parts", "people", "quotations", "sources"]

admin.site.site_header = "On Record"
admin.site.site_title = "On Record"
admin.site.index_title = "The editors’ desk"
