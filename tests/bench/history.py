"""Years of cases in a database, written by the database itself: three hand-offs and four promises each.

The SQL is the same for both kinds but for the series of numbers and the moments, which are told in seconds
before ``now``.
"""

from datetime import datetime

from sqlalchemy import Connection, Engine, text

OPEN = 5_000
EVERY = 94
"""Seconds between two cases: 6,400 a week."""
DEPARTMENTS = ("billing", "engineering", "logistics", "legal")

_IS_OPEN = f"(i > :count - {OPEN} OR i % 20000 = 7)"
_OPENED = f"(86400 + (:count - i) * {EVERY})"
_TURNS = "(SELECT 0 AS j UNION ALL SELECT 1 UNION ALL SELECT 2) AS turn"
_DEPARTMENT = (
    f"CASE (i + j) % 4 {' '.join(f'WHEN {n} THEN {name!r}' for n, name in enumerate(DEPARTMENTS))} END"
)
_OFFERED = f"({_OPENED} - j * 14400)"
_ACCEPTED = f"({_OFFERED} - 60 * (1 + i % 97))"
_ENDED = f"({_ACCEPTED} - 60 * (1 + i % 53))"
_LASTS = f"(j = 2 AND {_IS_OPEN})"
_IS_OFFER = f"(CASE WHEN {_LASTS} THEN i % 2 = 0 ELSE j <> 1 END)"
"""Its promise is to take the hand-off; the others' is to show progress on it."""

_CASES = f"""
INSERT INTO "case" (number, customer_id, title, story, severity, status, csm, opened_at, moved_at, closed_at)
SELECT i, 1 + i % 50, 'Charged twice for invoice ' || i, 'They paid it by card and by transfer.',
  CASE i % 7 WHEN 0 THEN 'critical' WHEN 1 THEN 'high' ELSE 'normal' END,
  CASE WHEN {_IS_OPEN} THEN 'open' ELSE 'closed' END, 'U0CSM' || i % 9, {{opened}}, {{moved}},
  CASE WHEN {_IS_OPEN} THEN NULL ELSE {{moved}} END
FROM n ORDER BY i
"""
_HANDOFFS = f"""
INSERT INTO handoff (id, case_number, department, offered_by, why, expected, status, owner,
  offered_at, accepted_at, ended_at, moved_at)
SELECT 3 * (i - 1) + j + 1, i, {_DEPARTMENT}, 'U0CSM1', 'An invoice.', 'Refund one.',
  CASE WHEN {_LASTS} THEN CASE i % 2 WHEN 0 THEN 'offered' ELSE 'accepted' END ELSE 'done' END,
  CASE WHEN {_LASTS} AND i % 2 = 0 THEN NULL ELSE 'U0WORKER' || i % 40 END,
  {{offered}}, CASE WHEN {_LASTS} AND i % 2 = 0 THEN NULL ELSE {{accepted}} END,
  CASE WHEN {_LASTS} THEN NULL ELSE {{ended}} END, {{offered}}
FROM n, {_TURNS} ORDER BY i, j
"""
_PROMISES = f"""
INSERT INTO promise (id, kind, case_number, handoff_id, department, person, opened_at, runs_from,
  spent_seconds, allowed_seconds, due_at, rung, ended_at, outcome)
SELECT 4 * (i - 1) + j + 1, CASE WHEN {_IS_OFFER} THEN 'accept' ELSE 'progress' END,
  i, 3 * (i - 1) + j + 1, {_DEPARTMENT}, 'U0WORKER' || i % 40, {{offered}}, {{offered}}, 0, 14400,
  CASE WHEN {_LASTS} AND i % 5 > 0 THEN {{later}} WHEN {_IS_OFFER} THEN {{accepted}} ELSE {{ended}} END,
  CASE WHEN {_LASTS} AND i % 5 = 0 THEN 200 ELSE 0 END,
  CASE WHEN {_LASTS} THEN NULL WHEN {_IS_OFFER} THEN {{accepted}} ELSE {{ended}} END,
  CASE WHEN {_LASTS} THEN NULL WHEN i % 11 = 0 THEN 'late' ELSE 'kept' END
FROM n, {_TURNS} ORDER BY i, j
"""
_TOLD = f"""
INSERT INTO promise (id, kind, case_number, person, opened_at, runs_from, spent_seconds, allowed_seconds,
  due_at, rung, ended_at, outcome)
SELECT 4 * i, 'tell', i, 'U0CSM' || i % 9, {{opened}}, {{opened}}, 0, 14400, {{moved}}, 0,
  {{moved}}, CASE WHEN i % 17 = 0 THEN 'late' ELSE 'kept' END
FROM n WHERE NOT {_IS_OPEN} ORDER BY i
"""
_ENTRIES = """
INSERT INTO entry (case_number, at, by, what, text, handoff_id, delivery)
SELECT case_number, accepted_at, owner, 'accepted', '', id, '' FROM handoff
WHERE accepted_at IS NOT NULL ORDER BY id
"""
_NUDGES = """
INSERT INTO nudge (promise_id, rung, at) SELECT id, 200, due_at FROM promise WHERE rung = 200
"""
_WAITS = """
INSERT INTO wait (case_number, holder, department, shared_by, since, until)
SELECT case_number, 'department', department, 1, offered_at, ended_at FROM handoff ORDER BY id
"""
_CUSTOMERS = """
INSERT INTO customer (id, name, key, tier) SELECT i, 'Customer ' || i, 'customer ' || i, 'gold' FROM n
"""

_MOMENTS = {
    "opened": _OPENED,
    "moved": f"({_OPENED} - 36000)",
    "offered": _OFFERED,
    "accepted": _ACCEPTED,
    "ended": _ENDED,
    "later": "(-86400)",
}


def write(engine: Engine, cases: int, now: datetime) -> None:
    """In a migrated database that is empty."""
    with engine.begin() as connection:
        kind = connection.dialect.name
        if kind != "sqlite":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        _run(connection, _CUSTOMERS, 50, now)
        for statement in (_CASES, _HANDOFFS, _PROMISES, _TOLD):
            _run(connection, statement, cases, now)
        connection.execute(text(_ENTRIES))
        connection.execute(text(_NUDGES))
        connection.execute(text(_WAITS))
    if kind != "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("VACUUM ANALYZE"))


def _run(connection: Connection, statement: str, count: int, now: datetime) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    ago = _ago_on_sqlite if is_sqlite else _ago_on_postgresql
    told = statement.format(**{name: ago(seconds) for name, seconds in _MOMENTS.items()})
    series = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)"
        if is_sqlite
        else "WITH n AS (SELECT i FROM generate_series(1, CAST(:count AS integer)) AS i)"
    )
    parameters = {"count": count, "now": int(now.timestamp())}
    wanted = {name: value for name, value in parameters.items() if f":{name}" in series + told}
    connection.execute(text(f"{_before_select(told, series)}"), wanted)


def _before_select(statement: str, series: str) -> str:
    """The series goes between INSERT INTO … (…) and its SELECT."""
    head, _, rest = statement.partition("SELECT ")
    return f"{head}{series} SELECT {rest}"


def _ago_on_sqlite(seconds: str) -> str:
    return f"strftime('%Y-%m-%d %H:%M:%f000', :now - {seconds}, 'unixepoch')"


def _ago_on_postgresql(seconds: str) -> str:
    return f"to_timestamp(:now - {seconds})"
