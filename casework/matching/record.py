"""How often the likeliest case was the right one, by how sure the judge was: what a suggestion's number is.

A judge that is sure of itself may be wrong as often as before: people never link all that is the same. So a
suggestion says how many of those that were at least as sure were right, by what people said or left unsaid.
"""

import math
from dataclasses import dataclass

import numpy as np

from casework.matching.imprints import Numbers

STEPS = np.arange(-9.0, 2.0, 0.25)
"""Of how sure the judge was, see ``judges.sureness``. A guess counts for every step that it reaches."""
AT_FIRST = 20.0
"""How many guesses it takes, roughly, to be of another mind than at first."""
HIGHEST_AT_FIRST = 0.6
"""Before anybody said anything: so many of the surest were right among strangers."""
_OWN = 0.001
"""What the judge itself says decides between guesses that were right equally often."""


@dataclass(frozen=True)
class Record:
    right: Numbers
    """float64, one for each of STEPS: guesses at least as sure that were right."""
    made: Numbers
    """How many there were."""


def empty() -> Record:
    return Record(np.zeros(len(STEPS)), np.zeros(len(STEPS)))


def noted(record: Record, sure: float, weight: float = 1.0, *, was_right: bool) -> Record:
    """With one guess more, which counts for ``weight``."""
    reached = weight * (sure >= STEPS)
    return Record(record.right + was_right * reached, record.made + reached)


def certainty(record: Record, sure: float) -> float:
    """How many of the guesses that were at least as sure were right, 0 to 1; rises with ``sure``."""
    first = AT_FIRST * HIGHEST_AT_FIRST * np.exp(np.minimum(STEPS, 0))
    shares = np.maximum.accumulate((record.right + first) / (record.made + AT_FIRST))
    held = float(np.interp(sure, STEPS, shares))
    return (1 - _OWN) * held + _OWN / (1 + math.exp(-sure))
