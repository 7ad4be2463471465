"""The home tab is drawn when it is opened, and again after a press on it."""

import json

from handlers.answer import Answer, Kind
from models.handoff import Handoff
from sandbox.faults import Fault
from tests.handlers.desk_life import MEI, Life


async def test_the_home_is_drawn_when_it_is_opened_and_not_beside_it(life: Life) -> None:
    await life.floor.open_case("Charged twice")
    opened = life.event("app_home_opened", user=MEI, channel="D0000000001", tab="home")
    assert await life.answer(Kind.EVENT, opened) == Answer()
    (published,) = life.made("views.publish")
    assert (published["user_id"], published["view"]["type"]) == (MEI, "home")
    assert "Charged twice" in json.dumps(published["view"])
    messages = life.event("app_home_opened", user=MEI, channel="D0000000001", tab="messages")
    assert await life.answer(Kind.EVENT, messages) == Answer()
    assert life.made() == []


async def test_a_press_on_the_home_counts_and_the_home_shows_it(life: Life) -> None:
    _, handoff = await life.floor.open_case()
    press = life.pressed("handoff.take", handoff, by=MEI) | {"view": {"type": "home", "id": "V1"}}
    assert await life.answer(Kind.ACTION, press) == Answer()
    assert life.floor.rows(Handoff)[0].owner == MEI
    assert len(life.made("views.publish")) == 1


async def test_what_was_done_stands_though_the_home_could_not_be_drawn(life: Life) -> None:
    _, handoff = await life.floor.open_case()
    life.floor.sandbox.faults.next("views.publish", Fault.SERVER_ERROR_BEFORE)
    press = life.pressed("handoff.take", handoff, by=MEI) | {"view": {"type": "home", "id": "V1"}}
    assert await life.answer(Kind.ACTION, press) == Answer()
    assert life.floor.rows(Handoff)[0].owner == MEI
    assert life.made("__response_url__") == [], "nobody is told that it did not work"
