"""How the words were made public, where the text beside them says so."""

import re

from .records import Medium

_PATTERNS: tuple[tuple[Medium, re.Pattern[str]], ...] = (
    (
        Medium.POST,
        re.compile(
            r"\b(?:re)?tweet(?:s|ed|ing)?\b|\bposted\b|\bposting\b|^posts\b|\b(?:a|his|her|their) post\b"
            r"|\b(?:on|via|in|to) (?:his |her |its |their |a |an )?(?:\w+ )?"
            r"(?:twitter|facebook|instagram|tiktok|mastodon|bluesky|telegram|weibo|reddit|linkedin|threads|youtube"
            r"|truth social|social media)\b"
        ),
    ),
    (Medium.PRESS_CONFERENCE, re.compile(r"\b(?:press|news) (?:conference|briefing)\b|\bpresser\b")),
    (Medium.INTERVIEW, re.compile(r"\binterview(?:s|ed)?\b|\bby (?:tele)?phone\b|\bphone call\b")),
    (
        Medium.SPEECH,
        re.compile(
            r"\bspeech\b|\b(?:told|at|to) an? (?:\w+ )?rally\b|\baddress(?:ing|ed)? (?:to |the |a )"
            r"|\bkeynote\b|\bsermon\b|\blecture\b|\btown hall\b|\bin (?:his|her|an?) address\b"
        ),
    ),
    (Medium.STATEMENT, re.compile(r"\bstatement\b|\b(?:press|news) release\b|\bcommuniqu[eé]\b")),
    (
        Medium.DOCUMENT,
        re.compile(
            r"\b(?:in|from|of) (?:an?|his|her|its|their|the) (?:[\w-]+ ){0,3}"
            r"(?:letter|e-?mail|memo|report|op-ed|editorial|essay|article|book|memoir|lawsuit|complaint|ruling|opinion|filing|affidavit|blog|column|diary|petition)\b"
        ),
    ),
)
_DOCUMENTS = {"statement": Medium.STATEMENT, "release": Medium.STATEMENT, "tweet": Medium.POST, "post": Medium.POST}


def medium_of(words: str) -> Medium | None:
    """Return how the words were made public; `words` are the reporter's own of the sentence beside the quotation."""
    lowered = words.lower()
    return next((medium for medium, pattern in _PATTERNS if pattern.search(lowered)), None)


def medium_of_document(noun: str) -> Medium:
    """Return the medium of a document that speaks itself: “the statement said”."""
    return _DOCUMENTS.get(noun, Medium.DOCUMENT)
