"""A made-up article that quotes the Universal Declaration of Human Rights (1948), and what would be on record of it.

No record is saved. Everything on the style guide is about these, so the page looks the same on an empty site.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from quotes.models import Affiliation, Organization, Quotation, Source, Speaker, Status, Topic
from quotes.models.sources import sha256
from quotes.text.anchors import find_one

TEXT = (
    "“All human beings are born free and equal in dignity and rights. [They] are endowed with reason and conscience "
    "and should act towards one another in a spirit of brotherhood,” says the first article.\n\n"
    "“Everyone has the right to life,” says the third, “liberty and security of person.”\n\n"
    "Nobody shall be held in slavery or servitude, according to the fourth.\n\n"
    "The Assembly went on: “Everyone has the right to freedom of thought, conscience and religion.\n\n"
    "“Everyone has the right to freedom of opinion and expression.”\n\n"
    "But it also speaks of “duties to the community” that everybody has.\n\n"
    "«Все люди рождаются свободными и равными в своем достоинстве и правах.»\n\n"
    "«يولد جميع الناس أحرارا متساوين في الكرامة والحقوق.»"
)
PUBLISHED_ON = date(1948, 12, 10)
BORN_FREE = "All human beings are born free and equal in dignity and rights."
REASON = "[They] are endowed with reason and conscience"
LIFE = ["Everyone has the right to life", "liberty and security of person."]
SLAVERY = "Nobody shall be held in slavery or servitude"
FREEDOMS = [
    "Everyone has the right to freedom of thought, conscience and religion.",
    "Everyone has the right to freedom of opinion and expression.",
]
DUTIES = "duties to the community"
IN_RUSSIAN = "Все люди рождаются свободными и равными в своем достоинстве и правах."
IN_ARABIC = "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق."

_keys = count(-1, -1)


def unsaved(model: Any, **fields: Any) -> Any:
    """Return a record that is not saved, with a key that no row has: without one, relations cannot be followed."""
    return model(pk=next(_keys), **fields)


@dataclass(frozen=True, slots=True)
class Article:
    """The article and what it holds. `roles` are the committee's affiliations."""

    source: Source
    topic: Topic
    assembly: Speaker
    committee: Speaker
    organization: Organization
    roles: list[Affiliation]
    quotations: dict[str, Quotation]


def made_up_article() -> Article:
    """Return the article with a quotation of each sort, by what is special about it, in reading order."""
    source = _source()
    topic = unsaved(Topic, name="Human rights", slug="human-rights")
    assembly = unsaved(
        Speaker, name="General Assembly", sort_name="General Assembly", slug="general-assembly", kind="organization"
    )
    committee = unsaved(
        Speaker,
        name="Third Committee of the General Assembly, for Social, Humanitarian and Cultural Questions",
        sort_name="Third Committee",
        slug="third-committee",
        kind="group",
    )
    organization = unsaved(Organization, name="General Assembly", slug="general-assembly")
    roles = _roles(committee, organization, source)
    refs = (f"19481210{number:02}" for number in count(1))

    def quotation(words: str | Sequence[str], speaker: Speaker = assembly, **fields: Any) -> Quotation:
        parts = [words] if isinstance(words, str) else words
        one = unsaved(Quotation, ref=next(refs), source=source, speaker=speaker, **fields)
        one.status = Status.PUBLISHED
        one._spans = [find_one(TEXT, part) for part in parts]
        one._prefetched_objects_cache = {"topics": [topic], "reports": [], "stances": []}
        one.derive()
        return one

    direct = quotation(BORN_FREE, said="1948-12-10", medium=Quotation.Medium.DOCUMENT, attribution="the Assembly")
    quotations = {
        "direct": direct,
        "with a note": quotation(REASON, speaker=committee, affiliation=roles[1]),
        "in parts": quotation(LIFE),
        "indirect": quotation(SLAVERY, kind="indirect", speaker=committee, affiliation=roles[0], reported_in=direct),
        "over paragraphs": quotation(FREEDOMS, said="1948-12"),
        "partial": quotation(DUTIES, kind="partial"),
        "in Russian": quotation(IN_RUSSIAN, language="ru"),
        "in Arabic": quotation(IN_ARABIC, language="ar", translated_from="en"),
    }
    direct._prefetched_objects_cache["reports"] = [quotations["indirect"]]
    return Article(source, topic, assembly, committee, organization, roles, quotations)


def _source() -> Source:
    source = unsaved(
        Source,
        slug="rights-adopted",
        title="Assembly adopts a declaration of the rights of everyone",
        publisher=unsaved(Organization, name="The Daily Declaration", slug="the-daily-declaration"),
        byline="A. Reporter",
        added_by_editor="byline",
        published_on=PUBLISHED_ON,
        url="https://example.org/rights-adopted",
        text=TEXT,
        text_sha256=sha256(TEXT),
        text_length=len(TEXT),
        captured_on=date(1948, 12, 11),
        correction_note="An earlier version misnumbered the articles.",
    )
    source.quoted, source.voices = 12, 5
    return source


def _roles(speaker: Speaker, organization: Organization, source: Source) -> list[Affiliation]:
    commission = unsaved(Organization, name="Commission on Human Rights", slug="commission-on-human-rights")
    return [
        unsaved(
            Affiliation,
            speaker=speaker,
            organization=organization,
            role="committee",
            since="../1948-12",
            stated_in=source,
        ),
        unsaved(
            Affiliation,
            speaker=speaker,
            organization=commission,
            role="readers of the draft",
            since="1947",
            until="1948",
            reference="https://example.org/drafting",
        ),
        unsaved(Affiliation, speaker=speaker, role="hosts of 81 meetings", since="1948-09/1948-10", until="1948-12-08"),
    ]
