"""Valid records for tests: `make_*` saves one and whatever it needs; every field can be given by keyword."""

from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any

from quotes.models import (
    Affiliation,
    Alias,
    Assessment,
    Candidate,
    Claim,
    ClaimTopic,
    Organization,
    Quotation,
    QuotationTopic,
    SearchEntry,
    Source,
    Speaker,
    Stance,
    Status,
    Topic,
)
from quotes.text.anchors import find_one

_numbers = count(1)

SOURCE_TEXT = (
    "Harbour bridge to close for repairs\n\n"
    "“The bridge is safe,” said Ana Ruiz, the city engineer. “But it is old, and it will not stay safe.”\n\n"
    "The council said that the work would take two years.\n\n"
    "“We were not asked,” said Tom Byrne, who runs the ferry."
)


def make_organization(**fields: Any) -> Organization:
    return _made(Organization, {"name": f"Organization {next(_numbers)}"} | fields)


def make_speaker(**fields: Any) -> Speaker:
    name = fields.setdefault("name", f"Speaker {next(_numbers)}")
    return _made(Speaker, {"sort_name": name} | fields)


def make_alias(**fields: Any) -> Alias:
    return _made(
        Alias, {"speaker": fields.get("speaker") or make_speaker(), "name": f"Alias {next(_numbers)}"} | fields
    )


def make_affiliation(**fields: Any) -> Affiliation:
    return _made(Affiliation, {"speaker": fields.get("speaker") or make_speaker(), "role": "engineer"} | fields)


def make_source(**fields: Any) -> Source:
    facts = {
        "title": f"Source {next(_numbers)}",
        "text": SOURCE_TEXT,
        "published_on": date(2024, 5, 6),
        "captured_on": date(2024, 5, 7),
    }
    return _made(Source, facts | fields)


def make_quotation(
    *, words: str | Sequence[str] = "The bridge is safe", status: Status = Status.PUBLISHED, **fields: Any
) -> Quotation:
    """Save a quotation anchored at `words` of its source (several strings: several passages), then give it `status`.

    It has a new speaker unless `speaker` is given (None: no speaker).
    """
    source = fields.pop("source", None) or make_source()
    if "speaker" not in fields:
        fields["speaker"] = fields["affiliation"].speaker if fields.get("affiliation") else make_speaker()
    topics = fields.pop("topics", [])
    quotation = Quotation(source=source, **fields)
    quotation.anchor([find_one(source.text, part) for part in ([words] if isinstance(words, str) else words)])
    for topic in topics:
        QuotationTopic(quotation=quotation, topic=topic).save()
    return _with_status(quotation, status)


def make_topic(**fields: Any) -> Topic:
    return _made(Topic, {"name": f"Topic {next(_numbers)}"} | fields)


def make_claim(*, status: Status = Status.PUBLISHED, **fields: Any) -> Claim:
    topics = fields.pop("topics", [])
    claim = _made(Claim, {"text": f"Claim number {next(_numbers)} is true."} | fields)
    for topic in topics:
        ClaimTopic(claim=claim, topic=topic).save()
    return _with_status(claim, status)


def make_stance(**fields: Any) -> Stance:
    fields.setdefault("quotation", None)
    fields.setdefault("claim", None)
    fields["quotation"] = fields["quotation"] or make_quotation()
    fields["claim"] = fields["claim"] or make_claim()
    return _made(Stance, {"position": Stance.Position.ASSERTS, "reason": "It says so in these words."} | fields)


def make_assessment(**fields: Any) -> Assessment:
    facts = {
        "verdict": Assessment.Verdict.DISPUTED,
        "reasons": "One engineer denies it.",
        "assessed_on": date(2024, 6, 1),
    }
    return _made(Assessment, facts | {"claim": fields.get("claim") or make_claim()} | fields)


def make_candidate(**fields: Any) -> Candidate:
    """Save what extraction would have found of a quotation, which is a new draft unless it is given."""
    quotation = fields.setdefault("quotation", None) or make_quotation(speaker=None, status=Status.DRAFT)
    facts = {
        "words": quotation.text,
        "kind": quotation.kind,
        "speaker_name": "Ana Ruiz",
        "speaker_kind": "person",
        "role": "city engineer",
        "mention": "Ana Ruiz",
        "cue": "said",
        "because": "Cue beside the words: “said” with “Ana Ruiz” as its subject.",
        "confidence": 0.9,
    }
    return _made(Candidate, facts | fields | {"quotation": quotation})


def make_one_of_each() -> dict[type, Any]:
    """Save one published record of every model, all about one quotation, and return them by model."""
    organization = make_organization(parent=make_organization())
    source = make_source(publisher=organization)
    affiliation = make_affiliation(organization=organization, since="2019", stated_in=source)
    topic = make_topic()
    quotation = make_quotation(source=source, affiliation=affiliation, topics=[topic], said="2024-05")
    claim = make_claim(topics=[topic])
    records = [
        organization,
        source,
        affiliation,
        quotation.speaker,
        make_alias(speaker=quotation.speaker),
        quotation,
        quotation.passages.get(),
        quotation.quotation_topics.get(),
        make_candidate(quotation=quotation),
        topic,
        claim,
        claim.claim_topics.get(),
        make_stance(quotation=quotation, claim=claim),
        make_assessment(claim=claim),
    ]
    return {type(record): type(record)._base_manager.get(pk=record.pk) for record in records}


def set_status(record: Any, status: Status, reason: str = "") -> None:
    """Give a quotation or claim a status past the rules, in the database alone, with what is copied of it.

    No verb leads everywhere in one step, and readers must be kept from whatever the database holds.
    """
    type(record)._base_manager.filter(pk=record.pk).update(status=status, status_reason=reason)
    if isinstance(record, Quotation):
        record.quotation_topics.follow_quotations()
        SearchEntry.objects.follow(Quotation.objects.filter(pk=record.pk))


def _made(model: Any, fields: dict[str, Any]) -> Any:
    record = model(**fields)
    record.save()
    return record


def _with_status(record: Any, status: Status) -> Any:
    if status != Status.DRAFT:
        record.status = status
        if status in (Status.WITHDRAWN, Status.REJECTED):
            record.status_reason = "The source was retracted."
        record.save()
    return record
