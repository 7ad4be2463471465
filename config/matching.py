"""The handbook's ``[matching]``: cases that say the same, and how far Liaison goes by what it has learnt."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from config.durations import Duration
from config.wording import instead, written

NEVER = "never"
LEAST = 0.5
_PERCENT = re.compile(r"\s*(\d{1,3}(?:\.\d{1,2})?)\s*%\s*")


def parse_chance(value: object) -> float | None:
    """Read ``90%`` as 0.9, and 0.9 as itself; ``never`` is None. Raises ValueError, with a sentence."""
    if value is None or (isinstance(value, str) and value.strip().casefold() == NEVER):
        return None
    if isinstance(value, float) and 0 < value <= 1:
        return value
    found = _PERCENT.fullmatch(value) if isinstance(value, str) else None
    if found is None or not 0 < float(found[1]) <= 100:  # noqa: PLR2004 -- per cent
        raise ValueError(f"{written(value)} is no chance{_remedy(value)}")
    return float(found[1]) / 100


def _remedy(value: object) -> str:
    near = instead(value, [NEVER]) if isinstance(value, str) else ""
    return near if "did you mean" in near else f'. Write "90%", at most 100%, or "{NEVER}"'


def _more_likely_than_not(chance: float | None) -> float | None:
    if chance is not None and chance < LEAST:
        raise ValueError(
            f'"{chance:.0%}" is too unsure to go by. Write "90%", from {LEAST:.0%}, or "{NEVER}"'
        )
    return chance


Chance = Annotated[float | None, BeforeValidator(parse_chance)]
"""From 0 to 1; None is never."""


class Matching(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    recent: Duration = timedelta(days=14)
    """A case that is closed is looked at for so long after it was opened; an open one always."""
    show_above: Chance = 0.15
    """In the form, before it is sent."""
    suggest_above: Chance = None
    """In the case's desk thread, after it was opened."""
    problem_above: Chance = 0.3
    """A new case that is so likely to say what a fixed Problem was about asks whether it is back."""
    undo_merge: Duration = timedelta(days=14)
    """How long a merge can be undone: days of the calendar."""
    offer_from: Annotated[Chance, AfterValidator(_more_likely_than_not)] = None
    """From this confidence a case for which no rule speaks is offered to the learnt department though nobody
    has confirmed it."""

    def offers_at(self, confidence: float) -> bool:
        return self.offer_from is not None and confidence >= self.offer_from
