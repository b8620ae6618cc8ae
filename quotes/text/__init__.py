"""Pure Python about texts: dates as known, anchors, display, citations, links to words, characters, sort keys.

Gives plain functions and values to every other package and imports none of them, nor Django.
"""
