"""Who said the quoted words: every mention nearby is a candidate, and learned weights choose among them.

A candidate is described by named features: the construction that joins it to the words (“cue.after.inverted”), its
distance, its form, whether it spoke before. The weights of the features are in data/weights.json, learned by
benchmarks/train_extraction.py; the candidate of the greatest sum wins, and the sums give its probability.
"""

import re
from dataclasses import dataclass, field
from math import exp

from quotes.text.anchors import Span

from .cues import Cues, Link
from .lexicon import AUXILIARIES, CONJUNCTIONS, DETERMINERS, PREPOSITIONS, SAY, word_set
from .mentions import NAME, NOMINAL, PRONOUN, Mention
from .names import BODY, PERSON, PLACE, Entity
from .reading import QUOTED, Reading

LABEL = re.compile(r"((?:[A-Z][\w.'’-]*\s){0,3}[A-Z][\w.'’-]+):\s+(?=\S)")
_DASHES = frozenset("-–—―")
ALTERNATING, LABELLED = "alternating", "label"
_JOINING = PREPOSITIONS | CONJUNCTIONS | AUXILIARIES | DETERMINERS | word_set("that , : to not who")
_FAR_BACK = 3  # sentences before the words whose mentions are candidates
_MOST = 24  # candidates of a sentence, the nearest


@dataclass(slots=True, eq=False)
class Attribution:
    """A candidate speaker of quoted words, and why. `carried` from the words before, or named by `mention`."""

    mention: Mention | None
    link: Link | None = None
    carried: bool = False
    relation: str = ""
    features: list[str] = field(default_factory=list)
    score: float = 0.0
    probability: float = 0.0
    entity: Entity | None = None
    """Whom the mention names, once pronouns are resolved."""
    label: Span | None = None
    """Where a label inside the marks names the speaker."""
    sure: float = 1.0
    """The probability that the entity is the one meant."""


