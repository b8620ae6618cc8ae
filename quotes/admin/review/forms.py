"""What a reviewer says of a quotation: the form's fields as first shown, and read into a Decision."""

import re
from typing import Any, NamedTuple

from django import forms
from django.db.models import Min, Q, prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.text import Truncator

from quotes.admin.forms import ProseField
from quotes.editing import Decision, StanceTaken, find_words, written
from quotes.editing.proposals import organizations_named, role_on, speakers_named
from quotes.editing.words import places
from quotes.models import Claim, Quotation, Source, Speaker, Stance, Status, Topic
from quotes.text.anchors import Span, surroundings
from quotes.text.characters import check_characters
from quotes.text.side_by_side import shortened, side_by_side

MOST_STANCES = 12
LONGEST = 100_000  # characters of one quotation
PRONOUNS = re.compile("he|she|they|it|we|i|you|who|others|some|many|one|this|that|these|those", re.IGNORECASE)
SPANS = re.compile(r"\d{1,9}-\d{1,9}(?: \d{1,9}-\d{1,9})*", re.ASCII)

REASONS = (
    "Not a quotation.",
    "The reporter’s own words.",
    "Not worth recording.",
    "Nobody can tell who said it.",
    "The same words as another quotation.",
)


class Difference(NamedTuple):
    """A field that is stored otherwise than the reviewer has it."""

    label: str
    stored: str
    yours: str


class WordsForm(forms.Form):
    """Words of a source, written or selected. `found` is where they stand.

    `spans` is where a script saw them selected; it counts only when those words are the ones written.
    """

    words = ProseField(required=False, label="Quotation", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}))
    spans = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, source: Source, *args: Any, stored: list[Span] | None = None, **options: Any) -> None:
        self.source, self.stored = source, stored or []
        self.found: list[Span] = []
        self.places: list[tuple[str, list[tuple[int, str]]]] = []
        super().__init__(*args, **options)

    def in_marks(self) -> bool:
        return True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        words, text = cleaned.get("words", ""), self.source.text
        selected = as_spans(cleaned.get("spans", ""))
        if selected and written(text, selected) == words:
            self.found = selected
        elif self.stored and written(text, self.stored) == words and not self.starts:
            self.found = self.stored
        else:
            self.look_up(words)
        return cleaned

    def look_up(self, words: str) -> None:
        starts = self.starts or [span.start for span in self.stored]
        try:
            self.found = find_words(self.source.text, words, in_marks=self.in_marks(), starts=starts)
        except ValueError as error:
            self.places = [
                (passage, [(span.start, surroundings(self.source.text, span, 45)) for span in spans])
                for passage, spans in places(self.source.text, words, in_marks=self.in_marks())
            ]
            several = [passage for passage, _ in self.places]
            self.add_error(
                "words", f"“{several[0]}” stands in the article more than once. Which is it?" if several else str(error)
            )

    @property
    def starts(self) -> list[int]:
        values = [self.data[name] for name in self.data if name.startswith("starts-")]
        return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 10]


