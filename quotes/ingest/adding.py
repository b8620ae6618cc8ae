"""An article becomes a source with drafts, one for each candidate that extraction finds in it."""

from dataclasses import dataclass

from courlan import normalize_url
from django.core.exceptions import PermissionDenied
from django.db import connections, transaction
from django.utils.timezone import now

from quotes.editing.permissions import User
from quotes.editing.proposals import organizations_named, role_on, speakers_named
from quotes.extraction import Candidate as Found
from quotes.extraction import Extraction as Finding
from quotes.extraction import extract
from quotes.extraction.affiliations import take_apart
from quotes.extraction.records import Block, BlockKind, Kind
from quotes.models import Candidate, Extraction, Organization, Quotation, Source
from quotes.models.sources import sha256
from quotes.text.anchors import Span, join
from quotes.text.dates import parse_date

from .articles.facts import one_line

ADDING = 20_181_128  # the number of PostgreSQL's lock that whoever adds an article holds until the transaction ends


class SameArticle(Exception):
    """The article is in the record already: `source`."""

    def __init__(self, source: Source) -> None:
        self.source = source
        super().__init__(f"This article is in the record already: {source}.")


@dataclass(frozen=True)
class Added:
    """What came of reading a source: its new drafts, and the candidates that are quotations of it already."""

    source: Source
    drafts: tuple[Quotation, ...]
    known: int


def add_article(source: Source, *, publisher: str = "", by: User) -> Added:
    """Save a new source with a draft for each candidate in its text; all of it, or nothing.

    `publisher` is the name of an organization, which is made when there is none of that name. Raises SameArticle when
    the record has a source with that address or text; PermissionDenied when `by` may not add sources and quotations;
    ValidationError, by field, for what the record's rules refuse.
    """
    if not by.has_perms(["quotes.add_source", "quotes.add_quotation"]):
        raise PermissionDenied("You may not add articles.")
    with transaction.atomic():
        lock_adding()
        if same := same_article(source.url, source.text):
            raise SameArticle(same)
        if publisher.strip():
            source.publisher = publisher_named(publisher.strip(), by)
        source._history_user = by
        source._change_reason = "Added as an article"
        source.full_clean()
        source.save()
        return read_source(source, by=by)


def lock_adding() -> None:
    """Let nobody else add an article until the transaction ends. SQLite has one writer anyway."""
    connection = connections["default"]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADDING])


def same_article(url: str, text: str) -> Source | None:
    """Return the source that has this text, or this address but for what does not tell articles apart."""
    found: Source | None = Source.objects.filter(text_sha256=sha256(text)).first()
    if found:
        return found
    wanted = plain_address(url)
    if not wanted:
        return None
    likely = Source.objects.filter(url__icontains=wanted.partition("?")[0])
    return next((source for source in likely if plain_address(source.url) == wanted), None)


def plain_address(url: str) -> str:
    """Return a web address without what does not tell articles apart: scheme, “www.”, trackers, fragment, last slash.

    "" for what is no web address.
    """
    if not url.strip():
        return ""
    try:
        normal = normalize_url(url.strip(), strict=False, trailing_slash=False).partition("#")[0]
    except ValueError:
        return ""
    scheme, _, rest = normal.partition("://")
    return rest.removeprefix("www.").rstrip("/") if scheme in ("http", "https") else ""


def publisher_named(name: str, by: User) -> Organization:
    """Return the organization of this name, made when there is none."""
    if found := organizations_named(name):
        return found[0]
    if not by.has_perm("quotes.add_organization"):
        raise PermissionDenied("You may not add organizations.")
    publisher = Organization(name=name, kind=Organization.Kind.MEDIA)
    publisher._history_user = by
    publisher._change_reason = "Added with an article"
    publisher.full_clean()
    publisher.save()
    return publisher


