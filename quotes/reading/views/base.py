"""What the pages share: parameters first, records at their own addresses, and what has moved or was withdrawn."""

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

from django.db.models import QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.generic import DetailView, TemplateView, View

from quotes.models import FormerSlug, Publishable, Record, Slugged, Status

from ..paging import Total, total, totals
from ..parameters import Chip, Parameters

MOST_PAIRED = 6  # parameters; the pairs of more would be too many to count
MOST_PAIRS = 6


class Page(View):
    """A page that is gone with its request, whatever it holds of a large record.

    Django binds `get` to each view as its `head`: a view that refers to itself waits for the garbage collector.
    """

    def head(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.get(request, *args, **kwargs)  # type: ignore[attr-defined]


class ParameterView(Page, TemplateView):
    """A page shaped by its query string. Malformed values get a 400 page that names each.

    Search engines are asked to leave out (`noindex`) all but the plain lists that find something: combinations have no
    end.
    """

    parameters_class: type[Parameters]
    parameters: Parameters

    def get_queryset(self) -> QuerySet:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.parameters = self.parameters_class(request.GET, self.get_queryset(), request=request)
        if problems := self.parameters.problems:
            return render(request, "400.html", {"problems": problems}, status=400)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what every list shows around the `page` of its rows."""
        asked, page = self.parameters, kwargs["page"]
        context = {
            "canonical": self.request.build_absolute_uri(self.request.path) + asked.canonical(),
            "noindex": not (asked.is_plain and page.rows),
            "first": asked.address(),
            "previous": asked.address(page=[page.previous]) if page.previous else "",
            "next": asked.address(page=[page.next]) if page.next else "",
        }
        return super().get_context_data(**context | kwargs)

    def widening(self) -> dict[str, Any]:
        """What an empty list offers: each parameter that finds something when it is left out, else each pair of them.

        The pairs that find most come first, six at most. Of more than six parameters there are no pairs.
        """
        ways = self.ways(1)
        if not ways and len(self.parameters.in_words) <= MOST_PAIRED:
            ways = sorted(self.ways(2), key=lambda way: -way[1].number)[:MOST_PAIRS]
        return {"ways": ways, "all": self.count_all()}

    def count_all(self) -> Total:
        """Return how many rows there are when nothing narrows the list."""
        return total(self.get_queryset())

    def count_without(self, sets: Mapping[str, Iterable[str]]) -> dict[str, Total]:
        """Return how many rows there are without each of some sets of parameters, by what each set is called."""
        return totals({key: self.parameters.apart_from(*names) for key, names in sets.items()})

    def ways(self, size: int) -> list[tuple[Chip, Total]]:
        """Return each `size` of the parameters, if there are others, that find something when left out.

        What cannot find anything is among those left out.
        """
        asked = self.parameters
        if size >= len(asked.in_words):
            return []
        sets = {" ".join(names): names for names in combinations(asked.in_words, size) if asked.hopeless <= {*names}}
        found = self.count_without(sets)
        return [(self.without(sets[key]), number) for key, number in found.items() if number]

    def without(self, names: Iterable[str]) -> Chip:
        """Return what a list without these parameters leaves out, in words, and its address."""
        asked = self.parameters
        titles = (str(asked.filters[name].label).lower() for name in names)
        labels = (", ".join(asked.in_words[name].values()) for name in names)
        return Chip(" and the ".join(titles), "; ".join(labels), asked.address(**{name: [] for name in names}))


class RecordDetail(Page, DetailView):
    """The page of a public record, at its slug (or what `slug_field` says).

    A former address leads to the current one, where that is public. What was withdrawn answers 410 with the public
    reason; what was never published answers 404, like what never existed.
    """

    model: type[Record]

    def get_queryset(self) -> QuerySet:
        return self.model.objects.published()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            name = kwargs[self.slug_url_kwarg]
            answer = None
            if issubclass(self.model, Publishable):
                answer = withdrawn(request, self.model.objects.filter(**{self.get_slug_field(): name}), name)
            if answer is None and issubclass(self.model, Slugged):
                answer = moved(self.model, name)
            if answer is None:
                raise
        return answer


def withdrawn(request: HttpRequest, records: QuerySet[Publishable], name: str) -> HttpResponse | None:
    """Return the answer for a withdrawn record among `records`: 410 with its `name` and public reason alone.

    None when none of them was withdrawn.
    """
    reason = records.filter(status=Status.WITHDRAWN).values_list("status_reason", flat=True).first()
    if reason is None:
        return None
    kind = records.model._meta.verbose_name
    return render(request, "quotes/withdrawn.html", {"kind": kind, "name": name, "reason": reason}, status=410)


def moved(model: type[Slugged], slug: str) -> HttpResponse | None:
    """Return the way from a former address to the public record that had it, or None."""
    current = FormerSlug.objects.filter(kind=model._meta.model_name, slug=slug).values("current_slug")
    record = model.objects.published().filter(slug=Subquery(current)).first()
    return redirect(record, permanent=True) if record else None
