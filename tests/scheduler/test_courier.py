"""The courier against the sandbox's Slack: whatever befalls a request, each message stands there once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from casework import cases, errands, handoffs, known_enough, outbox, talk
from casework.cases import NewCase
from casework.desk import OWN_WORK
from casework.people import NeedsLookup
from casework.talk import Reply
from casework.work import Work
from models.case import Severity
from models.handoff_notices import QuestionAsked
from models.outgoing import MARKER_TYPE, Delivery
from sandbox import happenings
from sandbox.faults import Fault
from sandbox.server import BOT_TOKEN
from scheduler.courier import TROUBLES_BEFORE_HOLD
from scheduler.retries import TOKEN_WAIT
from tests.floor import DANA
from tests.house import BILLING, DESK, text_of, until
from tests.scheduler.post_office import NOON, PostOffice, open_post_office

MEI, OLA = "U0MEITANAKA", "U0OLANOWAK0"
POST, UPDATE, DELETE = "chat.postMessage", "chat.update", "chat.delete"
HISTORY, REPLIES, OPEN = "conversations.history", "conversations.replies", "conversations.open"


@pytest.fixture
async def post(sqlite_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(sqlite_url) as opened:
        yield opened


@pytest.fixture
async def either(database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(database_url) as opened:
        yield opened


async def open_case(post: PostOffice, title: str = "Charged twice") -> int:
    new = NewCase("1", title, "They paid twice.", Severity.NORMAL, "Refund one.", "billing")
    number: int = await post.floor.do(cases.open_case, new)
    return number


async def direct(post: PostOffice, text: str, to: str = DANA) -> None:
    def promise(work: Work) -> None:
        work.tell_person(to, QuestionAsked(1, 1, "Billing", "Mei", text, DANA), key=f"direct {text}")

    await post.floor.office.look_up(NeedsLookup(users={to}))
    await post.floor.desk.do(OWN_WORK, promise)


def inbox(post: PostOffice, name: str) -> list[str]:
    return [text_of(one) for one in post.floor.sandbox.actor(name).inbox()]


def once_each(post: PostOffice) -> None:
    """Every message that was promised stands in Slack, and none twice."""
    assert not [row.key for row in post.rows() if row.status is not Delivery.SENT]
    assert Counter(post.markers()) == Counter(row.marker for row in post.rows() if not row.is_gone)


# -- each fault


async def test_whatever_befalls_a_post_the_message_stands_there_once(post: PostOffice) -> None:
    for fault in Fault:
        calls = post.calls(POST)
        post.floor.sandbox.faults.next(POST, fault, fault)
        await open_case(post, f"case of {fault}")
        await post.until_quiet()
        once_each(post)
        assert sum(f"case of {fault}" in text_of(one) for one in post.said(BILLING)) == 1
        made = post.calls(POST) - calls
        assert made == (2 if fault.is_after else 4), f"{fault}: what was taken is not posted again"


async def test_whatever_befalls_a_change_the_card_comes_to_show_it(post: PostOffice) -> None:
    for fault in Fault:
        number = await open_case(post)
        await post.until_quiet()
        post.floor.sandbox.faults.next(UPDATE, fault, fault, fault)
        await post.floor.do(handoffs.accept, number, by=MEI)
        await post.until_quiet()
        once_each(post)
        assert "Mei Tanaka has it" in text_of(post.said(BILLING)[-1]), fault


async def test_whatever_befalls_a_deletion_the_message_is_gone(post: PostOffice) -> None:
    await open_case(post)
    await post.until_quiet()
    thread = post.said(BILLING)[0].ts
    for n, fault in enumerate(Fault):
        reply = Reply(BILLING, thread, f"17000009{n:02}.000100", MEI, f"said {fault}", NOON, is_to_us=True)
        await post.floor.do(talk.said, reply, by=MEI)
        await post.until_quiet()
        assert sum(f"said {fault}" in text_of(one) for one in post.said(DESK)) == 1
        post.floor.sandbox.faults.next(DELETE, fault)
        await post.floor.do(talk.deleted, reply, by=MEI)
        await post.until_quiet()
        assert not any(f"said {fault}" in text_of(one) for one in post.said(DESK)), fault
        once_each(post)


async def test_a_direct_message_is_sent_once_though_the_conversation_would_not_open(post: PostOffice) -> None:
    for fault in Fault:
        post.floor.sandbox.faults.next(OPEN, fault)
        await direct(post, f"question of {fault}")
        await post.until_quiet()
        assert sum(f"question of {fault}" in text for text in inbox(post, "dana")) == 1
        once_each(post)


async def test_a_limit_on_opening_conversations_holds_no_post_to_a_channel(post: PostOffice) -> None:
    post.floor.sandbox.faults.next(OPEN, Fault.RATE_LIMITED)
    await direct(post, "Which account?")
    await post.courier.step()
    await post.courier.settled()
    await open_case(post)
    await direct(post, "And which bank?", to=OLA)
    await post.courier.step()
    await post.courier.settled()
    assert post.calls(POST) == 2, "the cards of the desk and of the department"
    assert post.calls(OPEN) == 1
    await post.until_quiet()
    once_each(post)


async def test_a_look_up_that_fails_is_repeated_before_anything_is_sent_again(post: PostOffice) -> None:
    for n, fault in enumerate(Fault, start=1):
        post.floor.sandbox.faults.next(POST, Fault.RESET_AFTER)
        post.floor.sandbox.faults.next(HISTORY, *[fault] * (0 if fault in SPOILS_POSTS_ONLY else 2))
        await direct(post, f"question of {fault}")
        await post.until_quiet()
        once_each(post)
        assert post.calls(POST) == n, fault


SPOILS_POSTS_ONLY = {Fault.OK_WITHOUT_TS_AFTER, Fault.WRONG_CHANNEL_AFTER}


async def test_an_answer_that_never_comes_is_no_answer(post: PostOffice) -> None:
    """The client's own time-out, and not the far end's."""
    post.floor.sandbox.faults.hang_seconds = 60
    post.floor.sandbox.faults.next(POST, Fault.HANG_AFTER)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.3)) as session:
        url = post.floor.sandbox.api_url
        post.courier.client = AsyncWebClient(BOT_TOKEN, url, session=session, retry_handlers=[])
        await direct(post, "Which account?")
        await post.until_quiet()
    once_each(post)
    assert post.outcomes == ["LookFirst", "found"]


async def test_nobody_listens_where_slack_should_be(post: PostOffice) -> None:
    client = post.courier.client
    async with aiohttp.ClientSession() as session:
        nowhere = "http://127.0.0.1:9/api/"
        post.courier.client = AsyncWebClient(BOT_TOKEN, nowhere, session=session, retry_handlers=[])
        await direct(post, "Which account?")
        await post.seconds(3)
    assert set(post.outcomes) == {"TryAgain"}
    post.courier.client = client
    await post.until_quiet()
    once_each(post)


async def test_the_courier_makes_each_request_once(post: PostOffice) -> None:
    """The SDK would repeat a post after a lost connection by itself, and double it."""
    assert post.courier.client.retry_handlers == []
    post.floor.sandbox.faults.next(POST, Fault.RESET_AFTER)
    await direct(post, "hello")
    await post.second()
    assert post.calls(POST) == 1


# -- looking it up


async def test_a_reply_is_looked_for_in_its_thread(post: PostOffice) -> None:
    await open_case(post)
    await post.until_quiet()
    post.floor.sandbox.faults.next(POST, Fault.TRUNCATED_AFTER)
    await post.floor.do(handoffs.accept, 1, by=MEI)
    await post.until_quiet()
    once_each(post)
    assert (post.calls(REPLIES), post.calls(HISTORY)) == (1, 0)


async def test_what_cannot_be_looked_up_is_decided_by_a_person(post: PostOffice) -> None:
    await open_case(post)
    await post.until_quiet()
    post.floor.sandbox.faults.next(POST, Fault.RESET_AFTER)
    await post.floor.do(handoffs.accept, 1, by=MEI)
    await post.second()
    post.floor.sandbox.workspace.channel(DESK).messages.clear()
    await post.seconds(100)
    dead = post.row("accepted:")
    assert dead.status is Delivery.DEAD
    assert dead.error == "it may have been delivered, but it cannot be looked up: thread_not_found"
    assert post.failures() == ["HandoffAccepted"] * 2, "in the desk, which is gone, and to the admin"
    assert "did not reach" in inbox(post, "ola")[0]


async def test_only_our_own_marker_on_our_own_message_is_proof(post: PostOffice) -> None:
    """Somebody else's message with the very marker is a forgery."""
    post.floor.sandbox.faults.next(POST, Fault.SERVER_ERROR_BEFORE)
    await open_case(post)
    await post.second()
    marker = post.row("card:case:1").marker
    forged = await post.floor.sandbox.actor("dana").say(DESK, "look, a card")
    messages = post.floor.sandbox.workspace.channel(DESK).messages
    forgery = next(one for one in messages if one.ts == forged)
    forgery.metadata = {"event_type": MARKER_TYPE, "event_payload": {"d": marker}}
    await post.until_quiet()
    assert post.row("card:case:1").ts != forged
    assert [one.metadata["event_payload"]["d"] for one in post.said(DESK)] == [marker]


