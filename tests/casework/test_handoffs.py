"""A department's turn with a case: every step, who hears of it, and every refusal with its sentence."""

from tests.casework.room import MEI, Room
from casework import handoffs


def test_x(room: Room) -> None:
    n = room.open_case()
    room.do(handoffs.accept, 1, by=MEI)
    assert room.handoff(1).owner == MEI
    print(room.history(), room.told())
