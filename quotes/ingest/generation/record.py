"""A made-up record, row by row, each after those it refers to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from quotes.models.fields import CROCKFORD, REF_LENGTH
from quotes.text.names import slugify

from .people import FIRST_YEAR, LAST_YEAR, People, Person, Row, row
from .speech import Speech
from .words import ASPECTS, SUBJECTS, drawn, last_name, zipf

FIRST_DAY = date(FIRST_YEAR, 1, 1)
DAYS = (date(LAST_YEAR, 12, 31) - FIRST_DAY).days
IN_A_SOURCE = 20
STATUSES = {"published": 950, "draft": 20, "submitted": 10, "rejected": 10, "withdrawn": 10}
REASONS = {
    "rejected": ("The words are not a statement.", "It says the same as another quotation.", "Nobody is named."),
    "withdrawn": ("The source was retracted.", "The publisher corrected the words.", "It was given to somebody else."),
}
MEDIUMS = ("", "", "", "interview", "speech", "press-conference", "statement", "post")
LANGUAGES = ("ru", "fr", "es", "ar", "zh")
POSITIONS = {"asserts": 45, "qualifies": 20, "questions": 10, "denies": 25}
WHY = ("The words say so.", "It is put as a condition.", "It asks whether that is so.", "It rules that out.")
VERDICTS = ("supported", "partly-supported", "disputed", "not-supported", "unresolved")
SAYING = ("{} said", "said {}", "{} told reporters", "{} said in a statement", "added {}", "{} said on Monday")


def generate(quotations: int, seed: int = 0) -> Iterator[Row]:
    """Yield the rows of a made-up record with this many quotations, in the form of files, each after what it names.

    A million have 20,000 speakers, 3,000 organizations, 50,000 sources of ten years and 200 topics; a smaller record
    has fewer of each. The same rows for the same arguments. Memory grows with the speakers alone.
    """
    yield from _Record(quotations, Random(seed)).rows()


@dataclass(slots=True)
class _Quoted:
    """A quotation as it stands in a text."""

    kind: str
    spans: list[tuple[int, int]]


class _Article:
    """A text that grows, and remembers where words stand in it."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0

    def write(self, words: str) -> None:
        self.parts.append(words)
        self.length += len(words)

    def quote(self, words: str) -> tuple[int, int]:
        """Write words, and return where they stand."""
        start = self.length
        self.write(words)
        return start, self.length

    @property
    def text(self) -> str:
        return "".join(self.parts)


