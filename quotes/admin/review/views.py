"""The screen of a review: the article at left, the form of one quotation at right."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms.utils import ErrorDict
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from quotes.editing.publication import publish
from quotes.models import Quotation, Source

from .actions import ACTIONS, ShowAgain
from .forms import REASONS, DecisionForm, WordsForm, claims_to_offer, topics_to_offer
from .page import Item, Review, current_context, extraction_of, review_address
from .people import people_named


def review_urls(model_admin: Any) -> list[Any]:
    """Return the addresses of the review, for the admin of sources."""

    def view(request: HttpRequest, object_id: str) -> HttpResponse:
        return review_view(request, model_admin, object_id)

    def people(request: HttpRequest, object_id: str) -> HttpResponse:
        return people_view(request, model_admin, object_id)

    wrap = model_admin.admin_site.admin_view
    return [
        path("<path:object_id>/review/", wrap(view), name="quotes_source_review"),
        path("<path:object_id>/review/people/", wrap(people), name="quotes_source_review_people"),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def review_view(request: HttpRequest, model_admin: Any, object_id: str) -> HttpResponse:
    """Show the review of a source; by POST, do what its button `do` asks, at the quotation `quotation`."""
    source = source_or_404(request, model_admin, object_id)
    if request.method != "POST":
        return show(request, model_admin, Review(source))
    do = ACTIONS.get(request.POST.get("do", ""))
    if do is None:
        messages.error(request, "That button does nothing here. Nothing was changed.")
        return HttpResponseRedirect(review_address(source))
    review = Review(source)
    item = review.item(request.POST.get("quotation", ""))
    try:
        return do(request, review, item)
    except ShowAgain as again:
        return show(request, model_admin, Review(source_or_404(request, model_admin, object_id)), again)


def source_or_404(request: HttpRequest, model_admin: Any, object_id: str) -> Source:
    if not (model_admin.has_view_permission(request) and request.user.has_perm("quotes.view_quotation")):
        raise PermissionDenied
    key = object_id if object_id.isascii() and object_id.isdigit() and len(object_id) < 19 else None
    source = Source.objects.select_related("publisher", "extraction").filter(pk=key).first()
    if source is None:
        raise Http404("There is no such source.")
    return source


@require_safe
def people_view(request: HttpRequest, model_admin: Any, object_id: str) -> HttpResponse:
    """Answer with the speakers whose name begins with `name`, for the form's script."""
    source = source_or_404(request, model_admin, object_id)
    return JsonResponse({"people": people_named(request.GET.get("name", ""), source.published_on)})


def show(request: HttpRequest, model_admin: Any, review: Review, again: ShowAgain | None = None) -> HttpResponse:
    ref = (request.POST if request.method == "POST" else request.GET).get("quotation", "")
    item = review.item(ref) or (None if again and again.form else review.first_to_do())
    user, source = request.user, review.source
    extraction = extraction_of(source)
    form = again.form if again else None
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "source": source,
        "review": review,
        "item": item,
        "previous": review.beside(item, -1) if item else None,
        "following": review.beside(item, 1),
        "blocks": review.article(item),
        "claims": claims_to_offer(source),
        "reasons": REASONS,
        "adding": (again and again.adding) or WordsForm(source, auto_id="add_%s"),
        "may_add": user.has_perm("quotes.add_quotation"),
        "may_publish": user.has_perm(publish.permission_for(Quotation)),
        "unread": extraction is None or not extraction.is_current,
        "never_read": extraction is None,
        "is_public": any(each.state == "live" for each in review.items),
    }
    if item:
        context |= current_context(
            review, item, user, rebound(form, item, review, stale=again is not None and again.stale)
        )
    if again and again.stale:
        context["conflict"] = conflict_of(form, item, review)
    return TemplateResponse(request, "admin/quotes/review.html", context)


def rebound(form: DecisionForm | None, item: Item, review: Review, *, stale: bool) -> DecisionForm | None:
    """Return a posted form as one of the quotation as it is stored now, with what was wrong with it.

    A stale one was not looked at: what was wrong with it may be right of what is stored now.
    """
    if form is None:
        return None
    again = DecisionForm(item.quotation, form.data, topics=topics_to_offer(review.source))
    again._errors = ErrorDict() if stale else form.errors
    again.places = form.places
    return again


def conflict_of(form: DecisionForm | None, item: Item | None, review: Review) -> dict[str, Any]:
    """Return what somebody else did, and what the reviewer entered that is not stored so."""
    record = item.quotation if item else None
    latest = record.history.select_related("history_user").first() if record else None
    of_source = review.source.history.select_related("history_user").first()
    if latest is None or (of_source and of_source.history_date > latest.history_date):
        latest = of_source if record else deleted_revision(form)
    if form is None:
        differences = []
    else:
        again = DecisionForm(record or form.quotation, form.data, topics=topics_to_offer(review.source))
        differences = again.differences()
    return {"latest": latest, "differences": differences, "is_gone": record is None}


def deleted_revision(form: DecisionForm | None) -> Any:
    if form is None:
        return None
    return Quotation.history.filter(ref=form.quotation.ref).select_related("history_user").first()
