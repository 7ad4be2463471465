"""What of a text speaks for a department: its words, and the title's pairs of words and parts of words.

Each mark is hashed into one of BUCKETS, so that what is known of them has a bounded size.
"""

import hashlib
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from casework.search import words_of

Floats = NDArray[np.float32]
Buckets = NDArray[np.uint16]

BUCKETS = 65_536
MOST = 512
"""Of a very long text, the marks that weigh most."""
TITLE_READ, BODY_READ = 300, 3_000
"""Characters; what comes after them is left unread."""
LONGEST_WORD = 30
IN_TITLE, IN_BODY, A_PAIR, A_PART = 1.5, 1.0, 1.0, 0.5
PARTS = (3, 4, 5)
"""Letters of a part of a word, whose ends count as letters."""
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Scripts without spaces between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""


class Marks(NamedTuple):
    """What is learnt of a text."""

    buckets: Buckets
    """Each once."""
    shares: Floats
    """How much of the text each is; their squares add up to 1."""


@dataclass(frozen=True)
class Reading:
    """A text as it was read."""

    digest: bytes
    """The same for texts of the same words."""
    weights: dict[int, float]
    """Of each bucket, however common its marks are."""
    sources: dict[int, set[tuple[str, ...]]]
    """By bucket, the words, as they were written, that its marks were made of."""

    def marks(self, rarity: Callable[[Buckets], Floats]) -> Marks:
        """Those that weigh most, by a factor for each bucket."""
        buckets = np.fromiter(self.weights, np.uint16, len(self.weights))
        weights = np.fromiter(self.weights.values(), np.float32, len(buckets)) * rarity(buckets)
        if len(buckets) > MOST:
            chosen = np.argpartition(-weights, MOST)[:MOST]
            buckets, weights = buckets[chosen], weights[chosen]
        return Marks(buckets, _whole(weights))


class _Word(NamedTuple):
    folded: str
    written: str


def read(title: str, body: str) -> Reading:
    """Of a text without words: nothing. Whatever the text is, it is no error."""
    headline, story = _words(title[:TITLE_READ]), _words(body[:BODY_READ])
    weights: dict[int, float] = defaultdict(float)
    sources: dict[int, set[tuple[str, ...]]] = defaultdict(set)
    for worth, marks in _kinds(headline, story):
        for (mark, source), count in Counter(marks).items():
            bucket = zlib.crc32(mark.encode("utf-8", "replace")) % BUCKETS
            weights[bucket] += worth * sqrt(count)
            sources[bucket].add(source)
    words = "\n".join(" ".join(word.folded for word in text) for text in (headline, story))
    digest = hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=16).digest()
    return Reading(digest, dict(weights), dict(sources))


def pack(marks: Marks) -> bytes:
    """Three bytes each: the bucket, and the share in 255ths of the greatest."""
    levels = np.maximum(1, np.rint(marks.shares / marks.shares.max(initial=1e-9) * 255))
    return b"".join((marks.buckets.astype("<u2").tobytes(), levels.astype(np.uint8).tobytes()))


def unpack(packed: bytes) -> Marks:
    count = len(packed) // 3
    levels = np.frombuffer(packed, np.uint8, count, 2 * count)
    return Marks(np.frombuffer(packed, "<u2", count), _whole(levels.astype(np.float32)))


def _whole(weights: Floats) -> Floats:
    length = float(np.linalg.norm(weights))
    return weights / length if length else weights


def _kinds(
    headline: list[_Word], story: list[_Word]
) -> Iterator[tuple[float, Iterator[tuple[str, tuple[str, ...]]]]]:
    """(what one is worth, marks with the words they are made of)."""
    yield IN_TITLE, ((word.folded, (word.written,)) for word in headline)
    yield IN_BODY, ((word.folded, (word.written,)) for word in story)
    yield (
        A_PAIR,
        ((f"{one.folded} {two.folded}", (one.written, two.written)) for one, two in pairwise(headline)),
    )
    yield (
        A_PART,
        ((f"{part}-", (word.written,)) for word in dict.fromkeys(headline) for part in _parts(word.folded)),
    )


def _parts(word: str) -> Iterator[str]:
    whole = f"<{word}>"
    for length in PARTS:
        for start in range(len(whole) - length + 1):
            yield whole[start : start + length]


def _words(text: str) -> list[_Word]:
    return [_Word(folded, written) for written in _WORD.findall(text) for folded in _folded(written)]


@lru_cache(maxsize=16_384)
def _folded(written: str) -> tuple[str, ...]:
    """The word as it is compared; of scripts without spaces, each pair of letters."""
    if _UNSPACED.search(written):
        return tuple(one + two for one, two in pairwise(written[:BODY_READ])) or (written,)
    return tuple(word[:LONGEST_WORD] for word in words_of(written))
