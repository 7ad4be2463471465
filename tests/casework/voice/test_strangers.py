"""Another company in a customer's channel: nobody decided that they may read what is said to the customer."""

import pytest
from sqlmodel import col, select

from casework import errands
from casework.people import NeedsLookup
from casework.voice import approvals, bindings, whereabouts
from casework.voice.closing import Outside
from casework.work import Work
from models.approval import Approval, ApprovalKind
from models.customer import Customer
from models.refusal import Refusal
from tests.casework.room import BEN, CARLA, DANA, Room, seat
from tests.casework.voice.conftest import BRIGHTWATER, PARTNER
from tests.casework.voice.test_release import carried, send


def joined(room: Room) -> None:
    """A third company is let into the channel, and Slack has told of it."""
    room.own(seat, BRIGHTWATER, [DANA, BEN, CARLA], is_external=True, teams=f"{PARTNER},T0THIRD")


def bind_anew(work: Work) -> None:
    customer = work.session.get_one(Customer, 1)
    bindings.bind(work, customer, None)
    bindings.bind(work, customer, BRIGHTWATER)
    approvals.agree(work, customer, "We say hello.")


def agree(work: Work) -> Approval | None:
    return approvals.agree(work, work.session.get_one(Customer, 1), "We say hello.")


def test_nothing_is_sent_where_they_read_along(spoken: Room):
    joined(spoken)
    with pytest.raises(Refusal, match="Another company reads along in #c0brightw01"):
        send(spoken)


def test_saving_the_customers_form_does_not_let_them_in(spoken: Room):
    joined(spoken)
    assert spoken.do(agree) is None
    with pytest.raises(Refusal, match="Another company"):
        send(spoken)


def test_who_binds_the_channel_again_lets_them_in(spoken: Room):
    joined(spoken)
    spoken.do(bind_anew)
    send(spoken)
    assert carried(spoken) != []


def test_fewer_readers_are_no_strangers(spoken: Room):
    spoken.own(seat, BRIGHTWATER, [DANA, BEN], teams="")
    send(spoken)
    assert spoken.do(agree) is not None
    kinds = select(Approval).where(col(Approval.kind) == ApprovalKind.STANDING)
    assert len(spoken.own(lambda work: work.session.exec(kinds).all())) == 2


def test_where_it_stands_is_not_said_to_them(spoken: Room):
    assert spoken.own(whereabouts.in_channel, BRIGHTWATER) is not None
    joined(spoken)
    with pytest.raises(Outside, match="Another company reads along here"):
        spoken.own(whereabouts.in_channel, BRIGHTWATER)


def test_who_reads_along_is_freshly_known_before_it_is_said(spoken: Room):
    spoken.clock.push(2 * bindings.FRESH)
    with pytest.raises(NeedsLookup):
        spoken.own(whereabouts.in_channel, BRIGHTWATER)
    send(spoken)
    with pytest.raises(NeedsLookup):
        spoken.own(errands.claim)
