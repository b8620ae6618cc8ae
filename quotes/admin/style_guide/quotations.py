"""What the pages of quotations, speakers, organizations and sources show."""

from datetime import date
from typing import Any

from quotes.models import Affiliation
from quotes.reading.charts import Held, timeline
from quotes.reading.context import Check, check_words, paragraphs_around
from quotes.reading.views.quotations import cited
from quotes.reading.views.sources import Entry, rows_of
from quotes.text.citations import citations

from .article import TEXT, Article, unsaved

TODAY = date(1950, 1, 1)  # the end of the timelines, so that they look the same on every day


def of_quotations(article: Article) -> dict[str, Any]:
    """Return quotations as lists show them, and the parts of the page of one."""
    quotations = article.quotations
    direct, in_parts, indirect = (quotations[name] for name in ("direct", "in parts", "indirect"))
    return {
        "quotation": direct,
        "quotations": quotations.values(),
        "checks": [
            (direct, Check(True, direct.spans, len(TEXT))),
            (in_parts, Check(True, in_parts.spans, len(TEXT))),
            (indirect, Check(True, indirect.spans, len(TEXT))),
            (direct, Check(False, direct.spans, len(TEXT))),
        ],
        "paragraphs": paragraphs_around(TEXT, [*direct.spans, *quotations["partial"].spans]),
        "citations": citations(cited(direct, f"https://example.org{direct.get_absolute_url()}")),
    }


def of_affiliations(article: Article) -> dict[str, Any]:
    """Return the roles of a speaker, and those in an organization, each list with its timeline."""
    here = unsaved(Affiliation, speaker=article.assembly, organization=article.organization, since="1946-01-10")
    there = article.roles[0]
    here.spoken, there.spoken = 6, 1
    chart = timeline(
        [
            Held(one.since_known, one.until_known, one.stated_in.published_on if one.stated_in else None)
            for one in [*article.roles, here]
        ],
        TODAY,
    )
    *stays, stay_here = chart.stays
    return {
        "affiliations": list(zip(article.roles, stays, strict=True)),
        "spoke": [(here, stay_here), (there, stays[0])],
        "organization": article.organization,
        "ticks": chart.ticks,
    }


def of_sources(article: Article) -> dict[str, Any]:
    """Return a source with its quotations in reading order, the last of which no longer stands in it."""
    checks = [
        (quotation, check_words(quotation.text, TEXT, quotation.spans)) for quotation in article.quotations.values()
    ]
    changed, check = checks.pop()
    checks.append((changed, Check(False, check.spans, check.source_length)))
    entries = [Entry(number, quotation, check) for number, (quotation, check) in enumerate(checks, start=1)]
    rows = rows_of(entries, len(TEXT))
    return {
        "source": article.source,
        "entries": entries,
        "matching": sum(entry.check.verbatim for entry in entries),
        "rows": rows,
        "more_rows": article.source.voices - len(rows),
        "numbered": True,
        "kinds": {entry.quotation.kind for entry in entries},
    }
