"""From what the rules decided to the candidates that editors see: every field of records.Candidate."""

from bisect import bisect_left
from datetime import date

from quotes.text.anchors import Span

from .cues import Cues, Link
from .lexicon import DOCUMENT_NOUNS, word_set
from .media import medium_of, medium_of_document
from .mentions import NAME, NOMINAL, PRONOUN, Mention
from .names import BODY, PERSON, PLACE, Entity
from .reading import QUOTED, Reading
from .reasons import reason
from .records import Candidate, Cue, Kind, Medium, SpeakerKind
from .roles import printed_role
from .saying import said_when
from .transcripts import Turn

_NOMINAL_KINDS = {
    "person": SpeakerKind.PERSON,
    "group": SpeakerKind.GROUP,
    "body": SpeakerKind.ORGANIZATION,
}
_FURTHEST_NAMESAKE = 400  # items that a role (“the senator”) may stand after the name it belongs to
_SHORT_TITLES = {
    "senator": "sen",
    "governor": "gov",
    "representative": "rep",
    "congressman": "rep",
    "congresswoman": "rep",
    "general": "gen",
    "colonel": "col",
    "lieutenant": "lt",
    "captain": "capt",
    "professor": "prof",
    "doctor": "dr",
    "sergeant": "sgt",
    "admiral": "adm",
    "reverend": "rev",
    "lawmaker": "rep",
}
_NAMINGS = 6  # of an entity beside which its role is looked for
_TRANSCRIPT = 0.9  # there are too few turns without marks among the annotated articles to learn it from
_LONGEST_WHEN = 9  # items after a cue in which a day may stand
_LONGEST_OPENING = 9  # items before a subject: “In a post on Facebook, Mr. Marsh wrote”
_LONGEST_TAIL = 5  # items behind the last comma: “…, said Ana Bello, who lives there, on Sunday.”
_LONGEST_BETWEEN = 4  # items between a subject and its cue
_CLAUSE = word_set("that as when before after because who while . , ; : — –") | {QUOTED}


