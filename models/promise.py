"""What somebody owes by a time, and the reminders that come of it. Everything that can stall is a promise."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.columns import stored_by_value


class PromiseKind(StrEnum):
    ACCEPT = "accept"
    """A department takes an offer, or says no to it."""
    PROGRESS = "progress"
    """Who has taken a hand-off shows movement: a reply, a status, a step."""
    RESUME = "resume"
    """Who was stuck comes back to it after the day they named."""
    DECIDE = "decide"
    """The CSM decides where a case goes that no department has."""
    TELL = "tell"
    """The CSM tells the customer what was found, and closes the case."""
    ANSWER = "answer"
    """The CSM answers what a department asked."""
    UPDATE = "update"
    """The CSM gives the customer the news that was promised by a certain time."""
    PREVENT = "prevent"
    """Who was named sees to it that a Problem does not come back."""
    APPROVE = "approve"
    """A second pair of eyes reads what a customer shall be told."""
    TOUCH = "touch"
    """The CSM gets in touch with a customer who was not spoken to for long."""


OF_THE_CUSTOMER = (PromiseKind.TELL, PromiseKind.UPDATE)
"""When one of these is broken, the customer notices."""
BY_A_NAMED_TIME = (PromiseKind.UPDATE, PromiseKind.PREVENT, PromiseKind.TOUCH)
"""A person named the moment; the handbook's times have no part in it."""
OF_THE_CSM = (
    *(PromiseKind.DECIDE, PromiseKind.TELL, PromiseKind.ANSWER, PromiseKind.UPDATE),
    *(PromiseKind.APPROVE, PromiseKind.TOUCH),
)


class Outcome(StrEnum):
    KEPT = "kept"
    LATE = "late"
    """Kept, but after its time: it was broken."""
    LAPSED = "lapsed"
    """Nobody kept it in the end: it went back."""
    MOOT = "moot"
    """Nobody owes it any more, and nobody kept it: withdrawn, or closed."""


_LIVE = "ended_at IS NULL"
OFTEN = 4
"""Who took a promise up more often than this without having looked at it, cannot."""
_IN_VAIN = f"{_LIVE} AND tries > {OFTEN}"
LOOKED_AT_IN_VAIN = text(_IN_VAIN)
"""Of a promise, in a query of that table alone."""


