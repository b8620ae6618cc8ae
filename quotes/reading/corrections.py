"""What was withdrawn and what publishers corrected, as rows of one list: the same columns, whatever the record is.

A withdrawn record gives its name in addresses, its public reason and its day, and nothing else.
"""

from datetime import date

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate

from quotes.models import Publishable, Record, Source, Status

UNKNOWN_DAY = date.min  # of a record without revisions, as plain `loaddata` leaves it


def withdrawals(model: type[Publishable], name: str) -> QuerySet:
    """Return a row for each withdrawn record of `model`, whose column `name` names it in its address."""
    so = Q(status=Status.WITHDRAWN)
    return _rows(model.objects.filter(so), so, name=name, heading=Value(""), reason="status_reason")


def publishers_corrections() -> QuerySet:
    """Return a row for each published source on which an editor noted a correction by its publisher."""
    so = ~Q(correction_note="")
    return _rows(Source.objects.published().filter(so), so, name="slug", heading=F("title"), reason="correction_note")


def _rows(records: QuerySet, so: Q, *, name: str, heading: Value | F, reason: str) -> QuerySet:
    """Return named rows: `record` (which model), `name`, `heading`, `reason`, `day`, and a `key` that no two share.

    `so` is what makes a record stand in the list: `day` is the one since which it does.
    """
    record = Value(records.model._meta.model_name, CharField())
    columns = {
        "record": record,
        "name": F(name),
        "heading": Cast(heading, TextField()),
        "reason": F(reason),
        "day": _day_since(records.model, so),
        "key": Concat(record, Value("/"), F(name), output_field=CharField()),
    }
    return records.order_by().annotate(**columns).values_list(*columns, named=True)


def _day_since(model: type[Record], so: Q) -> Coalesce:
    """Return the day of the revision since which a record of `model` is `so`, without a break."""
    revisions = model.history.order_by()
    otherwise = revisions.filter(~so, id=OuterRef("id")).order_by("-history_id").values("history_id")[:1]
    since = revisions.filter(so, id=OuterRef("pk"), history_id__gt=Coalesce(Subquery(otherwise), 0))
    first = since.order_by("history_id").values(day=TruncDate("history_date"))[:1]
    return Coalesce(Subquery(first), Value(UNKNOWN_DAY))
