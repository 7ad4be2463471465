"""Every open case is looked after: what is missing is found, and repaired from what the case is."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, col, update

from casework import audit, cases, due, handoffs
from models.database import open_engine
from models.findings import Finding, Gap
from models.handoff import OPEN_STATUSES
from models.member import Member, Standing
from models.migrate import migrate
from models.promise import OFTEN, Nudge, Promise, PromiseKind
from models.wait import Wait
from sandbox.clock import Clock
from tests.casework.clock_room import live, tick, timed
from tests.casework.room import DANA, MEI, NOON, PRIYA, Room, seat_everybody
from tests.models.test_migrations import to


@pytest.fixture
def desk(room: Room) -> Room:
    """C-1 offered to Billing; C-2 stuck in Engineering until Thursday; C-3 with its CSM; C-4 closed."""
    timed(room)
    for department in ("billing", "engineering", "billing", "billing"):
        room.open_case(department=department)
    room.do(handoffs.accept, 2, by=PRIYA)
    room.do(handoffs.pause, 2, reason="Waits for a part.", until=NOON + timedelta(days=3), by=PRIYA)
    room.do(handoffs.decline, 3, reason="Not ours.", by=MEI)
    room.do(cases.close, 4, told="All is well.")
    room.post_everything()
    return room


def spoil(room: Room, statement: str, **params: object) -> None:
    with Session(room.engine) as session:
        session.execute(text(statement), params)
        session.commit()


def gaps(room: Room) -> dict[Gap, list[int]]:
    with Session(room.engine) as session:
        return {gap: sorted(cases) for gap, cases in audit.look(room.work(session)).items() if cases}


def owed(room: Room) -> set[tuple[int, PromiseKind]]:
    return {(one.case_number, one.kind) for one in live(room)}


def test_a_desk_at_work_has_no_gaps(desk: Room) -> None:
    assert gaps(desk) == {}
    assert desk.own(audit.open_findings) == ()


SPOILT = {
    "DELETE FROM promise WHERE case_number = 1": {Gap.NO_PROMISE: [1], Gap.NO_PROMISE_OF_HANDOFF: [1]},
    "DELETE FROM promise WHERE case_number = 3": {Gap.NO_PROMISE: [3]},
    "DELETE FROM promise WHERE kind = 'progress'": {Gap.NO_PROMISE_OF_HANDOFF: [2]},
    "DELETE FROM promise WHERE kind = 'resume'": {Gap.NO_WAY_BACK: [2]},
    "UPDATE promise SET next_at = NULL WHERE case_number = 3": {Gap.NO_LOOK: [3]},
    "DELETE FROM wait WHERE case_number = 2": {Gap.NO_WAIT: [2]},
}


@pytest.mark.parametrize("statement", SPOILT)
def test_what_is_lost_is_found_and_comes_back(desk: Room, statement: str) -> None:
    before = owed(desk)
    spoil(desk, statement)
    assert gaps(desk) == SPOILT[statement]
    assert desk.own(audit.open_findings) == tuple(
        Finding(gap, len(found), len(found)) for gap, found in SPOILT[statement].items()
    )
    for number in {one for found in SPOILT[statement].values() for one in found}:
        desk.own(audit.repair, number)
    assert gaps(desk) == {}
    assert owed(desk) == before
    assert all(one.next_at is not None or one.paused_at is not None for one in live(desk))


def test_repairing_what_is_whole_changes_nothing(desk: Room) -> None:
    before = [repr(one) for table in (Promise, Wait) for one in desk.rows(table)]
    for number in (1, 2, 3, 4):
        desk.own(audit.repair, number)
    assert [repr(one) for table in (Promise, Wait) for one in desk.rows(table)] == before


def test_a_question_that_waits_is_owed_an_answer_again(desk: Room) -> None:
    desk.do(handoffs.ask, 1, question="Which invoice?", by=MEI)
    assert (1, PromiseKind.ANSWER) in owed(desk)
    spoil(desk, "DELETE FROM promise WHERE case_number = 1")
    desk.own(audit.repair, 1)
    assert {(1, PromiseKind.ANSWER), (1, PromiseKind.ACCEPT)} <= owed(desk)


def test_a_sweep_that_does_not_get_through_is_reported(desk: Room) -> None:
    desk.clock.push(timedelta(hours=3, minutes=4))
    assert gaps(desk) == {}, "four minutes after its time it may still be on its way"
    desk.clock.push(timedelta(minutes=2))
    assert set(gaps(desk)) == {Gap.NOT_SWEPT}
    tick(desk)
    assert gaps(desk) == {}


def test_a_promise_that_cannot_be_looked_at_is_reported_although_its_lease_moves_on(desk: Room) -> None:
    desk.clock.push(timedelta(hours=3))
    for _ in range(OFTEN):
        assert desk.own(due.claim, limit=50)
        assert gaps(desk) == {}
        desk.clock.push(due.LEASE)
    desk.own(due.claim, limit=50)
    assert set(gaps(desk)) == {Gap.IN_VAIN}
    desk.clock.push(due.LEASE)
    tick(desk)
    assert gaps(desk) == {}


def test_a_csm_who_left_is_reported_and_nobody_else_put_in_their_place(desk: Room) -> None:
    def leave(work, standing: Standing) -> None:
        gone = update(Member).where(col(Member.user_id) == DANA).values(standing=standing)
        work.session.exec(gone)

    desk.own(leave, Standing.DEACTIVATED)
    assert gaps(desk) == {Gap.NO_CSM: [1, 2, 3]}
    for number in (1, 2, 3):
        desk.own(audit.repair, number)
    assert gaps(desk) == {Gap.NO_CSM: [1, 2, 3]}
    assert {case.csm for case in desk.rows(type(desk.case()))} == {DANA}
    desk.own(leave, Standing.STAFF)
    assert gaps(desk) == {}


# -- the database of a Liaison without a clock

LONG_AGO = NOON - timedelta(days=40)
OLD = {
    "customer": [{"id": 1, "name": "Fjordlab", "key": "fjordlab", "tier": "standard"}],
    "case": [
        {"number": number, "status": status}
        for number, status in enumerate(("open", "open", "open", "answered", "closed", "open"), start=1)
    ],
    "handoff": [
        {"case_number": 1, "department": "billing", "status": "offered"},
        {"case_number": 2, "department": "engineering", "status": "accepted", "owner": PRIYA},
        {
            "case_number": 3,
            "department": "engineering",
            "status": "accepted",
            "owner": PRIYA,
            "paused_until": LONG_AGO + timedelta(days=1),
            "pause_reason": "A part.",
        },
        {"case_number": 4, "department": "billing", "status": "done", "owner": MEI},
        {"case_number": 5, "department": "billing", "status": "done", "owner": MEI},
    ],
    "thread": [
        *({"case_number": number, "channel": "C0CSDESK001", "ts": f"{number}.1"} for number in range(1, 7)),
        *(
            {"case_number": number, "handoff_id": number, "channel": channel, "ts": f"{number}.2"}
            for number, channel in enumerate(("C0BILLING01", "C0ENGINEER1", "C0ENGINEER1"), start=1)
        ),
    ],
    "entry": [
        {"case_number": 2, "at": LONG_AGO, "by": PRIYA, "what": "asked", "text": "Which?", "handoff_id": 2}
    ],
}
ALSO = {
    "case": {
        "customer_id": 1, "title": "Charged twice", "story": "4711", "severity": "normal", "csm": DANA,
        "opened_at": LONG_AGO, "moved_at": LONG_AGO,
    },
    "handoff": {
        "offered_by": DANA, "why": "x", "expected": "y", "offered_at": LONG_AGO, "moved_at": LONG_AGO,
    },
    "entry": {"delivery": ""},
}  # fmt: skip


@pytest.fixture
def old_room(database_url: str) -> Iterator[Room]:
    """Cases that were there before the clock; the newest schema, and nobody has looked yet."""
    engine = open_engine(database_url)
    to(engine, "base")
    to(engine, "0002")
    _fill(engine)
    migrate(engine)
    room = timed(Room(engine, Clock(start=NOON, frozen=True)))
    room.own(seat_everybody)
    yield room
    engine.dispose()


def _fill(engine: Engine) -> None:
    with engine.begin() as connection:
        for table, rows in OLD.items():
            for row in rows:
                whole = {**ALSO.get(table, {}), **row}
                columns, values = ", ".join(whole), ", ".join(f":{name}" for name in whole)
                given = {name: _moment(engine, value) for name, value in whole.items()}
                connection.execute(text(f'INSERT INTO "{table}" ({columns}) VALUES ({values})'), given)


def _moment(engine: Engine, value: object) -> object:
    """As the column's type would write it."""
    is_text = isinstance(value, datetime) and engine.dialect.name == "sqlite"
    return f"{value:%Y-%m-%d %H:%M:%S.%f}" if is_text else value


