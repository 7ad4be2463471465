"""What people did, and what they owe in consequence; kept from their steps alone, beside the product."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.timelapse import known
from tests.timelapse.duties import CSMS_OWN, MINUTE, OVERDUE, Duty, Wish


@dataclass(eq=False)
class Turn:
    handoff: int
    department: str
    owner: str | None = None
    paused_until: datetime | None = None
    is_for_customer: bool = False
    card_is_seen: bool = False


Who = tuple[str, str | None]


@dataclass(eq=False)
class CaseBook:
    """One case by its steps."""

    number: int
    csm: str
    tier: str
    severity: str
    opened_at: datetime
    is_closed: bool = False
    is_answered: bool = False
    has_found: bool = False
    """Since it was opened or reopened."""
    turns: dict[str, Turn] = field(default_factory=dict)
    duties: list[Duty] = field(default_factory=list)
    ball: list[tuple[datetime, list[Who]]] = field(default_factory=list)

    # -- what follows

    def owe(self, at: datetime, kind: str, turn: Turn | None = None, since: datetime | None = None) -> Duty:
        department = turn.department if turn and kind not in CSMS_OWN else None
        person = self.csm if kind in CSMS_OWN else turn.owner if turn else None
        allowed = known.minutes(kind, self.severity, self.tier, department) * MINUTE
        handoff = turn.handoff if turn else None
        duty = Duty(kind, self.number, handoff, department, person, allowed, since or at)
        self.duties.append(duty)
        return duty

    def find(self, kind: str, handoff: int | None = None) -> Duty | None:
        return next((one for one in self.duties if (one.kind, one.handoff) == (kind, handoff)), None)

    def settle(self, *kinds: str, turn: Turn | None = None) -> None:
        """These are owed no more; all of the turn's if none is named."""
        handoff = turn.handoff if turn else None
        for duty in list(self.duties):
            if duty.handoff == handoff and (duty.kind in kinds or not kinds):
                duty.end()
                self.duties.remove(duty)

    def _then(self, at: datetime) -> None:
        """The CSM decides or tells while no department has it; and who has the ball now?"""
        wanted = None if self.turns or self.is_closed else "tell" if self.is_answered else "decide"
        for kind in {"tell", "decide"} - {wanted}:
            self.settle(kind)
        if wanted and self.find(wanted) is None:
            self.owe(at, wanted)
        self.ball.append((at, list(self._who())))

    def _who(self) -> Iterator[Who]:
        if self.is_closed:
            return
        working = [one for one in self.turns.values() if one.paused_until is None]
        for one in working or self.turns.values():
            how = "department" if working else "customer" if one.is_for_customer else "paused"
            yield how, one.department.title()
        if not self.turns:
            yield "csm", None

    # -- steps

    def offer(self, at: datetime, department: str, handoff: int) -> None:
        turn = self.turns[department] = Turn(handoff, department)
        self.is_answered = False
        self.owe(at, "accept", turn).has_card = False
        self._then(at)

    def card_is_seen(self, at: datetime, department: str) -> None:
        turn = self.turns[department]
        turn.card_is_seen = True
        duty = self.find("accept", turn.handoff)
        if duty and not duty.has_card:
            duty.has_card = True
            duty.begin(at)

    def take(self, at: datetime, department: str, person: str) -> None:
        turn = self.turns[department]
        turn.owner, turn.paused_until = person, None
        self.settle("accept", "progress", "resume", turn=turn)
        self.owe(at, "progress", turn)
        self._then(at)

    def move(self, at: datetime, department: str) -> None:
        """The department shows that something happens."""
        turn = self.turns[department]
        if turn.owner:
            self.take(at, department, turn.owner)

    def pause(self, at: datetime, department: str, until: datetime, *, for_customer: bool) -> None:
        turn = self.turns[department]
        turn.paused_until, turn.is_for_customer = until, for_customer
        progress = self.find("progress", turn.handoff)
        assert progress is not None
        progress.put_aside(at)
        self.settle("resume", turn=turn)
        self.owe(at, "resume", turn, since=until)
        self._then(at)

    def pause_is_over(self, at: datetime, department: str) -> None:
        self.turns[department].paused_until = None
        self._then(at)

    def give_back(self, at: datetime, department: str) -> None:
        """To the whole department again: put back, or without movement for too long."""
        turn = self.turns[department]
        turn.owner = turn.paused_until = None
        self.settle("progress", "resume", turn=turn)
        self.owe(at, "accept", turn)
        self._then(at)

    def end_turn(
        self, at: datetime, department: str, *, found: bool = False, to: tuple[str, int] | None = None
    ) -> None:
        """``to``: the department that it was handed on to, and its hand-off."""
        self.settle(turn=self.turns.pop(department))
        self.has_found = self.has_found or found
        if to:
            self.offer(at, *to)
            return
        self.is_answered = not self.turns and self.has_found
        self._then(at)

    def ask(self, at: datetime, department: str) -> None:
        turn = self.turns[department]
        self.move(at, department)
        if self.find("answer", turn.handoff) is None:
            self.owe(at, "answer", turn)

    def say_at_the_desk(self, at: datetime) -> None:
        for turn in self.turns.values():
            self.settle("answer", turn=turn)

    def promise_news(self, at: datetime, until: datetime) -> None:
        self.settle("update")
        duty = self.owe(at, "decide")
        duty.kind = "update"
        duty.allowed = max(until - at, timedelta(seconds=1))

    def give_news(self, at: datetime) -> None:
        self.settle("update")

    def change_severity(self, at: datetime, severity: str) -> None:
        self.severity = severity
        for duty in self.duties:
            if duty.kind != "update":
                allowed = known.minutes(duty.kind, severity, self.tier, duty.department) * MINUTE
                duty.promise_other_time(allowed, at)

    def take_over(self, at: datetime, csm: str) -> None:
        was, self.csm = self.csm, csm
        for duty in self.duties:
            if duty.kind in CSMS_OWN:
                duty.person = csm
                duty.wishes = [one for one in duty.wishes if one.person != was]
                if duty.rung >= OVERDUE and (str(duty.rung), csm) not in duty.asked:
                    duty.asked.add((str(duty.rung), csm))
                    duty.wishes.append(Wish(str(duty.rung), csm, at, max(at, duty.snoozed.get(csm, at))))

    def close(self, at: datetime) -> None:
        for duty in self.duties:
            duty.end()
        self.duties.clear()
        self.turns.clear()
        self.is_closed = True
        self._then(at)

    def reopen(self, at: datetime) -> None:
        self.is_closed = self.is_answered = self.has_found = False
        self._then(at)
