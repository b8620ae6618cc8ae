"""From what the rules decided to the candidates that editors see: every field of records.Candidate."""

from bisect import bisect_left
from datetime import date

from quotes.text.anchors import Span

from .cues import Cues, Link
from .lexicon import DOCUMENT_NOUNS
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
_TRANSCRIPT = 0.9  # there are too few turns without marks among the annotated articles to learn it from
_LONGEST_WHEN = 9  # items after a cue in which a day may stand


class Describer:
    """Describes speakers and attributions of one reading."""

    def __init__(self, reading: Reading, cues: Cues, published: date | None) -> None:
        self.reading = reading
        self.cues = cues
        self.published = published
        self._roles: dict[Entity, str] = {}
        self._media: dict[int, Medium | None] = {}  # by sentence

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
    ) -> Candidate:
        """Return a candidate with its speaker described."""
        reading = self.reading
        if mention is not None and entity is None and mention.form == NOMINAL:
            entity = self._by_role(mention)
        span = self._mention_span(mention) if mention is not None else None
        printed = reading.text[span.start : span.end] if span else ""
        cue = None
        if link is not None:
            cue_span = reading.span(link.start, link.end)
            cue = Cue(reading.text[cue_span.start : cue_span.end], cue_span)
        return Candidate(
            kind=kind,
            passages=passages,
            mention=printed,
            mention_span=span,
            speaker=_speaker_name(entity),
            speaker_kind=self._speaker_kind(mention, entity),
            attribution=self._attribution(mention, entity),
            cue=cue,
            medium=self._medium(link, mention),
            said=said_when(reading.text, self._beside(link), self.published) if link is not None else None,
            confidence=round(confidence, 3),
            because=reason(relation, link, mention, printed, entity),
        )

    def turn(self, turn: Turn, label: str, entity: Entity | None) -> Candidate:
        """Return the candidate of a transcript's turn."""
        return Candidate(
            kind=Kind.DIRECT,
            passages=turn.passages,
            mention=label,
            mention_span=turn.label,
            speaker=entity.name if entity is not None else label,
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
        """Return the role printed beside the mention, else the one that the text gave the same speaker earlier."""
        span = None
        if mention is not None and mention.form != PRONOUN:
            span = printed_role(self.reading, self.cues, mention)
        printed = self.reading.text[span.start : span.end] if span else ""
        if entity is None:
            return printed
        if printed:
            return self._roles.setdefault(entity, printed) and printed
        return self._roles.get(entity, "")

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
            role = self._roles.get(other.entity) or ""
            if not role and (span := printed_role(self.reading, self.cues, other)):
                role = self.reading.text[span.start : span.end]
            if wanted & (titles | set(role.lower().replace(",", " ").split())):
                return other.entity
        return None

    def _medium(self, link: Link | None, mention: Mention | None) -> Medium | None:
        reading = self.reading
        head = reading.lower[mention.head] if mention is not None and mention.form == NOMINAL else ""
        if head in DOCUMENT_NOUNS:
            return medium_of_document(head)
        if link is None:
            return None
        sentence = reading.sentence[link.start]
        if sentence not in self._media:
            first, stop = reading.sentence_range(sentence)
            self._media[sentence] = medium_of(" ".join(word for word in reading.words[first:stop] if word != QUOTED))
        return self._media[sentence]

    def _beside(self, link: Link) -> list[Span]:
        """Return the reporter's words in which a day would date the words: after the cue, and before its subject."""
        reading = self.reading
        lower = reading.lower
        first, stop = reading.sentence_range(reading.sentence[link.start])
        start = link.end
        mention = link.mention
        if mention.start >= link.end:
            start = mention.end
        end = start
        while (
            end < stop
            and end - start < _LONGEST_WHEN
            and lower[end] not in (QUOTED, ".", ",", ";", ":", "that", "—", "–")
        ):
            end += 1
        spans = []
        if end > start:
            spans.append(reading.span(start, end))
        begin = min(mention.start, link.start)
        if first < begin <= first + 5 and lower[begin - 1] == ",":
            spans.append(reading.span(first, begin))
        if mention.end < link.start and link.start - mention.end <= 4:
            spans.append(reading.span(mention.end, link.start))
        return spans


def _speaker_name(entity: Entity | None) -> str | None:
    return entity.name if entity is not None else None
