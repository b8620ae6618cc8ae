"""What to look for: found in the database, the same for the same record and seed."""

import random
import sqlite3
from itertools import pairwise
from typing import Any

from quotes.text.words import prepare

from .cases import Listing, Place, Record, Term, Values
from .queries import SIZE, SQLITE, counts

COMMON = 0.06  # of all quotations
RARE = 10  # quotations
FEW = 100  # what three words, and a phrase, should find
TRIES = 100


def choose(database: sqlite3.Connection, seed: int) -> Values:
    """Choose the values of the cases. Raises RuntimeError for a record that has nothing to search."""
    chance = random.Random(seed)
    (number,) = _one(database, "SELECT count(*) FROM quotes_quotation WHERE status = 'published'")
    words = _words(database)
    if not words:
        raise RuntimeError("The record has no words to search for.")
    samples = _samples(database, chance)
    organization = _busiest(database, "organization")
    return Values(
        busiest_speaker=_busiest(database, "speaker"),
        typical_speaker=_typical_speaker(database),
        organization=organization,
        year=_busiest_year(database, organization),
        topic=_busiest_topic(database),
        common_word=(_nearest(words, COMMON * number),),
        rare_word=(_nearest(words, RARE),),
        three_words=_three_words(database, samples, words, chance),
        phrase=_phrase(database, samples, chance),
        deep=_place(database, number // 2),
    )


def numbers(database: sqlite3.Connection, values: Values) -> dict[str, int]:
    """Return how many quotations each search has: said in the report."""
    searched = {
        "common-word": (values.common_word,),
        "rare-word": (values.rare_word,),
        "three-words": values.three_words,
        "phrase": (values.phrase,),
    }
    return {name: _found(database, terms) for name, terms in searched.items()}


def _one(database: sqlite3.Connection, query: str, parameters: tuple[object, ...] = ()) -> tuple[Any, ...]:
    return next(iter(database.execute(query, parameters)))


def _record(database: sqlite3.Connection, model: str, key: int) -> Record:
    return Record(key, str(_one(database, f"SELECT slug FROM quotes_{model} WHERE id = ?", (key,))[0]))


def _busiest(database: sqlite3.Connection, model: str) -> Record:
    query = f"""SELECT {model}_id FROM quotes_quotation WHERE status = 'published' AND {model}_id IS NOT NULL
        GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"""
    return _record(database, model, _one(database, query)[0])


def _busiest_year(database: sqlite3.Connection, organization: Record) -> int:
    query = """SELECT substr(said_latest, 1, 4) FROM quotes_quotation WHERE status = 'published' AND organization_id = ?
        GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"""
    return int(_one(database, query, (organization.key,))[0])


def _busiest_topic(database: sqlite3.Connection) -> Record:
    query = """SELECT topic_id FROM quotes_quotationtopic WHERE status = 'published'
        GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"""
    return _record(database, "topic", _one(database, query)[0])


def _typical_speaker(database: sqlite3.Connection) -> Record:
    """Return the speaker whose number of quotations is nearest to the average."""
    query = """WITH spoke AS (
            SELECT speaker_id, count(*) AS number FROM quotes_quotation WHERE status = 'published' GROUP BY 1)
        SELECT speaker_id FROM spoke ORDER BY abs(number - (SELECT avg(number) FROM spoke)), speaker_id LIMIT 1"""
    return _record(database, "speaker", _one(database, query)[0])


def _place(database: sqlite3.Connection, middle: int) -> Place:
    """Return the last quotation of the day that ends a page nearest to the middle."""
    query = """SELECT said_latest, sum(count(*)) OVER (ORDER BY said_latest DESC) FROM quotes_quotation
        WHERE status = 'published' GROUP BY 1"""
    ends = [(abs(before - middle), day, before) for day, before in database.execute(query) if before % SIZE == 0]
    if not ends:
        raise RuntimeError("No day ends where a page does.")
    _, day, before = min(ends)
    query = "SELECT min(ref) FROM quotes_quotation WHERE status = 'published' AND said_latest = ?"
    return Place(day, str(_one(database, query, (day,))[0]), before)


def _words(database: sqlite3.Connection) -> dict[str, int]:
    """Return in how many quotations each word stands that stays the same when it is prepared."""
    database.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, quotes_search, col)")
    found = database.execute("SELECT term, doc FROM temp.vocabulary WHERE col = 'words'").fetchall()
    return {word: number for word, number in found if word.isalpha() and len(word) > 2 and prepare(word) == word}


def _nearest(words: dict[str, int], wanted: float) -> str:
    return min(words, key=lambda word: (abs(words[word] - wanted), word))


def _samples(database: sqlite3.Connection, chance: random.Random) -> list[list[str]]:
    """Return the words of some quotations."""
    keys = [key for (key,) in database.execute("SELECT quotation_id FROM quotes_searchentry ORDER BY 1")]
    chosen = chance.sample(keys, min(TRIES, len(keys)))
    query = "SELECT words FROM quotes_searchentry WHERE quotation_id = ?"
    return [str(_one(database, query, (key,))[0]).split() for key in chosen]


def _three_words(
    database: sqlite3.Connection, samples: list[list[str]], words: dict[str, int], chance: random.Random
) -> tuple[Term, ...]:
    offered = [sorted(set(sample) & words.keys()) for sample in samples]
    tried = [tuple((word,) for word in chance.sample(some, 3)) for some in offered if len(some) >= 3]
    return min(tried, key=lambda terms: (abs(_found(database, terms) - FEW), terms))


def _phrase(database: sqlite3.Connection, samples: list[list[str]], chance: random.Random) -> Term:
    """Return two words that follow each other."""
    tried = []
    for sample in samples:
        pairs = [pair for pair in pairwise(sample) if all(prepare(word) == word for word in pair)]
        if pairs:
            tried.append(chance.choice(pairs))
    return min(tried, key=lambda phrase: (abs(_found(database, (phrase,)) - FEW), phrase))


def _found(database: sqlite3.Connection, terms: tuple[Term, ...]) -> int:
    query, parameters = next(counts(Listing(terms=terms), SQLITE))
    return int(_one(database, query, tuple(parameters))[0])
