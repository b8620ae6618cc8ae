"""Indexes from A to Z, by first letter, with a box that finds a name."""

from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Substr

from quotes.models import Slugged
from quotes.search.columns import Selection

from ..counts import whole
from ..filters import LETTERS, IndexFilter
from ..paging import A_TO_Z, page_of, total
from .base import ParameterView

PAGE_SIZE = 200


class Index(ParameterView):
    """The public records of a model, 200 a page. `rows()` and `tell()` add what an entry shows."""

    model: type[Slugged]
    parameters_class = IndexFilter

    @cached_property
    def everything(self) -> Selection:
        """All published quotations, which `tell()` counts."""
        return whole()

    def get_queryset(self) -> QuerySet:
        return self.model.objects.published()

    def rows(self, found: QuerySet) -> QuerySet:
        """Return the rows found with all that their entries need from the same query."""
        return found

    def tell(self, rows: list[Any]) -> None:
        """Give the rows of the page what their entries need from other queries."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.parameters
        page = page_of(self.rows(asked.qs), A_TO_Z, asked.value("page"), PAGE_SIZE)
        self.tell(page.rows)
        every_row = self.count_all()
        return super().get_context_data(
            page=page,
            groups=[(letter, list(rows)) for letter, rows in groupby(page.rows, key=letter_of)],
            letters=self.letters(is_whole=not (page.previous or page.next)),
            count=total(asked.qs) if asked.narrowed_by else every_row,
            all=every_row,
            name=asked.value("name", ""),
            under=LETTERS.get(asked.value("letter"), ""),
            noun=self.model._meta.verbose_name,
            chips=asked.chips(),
            **kwargs,
        )

    def letters(self, is_whole: bool) -> list[tuple[str, str]]:
        """Return every letter with where it leads: a place on the page that holds all, else that letter's own list."""
        asked = self.parameters
        initials = asked.apart_from("letter").order_by().annotate(initial=Substr("sort_key", 1, 1))
        held = {
            LETTERS.get(initial, LETTERS["other"]) for initial in initials.values_list("initial", flat=True).distinct()
        }
        shown = {letter: value for value, letter in LETTERS.items() if value != "other" or letter in held}
        here = is_whole and not asked.values("letter")
        return [
            (letter, (f"#{value}" if here else asked.address(letter=[value])) if letter in held else "")
            for letter, value in shown.items()
        ]


def letter_of(record: Any) -> tuple[str, str]:
    """Return the value and the heading of the part of an index that a record stands in."""
    value = record.sort_key[:1] if record.sort_key[:1] in LETTERS else "other"
    return value, LETTERS[value]
