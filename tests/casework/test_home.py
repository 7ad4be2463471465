"""What one person's home shows: what waits for them, what they hold, their cases, the others' work."""

from datetime import timedelta

import pytest

from casework import cases, handoffs, home, keeping
from casework.access import NotStaff
from models.case import Severity
from models.home_facts import HomeFacts
from models.promise import PromiseKind
from tests.casework.clock_room import timed
from tests.casework.room import (
    BEN,
    BILLING,
    DANA,
    ENGINEERING,
    GIL,
    INES,
    MEI,
    PRIYA,
    RUTH,
    SAM,
    Room,
    seat,
    statements,
)


def of(room: Room, by: str) -> HomeFacts:
    return room.do(home.of_actor, by=by)


@pytest.fixture
def busy(room: Room) -> Room:
    """C-1 with Mei, C-2 with Sam, C-3 offered to Billing, C-4 offered to Engineering, C-5 closed."""
    for n, department in enumerate(["billing", "billing", "billing", "engineering", "billing"]):
        room.open_case(f"case {n + 1}", department=department)
        room.pass_time(minutes=1)
    room.do(handoffs.accept, 1, by=MEI)
    room.do(handoffs.accept, 2, by=SAM)
    room.do(cases.close, 5, told="")
    return room


def test_a_department_sees_its_offers_its_own_and_the_others_work(busy: Room) -> None:
    found = of(busy, MEI)
    assert (found.person.name, found.is_csm, found.departments) == ("Mei Tanaka", False, ("Billing",))
    assert [line.number for line in found.my_handoffs] == [1]
    assert [line.number for line in found.offers] == [3]
    assert [(line.number, line.owner) for line in found.queue] == [(2, "Sam Carter")]
    assert found.my_cases == ()
    assert found.totals == (0, 1, 1, 1)


def test_a_csm_sees_the_cases_that_are_theirs_and_open(busy: Room) -> None:
    found = of(busy, DANA)
    assert (found.is_csm, found.departments) == (True, ())
    assert sorted(line.number for line in found.my_cases) == [1, 2, 3, 4]
    assert found.totals == (4, 0, 0, 0)
    assert of(busy, BEN).my_cases == ()


def test_what_is_due_first_stands_first_and_what_is_put_aside_last(busy: Room) -> None:
    timed(busy)
    busy.open_case("urgent", severity=Severity.CRITICAL)
    assert of(busy, DANA).my_cases[0].number == 6
    assert [line.number for line in of(busy, MEI).offers] == [6, 3]
    busy.do(handoffs.accept, 6, by=MEI)
    assert [line.number for line in of(busy, MEI).my_handoffs] == [6, 1]
    busy.pass_time(minutes=20)
    (urgent, _) = of(busy, MEI).my_handoffs
    assert urgent.due is not None
    assert (urgent.due.kind, urgent.due.is_overdue) == (PromiseKind.PROGRESS, True)
    tomorrow = busy.clock() + timedelta(days=1)
    busy.do(handoffs.pause, 6, reason="The bank", until=tomorrow, by=MEI)
    assert [line.number for line in of(busy, MEI).my_handoffs] == [1, 6]
    assert [line.number for line in of(busy, DANA).my_cases][-1] == 6


def test_a_csm_sees_what_they_owe_by_when(busy: Room) -> None:
    timed(busy)
    assert of(busy, DANA).owed == (), "so far the departments owe"
    busy.do(handoffs.finish, 1, found="x", to_tell="y", root_cause=None, by=MEI)
    busy.do(handoffs.ask, 2, question="Which one?", by=SAM)
    busy.do(handoffs.decline, 3, reason="x", by=MEI)
    busy.do(keeping.promise_update, 3, until=busy.clock() + timedelta(hours=1), by=DANA)
    found = of(busy, DANA)
    owed = [(line.number, line.due.kind.value) for line in found.owed if line.due]
    assert owed == [(3, "update"), (1, "tell"), (2, "answer"), (3, "decide")]
    assert found.owed_total == 4
    assert (of(busy, BEN).owed, of(busy, MEI).owed) == ((), ())


def test_who_is_in_two_departments_sees_both(busy: Room) -> None:
    busy.own(seat, ENGINEERING, [MEI])
    found = of(busy, MEI)
    assert found.departments == ("Billing", "Engineering"), "in the handbook's order"
    assert [line.number for line in found.offers] == [3, 4]


def test_what_somebody_holds_elsewhere_is_theirs_to_see(busy: Room) -> None:
    busy.do(handoffs.accept, 4, by=RUTH)
    found = of(busy, RUTH)
    assert [line.number for line in found.my_handoffs] == [4]
    assert (found.offers, found.queue) == ((), ())
    busy.own(seat, BILLING, [SAM])
    assert [line.number for line in of(busy, MEI).my_handoffs] == [1], (
        "who left the channel keeps what they took"
    )


def test_what_has_ended_is_on_nobodys_home(busy: Room) -> None:
    busy.do(handoffs.finish, 1, found="x", to_tell="y", root_cause=None, by=MEI)
    busy.do(handoffs.decline, 3, reason="x", by=MEI)
    found = of(busy, MEI)
    assert (found.my_handoffs, found.offers) == ((), ())


def test_a_line_says_what_must_be_known_of_it(busy: Room) -> None:
    (line,) = of(busy, PRIYA).offers
    assert (line.handoff, line.title, line.customer, line.owner, line.where) == (
        *(4, "case 4", "Brightwater Foods", None, None),
    )
    busy.post_everything()
    (line,) = of(busy, PRIYA).offers
    assert line.where == (ENGINEERING, busy.thread_of(4).ts)


def test_ten_are_shown_of_each_and_all_are_counted(quick_room: Room) -> None:
    for _ in range(12):
        quick_room.open_case()
    dana, mei = of(quick_room, DANA), of(quick_room, MEI)
    assert (len(dana.my_cases), dana.totals[0]) == (10, 12)
    assert (len(mei.offers), mei.totals[2]) == (10, 12)


def test_a_home_costs_as_many_questions_however_many_people_are_on_it(busy: Room) -> None:
    def asked() -> int:
        with statements(busy) as said:
            of(busy, MEI)
        return len(said)

    before = asked()
    busy.open_case("another")
    busy.do(handoffs.accept, 6, by=RUTH)
    assert asked() == before


def test_other_staff_have_an_empty_home_and_outsiders_none(quick_room: Room) -> None:
    found = of(quick_room, INES)
    assert (found.is_csm, found.departments, found.totals) == (False, (), (0, 0, 0, 0))
    with pytest.raises(NotStaff):
        of(quick_room, GIL)


def test_who_reads_a_digest_sees_what_is_overdue_at_any_time(room: Room) -> None:
    timed(room)
    room.open_case("One")
    room.post_everything()
    room.pass_time(hours=5)
    found = of(room, RUTH)
    assert found.stalled is not None
    assert [(line.case.number, line.department) for line in found.stalled.lines] == [(1, "Billing")]
    assert (found.stalled.total, found.stalls_in) == (1, ())
    lead = of(room, SAM)
    assert (lead.stalled, lead.stalls_in) == (found.stalled, ("Billing",))
    assert of(room, MEI).stalled is None
