"""What refers to a record that can be merged, and so has to move, in the order in which it is locked and moved."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from quotes.models import (
    Affiliation,
    Alias,
    Claim,
    ClaimTopic,
    Organization,
    Quotation,
    QuotationTopic,
    Record,
    Slugged,
    Source,
    Speaker,
    Topic,
)

from .rows import Model, lock


@dataclass(frozen=True, slots=True)
class Reference:
    """Rows of `model` whose `field` is the record. Two that are alike in `alike` are joined, for no record has both.

    `filled`: what the one that stays takes from the other where it has nothing itself.
    """

    model: Model
    field: str
    label: str
    alike: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return what the model is called in `Merge.moved`."""
        return self.model._meta.model_name or ""

    def rows(self, *keys: int) -> QuerySet[Any]:
        """Return the rows that refer to one of these records."""
        return self.model._base_manager.filter(**{f"{self.field}__in": keys})


ROLE_FACTS = ("until", "stated_in_id", "reference")
REFERENCES: dict[type[Slugged], tuple[Reference, ...]] = {
    Speaker: (
        Reference(Affiliation, "speaker", "roles", alike=("organization_id", "role_slug", "since"), filled=ROLE_FACTS),
        Reference(Alias, "speaker", "other names", alike=("name",)),
        Reference(Quotation, "speaker", "quotations"),
    ),
    Organization: (
        Reference(Source, "publisher", "sources that it published"),
        Reference(Organization, "parent", "organizations that are part of it"),
        Reference(
            Affiliation, "organization", "roles in it", alike=("speaker_id", "role_slug", "since"), filled=ROLE_FACTS
        ),
        Reference(Quotation, "organization", "quotations"),
    ),
    Topic: (
        Reference(QuotationTopic, "topic", "quotations", alike=("quotation_id",)),
        Reference(ClaimTopic, "topic", "claims", alike=("claim_id",)),
    ),
}
MODELS: dict[str, type[Slugged]] = {str(model._meta.model_name): model for model in REFERENCES}
FILLED: dict[type[Slugged], tuple[str, ...]] = {
    Speaker: ("wikidata_id", "note"),
    Organization: ("country", "wikidata_id"),
    Topic: (),
}
ORDER = [Source, Speaker, Affiliation, Organization, Quotation, Claim, Alias, QuotationTopic, ClaimTopic]


def lock_in_order(wanted: Iterable[QuerySet[Any]]) -> None:
    """Lock rows and their parents: model by model in the order of every save (docs/models.md, "Saving")."""
    by_model: dict[Model, list[QuerySet[Any]]] = {}
    for rows in wanted:
        by_model.setdefault(rows.model, []).append(rows)
        for name in rows.model.parents:
            parent: type[Record] = rows.model._meta.get_field(name).related_model
            by_model.setdefault(parent, []).append(parent._base_manager.filter(pk__in=rows.values(name)))
    for model in sorted(by_model, key=ORDER.index):
        for rows in by_model[model]:
            lock(rows)
