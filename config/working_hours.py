"""When a department works: the handbook's ``hours``, a section or ``"always"``.

[departments.billing.hours]
time_zone = "Europe/Berlin"
weekdays = ["09:00-12:30", "13:30-18:00"]
friday = "9-15"
holidays = "DE-BY"
closed = ["2026-12-24", "2026-12-28 to 2026-12-31"]
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from config.periods import DAYS, ROUND_THE_CLOCK, Period, Periods, Week, listed, overlap
from config.public_holidays import Country, Holidays, public_holidays
from config.time_zones import TimeZone
from config.wording import written

_ALWAYS = {"weekdays": "00:00-24:00", "weekend": "00:00-24:00", "holidays": (), "closed": ()}
_YEAR = 366


class Closure(NamedTuple):
    """Days on which nobody works, the last one included."""

    first: date
    last: date


def parse_closure(value: object) -> Closure:
    """Read a date or ``2026-12-24 to 2026-12-31``, or what was read. Raises ValueError, with a sentence."""
    if isinstance(value, tuple):
        return Closure(*value)
    first, _, last = str(value).partition(" to ")
    try:
        closure = Closure(date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip()))
    except ValueError:
        message = f'{written(value)} is not a day; write "2026-12-24", or "2026-12-24 to 2026-12-31"'
        raise ValueError(message) from None
    if closure.last < closure.first:
        raise ValueError(f"{written(value)} ends before it begins")
    return closure


Closed = Annotated[Closure, BeforeValidator(parse_closure)]


class Hours(BaseModel):
    """The section as it is written. What it leaves out is the company's ``[hours]``.

    ``weekdays`` are Monday to Friday; a day named for itself goes before them. Whoever names any day
    names the whole week: the days that are not named are free.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    time_zone: TimeZone | None = None
    weekdays: Periods = ()
    weekend: Periods = ()
    monday: Periods | None = None
    tuesday: Periods | None = None
    wednesday: Periods | None = None
    thursday: Periods | None = None
    friday: Periods | None = None
    saturday: Periods | None = None
    sunday: Periods | None = None
    holidays: Annotated[tuple[Holidays, ...], BeforeValidator(listed)] | None = None
    closed: Annotated[tuple[Closed, ...], BeforeValidator(listed)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _read_always(cls, value: Any) -> Any:
        if value == "always":
            return _ALWAYS
        if not isinstance(value, dict):
            message = (
                f'{written(value)} are no hours; write "always", or a section with time_zone and weekdays'
            )
            raise ValueError(message)  # noqa: TRY004 (pydantic collects this one)
        return value

    @model_validator(mode="after")
    def _does_not_overlap(self) -> "Hours":
        if self.week and (problem := overlap(self.week)):
            raise ValueError(problem)
        return self

    @property
    def week(self) -> Week | None:
        """Nothing if no day is named."""
        if not self.model_fields_set & {*DAYS, "weekdays", "weekend"}:
            return None
        usual = [*[self.weekdays] * 5, *[self.weekend] * 2]
        named = [getattr(self, day) for day in DAYS]
        return tuple(plain if own is None else own for own, plain in zip(named, usual, strict=True))


@dataclass(frozen=True)
class WorkingHours:
    """One calendar, complete. All times are those of the clock on the wall in ``zone``."""

    zone: ZoneInfo
    week: Week
    holidays: tuple[Country, ...] = ()
    closed: tuple[Closure, ...] = ()

    def periods_on(self, day: date) -> tuple[Period, ...]:
        """The periods that begin on the day, in order; none on a day off."""
        return () if self._is_off(day) else self.week[day.weekday()]

    @property
    def working_day(self) -> timedelta:
        """As long as most of the week's days on which there is work; of two as frequent, the longer."""
        lengths = Counter(
            sum((one.length for one in periods), timedelta(0)) for periods in self.week if periods
        )
        return max(lengths, key=lambda length: (lengths[length], length), default=timedelta(0))

    def works_in_the_year_from(self, day: date) -> bool:
        return any(self.periods_on(day + timedelta(days=n)) for n in range(_YEAR))

    def _is_off(self, day: date) -> bool:
        return any(closure.first <= day <= closure.last for closure in self.closed) or any(
            day in public_holidays(country, day.year) for country in self.holidays
        )


ALWAYS = WorkingHours(ZoneInfo("UTC"), ROUND_THE_CLOCK)


def working_hours(own: Hours | None, company: Hours | None) -> WorkingHours:
    """A department's calendar: what it says itself, else what the company says; ``ALWAYS`` if neither speaks.

    Raises ValueError, with a sentence, if nobody named days or a time zone.
    """
    if own is None and company is None:
        return ALWAYS
    week, holidays, closed = (_said(name, own, company) for name in ("week", "holidays", "closed"))
    if week is None:
        raise ValueError('no day has hours; write weekdays = ["09:00-17:00"], here or under [hours]')
    rest = (week, holidays or (), closed or ())
    zone = _said("time_zone", own, company)
    if zone is None and rest != (ALWAYS.week, ALWAYS.holidays, ALWAYS.closed):
        raise ValueError('the time zone is missing; write time_zone = "Europe/Berlin", here or under [hours]')
    return WorkingHours(zone or ALWAYS.zone, *rest)


def _said(name: str, *sections: Hours | None) -> Any:
    """The first section's word on it."""
    words = (getattr(section, name, None) for section in sections)
    return next((word for word in words if word is not None), None)
