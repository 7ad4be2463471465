"""From which score on a suggestion is made by itself: chosen on one split, and shown on another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.matching.labelled import Outcome

ENOUGH = 20
"""Suggestions, at least, that a threshold is chosen by."""


@dataclass(frozen=True)
class Shown:
    threshold: float | None
    """None: no threshold held what was asked for on ``dev``, and nothing is suggested."""
    precision: float | None
    a_hundred: float
    """Suggestions in a hundred cases."""


def choose(dev: Sequence[Outcome], aim: float) -> float | None:
    """The lowest at which so many of the suggestions are welcome; ValueError for any but those of ``dev``."""
    if any(one.split != "dev" for one in dev):
        raise ValueError("A threshold is chosen on dev alone.")
    scores = sorted({one.score for one in dev})
    for score in scores:
        made, welcome = _at(dev, score)
        if made < ENOUGH:
            return None
        if welcome >= aim * made:
            return score
    return None


def show(outcomes: Iterable[Outcome], aim: float) -> Shown:
    """Chosen on the split ``dev``, counted on ``test``."""
    every = list(outcomes)
    threshold = choose([one for one in every if one.split == "dev"], aim)
    test = [one for one in every if one.split == "test"]
    if threshold is None:
        return Shown(None, None, 0.0)
    made, welcome = _at(test, threshold)
    return Shown(threshold, welcome / made if made else None, 100 * made / sum(one.weight for one in test))


def _at(outcomes: Sequence[Outcome], threshold: float) -> tuple[float, float]:
    """How many suggestions are made from there on, and how many of them are welcome."""
    made = [one for one in outcomes if one.score >= threshold]
    return sum(one.weight for one in made), sum(one.weight for one in made if one.is_welcome)
