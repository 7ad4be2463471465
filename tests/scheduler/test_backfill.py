"""Events that Slack lost are found again, each once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from casework.desk import OWN_WORK
from casework.inbound import sources
from casework.voice import approvals, bindings
from casework.work import Work
from models.customer import Customer
from models.customer_talk import Heard, HeardState, Watermark
from models.outgoing import Outgoing
from models.thread import Message, Thread
from sandbox.clock import Clock
from sandbox.company import BRIGHTWATER
from sandbox.faults import Fault
from scheduler.backfill import PAGE, Backfill
from tests.floor import DANA, Floor, open_floor
from tests.scheduler.post_office import NOON

HERE, GENERAL = BRIGHTWATER.id, "C0GENERAL01"


@dataclass
class Outage:
    """Nothing that people say reaches the bot: on this floor no event is delivered at all."""

    floor: Floor
    clock: Clock
    backfill: Backfill

    async def says(self, who: str, text: str, *, under: str = "", channel: str = HERE) -> str:
        self.clock.push(timedelta(seconds=1))
        actor = self.floor.sandbox.actor(who)
        return await actor.say(channel, text, under or None)

    async def later(self, **by: float) -> None:
        self.clock.push(timedelta(**by))
        await self.backfill.run()

    def restart(self) -> None:
        self.backfill = replace(self.backfill, _started_at=None)

    def heard(self) -> list[Heard]:
        return sorted(self.floor.rows(Heard), key=lambda one: one.id)


@pytest.fixture
async def outage(database_url: str) -> AsyncIterator[Outage]:
    clock = Clock(start=NOON, frozen=True)
    async with open_floor(database_url, clock) as floor:
        floor.sandbox.faults.events.lose = 1.0

        def bind(work: Work) -> None:
            customer = work.session.get_one(Customer, 1)
            customer.csm = DANA
            bindings.bind(work, customer, HERE)
            approvals.agree(work, customer, "We say hello.")

        await floor.do(bind)
        backfill = Backfill(floor.desk, floor.office.client, floor.switchboard.found, floor.office.bot_user)
        yield Outage(floor, clock, backfill)


async def test_seventeen_lost_hours_are_found_and_nothing_twice(outage: Outage) -> None:
    await outage.later(minutes=1)
    for hour in range(17):
        outage.clock.push(timedelta(hours=1))
        await outage.says("carla", f"The scale in hall {hour} does not start.")
    for _ in range(3):
        await outage.later(minutes=5)
    said = [f"The scale in hall {hour} does not start." for hour in range(17)]
    assert [one.text for one in outage.heard()] == said
    asked = [row for row in outage.floor.rows(Outgoing) if row.notice["kind"] == "CustomerWrote"]
    assert [row.notice["text"] for row in sorted(asked, key=lambda row: row.id)] == said


async def test_what_is_on_several_pages_is_found_in_its_order(outage: Outage) -> None:
    await outage.later(minutes=1)
    for count in range(PAGE + 20):
        outage.clock.push(timedelta(minutes=3))
        await outage.says("carla", f"Scale {count} does not start.")
    await outage.later(minutes=5)
    assert [one.text for one in outage.heard()] == [f"Scale {n} does not start." for n in range(PAGE + 20)]


async def test_what_was_said_before_the_channel_was_theirs_is_left_alone(outage: Outage) -> None:
    outage.clock.push(-timedelta(hours=1))
    await outage.says("carla", "Long ago.")
    outage.clock.push(timedelta(hours=1))
    await outage.later(minutes=5)
    assert outage.heard() == []


async def test_replies_are_found_where_cases_are_talked_about(outage: Outage) -> None:
    number, _ = await outage.floor.open_case()
    desk = next(one for one in outage.floor.rows(Thread) if one.is_desk)
    card = await outage.says("dana", "The case's card.", channel=desk.channel)

    def stands_there(work: Work) -> None:
        work.session.get_one(Thread, desk.id).ts = card

    await outage.floor.do(stands_there)
    await outage.says("dana", "They need it by Friday.", under=card, channel=desk.channel)
    for _ in range(2):
        await outage.later(minutes=6)
    (message,) = outage.floor.rows(Message)
    assert (message.text, message.case_number) == ("They need it by Friday.", number)


async def test_an_edit_that_was_lost_is_found(outage: Outage) -> None:
    await outage.later(minutes=1)
    ts = await outage.says("carla", "The scale does not start.")
    await outage.later(minutes=5)
    await outage.floor.sandbox.actor("carla").edit(HERE, ts, "The scale starts again.")
    await outage.later(minutes=5)
    assert [one.text for one in outage.heard()] == ["The scale starts again."]


async def test_what_was_changed_and_deleted_before_a_start_is_found(outage: Outage) -> None:
    await outage.later(minutes=1)
    kept, changed, gone = [await outage.says("carla", f"Scale {n} does not start.") for n in range(3)]
    reply = await outage.says("carla", "It stands in hall 4.", under=kept)
    await outage.later(minutes=5)
    outage.clock.push(timedelta(hours=17))
    carla = outage.floor.sandbox.actor("carla")
    await carla.edit(HERE, changed, "Scale 1 starts again.")
    await carla.delete(HERE, gone)
    await carla.delete(HERE, kept)
    outage.restart()
    for _ in range(2):
        await outage.later(minutes=5)
    heard = {one.ts: (one.text, one.is_deleted) for one in outage.heard()}
    assert heard == {
        kept: ("", True),
        changed: ("Scale 1 starts again.", False),
        gone: ("", True),
        reply: ("It stands in hall 4.", False),
    }


async def test_a_thread_that_was_deleted_as_a_whole_becomes_no_case(outage: Outage) -> None:
    await outage.later(minutes=1)
    root = await outage.says("carla", "The scale does not start.")
    reply = await outage.says("carla", "It stands in hall 4.", under=root)
    for _ in range(2):
        await outage.later(minutes=5)
    carla = outage.floor.sandbox.actor("carla")
    await carla.delete(HERE, reply)
    await carla.delete(HERE, root)
    outage.restart()
    await outage.later(minutes=5)
    assert [(one.is_deleted, one.state) for one in outage.heard()] == [(True, HeardState.LEFT)] * 2


async def test_what_slack_does_not_list_yet_is_not_taken_for_deleted(outage: Outage) -> None:
    await outage.later(minutes=1)
    outage.clock.push(sources.SETTLED)
    ts = await outage.says("carla", "The scale does not start.")
    outage.restart()
    await outage.later(seconds=30)
    await outage.floor.sandbox.actor("carla").delete(HERE, ts)
    outage.restart()
    await outage.later(seconds=30)
    assert [one.is_deleted for one in outage.heard()] == [False]
    outage.restart()
    await outage.later(minutes=3)
    assert [one.is_deleted for one in outage.heard()] == [True]


async def test_a_reply_deleted_in_the_house_is_found(outage: Outage) -> None:
    await outage.floor.open_case()
    desk = next(one for one in outage.floor.rows(Thread) if one.is_desk)
    card = await outage.says("dana", "The case's card.", channel=desk.channel)

    def stands_there(work: Work) -> None:
        work.session.get_one(Thread, desk.id).ts = card

    await outage.floor.do(stands_there)
    reply = await outage.says("dana", "They need it by Friday.", under=card, channel=desk.channel)
    await outage.later(minutes=6)
    await outage.floor.sandbox.actor("dana").delete(desk.channel, reply)
    outage.restart()
    await outage.later(minutes=6)
    assert [(one.text, one.is_deleted) for one in outage.floor.rows(Message)] == [
        ("They need it by Friday.", True)
    ]


async def test_the_mark_stays_where_slack_allows_no_more(outage: Outage) -> None:
    await outage.later(minutes=1)
    await outage.says("carla", "The scale does not start.")
    outage.floor.sandbox.faults.next("conversations.history", Fault.RATE_LIMITED)
    before = outage.floor.rows(Watermark)
    await outage.later(minutes=5)
    assert outage.floor.rows(Watermark) == before
    assert outage.heard() == []
    await outage.later(minutes=1)
    assert [one.state for one in outage.heard()] == [HeardState.WAITING]


async def test_what_a_round_does_not_come_to_is_the_next_ones(outage: Outage) -> None:
    outage.backfill.a_round = 1
    await outage.floor.do(lambda work: bindings.bind(work, work.session.get_one(Customer, 2), GENERAL))
    read = outage.floor.sandbox.ledger.of
    for rounds in (1, 2):
        await outage.later(seconds=10)
        assert len(read("conversations.history")) == rounds
    assert {one["args"]["channel"] for one in read("conversations.history")} == {HERE, GENERAL}


async def test_what_is_fresh_is_not_read_again_for_five_minutes(outage: Outage) -> None:
    for _ in range(4):
        await outage.later(minutes=1)
    assert len(outage.floor.sandbox.ledger.of("conversations.history")) == 1
    await outage.later(minutes=2)
    assert len(outage.floor.sandbox.ledger.of("conversations.history")) == 2
    assert timedelta(minutes=5) == sources.EVERY


async def test_what_cannot_be_kept_stops_nothing_else_and_is_tried_again(outage: Outage) -> None:
    first = await outage.says("carla", "The scale does not start.")
    await outage.later(minutes=1)
    found = outage.backfill.feed

    async def feed(event: dict[str, Any]) -> bool:
        if event.get("text") == "Poison.":
            raise LookupError
        return await found(event)

    outage.backfill.feed = feed
    outage.clock.push(timedelta(hours=1))
    await outage.says("carla", "Poison.")
    outage.clock.push(timedelta(hours=1))
    await outage.says("carla", "Nor does the other.")
    await outage.says("carla", "It stands in hall 4.", under=first)
    await outage.later(minutes=5)
    kept = ["The scale does not start.", "Nor does the other.", "It stands in hall 4."]
    assert [one.text for one in outage.heard()] == kept
    outage.backfill.feed = found
    await outage.later(minutes=1)
    assert [one.text for one in outage.heard()] == [*kept, "Poison."]


async def test_many_channels_do_not_keep_threads_from_being_read(
    outage: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await outage.says("carla", "The scale does not start.")
    await outage.later(minutes=1)
    monkeypatch.setattr(sources, "MOST", 1)
    outage.clock.push(timedelta(minutes=6))
    due = await outage.floor.desk.read(OWN_WORK, sources.due, started_at=NOON)
    assert {bool(one.thread_ts) for one in due} == {False, True}


async def test_a_channel_that_cannot_be_read_is_told_to_their_csm_once_a_day(outage: Outage) -> None:
    channel = outage.floor.sandbox.workspace.channels[HERE]
    channel.members.remove(outage.floor.office.bot_user)
    for _ in range(3):
        await outage.later(minutes=5)
    (told,) = [row for row in outage.floor.rows(Outgoing) if row.notice["kind"] == "CustomerUnheard"]
    assert (told.recipient, told.notice["channel"]) == (DANA, "ext-brightwater")
    channel.members.append(outage.floor.office.bot_user)
    await outage.says("carla", "The scale does not start.")
    await outage.later(minutes=5)
    assert [one.text for one in outage.heard()] == ["The scale does not start."]
