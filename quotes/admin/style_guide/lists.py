"""What lists show around their rows: what narrows them, where they lead, and what to do when they are empty."""

from datetime import date
from typing import Any

from django.urls import reverse

from quotes.models import Topic
from quotes.reading.charts import year_bars
from quotes.reading.corrections import UNKNOWN_DAY
from quotes.reading.facets import Facet, Option
from quotes.reading.paging import Page, Total
from quotes.reading.parameters import Chip
from quotes.reading.views.facets import Entry
from quotes.reading.views.sources import Publisher

from .article import PUBLISHED_ON, Article, unsaved

YEARS = {1945: 3, 1946: 12, 1947: 41, 1948: 130, 1958: 9, 1960: 1}
TOPICS = {"Human rights": 130, "Freedom of opinion and of its expression": 41, "Work and rest": 3}


def of_charts(article: Article) -> dict[str, Any]:
    """Return what narrows a list by year, by topic, by publisher: bars that are links."""
    here = reverse("quotes:quotation-list")
    ranked = [unsaved(Topic, name=name, slug="human-rights") for name in TOPICS]
    for topic in ranked:
        topic.count = TOPICS[topic.name]
    return {
        "bars": year_bars(YEARS, [1958], lambda year: f"{here}?year={year}", lambda day: f"{here}?before={day}"),
        "object": article.committee,
        "ranked": ranked,
        "publishers": [
            Publisher("The Daily Declaration", 41, True, here),
            Publisher("Proceedings of the Third Committee", 12, False, here),
        ],
    }


def of_lists(article: Article) -> dict[str, Any]:
    """Return filters, the values of a facet, neighboring pages, and what an empty list offers."""
    here = reverse("quotes:quotation-list")
    speakers = [
        Option("general-assembly", "General Assembly", 1130, True),
        Option("third-committee", "Third Committee, for Social, Humanitarian and Cultural Questions", 41, False),
    ]
    chip = Chip("Speaker", "General Assembly", here)
    return {
        "facets": [
            Facet("speaker", "Speaker", speakers, "speakers", reverse("quotes:facet-list", args=["speaker"])),
            Facet("kind", "Kind", [Option("direct", "Direct quotation", 7, False)], "", ""),
        ],
        "kept": [],
        "before": PUBLISHED_ON,
        "chips": [chip, Chip("Year", "1948", here)],
        "values": [
            Entry(article.assembly, [article.assembly.sort_name], 1130, True, here),
            Entry(article.committee, [article.committee.name], 41, False, here),
            Entry(article.source, [article.source.title], 12, False, here),
            Entry(article.topic, [article.topic.name], 1, False, ""),
        ],
        "sentence": "Indirect statements by General Assembly, in 1901",
        "all": Total(10_001),
        "page": Page([article.source] * 25, None, None),
        "ways": [(Chip("year", "1901", here), Total(1))],
        "previous": here,
        "next": here,
    }


def of_corrections(article: Article) -> dict[str, Any]:
    """Return what was withdrawn, on a day that is known and on one that is not, and what a publisher corrected."""
    source = article.source

    def change(record: str, name: str, reason: str, day: date, heading: str = "") -> dict[str, Any]:
        return {"record": record, "name": name, "reason": reason, "day": day, "heading": heading}

    return {
        "changes": [
            change("quotation", "1948121099", "Attributed to the wrong body.", UNKNOWN_DAY),
            change("claim", "everyone-agreed", "It held two propositions.", PUBLISHED_ON),
            change("source", source.slug, source.correction_note, PUBLISHED_ON, source.title),
        ],
        "unknown_day": UNKNOWN_DAY,
        "email": "corrections@example.org",
    }
