"""What every record shares: a version that refuses stale saves, derived columns, revisions, states and addresses."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, ClassVar, Self

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models, router, transaction
from django.db.models import Q

from quotes.text.characters import check_characters, unify_line_ends
from quotes.text.names import slugify

from .acts import Revisions, act
from .fields import SLUG_PATTERN, clean_characters_constraint, pattern_constraint, validate_slug


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


class RecordQuerySet(models.QuerySet[Any]):
    """Rows that know what is public, and whose deletion in bulk counts like one by one."""

    def published(self) -> Self:
        """Return the rows that readers may see."""
        return self.filter(self.model.visible())

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete each row by its own `delete()`, so that guards hold and parents learn of it; all or nothing."""
        counts: dict[str, int] = {}
        with transaction.atomic(using=self.db):
            for record in self:
                for label, count in record.delete()[1].items():
                    counts[label] = counts.get(label, 0) + count
        self._result_cache = None
        return sum(counts.values()), counts

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Record(models.Model):
    """A row an editor can change: versioned, with every revision kept.

    `save()` locks the row and what it follows from, refuses a stale one (Conflict), derives its derived columns,
    refuses what breaks a rule that no constraint can see (ValidationError), and bumps the versions of `parents`.
    Rows are locked in one order everywhere: source, affiliation, parent, child.
    """

    parents: ClassVar[tuple[str, ...]] = ()
    derived: ClassVar[tuple[str, ...]] = ()

    _history_user: Any
    _change_reason: str | None

    version = models.PositiveIntegerField(default=1, editable=False)

    history = Revisions(inherit=True, history_change_reason_field=models.TextField(null=True))
    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the whole row, or raise Conflict when the stored version is not the one this row was read at.

        `update_fields` narrows nothing: derived columns follow from the whole row, whose version says that it is fresh.
        """
        using = kwargs.setdefault("using", router.db_for_write(type(self), instance=self))
        kwargs.pop("update_fields", None)
        with self.all_or_nothing(using):
            self.lock_sources(using)
            self.touch_parents(using)
            stored = None
            if self._state.adding:
                kwargs["force_insert"] = True
            else:
                stored = self.lock(using)
                self.version += 1
                if any(getattr(stored, f"{name}_id") != getattr(self, f"{name}_id") for name in self.parents):
                    stored.touch_parents(using)
            self.derive()
            self.check_rules(stored)
            super().save(*args, **kwargs)
            self.saved(stored)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, and bump the versions of the parents. Raises Conflict when the row is stale."""
        using = kwargs.setdefault("using", router.db_for_write(type(self), instance=self))
        with self.all_or_nothing(using):
            self.lock_sources(using)
            self.touch_parents(using)
            self.check_deletion(self.lock(using))
            result = super().delete(*args, **kwargs)
            self.deleted()
        return result

    @classmethod
    def visible(cls) -> Q:
        """Return the condition under which readers may see a row. Every public surface starts from it."""
        raise NotImplementedError

    def derive(self) -> None:
        """Set the derived columns from the row's own facts and its relations. Writes nothing."""

    def clean(self) -> None:
        """Raise ValidationError, by field, for characters that cannot be kept; then derive what follows.

        Line ends become "\\n" first, since browsers send others.
        """
        super().clean()
        errors = {}
        for field in self._meta.concrete_fields:
            value = getattr(self, field.attname)
            if isinstance(value, str):
                if isinstance(field, models.TextField) and field.editable and "\r" in value:
                    setattr(self, field.attname, value := unify_line_ends(value))
                try:
                    check_characters(value)
                except ValueError as error:
                    errors[field.name if field.editable else "__all__"] = str(error)
        if errors:
            raise ValidationError(errors)
        with suppress(ObjectDoesNotExist, ValueError):  # a field that derive() needs is reported by its own name
            self.derive()

    def validate_constraints(self, exclude: Any = None) -> None:
        """Check the constraints on derived columns too, which no form shows and so every form would leave out."""
        hidden = {field.name for field in self._meta.concrete_fields if not field.editable}
        super().validate_constraints(exclude=set(exclude or ()) - hidden)

    def lock_sources(self, using: str) -> None:
        """Lock the rows, other than parents, that derived columns follow from. Raises Conflict for a stale one."""

    def check_rules(self, stored: Self | None) -> None:
        """Raise ValidationError for what no constraint can see. `stored` is the locked row, None for a new one."""

    def check_deletion(self, stored: Self) -> None:
        """Raise ValidationError when the locked row may not be deleted."""

    def saved(self, stored: Self | None) -> None:
        """Bring other rows in line after this one was saved over `stored`, inside the same transaction."""

    def deleted(self) -> None:
        """Bring other rows in line after this one was deleted, inside the same transaction."""

    def lock(self, using: str | None = None) -> Self:
        """Lock the stored row until the transaction ends and return it; raise Conflict unless it is this version."""
        rows = type(self)._base_manager.using(using or self._state.db).select_for_update(no_key=True)
        stored = rows.filter(pk=self.pk).first()
        if stored is None or stored.version != self.version:
            raise Conflict(self)
        return stored

    def touch_parents(self, using: str | None = None) -> None:
        """Lock every parent and bump its version, in the database and on the objects that this row holds."""
        for parent in self.held_parents():
            rows = type(parent)._base_manager.using(using or self._state.db).filter(pk=parent.pk)
            if parent.pk and not rows.update(version=models.F("version") + 1):
                raise Conflict(parent)
            parent.version += 1

    def held_parents(self) -> "list[Record]":
        return [getattr(self, name) for name in self.parents if getattr(self, f"{name}_id") is not None]

    @contextmanager
    def all_or_nothing(self, using: str | None = None) -> Iterator[None]:
        """A transaction and an act. When it fails, this row and its parents in memory say what the database says."""
        if "version" in self.get_deferred_fields():
            raise ValueError(f"This {self._meta.verbose_name} was read without its version, so it cannot be saved.")
        rows = [self, *self.held_parents()]
        before = [(row.pk, row.version, row._state.adding) for row in rows]
        try:
            with act(), transaction.atomic(using=using):
                yield
        except BaseException:
            for row, (pk, version, adding) in zip(rows, before, strict=True):
                row.pk, row.version, row._state.adding = pk, version, adding
            raise


