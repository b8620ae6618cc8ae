"""Every component of the public site on one page, for those who design and build it.

`components()` gives the data: records that are never saved, all about one made-up article. To show a new component,
add its data to the module of its subject here and a section to templates/quotes/style_guide.html; a test fails for a
partial that is not shown.
"""

from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse

from .article import made_up_article
from .claims import of_claims
from .lists import of_charts, of_corrections, of_lists
from .quotations import of_affiliations, of_quotations, of_sources


def style_guide(request: HttpRequest) -> TemplateResponse:
    return TemplateResponse(request, "quotes/style_guide.html", components())


def components() -> dict[str, Any]:
    """Return what the page shows, by the names that the partials use or the section does. Reads no row."""
    article = made_up_article()
    parts = (of_quotations, of_affiliations, of_sources, of_claims, of_charts, of_lists, of_corrections)
    return {name: value for part in parts for name, value in part(article).items()}
