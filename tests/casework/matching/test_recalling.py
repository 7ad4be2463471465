"""What was learnt is read when the bot starts, beside all else, and a failure of that stops nothing."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from bot.assembly import remembering
from casework.desk import OWN_WORK
from casework.matching import departments
from casework.matching.routing import memory
from tests.casework.matching.lessons import teach
from tests.casework.room import Room, statements


@pytest.fixture
async def restarted(room: Room) -> AsyncIterator[Room]:
    teach(room, ["billing", "legal"], 8)
    memory._memory.cache_clear()
    yield room
    memory._memory.cache_clear()


async def test_the_first_suggestion_of_a_process_finds_all_of_it_read(restarted: Room) -> None:
    async with restarted.open_desk() as desk:
        async with remembering(desk):
            pass
        with statements(restarted) as asked:
            found = await desk.do(OWN_WORK, departments.suggest, "Invoice charged twice", "", 1)
    assert found[0].department == "billing"
    assert len([one for one in asked if "lesson" in one]) == 1


async def test_lessons_that_cannot_be_read_keep_no_bot_from_starting(restarted: Room) -> None:
    with restarted.engine.begin() as connection:
        connection.execute(text("ALTER TABLE lesson RENAME TO unreadable"))
    try:
        async with restarted.open_desk() as desk, remembering(desk):
            pass
    finally:
        with restarted.engine.begin() as connection:
            connection.execute(text("ALTER TABLE unreadable RENAME TO lesson"))
