"""What teaches where cases belong: whoever finished one, and whomever a person chose; on both databases."""

from casework import cases, handoffs, steering
from casework.cases import NewCase
from models.case import Severity
from models.lesson import Lesson
from tests.casework.room import JONAS, MEI, PRIYA, Room

WHY = {"why": "w", "expected": "e"}
END = {"found": "f", "to_tell": "t", "root_cause": None}


def learnt(room: Room) -> list[str]:
    return [lesson.department for lesson in room.rows(Lesson)]


def test_opening_a_case_teaches_nothing_yet(room: Room) -> None:
    room.open_case()
    assert learnt(room) == []


def test_who_finished_it_teaches(room: Room) -> None:
    room.open_case()
    room.do(handoffs.finish, 1, **END, by=MEI)
    assert learnt(room) == ["billing"]


def test_handing_on_teaches_where_it_went_and_its_end_replaces_that(room: Room) -> None:
    room.open_case()
    room.do(handoffs.hand_on, 1, department="engineering", **WHY, by=MEI)
    assert learnt(room) == ["engineering"]
    room.do(handoffs.hand_on, 2, department="legal", **WHY, by=PRIYA)
    room.do(handoffs.finish, 3, **END, by=JONAS)
    lessons = room.rows(Lesson)
    assert [one.department for one in lessons] == ["engineering", "legal", "legal"]
    assert {one.first for one in lessons} == {1}, "all are about one text"


def test_a_csm_who_chose_otherwise_than_proposed_teaches_at_once(room: Room) -> None:
    new = NewCase("1", "t", "Some story", Severity.NORMAL, "x", "legal", is_own_choice=True)
    room.do(cases.open_case, new)
    assert learnt(room) == ["legal"]


def test_not_ours_teaches_nothing_until_somebody_chooses(room: Room) -> None:
    room.open_case()
    room.do(handoffs.decline, 1, reason="Not ours.", by=MEI)
    assert learnt(room) == []
    room.do(steering.add_department, 1, department="legal", **WHY)
    assert learnt(room) == ["legal"]


def test_so_it_is_when_it_was_given_back(room: Room) -> None:
    room.open_case()
    room.do(handoffs.accept, 1, by=MEI)
    room.do(handoffs.decline, 1, reason="Not ours after all.", by=MEI)
    room.do(steering.add_department, 1, department="logistics", **WHY)
    assert learnt(room) == ["logistics"]


def test_one_more_department_beside_who_has_it_is_no_word_about_the_text(room: Room) -> None:
    room.open_case()
    room.do(steering.add_department, 1, department="legal", **WHY)
    room.do(handoffs.decline, 2, reason="No contract.", by=JONAS)
    room.do(steering.add_department, 1, department="logistics", **WHY)
    assert learnt(room) == []


def test_an_offer_that_was_called_back_says_nothing_of_the_next(room: Room) -> None:
    room.open_case()
    room.do(steering.withdraw, 1, reason="Later.")
    room.do(steering.add_department, 1, department="legal", **WHY)
    assert learnt(room) == []


def test_reassigning_to_a_department_teaches(room: Room) -> None:
    room.open_case()
    room.do(steering.reassign_to_department, 1, department="logistics", reason="Theirs.")
    assert learnt(room) == ["logistics"]


def test_of_several_at_work_each_teaches_when_it_finishes(room: Room) -> None:
    room.open_case()
    room.do(steering.add_department, 1, department="legal", **WHY)
    room.do(handoffs.finish, 1, **END, by=MEI)
    room.do(handoffs.finish, 2, **END, by=JONAS)
    assert learnt(room) == ["billing", "legal"]


def test_not_ours_with_a_name_hands_it_on_as_it_stands_and_teaches(room: Room) -> None:
    room.open_case()
    room.do(handoffs.not_ours, 1, department="logistics", by=MEI)
    given = room.handoff(2)
    assert (room.handoff(1).status, given.department, given.came_from) == ("handed_on", "logistics", 1)
    assert (given.expected, given.why) == (
        "Refund one.",
        "Billing says that it is not theirs; it belongs to Logistics.",
    )
    assert learnt(room) == ["logistics"]
