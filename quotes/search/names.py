"""“Did you mean”: the public names most like what was looked for and not found."""

from itertools import islice

from django.db.models import Exists, OuterRef
from rapidfuzz import fuzz, process

from quotes.models import Organization, Quotation, Speaker
from quotes.text.names import slugify

MOST = 3
ALIKE = 80.0  # of 100, for the same letters; “Lukianov” and “Lukyanov” have 87.5
SHORTEST = 4  # letters; with fewer, too much is alike


def did_you_mean(text: str) -> list[str]:
    """Return up to three names of speakers and organizations with published quotations, the most like `text` first.

    Case, accents, scripts and the order of words do not matter. A single word is compared with each word of a name too.
    A name that is not much like `text`, or is the same, is not returned.
    """
    looked_for = _plain(text)
    if len(looked_for) < SHORTEST:
        return []
    spellings = [(_plain(name), name) for name in _public_names()]
    if " " not in looked_for:
        spellings += [(word, name) for plain, name in spellings for word in plain.split()]
    alike = process.extract(
        looked_for,
        [spelling for spelling, _ in spellings],
        scorer=fuzz.ratio,
        score_cutoff=ALIKE,
        limit=None,
    )
    meant = (spellings[at][1] for spelling, _, at in alike if spelling != looked_for)
    return list(islice(dict.fromkeys(meant), MOST))


def _public_names() -> list[str]:
    """Return the names under which quotations are published, in the order of the alphabet."""
    published = Quotation.objects.published()
    speakers = Speaker.objects.filter(Exists(published.filter(speaker=OuterRef("pk"))))
    organizations = Organization.objects.filter(Exists(published.filter(organization=OuterRef("pk"))))
    names = [*speakers.values_list("name", flat=True), *organizations.values_list("name", flat=True)]
    return sorted(set(names))


def _plain(name: str) -> str:
    """Return the words of a name in small letters without accents, in the order of the alphabet."""
    return " ".join(sorted(slugify(name).split("-")))
