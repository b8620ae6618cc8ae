"""What somebody had typed into a form of the record when their session had ended: kept in the page that asks them in.

It travels sealed in the log-in page, which only this site's own forms can send, and is sent again by the person
themselves once they are in. Nothing of it is stored, and no password is ever in it: those forms are not the record's.
"""

from dataclasses import astuple, dataclass
from typing import Self

from django.core import signing
from django.http import HttpRequest

OF_THE_RECORD = "quotes_"  # how the names of addresses begin whose forms are kept
SALT = "quotes.admin.signing_in.typed"
FIELD = "typed"


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it was sent to `address`. Of its files only the names are known: no page can send them again."""

    address: str
    fields: list[tuple[str, str]]
    files: list[str]

    @classmethod
    def sent_by(cls, request: HttpRequest) -> Self | None:
        """Return the form that a request sends, if it is one of the record."""
        match = request.resolver_match
        of_the_record = match is not None and (match.url_name or "").startswith(OF_THE_RECORD)
        if request.method != "POST" or not of_the_record:
            return None
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        files = [file.name or "" for _, several in request.FILES.lists() for file in several]
        kept = [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"]
        return cls(request.get_full_path(), kept, files)

    @classmethod
    def carried_by(cls, request: HttpRequest) -> Self | None:
        """Return the form that a log-in page carries, if it is one that this site has sealed."""
        try:
            address, fields, files = signing.loads(request.POST.get(FIELD, ""), salt=SALT)
        except signing.BadSignature:
            return None
        return cls(address, [(name, value) for name, value in fields], files)

    def sealed(self) -> str:
        return signing.dumps(astuple(self), salt=SALT, compress=True)
