"""What follows from the record so that it can be found quickly. Nobody edits it; `rebuild_search` makes it anew."""

from django.db import models


class SearchEntry(models.Model):
    """The prepared words (quotes.text.words) by which a published quotation is found. No other quotation has one.

    `words` are of what was said, `names` of whose words they are: the speaker, other names of the speaker, and the
    organization at the time. A table of its own, so that what is searched is narrow and never holds a draft.
    """

    quotation = models.OneToOneField(
        "quotes.Quotation", on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    words = models.TextField()
    names = models.TextField()

    class Meta:
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return f"words of quotation {self.quotation_id}"


class Change(models.Model):
    """A row of the record that was written, noted by a trigger of the database in the same transaction.

    Every process follows these notes, so that what it holds in memory is never older than the database.
    """

    of = models.CharField(max_length=20, help_text="The model's name; “everything” after a load or a rebuild.")
    key = models.BigIntegerField(null=True)
    transaction = models.BigIntegerField(
        default=0, db_index=True, help_text="PostgreSQL's number of the transaction (xid8), which tells what is new."
    )

    def __str__(self) -> str:
        return f"{self.of} {self.key or ''}".strip()
