"""The index: a case's words are put into it once, in the transaction that opens the case.

It is not the index of the text search: that one is asked for all the words of a query in anything that was
ever written on a case, this one for cases that share a few rare words of their first text, best first, out
of a bounded number of postings. FTS5 ranks by reading every posting of every word, and PostgreSQL's
``ts_rank`` knows no rarity at all.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from casework.matching import imprints, postings
from casework.matching.imprints import Numbers, Text
from models.likeness import Likeness, LikenessBlock, LikenessTerm, LikenessTotal
from models.upsert import put, write_all

TITLE = 4.0
"""A word of the title counts as so many of the body's."""
_EVEN = (0.3, 0.75)
"""How far the length of title and of body is evened out."""
_ENOUGH = 2.0
_PAIR = 0.5
_TERMS = select(col(LikenessTerm.term), col(LikenessTerm.cases), col(LikenessTerm.newest)).where(
    col(LikenessTerm.term).in_(bindparam("terms", expanding=True))
)


class Known(NamedTuple):
    """What the index holds of a word."""

    cases: int
    newest: bytes


def add(session: Session, number: int, text: Text, opened_at: datetime, customer_id: int | None) -> None:
    """Let a new case be found. Numbers only grow; a case is added once."""
    total = _count_in(session, text)
    known = look_up(session, [*text.terms.tolist(), *text.pairs.tolist()])
    _note(session, number, known, _weights(text, total))
    cases = np.array([known[term].cases + 1 if term in known else 1 for term in text.terms.tolist()])
    sums = imprints.measure(text, rarity(cases, total.cases))
    values = {
        "case_number": number,
        "customer_id": customer_id,
        "opened_at": opened_at,
        "kin": number,
        "imprint": imprints.pack(text, sums),
    }
    put(session, Likeness, values)


def totals(session: Session, *, lock: bool = False) -> LikenessTotal:
    query = select(LikenessTotal).with_for_update() if lock else select(LikenessTotal)
    found = session.scalars(query.execution_options(populate_existing=True)).first()
    return found or LikenessTotal(id=1)


def look_up(session: Session, terms: Sequence[int]) -> dict[int, Known]:
    """The words that stand anywhere."""
    rows = session.connection().execute(_TERMS, {"terms": terms})
    return {term: Known(cases, newest) for term, cases, newest in rows}


def rarity(cases: Numbers, of: int) -> Numbers:
    """How much it says that a word stands in a text, if it stands in ``cases`` of all."""
    rare: Numbers = np.log(1 + (of - np.minimum(cases, of) + 0.5) / (cases + 0.5))
    return rare


def _count_in(session: Session, text: Text) -> LikenessTotal:
    put(session, LikenessTotal, {"id": 1, "cases": 0, "title_words": 0, "body_words": 0, "silent_to": 0})
    total = totals(session, lock=True)
    total.cases += 1
    total.title_words += text.title_words
    total.body_words += text.body_words
    session.add(total)
    session.flush()
    return total


def _weights(text: Text, total: LikenessTotal) -> dict[int, float]:
    """Of each term, how much of the text it is: BM25F, with the lengths that were usual when it was added."""
    titled = _evened(text.title, text.title_words, total.title_words / total.cases, _EVEN[0])
    told = _evened(text.body, text.body_words, total.body_words / total.cases, _EVEN[1])
    much = TITLE * titled + told
    weights = dict(zip(text.terms.tolist(), (much / (_ENOUGH + much)).tolist(), strict=True))
    return weights | dict.fromkeys(text.pairs.tolist(), _PAIR)


def _evened(counts: Numbers, length: int, usual: float, even: float) -> Numbers:
    evened: Numbers = counts / (1 - even + even * length / max(usual, 1e-9))
    return evened


def _note(session: Session, number: int, known: dict[int, Known], weights: dict[int, float]) -> None:
    rows, full = [], []
    for term in sorted(weights):
        cases, newest = known.get(term, Known(0, b""))
        newest += postings.pack(number, weights[term])
        if postings.count(newest) == postings.BLOCK:
            place = postings.place(term, cases // postings.BLOCK)
            full.append({"place": place, "postings": newest})
            newest = b""
        rows.append({"term": term, "cases": cases + 1, "newest": newest})
    write_all(session, LikenessTerm, rows, replaces=("cases", "newest"))
    write_all(session, LikenessBlock, full, replaces=("postings",))
