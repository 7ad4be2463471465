"""A customer with a channel of their own, and a case of theirs."""

import pytest

from casework.voice import approvals, bindings
from casework.work import Work
from models.customer import Customer
from tests.casework.room import BEN, CARLA, DANA, Room, seat

BRIGHTWATER = "C0BRIGHTW01"
PARTNER = "T0BRIGHTWTR"


def bound(room: Room, customer_id: int = 1, channel: str = BRIGHTWATER, teams: str = PARTNER) -> None:
    """The customer is spoken to in this channel from now on."""

    def bind(work: Work) -> None:
        seat(work, channel, [DANA, BEN, CARLA], is_external=True, teams=teams)
        customer = work.session.get_one(Customer, customer_id)
        bindings.bind(work, customer, channel)
        approvals.agree(work, customer, "We say hello.")

    room.do(bind)


@pytest.fixture
def spoken(room: Room) -> Room:
    """C-1, a case of the first customer, who has a channel."""
    bound(room)
    room.open_case()
    return room
