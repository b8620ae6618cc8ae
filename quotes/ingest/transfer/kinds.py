"""The one table of columns: which there are for each kind of record, what they mean, and how they are written.

`docs/transfer.md` shows it, and a test holds it to that.
"""

from quotes.ingest.transfer.columns import Choice, Column, Day, Parts, Reference, Shown, Use
from quotes.ingest.transfer.kind import Kind, Named, Roles, Sources, Stances
from quotes.ingest.transfer.quotations import Quotations, RoleOf, Starts, Words
from quotes.models import Affiliation, Claim, Organization, Quotation, Source, Speaker, Stance, Topic

REFUSED = "refused"
VERSION = "version"


def _slug(what: str) -> Column:
    return Column(
        "slug", f"The {what}: the last part of its address.", "empty for a new one: made from its name", Use.KEY
    )


_VERSION = Shown(
    VERSION,
    "Which version of the record the export has. A row that would change another version is refused. "
    "Without it, an import changes whatever is stored.",
    "a number",
    shown=lambda record: record.version,
)
_REFUSED = Shown(REFUSED, "Why an import refused the row, in the file of refused rows.", shown=lambda record: "")
_KNOWN_DATE = "a date as known: 2018-04-17, 2018-04, 2018-04-08/2018-04-14, ../2018-04-17"
_TAG = "a BCP 47 tag: en, pt-BR"
_SLUG_OF = "a slug"
_STATUS = Shown(
    "status",
    "Draft, submitted, published, withdrawn or rejected. New rows are drafts.",
    shown=lambda record: record.status,
)


