"""The bot in this process: desk, habits and courier on a database; it can die and be born again."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from slack_sdk.errors import SlackApiError
from sqlalchemy import event

from casework.desk import OWN_WORK
from casework.people import NeedsLookup
from config.handbook import Handbook
from models.database import open_engine, open_reader
from sandbox.clock import Clock
from scheduler import timetable
from scheduler.timetable import Habit
from tests.timelapse import company, known
from tests.timelapse.mortal import Died, Fate, MortalDesk, lives
from tests.timelapse.slack import Postman, Slack, postman

TICK = timedelta(seconds=5)
TRIES = 5
AT_LEISURE = timedelta(minutes=10)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
HABITS = ("climb", "remind", "digest", "audit")
LEISURELY = ("digest", "audit")


@dataclass
class Bot:
    url: str
    handbook: Handbook
    clock: Clock
    slack: Slack
    fate: Callable[[], Fate] = lives
    is_alone: bool = True
    desk: MortalDesk = field(init=False)
    postman: Postman = field(init=False)

    async def __aenter__(self) -> Self:
        self._engine = open_engine(self.url)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _hurry)
        self._reader = open_reader(self.url, self._engine)
        self.desk = MortalDesk(
            self._engine,
            self._reader,
            self.handbook,
            b"secret",
            self.clock,
            fate=self.fate,
            is_alone=self.is_alone,
        )
        await self.desk.__aenter__()
        self.postman = postman(self.desk, self.slack, self.look_up)
        rows = timetable.habits(self.desk, self.look_up, tick=TICK)
        self._habits = [row for row in rows if row.name in HABITS]
        self._rested_at = LONG_AGO
        return self

    async def __aexit__(self, *_: object) -> None:
        """Whatever was under way in the database ends; then nothing of it is left."""
        self.desk.is_dead = True
        await self.postman.settled()
        await self.desk.__aexit__()
        for engine in {self._engine, self._reader}:
            engine.dispose()

    async def look_up(self, _: NeedsLookup) -> None:
        await self.slack.api_call("users.info")
        await self.desk.do(OWN_WORK, company.look_again)

    async def tick(self) -> None:
        """Every habit, once; the leisurely ones at their hours and now and then. Raises Died."""
        now = self.clock()
        is_their_hour = now - self._rested_at >= AT_LEISURE or known.has_a_digest(self._rested_at, now)
        self._rested_at = now if is_their_hour else self._rested_at
        for habit in self._habits:
            if habit.name in LEISURELY and not is_their_hour:
                continue
            if not await self._patiently(habit):
                self._rested_at = LONG_AGO

    async def _patiently(self, habit: Habit) -> bool:
        """The timetable tries it again a second later, and again; False if that was in vain."""
        for _ in range(TRIES):
            with suppress(SlackApiError):
                await self._through(habit.run())
                return True
        return False

    async def carry(self) -> bool:
        """Everything that can go out at this moment; False if that was nothing. Raises Died."""
        was = self.slack.requests
        while await self._through(self.postman.step()):
            await self.postman.settled()
        await self.postman.settled()
        if self.desk.is_dead:
            raise Died(is_done=False)
        return self.slack.requests > was

    async def _through(self, work: Awaitable[Any]) -> Any:
        """What the product survives, a dead process does not."""
        result = await work
        if self.desk.is_dead:
            raise Died(is_done=False)
        return result


def _hurry(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")
