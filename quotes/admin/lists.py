"""The list of a record at any length: counted to 10,000, read by its keys, and sorted only while it is no longer."""

from typing import Any

from django.contrib.admin import ListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.core.paginator import Paginator
from django.db import DatabaseError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

from quotes.reading.paging import Total, total

from .choices import is_key

KEY = "__key__"  # in the address of a row: its key
SEARCHED_WORDS = 30


class CappedPaginator(Paginator):
    """Pages of the first 10,000 rows. `total` says how many there are, or that there are more."""

    @cached_property
    def total(self) -> Total:
        rows = self.object_list
        return total(rows) if isinstance(rows, QuerySet) else Total(len(rows))

    @cached_property
    def count(self) -> int:
        return self.total.counted


class DeskList(ChangeList):
    """A list that says so when the database cannot do what a filter or a search asks."""

    def get_results(self, request: HttpRequest) -> None:
        try:
            super().get_results(request)
        except (DatabaseError, OverflowError, IndexError, ValueError) as error:  # the last two: not two ends of a range
            raise IncorrectLookupParameters(str(error)) from error


class DeskListAdmin:
    """An admin with such a list. Its search takes the first words of what it is asked: each is one more condition."""

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        return DeskList

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        """Return whether a chosen row may be named by that field. “+” is Django's name of a hidden relation."""
        return to_field != "+" and super().to_field_allowed(request, to_field)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> Any:
        words = search_term.replace("\0", "").split()
        return super().get_search_results(request, queryset, " ".join(words[:SEARCHED_WORDS]))


class RecordList(DeskList):
    """A list that finds the keys of a page first, which indexes hold, and then reads these rows alone.

    One of more than 10,000 rows comes in its own order and cannot be sorted, since that would read all of it.
    """

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = self.queryset
        if not self.paginator.total.is_exact:
            self.sortable_by = ()
            if self.params.pop(ORDER_VAR, None):
                self.filter_params.pop(ORDER_VAR)
                rows = rows.order_by(*self.get_ordering(request, rows.order_by()))
        start = (self.page_num - 1) * self.list_per_page if self.multi_page else 0
        keys = rows.values("pk")[start : start + self.list_per_page]
        found = self.apply_select_related(self.root_queryset.filter(pk__in=keys)).order_by(*rows.query.order_by)
        columns = self.model_admin.list_reads
        self.result_list = found.only("version", *columns) if columns else found
        self.work_out_address()

    def work_out_address(self) -> None:
        """Take the address of a row's form, and the way back to this list, from Django once and not for each row."""
        self.address = reverse(admin_urlname(self.opts, "change"), args=[KEY])
        if self.preserved_filters:
            self.address, self.preserved_filters = f"{self.address}?{self.preserved_filters}", ""

    def url_for_result(self, result: Any) -> str:
        return self.address.replace(KEY, str(result.pk))


class ChosenFilter(ListFilter):
    """Narrows a list to the rows of one record, which a link elsewhere chose, and names it while it does."""

    field = ""  # the relation to the record
    named_by = "name"

    def __init__(self, request: HttpRequest, params: dict[str, list[str]], model: Any, model_admin: Any) -> None:
        related = model._meta.get_field(self.field).related_model
        self.title = related._meta.verbose_name
        super().__init__(request, params, model, model_admin)
        self.parameter = f"{self.field}__id__exact"
        self.key = params.pop(self.parameter, [""])[-1]
        if self.key and not is_key(self.key):
            raise IncorrectLookupParameters(f"{self.key} is not the key of a {self.title}.")
        names = related._default_manager.filter(pk=self.key).values_list(self.named_by, flat=True) if self.key else []
        self.name = next(iter(names), "not found")

    def has_output(self) -> bool:
        return bool(self.key)

    def expected_parameters(self) -> list[str]:
        return [self.parameter]

    def choices(self, changelist: ChangeList) -> Any:
        everything = changelist.get_query_string(remove=[self.parameter])
        yield {"selected": False, "query_string": everything, "display": "All"}
        yield {"selected": True, "query_string": changelist.get_query_string(), "display": self.name}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(self.condition())

    def condition(self) -> Q:
        return Q((self.field, self.key))
