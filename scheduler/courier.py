"""Carries what the outbox has promised to Slack: once, in order, at Slack's pace.

It claims, sends and reports; what an outcome means is decided in ``scheduler.retries``, and what follows
from it is a rule of ``casework.outbox``. The README draws the states of a message.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from casework import errands, outbox, paces
from casework.desk import OWN_WORK, Desk
from casework.errands import Errand
from casework.known_enough import NotSure
from scheduler import retries, slack_post
from scheduler.look_ups import LookUp, LookUps
from scheduler.retries import Failure, GiveUp, ItIsGone, LookFirst, Outcome, TryAgain
from views.letterhead import Letterhead

Report = Callable[[str], None]
"""Told what became of each errand, for the metrics."""

log = structlog.get_logger("courier")

AT_ONCE = 8
BREATH = 0.05
"""Seconds in which the rings of many commits become one look into the outbox."""
IDLE = 1.0
"""Seconds after which the outbox is looked at again without a bell: another replica may have written."""
LEASE = timedelta(seconds=60)
LOOK_UPS = 3
"""So often a round begins again for what must be asked of Slack first."""
FINISH_SECONDS = 3.0
TROUBLES_BEFORE_HOLD = 3


@dataclass
class Courier:
    desk: Desk
    client: AsyncWebClient
    look_up: LookUp
    letterhead: Letterhead
    bot_user: str
    settle: timedelta
    """How long Slack's history may take to show a message that was posted."""
    report: Report = lambda _outcome: None
    seconds: Callable[[], float] = monotonic
    """A clock that nobody sets: a step of the other one shortens no wait."""
    is_alone: bool = False
    """No other process shares the outbox, so that at the start every open claim was left behind."""
    _errands: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    _troubles: int = 0
    _looked_at: float = 0
    _unclear_since: dict[int, float] = field(default_factory=dict)
    """By ``seconds``."""
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._look_ups = LookUps(self.look_up, self.seconds, self._hold, self.desk.bell.set)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop, then finish what is on its way, for a few seconds."""
        self._stop = stop
        while not stop.is_set():
            self.desk.bell.clear()
            had_work = await self.step()
            await asyncio.sleep(BREATH)
            if not had_work:
                await self._rest(stop)
        for asking in self._look_ups.tasks:
            asking.cancel()
        if self._errands:
            _, late = await asyncio.wait(self._errands.values(), timeout=FINISH_SECONDS)
            for errand in late:
                # Its claim stands in the database: whoever starts next looks it up.
                errand.cancel()

    async def step(self) -> bool:
        """Look up what is unclear and send what is due; False when there was nothing."""
        if len(self._errands) >= AT_ONCE:
            await asyncio.wait(self._errands.values(), return_when=asyncio.FIRST_COMPLETED)
        try:
            unclear = await self._unclear_ones()
            for errand in unclear:
                self._start(errand, self._search(errand))
            due = await self._claim() if len(self._errands) < AT_ONCE else []
        except Exception:
            # The loop outlives a database that is away for a moment; the next round tries again.
            log.exception("outbox_unavailable")
            return False
        for errand in due:
            self._start(errand, self._send(errand))
        return bool(unclear or due)

    async def _unclear_ones(self) -> list[Errand]:
        """What was left behind or has had time to settle; looked for once a second, not at every ring."""
        now = self.seconds()
        if now - self._looked_at < IDLE:
            return []
        older_than = timedelta() if self.is_alone and not self._looked_at else outbox.STALE
        found = await self.desk.do(
            OWN_WORK,
            outbox.leave_behind,
            in_flight=frozenset(self._errands),
            older_than=older_than,
            settle=self.settle,
        )
        if found:
            log.warning("claims_left_behind", count=found)
        patience = now - self.settle.total_seconds()
        self._unclear_since = {one: since for one, since in self._unclear_since.items() if since > patience}
        unclear = await self.desk.do(
            OWN_WORK,
            errands.to_look_up,
            lease=LEASE,
            limit=AT_ONCE - len(self._errands),
            settling=frozenset(self._unclear_since),
        )
        self._looked_at = now
        return unclear

    async def settled(self) -> None:
        """Wait until nothing is on its way; for tests and for an orderly end."""
        while under_way := [*self._errands.values(), *self._look_ups.tasks]:
            await asyncio.wait(under_way)

    async def _claim(self) -> list[Errand]:
        """What can go out. Channels that Slack must be asked of first wait for that, and no others."""
        limit = AT_ONCE - len(self._errands)
        for _ in range(LOOK_UPS):
            try:
                return await self.desk.do(
                    OWN_WORK,
                    errands.claim,
                    limit=limit,
                    unsure=self._look_ups.unsure(),
                    theirs=self._look_ups.theirs(),
                )
            except NotSure as need:
                self._look_ups.begin(need)
        return []

    async def _rest(self, stop: asyncio.Event) -> None:
        waits = [asyncio.ensure_future(event.wait()) for event in (self.desk.bell, stop)]
        await asyncio.wait(
            [*waits, *self._errands.values()], timeout=IDLE, return_when=asyncio.FIRST_COMPLETED
        )
        for wait in waits:
            wait.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*waits)

    def _start(self, errand: Errand, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(self._guarded(errand, work))
        self._errands[errand.id] = task
        task.add_done_callback(lambda _: self._errands.pop(errand.id, None))

    async def _guarded(self, errand: Errand, work: Awaitable[None]) -> None:
        try:
            await work
        except Exception:
            # One bad message stops no other. Its claim goes stale and is looked up.
            log.exception("errand_failed", outgoing=errand.id, case=errand.case_number)

    # -- send

    async def _send(self, errand: Errand) -> None:
        try:
            posted = await slack_post.send(self.client, errand, self.letterhead, self._addressed)
        except slack_post.Failed as failed:
            await self._after(errand, failed.failure)
            return
        self._troubles = 0
        await self._sent(errand, *posted)

    async def _addressed(self, errand: Errand, channel: str) -> None:
        await self.desk.do(OWN_WORK, outbox.addressed, errand.id, channel)

    async def _sent(self, errand: Errand, channel: str, ts: str) -> None:
        await self.desk.do(OWN_WORK, outbox.sent, errand.id, channel=channel, ts=ts, revision=errand.revision)
        self._tell("sent", errand)

    async def _after(self, errand: Errand, failure: Failure) -> None:
        now = self.desk.clock()
        decision = retries.decide(
            failure,
            attempts=errand.attempts,
            last_error=errand.last_error,
            is_new=errand.verb == "post",
            method=errand.method,
        )
        await self._note_trouble(failure)
        match decision:
            case TryAgain(after, holds):
                if holds:
                    await self.desk.do(OWN_WORK, paces.hold, holds, now + after)
                await self.desk.do(
                    OWN_WORK,
                    outbox.not_sent,
                    errand.id,
                    errand.fence,
                    error=failure.error,
                    retry_at=now + after,
                )
            case LookFirst():
                self._unclear_since[errand.id] = self.seconds()
                await self._unclear(errand, failure.error, self.settle)
            case ItIsGone():
                await self.desk.do(OWN_WORK, outbox.vanished, errand.id, errand.fence)
            case GiveUp():
                await self.desk.do(OWN_WORK, outbox.hopeless, errand.id, errand.fence, error=failure.error)
        self._tell(type(decision).__name__, errand, failure.error)

    async def _unclear(self, errand: Errand, error: str, wait: timedelta) -> None:
        look_at = self.desk.clock() + wait
        await self.desk.do(OWN_WORK, outbox.unclear, errand.id, errand.fence, error=error, look_at=look_at)

    async def _note_trouble(self, failure: Failure) -> None:
        """The circuit breaker: several failures in a row that are Slack's hold everything back."""
        if failure.outcome not in (Outcome.UNCLEAR, Outcome.UNREACHABLE):
            self._troubles = 0
            return
        self._troubles += 1
        if self._troubles >= TROUBLES_BEFORE_HOLD:
            await self._hold(retries.backoff(self._troubles - TROUBLES_BEFORE_HOLD + 1))

    async def _hold(self, wait: timedelta) -> None:
        await self.desk.do(OWN_WORK, paces.hold, paces.EVERYTHING, self.desk.clock() + wait)

    # -- look up

    async def _search(self, errand: Errand) -> None:
        try:
            ts = await slack_post.find(self.client, errand, self.bot_user)
        except slack_post.Failed as failed:
            await self._not_looked_up(errand, failed.failure)
            return
        if ts is None:
            await self.desk.do(OWN_WORK, outbox.absent, errand.id, errand.fence)
            self._tell("absent", errand)
        else:
            await self.desk.do(
                OWN_WORK, outbox.sent, errand.id, channel=errand.channel or "", ts=ts, revision=1
            )
            self._tell("found", errand)

    async def _not_looked_up(self, errand: Errand, failure: Failure) -> None:
        wait = retries.next_lookup(failure, errand.lookups)
        if failure.error in retries.OUR_TOKEN:
            await self._hold(retries.TOKEN_WAIT)
        if wait is None:
            error = f"it may have been delivered, but it cannot be looked up: {failure.error}"
            await self.desk.do(OWN_WORK, outbox.hopeless, errand.id, errand.fence, error=error)
        else:
            await self._unclear(errand, failure.error, wait)
        self._tell("not_looked_up", errand, failure.error)

    def _tell(self, outcome: str, errand: Errand, error: str = "") -> None:
        self.report(outcome)
        log.info(
            "outgoing",
            outcome=outcome,
            outgoing=errand.id,
            case=errand.case_number,
            kind=type(errand.notice).__name__,
            attempt=errand.attempts,
            error=error,
        )
