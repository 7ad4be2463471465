"""The handbook's ``[ladder]``: who is reminded, how far into a promise, and what spares people."""

import re
from datetime import timedelta
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from config.durations import Duration
from config.periods import DAY, Period, parse_period
from config.wording import written

Audience = Literal["thread", "owner", "lead", "managers", "csm"]
"""``thread``: a quiet line where the work is done. ``csm``: a line in the case's desk thread."""

LARGEST = 1000
SHORTEST_DAY = timedelta(hours=1)
SHORTEST_SNOOZE = timedelta(minutes=5)
_PERCENT = re.compile(r"\s*(\d{1,4})\s*%\s*")


def parse_percent(text: object) -> int:
    """Read ``75%``. Raises ValueError, with a sentence."""
    if isinstance(text, int) and not isinstance(text, bool) and 0 < text <= LARGEST:
        return text
    match = _PERCENT.fullmatch(text) if isinstance(text, str) else None
    if match is None or not 0 < int(match[1]) <= LARGEST:
        raise ValueError(f'{written(text)} is no share of a promise. Write "75%", at most "{LARGEST}%"')
    return int(match[1])


Percent = Annotated[int, BeforeValidator(parse_percent)]


class Rung(BaseModel):
    """At this share of a promise's working time, these are told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: Percent
    tell: tuple[Audience, ...] = Field(min_length=1)


def _leaves_a_day(night: Period) -> Period:
    if night.length > DAY - SHORTEST_DAY:
        raise ValueError(
            f'{written(str(night))} leaves less than an hour a day for messages; write "19:00-08:00"'
        )
    return night


def _bears_an_answer(length: timedelta) -> timedelta:
    if length < SHORTEST_SNOOZE:
        raise ValueError('a reminder can be put off by five minutes at least; write "2d"')
    return length


Night = Annotated[Period, BeforeValidator(parse_period), AfterValidator(_leaves_a_day)]

_USUAL = (
    Rung(at=75, tell=("thread",)),
    Rung(at=100, tell=("owner",)),
    Rung(at=150, tell=("lead",)),
    Rung(at=200, tell=("managers", "csm")),
)


class Ladder(BaseModel):
    """Rungs in order, and the bounds within which people are disturbed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rungs: tuple[Rung, ...] = Field(_USUAL, min_length=1)
    lapse: Percent = 300
    """An offer that nobody took goes back to the CSM; a hand-off without movement to its department."""
    night: Night = parse_period("19:00-08:00")
    """On the reader's own clock: nobody gets a direct message then."""
    most_a_day: int = Field(6, ge=1, le=100)
    """Direct messages with reminders for one person; what comes due later waits for the next day."""
    longest_snooze: Annotated[Duration, AfterValidator(_bears_an_answer)] = timedelta(days=2)
    longest_pause: Duration = timedelta(days=60)

    @model_validator(mode="after")
    def _climbs(self) -> "Ladder":
        steps = [rung.at for rung in self.rungs]
        for below, above in pairwise(steps):
            if below >= above:
                raise ValueError(f"the rungs must climb, but {above}% comes after {below}%")
        if self.lapse <= steps[-1]:
            raise ValueError(f"lapse must lie above the last rung, which is at {steps[-1]}%")
        return self