class Describer:
    """Describes speakers and attributions of one reading."""

    def __init__(self, reading: Reading, cues: Cues, published: date | None) -> None:
        self.reading = reading
        self.cues = cues
        self.published = published
        self._roles: dict[Entity, str] = {}
        self._namings: dict[Entity, list[Mention]] = {}
        for mention in cues.mentions:
            if mention.entity is not None:
                self._namings.setdefault(mention.entity, []).append(mention)

    def candidate(
        self,
        kind: Kind,
        passages: tuple[Span, ...],
        *,
        mention: Mention | None,
        entity: Entity | None,
        link: Link | None,
        relation: str,
        confidence: float,
        label: Span | None = None,
        until: int | None = None,
    ) -> Candidate:
        """Return a candidate with its speaker described.

        `label` is where a label inside the marks names the speaker, `until` where an indirect statement begins.
        """
        reading = self.reading
        if mention is not None and entity is None and mention.form == NOMINAL:
            entity = self._by_role(mention)
        span = self._mention_span(mention) if mention is not None else label
        printed = reading.text[span.start : span.end] if span else ""
        beside = self._beside(link, until) if link is not None else []
        cue = None
        if link is not None:
            cue_span = reading.span(link.start, link.end)
            cue = Cue(reading.text[cue_span.start : cue_span.end], cue_span)
        return Candidate(
            kind=kind,
            passages=passages,
            mention=printed,
            mention_span=span,
            speaker=entity.name if entity is not None else None,
            speaker_kind=self._speaker_kind(mention, entity),
            attribution=self._attribution(mention, entity),
            cue=cue,
            medium=self._medium(link, mention, beside),
            said=said_when(reading.text, beside, self.published),
            confidence=round(confidence, 3),
            because=reason(relation, link, mention, printed, entity),
        )

    def turn(self, turn: Turn, label: str, speaker: str, entity: Entity | None) -> Candidate:
        """Return the candidate of a transcript's turn: `label` names the speaker there, `entity` elsewhere."""
        return Candidate(
            kind=Kind.DIRECT,
            passages=turn.passages,
            mention=label,
            mention_span=turn.label,
            speaker=speaker,
            speaker_kind=SpeakerKind.PERSON,
            attribution=self._attribution(None, entity),
            cue=None,
            medium=None,
            said=None,
            confidence=_TRANSCRIPT,
            because=reason("transcript", None, None, label, entity),
        )

    def _mention_span(self, mention: Mention) -> Span:
        return self.reading.span(mention.start, mention.long_end if mention.form == NOMINAL else mention.end)

    def _speaker_kind(self, mention: Mention | None, entity: Entity | None) -> SpeakerKind | None:
        if entity is not None:
            return SpeakerKind.ORGANIZATION if entity.kind in (BODY, PLACE) else SpeakerKind.PERSON
        if mention is None:
            return None
        if mention.form == PRONOUN:
            return {"he": SpeakerKind.PERSON, "she": SpeakerKind.PERSON, "they": SpeakerKind.GROUP}.get(mention.kind)
        return _NOMINAL_KINDS.get(mention.kind)

    def _attribution(self, mention: Mention | None, entity: Entity | None) -> str:
        """Return the role printed beside the mention, else the first that the text prints beside the same name."""
        if mention is not None and mention.form != PRONOUN:
            span = printed_role(self.reading, self.cues, mention)
            if span is not None:
                return self.reading.text[span.start : span.end]
        return self._role_of(entity) if entity is not None else ""

    def _role_of(self, entity: Entity) -> str:
        """Return the first role that the text prints beside the name of an entity, or ""."""
        if entity not in self._roles:
            namings = self._namings.get(entity, [])[:_NAMINGS]
            spans = (printed_role(self.reading, self.cues, naming) for naming in namings)
            span = next((span for span in spans if span is not None), None)
            self._roles[entity] = self.reading.text[span.start : span.end] if span else ""
        return self._roles[entity]

    def _by_role(self, mention: Mention) -> Entity | None:
        """Return who was named lately, or is named soon, with the noun of a definite phrase: “the senator”."""
        lower = self.reading.lower
        if (
            mention.kind not in (PERSON, BODY)
            or mention.head < 0
            or lower[mention.start] not in ("the", "this", "that")
        ):
            return None
        if mention.long_end > mention.end or mention.end - mention.start > 2:
            return None
        noun = lower[mention.head]
        wanted = {noun, _SHORT_TITLES.get(noun, noun)}
        mentions = self.cues.mentions
        at = bisect_left(self.cues.starts, mention.start) - 1
        near = [
            other
            for other in mentions[max(0, at - 60) : at + 1][::-1]
            if mention.start - other.start < _FURTHEST_NAMESAKE
        ]
        near += [other for other in mentions[at + 1 : at + 30] if other.start - mention.start < _FURTHEST_NAMESAKE]
        for other in near:
            if other.form != NAME or other.entity is None:
                continue
            if mention.kind == BODY or other.kind in (BODY, PLACE):
                if mention.kind == BODY and other.kind == BODY and noun in other.entity.parts:
                    return other.entity
                continue
            titles = {title.rstrip(".") for title in lower[other.start : other.end]}
            role = self._role_of(other.entity)
            if wanted & (titles | set(role.lower().replace(",", " ").split())):
                return other.entity
        return None

    def _medium(self, link: Link | None, mention: Mention | None, beside: list[Span]) -> Medium | None:
        reading = self.reading
        head = reading.lower[mention.head] if mention is not None and mention.form == NOMINAL else ""
        if head in DOCUMENT_NOUNS:
            return medium_of_document(head)
        words = [reading.text[span.start : span.end] for span in beside]
        return medium_of(" ".join([link.verb, *words])) if link is not None else None

    def _beside(self, link: Link, until: int | None) -> list[Span]:
        """Return the reporter's words that can tell when and how: behind the cue, and before its subject.

        They end where a clause of its own begins (“as the ferry left on Sunday”), or at the offset `until`.
        """
        reading = self.reading
        lower = reading.lower
        first, stop = reading.sentence_range(reading.sentence[link.start])
        mention = link.mention
        start = mention.end if mention.start >= link.end else link.end
        end = start
        is_about = start < stop and lower[start] in ("of", "about")
        while not is_about and end < stop and end - start < _LONGEST_WHEN and lower[end] not in _CLAUSE:
            end += 1
        spans = [reading.span(start, end)] if end > start else []
        begin = min(mention.start, link.start)
        if first < begin <= first + _LONGEST_OPENING and lower[begin - 1] == ",":
            spans.append(reading.span(first, begin))
        commas = [item for item in range(start, stop) if lower[item] == ","]
        if commas and 1 < stop - commas[-1] <= _LONGEST_TAIL:
            spans.append(reading.span(commas[-1] + 1, stop))
        if mention.end < link.start and link.start - mention.end <= _LONGEST_BETWEEN:
            spans.append(reading.span(mention.end, link.start))
        if until is not None:
            spans = [Span(span.start, min(span.end, until)) for span in spans if span.start < until]
        return spans
