"""Two people at one record, at the same moment and one after the other: nothing that either entered is lost unseen.

Every text that somebody enters is a word that stands nowhere else. When both are done, each such word is stored; or it
is in the history, and whoever wrote over it had seen it; or the person who entered it was shown it on the page that
refused it. Each scenario runs 5 times in the everyday tests and 10 times more in the slow ones.
"""

import random
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.db.models import Max
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from quotes.models import (
    Affiliation,
    Alias,
    Assessment,
    Claim,
    ClaimTopic,
    Passage,
    Quotation,
    QuotationTopic,
    Record,
    Source,
    Speaker,
    Stance,
    Status,
    Topic,
)
from tests.admin.desk import add_row, change_url, list_url, read_form
from tests.factories import (
    SOURCE_TEXT,
    make_affiliation,
    make_alias,
    make_assessment,
    make_claim,
    make_quotation,
    make_source,
    make_stance,
    make_topic,
)
from tests.members import make_member

pytestmark = pytest.mark.django_db(transaction=True)

MODELS: list[type[Record]] = [
    *(Affiliation, Alias, Assessment, Claim, ClaimTopic, Passage, Quotation),
    *(QuotationTopic, Source, Speaker, Stance, Topic),
]
MADE = {"slug", "role_slug", "sort_key"}  # columns in which what was entered once may live on
REFUSED = "Nothing was saved."
MOST_TRIES = 8
PHRASES = ["The bridge is safe", "But it is old", "it will not stay safe", "We were not asked"]


class Person:
    """Somebody with a session of their own, and all that they entered and saw."""

    def __init__(self, group: str, luck: random.Random) -> None:
        self.user, self.luck = make_member(group), luck
        self.client = Client()
        self.client.force_login(self.user, backend="django.contrib.auth.backends.ModelBackend")
        self.entered: list[str] = []
        self.seen = self.refusals = ""
        self.saved = False

    def word(self) -> str:
        """Return a word that stands nowhere else, and remember that it was entered."""
        self.entered.append(f"{self.user.username[:3]}{self.luck.randrange(10**12):012}")
        return self.entered[-1]

    def look(self, address: str, **query: str) -> HttpResponse:
        response = self.client.get(address, query)
        assert response.status_code == 200, (address, response.status_code)
        self.seen += response.content.decode()
        return response

    def send(self, address: str, data: dict[str, Any]) -> HttpResponse:
        response = self.client.post(address, data)
        assert response.status_code < 500
        if response.status_code == 302:
            page = self.client.get(response["Location"], follow=True)
            response.page = page.content.decode()
        else:
            response.page = response.content.decode()
            self.refusals += response.page
        self.seen += response.page
        return response

    def open(self, record: Any) -> dict[str, Any]:
        return read_form(self.look(change_url(record)), f"{record._meta.model_name}_form")

    def save(self, record: Any, form: dict[str, Any], button: str = "_save") -> str:
        """Save a form; when it is refused, choose anew and save the combined one. Return what came of it."""
        address, name = change_url(record), f"{record._meta.model_name}_form"
        for _ in range(MOST_TRIES):
            response = self.send(address, form | {button: "Save"})
            if response.status_code == 302:
                self.saved = True
                return "saved"
            if "What you entered</h2>" in response.page:
                return "kept"
            assert REFUSED in response.page, re.findall("errorlist[^>]*>.*", response.page)
            form = read_form(response, name)
            for choice in [name for name in form if name.startswith("choice-")]:
                form[choice] = self.luck.choice(["theirs", "mine", form[choice]])
        raise AssertionError("It was refused again and again.")

    def wait(self) -> None:
        time.sleep(self.luck.choice([0, 0, 0.005, 0.02, 0.05]))


class Settled:
    """What is stored and in the history once both are done, of all that was written since it was made."""

    def __init__(self) -> None:
        self.marks = {model: self.newest(model) for model in MODELS}

    def newest(self, model: Any) -> int:
        return model.history.aggregate(newest=Max("history_id"))["newest"] or 0

    def revisions(self, user: Any) -> str:
        found = [model.history.filter(history_id__gt=mark, history_user=user) for model, mark in self.marks.items()]
        return str([list(revisions.values()) for revisions in found])

    def stored(self) -> str:
        written = [
            (model, set(model.history.filter(history_id__gt=mark).values_list("id", flat=True)))
            for model, mark in self.marks.items()
        ]
        rows = [row for model, keys in written for row in model._base_manager.filter(pk__in=keys).values()]
        return str([{name: value for name, value in row.items() if name not in MADE} for row in rows])

    def losses(self, *people: Person) -> list[str]:
        """Return, in words, what was lost without being seen."""
        stored, lost = self.stored(), []
        for person in people:
            others = [other for other in people if other is not person]
            revisions = self.revisions(person.user)
            for word in person.entered:
                if word in stored:
                    continue
                if word in revisions:
                    if not any(word in other.seen for other in others) and word not in person.refusals:
                        lost.append(f"{word} was written over unseen")
                elif word not in person.refusals:
                    lost.append(f"{word} vanished")
            if person.saved and person.entered and not revisions.replace("[]", "").strip("[], "):
                lost.append(f"the history does not name {person.user}")
        return lost


