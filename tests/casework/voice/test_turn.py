"""Whoever was asked has the ball: the customer too, on the card, in the lists and in what is counted."""

from datetime import timedelta

from casework import handoffs, lists
from casework.merging.merge import merge
from casework.merging.undo import undo
from casework.voice import closing, sending, status
from models.customer_notices import Progress
from models.reply_facts import Face, Written
from models.wait import Holder
from tests.casework.room import CARLA, DANA, MEI, Room
from tests.casework.voice.conftest import BRIGHTWATER
from views import words
from views.cases import card
from views.letterhead import Letterhead

HOUR = timedelta(hours=1)
OURS = Letterhead("https://tidewater.slack.com/", "Tidewater Instruments")


def spent(room: Room) -> dict[tuple[Holder | None, str | None], timedelta]:
    found = room.do(lists.details, 1).waits
    assert found is not None
    return {(part.holder, part.department): part.length for part in found.parts}


def send(room: Room, text: str, *, waits: bool) -> None:
    room.do(sending.send, 1, Written(text, text, waits_for_them=waits), key=text, face=Face(DANA, "Dana", ""))


def desk_card(room: Room) -> str:
    return str(card(room.do(lists.details, 1), OURS).blocks)


def in_a_list(room: Room) -> str:
    (line,) = room.do(lists.page, "", 1).lines
    return words.own_case_line(line, words.Mrkdwn("C-1"))


def finished(room: Room) -> None:
    room.do(handoffs.accept, 1, by=MEI)
    room.do(handoffs.finish, 1, found="Twice.", to_tell="Refunded.", root_cause=None, by=MEI)


def test_who_was_told_has_the_ball_until_they_say_whether_it_is_solved(spoken: Room) -> None:
    finished(spoken)
    assert "tell the customer" in desk_card(spoken)
    send(spoken, "We refunded it.", waits=False)
    shown = desk_card(spoken)
    assert "With the customer:* asked whether it is solved" in shown
    assert "tell the customer" not in shown
    assert "Your move" not in in_a_list(spoken)
    spoken.pass_time(hours=3)
    spoken.do(closing.not_yet, 1, "It is not there.", channel=BRIGHTWATER, by=CARLA)
    spoken.pass_time(hours=2)
    assert spent(spoken)[Holder.CUSTOMER, None] == 3 * HOUR
    assert spent(spoken)[Holder.CSM, None] == 2 * HOUR
    assert "With the customer" not in desk_card(spoken)


def test_a_department_at_work_has_the_ball_beside_a_customer_who_was_asked(spoken: Room) -> None:
    send(spoken, "Which invoice is it?", waits=True)
    shown = desk_card(spoken)
    assert "💬 The customer: we wait for their answer" in shown
    assert "Billing" in in_a_list(spoken)
    spoken.pass_time(hours=1)
    finished(spoken)
    assert "With the customer:* we wait for their answer" in desk_card(spoken)
    spoken.pass_time(hours=1)
    assert spent(spoken) == {(Holder.DEPARTMENT, "Billing"): HOUR, (Holder.CUSTOMER, None): HOUR}


def test_a_customer_who_answers_while_their_case_is_merged_has_the_ball_no_longer(spoken: Room):
    spoken.do(handoffs.finish, 1, found="Twice.", to_tell="Refunded.", root_cause=None, by=MEI)
    send(spoken, "Which one?", waits=True)
    other = spoken.open_case("A scale", story="Hall nine needs another one.")
    spoken.pass_time(hours=1)
    spoken.do(merge, 1, into=other)
    spoken.pass_time(hours=1)
    spoken.do(lambda work: closing.heard_again(work, work.case(1), "The second."), by=CARLA)
    spoken.pass_time(hours=4)
    spoken.do(undo, 1)
    assert spent(spoken) == {(Holder.CUSTOMER, None): 2 * HOUR, (Holder.CSM, None): 4 * HOUR}


def test_news_after_a_merge_waits_for_nobody_in_the_message_of_the_number_that_is_gone(spoken: Room):
    send(spoken, "Which one?", waits=True)
    other = spoken.open_case("A scale", story="Hall nine needs another one.")
    spoken.do(merge, 1, into=other)
    news = Written("We found it.", "We found it.")
    spoken.do(sending.send, other, news, key="b", face=Face(DANA, "Dana", ""))
    told = spoken.own(lambda work: status.facts(work, work.exactly(1), 1))
    assert told.progress is not Progress.WAITS_FOR_YOU
