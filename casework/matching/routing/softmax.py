"""One step of multinomial logistic regression, from what is known to what is known and one more example.

The step is the exact one: it minimises *half the squared change of the weights + TRUST x the loss of the
example*. With weights that are a sum over examples (of what each says, times its marks, which have length 1)
this is a problem in as many unknowns as there are departments. See Shalev-Shwartz and Zhang, "Stochastic
Dual Coordinate Ascent Methods for Regularized Loss Minimization" (2013).
"""

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

TRUST = 6.0
"""How much one example may say at most."""
FAINT = 0.01 * TRUST
"""What says less is left out; it keeps lessons short."""
_ROUNDS = 3


def shares(scores: Vector) -> Vector:
    """Probabilities that add up to 1."""
    raised: Vector = np.exp(scores - scores.max(initial=-np.inf))
    raised /= raised.sum()
    return raised


def said_by(scores: Vector, right: int) -> Vector:
    """What an example of department ``right`` shall say, where the others give these scores.

    Newton's method on the scores afterwards; the Hessian is a diagonal and one outer product.
    """
    after = scores.astype(np.float64)
    for _ in range(_ROUNDS):
        p = shares(after)
        slope = after - scores + TRUST * p
        slope[right] -= TRUST
        scaled = p / (1 + TRUST * p)
        along = TRUST * (scaled @ slope) / (1 - TRUST * (p @ scaled))
        after = after - slope / (1 + TRUST * p) - scaled * along
    said = after - scores
    return np.where(np.abs(said) < FAINT, 0.0, said)
