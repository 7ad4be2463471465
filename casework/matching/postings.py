"""In which cases a word stands, and how much it says there: packed, in blocks, the newest last."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCK = 128
"""So many cases fill a block: a full one is never written again."""
POSTING = np.dtype([("case", "<u4"), ("weight", "u1")])
_FULL = 255
_BLOCKS = 1 << 20
"""More than any word fills: 134 million cases."""


def pack(case: int, weight: float) -> bytes:
    """``weight`` from 0 to 1."""
    return np.array([(case, round(weight * _FULL))], POSTING).tobytes()


def unpack(parts: Sequence[bytes]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The numbers of the cases, and the weights from 0 to 1."""
    found = np.frombuffer(b"".join(parts), POSTING)
    return found["case"].astype(np.int64), found["weight"] / _FULL


def count(packed: bytes) -> int:
    return len(packed) // POSTING.itemsize


def place(term: int, block: int) -> int:
    """Of a full block: 51 bits. A word's blocks are counted from 0 and lie beside each other."""
    return term * _BLOCKS + block
