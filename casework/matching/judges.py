"""The two judges of a row of candidates, and how they are kept in the database.

Which of the candidates is it, if it is one? And is it the likeliest of them, or none: that hangs on how far
it is ahead of the others too, above all where people had already found others to be the same as it.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from sqlmodel import Session, select

from casework.matching import learning, record, start
from casework.matching.features import FEATURES
from casework.matching.imprints import Numbers
from casework.matching.learning import Judge
from casework.matching.record import Record
from models.likeness import LikenessWeights
from models.upsert import write_all

TRUST = 50.0
"""How many lessons it takes, roughly, to be led away from what we were born with."""
AROUND = ("ahead", "ahead_of_kin")
"""How far the likeliest is ahead of the next of other kin, and the same if it has kin, or else nothing."""
_RIVALS = 5
_UNRIVALLED = 4.0
_FAR = 4.0
_LEAST = 30.0
_SMALL = 1e-9
_STANDS_OUT = 2.0
"""How much it weighs that it stands out among the candidates, against the chance that it is right."""
_KIN = FEATURES.index("kin")
_ALONE = (0.0 - start.CENTRE[_KIN]) / start.SPREAD[_KIN]
_WEIGHED = (FEATURES, AROUND, start.CENTRE, start.SPREAD, start.AROUND_CENTRE, start.AROUND_SPREAD)
_MADE_FOR = hashlib.sha256(repr(_WEIGHED).encode()).hexdigest()[:16]


class Guess(NamedTuple):
    """What was found for a text, and how much of the likeliest was copied."""

    rows: Numbers
    """One each, standardised."""
    kins: Sequence[int]
    run: int
    """Words in a row that the likeliest shares with the text."""


class Judges(NamedTuple):
    which: Judge
    whether: Judge
    record: Record
    """Of what ``whether`` guessed."""


def load(session: Session, *, lock: bool = False) -> Judges:
    """As they judge now; held until the transaction ends, if they are to learn."""
    query = select(LikenessWeights).where(LikenessWeights.made_for == _MADE_FOR)
    if lock:
        query = query.with_for_update()
    rows = session.exec(query.execution_options(populate_existing=True))
    kept = {row.name: (np.frombuffer(row.weights), np.frombuffer(row.certainty)) for row in rows}
    which, whether = (_judge(name, kept) for name in ("which", "whether"))
    return Judges(which, whether, Record(*kept["record"]) if "record" in kept else record.empty())


def save(session: Session, judges: Judges) -> None:
    kept = {name: (one.weights, one.certainty) for name, one in judges._asdict().items() if name != "record"}
    kept["record"] = (judges.record.right, judges.record.made)
    rows = [
        {"name": name, "made_for": _MADE_FOR, "weights": one.tobytes(), "certainty": other.tobytes()}
        for name, (one, other) in kept.items()
    ]
    write_all(session, LikenessWeights, rows, replaces=("made_for", "weights", "certainty"))


def _judge(name: str, kept: Mapping[str, tuple[Numbers, Numbers]]) -> Judge:
    if name in kept:
        weights, certainty = kept[name]
        return Judge(weights, certainty.reshape(len(weights), len(weights)))
    weights = np.array(start.WHICH if name == "which" else start.WHETHER)
    return Judge(weights, np.eye(len(weights)) * TRUST)


def standardised(features: Numbers) -> Numbers:
    """Each about as far from 0 as the others."""
    rows: Numbers = np.clip((features - np.array(start.CENTRE)) / np.array(start.SPREAD), -_FAR, _FAR)
    return rows


def first(by: Judges, rows: Numbers) -> int:
    """The row of the likeliest."""
    return int(np.argmax(rows @ by.which.weights))


def scores(by: Judges, guess: Guess) -> Numbers:
    """Of the likeliest, how often such a guess was right; of the others less, by how far behind they are."""
    points = guess.rows @ by.which.weights
    found: Numbers = record.certainty(by.record, sureness(by, guess)) * np.exp(points - points.max())
    return found


def sureness(by: Judges, guess: Guess) -> float:
    """A logarithm: of the chance that it is the likeliest, the more it stands out and the more is copied."""
    share = float(learning.chances(by.which, guess.rows)[_is_kin(by, guess)].sum())
    odds = float(_likeliest(by, guess) @ by.whether.weights)
    chance = 1 / (1 + math.exp(-max(odds, -_LEAST)))
    return (
        math.log(chance)
        + _STANDS_OUT * math.log(max(share, _SMALL))
        + math.log(math.log1p(guess.run + _SMALL))
    )


def teach(by: Judges, guess: Guess, is_right: Numbers) -> Judges:
    """Those that are marked were right; if none is, none of them was."""
    taught = _tell(by, guess, was_right=bool(is_right[first(by, guess.rows)]))
    if 0 < is_right.sum() < len(is_right):
        learning.learn(by.which, guess.rows, is_right)
    return taught


def teach_none(by: Judges, guess: Guess, weight: float) -> Judges:
    """It was none of them, in ``weight`` cases like this one."""
    return _tell(by, guess, was_right=False, weight=weight)


def teach_not(by: Judges, guess: Guess, is_denied: Numbers) -> Judges:
    """It was any other, or none. Whoever denies one denies its kin."""
    was_guessed = is_denied[_is_kin(by, guess)].any()
    taught = _tell(by, guess, was_right=False) if was_guessed else by
    if 0 < is_denied.sum() < len(is_denied):
        learning.learn(by.which, guess.rows, ~is_denied)
    return taught


def _is_kin(by: Judges, guess: Guess) -> Numbers:
    """Of each row, whether it is of one kin with the likeliest."""
    kins: Numbers = np.array(guess.kins) == guess.kins[first(by, guess.rows)]
    return kins


def _likeliest(by: Judges, guess: Guess) -> Numbers:
    """What ``whether`` weighs: the likeliest, AROUND, and a one."""
    points = guess.rows @ by.which.weights
    best = int(np.argmax(points))
    others = np.sort(points[np.array(guess.kins) != guess.kins[best]])[-_RIVALS:]
    ahead = points[best] - others.mean() if len(others) else _UNRIVALLED
    has_kin = guess.rows[best, _KIN] > _ALONE + _SMALL
    around = np.array([ahead, ahead * has_kin]) - np.array(start.AROUND_CENTRE)
    return np.concatenate(
        [guess.rows[best], np.clip(around / np.array(start.AROUND_SPREAD), -_FAR, _FAR), [1.0]]
    )


def _tell(by: Judges, guess: Guess, *, was_right: bool, weight: float = 1.0) -> Judges:
    """Whether the likeliest was right: how sure it was is noted before anything is learnt."""
    kept = record.noted(by.record, sureness(by, guess), weight, was_right=was_right)
    likeliest = _likeliest(by, guess)
    choice = np.vstack([likeliest, np.zeros(len(likeliest))])
    learning.learn(by.whether, choice, np.array([was_right, not was_right]), weight)
    return by._replace(record=kept)