def test_after_an_update_every_open_case_gets_its_clock_and_it_begins_then(old_room: Room) -> None:
    found = gaps(old_room)
    assert found == {
        Gap.NO_PROMISE: [1, 2, 3, 4, 6],
        Gap.NO_PROMISE_OF_HANDOFF: [1, 2, 3],
        Gap.NO_WAIT: [1, 2, 3, 4, 6],
    }
    for number in found[Gap.NO_PROMISE]:
        old_room.own(audit.repair, number)
    assert gaps(old_room) == {}
    assert owed(old_room) == {
        (1, PromiseKind.ACCEPT),
        (2, PromiseKind.PROGRESS),
        (2, PromiseKind.ANSWER),
        (3, PromiseKind.PROGRESS),
        (3, PromiseKind.RESUME),
        (4, PromiseKind.TELL),
        (6, PromiseKind.DECIDE),
    }
    assert {one.runs_from for one in live(old_room)} == {NOON}
    assert {one.since for one in old_room.rows(Wait)} == {NOON}


def test_after_an_update_nothing_is_nudged_or_lapses_at_once(old_room: Room) -> None:
    for number in range(1, 7):
        old_room.own(audit.repair, number)
    for _ in range(3):
        assert tick(old_room) == 0
        old_room.clock.push(timedelta(minutes=20))
    assert old_room.rows(Nudge) == []
    assert {one.status for one in old_room.rows(type(old_room.handoff()))} >= set(OPEN_STATUSES)
    old_room.clock.push(timedelta(hours=2))
    tick(old_room)
    assert old_room.rows(Nudge), "three quarters of the promised time after the update they are"
