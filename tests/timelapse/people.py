"""People at work by a seeded die: who does what with a case next, and when."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from casework import cases, handoffs, keeping, steering, talk
from casework.cases import NewCase
from casework.talk import Reply
from models.case import Severity
from tests.timelapse import company
from tests.timelapse.ledger import CaseBook, Duty, Turn

HOUR = timedelta(hours=1)
LONGEST_NEWS = 72
WHY = {"why": "They know better.", "expected": "Have a look."}

Choice = tuple[float, Callable[..., Any], tuple[Any, ...]]


@dataclass
class Life:
    """One case's people. ``world`` has ``press``, the clock and the ledger's cases."""

    world: Any
    rng: random.Random
    number: int = 0

    @property
    def case(self) -> CaseBook:
        return self.world.oracle.cases[self.number]

    def rest(self) -> timedelta:
        """Until somebody does something about it again. Some never seem to."""
        turns = self.case.turns.values()
        is_lazy = any(one.department in company.LAZY for one in turns) or self.rng.random() < 0.15
        hours = self.rng.expovariate(1 / (32 if is_lazy else 5))
        return timedelta(seconds=int(hours * 3600) + 30)

    async def open(self) -> None:
        customer = self.rng.randrange(len(company.CUSTOMERS))
        severity = self.rng.choices(company.SEVERITIES, (10, 25, 45, 20))[0]
        department, csm = self.rng.choice(company.DEPARTMENTS), self.rng.choice(company.CSMS)
        title = f"Pump {self.rng.randrange(10**9)} hums"
        new = NewCase(str(customer + 1), title, "It hums.", Severity(severity), "Make it stop.", department)
        await self.world.press(csm, cases.open_case, new)
        self.number, now = self.world.records.number_of(title), self.world.clock()
        tier = company.CUSTOMERS[customer][1]
        book = self.world.oracle.cases[self.number] = CaseBook(self.number, csm, tier, severity, now)
        book.offer(now, department, self.world.records.handoff_of(self.number, department))

    async def go_on(self) -> None:
        choices = [one for one in self._choices() if one[0] > 0]
        if choices:
            _, step, arguments = self.rng.choices(choices, [weight for weight, *_ in choices])[0]
            await step(*arguments)

    def _choices(self) -> Iterator[Choice]:
        case = self.case
        if case.is_closed:
            yield 1, self._reopen, ()
            return
        for turn in case.turns.values():
            yield from self._of_turn(turn)
        free = [one for one in company.DEPARTMENTS if one not in case.turns]
        yield (2 if not case.turns else 0.2) if free else 0, self._add, (free,)
        yield (6 if case.is_answered else 0.15), self._close, ()
        yield 0.3, self._take_over, ()
        yield 0.6, self._change_severity, ()
        yield 0.8, self._promise_news, ()
        yield 3 if case.find("update") else 0, self._give_news, ()
        yield 1, self._say_at_the_desk, ()
        duties = [one for one in case.duties if not one.is_paused]
        yield 0.8 if duties else 0, self._remind_later, (duties,)
        yield 0.4 if duties else 0, self._nudge_now, (duties,)

    def _of_turn(self, turn: Turn) -> Iterator[Choice]:
        if turn.owner is None:
            yield 6, self._take, (turn,)
            yield 0.6, self._decline, (turn,)
            yield 0.4, self._reply, (turn,)
        else:
            yield 4, self._reply, (turn,)
            yield 1, self._still_mine, (turn,)
            yield 2.5, self._pause, (turn,)
            yield 2, self._finish, (turn,)
            yield 0.6, self._decline, (turn,)
            yield 0.6, self._release, (turn,)
            yield 1, self._ask, (turn,)
        yield 0.6, self._hand_on, (turn,)
        yield 0.3, self._withdraw, (turn,)
        yield 0.3, self._assign, (turn,)

    # -- a department's steps

    @property
    def now(self) -> datetime:
        return self.world.clock()

    def _who(self, turn: Turn) -> str:
        return turn.owner or self.rng.choice(company.MEMBERS[turn.department])

    async def _take(self, turn: Turn) -> None:
        who = self.rng.choice(company.MEMBERS[turn.department])
        await self.world.press(who, handoffs.accept, turn.handoff)
        self.case.take(self.now, turn.department, who)

    async def _assign(self, turn: Turn) -> None:
        others = [one for one in company.MEMBERS[turn.department] if one != turn.owner]
        who = self.rng.choice(others)
        manager = self.rng.choice(company.MANAGERS)
        await self.world.press(manager, steering.reassign_to_person, turn.handoff, owner=who, reason="Yours.")
        self.case.take(self.now, turn.department, who)

    async def _reply(self, turn: Turn) -> None:
        who = self.rng.choice(company.MEMBERS[turn.department])
        if await self._say(turn.handoff, company.CHANNELS[turn.department], who):
            self.case.move(self.now, turn.department)

    async def _say(self, handoff: int | None, channel: str, who: str) -> bool:
        """False while the thread has no card yet."""
        thread_ts = self.world.records.thread_of(self.number, handoff)
        if thread_ts is None:
            return False
        ts = f"{self.now.timestamp():.0f}.{self.number:06}"
        await self.world.press(who, talk.said, Reply(channel, thread_ts, ts, who, "It hums less.", self.now))
        return True

    async def _still_mine(self, turn: Turn) -> None:
        await self.world.press(turn.owner, keeping.still_mine, turn.handoff)
        self.case.move(self.now, turn.department)

    async def _ask(self, turn: Turn) -> None:
        await self.world.press(self._who(turn), handoffs.ask, turn.handoff, question="Which pump?")
        self.case.ask(self.now, turn.department)

    async def _pause(self, turn: Turn) -> None:
        until = (self.now + self.rng.uniform(0.5, 60) * HOUR).replace(second=0, microsecond=0)
        how = {"reason": "A spare part.", "until": until, "for_customer": self.rng.random() < 0.4}
        await self.world.press(self._who(turn), handoffs.pause, turn.handoff, **how)
        self.case.pause(self.now, turn.department, until, for_customer=how["for_customer"])

    async def _release(self, turn: Turn) -> None:
        await self.world.press(self._who(turn), handoffs.release, turn.handoff)
        self.case.give_back(self.now, turn.department)

    async def _decline(self, turn: Turn) -> None:
        await self.world.press(self._who(turn), handoffs.decline, turn.handoff, reason="Not ours.")
        self.case.end_turn(self.now, turn.department)

    async def _finish(self, turn: Turn) -> None:
        found = {"found": "A loose screw.", "to_tell": "It is fixed.", "root_cause": None}
        await self.world.press(self._who(turn), handoffs.finish, turn.handoff, **found)
        self.case.end_turn(self.now, turn.department, found=True)

    async def _hand_on(self, turn: Turn) -> None:
        free = [one for one in company.DEPARTMENTS if one not in self.case.turns]
        if not free:
            return
        to = self.rng.choice(free)
        await self.world.press(self._who(turn), handoffs.hand_on, turn.handoff, department=to, **WHY)
        handoff = self.world.records.handoff_of(self.number, to)
        self.case.end_turn(self.now, turn.department, to=(to, handoff))

    # -- the CSM's steps

    async def _withdraw(self, turn: Turn) -> None:
        await self.world.press(self.case.csm, steering.withdraw, turn.handoff, reason="It stopped.")
        self.case.end_turn(self.now, turn.department)

    async def _add(self, free: list[str]) -> None:
        to = self.rng.choice(free)
        await self.world.press(self.case.csm, steering.add_department, self.number, department=to, **WHY)
        self.case.offer(self.now, to, self.world.records.handoff_of(self.number, to))

    async def _close(self) -> None:
        await self.world.press(self.case.csm, cases.close, self.number, told="It is fixed.")
        self.case.close(self.now)

    async def _reopen(self) -> None:
        await self.world.press(self.case.csm, cases.reopen, self.number, reason="It hums again.")
        self.case.reopen(self.now)

    async def _take_over(self) -> None:
        who = self.rng.choice([one for one in company.CSMS if one != self.case.csm])
        await self.world.press(who, cases.take_over, self.number)
        self.case.take_over(self.now, who)

    async def _change_severity(self) -> None:
        severity = self.rng.choice([one for one in company.SEVERITIES if one != self.case.severity])
        how = {"severity": Severity(severity), "reason": "They called."}
        await self.world.press(self.case.csm, keeping.change_severity, self.number, **how)
        self.case.change_severity(self.now, severity)

    async def _promise_news(self) -> None:
        until = (self.now + self.rng.uniform(1, LONGEST_NEWS) * HOUR).replace(second=0, microsecond=0)
        await self.world.press(self.case.csm, keeping.promise_update, self.number, until=until)
        self.case.promise_news(self.now, until)

    async def _give_news(self) -> None:
        await self.world.press(self.case.csm, keeping.customer_updated, self.number)
        self.case.give_news(self.now)

    async def _say_at_the_desk(self) -> None:
        if await self._say(None, company.DESK, self.case.csm):
            self.case.say_at_the_desk(self.now)

    async def _remind_later(self, duties: list[Duty]) -> None:
        duty = self.rng.choice(duties)
        leads = company.LEADS[duty.department] if duty.department else []
        who = self.rng.choice([one for one in (duty.person, *leads, *company.MANAGERS) if one])
        after = self.rng.choice((1, 3, 24, 48)) * HOUR
        await self.world.press(who, keeping.remind_later, self.world.records.promise_of(duty), after)
        self.world.oracle.snooze(duty, who, self.now + after, self.now)

    async def _nudge_now(self, duties: list[Duty]) -> None:
        """Who asked within the hour, and who would only remind themselves, is refused."""
        duty, by = self.rng.choice(duties), self.rng.choice([self.case.csm, *company.MANAGERS])
        asked = [int(rung[4:]) for rung, _ in duty.asked if rung.startswith("now:")]
        persons = [duty.person] if duty.person else company.LEADS[duty.department or ""]
        is_too_soon = any(at > (self.now - HOUR).timestamp() for at in asked)
        if is_too_soon or not [one for one in persons if one != by]:
            return
        await self.world.press(by, keeping.nudge_now, self.world.records.promise_of(duty))
        self.world.oracle.nudge_now(duty, by, self.now)
