"""What every record shares: a version that refuses stale saves, derived columns, revisions, states and addresses."""

import secrets
from typing import Any, ClassVar

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.validators import URLValidator
from django.db import models, router, transaction
from django.db.models import Q
from simple_history.models import HistoricalRecords

from quotes.text.characters import FORBIDDEN_IN_DATABASE, check_characters
from quotes.text.dates import parse_date
from quotes.text.names import slugify

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REF_LENGTH = 10


def make_ref() -> str:
    """Return a new permanent public identifier: 10 random characters of Crockford's base 32 (50 bits)."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(REF_LENGTH))


def validate_known_date(value: str) -> None:
    """Raise ValidationError unless `value` is a date as known (quotes.text.dates)."""
    try:
        parse_date(value)
    except ValueError as error:
        raise ValidationError(str(error), code="known_date") from None


validate_web_address = URLValidator(schemes=["http", "https"], message="Give a full web address: http:// or https://.")


def web_address_constraint(field: str, name: str) -> models.CheckConstraint:
    """Return the constraint that `field` is empty or an http(s) address."""
    allowed = Q(**{field: ""}) | Q(**{f"{field}__startswith": "http://"}) | Q(**{f"{field}__startswith": "https://"})
    return models.CheckConstraint(
        condition=allowed, name=name, violation_error_message="Give a full web address: http:// or https://."
    )


def clean_characters_constraint(field: str, name: str) -> models.CheckConstraint:
    """Return the constraint that `field` holds no bidirectional control character."""
    return models.CheckConstraint(
        condition=~Q(**{f"{field}__regex": FORBIDDEN_IN_DATABASE}),
        name=name,
        violation_error_message="There is an invisible character in it that changes the direction of text. Remove it.",
    )


def related(model: str) -> Any:
    """Return the manager of another model of the record, which may be defined later than its caller."""
    return apps.get_model("quotes", model)._default_manager


class Conflict(Exception):
    """A save of a row that somebody else has changed, or deleted, since it was read."""

    def __init__(self, record: "Record") -> None:
        self.record = record
        super().__init__(
            f"The {record._meta.verbose_name} “{record}” was changed by somebody else after you opened it. "
            "Nothing of yours was saved. Open it again and make your change there."
        )


class RecordQuerySet(models.QuerySet):
    """Rows that know what is public, and whose deletion in bulk counts like one by one."""

    def published(self) -> "RecordQuerySet":
        """Return the rows that readers may see."""
        return self.filter(self.model.visible())

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete each row by its own `delete()`, so that guards hold and parents learn of it; all or nothing."""
        counts: dict[str, int] = {}
        with transaction.atomic(using=self.db):
            for record in self:
                for label, count in record.delete()[1].items():
                    counts[label] = counts.get(label, 0) + count
        return sum(counts.values()), counts

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Record(models.Model):
    """A row an editor can change: versioned, with every revision kept.

    `save()` refuses a stale row (Conflict), derives its derived columns, and bumps the versions of `parents`.
    """

    parents: ClassVar[tuple[str, ...]] = ()
    derived: ClassVar[tuple[str, ...]] = ()

    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords(inherit=True)
    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def visible(cls) -> Q:
        """Return the condition under which readers may see a row. Every public surface starts from it."""
        raise NotImplementedError

    def derive(self) -> None:
        """Set the derived columns from the row's own facts and its relations. Writes nothing."""

    def clean(self) -> None:
        """Raise ValidationError, by field, for characters that cannot be kept; then derive what follows."""
        super().clean()
        errors = {}
        for field in self._meta.concrete_fields:
            value = getattr(self, field.attname)
            if isinstance(value, str):
                try:
                    check_characters(value)
                except ValueError as error:
                    errors[field.name if field.editable else "__all__"] = str(error)
        if errors:
            raise ValidationError(errors)
        try:
            self.derive()
        except (ObjectDoesNotExist, ValueError):
            pass  # a field that derive() needs is missing or wrong, and is reported by its own name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, or raise Conflict when the stored version is not the one this row was read at."""
        using = kwargs.get("using") or router.db_for_write(type(self), instance=self)
        version = self.version
        try:
            with transaction.atomic(using=using):
                if not self._state.adding:
                    self.lock(using)
                    self.version += 1
                self.derive()
                if (fields := kwargs.get("update_fields")) is not None:
                    kwargs["update_fields"] = {*fields, *self.derived, "version"}
                super().save(*args, **kwargs)
                self.touch_parents()
                self.saved()
        except BaseException:
            self.version = version
            raise

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, and bump the versions of the parents."""
        with transaction.atomic(using=kwargs.get("using") or router.db_for_write(type(self), instance=self)):
            result = super().delete(*args, **kwargs)
            self.touch_parents()
        return result

    def saved(self) -> None:
        """Bring other rows in line after this one was saved, inside the same transaction."""

    def lock(self, using: str | None = None) -> None:
        """Lock the stored row until the transaction ends; raise Conflict unless it is at this row's version."""
        stored = type(self)._base_manager.using(using or self._state.db).select_for_update()
        if stored.filter(pk=self.pk).values_list("version", flat=True).first() != self.version:
            raise Conflict(self)

    def touch_parents(self) -> None:
        """Bump the version of every parent, in the database and on the objects that this row holds."""
        for name in self.parents:
            if (parent := getattr(self, name)) is not None:
                type(parent)._base_manager.filter(pk=parent.pk).update(version=models.F("version") + 1)
                parent.version += 1
                parent.touch_parents()


