"""Messages that arrive side by side, on PostgreSQL several transactions at once."""

import asyncio

from casework.desk import Request
from casework.inbound import hearing
from models.case import Case
from models.customer_talk import Heard
from tests.casework.inbound.conftest import Channel
from tests.casework.room import CARLA, Room


async def test_quick_words_that_arrive_at_once_are_one_case_and_each_is_kept_once(
    room: Room, channel: Channel
) -> None:
    said = [channel.words(f"The scale in hall {number} does not start.") for number in range(8)]
    asker = Request(by=CARLA, is_foreign=True)
    async with room.open_desk() as desk:
        await asyncio.gather(*(desk.do(asker, hearing.heard, words) for words in said * 3))
    assert len(room.rows(Case)) == 1
    assert sorted(one.ts for one in room.rows(Heard)) == [words.ts for words in said]
