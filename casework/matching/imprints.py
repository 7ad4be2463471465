"""A case's words as numbers, packed into one value: what the second look at a candidate needs."""

import struct
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from casework.matching import words

Numbers: TypeAlias = NDArray[Any]

MOST_LETTERS = 3000
"""Of a body, so many are read: a long log says nothing new further down."""
MOST_TERMS = 1000
_HEAD = struct.Struct("<7f3H")
_KINDS = (np.int32, np.uint8, np.uint8, np.uint16, np.int32)


class Sums(NamedTuple):
    """How much a text says, by the rarity of its words at a time."""

    title_norm: float
    body_norm: float
    title: float
    body: float
    whole: float
    title_words: float
    body_words: float
    """Lengths of the two, without what everybody writes."""


@dataclass(frozen=True)
class Text:
    """What a title and a body say."""

    terms: Numbers
    """int32, ascending, each once."""
    title: Numbers
    """How often each stands in the title: uint8, as many as there are terms."""
    body: Numbers
    trigrams: Numbers
    """Of the title's letters, by hash: uint16, ascending, each once."""
    pairs: Numbers
    """Of words that stand beside each other in the title, by hash: int32, each once."""

    @cached_property
    def title_words(self) -> int:
        return int(self.title.sum(dtype=int))

    @cached_property
    def body_words(self) -> int:
        return int(self.body.sum(dtype=int))


def read(title: str, body: str) -> Text:
    """Whatever is pasted; nothing in it may be a word."""
    in_title = [words.key(term) for term in words.terms_of(title[:MOST_LETTERS])]
    in_body = [words.key(term) for term in words.terms_of(body[:MOST_LETTERS])]
    titled, told = Counter(in_title), Counter(in_body)
    terms = sorted(list(dict.fromkeys([*in_title, *in_body]))[:MOST_TERMS])
    return Text(
        np.array(terms, np.int32),
        _counts(titled, terms),
        _counts(told, terms),
        np.unique(np.array(_trigrams(title), np.uint16)),
        np.unique(np.array([words.key(pair) for pair in _pairs(title)], np.int32)),
    )


def _pairs(title: str) -> list[str]:
    terms = words.terms_of(title[:MOST_LETTERS])[:MOST_TERMS]
    return [f"{one} {following}" for one, following in pairwise(terms)]


def _counts(counter: Counter[int], terms: list[int]) -> Numbers:
    return np.array([min(counter[term], 255) for term in terms], np.uint8)


def _trigrams(title: str) -> list[int]:
    letters = f" {' '.join(words.plain(title[:MOST_LETTERS]))} "
    return [words.key(letters[at : at + 3]) & 0xFFFF for at in range(len(letters) - 2)]


def measure(text: Text, rarity: Numbers) -> Sums:
    """``rarity`` of each of its terms, float64."""
    return Sums(
        float(np.linalg.norm(weigh(text.title, rarity))),
        float(np.linalg.norm(weigh(text.body, rarity))),
        float(rarity[text.title > 0].sum()),
        float(rarity[text.body > 0].sum()),
        float(rarity.sum()),
        text.title_words,
        text.body_words,
    )


def weigh(counts: Numbers, rarity: Numbers) -> Numbers:
    """A word that stands there more often weighs more, but not by as much."""
    weighed: Numbers = (counts > 0) * (1 + np.log(np.maximum(counts, 1))) * rarity
    return weighed


def pack(text: Text, sums: Sums) -> bytes:
    head = _HEAD.pack(*sums, len(text.terms), len(text.trigrams), len(text.pairs))
    parts = (text.terms, text.title, text.body, text.trigrams, text.pairs)
    return head + b"".join(part.tobytes() for part in parts)


def unpack(packed: bytes) -> tuple[Text, Sums]:
    *sums, terms, trigrams, pairs = _HEAD.unpack_from(packed)
    at = _HEAD.size
    parts = []
    layout = zip(_KINDS, (terms, terms, terms, trigrams, pairs), strict=True)
    for kind, length in layout:
        parts.append(np.frombuffer(packed, kind, length, at))
        at += parts[-1].nbytes
    return Text(*parts), Sums(*sums)
