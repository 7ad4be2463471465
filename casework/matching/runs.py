"""The longest run of words that two texts share: who says the same often pastes the same."""

from difflib import SequenceMatcher

from casework.matching import words
from casework.matching.imprints import MOST_LETTERS

MOST_WORDS = 200
"""Of each text; that bounds the time, whatever is pasted."""


def longest(one: str, other: str) -> int:
    """In words, as they are but for case and accents."""
    first, second = (words.plain(text[:MOST_LETTERS])[:MOST_WORDS] for text in (one, other))
    return SequenceMatcher(None, first, second, autojunk=False).find_longest_match().size