class _Record:
    def __init__(self, quotations: int, random: Random) -> None:
        self.random = random
        self.left = quotations
        self.sources = -(-quotations // IN_A_SOURCE)
        self.people = People(random, max(5, quotations * 3 // 1000), max(5, quotations // 50))
        self.speech = Speech(random, quotations)
        self.topics = [f"{subject} {aspect}".strip() for aspect in ASPECTS for subject in SUBJECTS][
            : max(5, min(200, quotations // 50))
        ]
        self.claims = max(4, quotations // 500)
        self.claim_slugs: list[str] = []
        self.statuses = drawn(random, list(STATUSES), list(accumulate(STATUSES.values())))
        self.positions = drawn(random, list(POSITIONS), list(accumulate(POSITIONS.values())))

    def rows(self) -> Iterator[Row]:
        yield from self.people.rows()
        self.topic_slugs = [slugify(name) for name in self.topics]
        for slug, name in zip(self.topic_slugs, self.topics, strict=True):
            yield row("topic", slug=slug, name=name)
        self.some_topic = drawn(self.random, self.topic_slugs, zipf(len(self.topics), 5))
        for number in range(self.claims):
            yield from self.claim(number)
        people = self.people.people
        self.somebody = drawn(self.random, people, zipf(len(people)))
        for number in range(self.sources):
            yield from self.source(number)

    def claim(self, number: int) -> Iterator[Row]:
        random = self.random
        words = self.speech.utterance(reported=True)
        text = f"{words[0].upper()}{words[1:]}."[:300]
        status = next(self.statuses)
        slug = f"{slugify(words, 60)}-{number + 1}"
        reason = random.choice(REASONS[status]) if status in REASONS else ""
        yield row("claim", slug=slug, text=text, status=status, status_reason=reason)
        self.claim_slugs.append(slug)
        yield row("claimtopic", claim=[slug], topic=[next(self.some_topic)])
        if random.random() < 0.2:
            day = FIRST_DAY + timedelta(random.randrange(DAYS))
            yield row(
                "assessment",
                claim=[slug],
                verdict=random.choice(VERDICTS),
                reasons=f"The {self.speech.noun()} says so.\nThe {self.speech.noun()} does not.",
                links="https://example.org/report" if random.random() < 0.5 else "",
                assessed_on=str(day),
            )

    def source(self, number: int) -> Iterator[Row]:
        """Yield a source and the quotations in it. Sources follow each other by day."""
        random, speech = self.random, self.speech
        day = FIRST_DAY + timedelta(number * DAYS // self.sources)
        title = f"{speech.noun()} and {speech.noun()}: {speech.utterance(reported=True)}"[:150].strip()
        title = title[0].upper() + title[1:]
        slug = f"{slugify(title, 60)}-{number + 1}"
        present = [next(self.somebody) for _ in range(random.randint(3, 8))]
        size = min(self.left, IN_A_SOURCE)
        self.left -= size
        article = _Article()
        article.write(title)
        quoted = []
        for _ in range(size):
            speaker = random.choice(present)
            quoted.append((speaker, self.quote(article, speaker, speaker.role(day.year))))
        yield row(
            "source",
            slug=slug,
            kind=random.choice(("article", "article", "article", "press-release", "transcript")),
            title=title,
            publisher=[random.choice(self.people.papers)],
            byline=f"{random.choice('ABCDEFGHJKLMNPRSTVW')}. {last_name(random)}" if random.random() < 0.7 else "",
            published_on=str(day),
            url=f"https://example.org/{day.year}/{slug}",
            text=article.text,
            captured_on=str(day + timedelta(random.randint(0, 30))),
            correction_note="A name was corrected." if random.random() < 0.01 else "",
        )
        about = list(dict.fromkeys(next(self.some_topic) for _ in range(3)))
        refs: list[str] = []
        for speaker, words in quoted:
            yield from self.quotation(slug, day, speaker, words, about, refs)

    def quote(self, article: _Article, speaker: Person, role: Any) -> _Quoted:
        """Write a sentence in which somebody says something, and return how and where."""
        random, speech = self.random, self.speech
        chance = random.random()
        who = f"{speaker.name}, {role.words}" if role and chance < 0.3 else speaker.name
        saying = random.choice(SAYING).format(who)
        article.write("\n\n")
        if chance < 0.2:
            article.write(f"{who} said that ")
            spans = [article.quote(speech.utterance(reported=True))]
            article.write(".")
            return _Quoted("indirect", spans)
        if chance < 0.35:
            words = speech.clause(speech.reported)
            article.write(f"{who} said that it was “")
            spans = [article.quote(words)]
            article.write(f"” and spoke of the {speech.noun()}.")
            return _Quoted("partial", spans)
        words = speech.utterance()
        article.write("“")
        spans = [article.quote(words[0].upper() + words[1:])]
        if chance < 0.8:
            article.write(f",” {saying}.")
        elif chance < 0.95:
            article.write(f",” {saying}. “")
            more = speech.utterance()
            spans.append(article.quote(f"{more[0].upper()}{more[1:]}."))
            article.write("”")
        else:
            article.write(".\n\n“")
            more = speech.utterance()
            spans.append(article.quote(f"{more[0].upper()}{more[1:]}"))
            article.write(f",” {saying}.")
        return _Quoted("direct", spans)

    def quotation(
        self, source: str, day: date, speaker: Person, words: _Quoted, about: list[str], refs: list[str]
    ) -> Iterator[Row]:
        random = self.random
        ref = "".join(random.choices(CROCKFORD, k=REF_LENGTH))
        status = next(self.statuses)
        role = speaker.role(day.year)
        is_nobodys = status == "draft" and random.random() < 0.5
        chance = random.random()
        said = ""
        if chance < 0.2:
            said = str(day - timedelta(random.randint(0, 3)))
        elif chance < 0.25:
            said = f"{day:%Y-%m}"
        yield row(
            "quotation",
            ref=ref,
            source=[source],
            speaker=None if is_nobodys else [speaker.slug],
            affiliation=role.key if role and not is_nobodys else None,
            attribution=f"the {role.words}" if role and chance < 0.5 else "",
            kind=words.kind,
            medium=random.choice(MEDIUMS),
            translated_from=random.choice(LANGUAGES) if chance > 0.97 else "",
            said=said,
            reported_in=[refs[-1]] if refs and 0.6 < chance < 0.61 else None,
            status=status,
            status_reason=random.choice(REASONS[status]) if status in REASONS else "",
        )
        refs.append(ref)
        for position, (start, end) in enumerate(words.spans, start=1):
            yield row("passage", quotation=[ref], position=position, start=start, end=end)
        for topic in about[: 1 + (random.random() < 0.55)]:
            yield row("quotationtopic", quotation=[ref], topic=[topic])
        if random.random() < 0.03:
            yield row(
                "stance",
                quotation=[ref],
                claim=[random.choice(self.claim_slugs)],
                position=next(self.positions),
                reason=random.choice(WHY),
            )
