"""A judge of several possibilities of which one is right, and learns from one such choice at a time.

It keeps, beside its weights, how much of them is known: a lesson moves most what is known least (a Newton
step of a logistic regression). So it comes within a few lessons to where training on all of them would.
"""

from dataclasses import dataclass

import numpy as np

from casework.matching.imprints import Numbers


@dataclass
class Judge:
    weights: Numbers
    """float64, one each."""
    certainty: Numbers
    """float64, a square of them: what the lessons so far add up to."""

    def step(self, gradient: Numbers, curvature: Numbers) -> None:
        self.certainty = self.certainty + curvature
        self.weights = self.weights + np.linalg.solve(self.certainty, gradient)


def chances(judge: Judge, rows: Numbers) -> Numbers:
    """Of each row, that it is this one, supposing that it is one of them."""
    points = rows @ judge.weights
    odds = np.exp(points - points.max())
    shares: Numbers = odds / odds.sum()
    return shares


def learn(judge: Judge, rows: Numbers, is_right: Numbers, weight: float = 1.0) -> None:
    """It was one of those that are marked: at least one is, and one is not. Counts for ``weight`` lessons."""
    shares = chances(judge, rows)
    right = np.maximum(shares, 1e-12) * is_right
    mean = rows.T @ shares
    curvature = (rows.T * shares) @ rows - np.outer(mean, mean)
    judge.step(weight * (rows.T @ (right / right.sum() - shares)), weight * curvature)
