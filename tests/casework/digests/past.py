"""A small past, written by hand: cases, hand-offs and promises as a test needs them, at moments it names."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

from models.case import Case
from models.entry import Entry
from models.handoff import Handoff, HandoffStatus
from models.promise import Nudge, Outcome, Promise, PromiseKind
from tests.casework.room import DANA, Room
from tests.models.rows import a_case, a_handoff


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026, whose 20th is a Friday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def keep(room: Room, row: Any) -> Any:
    with Session(room.engine, expire_on_commit=False) as session:
        session.add(row)
        session.commit()
    return row


def case(room: Room, number: int, **changed: Any) -> Case:
    usual = {"title": f"Case {number}", "moved_at": room.clock(), "opened_at": room.clock()}
    return keep(room, a_case(number=number, **{**usual, **changed}))


def handoff(room: Room, case_number: int, department: str, offered: datetime, **changed: Any) -> Handoff:
    usual = {"case_number": case_number, "department": department, "offered_at": offered}
    return keep(room, a_handoff(**{**usual, "moved_at": offered, **changed}))


def taken(
    room: Room, case_number: int, department: str, offered: datetime, minutes: int, *, by: str
) -> Handoff:
    accepted = offered + timedelta(minutes=minutes)
    status = HandoffStatus.ACCEPTED
    turn = handoff(room, case_number, department, offered, accepted_at=accepted, owner=by, status=status)
    took(room, turn, offered, accepted, by=by)
    return turn


def took(
    room: Room, turn: Handoff, offered: datetime, when: datetime, *, by: str, what: str = "accepted"
) -> None:
    """The line in the case's history, and the end of the promise to answer the offer."""
    number, whose = turn.case_number, {"handoff_id": turn.id, "department": turn.department}
    ended(room, PromiseKind.ACCEPT, number, when, Outcome.KEPT, opened_at=offered, runs_from=offered, **whose)
    keep(room, Entry(case_number=number, at=when, by=by, what=what, handoff_id=turn.id))


def done(room: Room, case_number: int, department: str, accepted: datetime, minutes: int) -> Handoff:
    ended = accepted + timedelta(minutes=minutes)
    moments = {"accepted_at": accepted, "ended_at": ended, "owner": DANA}
    return handoff(room, case_number, department, accepted, status=HandoffStatus.DONE, **moments)


def promise(room: Room, kind: PromiseKind, case_number: int, due: datetime, **changed: Any) -> Promise:
    clock = {"opened_at": due, "runs_from": due, "allowed_seconds": 3600, "due_at": due}
    return keep(room, Promise(kind=kind, case_number=case_number, **{**clock, **changed}))


def ended(
    room: Room, kind: PromiseKind, case_number: int, when: datetime, outcome: Outcome, **more: Any
) -> None:
    promise(room, kind, case_number, when, ended_at=when, outcome=outcome, **more)


def nudge(room: Room, promise_id: int | None, rung: int, when: datetime) -> None:
    keep(room, Nudge(promise_id=promise_id or 0, rung=rung, at=when))
