"""Every component of the public site on one page, for those who design and build it.

`components()` gives the data: records that are never saved, about a made-up article that quotes the Universal
Declaration of Human Rights (1948), so the page looks the same on an empty site. To show a new component, add its data
here and a section to templates/quotes/style_guide.html; a test fails for a partial that is not shown.
"""

from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse

from quotes.models import Affiliation, Claim, Organization, Quotation, Source, Speaker, Stance, Status, Topic
from quotes.models.sources import sha256
from quotes.reading.charts import Held, timeline, year_bars
from quotes.reading.context import Check, paragraphs_around
from quotes.reading.facets import Facet, Option
from quotes.reading.paging import Total
from quotes.reading.parameters import Chip
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
LIFE = ["Everyone has the right to life", "liberty and security of person."]
SLAVERY = "Nobody shall be held in slavery or servitude"
FREEDOMS = [
    "Everyone has the right to freedom of thought, conscience and religion.",
    "Everyone has the right to freedom of opinion and expression.",
]

NO_ROW = -1  # the key of every record here, since relations of a record without a key cannot be followed


def style_guide(request: HttpRequest) -> TemplateResponse:
    return TemplateResponse(request, "quotes/style_guide.html", components())


def components() -> dict[str, Any]:
    """Return what the page shows, by the names that the partials use or the section does. Reads no row."""
    gazette = _one(Organization, name="The Daily Declaration", slug="the-daily-declaration")
    source = _one(
        Source,
        slug="rights-adopted",
        title="Assembly adopts a declaration of the rights of everyone",
        publisher=gazette,
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
    rights = _one(Topic, name="Human rights", slug="human-rights")
    assembly = _one(
        Speaker, name="General Assembly", sort_name="General Assembly", slug="general-assembly", kind="organization"
    )
    committee = _one(
        Speaker,
        name="Third Committee of the General Assembly, for Social, Humanitarian and Cultural Questions",
        sort_name="Third Committee",
        slug="third-committee",
        kind="group",
    )
    affiliations = _affiliations(committee, source)
    refs = (f"19481210{number:02}" for number in count(1))

    def quotation(words: str | Sequence[str], speaker: Speaker = assembly, **fields: Any) -> Quotation:
        parts = [words] if isinstance(words, str) else words
        one = _one(Quotation, ref=next(refs), source=source, speaker=speaker, **fields)
        one.status = Status.PUBLISHED
        one._spans = [find_one(TEXT, part) for part in parts]
        one._prefetched_objects_cache = {"topics": [rights], "reports": []}
        one.derive()
        return one

    direct = quotation(BORN_FREE, said="1948-12-10", medium=Quotation.Medium.DOCUMENT, attribution="the Assembly")
    indirect = quotation(SLAVERY, kind="indirect", speaker=committee, affiliation=affiliations[0], reported_in=direct)
    in_parts = quotation(LIFE)
    return {
        "source": source,
        "quotation": direct,
        "quotations": [
            direct,
            in_parts,
            quotation(FREEDOMS, said="1948-12"),
            quotation("duties to the community", kind="partial"),
            indirect,
            quotation("[They] are endowed with reason and conscience", speaker=committee, affiliation=affiliations[1]),
            quotation("Все люди рождаются свободными и равными в своем достоинстве и правах.", language="ru"),
            quotation("يولد جميع الناس أحرارا متساوين في الكرامة والحقوق.", language="ar", translated_from="en"),
        ],
        "checks": [
            (direct, Check(True, direct.spans, len(TEXT))),
            (in_parts, Check(True, in_parts.spans, len(TEXT))),
            (indirect, Check(True, indirect.spans, len(TEXT))),
            (direct, Check(False, direct.spans, len(TEXT))),
        ],
        "paragraphs": paragraphs_around(TEXT, [*direct.spans, find_one(TEXT, "duties to the community")]),
        "speaker": committee,
        "positions": Stance.Position.values,
        "claims": _claims(),
        **_drawings(affiliations),
        **_narrowing(),
        "changes": [
            {"record": "quotation", "name": "1948121099", "reason": "Attributed to the wrong body.", "day": date.max},
            {"record": "claim", "name": "everyone-agreed", "reason": "It held two propositions.", "day": PUBLISHED_ON},
            {
                "record": "source",
                "name": source.slug,
                "heading": source.title,
                "reason": source.correction_note,
                "day": PUBLISHED_ON,
            },
        ],
        "unknown_day": date.max,
        "corrections_email": "corrections@example.org",
    }


def _one(model: Any, **fields: Any) -> Any:
    """Return a record that is not saved, with a key that no row has."""
    return model(pk=NO_ROW, **fields)


def _affiliations(speaker: Speaker, source: Source) -> list[Affiliation]:
    assembly = _one(Organization, name="General Assembly", slug="general-assembly")
    commission = _one(Organization, name="Commission on Human Rights", slug="commission-on-human-rights")
    return [
        _one(
            Affiliation, speaker=speaker, organization=assembly, role="committee", since="../1948-12", stated_in=source
        ),
        _one(
            Affiliation,
            speaker=speaker,
            organization=commission,
            role="readers of the draft",
            since="1947",
            until="1948",
            reference="https://example.org/drafting",
        ),
        _one(Affiliation, speaker=speaker, role="hosts of 81 meetings", since="1948-09/1948-10", until="1948-12-08"),
    ]


def _claims() -> list[Claim]:
    everyone = _one(Claim, text="The rights are those of everyone.", slug="rights-of-everyone")
    everyone.tally = [("asserts", 12), ("qualifies", 3), ("questions", 2), ("denies", 1)]
    binding = _one(Claim, text="The Declaration binds the states that voted for it.", slug="declaration-binds")
    binding.tally = [("denies", 1)]
    return [everyone, binding]


def _drawings(affiliations: list[Affiliation]) -> dict[str, Any]:
    held = [
        Held(one.since_known, one.until_known, one.stated_in.published_on if one.stated_in else None)
        for one in affiliations
    ]
    chart = timeline(held, date(1950, 1, 1))
    here = reverse("quotes:quotation-list")
    years = {1945: 3, 1946: 12, 1947: 41, 1948: 130, 1958: 9, 1960: 1}
    return {
        "affiliations": list(zip(affiliations, chart.stays, strict=True)),
        "ticks": chart.ticks,
        "bars": year_bars(years, [1958], lambda year: f"{here}?year={year}", lambda day: f"{here}?before={day}"),
        "topics": [("Human rights", 130), ("Freedom of opinion and of its expression", 41), ("Work and rest", 3)],
    }


def _narrowing() -> dict[str, Any]:
    here = reverse("quotes:quotation-list")
    options = [
        Option("general-assembly", "General Assembly", 1130, True),
        Option("third-committee", "Third Committee, for Social, Humanitarian and Cultural Questions", 41, False),
    ]
    chip = Chip("Speaker", "General Assembly", here)
    return {
        "facets": [
            Facet("speaker", "Speaker", options, True),
            Facet("kind", "Kind", [Option("direct", "Direct quotation", 7, False)], False),
        ],
        "kept": [],
        "before": PUBLISHED_ON,
        "chips": [chip, Chip("Year", "1948", here)],
        "sentence": "Indirect statements by General Assembly in 1901",
        "all": Total(10_001),
        "ways": [(Chip("Year", "1901", here), Total(1))],
        "previous": here,
        "next": here,
    }
