"""Customers write at once: what a person approved for one of them does not wait behind all that."""

from collections import Counter

import pytest
from sqlmodel import Session

from casework import errands, paces, people
from casework.known_enough import NotSure
from casework.voice import approvals
from casework.work import Work
from models.outgoing import Outgoing
from tests.casework.carrier import Carrier
from tests.casework.inbound.conftest import Channel
from tests.casework.room import DANA, DESK
from tests.casework.voice.conftest import BRIGHTWATER

MANY = 12


def flood(channel: Channel) -> None:
    """A dozen matters, nothing of which stands in Slack yet."""
    for number in range(MANY):
        channel.room.pass_time(minutes=3)
        channel.said(f"Scale {number} does not start.")


def answer(channel: Channel, number: int) -> None:
    def approve(work: Work) -> None:
        approvals.approve(work, work.case(number), "It is solved.", key="draft:1", speaks_as=DANA)

    channel.room.do(approve, by=DANA)


def test_an_answer_goes_before_what_we_say_by_ourselves_and_that_before_cards(channel: Channel) -> None:
    room = channel.room
    channel.said("Our last invoice is wrong.")
    carrier = Carrier(room)
    carrier.carry_everything()
    flood(channel)
    answer(channel, 1)
    left = []
    for _ in range(MANY + 1):
        left += [type(errand.notice).__name__ for errand in carrier.round() if errand.channel == BRIGHTWATER]
        room.clock.push(paces.CHANNEL_PACE)
    assert left == ["CustomerReply", *["CustomerStatus"] * MANY]
    waiting = Counter(row.channel for row in room.rows(Outgoing) if row.ts is None)
    assert waiting[BRIGHTWATER] == 0
    assert waiting[DESK] > 0, "cards wait for their turn"


def test_a_channel_that_slack_must_be_asked_of_holds_up_no_other(channel: Channel) -> None:
    room = channel.room
    flood(channel)
    with Session(room.engine) as session:
        people.forget_channel(session, BRIGHTWATER)
        session.commit()
    with pytest.raises(NotSure) as needed:
        room.own(errands.claim)
    assert needed.value.where == needed.value.channels == {BRIGHTWATER}
    left = room.own(errands.claim, unsure=frozenset({BRIGHTWATER}))
    assert DESK in {errand.channel for errand in left}
    assert BRIGHTWATER not in {errand.channel for errand in left}
