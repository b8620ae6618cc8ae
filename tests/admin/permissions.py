"""Who may what at the desk: one table, read by tests/admin/test_permissions.py.

A line for each address of the admin, by its name: what opening it and sending to it answer to nobody (not signed in),
to somebody of the staff without a group, and to Contributors, Editors and Administrators. A new address, verb or list
action needs its line here.

    >  the log-in page    -  refused (403)    +  allowed    0  nothing there for them (redirected, 404 or 405)

What is sent is empty (but for `SENT`), so that "+" under sending means that it was read, and not refused for who sent
it; a sending that does something redirects, which is "0", and so does one that was too late.
"""

import pkgutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from inspect import Parameter, isfunction, signature
from typing import Any

from django.contrib.auth.models import Group
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from quotes import editing, ingest
from quotes.editing.duplicates import tell_apart
from quotes.ingest.adding import add_article, read_source
from quotes.ingest.transfer.kinds import KINDS
from quotes.ingest.transfer.uploads import keep
from quotes.ingest.transfer.writing import exported
from quotes.models import FormerSlug, RefusedSave, Source, Status
from quotes.text.anchors import find_one
from tests.factories import (
    SOURCE_TEXT,
    make_affiliation,
    make_alias,
    make_candidate,
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
READ_ONLY = ("> - + + +", "> 0 0 0 0")
EDITORS = ("> - - + +", "> - - + +")
# Of what belongs to one person, here the one of the Editors, the others see nothing.
OWN = ("> - 0 + 0", "> - 0 + 0")
ADMINISTRATORS = ("> - - - +", "> - - - +")
NO_ONE = ("> - - - -", "> - - - -")
NOT_THERE = ("> 0 0 0 0", "> 0 0 0 0")
ALL_STAFF = ("> + + + +", "> + + + +")
ALL_STAFF_LOOK = ("> + + + +", "> 0 0 0 0")
LED_ON = ("> 0 0 0 0", "> 0 0 0 0")


def of_models(names: str, **views: Outcome) -> dict[str, Outcome]:
    """Return lines for the views of several models of the record.

    "_draft" is one of a record that is not public, "_found" one of a draft that extraction made.
    """
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
        history=READ_ONLY,
        simple_history=READ_ONLY,
        # Restoring changes a record; sent without the version that was seen, it comes too late and is shown again.
        restore=("> 0 0 0 0", "> - - + +"),
        restore_draft=("> 0 0 0 0", "> - + + +"),
        deleted=READ_ONLY,
        change=LOOK_AND_EDIT,
        change_draft=WRITE,
        delete_draft=EDITORS,
    ),
    **of_models(
        "organization speaker affiliation source topic quotation claim stance",
        export=READ,
        **{"import": WRITE},
        imported=("> - 0 + 0", "> - 0 0 0"),  # sending starts the work on the owner's table alone
        refused=OWN,
    ),
    **of_models("organization speaker topic", merge=EDITORS, compare=EDITORS, merge_draft=EDITORS),
    **of_models("merge", changelist=READ, add=NO_ONE, change=LOOK, delete=NO_ONE, history=READ),
    "quotes_merge_undo": ("> - - + +", "> - - 0 0"),  # sending undoes it
    **of_models("distinction", changelist=READ, add=NO_ONE, change=LOOK, delete=EDITORS, history=READ),
    "quotes_duplicates": ("> - + + +", "> - - 0 0"),  # sending tells two apart
    **of_models("organization speaker affiliation source topic", delete=EDITORS),
    "quotes_source_add_article": WRITE,
    # What each button of a review does, and for whom: see REVIEW. Without a button nothing is done.
    "quotes_source_review": ("> - + + +", "> - 0 0 0"),
    "quotes_source_review_people": READ_ONLY,
    **of_models(
        "quotation claim",
        delete=NO_ONE,
        withdraw=EDITORS,
        withdraw_draft=("> - - 0 0", "> - - + +"),
        reject=("> - - 0 0", "> - - + +"),
        reject_draft=EDITORS,
    ),
    "quotes_quotation_reject_found": WRITE,
    "quotes_quotation_roles": READ,
    **of_models(
        "alias passage quotationtopic claimtopic stance assessment",
        changelist=READ,
        add=NO_ONE,
        change=LOOK,
        delete=NO_ONE,
        history=READ_ONLY,
        simple_history=READ_ONLY,
        restore=("> 0 0 0 0", "> - - + +"),
    ),
    **of_models("formerslug", changelist=READ, add=NO_ONE, change=LOOK, delete=ADMINISTRATORS, history=READ),
    **of_models("refusedsave", changelist=READ, add=NO_ONE, change=("> - 0 + 0", "> - - + -")),
    **of_models("refusedsave", delete=NO_ONE, history=("> 0 0 + 0", "> 0 0 + 0")),
    "one_time_codes": ALL_STAFF,  # their own
    "auth_user_one_time_codes": ("> - - - +", "> - - - 0"),  # sending removes those of somebody else
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
    **{f"axes_{model}_history": NOT_THERE for model in ("accessattempt", "accesslog", "accessfailurelog")},
}