def at_once(*doings: Callable[[], Any]) -> list[Any]:
    """Let people do something at the same moment, each in a thread with a connection of its own."""
    start = Barrier(len(doings))

    def run(doing: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return doing()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(run, doings))


def in_some_order(luck: random.Random, *doings: Callable[[], Any]) -> list[Any]:
    """Let people do something at the same moment, or one after the other."""
    if luck.random() < 0.6:
        return at_once(*doings)
    order = luck.sample(range(len(doings)), len(doings))
    done = {index: doings[index]() for index in order}
    return [done[index] for index in range(len(doings))]


# Records, and what people do to their forms


def any_record(luck: random.Random) -> Any:
    make = luck.choice(
        [
            make_source,
            lambda: make_alias(speaker=make_affiliation().speaker).speaker,
            lambda: make_assessment(claim=make_stance().claim).claim,
            lambda: make_stance(quotation=make_quotation(topics=[make_topic()])).quotation,
        ]
    )
    record = make()
    return type(record).objects.get(pk=record.pk)


FREE_TEXT = {
    Source: ["title", "byline", "correction_note"],
    Speaker: ["name", "sort_name", "note", "aliases-0-name", "affiliations-0-role"],
    Claim: ["text", "scope_note", "stances-0-reason", "assessments-0-reasons"],
    Quotation: ["attribution", "stances-0-reason"],
}
NEW_ROWS: dict[type, list[Callable[[Person], tuple[str, dict[str, str]]]]] = {
    Speaker: [
        lambda person: ("aliases", {"name": person.word()}),
        lambda person: ("affiliations", {"role": person.word()}),
    ],
    Claim: [
        lambda person: (
            "assessments",
            {"assessed_on": any_day(person), "verdict": "disputed", "reasons": person.word()},
        )
    ],
    Quotation: [
        lambda person: (
            "stances",
            {"claim": str(any_claim(person).pk), "position": "denies", "reason": person.word()},
        )
    ],
    Source: [],
}


def any_day(person: Person) -> str:
    return f"20{person.luck.randrange(10, 24)}-0{person.luck.randrange(1, 10)}-1{person.luck.randrange(10)}"


def any_claim(person: Person) -> Claim:
    """Return one of few claims, so that two people may well add the same row."""
    texts = [f"Claim {number}" for number in range(3)]
    text = person.luck.choice(texts)
    return Claim.objects.filter(text=text).first() or make_claim(text=text)


def edited(person: Person, record: Any, form: dict[str, Any]) -> dict[str, Any]:
    """Return the form with some fields changed, perhaps a row deleted, and perhaps one added."""
    luck, form = person.luck, dict(form)
    rows = [name.removesuffix("-id") for name in form if re.fullmatch(r"(aliases|stances|assessments)-\d-id", name)]
    deleted = luck.choice(rows) if rows and luck.random() < 0.2 else "none"
    form |= {} if deleted == "none" else {f"{deleted}-DELETE": "on"}
    names = [name for name in FREE_TEXT[type(record)] if name in form and not name.startswith(deleted)]
    for name in luck.sample(names, luck.randrange(1, len(names) + 1)):
        form[name] = person.word()
    if isinstance(record, Quotation) and luck.random() < 0.3:
        form["words"] = luck.choice(PHRASES)
    if NEW_ROWS[type(record)] and luck.random() < 0.4:
        prefix, values = luck.choice(NEW_ROWS[type(record)])(person)
        form = add_row(form, prefix, **values)
    return form


# Scenarios: each sets up one run, lets two people at it, and returns what was lost unseen


