"""Speakers to propose while a name is being written."""

from datetime import date

from django.db.models import Prefetch

from quotes.editing.proposals import MOST, speakers_like
from quotes.models import Affiliation, Speaker
from quotes.text.names import sort_key

LONGEST = 200
LAST = "zzzz"  # behind every key that begins so


def people_named(name: str, day: date) -> list[dict[str, object]]:
    """Return the speakers who are named so, or whose last name begins so, with other names and roles on `day`."""
    name = name.replace("\0", "").strip()[:LONGEST]
    if not name:
        return []
    key = sort_key(name)
    keys = [speaker.pk for speaker in speakers_like(name)]
    if key:
        begins = Speaker.objects.filter(sort_key__gte=key, sort_key__lte=key + LAST).exclude(pk__in=keys)
        keys += begins.values_list("pk", flat=True)[:MOST]
    held = Prefetch("affiliations", Affiliation.objects.on(day).select_related("organization"), to_attr="held")
    people = Speaker.objects.filter(pk__in=keys).prefetch_related("aliases", held)
    return [
        {
            "name": person.name,
            "others": [alias.name for alias in person.aliases.all()],
            "roles": [
                {"role": each.role, "organization": str(each.organization or ""), "text": str(each)}
                for each in person.held
            ],
        }
        for person in sorted(people, key=lambda person: keys.index(person.pk))
    ]
