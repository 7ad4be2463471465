"""The middle floor for a test: a real database, the sample company's people in their channels, and a clock.

No Slack, no courier and no threads: an operation runs in one transaction, as the desk would run it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine, event, update
from sqlmodel import Session, SQLModel, col, select

from casework import afterwards, cases, customers, outbox, people
from casework.cases import NewCase
from casework.desk import Desk
from casework.work import Work
from config.handbook import Handbook
from models.case import Case, Severity
from models.database import open_reader
from models.entry import Entry
from models.handoff import Handoff
from models.member import Channel, Member, Standing
from models.notices import Notice, from_row
from models.outgoing import Outgoing
from models.thread import Thread
from sandbox.clock import Clock
from sandbox.company import HOME_TEAM, tidewater
from sandbox.workspace import Person
from tests.house import PLAIN

DANA, BEN, MEI, SAM, PRIYA = "U0DANAOKAFO", "U0BENLINDQV", "U0MEITANAKA", "U0SAMCARTER", "U0PRIYARAMA"
JONAS, NOOR, RUTH, OLA, INES = "U0JONASWEBE", "U0NOORHADDA", "U0RUTHABARA", "U0OLANOWAK0", "U0INESCOSTA"
GIL, CARLA = "U0GILFOSTER", "U0CARLAVOSS"
DESK, BILLING, ENGINEERING, LEGAL = "C0CSDESK001", "C0BILLING01", "C0ENGINEER1", "C0LEGAL0001"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Room:
    engine: Engine
    clock: Clock
    handbook: Handbook = PLAIN

    def do(
        self,
        operation: Callable[Concatenate[Work, P], T],
        *args: P.args,
        by: str | None = DANA,
        **kwargs: P.kwargs,
    ) -> T:
        """Run it for somebody and keep it; whatever it raises undoes it."""
        with Session(self.engine, expire_on_commit=False) as session:
            work = self.work(session, by)
            result = operation(work, *args, **kwargs)
            afterwards.settle(work)
            session.commit()
            return result

    def own(self, operation: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The bot's own work."""
        return self.do(operation, *args, by=None, **kwargs)

    def work(self, session: Session, by: str | None = None) -> Work:
        return Work(session, self.clock(), self.handbook, b"test", by=by, delivery="event:Ev1")

    def open_desk(self, handbook: Handbook | None = None) -> Desk:
        """The real desk on this room's database."""
        reader = open_reader(self.engine.url.render_as_string(hide_password=False), self.engine)
        return Desk(self.engine, reader, handbook or self.handbook, b"test", self.clock)

    # -- what happens

    def open_case(
        self,
        title: str = "Charged twice",
        *,
        by: str = DANA,
        customer: str = "1",
        department: str | None = "billing",
        severity: Severity = Severity.NORMAL,
        story: str = "They paid invoice 4711 twice.",
    ) -> int:
        new = NewCase(customer, title, story, severity, "Refund one.", department)
        return self.do(cases.open_case, new, by=by)

    def post_everything(self) -> list[Outgoing]:
        """Pretend that Slack has all that was promised and not posted yet; returns those rows."""
        waiting = [row for row in self.rows(Outgoing) if row.ts is None]
        for row in waiting:
            where = {"channel": row.channel or "D0000000001", "ts": self.ts_of(row)}
            self.own(outbox.sent, row.id, revision=row.revision, **where)
        return waiting

    @staticmethod
    def ts_of(row: Outgoing) -> str:
        return f"{1_700_000_000 + (row.id or 0)}.000100"

    def pass_time(self, **by: float) -> None:
        """Time goes by, and Slack was asked again who everybody is."""
        self.clock.push(timedelta(**by))
        self.own(know_everybody_afresh)

    # -- what is there then

    def rows(self, table: type[T]) -> list[T]:
        """Every row in the order of its key."""
        with Session(self.engine, expire_on_commit=False) as session:
            key = table.__table__.primary_key.columns  # type: ignore[attr-defined]
            return list(session.exec(select(table).order_by(*key)))

    def case(self, number: int = 1) -> Case:
        return next(case for case in self.rows(Case) if case.number == number)

    def handoff(self, handoff_id: int = 1) -> Handoff:
        return next(handoff for handoff in self.rows(Handoff) if handoff.id == handoff_id)

    def desk_thread(self, number: int = 1) -> Thread:
        return next(one for one in self.rows(Thread) if one.case_number == number and one.is_desk)

    def thread_of(self, handoff_id: int) -> Thread:
        return next(one for one in self.rows(Thread) if one.handoff_id == handoff_id)

    def history(self, number: int = 1) -> list[tuple[str, str, str]]:
        """(what, who, text) of each line."""
        return [(one.what, one.by, one.text) for one in self.rows(Entry) if one.case_number == number]

    def told(self, kind: type[Notice] | None = None, channel: str | None = None) -> list[Any]:
        """The promised notices, oldest first; gone ones are not among them."""
        rows = [row for row in self.rows(Outgoing) if not row.is_gone and channel in (None, row.channel)]
        notices = [from_row(row.notice) for row in rows]
        return [notice for notice in notices if kind is None or isinstance(notice, kind)]

    def fingerprint(self) -> list[str]:
        """Everything that is remembered."""
        tables = (Case, Handoff, Thread, Outgoing, Entry)
        return [repr(row) for table in tables for row in self.rows(table)]


def seat_everybody(work: Work) -> None:
    """Everybody of the sample company, as the directory would remember them now."""
    workspace = tidewater()
    for person in workspace.people.values():
        member = Member(
            user_id=person.id,
            name=person.real_name,
            time_zone=person.tz,
            standing=standing(person),
            fetched_at=work.now,
        )
        people.remember_member(work.session, member)
    for channel_id in work.handbook.channels:
        seats = list(workspace.channels[channel_id].members)
        seat(work, channel_id, seats)


def know_everybody_afresh(work: Work) -> None:
    work.session.exec(update(Member).values(fetched_at=work.now))
    work.session.exec(update(Channel).values(fetched_at=work.now, members_at=work.now))


def seat(
    work: Work, channel_id: str, members: list[str] | None, *, is_external: bool = False, teams: str = ""
) -> None:
    channel = Channel(
        id=channel_id,
        name=channel_id.lower(),
        is_external=is_external,
        is_archived=False,
        teams=teams,
        fetched_at=work.now,
        members_at=work.now,
    )
    people.remember_channel(work.session, channel, members)


def standing(person: Person) -> Standing:
    marks = {
        Standing.DEACTIVATED: person.deleted,
        Standing.BOT: person.is_bot,
        Standing.STRANGER: person.is_stranger,
        Standing.CONNECT: person.team_id != HOME_TEAM,
        Standing.SINGLE_CHANNEL_GUEST: person.is_ultra_restricted,
        Standing.GUEST: person.is_restricted,
    }
    return next((standing for standing, holds in marks.items() if holds), Standing.STAFF)


def furnish(room: Room) -> None:
    """The handbook's customers and everybody's seats, in a migrated database that has nothing in it."""
    room.own(customers.adopt_handbook)
    room.own(seat_everybody)


@contextmanager
def statements(room: Room) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    asked: list[str] = []

    def hear(*about: Any) -> None:
        asked.append(about[2])

    event.listen(room.engine, "before_cursor_execute", hear)
    yield asked
    event.remove(room.engine, "before_cursor_execute", hear)


def count(room: Room, table: type[SQLModel], **values: Any) -> int:
    """How many rows have these values."""
    with Session(room.engine) as session:
        query = select(table).where(*(col(getattr(table, name)) == value for name, value in values.items()))
        return len(session.exec(query).all())