#                                        Contributors Editors Administrators; nobody and strangers see no list
ACTIONS: dict[str, dict[str, str]] = {
    **{
        model: {"delete_selected": "- + +", "merge_selected": "- + +"} for model in ("organization", "speaker", "topic")
    },
    **{model: {"delete_selected": "- + +"} for model in ("affiliation", "source", "distinction")},
    "merge": {},
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


# The buttons of a review, at a draft that extraction found and at a published quotation: whether it is done, refused to
# them (-), or read and refused for what the record is like (0).
REVIEW: dict[str, tuple[str, str]] = {
    #                   draft    published
    "accept": ("+ + +", "- 0 0"),
    "adjust": ("+ + +", "- 0 0"),
    "reject": ("+ + +", "- 0 0"),
    "reject together": ("+ + +", "0 0 0"),  # it says of each why not
    "reopen": ("- 0 0", "- 0 0"),  # neither is submitted
    "split": ("+ + +", "- 0 0"),
    "merge": ("+ + +", "- 0 0"),
    "add": ("+ + +", "+ + +"),
    "publish": ("- + +", "- + +"),
    "read": ("+ + +", "+ + +"),
}


@dataclass
class Case:
    """A verb: how to make what it is tried on, how to do it, and who may.

    `allowed` is of nobody, strangers, Contributors, Editors, Administrators; "0" is read, and refused for what the
    record is like.
    """

    make: Callable[[], Any]
    do: Callable[[Any, Any], Any]  # (record, user)
    allowed: str
    of: str = ""

    def __str__(self) -> str:
        return self.of


def move(verb: str, status: Status, allowed: str, reason: str = "") -> list[Case]:
    def do(record: Any, user: Any) -> None:
        getattr(editing, verb)(record, by=user, reason=reason)

    return [
        Case(partial(make, status=status), do, allowed, of)
        for of, make in (("quotation", make_quotation), ("claim", make_claim))
    ]


def at(words: str) -> tuple[Any, ...]:
    return (find_one(SOURCE_TEXT, words),)


def decided(record: Any, user: Any) -> None:
    words = at("The bridge is safe")
    editing.accept(record, editing.Decision(words, kind="direct", speaker="Ana Ruiz"), by=user)


def adjusted(record: Any, user: Any) -> None:
    editing.adjust(record, at("The bridge"), by=user)


def split_in_two(record: Any, user: Any) -> None:
    editing.split(record, record.spans[0].start + len("The bridge "), by=user)


def make_two_drafts() -> Any:
    source = make_source()
    first, second = (
        make_quotation(source=source, words=words, speaker=None, status=Status.DRAFT)
        for words in ("The bridge is safe", "But it is old")
    )
    return first, second


def make_two_topics() -> Any:
    return make_topic(), make_topic()


def make_merge() -> Any:
    return editing.merge(*make_two_topics(), by=make_member("Editors"))


def make_published_topic() -> Any:
    topic = make_topic()
    make_quotation(topics=[topic])
    return topic


def make_article() -> Source:
    facts = {"published_on": "2024-05-06", "captured_on": "2024-05-07"}
    return Source(title="Bridge to close", text=SOURCE_TEXT, **facts)


def make_submitted() -> Source:
    source: Source = make_quotation(status=Status.SUBMITTED).source
    return source


def make_deletion(make: Callable[[], Any]) -> Any:
    record = make()
    record.delete()
    return type(record).history.first()


def restored(record: Any, user: Any) -> None:
    editing.restore(record.history.last(), by=user)


def brought_back(revision: Any, user: Any) -> None:
    editing.undelete(revision, by=user)


DRAFTERS, PUBLISHERS = "- - + + +", "- - - + +"
PUBLISHED = "- - - 0 0"

VERBS: dict[str, list[Case]] = {
    "submit": move("submit", Status.DRAFT, DRAFTERS),
    "publish": move("publish", Status.SUBMITTED, PUBLISHERS),
    "reopen": move("reopen", Status.SUBMITTED, PUBLISHERS),
    "withdraw": move("withdraw", Status.PUBLISHED, PUBLISHERS, "The source was retracted."),
    "reject": [
        *move("reject", Status.DRAFT, PUBLISHERS, "Not a quotation."),
        Case(
            lambda: make_candidate().quotation,
            lambda record, user: editing.reject(record, by=user, reason="Not a quotation."),
            DRAFTERS,
            "found",
        ),
        Case(
            lambda: make_candidate(quotation=make_quotation(status=Status.SUBMITTED)).quotation,
            lambda record, user: editing.reject(record, by=user, reason="Not a quotation."),
            PUBLISHERS,
            "found and submitted",
        ),
    ],
    "accept": [
        Case(partial(make_quotation, status=Status.DRAFT), decided, DRAFTERS, "draft"),
        Case(partial(make_quotation, status=Status.SUBMITTED), decided, DRAFTERS, "submitted"),
        Case(make_quotation, decided, PUBLISHED, "published"),
    ],
    "adjust": [
        Case(partial(make_quotation, status=Status.DRAFT), adjusted, DRAFTERS, "draft"),
        Case(make_quotation, adjusted, PUBLISHED, "published"),
    ],
    "add_missed": [
        Case(make, lambda source, user: editing.add_missed(source, at("two years"), by=user), DRAFTERS, of)
        for of, make in (("source", make_source), ("public", lambda: make_quotation().source))
    ],
    "split": [
        Case(partial(make_quotation, status=Status.DRAFT), split_in_two, DRAFTERS, "draft"),
        Case(make_quotation, split_in_two, PUBLISHED, "published"),
    ],
    "merge_with_next": [
        Case(make_two_drafts, lambda two, user: editing.merge_with_next(*two, by=user), DRAFTERS, "drafts")
    ],
    "publish_accepted": [
        Case(make_submitted, lambda source, user: editing.publish_accepted(source, by=user), PUBLISHERS, "source")
    ],
    "restore": [
        Case(make_topic, restored, DRAFTERS, "topic"),
        Case(partial(make_quotation, status=Status.DRAFT), restored, DRAFTERS, "draft"),
        Case(make_published_topic, restored, PUBLISHERS, "public topic"),
        Case(make_quotation, restored, PUBLISHERS, "published"),
        Case(make_alias, restored, DRAFTERS, "other name"),
    ],
    "undelete": [
        Case(partial(make_deletion, make_topic), brought_back, PUBLISHERS, "topic"),
        Case(partial(make_deletion, partial(make_quotation, status=Status.DRAFT)), brought_back, PUBLISHERS, "draft"),
    ],
    "merge": [
        Case(make_two_topics, lambda two, user: editing.merge(*two, by=user), PUBLISHERS, "topics"),
    ],
    "undo": [Case(make_merge, lambda merge, user: editing.undo(merge, by=user), PUBLISHERS, "merge")],
    "tell_apart": [Case(make_two_topics, lambda two, user: tell_apart(*two, by=user), PUBLISHERS, "topics")],
    "add_article": [
        Case(make_article, lambda source, user: add_article(source, publisher="Gazette", by=user), DRAFTERS, "article")
    ],
    "read_source": [Case(make_source, lambda source, user: read_source(source, by=user), DRAFTERS, "source")],
}
# What quotes.editing gives beside its verbs: it changes nothing.
NO_VERBS = {
    *("VERBS", "Verb", "Decision", "StanceTaken", "find_words", "in_reading_order", "written"),
    *("is_public", "may_bring_back", "may_change", "may_edit", "may_merge", "may_publish"),
}


def functions_done_by_somebody() -> set[str]:
    """Return the name of every function of quotes.editing and quotes.ingest that is told by whom: `by=` alone."""
    found = set()
    for package in (editing, ingest):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, value in vars(import_module(info.name)).items():
                if isfunction(value) and value.__module__ == info.name:
                    by = signature(value).parameters.get("by")
                    found |= {name} if by and by.kind is Parameter.KEYWORD_ONLY else set()
    return found


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
    found: dict[str, Any]  # drafts that extraction made
    tables: dict[type, Any]  # that the one of the Editors uploaded, by model

    def address(self, name: str) -> str:
        if name == "style-guide":
            return reverse(name)
        if name.startswith("admin/"):
            return reverse("admin:index") + "no/such/page/"
        view, records = name, self.public
        for ending, others in (("_draft", self.drafts), ("_found", self.found)):
            if name.endswith(ending):
                view, records = name.removesuffix(ending), others
        model = name.split("_")[1] if name.startswith(("quotes_", "auth_", "axes_")) else ""
        record = records.get(model)
        for arguments in self.arguments(view.rpartition("_")[2], model, record):
            with suppress(NoReverseMatch):
                return reverse(f"admin:{view}", args=arguments)
        raise NoReverseMatch(name)

    def arguments(self, view: str, model: str, record: Any) -> list[list[Any]]:
        """Return what may stand in the address of a view, the likeliest first."""
        key = record.pk if record else 0
        if view == "export":
            return [["csv"]]
        if view == "compare":
            return [[key, self.drafts[model].pk]]
        if view in ("imported", "refused"):
            return [[self.tables[type(record)].token]]
        revision = record.history.first().pk if record and hasattr(record, "history") else 1
        return [[], [key], [key, revision], ["quotes"]]

    def sent(self, name: str) -> dict[str, Any]:
        """Return what is sent to an address that refuses nothing to anybody who sends nothing."""
        if name != "quotes_duplicates":
            return {}
        return {"first": self.public["speaker"].pk, "second": self.drafts["speaker"].pk}


def make_desk(owner: str = "Editors") -> Desk:
    """Return a desk whose tables and unsaved change are of the one member of a group."""
    editor, uploader = make_member("Editors"), make_member(owner)
    public = {model._meta.model_name: record for model, record in make_one_of_each().items()}
    public["formerslug"] = FormerSlug.objects.create(kind="topic", slug="old", current_slug="new")
    public["user"], public["group"] = editor, Group.objects.get(name="Editors")
    public["merge"] = make_merge()
    public["distinction"] = tell_apart(*make_two_topics(), by=editor)
    public["refusedsave"] = RefusedSave.objects.create(
        user=uploader, kind="topic", key=public["topic"].pk, label="Rivers", entered='{"name": ["Rivers"]}'
    )
    drafts = {
        "organization": make_organization(),
        "speaker": make_speaker(),
        "affiliation": make_affiliation(),
        "source": make_source(),
        "topic": make_topic(),
        "quotation": make_quotation(status=Status.DRAFT),
        "claim": make_claim(status=Status.DRAFT),
    }
    found = {"quotation": make_candidate().quotation}
    tables = {}
    for kind in KINDS.values():
        rows = kind.model._base_manager.filter(pk=public[kind.model._meta.model_name].pk)
        content = "".join(exported(kind, rows, "csv")).encode()
        tables[kind.model] = keep(kind, "table.csv", content, uploader)
    return Desk(public, drafts, found, tables)
