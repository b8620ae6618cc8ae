"""Records that readers must learn nothing of, with a mark in every field, alone and beside public ones."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.db.models import Count

from quotes.models import (
    Affiliation,
    Alias,
    Assessment,
    Candidate,
    Claim,
    ClaimTopic,
    Organization,
    Passage,
    Quotation,
    QuotationTopic,
    Source,
    Speaker,
    Stance,
    Status,
    Topic,
)
from tests.factories import (
    make_affiliation,
    make_alias,
    make_assessment,
    make_candidate,
    make_claim,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_stance,
    make_topic,
    set_status,
)

NEVER_PUBLISHED = [Status.DRAFT, Status.SUBMITTED, Status.REJECTED]
MARK = "zqx"

_numbers = count(1)


def mark() -> str:
    """Return a word that stands nowhere else."""
    return f"{MARK}{next(_numbers):06}"


def item() -> str:
    return f"Q9999{next(_numbers):06}"


def plant_alone(status: Status) -> list[Any]:
    """Save hidden records that belong to nothing public, every field filled."""
    parent = make_organization(name=f"Parent {mark()}", kind="military", country="ZZ", wikidata_id=item())
    body = make_organization(name=f"Body {mark()}", kind="party", country="ZZ", wikidata_id=item(), parent=parent)
    text = f"Title {mark()}\n\n“First {mark()} said, second {mark()}.”\n\nThird {mark()}, says somebody.\n"
    source = make_source(
        kind="post",
        title=f"Title {mark()}",
        publisher=body,
        byline=f"Byline {mark()}",
        added_by_editor=f"byline {mark()}",
        published_on=date(2031, 2, 3),
        captured_on=date(2031, 2, 4),
        url=f"https://{mark()}.example/",
        language="tlh",
        text=text,
        correction_note=f"Correction {mark()}.",
    )
    speaker = make_speaker(
        name=f"Speaker {mark()}", sort_name=f"Sort {mark()}", kind="group", wikidata_id=item(), note=f"Note {mark()}."
    )
    alias = make_alias(speaker=speaker, name=f"Alias {mark()}")
    affiliation = make_affiliation(
        speaker=speaker,
        organization=body,
        role=f"role {mark()}",
        since="2029-01-02",
        until="2031-02-03",
        stated_in=source,
        reference=f"https://{mark()}.example/role",
    )
    topic = make_topic(name=f"Topic {mark()}")
    words = text.split("“")[1].split("”")[0]
    outer = make_quotation(source=source, speaker=speaker, words=f"Third {text.split('Third ')[1].split(',')[0]}")
    give(outer, status)
    quotation = make_quotation(
        source=source,
        affiliation=affiliation,
        words=words,
        attribution=f"the {mark()}",
        kind="partial",
        medium="post",
        language="tlh",
        translated_from="sux",
        said="2031-01",
        reported_in=outer,
        topics=[topic],
        status=Status.DRAFT,
    )
    claim = make_claim(
        text=f"Claim {mark()} is so.", scope_note=f"Scope {mark()}.", topics=[topic], status=Status.DRAFT
    )
    stance = make_stance(quotation=quotation, claim=claim, position="denies", reason=f"Reason {mark()}.")
    assessment = make_assessment(
        claim=claim,
        verdict="unresolved",
        reasons=f"Reasons {mark()}.",
        links=f"https://{mark()}.example/link",
        assessed_on=date(2031, 3, 4),
    )
    candidate = make_candidate(
        quotation=quotation,
        speaker_name=f"Named {mark()}",
        role=f"role {mark()}",
        organization_name=f"Body {mark()}",
        mention=f"Mr. {mark()}",
        cue=mark(),
        because=f"Because {mark()}.",
    )
    give(quotation, status)
    give(claim, status)
    rows = [
        *(parent, body, source, speaker, alias, affiliation, topic, outer, quotation),
        *(quotation.passages.get(), quotation.quotation_topics.get(), claim, claim.claim_topics.get()),
        *(stance, assessment, candidate),
    ]
    for row in rows:
        row.refresh_from_db()
    for renamed in (speaker, body, source, topic, claim):
        renamed.slug = f"{renamed.slug}-new"
        renamed.save()
    return rows


def plant_beside(public: Quotation, status: Status) -> list[Any]:
    """Save hidden records that belong to the speaker, source, topics and claims of a public quotation."""
    stance = public.stances.first()
    topic = public.topics.first()
    source = public.source
    quotation = make_quotation(
        source=source,
        affiliation=public.affiliation,
        words="the work would take two years",
        attribution=f"the {mark()}",
        kind="indirect",
        medium="speech",
        said="2001",
        reported_in=public,
        topics=[topic, make_topic(name=f"Topic {mark()}")],
        status=Status.DRAFT,
    )
    give(quotation, status)
    claim = make_claim(text=f"Claim {mark()} is so.", topics=[topic], status=Status.DRAFT)
    give(claim, status)
    hidden = make_speaker(name=f"Speaker {mark()}")
    later = source.published_on + timedelta(days=100)
    other = make_source(title=f"Title {mark()}", publisher=source.publisher, published_on=later)
    role = make_affiliation(
        speaker=hidden, organization=public.organization, role=f"role {mark()}", since="1901", stated_in=source
    )
    return [
        quotation,
        claim,
        hidden,
        other,
        role,
        make_stance(quotation=quotation, claim=stance.claim, position="denies", reason=f"Reason {mark()}."),
        make_stance(quotation=public, claim=claim, position="asserts", reason=f"Reason {mark()}."),
        give(make_quotation(source=other, affiliation=role, status=Status.DRAFT), status),
        give(make_quotation(source=source, speaker=None, status=Status.DRAFT), status),
        *the_latest_and_the_most(other, status),
        make_organization(name=f"Part {mark()}", parent=public.organization),
        make_organization(name=f"Owner {mark()}"),
    ]


def the_latest_and_the_most(source: Source, status: Status) -> list[Any]:
    """Save hidden quotations later than all public ones, of every public speaker and on every public topic.

    They bear on the public claim with fewest statements, which would have most with them.
    """
    fewest = Claim.objects.published().annotate(number=Count("stances")).order_by("number", "slug").first()
    planted: list[Any] = []
    for speaker in Speaker.objects.published():
        quotation = make_quotation(
            source=source,
            speaker=speaker,
            attribution=f"the {mark()}",
            topics=list(Topic.objects.published()),
            status=Status.DRAFT,
        )
        planted += [give(quotation, status), make_stance(quotation=quotation, claim=fewest)]
        again = make_quotation(source=source, speaker=speaker, words="We were not asked", status=Status.DRAFT)
        planted += [give(again, status), make_stance(quotation=again, claim=fewest)]
    return planted


def give(record: Any, status: Status) -> Any:
    """Give a record that was never public another status, with a marked reason, in the database alone."""
    set_status(record, status, f"Why {mark()}." if status == Status.REJECTED else "")
    record.refresh_from_db()
    return record


MODELS = {
    *(Affiliation, Alias, Assessment, Candidate, Claim, ClaimTopic, Organization, Passage, Quotation, QuotationTopic),
    *(Source, Speaker, Stance, Topic),
}
