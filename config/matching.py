"""The handbook's ``[matching]``: which cases are told to say the same, and when."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from config.wording import written

NEVER = "never"


def parse_chance(value: object) -> float | None:
    """Read ``0.8``; ``never`` is None. Raises ValueError, with a sentence."""
    if value is None or value == NEVER:
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 < float(str(value)) <= 1:
        raise ValueError(f'{written(value)} is no chance. Write a number such as 0.8, at most 1, or "never"')
    return float(str(value))


Chance = Annotated[float | None, BeforeValidator(parse_chance)]
"""From 0 to 1; None is never."""


class Matching(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    problem_above: Chance = 0.8
    """A new case that is so likely to say what a fixed Problem was about asks whether it is back."""
