"""Subjects, and which quotations are about them."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from quotes.text.names import sort_key

from .base import Record, RecordQuerySet, Slugged, Status, related
from .fields import clean_characters_constraint


class Topic(Slugged):
    """A subject that quotations and claims are about."""

    derived = ("sort_key",)

    name = models.CharField(max_length=100)
    sort_key = models.CharField(max_length=100, editable=False)

    class Meta:
        ordering = ["sort_key", "slug"]
        constraints = [
            *Slugged.Meta.constraints,
            models.CheckConstraint(condition=~Q(name=""), name="topic_has_name"),
            clean_characters_constraint("name", "topic_name_has_clean_characters"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("quotes:topic-detail", args=[self.slug])

    @classmethod
    def visible(cls) -> Q:
        on_quotation = related("QuotationTopic").published().filter(topic=OuterRef("pk"))
        on_claim = related("ClaimTopic").published().filter(topic=OuterRef("pk"))
        return Q(Exists(on_quotation)) | Q(Exists(on_claim))

    def derive(self) -> None:
        super().derive()
        self.sort_key = sort_key(self.name)


class QuotationTopicQuerySet(RecordQuerySet):
    def get_by_natural_key(self, ref: str, topic: str) -> "QuotationTopic":
        return self.get(quotation__ref=ref, topic__slug=topic)


class QuotationTopic(Record):
    """A quotation's topic. It carries the quotation's date, so that a topic's list is one walk of one index."""

    parents = ("quotation",)
    derived = ("said_latest",)

    quotation = models.ForeignKey("quotes.Quotation", on_delete=models.CASCADE, related_name="quotation_topics")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="quotation_topics")
    said_latest = models.DateField(editable=False)

    objects: ClassVar[Any] = QuotationTopicQuerySet.as_manager()

    class Meta:
        ordering = ["topic__sort_key", "topic__slug"]
        verbose_name = "topic of a quotation"
        verbose_name_plural = "topics of quotations"
        constraints = [
            models.UniqueConstraint(
                fields=["quotation", "topic"],
                name="topic_once_for_each_quotation",
                violation_error_message="This quotation has that topic already.",
            )
        ]
        indexes = [models.Index(fields=["topic", "-said_latest", "quotation"], name="quotation_topic_newest")]

    def __str__(self) -> str:
        return str(self.topic)

    def natural_key(self) -> tuple[str, str]:
        return (self.quotation.ref, self.topic.slug)

    natural_key.dependencies = ["quotes.quotation", "quotes.topic"]  # type: ignore[attr-defined]

    @classmethod
    def visible(cls) -> Q:
        return Q(quotation__status=Status.PUBLISHED)

    def touch_parents(self, using: str | None = None) -> None:
        """Lock the quotation, and take its date as it is stored now."""
        super().touch_parents(using)
        stored = type(self.quotation)._base_manager.using(using).filter(pk=self.quotation_id)
        self.quotation.said_latest = stored.values_list("said_latest", flat=True).get()

    def derive(self) -> None:
        super().derive()
        self.said_latest = self.quotation.said_latest