class Status(models.TextChoices):
    """Where a quotation or a claim stands on its way to readers."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"


BEEN_PUBLIC = (Status.PUBLISHED, Status.WITHDRAWN)


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
            clean_characters_constraint("status_reason", "%(class)s_status_reason_has_clean_characters"),
        ]

    @classmethod
    def visible(cls) -> Q:
        return Q(status=Status.PUBLISHED)

    def why_not_publishable(self) -> str:
        """Return what keeps this record from readers, as a sentence, or "" when nothing does."""
        raise NotImplementedError

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    @property
    def was_public(self) -> bool:
        """Whether readers see it, or saw it before it was withdrawn."""
        return self.status in BEEN_PUBLIC

    def check_rules(self, stored: Self | None) -> None:
        super().check_rules(stored)
        if stored is not None and stored.was_public and not self.was_public:
            raise ValidationError(f"“{stored}” was published, so it can be withdrawn, but not become a {self.status}.")

    def check_deletion(self, stored: Self) -> None:
        """Let a record go that was never public, with its stances. Raises ValidationError for any other."""
        super().check_deletion(stored)
        if stored.was_public:
            raise ValidationError(
                f"“{stored}” was published, so it stays on record. Withdraw it, with a reason, instead of deleting it."
            )
        self.stances.all().delete()  # type: ignore[attr-defined]  # one by one: a stance has another parent too


class SluggedQuerySet(RecordQuerySet):
    def get_by_natural_key(self, slug: str) -> "Slugged":
        return self.get(slug=slug)


class Slugged(Record):
    """A record with an address of its own. After a rename the old address is kept as a FormerSlug."""

    slug_from: ClassVar[str] = "name"

    slug = models.SlugField(
        max_length=80,
        unique=True,
        blank=True,
        validators=[validate_slug],
        help_text="The last part of its address; made from its name when empty. "
        "The old address keeps working when you change it.",
    )

    objects: ClassVar[Any] = SluggedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            pattern_constraint("slug", SLUG_PATTERN, "%(class)s_slug_is_plain", str(validate_slug.message)),
        ]

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def clean(self) -> None:
        super().clean()
        rows = type(self)._base_manager.filter(pk=self.pk)
        self.check_slug(None if self._state.adding else rows.values_list("slug", flat=True).first())

    def check_slug(self, stored_slug: str | None) -> None:
        """Raise ValidationError when the address still leads to another record."""
        former = FormerSlug.objects.filter(kind=self._meta.model_name, slug=self.slug).first()
        if former and former.current_slug != stored_slug:
            raise ValidationError({"slug": f"This address still leads to “{former.current_slug}”. Choose another."})

    def check_rules(self, stored: Self | None) -> None:
        super().check_rules(stored)
        if stored is None or stored.slug != self.slug:
            self.check_slug(stored.slug if stored else None)

    def derive(self) -> None:
        super().derive()
        if not self.slug:
            self.slug = self.free_slug()

    def free_slug(self) -> str:
        """Return an address made from the record's name that no record of this kind has or had."""
        name = getattr(self, self.slug_from)
        slug, number = slugify(name) or self._meta.model_name or "", 1
        while (
            type(self)._base_manager.filter(slug=slug).exclude(pk=self.pk).exists()
            or FormerSlug.objects.filter(kind=self._meta.model_name, slug=slug).exists()
        ):
            number += 1
            slug = f"{slugify(name, 74) or self._meta.model_name}-{number}"
        return slug

    def saved(self, stored: Self | None) -> None:
        super().saved(stored)
        if stored is not None and stored.slug != self.slug:
            FormerSlug.objects.move(self._meta.model_name or "", stored.slug, self.slug)

    def check_deletion(self, stored: Self) -> None:
        super().check_deletion(stored)
        FormerSlug.objects.filter(kind=self._meta.model_name, current_slug=stored.slug).delete()


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

    history = Revisions(history_change_reason_field=models.TextField(null=True))
    objects = FormerSlugManager()

    class Meta:
        ordering = ["kind", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="former_slug_leads_to_one_place"),
            models.CheckConstraint(condition=~Q(slug=models.F("current_slug")), name="former_slug_leads_elsewhere"),
            models.CheckConstraint(
                condition=Q(kind__in=["speaker", "organization", "source", "topic", "claim"]),
                name="former_slug_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug} → {self.current_slug}"

    def natural_key(self) -> tuple[str, str]:
        return (self.kind, self.slug)
