"""A made-up record of any size, for measuring and for trying out: the same rows for the same seed, on every machine.

Gives `generate`. Names and words are drawn from small lists and made of syllables (`words`); none stands for anybody.
"""

from .record import generate

__all__ = ["generate"]