class Attributor:
    """Gives each run of quoted words its candidates, in order of the text."""

    def __init__(self, reading: Reading, cues: Cues, weights: dict[str, float]) -> None:
        self.reading = reading
        self.cues = cues
        self.weights = weights
        self._people = {
            entity.last: entity
            for entity in reversed(reading.entities)
            if entity.kind == PERSON or (entity.kind not in (BODY, PLACE) and len(entity.parts) > 1)
        }
        matches = (LABEL.match(reading.text, quoted.span.start) for quoted in reading.quoted)
        self._labels = {match.group(1) for match in matches if match and match.group(1).isupper()}
        """Names in capitals that open quoted words: two of them make a transcript."""

    def candidates(self, index: int, before: Attribution | None, before_index: int) -> list[Attribution]:
        """Return the candidates for the quoted words `index`, given who said the words before (`before_index`)."""
        reading = self.reading
        item = reading.quoted_item[index]
        sentence = reading.sentence[item]
        context = _Context(reading, index, item, sentence)
        labelled = self._labelled(context)
        found: list[Attribution] = []
        nearest = sorted(self.cues.in_sentence(sentence), key=lambda mention: abs(mention.start - item))[:_MOST]
        links = [link for link in self.cues.links.get(sentence, ()) if not self._has_own_clause(link, item)]
        gaps = [self._describe(context, link.mention, link).split(".") for link in links]
        if gaps:
            _, side, _, gap = min(gaps, key=lambda part: _PREFERENCE[part[3]])
            context.nearest_cue = f"{side} {gap}"
        if labelled is not None and not context.nearest_cue.endswith("touch"):
            return [labelled]
        for mention in sorted(nearest, key=lambda mention: mention.start):
            found.append(self._candidate(context, mention, [link for link in links if link.mention is mention], "same"))
        for link in links:
            if link.how == "noun" and link.mention.form == PRONOUN:
                found.append(self._candidate(context, link.mention, [link], "same"))
        self._around(context, sentence, found)
        if before is not None and (before.mention is not None or before.entity is not None):
            found.append(self._carried(context, before, before_index))
        for candidate in found:
            self._common(context, candidate, before)
        self._rank(found)
        return found

    def _has_own_clause(self, link: Link, item: int) -> bool:
        """Whether a cue behind the words says something else: “…, they say that the ferry is late”."""
        lower = self.reading.lower
        return link.start > item and link.end < len(lower) and lower[link.end] == "that"

    def said(self, index: int) -> frozenset[str]:
        """Return the words inside the marks of a paragraph from the quoted words `index` on, in lower case and bare."""
        reading = self.reading
        item = reading.quoted_item[index]
        found = _Context(reading, index, item, reading.sentence[item]).said
        if (
            index + 1 < len(reading.quoted)
            and reading.paragraph[reading.quoted_item[index + 1]] == reading.paragraph[item]
        ):
            item = reading.quoted_item[index + 1]
            found |= _Context(reading, index + 1, item, reading.sentence[item]).said
        return found

    def _around(self, context: "_Context", sentence: int, found: list[Attribution]) -> None:
        """Add the mentions of the sentences around: before in the paragraph and the one above, and after."""
        reading = self.reading
        paragraph = reading.paragraph[context.item]
        for back in range(1, _FAR_BACK + 1):
            other = sentence - back
            if other < 0:
                break
            start, end = reading.sentence_range(other)
            distance = paragraph - reading.paragraph[start]
            if distance > 1:
                break
            zone = f"before{back}" if distance == 0 else f"above{back}"
            links = self.cues.links.get(other, ())
            for mention in self.cues.in_sentence(other)[:12]:
                linked = [link for link in links if link.mention is mention]
                found.append(self._candidate(context, mention, linked, zone))
        other = sentence + 1
        if other < len(reading.sentence_start):
            start, end = reading.sentence_range(other)
            distance = reading.paragraph[start] - paragraph
            if distance <= 1:
                links = self.cues.links.get(other, ())
                for mention in self.cues.in_sentence(other)[:6]:
                    linked = [link for link in links if link.mention is mention]
                    zone = "after" if distance == 0 else "below"
                    if (
                        distance
                        and start + 1 == mention.start
                        and self.reading.lower[start] in _DASHES
                        and end - mention.end <= 1
                    ):
                        zone = "signature"
                    found.append(self._candidate(context, mention, linked, zone))

    def _candidate(self, context: "_Context", mention: Mention, links: list[Link], zone: str) -> Attribution:
        item = context.item
        relation, link, features = zone, None, []
        if zone == "same":
            best = ""
            for option in links:
                described = self._describe(context, mention, option)
                if link is None or _PREFERENCE[described.rsplit(".", 1)[1]] < _PREFERENCE[best.rsplit(".", 1)[1]]:
                    best, link = described, option
            if link is None:
                relation = self._unlinked(context, mention)
                features.append(f"{relation.rsplit('.', 1)[0]} beside cue {context.nearest_cue}")
                features.append(f"{relation} q{context.shape}")
            else:
                relation = best
                features.append(f"links between {self._links_between(context, link)}")
                features.append(self._beside(context, mention, link))
                features.append(f"{relation} q{context.shape}")
                features.append(f"verb {link.verb}")
                features.append(f"how {link.how}")
        else:
            link = links[0] if links else None
            subject = "cue" if links else self._role(mention)
            relation = f"{zone}.{subject}"
            if mention.start == context.reading.sentence_start[context.reading.sentence[mention.start]]:
                features.append(f"{zone} opens")
            features.append(f"{relation} q{context.shape}")
        features.append(relation)
        features.append(f"{relation}/{mention.form}")
        between = abs(mention.start - item)
        features.append(f"{'left' if mention.start < item else 'right'} distance {_bucket(between)}")
        return Attribution(mention, link, False, relation, features)

    def _describe(self, context: "_Context", mention: Mention, link: Link) -> str:
        """Return the construction: side of the cue, how it joins its subject, and how near it stands to the words."""
        reading, item = self.reading, context.item
        lower = reading.lower
        joins = {"dash": "touch"}
        if link.start > item:
            first = min(link.start, mention.start) if mention.start > item else link.start
            gap = _gap(lower, item + 1, first)
            return f"cue.after.{link.how}.{joins.get(gap, gap)}"
        last = max(link.end, mention.long_end) if link.how in ("inverted", "according") else link.end
        gap = _gap(lower, last, item) if last <= item else "touch"
        return f"cue.before.{link.how}.{joins.get(gap, gap)}"

    def _beside(self, context: "_Context", mention: Mention, link: Link) -> str:
        """Return the words that join a cue to the quoted words, or those that follow a cue behind them."""
        lower, item = self.reading.lower, context.item
        if link.start > item:
            end = max(link.end, mention.end) if link.how == "inverted" else link.end
            word = lower[end] if end < len(lower) else "."
            return f"cue after, then {word if word in _JOINING or not word[0].isalpha() else 'a word'}"
        end = max(link.end, mention.long_end) if link.how in ("inverted", "according") else link.end
        if 0 <= item - end <= 2:
            return f"cue before, then {' '.join(self.reading.plain(at) for at in range(end, item))}"
        return f"cue before, at last {lower[item - 1] if lower[item - 1] in _JOINING else 'a word'}"

    def _links_between(self, context: "_Context", link: Link) -> str:
        """Return how many other cues, and whether other quoted words, stand between a cue and the words."""
        low, high = sorted((link.start, context.item))
        others = sum(low < other.start < high for other in self.cues.links.get(context.sentence, ()))
        quoted = QUOTED in self.reading.lower[low + 1 : high]
        return f"{min(others, 2)}{' and words' if quoted else ''}{' after' if link.start > context.item else ''}"

    def _unlinked(self, context: "_Context", mention: Mention) -> str:
        lower, item = self.reading.lower, context.item
        side = "left" if mention.start < item else "right"
        gap = _gap(lower, mention.end, item) if side == "left" else _gap(lower, item + 1, mention.start)
        _, stop = self.reading.sentence_range(context.sentence)
        if side == "right" and gap == "dash" and stop - mention.end <= 1:
            gap = "signature"
        return f"same.{side}.{self._role(mention)}.{gap}"

    def _role(self, mention: Mention) -> str:
        """Return the mention's place in its clause: opening it, after a preposition, possessive, or other."""
        lower = self.reading.lower
        if mention.end < len(lower) and lower[mention.end] in ("'s", "’s", "’", "'"):
            return "possessive"
        if mention.start == 0:
            return "opens"
        before = lower[mention.start - 1]
        if before in PREPOSITIONS:
            return "by" if before == "by" else "prep"
        if self.reading.sentence[mention.start - 1] != self.reading.sentence[mention.start]:
            return "opens"
        if before in CONJUNCTIONS or before in ",:;—–(" or before == QUOTED or before == "that":
            return "clause"
        return "object"

    def _carried(self, context: "_Context", before: Attribution, before_index: int) -> Attribution:
        """Return the candidate that the speaker of the words before goes on."""
        reading = self.reading
        earlier = reading.quoted_item[before_index]
        item = context.item
        gap = item - earlier - 1
        quoted = reading.quoted[before_index]
        if reading.sentence[earlier] == context.sentence:
            where = "sentence"
        elif reading.paragraph[earlier] == reading.paragraph[item]:
            where = f"paragraph{min(3, context.sentence - reading.sentence[earlier])}"
        else:
            where = f"below{min(3, reading.paragraph[item] - reading.paragraph[earlier])}"
        if quoted.carries and reading.paragraph[item] - reading.paragraph[earlier] == 1:
            where = "unclosed"
        relation = f"carried.{where}"
        features = [relation, f"{relation} gap {_bucket(gap)}", f"{relation} q{context.shape}"]
        start, end = reading.sentence_range(context.sentence)
        alone = end - start == 1 or all(word in (QUOTED, ".", ",") for word in reading.lower[start:end])
        features.append(f"{relation} {'alone' if alone else 'with words'}")
        features.append(f"carried.{'first' if context.opens_paragraph else 'later'}.{where}")
        touching = any(
            self._describe(context, link.mention, link).endswith(".touch")
            for link in self.cues.links.get(context.sentence, ())
        )
        features.append(f"{relation} {'other cue' if touching else 'no cue'}")
        if before.link is not None:
            features.append(f"{relation} before by {before.link.how}")
        end_of_before = reading.text[quoted.span.end - 1]
        features.append(f"{relation} before ends {end_of_before if end_of_before in ',.?!' else 'x'}")
        return Attribution(
            before.mention, before.link, True, relation, features, entity=before.entity, sure=before.sure
        )

    def _labelled(self, context: "_Context") -> Attribution | None:
        """Return the candidate that a label inside the marks names: “PENCE: Well, look …”."""
        reading = self.reading
        label = LABEL.match(reading.text, reading.quoted[context.index].span.start)
        if label is None:
            return None
        name = label.group(1)
        last = name.split()[-1].lower()
        entity = self._people.get(last)
        if entity is None and name in self._labels and len(self._labels) > 1:
            entity = self._people[last] = Entity(name, (last,), PERSON)
        if entity is None:
            return None
        return Attribution(None, None, False, LABELLED, probability=1.0, entity=entity, label=Span(*label.span(1)))

    def _common(self, context: "_Context", candidate: Attribution, before: Attribution | None) -> None:
        mention, features = candidate.mention, candidate.features
        entity = candidate.entity or (mention.entity if mention else None)
        if mention is not None and not candidate.carried:
            features.append(
                f"form {mention.form} {mention.kind if mention.form != NAME else (entity.kind if entity else '')}"
            )
            verb = candidate.link.verb if candidate.link else ""
            if mention.form == NOMINAL:
                features.append(f"nominal {mention.kind} {'said' if verb in SAY else 'cue' if verb else 'none'}")
        if entity is not None:
            if entity.kind != "person" and not candidate.carried:
                features.append(f"not a person, {'linked' if candidate.link else 'unlinked'}")
            if any(part in context.said for part in entity.parts[-1:]):
                features.append("named in the words")
            if before is not None and before.entity is entity and not candidate.carried:
                features.append("spoke before")
                features.append(f"spoke before, {candidate.relation.split('.')[0]}")
            if entity.count > 3:
                features.append("named often")

    def _rank(self, found: list[Attribution]) -> None:
        weights = self.weights
        total = 0.0
        for candidate in found:
            candidate.score = sum([weights.get(feature, 0.0) for feature in candidate.features])
        if not found:
            return
        top = max(candidate.score for candidate in found)
        for candidate in found:
            candidate.probability = exp(candidate.score - top)
            total += candidate.probability
        for candidate in found:
            candidate.probability /= total
        found.sort(key=lambda candidate: -candidate.score)