class DecisionForm(WordsForm):
    """Everything that a reviewer says of one quotation."""

    kind = forms.ChoiceField(choices=Quotation.Kind.choices, widget=forms.RadioSelect)
    speaker = forms.CharField(required=False, max_length=200)
    speaker_kind = forms.ChoiceField(required=False, choices=Speaker.Kind.choices, label="A new speaker is a")
    which_speaker = forms.IntegerField(required=False, min_value=0, max_value=2**62)
    seen_speaker = forms.IntegerField(required=False, min_value=0, max_value=2**62, widget=forms.HiddenInput)
    role = forms.CharField(required=False, max_length=200, label="Role at the time")
    organization = forms.CharField(required=False, max_length=200)
    which_organization = forms.IntegerField(required=False, min_value=0, max_value=2**62)
    attribution = forms.CharField(required=False, max_length=300, label="Role as printed")
    medium = forms.ChoiceField(required=False, choices=[("", "Not stated"), *Quotation.Medium.choices])
    said = forms.CharField(required=False, max_length=21, label="Date said")
    language = forms.CharField(max_length=35)
    translated_from = forms.CharField(required=False, max_length=35)
    reported_in = forms.ChoiceField(required=False, label="Reported in")
    topics = forms.CharField(required=False, max_length=1000, label="Other topics")
    stances = forms.CharField(required=False)  # what is wrong with the rows of stances, which have fields of their own

    def __init__(self, quotation: Quotation, *args: Any, topics: list[str], **options: Any) -> None:
        self.quotation, self.offered_topics = quotation, topics
        self.stored_stances: list[Stance] = list(quotation.stances.select_related("claim")) if quotation.pk else []
        super().__init__(quotation.source, *args, stored=quotation.spans, initial=initial(quotation, topics), **options)
        self.fields["said"].widget.attrs["placeholder"] = "Not stated"
        self.fields["reported_in"].choices = [("", "The article itself"), *statements_beside(quotation)]

    def in_marks(self) -> bool:
        return self.data.get("kind") != Quotation.Kind.INDIRECT

    # Speakers and organizations of the name that is shown

    @cached_property
    def namesakes(self) -> list[Speaker]:
        """The speakers of the name that the form shows."""
        return with_roles(speakers_named(self.shown("speaker")))

    @cached_property
    def organizations(self) -> list[Any]:
        return organizations_named(self.shown("organization"))

    def shown(self, name: str) -> str:
        """Return what the form shows in a field, fit to be looked up."""
        return str(self[name].value() or "").replace("\0", "").strip()[:200]

    # Topics and stances

    def chosen_topics(self) -> list[str]:
        """Return the names of the topics that the form shows as chosen among those it offers."""
        if self.is_bound:
            return [name for name in self.data.getlist("topic") if name in self.offered_topics]
        return list(self.initial["topic"])

    def stance_rows(self) -> list[dict[str, str]]:
        """Return the rows of stances: those posted or stored, and an empty one."""
        if self.is_bound:
            rows = posted_stances(self.data)
        else:
            rows = [
                {"claim": each.claim.text, "position": each.position, "reason": each.reason}
                for each in self.stored_stances
            ]
        empty = {"claim": "", "position": "", "reason": ""}
        return [*(row for row in rows if any(row.values())), empty][:MOST_STANCES]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        rows = posted_stances(self.data)
        if len(rows) > MOST_STANCES:
            self.add_error("stances", f"A quotation speaks to {MOST_STANCES} claims at most here.")
        for row in rows:
            for value in row.values():
                try:
                    check_characters(value)
                except ValueError as error:
                    self.add_error("stances", str(error))
            if row["claim"] and not row["position"]:
                self.add_error("stances", f"Say what the words do to the claim “{row['claim']}”.")
            elif row["claim"] and not row["reason"]:
                self.add_error("stances", f"Say why you read the words so: “{row['claim']}”. Readers see the reason.")
            elif row["reason"] and not row["claim"]:
                self.add_error("stances", "There is a reason, but no claim. Give the claim.")
        return cleaned

    def decision(self) -> Decision:
        """Return what the valid form says."""
        cleaned = self.cleaned_data
        taken = [StanceTaken(**row) for row in posted_stances(self.data) if row["claim"]]
        names = [*self.chosen_topics(), *split_topics(cleaned["topics"])]
        same = ("kind", "speaker", "which_speaker", "role", "organization", "which_organization", "attribution")
        more = ("medium", "said", "language", "translated_from", "reported_in")
        return Decision(
            spans=tuple(self.found),
            speaker_kind=cleaned["speaker_kind"] or Speaker.Kind.PERSON,
            seen_speaker=cleaned["seen_speaker"] if cleaned["speaker"] == self.data.get("seen_name") else None,
            topics=tuple(names),
            stances=tuple(taken),
            **{name: cleaned[name] for name in (*same, *more)},
        )

    # Two reviewers

    def differences(self) -> list[Difference]:
        """Return what the bound form says otherwise than what is stored now."""
        stored = DecisionForm(self.quotation, topics=self.offered_topics)
        shown = ["words", "kind", "speaker", "role", "organization", "attribution", "medium", "said", "language"]
        found = []
        for name in [*shown, "translated_from", "reported_in"]:
            field, theirs = self.fields[name], str(stored.initial.get(name) or "")
            yours = str(self[name].value() or "").replace("\r\n", "\n")
            if yours != theirs:
                names = dict(getattr(field, "choices", []))
                pair = side_by_side(str(names.get(theirs, theirs)), str(names.get(yours, yours)))
                texts = ("".join(piece.text for piece in shortened(pieces)) for pieces in pair)
                found.append(Difference(str(self[name].label), *texts))
        for label, theirs, yours in (
            ("Topics", topics_in_words(stored), topics_in_words(self)),
            ("Claims", stances_in_words(stored), stances_in_words(self)),
        ):
            if yours != theirs:
                found.append(Difference(label, theirs, yours))
        return found