def _topics(rows: str) -> Parts:
    return Parts(
        "topics",
        "All its topics; those that are left out are taken from it.",
        "slugs: bridges | repairs",
        rows=rows,
        part="topic",
        key="slug",
    )


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Quotations(
            "quotations",
            Quotation,
            (
                Column("ref", "Which quotation it is.", "empty for a new one", Use.KEY),
                _VERSION,
                _STATUS,
                Reference("source", "The document that it stands in.", _SLUG_OF),
                Choice("kind", "Direct (in quotation marks), partial (a fragment) or indirect (a paraphrase)."),
                Words(
                    "words",
                    "The words, character for character as in the source, without the marks around a passage.",
                    "a blank line between two passages",
                ),
                Starts(
                    "starts",
                    "Where in the source the passages begin. Needed only for words that stand there more than once.",
                    "numbers of characters: 1204 | 3377",
                ),
                Reference("speaker", "Who said it.", f"{_SLUG_OF}, or empty"),
                Shown("speaker_name", "The speaker’s name.", shown=lambda record: record.speaker or ""),
                RoleOf(
                    "role",
                    "What the speaker was at the time: one of the speaker’s roles, which must be there.",
                    field="affiliation",
                ),
                RoleOf("organization", "For whom the speaker had that role.", f"{_SLUG_OF}, or empty"),
                RoleOf("role_since", "Since when; tells two such roles from each other.", _KNOWN_DATE),
                Column("attribution", "The role as the source prints it."),
                Column("said", "When it was said.", f"{_KNOWN_DATE}; empty: on or before publication"),
                Choice("medium", "How the words were made public.", "empty when the source does not say"),
                Column("language", "The language of the words as printed.", _TAG),
                Column("translated_from", "The language they were said in, when that is another.", _TAG),
                Reference("reported_in", "The statement that reports this one.", "a ref, or empty", key="ref"),
                _topics("quotation_topics"),
                Shown("source_title", "The title of the document.", shown=lambda record: record.source.title),
                Shown(
                    "said_by",
                    "The latest day on which it can have been said.",
                    "a day",
                    shown=lambda record: record.said_latest,
                ),
                _REFUSED,
            ),
            reads=(
                "source",
                "speaker",
                "affiliation__organization",
                "reported_in",
                "passages",
                "quotation_topics__topic",
            ),
        ),
        Named(
            "speakers",
            Speaker,
            (
                _slug("speaker"),
                _VERSION,
                Column("name", "The name that readers know."),
                Column("sort_name", "The name as in an index.", "Lukyanov, Fyodor"),
                Choice("kind", "A person, an organization that speaks as one, or an unnamed group."),
                Parts(
                    "other_names",
                    "All other names the speaker is printed under; those that are left out are taken away.",
                    "names: A. Ruiz | Anna Ruiz",
                    rows="aliases",
                    part="name",
                ),
                Column("wikidata_id", "The Wikidata item.", "Q4115189, or empty"),
                Column("note", "One sentence for readers that tells the speaker from others of the name."),
                _REFUSED,
            ),
            reads=("aliases",),
        ),
        Named(
            "organizations",
            Organization,
            (
                _slug("organization"),
                _VERSION,
                Column("name", "Its name."),
                Choice("kind", "What it is."),
                Column("country", "Where it is.", "two capital letters of ISO 3166: KZ, or empty"),
                Column("wikidata_id", "The Wikidata item.", "Q4115189, or empty"),
                Reference("parent", "The body that it is part of.", f"{_SLUG_OF}, or empty"),
                _REFUSED,
            ),
            reads=("parent",),
        ),
        Roles(
            "roles",
            Affiliation,
            (
                Reference("speaker", "Whose role it is.", _SLUG_OF, Use.KEY),
                Reference("organization", "For whom.", f"{_SLUG_OF}; empty: independent", Use.KEY),
                Column(
                    "role", "The role, which an import can write in other capitals alone.", "deputy director", Use.KEY
                ),
                Column("since", "When it began.", f"{_KNOWN_DATE}, or empty", Use.KEY),
                _VERSION,
                Column("until", "When it ended.", f"{_KNOWN_DATE}; empty: not known to have ended"),
                Reference("stated_in", "The source that says so.", f"{_SLUG_OF}; empty: added by an editor"),
                Column("reference", "Where an editor found it.", "a web address, or empty"),
                Shown("speaker_name", "The speaker’s name.", shown=lambda record: record.speaker),
                Shown("organization_name", "The organization’s name.", shown=lambda record: record.organization or ""),
                _REFUSED,
            ),
            reads=("speaker", "organization", "stated_in"),
        ),
        Named(
            "topics",
            Topic,
            (_slug("topic"), _VERSION, Column("name", "Its name."), _REFUSED),
        ),
        Named(
            "claims",
            Claim,
            (
                _slug("claim"),
                _VERSION,
                _STATUS,
                Column("text", "One sentence that can be asserted or denied."),
                Column("scope_note", "What it covers and what it does not."),
                _topics("claim_topics"),
                _REFUSED,
            ),
            reads=("claim_topics__topic",),
            named_by="text",
        ),
        Stances(
            "stances",
            Stance,
            (
                Reference("quotation", "The quotation.", "a ref", Use.KEY, key="ref"),
                Reference("claim", "The claim.", _SLUG_OF, Use.KEY),
                _VERSION,
                Choice("position", "What the quotation does to the claim."),
                Column("reason", "Why you read the words so. Readers see it."),
                Shown("claim_text", "The claim.", shown=lambda record: record.claim),
                Shown("quotation_words", "The words.", shown=lambda record: record.quotation.display_text),
                _REFUSED,
            ),
            reads=("quotation", "claim"),
        ),
        Sources(
            "sources",
            Source,
            (
                Column(
                    "slug",
                    "Which source it is. An import changes sources, and adds none.",
                    "the last part of its address",
                    Use.KEY,
                ),
                _VERSION,
                Column("title", "Its title."),
                Choice("kind", "What it is."),
                Reference("publisher", "Who published it.", f"{_SLUG_OF} of an organization, or empty"),
                Column("byline", "Who wrote it."),
                Column("added_by_editor", "Which of these facts the captured text does not state."),
                Day("published_on", "When it was published."),
                Column("url", "Its address.", "a web address, or empty"),
                Column("language", "Its language.", _TAG),
                Day("captured_on", "When it was captured."),
                Column("correction_note", "What the publisher corrected. Readers see it."),
                Shown(
                    "characters",
                    "How long its text is, which stays at the desk.",
                    "a number",
                    shown=lambda record: record.text_length,
                ),
                _REFUSED,
            ),
            reads=("publisher",),
            named_by="title",
            defers=("text",),
        ),
    )
}


def kind_of(model: type) -> Kind:
    """Return the kind whose records are of `model`. Raises KeyError when editors' tables have none of it."""
    return next(kind for kind in KINDS.values() if kind.model is model)
