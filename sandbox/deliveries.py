"""Events on their way to the app: in order, with Slack's three retries, through any weather."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.events import envelope, subscription
from sandbox.slack import Answer, Slack
from sandbox.workspace import Channel, Json

RETRY_AFTER = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))
"""Slack's schedule, each counted from the failure before it; see docs.slack.dev, "Events API"."""


@dataclass(frozen=True)
class Schedule:
    """How long Slack waits after each failure. `later`: again and again, as *Delayed Events* do hourly.

    Slack ends that after a day; here it goes on until the event is accepted.
    """

    first: Sequence[timedelta] = RETRY_AFTER
    later: timedelta | None = None

    def wait(self, failures: int) -> timedelta | None:
        """None: given up."""
        return self.first[failures - 1] if failures <= len(self.first) else self.later


GLANCE = 0.5
"""Seconds of real time between looks at the sandbox's clock, in case nobody tells of its push."""


class _Bell:
    """Wakes all who wait for it now, and nobody who comes later."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        self._event.set()
        self._event = asyncio.Event()

    async def heard(self, within: float) -> None:
        """Returns when it rings, or after so many seconds of real time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._event.wait()


@dataclass(eq=False)
class Delivery:
    """One event's way. `due` is when the next attempt may start; `answers` holds one per attempt."""

    envelope: Json
    due: datetime
    answers: list[Answer] = field(default_factory=list)
    is_done: bool = False

    @property
    def event(self) -> Json:
        return dict(self.envelope["event"])

    @property
    def was_accepted(self) -> bool:
        return bool(self.answers) and self.answers[-1].is_ok


@dataclass
class Deliveries:
    """`at_once`: how many first attempts may be under way together; one keeps the strict order."""

    slack: Slack
    at_once: int = 1
    schedule: Schedule = field(default_factory=Schedule)
    log: list[Delivery] = field(default_factory=list)
    _open: set[Delivery] = field(default_factory=set)
    _queue: deque[Delivery] = field(default_factory=deque)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _under_way: int = 0

    def __post_init__(self) -> None:
        self._attempted = _Bell()
        self._clock_pushed = _Bell()

    def heard(self, event: Json, channel: Channel | None) -> None:
        """Something happened; if the app has asked to hear of it, and may, it is on its way."""
        if subscription(event) not in self.slack.bot_events:
            return
        if channel is not None and self.slack.workspace.bot_user_id not in channel.members:
            return
        self.send(envelope(self.slack, event, channel))

    def send(self, body: Json) -> None:
        """Deliver an envelope; the weather may lose, double, delay or shuffle it."""
        weather, chance = self.slack.faults.events, self.slack.faults.chance
        if chance(weather.lose, "event lost"):
            return
        copies = 2 if chance(weather.duplicate, "event duplicated") else 1
        for _ in range(copies):
            delivery = Delivery(body, self.slack.clock())
            self.log.append(delivery)
            self._open.add(delivery)
            if chance(weather.delay, "event delayed"):
                delivery.due += weather.delay_by
                self._start(self._carry(delivery))
            elif weather.shuffle:
                self._start(self._straggle(delivery, weather.shuffle))
            else:
                self._queue.append(delivery)
        self._pump()

    async def settled(self, within: float = 30.0) -> None:
        """Wait until nothing is under way or due; retries that wait for the clock do not count.

        Raises TimeoutError after `within` seconds of real time.
        """
        async with asyncio.timeout(within):
            while self._is_busy():
                await self._attempted.heard(GLANCE)

    async def close(self) -> None:
        """Forget what has not started, break off the rest."""
        self._queue.clear()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def clock_pushed(self) -> None:
        """Look at the clock again now."""
        self._clock_pushed.ring()

    def _is_busy(self) -> bool:
        now = self.slack.clock()
        return any(delivery.due <= now for delivery in self._open)

    def _start(self, carrying: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(carrying)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _pump(self) -> None:
        while self._queue and self._under_way < self.at_once:
            self._under_way += 1
            self._start(self._first_in_line(self._queue.popleft()))

    async def _first_in_line(self, delivery: Delivery) -> None:
        """The first attempt holds the line; the retries do not."""
        try:
            await self._attempt(delivery)
        finally:
            self._under_way -= 1
            self._pump()
        await self._carry(delivery)

    async def _straggle(self, delivery: Delivery, window: float) -> None:
        await asyncio.sleep(self.slack.faults.random.uniform(0, window))
        await self._carry(delivery)

    async def _carry(self, delivery: Delivery) -> None:
        """Attempt again and again until it is accepted or given up."""
        while not delivery.is_done:
            await self._until(delivery.due)
            await self._attempt(delivery)

    async def _attempt(self, delivery: Delivery) -> None:
        number = len(delivery.answers)
        reason = delivery.answers[-1].failure if delivery.answers else ""
        answer = await self.slack.deliver(delivery.envelope, attempt=number, reason=reason)
        delivery.answers.append(answer)
        wait = None if answer.is_ok or answer.no_retry else self.schedule.wait(len(delivery.answers))
        if wait is None:
            delivery.is_done = True
            self._open.discard(delivery)
        else:
            delivery.due = self.slack.clock() + wait
        self._attempted.ring()

    async def _until(self, due: datetime) -> None:
        while (left := (due - self.slack.clock()).total_seconds()) > 0:
            await self._clock_pushed.heard(min(left, GLANCE))
