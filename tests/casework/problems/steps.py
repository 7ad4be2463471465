"""What people do with Problems in the tests, in a line each."""

from datetime import timedelta

from casework import handoffs
from casework.problems import fixing, opening, rounds
from casework.problems.fixing import Fix, Prevention
from casework.problems.opening import NewProblem
from models.case import Severity
from models.handoff import Handoff, HandoffStatus
from models.promise import Promise, PromiseKind
from tests.casework.room import BEN, DANA, PRIYA, Room

ACME, FJORD = "1", "2"
CAUSE = "The new release asks the old sign-in server."
TO_TELL = "Signing in works again."


def open_problem(room: Room, *cases: int, by: str = DANA, department: str = "engineering") -> int:
    new = NewProblem("Sign-in fails", "Since the release.", Severity.HIGH, department, cases)
    return room.do(opening.open_problem, new, by=by)


def two_cases(room: Room) -> tuple[int, int]:
    """Of two customers and two CSMs, both with Engineering."""
    first = room.open_case("Cannot sign in", customer=ACME, department="engineering", story="Pelican words.")
    other = room.open_case(
        "Login broken", customer=FJORD, department="engineering", story="Walrus words.", by=BEN
    )
    return first, other


def take(room: Room, handoff: Handoff, *, by: str = PRIYA) -> None:
    room.do(handoffs.accept, handoff.id, by=by)


def turn(room: Room, number: int) -> Handoff:
    """The case's newest hand-off."""
    return [one for one in room.rows(Handoff) if one.case_number == number][-1]


def open_turns(room: Room, number: int) -> list[Handoff]:
    is_open = (HandoffStatus.OFFERED, HandoffStatus.ACCEPTED)
    return [one for one in room.rows(Handoff) if one.case_number == number and one.status in is_open]


def owed(room: Room, number: int) -> list[PromiseKind]:
    """What is promised of a case at the moment."""
    return [one.kind for one in promised(room, number)]


def promised(room: Room, number: int) -> list[Promise]:
    return [one for one in room.rows(Promise) if one.case_number == number and one.is_live]


def fix(room: Room, problem: int, *, prevention: Prevention | None = None, by: str = DANA) -> None:
    room.do(fixing.fixed, problem, Fix(CAUSE, TO_TELL, prevention), by=by)


def prevention(room: Room, who: str = PRIYA, *, days: int = 7) -> Prevention:
    return Prevention("A test before each release.", who, room.clock() + timedelta(days=days))


def tend(room: Room) -> None:
    """What the clock does for Problems."""
    for one in room.own(rounds.unfinished):
        while room.own(rounds.go_on, one):
            pass
    for number in room.own(fixing.finished):
        room.own(fixing.close, number)
