"""Who reads along with a customer is asked of Slack right before each message, as often as Slack bears it."""

from datetime import timedelta

from casework.known_enough import CHANNEL_FRESH, NotSure
from casework.people import NeedsLookup
from casework.voice import bindings
from scheduler.look_ups import AFRESH, MINUTE, LookUps


class Wall:
    """A clock, and a Slack that answers whatever it is asked."""

    def __init__(self) -> None:
        self.at, self.asked = 0.0, 0

    def seconds(self) -> float:
        return self.at

    async def look_up(self, need: NeedsLookup) -> None:
        self.asked += len(need.channels)


async def never(_wait: timedelta) -> None:
    raise AssertionError("nothing is wrong with Slack")


async def test_after_many_questions_in_a_minute_older_knowledge_does() -> None:
    wall = Wall()
    look_ups = LookUps(wall.look_up, wall.seconds, never, lambda: None)
    for count in range(AFRESH):
        assert look_ups.theirs() == bindings.FRESH
        need = NotSure()
        need.channels = need.where = {f"C0THEIRS{count:02}"}
        look_ups.begin(need)
        assert look_ups.unsure() == need.where
        (task,) = look_ups.tasks
        await task
        assert look_ups.unsure() == frozenset()
    assert wall.asked == AFRESH
    assert look_ups.theirs() == CHANNEL_FRESH
    wall.at += MINUTE + 1
    assert look_ups.theirs() == bindings.FRESH
