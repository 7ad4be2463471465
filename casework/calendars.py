"""Working time by calendar: laid out once, and shared by everything that asks."""

from functools import lru_cache

from casework.working_time import WorkingTime
from config.working_hours import WorkingHours


@lru_cache(maxsize=512)
def working_time(hours: WorkingHours) -> WorkingTime:
    """The calendar's working time; it remembers the years it has laid out."""
    return WorkingTime(hours)
