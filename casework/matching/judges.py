"""The judges as they are kept in the database, and what they see of a row of candidates."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from sqlmodel import Session, select

from casework.matching import start
from casework.matching.features import FEATURES
from casework.matching.imprints import Numbers
from casework.matching.learning import Judge
from models.likeness import LikenessWeights
from models.upsert import write_all

TRUST = {"which": 30.0, "whether": 30.0}
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
    return Judge(weights, np.eye(len(weights)) * TRUST[name])


def _unpacked(row: LikenessWeights) -> Judge:
    weights = np.frombuffer(row.weights)
    return Judge(weights, np.frombuffer(row.certainty).reshape(len(weights), len(weights)))


def standardised(features: Numbers) -> Numbers:
    """Each about as far from 0 as the others."""
    rows: Numbers = np.clip((features - np.array(start.CENTRE)) / np.array(start.SPREAD), -_FAR, _FAR)
    return rows


def of_the_best(points: Numbers, rows: Numbers, kins: Sequence[int]) -> tuple[int, Numbers]:
    """The best candidate's place, and what tells whether it is right: its lead over other kin, and itself."""
    best = int(np.argmax(points))
    others = points[np.array(kins) != kins[best]]
    lead = points[best] - (others.max() if len(others) else points[best] - 6)
    crowd = np.log(np.exp(points - points[best]).sum())
    return best, np.concatenate([[1.0, points[best] / 3, min(lead, 6.0) / 2, crowd], rows[best]])
