"""One department's turn with a case, and every step it can take."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models.columns import stored_by_value
from models.refusal import Refusal


class HandoffStatus(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DONE = "done"
    DECLINED = "declined"
    """Refused before anybody took it: back to the CSM."""
    RETURNED = "returned"
    """Given back by its owner, with a reason: back to the CSM."""
    HANDED_ON = "handed_on"
    """Passed to another department, with why and what is expected."""
    WITHDRAWN = "withdrawn"
    """Called back by the CSM."""
    LAPSED = "lapsed"
    """Nobody took it in time."""


OPEN_STATUSES = (HandoffStatus.OFFERED, HandoffStatus.ACCEPTED)


@dataclass(frozen=True)
class Step:
    verb: str
    sources: frozenset[HandoffStatus]
    target: HandoffStatus


def _step(verb: str, sources: str, target: str) -> tuple[str, Step]:
    return verb, Step(verb, frozenset(map(HandoffStatus, sources.split())), HandoffStatus(target))


STEPS: dict[str, Step] = dict(
    [
        _step("accept", "offered", "accepted"),
        _step("assign", "offered accepted", "accepted"),
        _step("release", "accepted", "offered"),
        _step("decline", "offered", "declined"),
        _step("give back", "accepted", "returned"),
        _step("hand on", "offered accepted", "handed_on"),
        _step("finish", "accepted", "done"),
        _step("withdraw", "offered accepted", "withdrawn"),
        _step("lapse", "offered", "lapsed"),
    ]
)
"""Every step of a hand-off. The README's diagram is drawn from it, and a test compares the two."""

_OPEN = "status IN ('offered', 'accepted')"


class Handoff(SQLModel, table=True):
    __table_args__ = (
        Index(
            "one_open_handoff_per_department_and_case",
            "case_number",
            "department",
            unique=True,
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_number: int = Field(foreign_key="case.number", index=True)
    home: int | None = None
    """The case that it belongs to by itself, while a merge has it filed under another."""
    department: str = Field(index=True)
    offered_by: str
    came_from: int | None = Field(default=None, foreign_key="handoff.id")
    """The hand-off that was handed on."""
    why: str
    expected: str
    status: HandoffStatus = Field(
        default=HandoffStatus.OFFERED, sa_type=stored_by_value(HandoffStatus), index=True
    )
    owner: str | None = Field(default=None, index=True)
    offered_at: datetime = Field(index=True)
    accepted_at: datetime | None = Field(default=None, index=True)
    ended_at: datetime | None = Field(default=None, index=True)
    ended_by: str | None = None
    moved_at: datetime
    """The last step or reply: what a stall is measured from."""
    reason: str | None = None
    found: str | None = None
    to_tell: str | None = None
    root_cause: str | None = None
    paused_until: datetime | None = None
    pause_reason: str | None = None
    paused_since: datetime | None = None
    """When it was put aside first, of pauses that followed each other: from there the longest is counted."""
    waits_for_customer: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    """It is stuck until the customer has answered."""

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    def accept(self, by: str, now: datetime) -> None:
        self._take("accept", by, now)

    def assign(self, owner: str, now: datetime) -> None:
        self._take("assign", owner, now)

    def release(self, now: datetime) -> None:
        self._step("release")
        self.owner = self.accepted_at = None
        self._unpause(now)

    def decline(self, by: str, reason: str, now: datetime) -> None:
        """Before it is taken it is declined; afterwards it is given back."""
        verb = "decline" if self.status is HandoffStatus.OFFERED else "give back"
        self._end(verb, by, now)
        self.reason = reason

    def hand_on(self, by: str, now: datetime) -> None:
        self._end("hand on", by, now)

    def finish(self, by: str, found: str, to_tell: str, root_cause: str | None, now: datetime) -> None:
        self._end("finish", by, now)
        self.found, self.to_tell, self.root_cause = found, to_tell, root_cause

    def withdraw(self, by: str, reason: str, now: datetime) -> None:
        self._end("withdraw", by, now)
        self.reason = reason

    def lapse(self, by: str, now: datetime) -> None:
        self._end("lapse", by, now)

    def pause(self, reason: str, until: datetime, now: datetime, *, for_customer: bool = False) -> None:
        if self.status is not HandoffStatus.ACCEPTED:
            raise Refusal("Only a hand-off that somebody has taken can be stuck; press *Take it* first.")
        if until <= now:
            raise Refusal("That date has passed; say a day or an hour that lies ahead.", field="until")
        self.paused_until, self.pause_reason, self.moved_at = until, reason, now
        self.waits_for_customer = for_customer
        self.paused_since = self.paused_since or now

    def comes_back(self) -> None:
        """The day that was named for the end of the pause has come; that alone is no movement."""
        self.paused_until = self.pause_reason = None
        self.waits_for_customer = False

    def moves(self, now: datetime) -> None:
        """Somebody replied: that is movement, and it ends a pause."""
        self._unpause(now)

    def _take(self, verb: str, owner: str, now: datetime) -> None:
        self._step(verb)
        self.owner = owner
        self.accepted_at = self.accepted_at or now
        self._unpause(now)

    def _end(self, verb: str, by: str, now: datetime) -> None:
        self._step(verb)
        self.ended_by, self.ended_at = by, now
        self._unpause(now)

    def _unpause(self, now: datetime) -> None:
        self.paused_until = self.pause_reason = self.paused_since = None
        self.waits_for_customer = False
        self.moved_at = now

    def _step(self, verb: str) -> None:
        step = STEPS[verb]
        if self.status not in step.sources:
            message = f"a hand-off that is {self.status} cannot {verb}"
            raise ImpossibleStep(message)
        self.status = step.target


class ImpossibleStep(Exception):
    """The table has no such step; the operation says to the person what happened meanwhile."""
