"""Why a speaker was chosen, in a sentence for an editor. It begins with the name of the rule that decided."""

from .attribution import ALTERNATING
from .cues import Link
from .mentions import NAME, PRONOUN, Mention
from .names import Entity

_HOW = {
    "inverted": "with “{who}” as its subject right behind it",
    "adjacent": "with “{who}” as its subject",
    "parenthesis": "with “{who}” as its subject, before the words between commas",
    "relative": "with “{who}” as its subject, through “who”",
    "conjoined": "with “{who}” as its subject, as for the verb before",
    "participle": "with “{who}” as the subject of the sentence",
    "infinitive": "with “{who}” as its subject",
    "far": "with “{who}” as the nearest possible subject",
}
_ZONES = {
    "before1": "the sentence before",
    "before2": "two sentences before",
    "before3": "three sentences before",
    "above1": "the paragraph above",
    "above2": "the paragraph above",
    "above3": "the paragraph above",
    "after": "the sentence after",
    "below": "the paragraph below",
    "signature": "the line below, as a signature",
}


def reason(relation: str, link: Link | None, mention: Mention | None, printed: str, entity: Entity | None) -> str:
    """Return why: `relation` is the attribution's construction, `printed` the words of its mention."""
    return f"{_rule(relation, link, printed)}{_identity(mention, printed, entity)}"


def _rule(relation: str, link: Link | None, printed: str) -> str:
    parts = relation.split(".")
    if relation == "label":
        return "Label: the name before the colon."
    if relation == "transcript":
        return "Transcript: the name before the words."
    if relation == ALTERNATING:
        return "Alternating: the words answer the question before, so the other speaker goes on."
    if parts[0] == "carried":
        if parts[1] == "unclosed":
            return "Carried over: the paragraph above was not closed, so the same speaker goes on."
        return "Carried over: no other speaker is named, so the speaker of the words before goes on."
    if link is not None and parts[0] in ("cue", "indirect"):
        side = {"after": "after", "before": "before"}.get(parts[1] if len(parts) > 1 else "", "beside")
        if link.how == "according":
            return f"According to: “{printed}” is named as the source."
        if link.how == "noun":
            return f"Cue noun {side} the words: “{link.verb}” belongs to “{printed}”."
        return f"Cue {side} the words: “{link.verb}” {_HOW[link.how].format(who=printed)}."
    if parts[0] == "same":
        side = "before" if parts[1] == "left" else "after"
        return f"Same sentence: “{printed}” stands {side} the words, and no verb of speaking is nearer."
    if parts[0] in _ZONES:
        return f"Neighbouring sentence: “{printed}” is named in {_ZONES[parts[0]]}."
    return "No speaker is named nearby." if not printed else f"Nearest: nobody is named nearer than “{printed}”."


def _identity(mention: Mention | None, printed: str, entity: Entity | None) -> str:
    if mention is None or entity is None or entity.name in printed:
        return ""
    if mention.form == PRONOUN:
        return f" “{printed}” is most likely {entity.name}."
    if mention.form == NAME:
        return f" “{printed}” is {entity.name}, whom the text names in full."
    return f" “{printed}” is {entity.name}, by the role that the text gives."