def read_source(source: Source, *, by: User) -> Added:
    """Make a draft of each candidate in the source's text that shares no character with a quotation of the source.

    So every decision is kept, also the rejected ones, when the text is read again after it was edited. All or nothing.
    Raises PermissionDenied when `by` may not add quotations; Conflict when the text was changed since it was read.
    """
    if not by.has_perm("quotes.add_quotation"):
        raise PermissionDenied("You may not add quotations.")
    finding = extract(source.text)
    proposed = without_headline(source, finding)
    with transaction.atomic():
        Source._base_manager.select_for_update(no_key=True).filter(pk=source.pk).first()
        taken = [span for quotation in source.quotations.prefetch_related("passages") for span in quotation.spans]
        new = [found for found in proposed if not overlaps(found.passages, taken)]
        drafts = tuple(draft(source, found, by) for found in new)
        keep_extraction(source, finding)
    return Added(source, drafts, known=len(proposed) - len(drafts))


def without_headline(source: Source, finding: Finding) -> list[Found]:
    """Return the candidates, but for indirect speech in the headline: its words are those of the paper's editors."""
    headline = [block.span for block in finding.blocks if is_headline(source, block)]
    return [
        found
        for found in finding.candidates
        if found.kind is not Kind.INDIRECT or not overlaps(found.passages, headline)
    ]


def is_headline(source: Source, block: Block) -> bool:
    """Return whether a block is the source's title, or has the form of a headline and does not end as a sentence."""
    words = one_line(source.text[block.span.start : block.span.end])
    is_title = words.rstrip(".") == source.title.rstrip(".")
    return is_title or (block.kind is BlockKind.HEADLINE and not words.endswith("."))


def overlaps(spans: tuple[Span, ...], taken: list[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for span in spans for other in taken)


def draft(source: Source, found: Found, by: User) -> Quotation:
    """Save the draft of a candidate. Its speaker and role are set where the record knows them without doubt."""
    speakers = speakers_named(found.speaker or "")
    quotation = Quotation(
        source=source,
        kind=found.kind,
        medium=found.medium or "",
        attribution=fitting(found.attribution, 300),
        language=source.language,
        said=said_before(source, found.said),
        speaker=speakers[0] if len(speakers) == 1 else None,
    )
    if quotation.speaker:
        quotation.affiliation = role_on(quotation.speaker, source.published_on, found.attribution)
    quotation._history_user = by
    quotation._change_reason = "Found by extraction"
    quotation.anchor(found.passages)
    role, organization = take_apart(found.attribution)
    candidate = Candidate(
        quotation=quotation,
        words=join(source.text, found.passages),
        kind=found.kind,
        speaker_name=fitting(found.speaker or "", 200),
        speaker_kind=found.speaker_kind or "",
        role=fitting(role, 200),
        organization_name=fitting(organization, 200),
        mention=fitting(found.mention, 300),
        mention_start=found.mention_span.start if found.mention_span else None,
        cue=fitting(found.cue.words, 100) if found.cue else "",
        cue_start=found.cue.span.start if found.cue else None,
        because=found.because,
        confidence=found.confidence,
    )
    candidate._history_user = by
    candidate._change_reason = "Found by extraction"
    candidate.save()
    return quotation


def fitting(printed: str, length: int) -> str:
    """Return what is printed, when a column of this length holds it: a part of it would be other words."""
    return printed if len(printed) <= length else ""


def said_before(source: Source, said: str | None) -> str:
    """Return when the words were said, unless that is after the source was published."""
    known = parse_date(said) if said else None
    if known is None or (known.earliest and known.earliest > source.published_on):
        return ""
    return said or ""


def keep_extraction(source: Source, finding: Finding) -> None:
    Extraction.objects.update_or_create(
        source=source,
        defaults={
            "text_sha256": source.text_sha256,
            "extracted_at": now(),
            "blocks": [[block.kind, *block.span] for block in finding.blocks],
            "set_aside": [[aside.kind, *aside.span, aside.because] for aside in finding.set_aside],
        },
    )
