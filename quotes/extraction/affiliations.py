"""A role as printed, taken apart: “deputy director of the Institute of Mines” is a role and an organization."""

import re
from typing import NamedTuple

from .lexicon import BODY_NOUNS, POSSESSIVES
from .names import BODY, find_names
from .tokens import Tokens

_ARTICLE = re.compile(rf"(?:an?|the|{'|'.join(sorted(POSSESSIVES))})(?:\s+|$)", re.IGNORECASE)
_JOINING = r"(?:of|at|for|with|from|in|by|to)\b"
_JOINT = re.compile(rf",?\s+{_JOINING}(?:\s+the\b)?(?:\s+(?!{_JOINING})[a-z][\w-]*){{0,3}}\s*$")
_FORMER = re.compile(r"\b(?:former|ex|retired)\b", re.IGNORECASE)
_OWNER = re.compile(rf"(?:[a-z][\w-]*\s+)?(?:{'|'.join(sorted(BODY_NOUNS))}|city|country)['’]s\s+")
_CLAUSE = re.compile(rf"(?:who|which|that|speaking|whose|based)\b|{_JOINING}", re.IGNORECASE)


class PrintedAffiliation(NamedTuple):
    """A role and the name of an organization; "" for either that is not printed."""

    role: str
    organization: str


def take_apart(attribution: str) -> PrintedAffiliation:
    """Return the role and the organization in an attribution; the role alone where no body is named for certain.

    The role stands before the body, joined to it (“director of the official Institute of Mines”), or behind it
    (“White House press secretary”). A clause (“who runs the ferry”) is no role, and whose it is (“the company’s chief
    executive”) no part of one. Of a former one (“former White House press secretary”) the organization is not that of
    the day, and stays in the role.
    """
    printed = attribution.strip()
    tokens = Tokens(printed)
    body = next((name for name in find_names(tokens) if name.kind == BODY), None)
    if body is None:
        return PrintedAffiliation(_role(printed), "")
    start, end = tokens.starts[body.start], tokens.ends[body.end - 1]
    before, behind = printed[:start], printed[end:]
    if joint := _JOINT.search(before):
        role = _role(before[: joint.start()]) or _role(behind)
    elif _FORMER.search(before):
        return PrintedAffiliation(_role(printed), "")
    else:
        role = _role(behind) or _role(before)
    return PrintedAffiliation(role, printed[start:end])


def _role(words: str) -> str:
    role = words.strip(" ,;–—’'()")
    role = role.removeprefix("s ") if words.startswith(("’s ", "'s ")) else role
    if article := _ARTICLE.match(role):
        role = role[article.end() :]
    if owner := _OWNER.match(role):
        role = role[owner.end() :]
    return "" if _CLAUSE.match(role) else role
