"""A small seed for tests, around the article of tests.factories."""

from pathlib import Path

from quotes.ingest.building import build
from quotes.ingest.seeds import parse_seed
from tests.factories import SOURCE_TEXT

SEED = """
# An editor's remark.
[source]
slug = "harbour-bridge"
title = "Harbour bridge to close for repairs"
publisher = "harbour-times"
published_on = 2024-05-06
captured_on = 2024-05-07

[[organizations]]
slug = "city-engineers"
name = "City engineers"
parent = "city"

[[organizations]]
slug = "city"
name = "City"

[[organizations]]
slug = "harbour-times"
name = "Harbour Times"
kind = "media"

[[speakers]]
slug = "ana-ruiz"
name = "Ana Ruiz"
sort_name = "Ruiz, Ana"
aliases = ["Ms. Ruiz"]

[[speakers.affiliations]]
id = "engineer"
organization = "city-engineers"
role = "city engineer"
since = "../2024-05-06"
stated = true

[[speakers]]
slug = "council"
name = "The council"
sort_name = "Council"
kind = "organization"

[[topics]]
slug = "bridges"
name = "Bridges"

[[claims]]
slug = "bridge-is-safe"
text = "The harbour bridge is safe."
topics = ["bridges"]

[[claims.assessments]]
verdict = "disputed"
reasons = "The engineer limits it to the present."
assessed_on = 2024-05-08

[[quotations]]
id = "two-years"
ref = "0000000002"
speaker = "council"
kind = "indirect"
reported_in = "safe"
passages = ["the work would take two years"]

[[quotations]]
id = "safe"
ref = "0000000001"
speaker = "ana-ruiz"
affiliation = "engineer"
attribution = "the city engineer"
said = "2024-05"
passages = ["The bridge is safe", "But it is old, and it will not stay safe."]
topics = ["bridges"]

[[quotations.stances]]
claim = "bridge-is-safe"
position = "qualifies"
reason = "It will not stay so."
"""


def build_seed(*changes: tuple[str, str], text: str = SOURCE_TEXT, more: str = "") -> str:
    """Return the fixture of the small seed with these parts replaced by others, and more at its end."""
    toml = SEED + more
    for old, new in changes:
        assert old in toml
        toml = toml.replace(old, new)
    return build(parse_seed(toml, text))


def write_seed(folder: Path, *, toml: str = SEED, text: str = SOURCE_TEXT) -> Path:
    """Write a seed into `folder` and return the path of its decisions."""
    path = folder / "harbour-bridge.toml"
    path.write_bytes(toml.encode())
    path.with_suffix(".txt").write_bytes(text.encode())
    return path
