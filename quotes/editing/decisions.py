"""What a reviewer decides about a quotation: the records that it names, found or made in place.

Every refusal is a ValidationError by the decision's own field. What is made here is made inside the transaction of the
verb that needs it, so that nothing stays of a decision that is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from quotes.models import (
    Affiliation,
    Claim,
    Organization,
    Quotation,
    QuotationTopic,
    Record,
    Source,
    Speaker,
    Stance,
    Status,
    Topic,
)
from quotes.text.anchors import Span
from quotes.text.names import index_name, slugify

from .permissions import User, is_public, may_publish
from .proposals import named, organizations_named, speakers_named

NEW = 0  # which of several of a name: none of them, a new one


@dataclass(frozen=True)
class StanceTaken:
    """What the words do to a claim, which is known by its text; made, as a draft, when there is none of that text."""

    claim: str
    position: str
    reason: str


@dataclass(frozen=True)
class Decision:
    """What a reviewer says of a quotation.

    Speaker, organization, topics and claims are given by name. `which_speaker` and `which_organization` are keys: the
    one meant, when several have the name, or NEW. `seen_speaker` is the key of the speaker whom the reviewer was shown
    under the name `speaker`: when nobody has that name any more, no second speaker is made of it. `reported_in` is the
    ref of the quotation of the same source that reports this one, or "".
    """

    spans: tuple[Span, ...]
    kind: str
    speaker: str
    speaker_kind: str = Speaker.Kind.PERSON
    which_speaker: int | None = None
    seen_speaker: int | None = None
    role: str = ""
    organization: str = ""
    which_organization: int | None = None
    attribution: str = ""
    medium: str = ""
    said: str = ""
    language: str = "en"
    translated_from: str = ""
    reported_in: str = ""
    topics: tuple[str, ...] = ()
    stances: tuple[StanceTaken, ...] = ()


def speaker_meant(decision: Decision, by: User) -> Speaker:
    """Return the speaker of that name, who is made when there is none; several: the one the reviewer chose."""
    name = decision.speaker.strip()
    if not name:
        raise ValidationError({"speaker": "Say who said it. Give the name as readers know it."})
    found = speakers_named(name)
    if decision.which_speaker == NEW and found:
        found = []
    elif decision.which_speaker is not None:
        found = [speaker for speaker in found if speaker.pk == decision.which_speaker] or found
    elif not found and (renamed := Speaker.objects.filter(pk=decision.seen_speaker or 0).first()):
        raise ValidationError({"speaker": f"This speaker was renamed: “{renamed.name}”. Give that name, or another."})
    if len(found) > 1:
        raise ValidationError({"speaker": f"{len(found)} speakers are named “{name}”. Choose the one you mean."})
    if found:
        return found[0]
    is_person = decision.speaker_kind == Speaker.Kind.PERSON
    sort_name = index_name(name) if is_person else name
    speaker = Speaker(name=name, sort_name=sort_name, kind=decision.speaker_kind)
    make(speaker, by, "speaker", kind="speaker_kind")
    return speaker


def affiliation_meant(
    decision: Decision, speaker: Speaker, source: Source, day: date, held: int | None, by: User
) -> Affiliation | None:
    """Return the speaker's role on `day` as decided; one that the record lacks is made, as stated in the source.

    `held` is the key of the role that the quotation has already: it is kept when it is one of several that fit.
    """
    role, slug = decision.role.strip(), slugify(decision.role)
    organization = organization_meant(decision, by)
    if not role and not organization:
        return None
    on_day: list[Affiliation] = list(speaker.affiliations.on(day))
    same_role = [each for each in on_day if each.role_slug == slug and bool(each.role) == bool(role)]
    fitting = [each for each in same_role if each.organization_id == (organization.pk if organization else None)]
    if not fitting and not organization and len(same_role) == 1:
        fitting = same_role
    if fitting:
        return next((each for each in fitting if each.pk == held), fitting[0])
    affiliation = Affiliation(
        speaker=speaker,
        organization=organization,
        role=role,
        since=f"../{source.published_on.isoformat()}",
        stated_in=source,
    )
    make(affiliation, by, "role", organization="organization")
    if not may_publish(by, Affiliation) and is_public(affiliation):
        problem = f"Readers see {speaker} already, and would see this role at once: an editor has to add it."
        raise ValidationError({"role": f"{problem} Accept without it, or take a role that {speaker} has."})
    return affiliation


def organization_meant(decision: Decision, by: User) -> Organization | None:
    """Return the organization of that name, made when there is none; several: the one the reviewer chose."""
    name = decision.organization.strip()
    if not name:
        return None
    found = organizations_named(name)
    if decision.which_organization == NEW:
        found = []
    elif decision.which_organization is not None:
        found = [each for each in found if each.pk == decision.which_organization] or found
    if len(found) > 1:
        raise ValidationError(
            {"organization": f"{len(found)} organizations are named “{name}”. Choose the one you mean."}
        )
    if found:
        return found[0]
    organization = Organization(name=name)
    make(organization, by, "organization")
    return organization


def statement_meant(decision: Decision, source: Source) -> Quotation | None:
    """Return the quotation of the source that reports this one as decided."""
    if not decision.reported_in:
        return None
    found: Quotation | None = source.quotations.filter(ref=decision.reported_in).first()
    if found is None:
        raise ValidationError({"reported_in": "That quotation is not in this article any more. Choose another."})
    return found


def keep_topics(quotation: Quotation, names: Sequence[str], by: User) -> None:
    """Let the quotation have the topics of these names and no others; those that the record lacks are made."""
    wanted = {topic.pk: topic for topic in (topic_named(name, by) for name in names if name.strip())}
    for row in quotation.quotation_topics.all():
        if row.topic_id in wanted:
            del wanted[row.topic_id]
        else:
            row.quotation = quotation
            signed(row, by).delete()
    for topic in wanted.values():
        signed(QuotationTopic(quotation=quotation, topic=topic), by).save()


def topic_named(name: str, by: User) -> Topic:
    name = name.strip()
    found: list[Topic] = list(named(Topic.objects, name))
    exact = [topic for topic in found if topic.name == name]
    if found:
        return (exact or found)[0]
    topic = Topic(name=name)
    make(topic, by, "topics")
    return topic


def keep_stances(quotation: Quotation, taken: Sequence[StanceTaken], by: User) -> None:
    """Let the quotation have these stances and no others; claims that the record lacks are made, as drafts."""
    stored = {stance.claim_id: stance for stance in quotation.stances.select_related("claim")}
    seen: set[int] = set()
    for each in taken:
        claim = claim_meant(each.claim, by)
        if claim.pk in seen:
            raise ValidationError({"stances": f"“{claim}” is given twice. One quotation has one stance on a claim."})
        seen.add(claim.pk)
        stance = stored.get(claim.pk) or Stance(quotation=quotation, claim=claim)
        is_new = stance._state.adding
        if is_new or (stance.position, stance.reason) != (each.position, each.reason):
            stance.quotation, stance.position, stance.reason = quotation, each.position, each.reason
            save(signed(stance, by), "stances")
    for claim_id, stance in stored.items():
        if claim_id not in seen:
            stance.quotation = quotation
            signed(stance, by).delete()


def claim_meant(text: str, by: User) -> Claim:
    text = " ".join(text.split())
    claim: Claim | None = Claim.objects.filter(text=text).first() or Claim.objects.filter(text__iexact=text).first()
    if claim is None:
        claim = Claim(text=text)
        make(claim, by, "stances")
    elif claim.status in (Status.REJECTED, Status.WITHDRAWN):
        why = f"That claim was {claim.status}: {claim.status_reason}"
        raise ValidationError({"stances": why})
    return claim


def make(record: Record, by: User, field: str, **fields: str) -> None:
    """Save a new record that a decision named in its `field`. Raises ValidationError by the decision's fields."""
    meta = record._meta
    if not by.has_perm(f"quotes.add_{meta.model_name}"):
        raise ValidationError({field: f"You may not add {meta.verbose_name_plural}. Give the name of one there is."})
    save(signed(record, by), field, **fields)


def save(record: Record, field: str, **fields: str) -> None:
    """Check and save a record. Raises ValidationError by the decision's fields: see `by_field`."""
    try:
        record.full_clean()
        record.save()
    except ValidationError as error:
        raise by_field(error, field, **fields) from None


def by_field(error: ValidationError, field: str, **fields: str) -> ValidationError:
    """Return the error by the decision's fields: `field`, but for the record's fields that `fields` maps to others."""
    found: dict[str, list[str]] = {}
    by_own = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
    if len(by_own) > 1:
        by_own.pop("__all__", None)  # a rule of the database that one of the fields has broken too
    for own, messages in by_own.items():
        found.setdefault(fields.get(own, field), []).extend(messages)
    return ValidationError({name: list(dict.fromkeys(messages)) for name, messages in found.items()})


def signed(record: Record, by: User, why: str = "Decided in review") -> Record:
    """Return the record with who changes it and why, for its next revision."""
    record._history_user = by
    record._change_reason = why
    return record