class Status(models.TextChoices):
    """Where a quotation or a claim stands on its way to readers."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"


class Publishable(Record):
    """A record with a way to publication. Its moves are verbs in `quotes.editing`."""

    Status = Status

    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    status_reason = models.TextField(
        "reason",
        blank=True,
        editable=False,
        help_text="Why it was withdrawn (readers see this) or rejected.",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="%(class)s_status_is_known"),
            models.CheckConstraint(
                condition=~Q(status=Status.WITHDRAWN) | ~Q(status_reason=""),
                name="withdrawn_%(class)s_has_reason",
                violation_error_message="A withdrawal needs a reason that readers can see.",
            ),
        ]

    @classmethod
    def visible(cls) -> Q:
        return Q(status=Status.PUBLISHED)

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a record that was never public. Raises ValidationError for any other: those are withdrawn."""
        if self.status in (Status.PUBLISHED, Status.WITHDRAWN):
            raise ValidationError(
                f"“{self}” was published, so it stays on record. Withdraw it, with a reason, instead of deleting it."
            )
        return super().delete(*args, **kwargs)


class SluggedQuerySet(RecordQuerySet):
    def get_by_natural_key(self, slug: str) -> "Slugged":
        return self.get(slug=slug)


class Slugged(Record):
    """A record with an address of its own. After a rename the old address is kept as a FormerSlug."""

    slug_from: ClassVar[str] = "name"

    slug = models.SlugField(
        max_length=80,
        unique=True,
        help_text="The last part of its address. The old address keeps working when you change it.",
    )

    objects: ClassVar[Any] = SluggedQuerySet.as_manager()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def clean(self) -> None:
        super().clean()
        former = FormerSlug.objects.filter(kind=self._meta.model_name, slug=self.slug).first()
        if former and former.current_slug != self.stored_slug():
            raise ValidationError({"slug": f"This address still leads to “{former.current_slug}”. Choose another."})

    def derive(self) -> None:
        super().derive()
        if not self.slug:
            self.slug = self.free_slug()

    def free_slug(self) -> str:
        """Return an address made from the record's name that no record of this kind has or had."""
        stem = slugify(getattr(self, self.slug_from)) or self._meta.model_name or ""
        slug, number = stem, 1
        while (
            type(self)._base_manager.filter(slug=slug).exclude(pk=self.pk).exists()
            or FormerSlug.objects.filter(kind=self._meta.model_name, slug=slug).exists()
        ):
            number += 1
            slug = f"{stem[:74]}-{number}"
        return slug

    def stored_slug(self) -> str | None:
        """Return the slug as the database has it, or None for a new record."""
        if self._state.adding:
            return None
        return type(self)._base_manager.filter(pk=self.pk).values_list("slug", flat=True).first()

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic(using=kwargs.get("using") or router.db_for_write(type(self), instance=self)):
            before = self.stored_slug()
            super().save(*args, **kwargs)
            if before and before != self.slug:
                FormerSlug.objects.move(self._meta.model_name or "", before, self.slug)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic(using=kwargs.get("using") or router.db_for_write(type(self), instance=self)):
            FormerSlug.objects.filter(kind=self._meta.model_name, current_slug=self.slug).delete()
            return super().delete(*args, **kwargs)


class FormerSlugManager(models.Manager["FormerSlug"]):
    def get_by_natural_key(self, kind: str, slug: str) -> "FormerSlug":
        return self.get(kind=kind, slug=slug)

    def move(self, kind: str, old: str, new: str) -> None:
        """Let the address `old`, and all that led to it, lead to `new`; `new` itself is a former address no more."""
        self.filter(kind=kind, slug=new).delete()
        self.filter(kind=kind, current_slug=old).update(current_slug=new)
        self.update_or_create(kind=kind, slug=old, defaults={"current_slug": new})


class FormerSlug(models.Model):
    """An address that moved, after a rename or a merge. Readers who come by it are led to the current one."""

    class Kind(models.TextChoices):
        SPEAKER = "speaker"
        ORGANIZATION = "organization"
        SOURCE = "source"
        TOPIC = "topic"
        CLAIM = "claim"

    kind = models.CharField(max_length=12, choices=Kind)
    slug = models.SlugField(max_length=80)
    current_slug = models.SlugField(max_length=80)

    objects = FormerSlugManager()

    class Meta:
        ordering = ["kind", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="former_slug_leads_to_one_place"),
            models.CheckConstraint(condition=~Q(slug=models.F("current_slug")), name="former_slug_leads_elsewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug} → {self.current_slug}"

    def natural_key(self) -> tuple[str, str]:
        return (self.kind, self.slug)
