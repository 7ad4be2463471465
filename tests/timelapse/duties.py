"""What somebody owes by a time, as the oracle keeps it: one clock, its rungs, and who waits to be told."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.timelapse import known
from tests.timelapse.wall import Wall

MINUTE = timedelta(minutes=1)
RUNGS = (75, 100, 150, 200)
OVERDUE, TOP, LAPSE = 100, 200, 300
CSMS_OWN = ("decide", "tell", "answer", "update")
LAPSING = ("accept", "progress", "resume")


@dataclass(eq=False)
class Wish:
    """Somebody is to be told of a rung, by direct message or at the desk."""

    rung: str
    person: str
    since: datetime
    look_at: datetime
    is_desk: bool = False


@dataclass(eq=False)
class Duty:
    """One clock: who owes what, since when it runs, and what was reached and told of it."""

    kind: str
    case: int
    handoff: int | None
    department: str | None
    person: str | None
    allowed: timedelta
    since: datetime
    spent: timedelta = timedelta(0)
    is_paused: bool = False
    has_card: bool = True
    is_over: bool = False
    changed_at: datetime | None = None
    """When another time was promised: what lies before that could not be told before."""
    rung: int = 0
    reached: dict[int, datetime] = field(default_factory=dict)
    told_at: datetime | None = None
    """When the newest rung was reached."""
    heard_at: datetime | None = None
    """When anybody saw a message about it for the first time."""
    wishes: list[Wish] = field(default_factory=list)
    """Not told yet."""
    asked: set[tuple[str, str]] = field(default_factory=set)
    """(rung, person) of every wish there was."""
    in_vain: set[tuple[str, str]] = field(default_factory=set)
    """(rung, person) of those who were not there to be told."""
    lines: dict[int, datetime] = field(default_factory=dict)
    """Lines in threads that are still to be posted, by their rung."""
    snoozed: dict[str, datetime] = field(default_factory=dict)
    _moments: dict[object, datetime] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"C-{self.case} {self.kind} {self.department or 'desk'} (hand-off {self.handoff})"

    @property
    def key(self) -> tuple[str, int, int | None]:
        return self.kind, self.case, self.handoff

    @property
    def wall(self) -> Wall:
        """A customer who was named an hour does not ask for office hours."""
        return known.ROUND_THE_CLOCK if self.kind == "update" else known.wall(self.department)

    @property
    def day(self) -> timedelta:
        return timedelta(days=1) if self.kind == "update" else known.WORKING_DAY[self.department] * MINUTE

    def moment(self, percent: int) -> datetime:
        """When so much of what was promised has been worked."""
        if percent not in self._moments:
            left = max(self.allowed * percent / 100 - self.spent, timedelta(0))
            self._moments[percent] = self.wall.after(self.since, left)
        return self._moments[percent]

    def not_before(self, moment: datetime) -> datetime:
        return max(moment, self.changed_at) if self.changed_at else moment

    def worked_after(self, at: datetime, length: timedelta) -> datetime:
        if (at, length) not in self._moments:
            self._moments[at, length] = self.wall.after(at, length)
        return self._moments[at, length]

    def next_rung(self) -> tuple[int, datetime]:
        """The next one that is to come, and when."""
        ahead = [rung for rung in RUNGS if rung > self.rung]
        if ahead:
            return ahead[0], self.moment(ahead[0])
        assert self.told_at is not None
        return self.rung + 1, self.worked_after(self.told_at, self.day)

    def lapses_at(self) -> datetime | None:
        """Nothing while its top rung was not reached: those who are told then have their time."""
        tops = [at for rung, at in sorted(self.reached.items()) if rung >= TOP]
        if self.kind not in LAPSING or not tops:
            return None
        share = self.allowed * (LAPSE - TOP) / 100
        return max(self.moment(LAPSE), self.worked_after(tops[0], share))

    def begin(self, at: datetime) -> None:
        self.since = at
        self._moments.clear()

    def put_aside(self, at: datetime) -> None:
        """A pause in a pause adds nothing."""
        if not self.is_paused:
            self.spent += self.wall.between(self.since, at)
            self.is_paused = True
            self.forget_what_waits()

    def promise_other_time(self, allowed: timedelta, at: datetime) -> None:
        """What has passed has passed."""
        was_due, was_told = self.moment(100), bool(self.asked or self.reached)
        self.allowed, self.changed_at = allowed, at
        self._moments.clear()
        if was_told and not self.is_paused and self.moment(100) > was_due:
            self._begin_below()

    def _begin_below(self) -> None:
        """There is more time than people were reminded by: another promise, of which nothing was told yet."""
        self.forget_what_waits()
        self.rung, self.told_at, self.heard_at = 0, None, None
        for memory in (self.reached, self.asked, self.snoozed, self.in_vain):
            memory.clear()

    def end(self) -> None:
        self.is_over = True
        self.forget_what_waits()

    def forget_what_waits(self) -> None:
        self.wishes.clear()
        self.lines.clear()
