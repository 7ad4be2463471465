"""Working time by calendar: laid out once, and shared by everything that asks."""

from datetime import datetime
from functools import lru_cache

from casework.working_time import WorkingTime
from config.handbook import Handbook
from config.working_hours import ALWAYS, WorkingHours
from models.promise import PromiseKind


@lru_cache(maxsize=512)
def working_time(hours: WorkingHours) -> WorkingTime:
    """The calendar's working time; it remembers the years it has laid out."""
    return WorkingTime(hours)


def calendar_of(handbook: Handbook, kind: PromiseKind, department: str | None) -> WorkingTime:
    """In whose time a promise runs: a customer who was named an hour does not ask for office hours."""
    return working_time(ALWAYS if kind is PromiseKind.UPDATE else handbook.hours_of(department))


def opening(handbook: Handbook, department: str, now: datetime) -> datetime | None:
    """When somebody is at work there again; nothing while they are. Aware UTC."""
    begins = working_time(handbook.hours_of(department)).next_working(now)
    return begins if begins > now else None
