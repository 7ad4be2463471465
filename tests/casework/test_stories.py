"""A case told for a card: its facts of this moment, and no more history than a card holds."""

from dataclasses import replace

import pytest

from casework import cases, handoffs, lists, steering, stories, talk
from casework.cases import NewCase, Origin, Said
from casework.talk import Reply
from models.case import Severity
from models.case_notices import CaseCard, CaseClosed
from models.facts import CaseFacts
from models.handoff_notices import HandoffCard
from models.notices import Notice
from tests.casework.carrier import Carrier
from tests.casework.room import BILLING, DANA, ENGINEERING, INES, MEI, NOON, PRIYA, Room, statements


def fill(room: Room, notice: Notice) -> Notice:
    return room.own(lambda work: stories.fill(work, notice, is_new=False))


def facts(room: Room) -> CaseFacts:
    card = fill(room, CaseCard(1))
    assert isinstance(card, CaseCard)
    assert card.facts is not None
    return card.facts


def say(room: Room, text: str, n: int = 0) -> Reply:
    thread = room.thread_of(1)
    reply = Reply(thread.channel, thread.ts or "", f"17000009{n:02}.000100", MEI, text, NOON, is_to_us=True)
    room.do(talk.said, reply, by=MEI)
    return reply


@pytest.fixture
def going(room: Room) -> Room:
    room.open_case()
    room.do(handoffs.accept, 1, by=MEI)
    room.post_everything()
    return room


def test_a_card_is_filled_with_the_facts_of_this_moment(going: Room) -> None:
    before = facts(going)
    assert [one.owner.name for one in before.handoffs if one.owner] == ["Mei Tanaka"]
    going.do(handoffs.hand_on, 1, department="engineering", why="Firmware.", expected="Stop it.", by=MEI)
    here, there = facts(going).handoffs
    assert (here.went_to, here.is_open, there.came_from, there.thread) == (
        "Engineering",
        False,
        "Billing",
        None,
    )
    assert facts(going).desk == (going.desk_thread().channel, going.desk_thread().ts)


def test_a_departments_card_knows_its_own_turn_and_the_whole_case(going: Room) -> None:
    going.do(steering.add_department, 1, department="engineering", why="x", expected="y")
    going.post_everything()
    card = fill(going, HandoffCard(2))
    assert isinstance(card, HandoffCard)
    assert card.facts is not None
    assert card.case is not None
    assert (card.facts.department, card.facts.expected, card.facts.offered_by) == (
        "Engineering",
        "y",
        "Dana Okafor",
    )
    assert card.facts.thread == (ENGINEERING, going.thread_of(2).ts)
    assert [one.department for one in card.case.handoffs] == ["Billing", "Engineering"]


def test_every_other_notice_is_told_as_it_is(going: Room) -> None:
    notice = CaseClosed(1, "Dana Okafor", "Refunded.")
    assert fill(going, notice) is notice


def test_a_card_quotes_what_was_said_last_oldest_first(going: Room) -> None:
    for n in range(stories.HISTORY_IN_BRIEF + 2):
        say(going, f"line {n}", n)
    said = [line.text for line in facts(going).history]
    assert said == [f"line {n}" for n in range(2, stories.HISTORY_IN_BRIEF + 2)]


def test_what_was_taken_back_is_quoted_nowhere_and_what_was_changed_as_it_is_now(going: Room) -> None:
    first, second = say(going, "first", 1), say(going, "second", 2)
    going.do(talk.deleted, first, by=MEI)
    going.do(talk.said, replace(second, text="better", edit_ts="1700000999.000100"), by=MEI)
    assert [line.text for line in facts(going).history] == ["better"]


def test_the_message_that_a_case_was_opened_from_is_told_once(room: Room) -> None:
    said = [
        Said(BILLING, "1700000000.000100", INES, "They paid invoice 4711 twice.", NOON),
        Said(BILLING, "1700000001.000100", MEI, "They paid", NOON),
    ]
    story = "They paid invoice 4711 twice.\nThey want it back by Friday."
    new = NewCase("1", "t", story, Severity.NORMAL, "x", "billing", Origin("https://here", tuple(said)))
    room.do(cases.open_case, new)
    assert [(line.who, line.what, line.text) for line in facts(room).history] == [
        ("Ines Costa", "wrote what stands above", ""),
        ("Mei Tanaka", "wrote, before the case was opened", "They paid"),
    ]


def test_the_history_says_who_brought_the_answer(going: Room) -> None:
    going.do(handoffs.finish, 1, found="x", to_tell="y", root_cause=None, by=MEI)
    last = going.do(lists.details, 1).history[-1]
    assert (last.who, last.what) == ("Mei Tanaka", "completed the answer: the CSM can tell the customer")


def test_everybody_is_named_by_one_question_however_many_they_are(going: Room) -> None:
    def about_members() -> int:
        with statements(going) as asked:
            facts(going)
        return sum("FROM member" in statement for statement in asked)

    assert about_members() == 1
    going.do(handoffs.hand_on, 1, department="engineering", why="x", expected="y", by=MEI)
    going.do(handoffs.accept, 2, by=PRIYA)
    going.do(handoffs.ask, 2, question="Which?", by=PRIYA)
    assert about_members() == 1


def test_people_are_named_as_they_are_called_and_unknown_ones_by_their_id(going: Room) -> None:
    going.do(handoffs.ask, 1, question="Which account?", by=MEI)
    (line,) = facts(going).history
    assert (line.who, line.what, line.text) == ("Mei Tanaka", "asked the CSM, from Billing", "Which account?")
    assert (facts(going).csm.user_id, facts(going).csm.name) == (DANA, "Dana Okafor")
    assert PRIYA not in repr(facts(going))


def test_a_department_that_left_the_handbook_keeps_its_key_on_the_card(going: Room) -> None:
    departments = {key: one for key, one in going.handbook.departments.items() if key != "billing"}
    changed = {"departments": departments, "default_department": "legal"}
    going.handbook = going.handbook.model_copy(update=changed)
    assert [(one.department, one.has_left) for one in facts(going).handoffs] == [("billing", True)]


def test_a_department_that_moved_to_another_channel_has_left_the_old_one(going: Room) -> None:
    assert not facts(going).handoffs[0].has_left
    moved = going.handbook.departments["billing"].model_copy(update={"channel": "C0BILLING02"})
    departments = going.handbook.departments | {"billing": moved}
    going.handbook = going.handbook.model_copy(update={"departments": departments})
    assert facts(going).handoffs[0].has_left


def test_the_desks_card_links_a_departments_thread_as_soon_as_it_is_posted(room: Room) -> None:
    room.open_case()
    carrier = Carrier(room)
    carrier.carry_everything()
    (card,) = [notice for notice in carrier.shown.values() if isinstance(notice, CaseCard)]
    assert card.facts is not None
    assert card.facts.handoffs[0].thread == (BILLING, room.thread_of(1).ts)
