"""What the buttons of a review do: each calls a verb, says what was done, and leads to what comes next."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html

from quotes.admin.base import number
from quotes.admin.conflicts import REFUSALS, refusal
from quotes.editing import accept, add_missed, adjust, merge_with_next, publish_accepted, reject, reopen, split
from quotes.ingest.adding import read_source
from quotes.models import Conflict, Quotation, Status
from quotes.text.anchors import find_all
from quotes.text.excerpts import excerpt

from .forms import DecisionForm, WordsForm, topics_to_offer
from .page import Item, Review, review_address

LISTED = 10
OVERTAKEN = "Somebody else changed this after you opened it. Nothing was done. Look at it again."


class ShowAgain(Exception):
    """The page is shown again with what was posted: something is wrong with it, or it is not all saved."""

    def __init__(self, form: DecisionForm | None = None, adding: WordsForm | None = None, stale: bool = False) -> None:
        self.form, self.adding, self.stale = form, adding, stale


def accept_item(request: HttpRequest, review: Review, item: Item | None) -> HttpResponse:
    form, quotation = posted_form(request, review, item)
    was = quotation.status
    if not form.is_valid():
        raise ShowAgain(form)
    attempt(lambda: accept(quotation, form.decision(), by=request.user), form)
    what = "Accepted" if was == Status.DRAFT else "Saved"
    return go_on(request, review, item, what)


def adjust_item(request: HttpRequest, review: Review, item: Item | None) -> HttpResponse:
    """Save the words alone; what else was entered stays on the page."""
    form, quotation = posted_form(request, review, item)
    form.is_valid()
    if "words" in form.errors:
        raise ShowAgain(form)
    attempt(lambda: adjust(quotation, form.found, by=request.user), form)
    messages.success(request, "The words are saved. Nothing else is, until you accept.")
    form._errors.clear()
    raise ShowAgain(form)


def reject_item(request: HttpRequest, review: Review, item: Item | None) -> HttpResponse:
    quotation = as_seen(request, review, item)
    reason = request.POST.get("reason", "")
    do_or_tell(request, lambda: reject(quotation, by=request.user, reason=reason))
    return go_on(request, review, item, "Rejected")


def reject_together(request: HttpRequest, review: Review, item: Item | None) -> HttpResponse:
    """Reject each draft that was ticked, one by one, and say how many, and which not and why."""
    reason, done, refused = request.POST.get("reason", ""), 0, []
    for ref, version in seen_versions(request).items():
        each = review.item(ref)
        if each is None:
            continue
        each.quotation.version = version
        try:
            reject(each.quotation, by=request.user, reason=reason)
        except Conflict:
            refused.append(f"Not rejected: {each.number}. Somebody changed it after you opened this page.")
        except PermissionDenied as error:
            refused.append(f"Not rejected: {each.number}. {error}")
        except REFUSALS as error:
            refused.append(f"Not rejected: {each.number}. {' '.join(refusal(error, Quotation).messages)}")
        else:
            done += 1
    if done:
        messages.success(request, f"Rejected: {done} quotation{'s' if done != 1 else ''}.")
    for line in refused[:LISTED]:
        messages.warning(request, line)
    following = Review(review.source).first_to_do(item.number - 1 if item else 0)
    return HttpResponseRedirect(review_address(review.source, following.ref if following else ""))


def seen_versions(request: HttpRequest) -> dict[str, int]:
    """Return the versions that the person saw, by ref: they are posted as "REF.VERSION"."""
    pairs = (value.split(".", 1) for value in request.POST.getlist("seen") if "." in value)
    return {ref: number(version) for ref, version in pairs}


def reopen_item(request: HttpRequest, review: Review, item: Item | None) -> HttpResponse:
    quotation = as_seen(request, review, item)
    do_or_tell(request, lambda: reopen(quotation, by=request.user, reason="Returned in review"))
    messages.success(request, f"{item.number} is a draft again.")
    return HttpResponseRedirect(review_address(review.source, item.ref))


def split_item(request: HttpRequest, review: Review, item: Item | None) -> HttpResponse:
    quotation = as_seen(request, review, item)
    at = split_place(request, quotation)
    if isinstance(at, str):
        messages.error(request, at)
        raise ShowAgain
    do_or_tell(request, lambda: split(quotation, at, by=request.user))
    messages.success(request, f"{item.number} is two quotations now.")
    return HttpResponseRedirect(review_address(review.source, item.ref))


def split_place(request: HttpRequest, quotation: Quotation) -> int | str:
    """Return the code point at which to split, or what is wrong with what was asked."""
    at, words = request.POST.get("at", ""), request.POST.get("second", "").strip()
    if at:
        return number(at)
    if not words:
        return "Say with which words the second quotation begins."
    inside = [
        span.start + found.start
        for span in quotation.spans
        for found in find_all(quotation.source.text[span.start : span.end], words)
    ]
    if len(inside) == 1:
        return inside[0]
    if not inside:
        return f"“{words}” is not in these words, character for character."
    return f"“{words}” stands in these words {len(inside)} times. Add the words behind it."


def merge_item(request: HttpRequest, review: Review, item: Item | None) -> HttpResponse:
    quotation = as_seen(request, review, item)
    other = review.item(request.POST.get("following", ""))
    if other is None:
        messages.error(request, "There is no draft next to it to merge with. Nothing was changed.")
        raise ShowAgain
    other.quotation.version = number(request.POST.get("seen_following"))
    do_or_tell(request, lambda: merge_with_next(quotation, other.quotation, by=request.user))
    messages.success(request, f"{item.number} and {other.number} are one quotation now.")
    return HttpResponseRedirect(review_address(review.source, item.ref))


def add_item(request: HttpRequest, review: Review, item: Item | None) -> HttpResponse:
    source = review.source
    if source.version != number(request.POST.get("seen_source")):
        messages.error(request, "Somebody changed the article after you opened it. Choose the words again.")
        raise ShowAgain(adding=WordsForm(source, request.POST, auto_id="add_%s"))
    form = WordsForm(source, request.POST, auto_id="add_%s")
    if not form.is_valid():
        raise ShowAgain(adding=form)
    try:
        quotation = add_missed(source, form.found, by=request.user)
    except (*REFUSALS, PermissionDenied) as error:
        if isinstance(error, PermissionDenied):
            raise
        form.add_error("words", refusal(error, Quotation).messages)
        raise ShowAgain(adding=form) from None
    messages.success(request, "Added. Now say who said it.")
    return HttpResponseRedirect(review_address(source, quotation.ref))


def publish_all(request: HttpRequest, review: Review, item: Item | None) -> HttpResponse:
    """Publish what was accepted, and say what was published, what was refused, and why."""
    report = publish_accepted(review.source, by=request.user, seen=seen_versions(request))
    if report.published:
        count = len(report.published)
        messages.success(request, f"Published: {count} quotation{'s' if count != 1 else ''}.")
    for quotation, why in report.refused[:LISTED]:
        address = review_address(review.source, quotation.ref)
        words = excerpt(quotation.text, 60)
        messages.warning(request, format_html('Not published: <a href="{}">“{}”</a> {}', address, words, why))
    if len(report.refused) > LISTED:
        messages.warning(request, f"{len(report.refused) - LISTED} more were not published.")
    if not report.published and not report.refused:
        messages.info(request, "Nothing that was accepted waits to be published.")
    return HttpResponseRedirect(review_address(review.source))


def read_again(request: HttpRequest, review: Review, item: Item | None) -> HttpResponse:
    added = do_or_tell(request, lambda: read_source(review.source, by=request.user))
    count = len(added.drafts)
    new = f"{count} new quotation{'s' if count != 1 else ''} found" if count else "Nothing new was found"
    messages.success(request, f"{new}; {added.known} known already. Every decision is kept.")
    return HttpResponseRedirect(review_address(review.source))


ACTIONS: dict[str, Callable[[HttpRequest, Review, Item | None], HttpResponse]] = {
    "accept": accept_item,
    "adjust": adjust_item,
    "reject": reject_item,
    "reject together": reject_together,
    "reopen": reopen_item,
    "split": split_item,
    "merge": merge_item,
    "add": add_item,
    "publish": publish_all,
    "read": read_again,
}


def as_seen(request: HttpRequest, review: Review, item: Item | None) -> Quotation:
    """Return the quotation at the versions that the person saw. Raises ShowAgain when it is gone."""
    if item is None:
        messages.error(request, "This quotation is not there any more: somebody deleted it or merged it with another.")
        raise ShowAgain
    item.quotation.version = number(request.POST.get("seen_version"))
    review.source.version = number(request.POST.get("seen_source"))
    return item.quotation


def posted_form(request: HttpRequest, review: Review, item: Item | None) -> tuple[DecisionForm, Quotation]:
    """Return the form that was posted, and its quotation as seen. Raises ShowAgain, stale, when either is overtaken."""
    topics = topics_to_offer(review.source)
    if item is None:
        gone = Quotation(ref=request.POST.get("quotation", "").replace("\0", "")[:10], source=review.source)
        raise ShowAgain(DecisionForm(gone, request.POST, topics=topics), stale=True)
    form = DecisionForm(item.quotation, request.POST, topics=topics)
    stored = item.quotation.version, review.source.version
    quotation = as_seen(request, review, item)
    if stored != (quotation.version, review.source.version):
        raise ShowAgain(form, stale=True)
    return form, quotation


def attempt(do: Callable[[], Any], form: DecisionForm) -> None:
    """Do it, or raise ShowAgain with the form that says, by field, why not."""
    try:
        do()
    except Conflict:
        raise ShowAgain(form, stale=True) from None
    except REFUSALS as error:
        why = refusal(error, Quotation)
        by_field = why.message_dict if hasattr(why, "error_dict") else {"__all__": why.messages}
        for name, lines in by_field.items():
            form.add_error(name if name in form.fields else None, lines)
        raise ShowAgain(form) from None


def do_or_tell(request: HttpRequest, do: Callable[[], Any]) -> Any:
    """Return what comes of doing it, or raise ShowAgain with a message that says why not."""
    try:
        return do()
    except REFUSALS as error:
        if isinstance(error, Conflict):
            messages.error(request, OVERTAKEN)
        else:
            for line in refusal(error, Quotation).messages:
                messages.error(request, line)
        raise ShowAgain from None


def go_on(request: HttpRequest, review: Review, item: Item, done: str) -> HttpResponse:
    """Say what was done, and go to the next quotation that is not reviewed."""
    words = excerpt(item.quotation.display_text, 60)
    back = review_address(review.source, item.ref)
    messages.success(request, format_html('{}: <a href="{}">{}. {}</a>', done, back, item.number, words))
    following = Review(review.source).first_to_do(item.number)
    return HttpResponseRedirect(review_address(review.source, following.ref if following else ""))
