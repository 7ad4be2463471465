"""When somebody is at work again. The 20th of November 2026 is a Friday."""

from datetime import UTC, datetime

import pytest

from casework.calendars import opening
from config.handbook import Handbook
from tests.house import PLAIN

INDIA = {"time_zone": "Asia/Kolkata", "weekdays": ["09:30-18:30"]}
SAID = PLAIN.model_dump(exclude_unset=True)
ENGINEERING = {**SAID["departments"]["engineering"], "hours": INDIA}
OFFICE = Handbook.model_validate({**SAID, "departments": {**SAID["departments"], "engineering": ENGINEERING}})


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (at(20, 12, 59), None),
        (at(20, 13), at(23, 4)),
        (at(22, 3), at(23, 4)),
        (at(23, 4), None),
    ],
    ids=["at work", "the last second is over", "on a Sunday", "the first second"],
)
def test_a_department_that_is_closed_says_when_it_opens(now: datetime, opens: datetime | None) -> None:
    assert opening(OFFICE, "engineering", now) == opens
    assert opening(OFFICE, "billing", now) is None
