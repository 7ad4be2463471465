"""Two judges that learn from one case at a time: which candidate it is, and whether it is any.

Both keep, beside their weights, how much of them is known: a lesson moves most what is known least (a Newton
step of a logistic regression). So they come within a few lessons to where training on all of them would.
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
    """Of each candidate, that it is this one, supposing that it is one of them."""
    points = rows @ judge.weights
    odds = np.exp(points - points.max())
    shares: Numbers = odds / odds.sum()
    return shares


def learn_which(judge: Judge, rows: Numbers, is_right: Numbers) -> None:
    """It was one of those that are marked; at least one is, and one is not."""
    shares = chances(judge, rows)
    right = np.maximum(shares * is_right, 1e-12 * is_right)
    mean = rows.T @ shares
    curvature = (rows.T * shares) @ rows - np.outer(mean, mean)
    judge.step(rows.T @ (right / right.sum() - shares), curvature)


def chance(judge: Judge, row: Numbers) -> float:
    """That the best candidate is the right one: 0 to 1."""
    return float(1 / (1 + np.exp(-np.clip(row @ judge.weights, -30, 30))))


def learn_whether(judge: Judge, row: Numbers, *, is_right: bool, weight: float = 1.0) -> None:
    """The best candidate was the right one, or was not."""
    found = chance(judge, row)
    curvature = weight * max(found * (1 - found), 1e-3) * np.outer(row, row)
    judge.step(weight * (is_right - found) * row, curvature)