# -- what a refusal means


async def test_blocks_that_slack_does_not_take_are_left_out(post: PostOffice) -> None:
    post.floor.sandbox.slack.refused_blocks = {"actions"}
    await open_case(post)
    await post.until_quiet()
    (card,) = post.said(BILLING)
    assert not card.blocks
    assert "Charged twice" in card.text
    once_each(post)


async def test_a_channel_that_was_archived_is_told_to_the_csm_and_the_admins(post: PostOffice) -> None:
    post.floor.sandbox.workspace.channel(BILLING).is_archived = True
    await open_case(post)
    await post.seconds(5)
    assert (post.row("card:handoff:1").status, post.row("card:handoff:1").error) == (
        *(Delivery.DEAD, "is_archived"),
    )
    assert "Billing" in text_of(post.said(DESK)[-1])
    assert "Billing" in inbox(post, "ola")[0]


async def test_a_card_that_somebody_deleted_is_posted_anew_while_it_is_of_use(post: PostOffice) -> None:
    await open_case(post)
    await post.until_quiet()
    happenings.delete(post.floor.sandbox.workspace, post.said(BILLING)[0])
    await post.floor.do(handoffs.accept, 1, by=MEI)
    await post.until_quiet()
    assert len(post.said(BILLING)) == 1
    assert post.failures() == [], "and nobody is bothered"


