"""How often suggestions like this one were right: logistic regression on the newest guesses of its own."""

from collections.abc import Sequence
from math import log

import numpy as np

from casework.matching.routing.softmax import Vector

NEWEST = 500
"""More would be steadier, and too sure: the older guesses were made by who knew less."""
_AT_MOST = 6.0
_BEFORE = np.array([-1.0, 1.0])
"""Without any guesses yet: rather unsure."""
_HOLDS = np.diag([2.0, 4.0])
"""How many guesses it takes to be of another mind."""
_ROUNDS = 20
_STRIDE, _CLOSE, _FAR = 1.0, 1e-4, 30.0
"""How far a round goes at most: Newton's method alone may leap away and not come back."""


def log_odds(probability: float) -> float:
    bounded = min(max(probability, 1e-6), 1 - 1e-6)
    return max(-_AT_MOST, min(_AT_MOST, log(bounded / (1 - bounded))))


def fit(guesses: Sequence[tuple[float, bool]]) -> Vector:
    """Offset and slope from (log odds, was right), by Newton's method."""
    found = _BEFORE
    odds = np.array([guess for guess, _ in guesses])
    was_right = np.array([right for _, right in guesses], float)
    seen = np.column_stack([np.ones(len(odds)), odds])
    for _ in range(_ROUNDS):
        p = _likely(seen @ found)
        slope = seen.T @ (was_right - p) - _HOLDS @ (found - _BEFORE)
        step = np.linalg.solve((seen.T * (p * (1 - p))) @ seen + _HOLDS, slope)
        size = float(np.abs(step).max())
        found = found + step * min(1.0, _STRIDE / max(size, 1e-9))
        if size < _CLOSE:
            break
    return found


def confidence(fitted: Vector, guess: float) -> float:
    return float(_likely(fitted[0] + fitted[1] * guess))


def _likely(odds: Vector) -> Vector:
    likely: Vector = 1 / (1 + np.exp(-np.clip(odds, -_FAR, _FAR)))
    return likely
