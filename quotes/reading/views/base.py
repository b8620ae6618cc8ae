"""What the lists share: parameters first, and a page that says what is wrong with them."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic import TemplateView

from ..parameters import Parameters


class ParameterView(TemplateView):
    """A page shaped by its query string. Malformed values get a 400 page that names each."""

    parameters_class: type[Parameters]
    parameters: Parameters

    def get_queryset(self) -> QuerySet:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.parameters = self.parameters_class(request.GET, self.get_queryset(), request=request)
        if problems := self.parameters.problems:
            return render(request, "400.html", {"problems": problems}, status=400)
        return super().get(request, *args, **kwargs)
