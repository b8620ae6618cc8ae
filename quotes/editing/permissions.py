"""Who may change what: what readers see changes only by those who may publish."""

from django.contrib.auth.models import AbstractUser, AnonymousUser

from quotes.models import Assessment, Claim, ClaimTopic, Publishable, Quotation, Record, Status

User = AbstractUser | AnonymousUser

OPEN = (Status.DRAFT, Status.SUBMITTED)


def may_publish(user: User, model: type[Record]) -> bool:
    """Return whether `user` may make rows of `model` public, and so change public ones."""
    of_claims = issubclass(model, (Claim, ClaimTopic, Assessment))
    return user.has_perm("quotes.publish_claim" if of_claims else "quotes.publish_quotation")


def may_change(user: User, record: Record) -> bool:
    """Return whether `user` may change or delete `record` as it stands in the database.

    Needs the permission to change such rows. A quotation or claim that is no draft and not submitted, and anything
    else that readers see, needs the permission to publish too.
    """
    if not user.has_perm(f"quotes.change_{record._meta.model_name}"):
        return False
    if may_publish(user, type(record)):
        return True
    if isinstance(record, Publishable):
        return record.status in OPEN
    return not is_public(record)


def may_reject_draft(user: User, record: Record) -> bool:
    """Return whether `user`, who may not publish, may still reject `record`: a draft of extraction's or of their own.

    Whoever drafts and submits decides about what extraction proposes and takes back what they added, and a rejection
    keeps it from readers.
    """
    if not isinstance(record, Quotation) or record.status != Status.DRAFT:
        return False
    if not user.has_perms(["quotes.change_quotation", "quotes.submit_quotation"]):
        return False
    return hasattr(record, "candidate") or was_added_by(user, record)


def was_added_by(user: User, record: Record) -> bool:
    """Return whether `user` made `record`, as its first revision says."""
    added: bool = type(record).history.filter(id=record.pk, history_type="+", history_user_id=user.pk).exists()
    return added


def is_public(record: Record) -> bool:
    """Return whether readers see `record` as it stands in the database."""
    return type(record)._default_manager.published().filter(pk=record.pk).exists()
