"""What every page's template can use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the page's own address, without its query string, where to report errors, and where the program is.

    The address is made when a page shows it: a request for a host that is not ours has none, but gets a page. With
    Jinja2 these names win over those that a view gives, so no view uses them.
    """
    return {
        "page_address": SimpleLazyObject(lambda: request.build_absolute_uri(request.path)),
        "corrections_email": settings.CORRECTIONS_EMAIL,
        "source_code_url": settings.SOURCE_CODE_URL,
    }