def edit_and_edit(luck: random.Random) -> list[str]:
    record, settled = any_record(luck), Settled()
    people = [Person("Editors", random.Random(luck.random())), Person("Administrators", random.Random(luck.random()))]

    def edit(person: Person) -> str:
        form = person.open(record)
        person.wait()
        return person.save(record, edited(person, record, form))

    forms = [(person, edited(person, record, person.open(record))) for person in people]
    if luck.random() < 0.7:  # both have it open
        outcomes = in_some_order(luck, *(lambda each=each: each[0].save(record, each[1]) for each in forms))
    else:
        for person in people:
            person.entered.clear()
        outcomes = in_some_order(luck, *(lambda person=person: edit(person) for person in people))
    assert outcomes == ["saved", "saved"]
    return settled.losses(*people)


def edit_and_publish(luck: random.Random) -> list[str]:
    quotation = make_quotation(status=Status.DRAFT)
    make_stance(quotation=quotation)
    settled = Settled()
    writer = Person(luck.choice(["Contributors", "Editors"]), random.Random(luck.random()))
    publisher = Person("Administrators", random.Random(luck.random()))
    mine, theirs = (edited(person, quotation, person.open(quotation)) for person in (writer, publisher))
    outcome, published = in_some_order(
        luck,
        lambda: writer.save(quotation, mine),
        lambda: publisher.save(quotation, theirs, "_publish"),
    )
    assert published == "saved"
    assert outcome == "saved" or writer.user.username == "contributors"
    assert Quotation.objects.get(pk=quotation.pk).is_published
    return settled.losses(writer, publisher)


def edit_and_delete(luck: random.Random) -> list[str]:
    quotation = make_quotation(status=Status.DRAFT)
    stance = make_stance(quotation=quotation)
    settled = Settled()
    writer, remover = Person("Editors", random.Random(luck.random())), Person("Administrators", luck)
    mine = edited(writer, quotation, writer.open(quotation))
    address = reverse("admin:quotes_quotation_delete", args=[quotation.pk])
    confirmation = re.search(r'name="seen_version" value="(\d+)"', remover.look(address).content.decode())
    assert confirmation

    def remove() -> str:
        return remover.send(address, {"post": "yes", "seen_version": confirmation[1]}).page

    outcome, answer = in_some_order(luck, lambda: writer.save(quotation, mine), remove)
    exists = Quotation.objects.filter(pk=quotation.pk).exists()
    assert exists == (outcome == "saved")
    if exists and "was changed by somebody else" not in answer:
        return [f"{quotation} was not deleted, and nothing was said: {stance}"]
    return settled.losses(writer, remover)


def a_stance_from_the_claim_and_a_stale_quotation_form(luck: random.Random) -> list[str]:
    stance = make_stance()
    settled = Settled()
    at_quotation, at_claim = Person("Editors", luck), Person("Administrators", random.Random(luck.random()))
    mine = edited(at_quotation, stance.quotation, at_quotation.open(stance.quotation))
    theirs = edited(at_claim, stance.claim, at_claim.open(stance.claim))
    outcomes = in_some_order(
        luck,
        lambda: at_quotation.save(stance.quotation, mine),
        lambda: at_claim.save(stance.claim, theirs),
    )
    assert outcomes == ["saved", "saved"]
    return settled.losses(at_quotation, at_claim)


def act(person: Person, page: str, action: str, records: list[Any], **more: str) -> str:
    """Do an action to records of a list as it was seen, and return what it answers."""
    seen = re.findall(r'name="seen" value="([\d.]+)"', page)
    data = {"action": action, "_selected_action": [one.pk for one in records], "seen": seen, "index": "0"} | more
    response = person.send(list_url(type(records[0])), data)
    return response.page


def bulk_action_and_edit(luck: random.Random) -> list[str]:
    quotations = [make_quotation(status=Status.DRAFT, attribution="unset") for _ in range(4)]
    settled = Settled()
    writer, publisher = Person("Editors", random.Random(luck.random())), Person("Administrators", luck)
    page = publisher.look(list_url(Quotation), status__exact="draft").content.decode()
    chosen = luck.sample(quotations, 2)
    forms = [(quotation, edited(writer, quotation, writer.open(quotation))) for quotation in chosen]

    def write() -> None:
        for quotation, form in forms:
            writer.save(quotation, form)

    _, answer = in_some_order(luck, write, lambda: act(publisher, page, "publish_selected", quotations))
    unsaid = [
        f"{quotation.ref} was not published, and nothing was said"
        for quotation in Quotation.objects.filter(pk__in=[one.pk for one in quotations])
        if not quotation.is_published and quotation.ref not in answer
    ]
    return unsaid + settled.losses(writer, publisher)


