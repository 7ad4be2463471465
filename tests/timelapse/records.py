"""What is looked up in the bot's database: rungs reached, hand-offs gone back, and the names of things."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from casework import wait_splits
from config.handbook import Handbook
from models.case import Case
from models.database import open_engine, open_reader
from models.entry import Entry
from models.facts import WaitSplit
from models.handoff import OPEN_STATUSES, Handoff
from models.outgoing import Delivery, Outgoing
from models.promise import Nudge, Promise, Reminder
from models.thread import Thread

Key = tuple[str, int, int | None]

_RUNGS = (
    select(Nudge.id, Promise.kind, Promise.case_number, Promise.handoff_id, Nudge.rung, Nudge.at)
    .join(Promise, col(Promise.id) == col(Nudge.promise_id))
    .where(col(Nudge.id) > bindparam("newest"))
    .order_by(col(Nudge.id))
)
_GONE_BACK = (
    select(Entry.id, Entry.case_number, Entry.handoff_id, Entry.what, Entry.at)
    .where(col(Entry.id) > bindparam("newest"), col(Entry.what).in_(("lapsed", "went_back")))
    .order_by(col(Entry.id))
)
_IS_DUE = (col(Outgoing.status) == Delivery.PENDING) & (col(Outgoing.due_at) <= bindparam("now"))
_IS_OPEN = col(Outgoing.status).in_((Delivery.SENDING, Delivery.UNKNOWN))
_MAIL = select(Outgoing.id).where(_IS_DUE | _IS_OPEN).limit(1)


class Records:
    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)
        self._reader = open_reader(url, self._engine)
        self._nudge = self._entry = 0

    def close(self) -> None:
        for engine in {self._engine, self._reader}:
            engine.dispose()

    def _rows(self, query: Any, **values: object) -> list[Any]:
        with self._reader.connect() as connection:
            return list(connection.execute(query, values))

    def rungs(self) -> Iterator[tuple[Key, int, datetime]]:
        """The new ones."""
        for nudge, kind, number, handoff, rung, at in self._rows(_RUNGS, newest=self._nudge):
            self._nudge = nudge
            yield (kind.value, number, handoff), rung, at

    def gone_back(self) -> Iterator[tuple[int, int, str, datetime]]:
        """The new ones: case, hand-off, what, when."""
        for entry, *rest in self._rows(_GONE_BACK, newest=self._entry):
            self._entry = entry
            yield tuple(rest)

    def number_of(self, title: str) -> int:
        return self._rows(select(Case.number).where(col(Case.title) == title))[0][0]

    def handoff_of(self, number: int, department: str) -> int:
        query = select(Handoff.id).where(
            col(Handoff.case_number) == number,
            col(Handoff.department) == department,
            col(Handoff.status).in_(OPEN_STATUSES),
        )
        return self._rows(query)[0][0]

    def thread_of(self, number: int, handoff: int | None) -> str | None:
        query = select(Thread.ts).where(
            col(Thread.case_number) == number, col(Thread.handoff_id).is_not_distinct_from(handoff)
        )
        return self._rows(query)[0][0]

    def promise_of(self, duty: Any) -> int:
        query = select(Promise.id).where(
            col(Promise.case_number) == duty.case,
            col(Promise.kind) == duty.kind,
            col(Promise.handoff_id).is_not_distinct_from(duty.handoff),
            col(Promise.ended_at).is_(None),
        )
        return self._rows(query)[0][0]

    def batch(self, batch: int) -> list[tuple[Key, str]]:
        """Everything that one message is about."""
        query = (
            select(Promise.kind, Promise.case_number, Promise.handoff_id, Reminder.rung)
            .join(Promise, col(Promise.id) == col(Reminder.promise_id))
            .where(col(Reminder.batch) == batch, col(Reminder.dropped_at).is_(None))
        )
        return [((kind.value, number, handoff), rung) for kind, number, handoff, rung in self._rows(query)]

    def seen(self, handoffs: list[int]) -> set[int]:
        """Of these, the hand-offs whose card stands in Slack."""
        query = select(Thread.handoff_id).where(
            col(Thread.handoff_id).in_(handoffs), col(Thread.ts).is_not(None)
        )
        return {handoff for (handoff,) in self._rows(query)}

    def has_mail(self, now: datetime) -> bool:
        """Whether the courier has anything to do."""
        return bool(self._rows(_MAIL, now=now))

    def split(self, number: int, handbook: Handbook, now: datetime) -> WaitSplit:
        with Session(self._reader) as session:
            return wait_splits.split(session, handbook, number, now=now)

    def counts(self) -> Counter[str]:
        """How many rows there are."""
        tables = {"promises": Promise, "history": Entry, "messages and cards": Outgoing, "hand-offs": Handoff}
        rows = {name: self._rows(select(func.count()).select_from(table)) for name, table in tables.items()}
        return Counter({name: found[0][0] for name, found in rows.items()})
