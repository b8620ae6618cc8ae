"""From an article and an editor's decisions to the record, and the proof that the record is whole.

Gives `building.build` (a seed becomes a fixture), `loading.load` (fixtures become rows with revisions),
`adding.add_article` (an article becomes a source with drafts),
`bulk.loading.load_lines` (so do very many rows, faster), `generation.generate` (made-up rows) and
`verification.verify` (every row is checked again). What they cannot take they refuse with `files.Refused`, which says
everything that is wrong. May import `quotes.text`, `quotes.extraction`, `quotes.models` and `quotes.editing`.
"""
