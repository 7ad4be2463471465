"""What people say of two cases: the same, or not. It is kept for the pair, and teaches at once."""

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Session, col, select

from casework.matching import imprints, index, judges, likeness
from casework.matching.imprints import Numbers
from casework.matching.judges import Guess, Judges
from casework.matching.likeness import Look, look_at
from models.case import Case
from models.likeness import Likeness, LikenessVerdict, Verdict
from models.upsert import put

Lesson = Callable[[Judges, Look, Guess], Judges]

SILENCE = timedelta(days=30)
"""After so long, what nobody has said a case is the same as is taken for another matter."""
EVERY = 4
"""Of the cases that nobody spoke of, one in so many is looked at, and counts for them all."""


def confirm(session: Session, one: int, other: int, *, now: datetime) -> None:
    """The same: they are kin from now on. Said again, it changes nothing."""
    later, earlier = _both(session, one, other)
    if not _is_new(session, one, other, Verdict.SAME, now):
        return
    kin = set(_kin(session, {earlier.kin})) - {later.case_number}
    _teach(session, later, lambda by, look, guess: judges.teach(by, guess, _these(look, kin)))
    _sort_out(session, {earlier.kin, later.kin})


def deny(session: Session, one: int, other: int, *, now: datetime) -> None:
    """Not the same: it is never suggested again for that pair."""
    later, earlier = _both(session, one, other)
    if not _is_new(session, one, other, Verdict.DIFFERENT, now):
        return
    denied = {earlier.case_number}
    _teach(session, later, lambda by, look, guess: _learn_not(by, look, guess, denied))
    _sort_out(session, {earlier.kin, later.kin})


def take_back(session: Session, one: int, other: int) -> None:
    """Nobody said anything of the two, as when a merge is undone. What it taught stays."""
    both = _both(session, one, other)
    session.exec(delete(LikenessVerdict).where(*_pair(one, other)))
    _sort_out(session, {case.kin for case in both})


def said(session: Session, one: int, other: int) -> Verdict | None:
    """What people said last of the two."""
    found = session.exec(select(LikenessVerdict).where(*_pair(one, other))).first()
    return found.verdict if found else None


def put_back(session: Session, one: int, other: int, was: Verdict | None, *, now: datetime) -> None:
    """What was said of the two before counts again; it teaches nothing more."""
    take_back(session, one, other)
    if was is not None:
        _is_new(session, one, other, was, now)
        _sort_out(session, {case.kin for case in _both(session, one, other)})


def heed_silence(session: Session, *, now: datetime, most: int = 20) -> int:
    """Cases that nobody said are the same as an earlier one teach that too, each once. Returns how many."""
    total = index.totals(session, lock=True)
    query = (
        select(Likeness)
        .where(col(Likeness.case_number) > total.silent_to, col(Likeness.opened_at) <= now - SILENCE)
        .order_by(col(Likeness.case_number))
        .limit(most)
    )
    cases = list(session.exec(query))
    if cases:
        total.silent_to = cases[-1].case_number
        session.add(total)
    quiet = [one for one in cases if one.kin == one.case_number and one.case_number % EVERY == 0]
    for case in quiet:
        _teach(session, case, lambda by, _, guess: judges.teach_none(by, guess, EVERY))
    return len(cases)


def _both(session: Session, one: int, other: int) -> tuple[Likeness, Likeness]:
    """The later and the earlier, held together with every lesson."""
    index.totals(session, lock=True)
    earlier, later = sorted((one, other))
    return _held(session, later), _held(session, earlier)


def _held(session: Session, number: int) -> Likeness:
    """Of a case from before there was an index, now."""
    found = session.get(Likeness, number, populate_existing=True)
    if found is None:
        likeness.remember_case(session, session.get_one(Case, number))
        found = session.get_one(Likeness, number)
    return found


def _pair(one: int, other: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    low, high = sorted((one, other))
    return col(LikenessVerdict.low) == low, col(LikenessVerdict.high) == high


def _is_new(session: Session, one: int, other: int, verdict: Verdict, now: datetime) -> bool:
    """Keep what was said last; False if it was said before."""
    low, high = sorted((one, other))
    values = {"low": low, "high": high, "verdict": verdict, "said_at": now}
    is_other = col(LikenessVerdict.verdict) != verdict
    return put(session, LikenessVerdict, values, replaces=("verdict", "said_at"), where=is_other)


# -- kin


def _kin(session: Session, kins: set[int]) -> list[int]:
    query = select(Likeness.case_number).where(col(Likeness.kin).in_(kins))
    return list(session.exec(query))


def _sort_out(session: Session, kins: set[int]) -> None:
    """Who of them is whose kin, by what was said of pairs; the lowest number gives its name."""
    numbers = _kin(session, kins)
    low, high = col(LikenessVerdict.low), col(LikenessVerdict.high)
    query = select(low, high).where(
        low.in_(numbers), high.in_(numbers), col(LikenessVerdict.verdict) == Verdict.SAME
    )
    for head, members in _joined(numbers, [(one, other) for one, other in session.exec(query)]).items():
        session.exec(update(Likeness).where(col(Likeness.case_number).in_(members)).values(kin=head))


def _joined(numbers: list[int], pairs: list[tuple[int, int]]) -> dict[int, list[int]]:
    head = {number: number for number in numbers}
    for one, other in sorted(pairs):
        new, old = sorted((head[one], head[other]))
        head = {number: new if its == old else its for number, its in head.items()}
    return {new: [number for number, its in head.items() if its == new] for new in set(head.values())}


# -- lessons


def _teach(session: Session, case: Likeness, learn: Lesson) -> None:
    """As it was when the case was opened: among those before it."""
    text, _ = imprints.unpack(case.imprint)
    when, customer, number = case.opened_at, case.customer_id, case.case_number
    look = look_at(session, text, now=when, customer_id=customer, before=number)
    if look is not None:
        by, told = judges.load(session, lock=True), session.get_one(Case, number)
        guess = likeness.guess(session, by, look, f"{told.title}\n{told.story}")
        judges.save(session, learn(by, look, guess))


def _these(look: Look, numbers: set[int]) -> Numbers:
    return np.array([one.number in numbers for one in look.found])


def _learn_not(by: Judges, look: Look, guess: Guess, denied: set[int]) -> Judges:
    is_denied = _these(look, denied)
    return judges.teach_not(by, guess, is_denied) if is_denied.any() else by