def initial(quotation: Quotation, topics: list[str]) -> dict[str, Any]:
    """Return what the form shows of a quotation: what was decided, else what extraction found."""
    found, role = getattr(quotation, "candidate", None), quotation.affiliation
    name = quotation.speaker.name if quotation.speaker else ""
    if found and not name:
        is_group = found.speaker_kind == Speaker.Kind.GROUP and not PRONOUNS.fullmatch(found.mention)
        name = found.speaker_name or (found.mention[:1].upper() + found.mention[1:] if is_group else "")
    is_open = quotation.status == Quotation.Status.DRAFT and found is not None
    if is_open and role is None:
        named = [quotation.speaker] if quotation.speaker else speakers_named(name)
        role = role_on(named[0], quotation.source.published_on, quotation.attribution) if len(named) == 1 else None
    own = [row.topic.name for row in quotation.quotation_topics.select_related("topic")] if quotation.pk else []
    return {
        "words": written(quotation.source.text, quotation.spans),
        "kind": quotation.kind,
        "speaker": name[:200],
        "seen_speaker": quotation.speaker_id,
        "speaker_kind": (found.speaker_kind if found else "") or Speaker.Kind.PERSON,
        "role": role.role if role else found.role if is_open else "",
        "organization": str(role.organization or "") if role else found.organization_name if is_open else "",
        "attribution": quotation.attribution,
        "medium": quotation.medium,
        "said": quotation.said,
        "language": quotation.language,
        "translated_from": quotation.translated_from,
        "reported_in": quotation.reported_in.ref if quotation.reported_in else "",
        "topic": [name for name in own if name in topics],
        "topics": joined_topics([name for name in own if name not in topics]),
    }


def statements_beside(quotation: Quotation) -> list[tuple[str, str]]:
    """Return the other quotations of the article that may report this one, in reading order, as choices."""
    others = Quotation.objects.filter(source=quotation.source_id).exclude(pk=quotation.pk)
    open_ones = ~Q(status__in=[Status.REJECTED, Status.WITHDRAWN]) | Q(pk=quotation.reported_in_id)
    rows = others.filter(open_ones).annotate(start=Min("passages__start")).order_by("start", "pk")
    return [(ref, Truncator(" ".join(text.split())).chars(60)) for ref, text in rows.values_list("ref", "text")]


def as_spans(text: str) -> list[Span]:
    """Return spans written as "12-40 55-60"; none of what is written otherwise."""
    if not SPANS.fullmatch(text):
        return []
    return [Span(*map(int, part.split("-"))) for part in text.split()]


def posted_stances(data: Any) -> list[dict[str, str]]:
    names = ("claim", "position", "reason")
    columns = [data.getlist(name) for name in names] if hasattr(data, "getlist") else [[], [], []]
    rows = zip(*columns, strict=False)
    return [{name: value.replace("\r\n", "\n").strip() for name, value in zip(names, row, strict=True)} for row in rows]


def split_topics(text: str) -> list[str]:
    """Return names separated by commas, or by semicolons where there is one."""
    return [name for part in text.split(";" if ";" in text else ",") if (name := " ".join(part.split()))]


def joined_topics(names: list[str]) -> str:
    """Return names as `split_topics` reads them."""
    if not any("," in name for name in names):
        return ", ".join(names)
    return "; ".join(names) + (";" if len(names) == 1 else "")


def topics_in_words(form: DecisionForm) -> str:
    return ", ".join(sorted([*form.chosen_topics(), *split_topics(str(form["topics"].value() or ""))]))


def stances_in_words(form: DecisionForm) -> str:
    return "\n".join(
        f"{row['position']} “{row['claim']}”: {row['reason']}" for row in form.stance_rows() if row["claim"]
    )


def with_roles(speakers: list[Speaker]) -> list[Speaker]:
    """Return the speakers with their roles, read at once."""
    prefetch_related_objects(speakers, "affiliations__organization")
    for speaker in speakers:
        speaker.roles = [str(role) for role in speaker.affiliations.all()][:3]
    return speakers


def claims_to_offer(source: Source) -> list[Claim]:
    """Return claims to propose: those that this article's quotations speak to, then the latest ones."""
    own = list(Claim.objects.filter(stances__quotation__source=source).distinct()[:30])
    latest = Claim.objects.exclude(pk__in=[claim.pk for claim in own]).order_by("-pk")
    return [*own, *latest.exclude(status__in=["rejected", "withdrawn"])[:40]]


def topics_to_offer(source: Source) -> list[str]:
    """Return the names of the topics that this article's quotations have."""
    return list(
        Topic.objects.filter(quotation_topics__quotation__source=source).distinct().values_list("name", flat=True)[:20]
    )