class _Context:
    """What is the same for all candidates of one run of quoted words."""

    __slots__ = ("index", "item", "nearest_cue", "opens_paragraph", "reading", "said", "sentence", "shape")

    def __init__(self, reading: Reading, index: int, item: int, sentence: int) -> None:
        self.nearest_cue = "none"
        self.reading, self.index, self.item, self.sentence = reading, index, item, sentence
        quoted = reading.quoted[index]
        words = reading.text[quoted.span.start : min(quoted.span.end, quoted.span.start + 2000)]
        last = words[-1]
        ends = "," if last == "," else "." if last in ".?!…" else "x"
        starts = "A" if words[:1].isupper() else "a"
        self.opens_paragraph = item == 0 or reading.paragraph[item - 1] != reading.paragraph[item]
        length = words.count(" ")
        self.shape = f"{'^' if self.opens_paragraph else ''}{starts}{ends}{'s' if length < 4 else 'l'}"
        self.said = frozenset(
            words.lower().replace("’", "'").replace("'s", "").replace(",", "").replace(".", "").split()
        )


_PREFERENCE = {"touch": 0, "near": 1, "mid": 2, "across": 3, "far": 4}


def _gap(lower: list[str], start: int, end: int) -> str:
    """Return how what stands between two items joins them: touch, dash, near, mid, far, or across quoted words."""
    length = end - start
    if length <= 0:
        return "touch"
    if length > 25:
        return "far"
    between = lower[start:end]
    if QUOTED in between:
        return "across"
    if (length == 1 and between[0] in "—–-―") or between == ["-", "-"]:
        return "dash"
    if length == 1 and (between[0] in ",:—–-" or between[0] == "that"):
        return "touch"
    if length <= 4:
        return "near"
    return "mid" if length <= 10 else "far"


def _bucket(number: int) -> str:
    for limit in (1, 2, 3, 5, 8, 12, 20, 35):
        if number <= limit:
            return str(limit)
    return "more"