async def test_nothing_is_posted_where_another_organisation_reads(either: PostOffice) -> None:
    await either.floor.open_case("already posted")
    workspace = either.floor.sandbox.workspace
    happenings.share(workspace, workspace.channel(BILLING), "T0BRIGHTWTR")
    either.clock.push(known_enough.CHANNEL_FRESH + timedelta(seconds=1))
    number = await open_case(either, "top secret")
    await either.seconds(5)
    card = either.row(f"card:handoff:{number}")
    assert card.error == "the channel is shared with another organisation"
    assert either.said(BILLING) == []
    sent = [call for call in either.floor.sandbox.ledger.calls if call["args"].get("channel") == BILLING]
    assert {call["method"] for call in sent} <= {"conversations.info", "conversations.members"}


# -- holding back


async def test_while_slack_is_down_it_is_asked_rarely_and_everything_comes_afterwards(
    either: PostOffice,
) -> None:
    for n in range(6):
        await direct(either, f"line {n}", to=[DANA, MEI, OLA][n % 3])
    either.floor.sandbox.faults.go_down()
    await either.seconds(60)
    assert len(either.floor.sandbox.ledger.calls) < 40, "six messages in sixty seconds"
    either.floor.sandbox.faults.come_up()
    await either.until_quiet()
    once_each(either)
    lines = inbox(either, "mei")
    assert ["line 1" in lines[0], "line 4" in lines[1]] == [True, True], "in their order"


async def test_several_troubles_in_a_row_hold_everything_back(post: PostOffice) -> None:
    people = [DANA, MEI, OLA, "U0RUTHABARA", "U0BENLINDQV"]
    assert len(people) > TROUBLES_BEFORE_HOLD
    for person in people:
        await direct(post, f"to {person}", to=person)
    post.floor.sandbox.faults.next(POST, *[Fault.SERVER_ERROR_BEFORE] * len(people))
    await post.courier.step()
    await post.courier.settled()
    await direct(post, "behind", to="U0INESCOSTA")
    assert await post.floor.desk.do(OWN_WORK, errands.claim) == []
    await post.until_quiet()
    once_each(post)


async def test_one_trouble_holds_back_nobody_else(post: PostOffice) -> None:
    post.floor.sandbox.faults.next(POST, Fault.SERVER_ERROR_BEFORE)
    await direct(post, "first")
    await direct(post, "second", to=MEI)
    await post.second()
    assert sorted([len(inbox(post, "mei")), len(inbox(post, "dana"))]) == [0, 1]
    await post.until_quiet()
    once_each(post)


