"""What stands for a text when texts are compared: stems of its words, parts of its identifiers, numbers."""

import re
import zlib
from functools import lru_cache

from casework import search

LONGEST = 40
"""What has more letters is no word but a key, a hash or a picture."""
_COURTESY = frozenset({
    "please", "thanks", "thank", "hi", "hello", "hey", "regards", "im", "ive", "dont", "doesnt", "didnt",
    "isnt", "wont", "cant", "couldnt", "would", "could", "also", "get", "got", "us",
})  # fmt: skip
_NOTHING = search.SAY_NOTHING | _COURTESY
_PIECE = re.compile(r"\d+(?:\.\d+)*|[^\W\d]\w*")
_PART = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+")
"""Thai, Lao, kana and Han are written without spaces."""
_TOO_SHORT = 3
_SHORT = 4
_VOWEL = re.compile("[aeiouy]")


def terms_of(text: str) -> list[str]:
    """In their order; words that everybody writes are left out."""
    return [term for piece in _PIECE.findall(search.bare(text)) for term in _terms(piece)]


def plain(text: str) -> list[str]:
    """Its words as they are, but for case and accents."""
    return search.words_of(text)


def as_written(text: str) -> dict[int, str]:
    """By key, the word that a term comes from: stems are for nobody to read."""
    pieces = reversed(_PIECE.findall(search.bare(text)))
    return {key(term): piece for piece in pieces for term in _terms(piece)}


def key(term: str) -> int:
    """Stands for the term in the index: 31 bits, for both databases' integers; few of a million share one."""
    return zlib.crc32(term.encode("utf-8", "surrogatepass")) & 0x7FFFFFFF


@lru_cache(maxsize=50_000)
def _terms(piece: str) -> tuple[str, ...]:
    word = piece.casefold().strip("_")
    if not 1 < len(word) <= LONGEST:
        return ()
    if word[0].isdigit():
        return (word,)
    if _UNSPACED.search(word):
        return tuple(word[at : at + 2] for at in range(len(word) - 1))
    whole = () if word in _NOTHING else (stem(word),)
    return whole + _parts(piece)


def _parts(piece: str) -> tuple[str, ...]:
    """Of an identifier, the words in it: ``addEventListener``, ``max_size``."""
    if "_" not in piece and (piece.islower() or piece.isupper() or piece.istitle()):
        return ()
    parts = [part.lower() for part in _PART.findall(piece)]
    told = [stem(part) for part in parts if len(part) >= _TOO_SHORT and part not in _NOTHING]
    return tuple(told) if len(parts) > 1 else ()


def stem(word: str) -> str:
    """Without the endings of English plurals and verbs; what is left need not be a word."""
    if len(word) <= _TOO_SHORT or not word.isascii():
        return word
    word = _without_ending(_singular(word))
    return word.removesuffix("e") if len(word) > _SHORT else word


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > _SHORT:
        return f"{word[:-3]}y"
    if word.endswith("sses"):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _without_ending(word: str) -> str:
    for ending in ("ing", "ed", "ly"):
        left = word.removesuffix(ending)
        if left != word and len(left) >= _TOO_SHORT and _VOWEL.search(left):
            is_doubled = ending != "ly" and len(left) >= _SHORT and left[-1] == left[-2]
            return left[:-1] if is_doubled and left[-1] not in "lsz" else left
    return word
