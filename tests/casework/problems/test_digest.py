"""Problems in the digest: the one behind the most customers first."""

from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session

from casework.digests.facts import facts_for
from casework.digests.scopes import EVERYTHING, Scope
from casework.quiet import Reader
from models.digest_facts import DigestFacts
from tests.casework.problems.steps import fix, open_problem, prevention, two_cases
from tests.casework.room import Room


def digest(room: Room, scope: Scope = EVERYTHING) -> DigestFacts:
    with Session(room.engine) as session:
        reader = Reader("U0RUTHABARA", "Ruth Abara", ZoneInfo("UTC"), room.handbook.hours_of(None))
        return facts_for(room.work(session), reader, date(2026, 11, 24), scope)


def test_they_are_sorted_by_customers_then_by_waiting_time(room: Room) -> None:
    young = room.open_case("Late", customer="3", department="engineering")
    room.pass_time(hours=1)
    first, other = two_cases(room)
    again = room.open_case("And again", customer="1", department="engineering")
    one = open_problem(room, young)
    many = open_problem(room, first, other, again)
    last = open_problem(room, department="billing")
    found = digest(room).problems
    assert [(line.case.number, line.customers, line.cases) for line in found.lines] == [
        (many, 2, 3),
        (one, 1, 1),
        (last, 0, 0),
    ]
    assert found.total == 3
    assert found.lines[1].since == room.case(young).opened_at
    assert [line.case.number for line in digest(room, Scope(("billing",))).problems.lines] == [last]


def test_one_that_is_fixed_stays_until_it_is_over(room: Room) -> None:
    first, other = two_cases(room)
    problem = open_problem(room, first, other)
    fix(room, problem, prevention=prevention(room))
    line = digest(room).problems.lines[0]
    assert (line.is_fixed, line.owes_prevention, line.customers) == (True, True, 2)


def test_a_case_in_a_problem_is_in_somebodys_hands(room: Room) -> None:
    first, other = two_cases(room)
    open_problem(room, first, other)
    assert digest(room).nobodys.total == 0
    room.pass_time(days=9)
    assert first not in {line.case.number for line in digest(room).sleeping.lines}
