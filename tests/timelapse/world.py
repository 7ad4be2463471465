"""Days in minutes: a frozen clock is pushed from one interesting moment to the next, and all is looked at."""

import asyncio
import heapq
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError

from casework.desk import AlreadyDone, Request
from casework.people import NeedsLookup
from models.clock_notices import Reminders
from models.refusal import Refusal
from sandbox.clock import Clock
from tests.timelapse import company, known, records
from tests.timelapse.bot import Bot
from tests.timelapse.log import listening
from tests.timelapse.mortal import Died, Fate
from tests.timelapse.oracle import Oracle
from tests.timelapse.people import Life
from tests.timelapse.plan import Plan
from tests.timelapse.slack import Post, Slack

SECOND = timedelta(seconds=1)
TICK = timedelta(seconds=5)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
ENOUGH = 40
"""A message names no more promises."""
RECOVERY = timedelta(minutes=3)
"""So long after a death what it left behind is looked for often, and longer after an outage."""


class OutOfStepError(Exception):
    """The product refuses what by the ledger is possible: they do not agree any more on what has happened."""


@dataclass
class World:
    plan: Plan
    url: str

    def __post_init__(self) -> None:
        self.rng = random.Random(f"world {self.plan.seed}")
        self.fates = random.Random(f"fates {self.plan.seed}")
        self.clock = Clock(start=self.plan.start, frozen=True)
        self.slack = Slack(self.clock, self._mood)
        is_undisturbed = not (self.plan.deaths or self.plan.slack_down)
        self.oracle = Oracle(self.plan.lateness, is_undisturbed=is_undisturbed)
        self.bots: list[Bot] = []
        self.records = records.Records(self.url)
        self.deaths = self.looks = self.steps = self.presses = self._seen = 0
        self.errors: list[str] = []
        self._events: list[tuple[datetime, int, Life]] = []
        self._naps: timedelta = timedelta(0)
        self._busy = 0
        """So many seconds more the courier is looked after."""
        self._has_mail = False
        self._recovers_until = self.plan.start
        self._stirs = 0
        """So many ticks more may go on with what the last ones did."""
        self._ticked_at = self.plan.start

    # -- the run

    async def run(self) -> None:
        self._invite()
        with listening(self.errors):
            self.bots = [await self._born() for _ in range(self.plan.replicas)]
            try:
                await self._move_in()
                with suppress(OutOfStepError):
                    await self._live()
                self._conclude()
            finally:
                for bot in self.bots:
                    await bot.__aexit__()
                self.records.close()

    async def _move_in(self) -> None:
        """No process dies before there is anybody to tell of it."""
        self._is_dangerous = False
        await self.bots[0].desk.do(Request(), company.move_in)
        self._is_dangerous = True

    async def _live(self) -> None:
        while self.clock() < self.plan.end and len(self.oracle.complaints) < self.plan.patience:
            await self._live_a_moment()
            self._go_to(self._next())

    def _conclude(self) -> None:
        """What can be told only when all is over."""
        self.oracle.check_digests(self.plan.start, self.clock())
        for case in self.oracle.cases.values():
            split = self.records.split(case.number, company.handbook(), self.clock())
            self.oracle.check_split(case, split, self.clock())
        self.oracle.complaints += [*self.slack.doubles, *self.errors]
        self.counts = Counter(self.oracle.counts) + self.records.counts()

    def _invite(self) -> None:
        """People open their cases in the first three quarters of the time."""
        for number in range(self.plan.cases):
            rng = random.Random(f"{self.plan.seed} case {number}")
            at = self.plan.start + timedelta(seconds=int(rng.random() * self.plan.days * 0.75 * 86_400))
            heapq.heappush(self._events, (at, number, Life(self, rng)))

    async def _born(self) -> Bot:
        bot = Bot(self.url, company.handbook(), self.clock, self.slack, self._fate, self.plan.replicas == 1)
        return await bot.__aenter__()

    async def _live_a_moment(self) -> None:
        now = self.clock()
        self.steps += 1
        if _is_in(now, self.plan.down):
            self._nobody_can_act(now, self.plan.down[1])
            self.oracle.excused_until = self.plan.down[1]
            return
        if _is_in(now, self.plan.slack_down):
            self._nobody_can_act(now, self.plan.slack_down[1])
            self.oracle.slack_is_back_at = self.plan.slack_down[1]
            self._recovers_until = self.plan.slack_down[1] + 4 * RECOVERY
        while self._events and self._events[0][0] <= now:
            await self._act(heapq.heappop(self._events))
        if not self._busy or now >= self._ticked_at + TICK:
            self._ticked_at = now
            await self._or_die(lambda bot: bot.tick())
            self.looks += 1
            self._stirs = max(self._stirs - 1, 0)
        else:
            self._stirs = max(self._stirs, 1)
        if self._observe():
            self._stirs = 2
        if self.oracle.look(now):
            self._stirs = 2
        self._has_mail = self.records.has_mail(self._look_ahead(now))
        has_carried = self._has_mail and any(await self._or_die(lambda bot: bot.carry()))
        self._busy = 3 if has_carried else max(self._busy - 1, 0)
        self._hear()
        self.oracle.check(now)

    def _look_ahead(self, now: datetime) -> datetime:
        """What waits for Slack to come back is looked at often, as soon as it might be."""
        is_back = self.plan.slack_down and self.plan.slack_down[1] <= now
        return now + HOUR if is_back and now < self.plan.slack_down[1] + HOUR else now

    def _nobody_can_act(self, now: datetime, until: datetime) -> None:
        """What people would have done meanwhile they do in the hour after."""
        late = [one for one in self._events if one[0] < until]
        self._events = [one for one in self._events if one[0] >= until]
        for _, number, life in late:
            again = until + timedelta(seconds=self.rng.randrange(900, 4500))
            self._events.append((again, number, life))
        heapq.heapify(self._events)

    async def _act(self, event: tuple[datetime, int, Life]) -> None:
        _, number, life = event
        await (life.go_on() if life.number else life.open())
        heapq.heappush(self._events, (self.clock() + life.rest(), number, life))

    # -- time

    def _next(self) -> datetime:
        now = self.clock()
        if _is_in(now, self.plan.down):
            return self.plan.down[1]
        moments = [now + self.plan.grid, *(event[0] for event in self._events[:1])]
        for moment in self.oracle.moments():
            moments += [moment - SECOND, moment]
        moments += known.digest_times()
        if _is_in(now, self.plan.slack_down):
            moments.append(now + max(MINUTE, self.plan.grid / 10))
        else:
            moments += [now + SECOND] if self._busy else []
            moments += [self._ticked_at + TICK] if self._stirs else []
            moments += [now + 2 * TICK] if self._has_mail else []
            moments += [now + 4 * TICK] if now < self._recovers_until else []
        moments += [edge for span in (self.plan.down, self.plan.slack_down) if span for edge in span]
        ahead = min(_whole(one) for one in moments if _whole(one) > now)
        return min(ahead, self.plan.end)

    def _go_to(self, moment: datetime) -> None:
        self.clock.push(max(moment - self.clock(), self._naps))
        self._naps = timedelta(0)

    # -- people

    async def press(self, by: str, operation: Any, *args: Any, **kwargs: Any) -> None:
        """Done once, whatever dies meanwhile: Slack delivers it again until it is acknowledged."""
        self.presses += 1
        request = Request(by=by, receipts=(f"press:{self.presses}",), delivery=f"press:{self.presses}")
        while True:
            bot = self.rng.choice(self.bots)
            try:
                await bot.desk.do(request, operation, *args, **kwargs)
            except NeedsLookup:
                with suppress(SlackApiError):
                    await self._or_die(lambda bot: bot.look_up(NeedsLookup()), only=bot)
            except AlreadyDone:
                return
            except Refusal as refusal:
                self.oracle.complain(f"{operation.__name__} at {self.clock():%d %H:%M:%S}: {refusal}")
                raise OutOfStepError from refusal
            except Died:
                await self._revive(bot)
            else:
                return

    # -- death

    def _fate(self) -> Fate:
        if not self._is_dangerous or self.fates.random() >= self.plan.deaths:
            return "lives"
        return "before" if self.fates.random() < 0.5 else "after"

    def _mood(self) -> str:
        if _is_in(self.clock(), self.plan.slack_down):
            return "lost"
        if self.fates.random() >= self.plan.faults:
            return "well"
        return "lost" if self.fates.random() < 0.5 else "taken"

    async def _or_die(self, do: Callable[[Bot], Any], *, only: Bot | None = None) -> list[Any]:
        """All replicas at once; a dead one is replaced, and does nothing more for now."""
        bots = [only] if only else list(self.bots)
        results = await asyncio.gather(*(do(bot) for bot in bots), return_exceptions=True)
        for bot, result in zip(bots, results, strict=True):
            if isinstance(result, Died):
                await self._revive(bot)
            elif isinstance(result, BaseException):
                raise result
        return [result is True or isinstance(result, Died) for result in results]

    async def _revive(self, bot: Bot) -> None:
        """Another process takes its place, some seconds later."""
        self.deaths += 1
        self._recovers_until = self.clock() + RECOVERY
        await bot.__aexit__()
        self.bots[self.bots.index(bot)] = await self._born()
        self._naps += timedelta(seconds=self.fates.randrange(1, 40))

    # -- what is to be seen

    def _observe(self) -> bool:
        """False if there is nothing new."""
        seen = sum(self.oracle.counts.values())
        for key, rung, at in self.records.rungs():
            self.oracle.rung(key, rung, at)
        for number, handoff, what, at in self.records.gone_back():
            self.oracle.gone_back(handoff, number, what, at)
        return sum(self.oracle.counts.values()) > seen

    def _hear(self) -> None:
        unseen = {
            turn.handoff: (case, turn.department)
            for case in self.oracle.cases.values()
            for turn in case.turns.values()
            if not turn.card_is_seen
        }
        for handoff in self.records.seen(list(unseen)) if unseen else ():
            case, department = unseen[handoff]
            case.card_is_seen(self.clock(), department)
        for post in self.slack.posts[self._seen :]:
            self.oracle.post(post, self._all_of(post))
        self._seen = len(self.slack.posts)

    def _all_of(self, post: Post) -> list[Any] | None:
        if isinstance(post.notice, Reminders) and len(post.notice.facts) >= ENOUGH:
            return self.records.batch(post.notice.batch)
        return None


def _is_in(now: datetime, span: tuple[datetime, datetime] | None) -> bool:
    return span is not None and span[0] <= now < span[1]


def _whole(moment: datetime) -> datetime:
    """The first whole second from then on."""
    return moment if not moment.microsecond else moment.replace(microsecond=0) + SECOND
