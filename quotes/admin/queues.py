"""The queues of the first page, in their order. A new one is a function that finds it and its line in `QUEUES`."""

from collections import Counter
from typing import Any

from django.db.models import Count as CountOf
from django.db.models import Min
from django.urls import reverse

from quotes.editing.duplicates import counts
from quotes.editing.merging import MODELS
from quotes.editing.waiting import of_one_view, of_status, text_changed, without_role
from quotes.models import Claim, Quotation, RefusedSave, Source, Status
from quotes.text.excerpts import excerpt

from .waiting import SHOWN, Count, Found, Queue, Row, address, capped, first_of

LOOKED_AT = 200  # drafts, the latest, among which the articles are looked for
CHANGES = 500  # the latest changes of quotations, among which withdrawals are looked for
WORDS = 100

QUOTATIONS = "quotes_quotation_changelist"
CLAIMS = "quotes_claim_changelist"
SOURCES = "quotes_source_changelist"


def form_of(record: Any) -> str:
    return reverse(f"admin:quotes_{record._meta.model_name}_change", args=[record.pk])


def quotation_row(quotation: Quotation) -> Row:
    words = excerpt(quotation.display_text, WORDS) or f"{quotation.ref}: no words yet"
    by = quotation.speaker.name if quotation.speaker else "no speaker yet"
    return Row(words, f"{by}, in {excerpt(quotation.source.title, WORDS)}", form_of(quotation))


def quotations(rows: Any) -> Found:
    reads = ["ref", "display_text", "speaker__name", "source__title"]
    return first_of(rows, quotation_row, reads=reads, related=["speaker", "source"])


def claims(rows: Any) -> Found:
    return first_of(rows, lambda claim: Row(excerpt(claim.text, WORDS), "", form_of(claim)), reads=["text"])


def sources(rows: Any) -> Found:
    return first_of(rows, lambda source: Row(excerpt(source.title, WORDS), "", review_of(source)), reads=["title"])


def review_of(source: Source) -> str:
    """Return where the drafts of an article are reviewed; their list, where there is no such page."""
    drafts = reverse(f"admin:{QUOTATIONS}", query={"status__exact": Status.DRAFT, "source__id__exact": source.pk})
    return address("quotes_source_review", args=[source.pk]) or drafts


def drafts_by_article() -> Found:
    """Return the articles to which drafts were added last, each with how many it has and since when."""
    drafts = of_status(Quotation, Status.DRAFT)
    count = capped(drafts)
    if not count:
        return Found(count)
    latest = Counter(drafts.order_by("-pk").values_list("source", flat=True)[:LOOKED_AT])
    chosen = list(latest)[:SHOWN]
    of_each = {
        source: (number, first)
        for source, number, first in drafts.order_by()
        .filter(source__in=chosen)
        .values_list("source")
        .annotate(CountOf("pk"), Min("pk"))
    }
    firsts = [first for _, first in of_each.values()]
    added = dict(Quotation.history.order_by().filter(id__in=firsts).values_list("id").annotate(on=Min("history_date")))
    titles = Source.objects.only("title").in_bulk(chosen)
    rows = []
    for key in chosen:
        number, first = of_each.get(key, (0, None))
        since = f", the oldest of {added[first]:%Y-%m-%d}" if first in added else ""
        note = f"{number:,} {'draft' if number == 1 else 'drafts'}{since}"
        if key in titles:
            rows.append(Row(excerpt(titles[key].title, WORDS), note, review_of(titles[key])))
    return Found(count, rows)


def lately_withdrawn() -> Found:
    """Return what was withdrawn in the latest changes of quotations, the latest first."""
    changes = Quotation.history.order_by("-pk").values_list("id", "status", "history_date")[:CHANGES]
    latest: dict[int, Any] = {}
    for key, status, day in changes:
        latest.setdefault(key, (status, day))
    days = {key: day for key, (status, day) in latest.items() if status == Status.WITHDRAWN}
    shown = Quotation.objects.only("ref", "status", "status_reason").in_bulk(list(days)[:SHOWN])
    rows = [
        Row(f"{shown[key].ref}: {excerpt(shown[key].status_reason, WORDS)}", f"{day:%Y-%m-%d}", form_of(shown[key]))
        for key, day in days.items()
        if key in shown
    ]
    return Found(Count(len(days)), rows)


