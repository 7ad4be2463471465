"""The first look: some cases that share rare words, out of a bounded number of postings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np
from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from casework.matching import index, postings
from casework.matching.imprints import Numbers, Text
from casework.matching.index import Known
from models.likeness import Likeness, LikenessBlock

MOST_CANDIDATES = 150
MOST_TERMS = 40
MOST_POSTINGS = 10_000
"""Are read for a query, the rarest words' first, of each the newest cases: that bounds its time."""
_PAIR = 0.35
"""Two words beside each other in the title count as so much of a word."""

_BLOCKS = select(col(LikenessBlock.place), col(LikenessBlock.postings)).where(
    col(LikenessBlock.place).in_(bindparam("places", expanding=True))
)
_CASES = select(
    col(Likeness.case_number),
    col(Likeness.customer_id),
    col(Likeness.opened_at),
    col(Likeness.kin),
    col(Likeness.imprint),
).where(col(Likeness.case_number).in_(bindparam("numbers", expanding=True)))
_KINS = (
    select(col(Likeness.kin), func.count(), func.max(col(Likeness.opened_at)))
    .where(col(Likeness.kin).in_(bindparam("kins", expanding=True)))
    .group_by(col(Likeness.kin))
)
"""Of each kin how many there are, and when the newest was opened."""


@dataclass(frozen=True)
class Candidate:
    number: int
    customer_id: int | None
    opened_at: datetime
    kin: int
    imprint: bytes
    score: float
    """Its share of what the query's words could have scored, about 0 to 1."""
    kin_size: int = 1
    kin_opened_at: datetime | None = None
    """When the newest of its kin was opened."""


class _Wanted(NamedTuple):
    gain: float
    term: int
    known: Known


def find(
    session: Session, text: Text, known: dict[int, Known], cases: int, *, before: int | None = None
) -> list[Candidate]:
    """The best first; of those with a lower number than ``before``, where it is given."""
    wanted = _worth_reading(text, known, cases)
    scores = _scores(_read(session, wanted), before)
    most = sum(one.gain for one, _ in wanted)
    return _load(session, {number: score / most for number, score in scores})


def _worth_reading(text: Text, known: dict[int, Known], cases: int) -> list[tuple[_Wanted, int]]:
    """The words that tell most, and how many postings of each are read."""
    ranked = sorted(_gains(text, known, cases), reverse=True)[:MOST_TERMS]
    left, chosen = MOST_POSTINGS, []
    for one in ranked:
        if take := min(one.known.cases, left):
            chosen.append((one, take))
            left -= take
    return chosen


def _gains(text: Text, known: dict[int, Known], cases: int) -> list[_Wanted]:
    much = index.TITLE * text.title + text.body
    often = dict(zip(text.terms.tolist(), (much * 2.2 / (much + 1.2)).tolist(), strict=True))
    often |= dict.fromkeys(text.pairs.tolist(), _PAIR * 2.2)
    found = [term for term in often if term in known]
    rare = index.rarity(np.array([known[term].cases for term in found]), cases).tolist()
    return [_Wanted(often[term] * one, term, known[term]) for term, one in zip(found, rare, strict=True)]


def _read(session: Session, wanted: Sequence[tuple[_Wanted, int]]) -> list[tuple[float, list[bytes]]]:
    """Of each word its weight in the query, and its newest postings."""
    blocks = _blocks(session, [key for one, take in wanted for key in _older(one, take)])
    return [
        (one.gain, [*(blocks[key] for key in _older(one, take) if key in blocks), one.known.newest])
        for one, take in wanted
    ]


def _older(one: _Wanted, take: int) -> list[int]:
    """The places of the full blocks to read beside the newest postings."""
    missing = take - postings.count(one.known.newest)
    full = one.known.cases // postings.BLOCK
    first = max(0, full - -(-missing // postings.BLOCK))
    return [postings.place(one.term, block) for block in range(first, full)]


def _blocks(session: Session, places: list[int]) -> dict[int, bytes]:
    if not places:
        return {}
    rows = session.connection().execute(_BLOCKS, {"places": places})
    return {row.place: row.postings for row in rows}


def _scores(read: Sequence[tuple[float, list[bytes]]], before: int | None) -> list[tuple[int, float]]:
    if not read:
        return []
    parts = [postings.unpack(packed) for _, packed in read]
    numbers = np.concatenate([found for found, _ in parts])
    points = np.concatenate([gain * weights for (gain, _), (_, weights) in zip(read, parts, strict=True)])
    cases, places = np.unique(numbers, return_inverse=True)
    sums = np.bincount(places, points)
    if before is not None:
        cases, sums = cases[cases < before], sums[cases < before]
    best = _largest(sums)
    return list(zip(cases[best].tolist(), sums[best].tolist(), strict=True))


def _largest(sums: Numbers) -> Numbers:
    """Where the largest are, the largest first; of equals the newest."""
    most = min(MOST_CANDIDATES, len(sums))
    best = np.flatnonzero(sums >= np.partition(sums, -most)[-most]) if most else np.arange(0)
    order: Numbers = best[np.lexsort((-best, -sums[best]))][:most]
    return order


def _load(session: Session, scores: dict[int, float]) -> list[Candidate]:
    if not scores:
        return []
    rows = session.connection().execute(_CASES, {"numbers": list(scores)}).all()
    kins = {row.kin for row in rows}
    sizes = {row[0]: row[1:] for row in session.connection().execute(_KINS, {"kins": list(kins)})}
    found = [Candidate(*row, scores[row.case_number], *sizes[row.kin]) for row in rows]
    return sorted(found, key=lambda one: (-one.score, -one.number))
