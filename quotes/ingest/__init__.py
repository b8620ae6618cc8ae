"""From an article and an editor's decisions to the record, and the proof that the record is whole.

Gives `build` (a seed becomes a fixture), `load` (a fixture becomes rows with revisions) and `verify` (every row is
checked again). May import `quotes.text`, `quotes.extraction`, `quotes.models` and `quotes.editing`.
"""
