"""The page of suspected duplicates, where editors decide: merge, or they are different."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from quotes.editing import may_merge
from quotes.editing.duplicates import PERMISSION, Suspicion, counts, tell_apart, undecided
from quotes.editing.merging import MODELS
from quotes.models import Distinction, Quotation, QuotationTopic

from .choices import is_key
from .conflicts import REFUSALS, refusal

EACH_PAGE = 25
CHOSEN_BY = {
    "speaker": (Quotation, "speaker"),
    "organization": (Quotation, "organization"),
    "topic": (QuotationTopic, "topic"),
}


def duplicates_view(request: HttpRequest) -> HttpResponse:
    """Show the pairs of one kind that wait; POST tells one apart."""
    if not request.user.has_perm("quotes.view_distinction"):
        raise PermissionDenied
    kind = request.GET.get("kind", "speaker")
    kind = kind if kind in MODELS else "speaker"
    if request.method == "POST":
        decide(request, kind)
        return HttpResponseRedirect(request.get_full_path())
    suspected = undecided(kind)
    page = Paginator(suspected.pairs, EACH_PAGE).get_page(request.GET.get("p"))
    waiting = counts()
    context = {
        **admin.site.each_context(request),
        "title": "Suspected duplicates",
        "subtitle": None,
        "kind": kind,
        "kinds": [(each, model._meta.verbose_name_plural, f"{waiting[each]:,}") for each, model in MODELS.items()],
        "waiting_here": f"{len(suspected.pairs):,}{'' if suspected.is_complete else '+'}",
        "named": MODELS[kind]._meta.verbose_name_plural,
        "suspected": suspected,
        "page": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "pairs": rows(kind, page),
        "may_merge": may_merge(request.user),
        "may_decide": request.user.has_perm(PERMISSION),
        "decided_address": reverse("admin:quotes_distinction_changelist"),
    }
    return TemplateResponse(request, "admin/quotes/duplicates.html", context)


def decide(request: HttpRequest, kind: str) -> None:
    keys = [request.POST.get(name, "") for name in ("first", "second")]
    found = MODELS[kind]._base_manager.in_bulk([int(key) for key in keys if is_key(key)])
    if len(found) != 2:
        messages.error(request, "One of the two is no longer on record. Nothing was decided.")
        return
    first, second = found.values()
    try:
        tell_apart(first, second, by=request.user)
    except REFUSALS as error:
        for message in refusal(error, Distinction).messages:
            messages.error(request, message)
    else:
        messages.success(request, f"“{first}” and “{second}” are different, and will not be suspected again.")


def rows(kind: str, page: Iterable[Suspicion]) -> list[dict[str, Any]]:
    """Return the pairs of a page with their records, numbers of quotations and reasons. Two queries, however many."""
    pairs = list(page)
    keys = {key for each in pairs for key in each.pair}
    records = MODELS[kind]._base_manager.in_bulk(keys)
    model, field = CHOSEN_BY[kind]
    numbers = model._base_manager.filter(**{f"{field}__in": keys}).order_by().values_list(field).annotate(Count("pk"))
    quotations = dict(numbers)
    return [
        {
            "records": [
                {
                    "record": records[key],
                    "address": reverse(f"admin:quotes_{kind}_change", args=[key]),
                    "quotations": counted(quotations.get(key, 0)),
                }
                for key in each.pair
            ],
            "reasons": [rule.value for rule in each.rules],
            "merge_address": reverse(f"admin:quotes_{kind}_compare", args=each.pair),
        }
        for each in pairs
        if records.keys() >= set(each.pair)
    ]


def counted(number: int) -> str:
    return f"{number:,} quotation{'' if number == 1 else 's'}"
