"""The two judges of a row of candidates, and how they are kept in the database.

Which of the candidates is it, if it is one? And is it any: the same choice, with *none of them* among the
possibilities. Two, for what decides between candidates is not what decides whether there is a right one.
"""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from sqlmodel import Session, select

from casework.matching import learning, start
from casework.matching.features import FEATURES
from casework.matching.imprints import Numbers
from casework.matching.learning import Judge
from models.likeness import LikenessWeights
from models.upsert import write_all

TRUST = 50.0
"""How many lessons it takes, roughly, to be led away from what we were born with."""
_FAR = 4.0
_MADE_FOR = hashlib.sha256(repr((FEATURES, start.CENTRE, start.SPREAD)).encode()).hexdigest()[:16]


class Judges(NamedTuple):
    which: Judge
    whether: Judge


def load(session: Session, *, lock: bool = False) -> Judges:
    """As they judge now; held until the transaction ends, if they are to learn."""
    query = select(LikenessWeights).where(LikenessWeights.made_for == _MADE_FOR)
    if lock:
        query = query.with_for_update()
    rows = session.exec(query.execution_options(populate_existing=True))
    kept = {row.name: _unpacked(row) for row in rows}
    return Judges(kept.get("which") or _born("which"), kept.get("whether") or _born("whether"))


def save(session: Session, judges: Judges) -> None:
    rows = [
        {
            "name": name,
            "made_for": _MADE_FOR,
            "weights": judge.weights.tobytes(),
            "certainty": judge.certainty.tobytes(),
        }
        for name, judge in judges._asdict().items()
    ]
    write_all(session, LikenessWeights, rows, replaces=("made_for", "weights", "certainty"))


def _born(name: str) -> Judge:
    weights = np.array(start.WHICH if name == "which" else start.WHETHER)
    return Judge(weights, np.eye(len(weights)) * TRUST)


def _unpacked(row: LikenessWeights) -> Judge:
    weights = np.frombuffer(row.weights)
    return Judge(weights, np.frombuffer(row.certainty).reshape(len(weights), len(weights)))


def standardised(features: Numbers) -> Numbers:
    """Each about as far from 0 as the others."""
    rows: Numbers = np.clip((features - np.array(start.CENTRE)) / np.array(start.SPREAD), -_FAR, _FAR)
    return rows


def with_none(rows: Numbers) -> Numbers:
    """One possibility more, the last: that it is none of them. The others have a column more, of ones."""
    marked = np.column_stack([rows, np.ones(len(rows))])
    return np.vstack([marked, np.zeros(marked.shape[1])])


def scores(by: Judges, rows: Numbers, kins: Sequence[int]) -> Numbers:
    """Of the likeliest, the chance that it or its kin is right; of the others less, by how far behind."""
    points = rows @ by.which.weights
    best = int(np.argmax(points))
    chances = learning.chances(by.whether, with_none(rows))[:-1]
    found: Numbers = chances[np.array(kins) == kins[best]].sum() * np.exp(points - points[best])
    return found


def teach(by: Judges, rows: Numbers, is_right: Numbers) -> None:
    """Those that are marked were right; if none is, none of them was."""
    if 0 < is_right.sum() < len(is_right):
        learning.learn(by.which, rows, is_right)
    learning.learn(by.whether, with_none(rows), np.append(is_right, not is_right.any()))


def teach_none(by: Judges, rows: Numbers, weight: float) -> None:
    """It was none of them, in ``weight`` cases like this one."""
    none = np.arange(len(rows) + 1) == len(rows)
    learning.learn(by.whether, with_none(rows), none, weight)


def teach_not(by: Judges, rows: Numbers, is_denied: Numbers) -> None:
    """It was any other, or none."""
    if 0 < is_denied.sum() < len(is_denied):
        learning.learn(by.which, rows, ~is_denied)
    learning.learn(by.whether, with_none(rows), np.append(~is_denied, True))
