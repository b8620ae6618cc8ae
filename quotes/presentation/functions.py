"""What templates call: addresses, and the attribute that marks where the reader is."""

from urllib.parse import quote, urlencode

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from quotes.models import address


@pass_context
def current(context: Context, name: str) -> Markup:
    """Return the attribute that marks a link to the list of `name`, on that page and those below it.

    A page for what no address leads to stands nowhere. The page for a failure has no request.
    """
    request, there = context.get("request"), address(f"quotes:{name}-list")
    here = request.path if getattr(request, "resolver_match", None) else ""
    state = "page" if here == there else "true" if here.startswith(there) else ""
    return Markup(' aria-current="{}"').format(state) if state else Markup()


def mailto(to: str, subject: str = "", about: str = "") -> str:
    """Return the address that starts a letter to `to` (RFC 6068), whose first line is the address it is `about`."""
    fields = {"subject": subject, "body": f"{about}\r\n\r\n" if about else ""}
    query = urlencode({name: value for name, value in fields.items() if value}, quote_via=quote)
    return f"mailto:{quote(to, safe='@')}?{query}".removesuffix("?")