def unsaved(user: Any) -> Found:
    """Return what this person entered and could not save, because somebody else had changed the record."""
    kept = RefusedSave.objects.filter(user=user)
    return first_of(
        kept,
        lambda each: Row(each.label, f"{each.refused_at:%Y-%m-%d}", form_of(each)),
        reads=["label", "refused_at"],
    )


def duplicates() -> Found:
    """Return the kinds of records in which some are suspected to be the same, each with how many pairs."""
    page = reverse("admin:quotes_duplicates")
    found = {kind: number for kind, number in counts().items() if number}
    rows = [
        Row(str(MODELS[kind]._meta.verbose_name_plural).capitalize(), pairs(number), f"{page}?kind={kind}")
        for kind, number in found.items()
    ]
    return Found(Count(sum(found.values())), rows)


def pairs(number: int) -> str:
    return "1 pair" if number == 1 else f"{number:,} pairs"


QUEUES = [
    Queue(
        "Conflicts: what you could not save",
        "Somebody else had changed these before you saved. See both, and choose or combine.",
        "quotes.view_quotation",
        unsaved,
        ("quotes_refusedsave_changelist", {}),
    ),
    Queue(
        "Drafts, by article",
        "Look at each, and accept or reject it. The articles worked on last come first.",
        "quotes.change_quotation",
        lambda _: drafts_by_article(),
        (QUOTATIONS, {"status__exact": Status.DRAFT}),
    ),
    Queue(
        "Draft claims",
        "Made in review, or by hand. Readers do not see them yet: submit or publish each.",
        "quotes.change_claim",
        lambda _: claims(of_status(Claim, Status.DRAFT)),
        (CLAIMS, {"status__exact": Status.DRAFT}),
    ),
    Queue(
        "Submitted quotations",
        "An editor publishes them, or returns them to draft. The oldest come first.",
        "quotes.view_quotation",
        lambda _: quotations(of_status(Quotation, Status.SUBMITTED)),
        (QUOTATIONS, {"status__exact": Status.SUBMITTED}),
    ),
    Queue(
        "Submitted claims",
        "An editor publishes them, or returns them to draft.",
        "quotes.view_claim",
        lambda _: claims(of_status(Claim, Status.SUBMITTED)),
        (CLAIMS, {"status__exact": Status.SUBMITTED}),
    ),
    Queue(
        "Sources whose text changed",
        "Their text was edited after quotations were looked for in it. Look again: no decision is lost.",
        "quotes.change_source",
        lambda _: sources(text_changed()),
        (SOURCES, {"waits": "text-changed"}),
    ),
    Queue(
        "Suspected duplicates",
        "These may be one and the same. Merge them, or say that they are different.",
        "quotes.add_distinction",
        lambda _: duplicates(),
        ("quotes_duplicates", {}),
    ),
    Queue(
        "Quotations without a role",
        "A person said this, but in which role is not chosen yet. Choose the one that they had on that day.",
        "quotes.change_quotation",
        lambda _: quotations(without_role()),
        (QUOTATIONS, {"waits": "no-role"}),
    ),
    Queue(
        "Claims without a second view",
        "All who are quoted on these say the same. Look for somebody who questions or denies it.",
        "quotes.change_claim",
        lambda _: claims(of_one_view()),
        (CLAIMS, {"waits": "one-view"}),
    ),
    Queue(
        "Withdrawn lately",
        f"Among the last {CHANGES:,} changes of quotations. Readers see these reasons.",
        "quotes.view_quotation",
        lambda _: lately_withdrawn(),
        (QUOTATIONS, {"status__exact": Status.WITHDRAWN}),
        to_do=False,
    ),
]
