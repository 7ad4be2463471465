"""Periods of a day as the handbook writes them, ``09:00-12:30``, and the week they make."""

import re
from collections.abc import Sequence
from datetime import time, timedelta
from itertools import pairwise
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, BeforeValidator

from config.wording import written

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY = timedelta(days=1)
NOON = DAY / 2
_TIME = r"(\d{1,2})(?::(\d\d))?"
_FORM = re.compile(rf"\s*{_TIME}\s*[-–]\s*{_TIME}\s*")


class Period(NamedTuple):
    """Begin and end on the clock on the wall, from the day's midnight on.

    A night shift ends after 24:00: the part after midnight belongs to the day on which it began.
    """

    begins: timedelta
    ends: timedelta

    @property
    def length(self) -> timedelta:
        return self.ends - self.begins

    def has(self, at: time) -> bool:
        """Whether the clock shows it within the period, its end not included."""
        moment = timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)
        return self.begins <= moment < self.ends or moment < self.ends - DAY

    def __str__(self) -> str:
        return f"{_time_of_day(self.begins)}-{_time_of_day(self.ends)}"


def parse_period(text: object) -> Period:
    """Read ``09:00-12:30``, ``9-17``, ``22:00-06:00``, or what was read. ValueError, with a sentence."""
    if isinstance(text, tuple):
        return Period(*text)
    match = _FORM.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f'{written(text)} is not a period of a day; write "09:00-17:30"')
    begins, ends = (_moment(text, *match.group(n, n + 1)) for n in (1, 3))
    if ends < begins < NOON and match[2] is match[4] is None:
        raise ValueError(
            f"{written(text)} may mean the afternoon or the next morning; "
            f'write "{_meant(begins, ends + NOON)}" or "{_meant(begins, ends)}"'
        )
    if begins in (ends, DAY):
        raise ValueError(f'{written(text)} has no length; a whole day is "00:00-24:00"')
    return Period(begins, ends if begins < ends else ends + DAY)


def _meant(begins: timedelta, ends: timedelta) -> str:
    return f"{_time_of_day(begins)}-{_time_of_day(ends)}"


def _moment(text: object, hours: str, minutes: str | None) -> timedelta:
    moment = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if int(minutes or 0) >= 60 or moment > DAY:  # noqa: PLR2004
        raise ValueError(f"{written(text)} names a time that no clock shows; a day goes from 00:00 to 24:00")
    return moment


def _time_of_day(moment: timedelta) -> str:
    minutes = moment // timedelta(minutes=1)
    return f"{minutes // 60 % 24 if moment > DAY else minutes // 60:02}:{minutes % 60:02}"


def listed(value: object) -> object:
    """One thing is a list of one."""
    return value if isinstance(value, list | tuple) else [value]


def _in_order(periods: tuple[Period, ...]) -> tuple[Period, ...]:
    return tuple(sorted(periods))


Periods = Annotated[
    tuple[Annotated[Period, BeforeValidator(parse_period)], ...],
    BeforeValidator(listed),
    AfterValidator(_in_order),
]
Week = tuple[tuple[Period, ...], ...]
"""The periods of Monday to Sunday, each day's in order."""

ROUND_THE_CLOCK: Week = ((Period(timedelta(0), DAY),),) * 7


def overlap(week: Sequence[Sequence[Period]]) -> str | None:
    """Two periods of the week that overlap, in words; those that only touch do not."""
    placed = [
        (n * DAY + one.begins, n * DAY + one.ends, f"{DAYS[n % 7]} {one}")
        for n, periods in enumerate([*week, week[0]])
        for one in periods
    ]
    for (_, ends, earlier), (begins, _, later) in pairwise(placed):
        if begins < ends:
            return f"{earlier} and {later} overlap"
    return None
