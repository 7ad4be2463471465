"""What a department asks the CSM waits on the desk's card and on the CSM's home until somebody replies."""

import pytest

from casework import handoffs, home, lists, questions, steering, stories, talk
from casework.talk import Reply
from models.facts import CaseFacts, Question
from models.outgoing import Outgoing
from models.thread import Thread
from tests.casework.room import BEN, DANA, MEI, NOON, Room

ASKED = Question("Billing", "Mei Tanaka", "Which account?")


@pytest.fixture
def asked(room: Room) -> Room:
    """C-1 is with Billing and Legal, and Mei of Billing has asked; C-2 is newer and quiet."""
    room.open_case()
    room.do(steering.add_department, 1, department="legal", why="x", expected="y")
    room.do(handoffs.ask, 1, question="Which invoice?", by=MEI)
    room.do(handoffs.ask, 1, question="Which account?", by=MEI)
    room.pass_time(minutes=1)
    room.open_case("Quiet")
    room.post_everything()
    room.pass_time(minutes=1)
    return room


def facts(room: Room) -> CaseFacts:
    return room.own(lambda work: stories.of_case(work, work.case(1)))


def waiting(room: Room) -> list[Question | None]:
    return [one.question for one in facts(room).handoffs]


def reply(room: Room, thread: Thread, *, by: str) -> None:
    said = Reply(thread.channel, thread.ts or "", f"1700000900.{by[2:8]}", by, "The first.", NOON)
    room.do(talk.said, said, by=by)


def test_the_newest_question_of_a_department_waits(asked: Room) -> None:
    assert waiting(asked) == [ASKED, None]


@pytest.mark.parametrize("by", [DANA, BEN], ids=["the CSM", "a colleague who stands in"])
def test_a_reply_in_the_desk_thread_answers_it(asked: Room, by: str) -> None:
    reply(asked, asked.desk_thread(), by=by)
    assert waiting(asked) == [None, None]
    asked.do(handoffs.ask, 1, question="And since when?", by=MEI)
    assert [one and one.text for one in waiting(asked)] == ["And since when?", None]


def test_what_is_said_elsewhere_answers_nothing(asked: Room) -> None:
    reply(asked, asked.thread_of(1), by=MEI)
    reply(asked, asked.desk_thread(2), by=DANA)
    assert waiting(asked) == [ASKED, None]


def test_who_is_through_asks_no_longer(asked: Room) -> None:
    asked.do(handoffs.finish, 1, found="x", to_tell="y", root_cause=None, by=MEI)
    assert waiting(asked) == [None, None]


def test_the_csms_home_has_the_question_until_it_is_answered(asked: Room) -> None:
    found = asked.do(home.of_actor)
    assert {line.number: line.questions for line in found.my_cases} == {1: (ASKED,), 2: ()}
    assert [(line.number, line.due.kind) for line in found.owed if line.due] == [(1, "answer")]
    assert asked.do(lists.page, "mine", 1).lines[1].questions == (ASKED,)
    reply(asked, asked.desk_thread(), by=DANA)
    found = asked.do(home.of_actor)
    assert {line.questions for line in found.my_cases} == {()}
    assert found.owed == ()


def test_the_card_is_drawn_again_when_an_answer_comes_and_only_then(asked: Room) -> None:
    def revision() -> int:
        return next(row.revision for row in asked.rows(Outgoing) if row.key == "card:case:1")

    before = revision()
    asked.own(lambda work: questions.answered(work, work.case(1)))
    assert revision() == before + 1
    reply(asked, asked.desk_thread(), by=DANA)
    before = revision()
    asked.own(lambda work: questions.answered(work, work.case(1)))
    assert revision() == before
