"""*Remember this* knows whose words a message are, of which customer and case, wherever it stands."""

import pytest

from casework import remembering, talk
from casework.merging.merge import merge
from casework.problems import opening
from casework.problems.opening import NewProblem
from casework.talk import Reply
from models.case import Severity
from models.outgoing import Outgoing
from models.refusal import Refusal
from models.remembered import Pointed, Source
from tests.casework.inbound.conftest import Channel, takes_in
from tests.casework.room import CARLA, DANA, DESK, MEI, NOON, Room
from tests.casework.voice.conftest import BRIGHTWATER

SCALES = "We have twelve scales in Antwerp."


def source(room: Room, pointed: Pointed, by: str = DANA) -> Source:
    return room.do(remembering.source, pointed, by=by)


def test_words_in_their_channel_are_theirs_and_the_cases(channel: Channel) -> None:
    words = channel.said(SCALES)
    pointed = Pointed(BRIGHTWATER, words.ts, words.ts, CARLA, SCALES)
    theirs = Source(BRIGHTWATER, words.ts, SCALES, "Carla Voss", 1, "Brightwater Foods", 1)
    assert source(channel.room, pointed) == theirs
    answer = channel.words("In two halls.", thread_ts=words.ts)
    below = source(channel.room, Pointed(BRIGHTWATER, words.ts, answer.ts, CARLA, answer.text))
    assert (below.case, below.text) == (1, "In two halls."), "before the event of it has come"


def test_words_that_are_in_no_case_yet_are_their_channels(channel: Channel) -> None:
    takes_in(channel.room, "marked")
    words = channel.said(SCALES)
    found = source(channel.room, Pointed(BRIGHTWATER, words.ts, words.ts, CARLA, SCALES))
    assert (found.customer, found.case, found.said_by) == (1, None, "Carla Voss")


def test_our_echo_of_their_words_leads_to_the_words_themselves(channel: Channel) -> None:
    first = channel.said("The scale in hall 2 does not start.")
    channel.room.post_everything()
    words = channel.said(SCALES, under=first)
    channel.room.post_everything()
    thread = channel.room.desk_thread()
    echo = next(
        row
        for row in channel.room.rows(Outgoing)
        if row.thread_id == thread.id and row.key.startswith("mirror") and SCALES in str(row.notice)
    )
    found = source(channel.room, Pointed(DESK, thread.ts or "", echo.ts or "", "", f"*Carla Voss*: {SCALES}"))
    assert found == Source(BRIGHTWATER, words.ts, SCALES, "Carla Voss", 1, "Brightwater Foods", 1)


def test_one_of_ours_tells_what_somebody_else_said(room: Room) -> None:
    room.open_case()
    room.post_everything()
    thread, ts = room.desk_thread().ts or "", "1700000900.000100"
    room.do(talk.said, Reply(DESK, thread, ts, DANA, SCALES, NOON, is_to_us=True))
    found = source(room, Pointed(DESK, thread, ts, DANA, SCALES))
    assert (found.customer_name, found.case, found.said_by) == ("Brightwater Foods", 1, "")


def test_of_a_message_elsewhere_the_customer_is_to_be_chosen(room: Room) -> None:
    found = source(room, Pointed("C0GENERAL01", "17.1", "17.1", DANA, "x" * 600))
    assert (found.customer, found.case, len(found.text)) == (None, None, 500)


def test_a_merged_case_leads_on_and_a_problem_is_no_customers(room: Room) -> None:
    for title in ("Charged twice", "Charged again"):
        room.open_case(title)
    room.do(merge, 2, into=1)
    room.do(opening.open_problem, NewProblem("Refunds fail", "x", Severity.HIGH, "billing", (1,)))
    room.post_everything()
    found = source(room, Pointed(DESK, room.desk_thread(2).ts or "", "17.2", DANA, SCALES))
    assert (found.case, found.customer) == (1, 1)
    problem = source(room, Pointed(DESK, room.desk_thread(3).ts or "", "17.3", DANA, SCALES))
    assert (problem.case, problem.customer) == (3, None)


@pytest.mark.parametrize("by", [MEI, CARLA])
def test_only_who_looks_after_customers_is_told_whose_they_are(channel: Channel, by: str) -> None:
    words = channel.said(SCALES)
    with pytest.raises(Refusal):
        source(channel.room, Pointed(BRIGHTWATER, words.ts, words.ts, CARLA, SCALES), by)
