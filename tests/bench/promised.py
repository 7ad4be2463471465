"""A database full of promises: so many open ones, a thousand of them due, beside millions that have ended."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, text

from casework import customers
from casework.desk import OWN_WORK, Desk
from models.database import open_reader
from tests.casework.clock_room import handbook
from tests.casework.room import PRIYA, seat_everybody

NOW = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
"""Half past five on a Monday in Berlin: twice the promised four hours have passed since twenty past nine."""
DUE = 1000
ENDED = 2_000_000
"""Promises, and half as many closed cases."""
FIRST_CLOSED = 10_000_001
RUNS_FOR = {
    75: timedelta(hours=3, minutes=10),
    100: timedelta(hours=4, minutes=10),
    150: timedelta(hours=6, minutes=10),
    200: timedelta(hours=8, minutes=5),
}
"""By the rung that is reached; a quarter of what is due each."""
HANDBOOK = handbook()

_SERIES = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)",
    "postgresql": "WITH n AS (SELECT generate_series(CAST(:first AS integer), CAST(:last AS integer)) AS i)",
}
_CASE = """
INSERT INTO "case" (number, customer_id, title, story, severity, status, csm, opened_at, moved_at, closed_at)
{series} SELECT i, 1, 'Charged twice', 'Invoice 4711.', 'normal', {status}, 'U0DANAOKAFO', {then}, {then},
    {closed} FROM n"""
_HANDOFF = """
INSERT INTO handoff
    (id, case_number, department, offered_by, why, expected, status, owner, offered_at, accepted_at, moved_at)
{series} SELECT i, i, 'engineering', 'U0DANAOKAFO', 'An error.', 'Find it.', 'accepted', '{owner}',
    {then}, {then}, {then} FROM n"""
_WAIT = """
INSERT INTO wait (case_number, holder, department, shared_by, since)
{series} SELECT i, 'department', 'engineering', 1, {then} FROM n"""
_PROMISE = """
INSERT INTO promise (kind, case_number, handoff_id, department, person, opened_at, runs_from, spent_seconds,
    allowed_seconds, due_at, rung, next_at)
{series} SELECT 'progress', i, i, 'engineering', '{owner}', {then}, {then}, 0, 14400, {later}, 0, {later}
FROM n"""
_ENDED = """
INSERT INTO promise (kind, case_number, opened_at, runs_from, spent_seconds, allowed_seconds, due_at, rung,
    ended_at, outcome)
{series} SELECT 'decide', i % 10000 + 1, {then}, {then}, 0, 14400, {then}, 0, {then},
    CASE i % 20 WHEN 0 THEN 'late' ELSE 'kept' END FROM n"""
_CHOSEN = """
CREATE TABLE bench_due AS SELECT id AS promise_id, case_number,
    CASE (case_number / {step}) % 4 {since} END AS runs_from, {at} AS due_at, {at} AS next_at
FROM promise WHERE ended_at IS NULL AND case_number % {step} = 0"""
_NOT_YET = """
UPDATE promise SET next_at = {later}, due_at = {later} WHERE ended_at IS NULL AND next_at <= {now}"""
_DESK = """
INSERT INTO thread (case_number, channel, ts)
SELECT case_number, 'C0CSDESK001', case_number || '.1' FROM bench_due"""
_ENGINEERING = """
INSERT INTO thread (case_number, handoff_id, channel, ts)
SELECT case_number, case_number, 'C0ENGINEER1', case_number || '.2' FROM bench_due"""
_AS_BEFORE = """
UPDATE promise SET rung = 0, told_at = NULL, tries = 0, runs_from = bench_due.runs_from,
    due_at = bench_due.due_at, next_at = bench_due.next_at
FROM bench_due WHERE promise.id = bench_due.promise_id"""


@dataclass
class Ledger:
    """``engine`` is as the bot opens it, without a limit to how long a statement may take."""

    engine: Engine
    kind: str
    ended: int = ENDED
    held: int = 0
    """How many promises are open."""

    def fill(self) -> None:
        """What does not grow: what has ended."""
        self._add(1, 10_000)
        then, closed = self._ago("i % 9000000"), self._ago("i % 900000")
        self._fill(
            _CASE, FIRST_CLOSED, FIRST_CLOSED + self.ended // 2 - 1, "'closed'", then=then, closed=closed
        )
        self._fill(_ENDED, 1, self.ended, then=self._ago("i * 4"))

    def grow(self, size: int) -> None:
        """As many open cases, each with a hand-off, a promise and a wait; what is due lies between them."""
        self._add(self.held + 1, size)
        self._choose_due(size // DUE)
        self._analyze()

    def _add(self, first: int, last: int) -> None:
        then, later = self._ago("i % 50000"), self._ago("-9000 - i % 800000")
        for table in (_CASE, _HANDOFF, _WAIT, _PROMISE):
            self._fill(table, first, last, then=then, later=later, closed="NULL")
        self.held = last

    def _fill(self, table: str, first: int, last: int, status: str = "'open'", **columns: str) -> None:
        if first > last:
            return  # a recursive series would have one row all the same
        statement = table.format(series=_SERIES[self.kind], status=status, owner=PRIYA, **columns)
        self._run(statement, first=first, last=last)

    def as_before(self) -> None:
        """Nothing has been looked at: the same thousand are due."""
        for statement in ("DELETE FROM nudge", "DELETE FROM reminder", "DELETE FROM outgoing", _AS_BEFORE):
            self._run(statement)

    def desk(self, now: datetime = NOW) -> Desk:
        reader = open_reader(self.engine.url.render_as_string(hide_password=False), self.engine)
        return Desk(self.engine, reader, HANDBOOK, b"bench", lambda: now)

    def stamp(self, at: datetime) -> object:
        """As the column keeps it, for bare SQL."""
        return at if self.kind == "postgresql" else f"{at:%Y-%m-%d %H:%M:%S.%f}"

    def _ago(self, seconds: str) -> str:
        """SQL for so many seconds before now."""
        if self.kind == "postgresql":
            return f"CAST('{NOW.isoformat()}' AS timestamptz) - ({seconds}) * interval '1 second'"
        return f"datetime({NOW.timestamp():.0f} - ({seconds}), 'unixepoch') || '.000000'"

    def _choose_due(self, step: int) -> None:
        since = " ".join(
            f"WHEN {number} THEN {self._ago(str(length.seconds))}"
            for number, length in enumerate(RUNS_FOR.values())
        )
        chosen = _CHOSEN.format(step=step, since=since, at=self._ago(f"case_number / {step}"))
        not_yet = _NOT_YET.format(later=self._ago("-9000"), now=self._ago("0"))
        forget = ("DROP TABLE IF EXISTS bench_due", "DELETE FROM outgoing", "DELETE FROM thread")
        for statement in (*forget, chosen, _DESK, _ENGINEERING, not_yet):
            self._run(statement)
        self.as_before()

    def _analyze(self) -> None:
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE" if self.kind == "postgresql" else "ANALYZE"))

    def _run(self, statement: str, **params: object) -> None:
        with self.engine.begin() as connection:
            if self.kind == "postgresql":
                connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text(statement), params)


async def introduce(desk: Desk) -> None:
    await desk.do(OWN_WORK, customers.adopt_handbook)
    await desk.do(OWN_WORK, seat_everybody)
