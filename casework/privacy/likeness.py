"""What was learnt of a case's words, and by which it is found among like ones: no more than what is left."""

import secrets

import numpy as np
from sqlalchemy import update
from sqlmodel import Session, col, or_, select

from casework.matching import imprints, index, postings
from casework.matching.routing import marks
from models.alike import AlikePair
from models.lesson import Lesson
from models.likeness import Likeness, LikenessBlock, LikenessTerm

_NOBODY = 0
"""No case has this number."""


def forget(session: Session, number: int, was: tuple[str, str], left: tuple[str, str]) -> dict[str, int]:
    """Each a title and a story. Returns by table how many rows were changed."""
    pairs = update(AlikePair).where(or_(col(AlikePair.case_number) == number, col(AlikePair.other) == number))
    alike = session.connection().execute(pairs.values(why=[])).rowcount
    return {
        "alike_pair": alike,
        "lesson": _unlearn(session, was, left),
        "likeness": _unfind(session, number, left),
    }


def _unlearn(session: Session, was: tuple[str, str], left: tuple[str, str]) -> int:
    """Where it belonged, and whether the guess was right, stays; of its marks those of what is left."""
    old, new = marks.read(*was), marks.read(*left)
    lessons = list(session.scalars(select(Lesson).where(col(Lesson.digest) == old.digest)))
    for lesson in lessons:
        known = marks.unpack(lesson.marks)
        stays = np.isin(known.buckets, list(new.weights))
        lesson.marks = marks.pack(marks.Marks(known.buckets[stays], known.shares[stays]))
        lesson.says = lesson.says if stays.any() else {}
        lesson.digest = new.digest if new.weights else secrets.token_bytes(len(old.digest))
    session.flush()
    return len(lessons)


def _unfind(session: Session, number: int, left: tuple[str, str]) -> int:
    """In how many cases a word stands is counted on; that it stands in this one is not known any more."""
    known = session.get(Likeness, number)
    if known is None:
        return 0
    cases = index.totals(session, lock=True).cases
    old, new = imprints.unpack(known.imprint)[0], imprints.read(*left)
    for term in _terms(old) - _terms(new):
        _unpost(session, term, number)
    stand = index.look_up(session, new.terms.tolist())
    counts = np.array([stand[term].cases if term in stand else 1 for term in new.terms.tolist()])
    known.imprint = imprints.pack(new, imprints.measure(new, index.rarity(counts, cases)))
    session.flush()
    return 1


def _terms(text: imprints.Text) -> set[int]:
    return {*text.terms.tolist(), *text.pairs.tolist()}


def _unpost(session: Session, term: int, number: int) -> None:
    known = session.get(LikenessTerm, term)
    if known is None:
        return
    known.newest = _without(known.newest, number)
    places = (postings.place(term, 0), postings.place(term, known.cases // postings.BLOCK))
    for block in session.scalars(select(LikenessBlock).where(col(LikenessBlock.place).between(*places))):
        block.postings = _without(block.postings, number)


def _without(packed: bytes, number: int) -> bytes:
    found = np.frombuffer(packed, postings.POSTING).copy()
    found[found["case"] == number] = (_NOBODY, 0)
    return found.tobytes()
