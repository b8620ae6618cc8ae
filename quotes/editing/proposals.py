"""What the record already knows of a name or a role that a source prints."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from quotes.models import Affiliation, Organization, Speaker
from quotes.text.names import slugify, sort_key

MOST = 8


def named(rows: Any, name: str) -> Any:
    """Return those of `rows` (speakers or organizations) that have this name, whatever its accents and case."""
    slug = slugify(name)
    same = Q(name=name)
    if slug:
        same |= Q(slug__in=[slug, *(f"{slug}-{number}" for number in range(2, MOST + 2))])  # see Slugged.free_slug
    return rows.filter(same)


def speakers_named(name: str) -> list[Speaker]:
    """Return the speakers who are known by `name`, their own or another: none, one, or several of the same name."""
    if not name.strip():
        return []
    rows = named(Speaker.objects, name) | Speaker.objects.filter(aliases__name=name)
    return list(rows.distinct()[:MOST])


def speakers_like(name: str) -> list[Speaker]:
    """Return speakers to propose for `name`: those of that name, then those of that last name."""
    found = speakers_named(name)
    if last := sort_key(name.split()[-1]) if name.split() else "":
        same_last = Q(sort_key=last) | Q(sort_key__startswith=f"{last}0")
        found += Speaker.objects.filter(same_last).exclude(pk__in=[speaker.pk for speaker in found])[:MOST]
    return found[:MOST]


def organizations_named(name: str) -> list[Organization]:
    """Return the organizations that have this name."""
    return list(named(Organization.objects, name)[:MOST]) if name.strip() else []


def role_on(speaker: Speaker, day: date, attribution: str) -> Affiliation | None:
    """Return the speaker's role on `day` that a source prints as `attribution`; the only one, when it prints none.

    A role is printed when its words, or its organization's name, stand in the attribution.
    """
    roles: Sequence[Affiliation] = list(speaker.affiliations.on(day).select_related("organization"))
    printed = sort_key(attribution, 300)
    if not printed:
        return roles[0] if len(roles) == 1 else None
    return next((role for role in roles if _is_printed(role, printed)), None)


def _is_printed(role: Affiliation, printed: str) -> bool:
    body = sort_key(role.organization.name, 300) if role.organization else ""
    return bool((role.role and sort_key(role.role, 300) in printed) or (body and body in printed))
