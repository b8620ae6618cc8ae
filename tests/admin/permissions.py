"""Who may what at the desk: one table, read by tests/admin/test_permissions.py.

A line for each address of the admin, by its name: what opening it and sending to it answer to nobody (not signed in),
to somebody of the staff without a group, and to Contributors, Editors and Administrators. A new address, verb or list
action needs its line here.

    >  the log-in page    -  refused (403)    +  allowed    0  nothing there for them (redirected, 404 or 405)

What is sent is empty, so that "+" under sending means that it was read, and not refused for who sent it.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.auth.models import Group
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from quotes import editing
from quotes.models import FormerSlug, Status
from tests.factories import (
    make_affiliation,
    make_claim,
    make_one_of_each,
    make_organization,
    make_quotation,
    make_source,
    make_speaker,
    make_topic,
)
from tests.members import GROUPS, STRANGER, make_member

NOBODY = "nobody"
ROLES = [NOBODY, STRANGER, *GROUPS]

Outcome = tuple[str, str]

#        opening       sending
READ = ("> - + + +", "> - + + +")
WRITE = READ
LOOK = ("> - + + +", "> - - - -")
LOOK_AND_EDIT = ("> - + + +", "> - - + +")  # Contributors look at what readers see, and change nothing of it
REVISION = ("> - + + +", "> 0 0 0 0")
EDITORS = ("> - - + +", "> - - + +")
ADMINISTRATORS = ("> - - - +", "> - - - +")
NO_ONE = ("> - - - -", "> - - - -")
NOT_THERE = ("> 0 0 0 0", "> 0 0 0 0")
ALL_STAFF = ("> + + + +", "> + + + +")
ALL_STAFF_LOOK = ("> + + + +", "> 0 0 0 0")
LED_ON = ("> 0 0 0 0", "> 0 0 0 0")


def of_models(names: str, **views: Outcome) -> dict[str, Outcome]:
    """Return lines for the views of several models of the record; "_draft" is one of a record that is not public."""
    return {f"quotes_{model}_{view}": outcome for model in names.split() for view, outcome in views.items()}


ADDRESSES: dict[str, Outcome] = {
    "index": ALL_STAFF,
    "app_list": ("> 0 + + +", "> 0 + + +"),
    "style-guide": ("> + + + +", "0 0 0 0 0"),
    "login": ("+ 0 0 0 0", "+ + + + +"),
    "logout": ("0 0 0 0 0", "0 + + + +"),
    "password_change": ALL_STAFF,
    "password_change_done": ALL_STAFF_LOOK,
    "jsi18n": ALL_STAFF_LOOK,
    "autocomplete": ("> - + + +", "> 0 0 0 0"),
    "view_on_site": LED_ON,
    "admin/(?P<url>.*)$": NOT_THERE,
    **of_models(
        "organization speaker affiliation source topic quotation claim",
        changelist=READ,
        add=WRITE,
        history=READ,
        simple_history=REVISION,
        change=LOOK_AND_EDIT,
        change_draft=WRITE,
        delete_draft=EDITORS,
    ),
    **of_models("organization speaker affiliation source topic", delete=EDITORS),
    **of_models(
        "quotation claim",
        delete=NO_ONE,
        withdraw=EDITORS,
        withdraw_draft=("> - - 0 0", "> - - + +"),
        reject=("> - - 0 0", "> - - + +"),
        reject_draft=EDITORS,
    ),
    "quotes_quotation_roles": READ,
    **of_models(
        "alias passage quotationtopic claimtopic stance assessment",
        changelist=READ,
        add=NO_ONE,
        change=LOOK,
        delete=NO_ONE,
        history=READ,
        simple_history=REVISION,
    ),
    **of_models("formerslug", changelist=READ, add=NO_ONE, change=LOOK, delete=ADMINISTRATORS, history=READ),
    # Everybody sees their own: none here. Nobody sees another's.
    **of_models("refusedsave", changelist=READ, add=NO_ONE, change=("> - 0 0 0", "> - - - -")),
    **of_models("refusedsave", delete=NO_ONE, history=NOT_THERE),
    **{f"auth_{model}_{view}": ADMINISTRATORS for model in ("user", "group") for view in ("changelist", "add")},
    **{
        f"auth_{model}_{view}": ADMINISTRATORS
        for model in ("user", "group")
        for view in ("change", "delete", "history")
    },
    "auth_user_password_change": ADMINISTRATORS,
    **{
        f"axes_{model}_{view}": NO_ONE
        for model in ("accessattempt", "accesslog", "accessfailurelog")
        for view in ("changelist", "add", "change", "delete")
    },
    **{f"axes_{model}_history": NOT_THERE for model in ("accessattempt", "accessfailurelog")},
    "axes_accesslog_history": NO_ONE,
}

#                                        Contributors Editors Administrators; nobody and strangers see no list
ACTIONS: dict[str, dict[str, str]] = {
    **{model: {"delete_selected": "- + +"} for model in ("organization", "speaker", "affiliation", "source", "topic")},
    "quotation": {
        "delete_selected": "- + +",
        "submit_selected": "+ + +",
        "publish_selected": "- + +",
        "reopen_selected": "- + +",
        "withdraw_selected": "- + +",
        "reject_selected": "- + +",
    },
    "claim": {
        "delete_selected": "- + +",
        "submit_selected": "+ + +",
        "publish_selected": "- + +",
        "reopen_selected": "- + +",
        "withdraw_selected": "- + +",
        "reject_selected": "- + +",
    },
    "formerslug": {"delete_selected": "- - +"},
    **{model: {} for model in ("alias", "passage", "quotationtopic", "claimtopic", "stance", "assessment")},
    "refusedsave": {},
}


@dataclass
class Case:
    """A verb of `quotes.editing`: how to make what it is tried on, how to do it, and who may."""

    make: Callable[[], Any]
    do: Callable[[Any, Any], Any]  # (record, user)
    allowed: str  # nobody, stranger, Contributors, Editors, Administrators


def move(verb: str, status: Status, allowed: str, reason: str = "") -> list[Case]:
    def do(record: Any, user: Any) -> None:
        getattr(editing, verb)(record, by=user, reason=reason)

    return [Case(partial(make, status=status), do, allowed) for make in (make_quotation, make_claim)]


VERBS: dict[str, list[Case]] = {
    "submit": move("submit", Status.DRAFT, "- - + + +"),
    "publish": move("publish", Status.SUBMITTED, "- - - + +"),
    "reopen": move("reopen", Status.SUBMITTED, "- - - + +"),
    "withdraw": move("withdraw", Status.PUBLISHED, "- - - + +", "The source was retracted."),
    "reject": move("reject", Status.DRAFT, "- - - + +", "Not a quotation."),
}
# What quotes.editing gives beside its verbs: it changes nothing.
NO_VERBS = {"VERBS", "Verb", "find_words", "written", "is_public", "may_change", "may_publish"}


def admin_names() -> set[str]:
    """Return the name of every address below admin/ (its route, where it has none and is not an old form of one)."""

    def walk(patterns: list[Any], route: str) -> Iterator[str]:
        for pattern in patterns:
            here = route + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, here)
            elif here.startswith("admin/") and not (pattern.name is None and here.endswith("<path:object_id>/")):
                yield pattern.name or here

    return set(walk(get_resolver().url_patterns, ""))


@dataclass
class Desk:
    """A record of each kind, public and not, and the address of each view of it."""

    public: dict[str, Any]
    drafts: dict[str, Any]

    def address(self, name: str) -> str:
        if name == "style-guide":
            return reverse(name)
        if name.startswith("admin/"):
            return reverse("admin:index") + "no/such/page/"
        view, draft = name.removesuffix("_draft"), name.endswith("_draft")
        model = name.split("_")[1] if name.startswith(("quotes_", "auth_", "axes_")) else ""
        record = (self.drafts if draft else self.public).get(model)
        key = record.pk if record else 1
        revision = record.history.first().pk if record and hasattr(record, "history") else 1
        for arguments in ([], [key], [key, revision], ["quotes"]):
            with suppress(NoReverseMatch):
                return reverse(f"admin:{view}", args=arguments)
        raise NoReverseMatch(name)


def make_desk() -> Desk:
    public = {model._meta.model_name: record for model, record in make_one_of_each().items()}
    public["formerslug"] = FormerSlug.objects.create(kind="topic", slug="old", current_slug="new")
    public["user"], public["group"] = make_member("Editors"), Group.objects.get(name="Editors")
    drafts = {
        "organization": make_organization(),
        "speaker": make_speaker(),
        "affiliation": make_affiliation(),
        "source": make_source(),
        "topic": make_topic(),
        "quotation": make_quotation(status=Status.DRAFT),
        "claim": make_claim(status=Status.DRAFT),
    }
    return Desk(public, drafts)
