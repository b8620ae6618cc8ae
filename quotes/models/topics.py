"""Subjects, and which quotations are about them."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from quotes.text.names import sort_key

from .addresses import address
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
        return address("quotes:topic-detail", self.slug)

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

    def follow_quotations(self) -> None:
        """Let each row carry its quotation's date and status again, as they are stored now."""
        quotation = related("Quotation").filter(pk=OuterRef("quotation"))
        self.update(said_latest=Subquery(quotation.values("said_latest")), status=Subquery(quotation.values("status")))

    follow_quotations.alters_data = True  # type: ignore[attr-defined]


class QuotationTopic(Record):
    """A quotation's topic.

    It carries the quotation's date and status, so that a topic's list is one walk of one index, and a look whether a
    topic is public costs the same however many drafts have it.
    """

    parents = ("quotation",)
    derived = ("said_latest", "status")

    quotation = models.ForeignKey("quotes.Quotation", on_delete=models.CASCADE, related_name="quotation_topics")
    # db_index=False: as for the keys of a quotation, PostgreSQL would take an index of it alone.
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, db_index=False, related_name="quotation_topics")
    said_latest = models.DateField(editable=False)
    status = models.CharField(max_length=10, choices=Status, editable=False)

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
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="topic_of_quotation_status_is_known"),
        ]
        indexes = [
            models.Index(
                fields=["topic", "-said_latest", "quotation"],
                condition=Q(status=Status.PUBLISHED),
                name="published_by_topic",
            ),
            models.Index(fields=["topic", "status"], name="quotation_by_topic"),
        ]

    def __str__(self) -> str:
        return str(self.topic)

    def natural_key(self) -> tuple[str, str]:
        return (self.quotation.ref, self.topic.slug)

    natural_key.dependencies = ["quotes.quotation", "quotes.topic"]  # type: ignore[attr-defined]

    @classmethod
    def visible(cls) -> Q:
        return Q(status=Status.PUBLISHED)

    def touch_parents(self, using: str | None = None) -> None:
        """Lock the quotation, and take its date and status as they are stored now."""
        super().touch_parents(using)
        stored = type(self.quotation)._base_manager.using(using).filter(pk=self.quotation_id)
        self.quotation.said_latest, self.quotation.status = stored.values_list("said_latest", "status").get()

    def derive(self) -> None:
        super().derive()
        self.said_latest, self.status = self.quotation.said_latest, self.quotation.status
