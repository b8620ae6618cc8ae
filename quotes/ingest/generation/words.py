"""The words that made-up records are made of: short lists of common ones, and syllables for all the others."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from random import Random
from typing import TypeVar

Item = TypeVar("Item")

NOUNS = (
    "people government year country plan work time city law money market bridge water school road price vote report "
    "council minister company policy court budget tax union trade army border treaty doctor teacher farmer worker "
    "student family child neighbour winter summer river harbour railway airport station hospital library factory field "
    "forest island village street house office team project program agreement contract decision answer question reason "
    "result problem solution promise threat risk chance danger delay cost profit loss debt wage pension rent harvest "
    "energy power oil gas coal wind storm flood fire drought science study number figure record history future past "
    "century decade month week morning evening election campaign party leader member voter judge lawyer police crime "
    "peace war truth story letter speech statement interview article newspaper language culture music museum theatre "
    "sport game season player coach club owner engine machine computer network signal product service customer bank "
    "loan fund investment growth crisis reform rule right duty freedom safety health disease medicine patient nurse "
    "food bread fish wheat salt stone iron wood paper glass bottle table door window wall roof garden mountain valley "
    "coast sea ship boat train bus car bicycle driver passenger journey map compass north south east west"
).split()
VERBS = (
    "change support help build close open protect improve repair finish start stop keep lose find defend replace "
    "reach raise lower cut double share join leave follow lead watch test check measure explain answer ignore accept "
    "reject approve block delay save spend waste earn sell buy move carry bring send show hide teach learn forget "
    "remember understand trust blame thank warn invite visit host plan design paint clean feed cover study review "
    "rescue honour limit extend shorten widen strengthen weaken restore rebuild question welcome"
).split()
ADJECTIVES = (
    "new good old clear safe public local difficult small large strong weak simple fair late early open closed free "
    "cheap expensive quiet loud serious careful honest useful empty full high low deep shallow warm cold dry wet "
    "quick slow young modern ancient national foreign private common rare central distant separate united certain "
    "doubtful ready tired healthy dangerous gentle sharp heavy light broad narrow patient urgent modest generous"
).split()
PHRASES = (
    "in the long run|at this point|for the first time|on the ground|step by step|by the end of the year|without delay|"
    "in plain sight|at the same time|one way or another|as soon as possible|for better or worse|in good faith|"
    "at the end of the day|behind closed doors|on both sides|under no circumstances|in broad daylight|once and for all|"
    "from day one|with open eyes|at any price|against all odds|in the near future|for years to come|day after day|"
    "as everybody knows|before it is too late|with great care|in every part of the country|beyond any doubt|"
    "on the other side of the river|for the sake of our children|as we said last year|with all due respect|"
    "in the middle of the night|at the very least|by all accounts|to the last detail|for a very long time"
).split("|")
FIRST_NAMES = (
    "Ada Adam Agnes Alan Albert Alice Amir Anna Anton Arthur Beata Ben Bruno Carla Carlos Cecilia Clara Daniel Daria "
    "David Diana Dora Edith Elena Elias Emil Emma Erik Eva Felix Fiona Franz Gabriel Greta Hana Hannah Hassan Helen "
    "Hugo Ida Igor Ines Irene Ivan Jakob Jana Jean Joan Jonas José Julia Karin Karl Kofi Lara Laura Leila Leo Luis "
    "Maja Marco Maria Marta Max Mia Milan Mina Nadia Nina Noah Nora Olga Omar Oscar Otto Paul Pavel Petra Rafael Rosa "
    "Ruth Samir Sara Simon Sofia Stefan Tara Teresa Thomas Tom Uma Valentin Vera Victor Walter Yara Yusuf Zoé"
).split()
ROLES = (
    "director|deputy director|minister|deputy minister|spokeswoman|spokesman|mayor|councillor|senator|ambassador|"
    "governor|general|colonel|president|vice president|chairwoman|chairman|chief executive|chief economist|economist|"
    "analyst|senior analyst|researcher|professor|lecturer|head of research|lawyer|judge|prosecutor|commissioner|"
    "inspector|chief engineer|engineer|architect|doctor|chief physician|nurse|head teacher|teacher|editor|"
    "correspondent|columnist|union leader|secretary general|treasurer|coach|captain|farmer|curator|adviser"
).split("|")
BODIES = (
    "Ministry of {place}|{place} City Council|University of {place}|{place} Institute|Bank of {place}|{place} Railways|"
    "{place} Energy|{place} Hospital|{place} Party|{place} Workers' Union|{place} Foundation|Port of {place}|"
    "{place} Football Club|{place} Chamber of Commerce|{place} Police|{place} Museum|{place} Farmers' League"
).split("|")
PAPERS = "{place} Times|{place} Post|{place} Herald|Daily {place}|Radio {place}|{place} News".split("|")
SUBJECTS = (
    "Energy|Housing|Schools|Railways|Harbours|Fishing|Farming|Elections|Courts|Taxes|Trade|Health|Hospitals|Science|"
    "Rivers|Forests|Weather|Museums|Music|Theatre|Football|Language|Migration|Borders|Defence|Diplomacy|Banks|Wages|"
    "Pensions|Prices|Roads|Bridges|Airports|Cities|Villages|History|Religion|Press|Internet|Space"
).split("|")
ASPECTS = "|and money|and law|and people|and the young".split("|")
COUNTRIES = "AR AT AU BE BR CA CH CL CZ DE DK EG ES FI FR GB GR HU IE IN IT JP KE KR KZ MX NG NL NO NZ PL SE US".split()

_BEGINNINGS = "b br d dr f g gr h j k kl l m n p r s st t tr v w z".split()
_VOWELS = "a e i o u a e i o u a e i o ei ou ä é".split()
_ENDS = "l n r s t nd rt lm sk v nn".split()
_LAST = ("", "", "er", "ov", "sen", "ini", "ez", "ski", "man", "o", "a", "ford")


def zipf(size: int, shift: float = 2.0, power: float = 1.0) -> list[float]:
    """Return cumulative weights of `size` ranks that fall like 1 / (rank + shift) ** power (Zipf and Mandelbrot)."""
    return list(accumulate(1 / (rank + shift) ** power for rank in range(1, size + 1)))


def drawn(random: Random, items: Sequence[Item], weights: list[float]) -> Iterator[Item]:
    """Yield items without end, by cumulative weights."""
    while True:
        yield from random.choices(items, cum_weights=weights, k=1024)


def made_up(random: Random, syllables: int) -> str:
    """Return a word that means nothing."""
    parts = [random.choice(_BEGINNINGS) + random.choice(_VOWELS) for _ in range(syllables)]
    return "".join(parts) + random.choice(_ENDS)


def last_name(random: Random) -> str:
    return (made_up(random, random.choice((1, 2, 2))) + random.choice(_LAST)).capitalize()