class Promise(SQLModel, table=True):
    """One clock. It runs in the working time of ``department``; of the company where that is empty."""

    __table_args__ = (
        Index(
            "one_live_promise_a_handoff_and_kind",
            "handoff_id",
            "kind",
            unique=True,
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
        Index(
            "one_live_promise_a_case_and_kind",
            "case_number",
            "kind",
            unique=True,
            sqlite_where=text(f"{_LIVE} AND handoff_id IS NULL"),
            postgresql_where=text(f"{_LIVE} AND handoff_id IS NULL"),
        ),
        Index(
            "promises_to_look_at",
            "next_at",
            sqlite_where=text(f"{_LIVE} AND next_at IS NOT NULL"),
            postgresql_where=text(f"{_LIVE} AND next_at IS NOT NULL"),
        ),
        Index(
            "live_promises_by_due",
            "due_at",
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
        Index(
            "live_promises_of_a_case",
            "case_number",
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
        Index("promises_of_a_handoff", "handoff_id"),
        Index(
            "promises_put_aside",
            "handoff_id",
            sqlite_where=text(f"{_LIVE} AND paused_at IS NOT NULL"),
            postgresql_where=text(f"{_LIVE} AND paused_at IS NOT NULL"),
        ),
        Index(
            "promises_nobody_will_look_at",
            "case_number",
            sqlite_where=text(f"{_LIVE} AND paused_at IS NULL AND next_at IS NULL"),
            postgresql_where=text(f"{_LIVE} AND paused_at IS NULL AND next_at IS NULL"),
        ),
        Index(
            "promises_looked_at_in_vain",
            "case_number",
            sqlite_where=text(_IN_VAIN),
            postgresql_where=text(_IN_VAIN),
        ),
        Index(
            "decided_promises_by_end",
            "ended_at",
            sqlite_where=text("outcome IN ('kept', 'late', 'lapsed')"),
            postgresql_where=text("outcome IN ('kept', 'late', 'lapsed')"),
        ),
        CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="what_ended_has_an_outcome"),
        CheckConstraint("paused_at IS NULL OR kind <> 'accept'", name="an_offer_is_never_paused"),
        CheckConstraint("paused_at IS NULL OR next_at IS NULL", name="what_is_paused_waits"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: PromiseKind = Field(sa_type=stored_by_value(PromiseKind))
    case_number: int = Field(foreign_key="case.number")
    handoff_id: int | None = Field(default=None, foreign_key="handoff.id")
    department: str | None = None
    """Whom it binds, and whose working time counts: a key of the handbook; empty for the CSM's."""
    person: str | None = None
    """Whom it binds in particular; empty while nobody has taken it."""
    opened_at: datetime
    runs_from: datetime
    """Since when the clock has been running."""
    spent_seconds: int = 0
    """Working time that had passed before ``runs_from``."""
    allowed_seconds: int
    """The working time that was promised."""
    due_at: datetime
    """When it has passed, if nothing comes between."""
    paused_at: datetime | None = None
    paused_until: datetime | None = None
    pause_reason: str | None = None
    rung: int = 0
    """The highest rung of the ladder that it reached, in percent of what was promised; see Nudge."""
    told_at: datetime | None = None
    """When it reached that rung."""
    next_at: datetime | None = None
    """When it is to be looked at; empty while it is paused and once it has ended."""
    tries: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    """How often it was taken up since it was looked at last; see ``casework.due``."""
    ended_at: datetime | None = None
    ended_by: str | None = None
    """Whose doing that was; empty for the clock's own."""
    outcome: Outcome | None = Field(default=None, sa_type=stored_by_value(Outcome))

    @property
    def is_live(self) -> bool:
        return self.ended_at is None

    @property
    def allowed(self) -> timedelta:
        return timedelta(seconds=self.allowed_seconds)

    @property
    def spent(self) -> timedelta:
        return timedelta(seconds=self.spent_seconds)

    def is_stalled(self, now: datetime) -> bool:
        """Past its time, and nobody put it aside."""
        return self.is_live and self.paused_at is None and self.due_at <= now

    def is_late(self, now: datetime) -> bool:
        """More was taken than was promised."""
        return self.spent_seconds > self.allowed_seconds if self.paused_at else self.due_at < now

    def end(self, outcome: Outcome, now: datetime, by: str | None) -> None:
        self.ended_at, self.ended_by, self.outcome = now, by, outcome
        self.paused_at = self.next_at = None


class Nudge(SQLModel, table=True):
    """A rung that a promise has reached: a row, so that it is climbed once."""

    __table_args__ = (UniqueConstraint("promise_id", "rung"),)

    id: int | None = Field(default=None, primary_key=True)
    promise_id: int = Field(foreign_key="promise.id")
    rung: int
    """In percent; the top one again, a working day later each, counts on from it: 200, 201, 202."""
    at: datetime


class Via(StrEnum):
    DIRECT = "direct"
    """A direct message."""
    DESK = "desk"
    """A line in the case's desk thread."""


_WAITING = "batch IS NULL AND dropped_at IS NULL"


class Reminder(SQLModel, table=True):
    """What one person is to be told of one promise: in the day, and together with what else is due then."""

    __table_args__ = (
        UniqueConstraint("promise_id", "rung", "person"),
        Index(
            "reminders_that_wait",
            "not_before",
            sqlite_where=text(_WAITING),
            postgresql_where=text(_WAITING),
        ),
        Index("reminders_by_person", "person", "released_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    promise_id: int = Field(foreign_key="promise.id")
    rung: str
    """As the nudge's, or ``later:<seconds since 1970>`` for who asked to be reminded later."""
    person: str
    via: Via = Field(default=Via.DIRECT, sa_type=stored_by_value(Via))
    note: str = ""
    """Why it comes to this person: who was passed over."""
    created_at: datetime
    not_before: datetime
    """Never at night, on a day off, or beyond a day's number."""
    batch: int | None = Field(default=None, index=True)
    """The id of the first reminder in the same message; empty while it waits."""
    released_at: datetime | None = None
    dropped_at: datetime | None = None
    """It need not be told any more, and was not."""


class Snooze(SQLModel, table=True):
    """Somebody asked to be left alone with a promise for a while; others are told all the same."""

    promise_id: int = Field(primary_key=True, foreign_key="promise.id")
    person: str = Field(primary_key=True)
    until: datetime
