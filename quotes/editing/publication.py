"""The verbs that move quotations and claims between draft and public."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from quotes.models import Publishable, Status
from quotes.text.characters import unify_line_ends

from .permissions import User, may_change, may_reject_draft


@dataclass(frozen=True)
class Verb:
    """A move of a quotation or claim from one status to another. Call it to do it."""

    name: str
    label: str
    done: str
    starts: tuple[Status, ...]
    target: Status
    permission: str
    asks_reason: bool = False
    also: Callable[[User, Publishable], bool] | None = None  # who else may, of which records

    def __call__(self, record: Publishable, *, by: User, reason: str = "") -> None:
        """Move `record`, keep a revision with who did it and why, and bring `record` up to date; or change nothing.

        Raises PermissionDenied when `by` may not; Conflict when somebody changed or deleted the record since `record`
        was read; ValidationError, for people, when its status does not allow the move, a reason is needed and missing,
        or readers cannot be shown it.
        """
        if not self.allowed(by, record):
            raise PermissionDenied(f"You may not {self.name} this {record._meta.verbose_name}.")
        reason = unify_line_ends(reason).strip()
        with transaction.atomic():
            record.lock_sources(record._state.db or "default")
            stored = record.lock()
            if problem := self.why_not(stored):
                raise ValidationError(problem)
            if self.asks_reason and not reason:
                raise ValidationError("Give the reason.")
            stored.status = self.target
            stored.status_reason = reason if self.asks_reason else ""
            stored._history_user = by
            stored._change_reason = f"{self.done}: {reason}" if reason else self.done
            stored.full_clean()
            stored.save()
        record.refresh_from_db()

    def allowed(self, user: User, record: Publishable) -> bool:
        """Return whether `user` has the permission for this verb and, to submit, may change the record at all.

        A verb may be open to others too, for some records (`also`).
        """
        if self.also is not None and self.also(user, record):
            return True
        return user.has_perm(self.permission_for(type(record))) and (
            self.permission != "submit" or may_change(user, record)
        )

    def permission_for(self, model: type[Publishable]) -> str:
        """Return the permission that the verb needs: the model's own for it, else the permission to change."""
        codename = f"{self.permission}_{model._meta.model_name}"
        own = {name for name, _ in model._meta.permissions}
        return f"quotes.{codename if codename in own else f'change_{model._meta.model_name}'}"

    def why_not(self, record: Publishable) -> str:
        """Return what keeps `record` from this move, as a sentence, or "" when nothing does."""
        if record.status not in self.starts:
            return f"It is {record.get_status_display().lower()}, so it cannot be {self.done.lower()}."
        return record.why_not_publishable() if self.target == Status.PUBLISHED else ""


submit = Verb("submit", "Submit", "Submitted", (Status.DRAFT,), Status.SUBMITTED, "submit")
publish = Verb(
    "publish", "Publish", "Published", (Status.DRAFT, Status.SUBMITTED, Status.WITHDRAWN), Status.PUBLISHED, "publish"
)
reopen = Verb(
    "reopen", "Return to draft", "Returned to draft", (Status.SUBMITTED, Status.REJECTED), Status.DRAFT, "publish"
)
withdraw = Verb(
    "withdraw", "Withdraw", "Withdrawn", (Status.PUBLISHED,), Status.WITHDRAWN, "withdraw", asks_reason=True
)
reject = Verb(
    "reject",
    "Reject",
    "Rejected",
    (Status.DRAFT, Status.SUBMITTED),
    Status.REJECTED,
    "publish",
    asks_reason=True,
    also=may_reject_draft,
)
VERBS = (submit, publish, reopen, withdraw, reject)