async def test_while_our_token_is_refused_everything_waits(post: PostOffice) -> None:
    for person in (DANA, MEI, OLA):
        await direct(post, f"to {person}", to=person)
    slack = post.floor.sandbox.slack
    slack.are_tokens_revoked = True
    await post.seconds(int(TOKEN_WAIT.total_seconds()) - 5)
    assert len([call for call in slack.ledger.calls if call["error"] == "token_revoked"]) == 3
    slack.are_tokens_revoked = False
    await post.until_quiet()
    once_each(post)


async def test_a_rate_limit_is_kept_to(post: PostOffice) -> None:
    post.floor.sandbox.faults.retry_after = 20
    post.floor.sandbox.faults.next(POST, Fault.RATE_LIMITED)
    await direct(post, "hello")
    await post.seconds(20)
    assert post.calls(POST) == 1
    await post.until_quiet()
    assert post.calls(POST) == 2
    once_each(post)


# -- in order, and to the end


async def test_what_is_said_in_a_thread_stands_there_in_order_whatever_the_weather(
    either: PostOffice,
) -> None:
    await open_case(either)
    await either.until_quiet()
    faults = either.floor.sandbox.faults
    faults.random.seed(4)
    faults.rates[POST] = 0.4
    questions = [f"question {n:02}" for n in range(12)]
    for question in questions:
        await either.floor.do(handoffs.ask, 1, question=question, by=MEI)
    await either.until_quiet()
    once_each(either)
    thread = [text_of(one) for one in either.said(DESK) if one.is_reply]
    assert [next(one for one in questions if one in text) for text in thread] == questions
    assert sum(faults.counts.values()) > 3, "there was some weather"


async def test_a_storm_loses_nothing_and_doubles_nothing(either: PostOffice) -> None:
    faults = either.floor.sandbox.faults
    faults.random.seed(1)
    faults.rates |= dict.fromkeys([POST, UPDATE, OPEN, HISTORY, REPLIES], 0.35)
    for n in range(4):
        number = await open_case(either, f"case {n}")
        await direct(either, f"line {n}", to=MEI)
        await either.seconds(2)
        await either.floor.do(handoffs.accept, number, by=MEI)
        await either.seconds(2)
    await either.until_quiet()
    once_each(either)
    assert sum("has it" in text_of(card) for card in either.said(BILLING)) == 4
    assert sum(faults.counts.values()) > 10


@asynccontextmanager
async def running(post: PostOffice) -> AsyncIterator[Callable[[], None]]:
    """The courier's own loop, and what tells it to stop; its end is waited for."""
    stop = asyncio.Event()
    task = asyncio.create_task(post.courier.run(stop))
    yield stop.set
    await asyncio.wait_for(task, 20)


async def test_the_end_waits_for_what_is_on_its_way(post: PostOffice) -> None:
    post.floor.sandbox.faults.hang_seconds = 0.3
    post.floor.sandbox.faults.next(POST, Fault.HANG_AFTER)
    await direct(post, "hello")
    async with running(post) as stop:
        await until(lambda: post.calls(POST), 20, "the request")
        stop()
    assert post.row("direct").status is Delivery.UNKNOWN, "its outcome was reported before the end"
    assert not post.courier._errands


async def test_the_bell_wakes_the_courier(post: PostOffice) -> None:
    async with running(post) as stop:
        await direct(post, "hello")
        await until(lambda: inbox(post, "dana"), 20, "the message")
        stop()
    once_each(post)


async def test_a_courier_that_is_alone_takes_every_open_claim_for_left_behind(post: PostOffice) -> None:
    await direct(post, "hello")
    await post.floor.desk.do(OWN_WORK, errands.claim)
    await post.seconds(2)
    assert post.row("direct").status is Delivery.SENDING, "somebody else's, perhaps"
    post.courier.is_alone = True
    await post.until_quiet()
    once_each(post)
    assert post.outcomes == ["absent", "sent"]


async def test_an_errand_that_breaks_stops_no_other(post: PostOffice) -> None:
    """Nothing the courier foresees: what it draws with is broken for a while."""
    good: Any = post.courier.letterhead
    await open_case(post)
    post.courier.letterhead = None  # type: ignore[assignment]
    await post.second()
    await direct(post, "hello")
    post.courier.letterhead = good
    await post.second()
    assert len(inbox(post, "dana")) == 1
    post.clock.push(outbox.STALE)
    await post.until_quiet()
    once_each(post)
