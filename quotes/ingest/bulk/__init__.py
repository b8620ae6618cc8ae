"""Very many rows become the record, as fast as each database takes them, by the same rules as one by one.

Gives `loading.load_lines`. Rows come as lines of JSON (`lines`), are read and each checked by the rules of its own
fields (`reading`, `rules`), in a process of its own when there are many (`aside`), are made into what the models would
have saved and checked by the other rules (`making`, `conditions`), compared with what is there (`known`), and written
the native way of each database (`writing`), with indexes built afterwards where the record was empty (`indexing`).
"""