def a_stale_list(luck: random.Random) -> list[str]:
    topics = [make_topic(name=f"Topic {luck.randrange(10**9)}") for _ in range(4)]
    settled = Settled()
    writer, remover = Person("Editors", random.Random(luck.random())), Person("Administrators", luck)
    page = remover.look(list_url(Topic)).content.decode()
    keys = [topic.pk for topic in topics]
    changed, gone = luck.sample(topics, 2)
    writer.save(changed, writer.open(changed) | {"name": writer.word()})
    if luck.random() < 0.5:
        gone.delete()
        chosen = [Topic(pk=topic.pk or key) for topic, key in zip(topics, keys, strict=True) if topic is not changed]
        answer = act(remover, page, "delete_selected", chosen, post="yes")
        remaining = Topic.objects.filter(pk__in=[one.pk for one in chosen])
        return ([f"“{gone}” is not named"] if gone.name not in answer else []) + [f"{one} is left" for one in remaining]
    answer = act(remover, page, "delete_selected", topics, **luck.choice([{}, {"post": "yes"}]))
    lost = [] if writer.entered[0] in answer else ["the changed one is not named with what changed"]
    if Topic.objects.filter(pk__in=[one.pk for one in topics]).count() != 4:
        lost.append("some were deleted beside one that changed")
    return lost + settled.losses(writer, remover)


def withdraw_and_edit(luck: random.Random) -> list[str]:
    quotation = make_quotation()
    settled = Settled()
    writer, remover = Person("Editors", random.Random(luck.random())), Person("Administrators", luck)
    mine = edited(writer, quotation, writer.open(quotation))
    address = reverse("admin:quotes_quotation_withdraw", args=[quotation.pk])
    form = read_form(remover.look(address), "unnamed") | {"reason": remover.word()}

    def withdraw() -> None:
        data = form
        for _ in range(MOST_TRIES):
            response = remover.send(address, data)
            if response.status_code == 302:
                return
            data = read_form(response, "unnamed")
            assert data["reason"] == form["reason"]
        raise AssertionError("It was refused again and again.")

    outcome, _ = in_some_order(luck, lambda: writer.save(quotation, mine), withdraw)
    assert outcome == "saved"
    assert Quotation.objects.get(pk=quotation.pk).status == Status.WITHDRAWN
    return settled.losses(writer, remover)


SCENARIOS: dict[str, Callable[[random.Random], list[str]]] = {
    "edit and edit": edit_and_edit,
    "edit and publish": edit_and_publish,
    "edit and delete": edit_and_delete,
    "a stance edited from the claim and a stale quotation form": a_stance_from_the_claim_and_a_stale_quotation_form,
    "bulk action and edit": bulk_action_and_edit,
    "a stale list": a_stale_list,
    "withdraw and edit": withdraw_and_edit,
    # Two reviewers on one article: tests/editing/test_review_races.py and tests/admin/review/test_reviewers.py.
}


def losses(scenario: str, seeds: range) -> dict[int, list[str]]:
    found = {seed: SCENARIOS[scenario](random.Random(f"{scenario} {seed}")) for seed in seeds}
    return {seed: lost for seed, lost in found.items() if lost}


@pytest.fixture(autouse=True)
def people() -> Iterator[None]:
    for group in ("Contributors", "Editors", "Administrators"):
        make_member(group)
    return


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_nothing_is_lost_unseen_in_5_runs(scenario: str) -> None:
    assert losses(scenario, range(5)) == {}


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_nothing_is_lost_unseen_in_10_more_runs(scenario: str) -> None:
    """With all scenarios, more than a hundred runs on each database."""
    assert losses(scenario, range(5, 15)) == {}


def test_a_loss_would_be_told() -> None:
    """The judge itself: a word that is written over by somebody who never saw it is a loss."""
    luck, settled = random.Random(1), Settled()
    writer, other = Person("Editors", luck), Person("Administrators", luck)
    topic = make_topic(name=writer.word())
    topic._history_user = writer.user
    topic.save()
    assert settled.losses(writer, other) == []
    topic.name, topic._history_user = other.word(), other.user
    topic.save()
    assert settled.losses(writer, other) == [f"{writer.entered[0]} was written over unseen"]
    writer.word()
    assert settled.losses(writer, other)[1:] == [f"{writer.entered[1]} vanished"]
    assert SOURCE_TEXT.count("The bridge is safe") == 1
