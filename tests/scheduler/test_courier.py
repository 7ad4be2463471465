"""The courier against the sandbox's Slack: whatever befalls a request, each message stands there once."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from casework import handoffs, outbox, talk
from casework.desk import OWN_WORK
from casework.talk import Reply
from casework.work import Work
from models.notices import DeliveryFailed, QuestionAsked, from_row
from models.outgoing import Delivery
from sandbox import happenings
from sandbox.faults import Fault
from sandbox.server import BOT_TOKEN
from scheduler.courier import TROUBLES_BEFORE_HOLD
from scheduler.retries import TOKEN_WAIT
from tests.floor import DANA
from tests.house import BILLING, DESK, text_of
from tests.scheduler.post_office import NOON, PostOffice, open_post_office

MEI, OLA = "U0MEITANAKA", "U0OLANOWAK0"
POST, UPDATE, DELETE = "chat.postMessage", "chat.update", "chat.delete"
HISTORY, REPLIES, OPEN = "conversations.history", "conversations.replies", "conversations.open"


@pytest.fixture
async def post(sqlite_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(sqlite_url) as opened:
        opened.floor.sandbox.faults.hang_seconds = 0.05
        yield opened


@pytest.fixture
async def either(database_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(database_url) as opened:
        opened.floor.sandbox.faults.hang_seconds = 0.05
        yield opened


async def open_case(post: PostOffice, title: str = "Charged twice") -> None:
    from casework import cases
    from casework.cases import NewCase
    from models.case import Severity

    new = NewCase("1", title, "They paid twice.", Severity.NORMAL, "Refund one.", "billing")
    await post.floor.do(cases.open_case, new)


async def direct(post: PostOffice, text: str, to: str = DANA) -> None:
    def promise(work: Work) -> None:
        work.tell_person(to, QuestionAsked(1, 1, "Billing", "Mei", text, DANA), key=f"direct {text}")

    await post.floor.desk.do(OWN_WORK, promise)


def once_each(post: PostOffice) -> None:
    """Every message that was promised stands in Slack, and none twice."""
    promised = Counter(row.marker for row in post.rows() if row.status is Delivery.SENT and not row.is_gone)
    assert Counter(post.markers()) == promised
    assert not [row.key for row in post.rows() if row.status is not Delivery.SENT]


# -- each fault


@pytest.mark.parametrize("fault", Fault, ids=str)
async def test_whatever_befalls_a_post_the_message_stands_there_once(post: PostOffice, fault: Fault) -> None:
    post.floor.sandbox.faults.next(POST, fault, fault)
    await open_case(post)
    await post.until_quiet()
    once_each(post)
    assert [text_of(one).count("Charged twice") > 0 for one in post.said(BILLING)] == [True]
    assert post.floor.sandbox.faults.counts[f"{POST} {fault}"] == 2
    attempts = post.calls(POST)
    assert attempts == (2 if fault.is_after else 4), "what was taken is not posted again"


@pytest.mark.parametrize("fault", Fault, ids=str)
async def test_whatever_befalls_a_change_the_card_comes_to_show_it(post: PostOffice, fault: Fault) -> None:
    await open_case(post)
    await post.until_quiet()
    post.floor.sandbox.faults.next(UPDATE, fault, fault, fault)
    await post.floor.do(handoffs.accept, 1, by=MEI)
    await post.until_quiet()
    once_each(post)
    (card,) = post.said(BILLING)
    assert "Mei Tanaka has it" in text_of(card)


@pytest.mark.parametrize("fault", [Fault.RESET_BEFORE, Fault.FATAL_ERROR_AFTER, Fault.RATE_LIMITED], ids=str)
async def test_whatever_befalls_a_deletion_the_message_is_gone(post: PostOffice, fault: Fault) -> None:
    await open_case(post)
    await post.until_quiet()
    thread = post.said(BILLING)[0].ts
    reply = Reply(BILLING, thread, "1700000900.000100", MEI, "Refunded.", NOON, is_to_us=True)
    await post.floor.do(talk.said, reply, by=MEI)
    await post.until_quiet()
    assert sum("Refunded." in text_of(one) for one in post.said(DESK)) == 1
    post.floor.sandbox.faults.next(DELETE, fault)
    await post.floor.do(talk.deleted, reply, by=MEI)
    await post.until_quiet()
    assert not any("Refunded." in text_of(one) for one in post.said(DESK))
    assert post.row("mirror:").status is Delivery.SENT


@pytest.mark.parametrize("fault", Fault, ids=str)
async def test_a_direct_message_is_sent_once_though_the_conversation_would_not_open(
    post: PostOffice, fault: Fault
) -> None:
    post.floor.sandbox.faults.next(OPEN, fault)
    post.floor.sandbox.faults.next(POST, Fault.RESET_AFTER)
    await direct(post, "Which account?")
    await post.until_quiet()
    assert [text_of(one).count("Which account?") > 0 for one in post.floor.sandbox.actor("dana").inbox()] == [
        True
    ]
    once_each(post)


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
        post.courier.client = AsyncWebClient(
            BOT_TOKEN, "http://127.0.0.1:9/api/", session=session, retry_handlers=[]
        )
        await direct(post, "Which account?")
        await post.seconds(3)
    assert set(post.outcomes) == {"TryAgain"}
    post.courier.client = client
    await post.until_quiet()
    once_each(post)


# -- looking it up


@pytest.mark.parametrize("fault", [one for one in Fault if one is not Fault.OK_WITHOUT_TS_AFTER], ids=str)
async def test_a_look_up_that_fails_is_repeated_before_anything_is_sent_again(
    post: PostOffice, fault: Fault
) -> None:
    faults = post.floor.sandbox.faults
    faults.next(POST, Fault.RESET_AFTER)
    faults.next(HISTORY, fault, fault)
    await direct(post, "Which account?")
    await post.until_quiet()
    once_each(post)
    assert post.calls(POST) == 1


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
    happenings.delete(post.floor.sandbox.workspace, post.said(DESK)[0])
    post.floor.sandbox.workspace.channel(DESK).messages.clear()
    await post.seconds(120)
    dead = post.row("accepted:")
    assert dead.status is Delivery.DEAD
    assert dead.error == "it may have been delivered, but it cannot be looked up: thread_not_found"
    failures = [from_row(row.notice) for row in post.rows() if row.notice["kind"] == "DeliveryFailed"]
    assert failures
    assert all(isinstance(one, DeliveryFailed) and one.what == "HandoffAccepted" for one in failures)
    assert post.calls(POST) <= 3 + 8 * len(failures), "the post itself is not repeated"


async def test_only_our_own_marker_on_our_own_message_is_proof(post: PostOffice) -> None:
    """Somebody else's message with the very marker is a forgery; ours without it is another message."""
    post.floor.sandbox.faults.next(POST, Fault.SERVER_ERROR_BEFORE)
    await open_case(post)
    await post.second()
    marker = post.row("card:case:1").marker
    workspace = post.floor.sandbox.workspace
    forged = await post.floor.sandbox.actor("dana").say(DESK, "look, a card")
    message = next(one for one in workspace.channel(DESK).messages if one.ts == forged)
    message.metadata = {"event_type": "liaison_delivery", "event_payload": {"d": marker}}
    await post.until_quiet()
    once_each_of_ours = [one for one in post.said(DESK) if one.metadata["event_payload"]["d"] == marker]
    assert len(once_each_of_ours) == 1
    assert post.row("card:case:1").ts != forged


# -- what a refusal means


async def test_blocks_that_slack_does_not_take_are_left_out(post: PostOffice) -> None:
    post.floor.sandbox.slack.refused_blocks = {"actions"}
    await open_case(post)
    await post.until_quiet()
    assert all(not one.blocks for one in post.said(BILLING))
    assert "Charged twice" in post.said(BILLING)[0].text
    once_each(post)


async def test_a_channel_that_was_archived_is_told_to_the_csm_and_the_admins(post: PostOffice) -> None:
    post.floor.sandbox.workspace.channel(BILLING).is_archived = True
    await open_case(post)
    await post.seconds(5)
    assert post.row("card:handoff:1").status is Delivery.DEAD
    assert "Billing" in text_of(post.said(DESK)[-1])
    assert len(post.floor.sandbox.actor("ola").inbox()) == 1


async def test_a_card_that_somebody_deleted_is_not_drawn_again_and_nobody_is_bothered(
    post: PostOffice,
) -> None:
    await open_case(post)
    await post.until_quiet()
    happenings.delete(post.floor.sandbox.workspace, post.said(BILLING)[0])
    await post.floor.do(handoffs.accept, 1, by=MEI)
    await post.until_quiet()
    assert post.said(BILLING) == []
    assert not [row for row in post.rows() if row.notice["kind"] == "DeliveryFailed"]


async def test_nothing_is_posted_where_another_organisation_reads(either: PostOffice) -> None:
    await either.floor.open_case("already posted")
    happenings.share(
        either.floor.sandbox.workspace, either.floor.sandbox.workspace.channel(BILLING), "T0BRIGHTWTR"
    )
    either.clock.push(timedelta(seconds=61))
    await open_case(either, "top secret")
    await either.seconds(5)
    assert either.said(BILLING) == []
    assert either.row("card:handoff:2").error == "the channel is shared with another organisation"
    assert not any("top secret" in str(call["args"]) for call in _posts_to(either, BILLING))


def _posts_to(post: PostOffice, channel: str) -> list[dict]:
    calls = post.floor.sandbox.ledger.calls
    return [
        call
        for call in calls
        if call["args"].get("channel") == channel and call["method"].startswith("chat.")
    ]


# -- holding back


async def test_while_slack_is_down_it_is_asked_rarely_and_everything_comes_afterwards(
    either: PostOffice,
) -> None:
    faults = either.floor.sandbox.faults
    for n in range(6):
        await direct(either, f"line {n}", to=[DANA, MEI, OLA][n % 3])
    faults.go_down()
    await either.seconds(90)
    asked = len(either.floor.sandbox.ledger.calls)
    assert asked < 60, "six messages, ninety seconds"
    faults.come_up()
    await either.until_quiet()
    once_each(either)
    assert [one.text[-7:] for one in either.floor.sandbox.actor("mei").inbox()] == [
        *(one.text[-7:] for one in either.floor.sandbox.actor("mei").inbox()),
    ]


async def test_several_troubles_in_a_row_hold_everything_back(post: PostOffice) -> None:
    for n in range(TROUBLES_BEFORE_HOLD + 2):
        await direct(post, f"line {n}", to=[DANA, MEI, OLA, "U0RUTHABARA", "U0BENLINDQV"][n])
    post.floor.sandbox.faults.next(OPEN, *[Fault.SERVER_ERROR_BEFORE] * 5)
    await post.second()
    calls = len(post.floor.sandbox.ledger.calls)
    await direct(post, "behind", to="U0INESCOSTA")
    assert await post.floor.desk.do(OWN_WORK, outbox.claim) == []
    assert len(post.floor.sandbox.ledger.calls) == calls
    await post.until_quiet()
    once_each(post)


async def test_one_trouble_holds_back_nobody_else(post: PostOffice) -> None:
    post.floor.sandbox.faults.next(POST, Fault.SERVER_ERROR_BEFORE)
    await direct(post, "first")
    await direct(post, "second", to=MEI)
    await post.second()
    assert len(post.floor.sandbox.actor("mei").inbox()) + len(post.floor.sandbox.actor("dana").inbox()) == 1
    await post.until_quiet()
    once_each(post)


async def test_while_our_token_is_refused_everything_waits(post: PostOffice) -> None:
    await open_case(post)
    slack = post.floor.sandbox.slack
    await post.floor.office.look_up(outbox.NeedsLookup(channels={DESK, BILLING}))
    slack.are_tokens_revoked = True
    await post.seconds(int(TOKEN_WAIT.total_seconds()) - 5)
    assert len([call for call in slack.ledger.calls if call["error"] == "token_revoked"]) <= 4
    slack.are_tokens_revoked = False
    await post.until_quiet()
    once_each(post)


async def test_a_rate_limit_is_kept_to(post: PostOffice) -> None:
    faults = post.floor.sandbox.faults
    faults.retry_after = 20
    faults.next(POST, Fault.RATE_LIMITED)
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
    questions = [f"question {n}" for n in range(12)]
    for question in questions:
        await either.floor.do(handoffs.ask, 1, question=question, by=MEI)
    await either.until_quiet()
    once_each(either)
    seen = [text_of(one) for one in either.said(DESK) if one.is_reply]
    assert [next(q for q in reversed(questions) if q in text) for text in seen] == questions
    assert sum(faults.counts.values()) > 3


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_storm_loses_nothing_and_doubles_nothing(either: PostOffice, seed: int) -> None:
    faults = either.floor.sandbox.faults
    faults.random.seed(seed)
    faults.rates["*"] = 0.35
    faults.rates["conversations.info"] = faults.rates["conversations.members"] = faults.rates[
        "users.info"
    ] = 0
    for n in range(4):
        await open_case(either, f"case {n}")
        await direct(either, f"line {n}", to=MEI)
        await either.seconds(2)
        await either.floor.do(handoffs.accept, n + 1, by=MEI)
        await either.seconds(2)
    await either.until_quiet(within=2000)
    faults.rates.clear()
    await either.until_quiet()
    once_each(either)
    assert sum("has it" in text_of(card) for card in either.said(BILLING)) == 4


async def test_the_end_waits_for_what_is_on_its_way(post: PostOffice) -> None:
    faults = post.floor.sandbox.faults
    faults.hang_seconds = 0.3
    faults.next(POST, Fault.HANG_AFTER)
    await direct(post, "hello")
    stop = asyncio.Event()
    running = asyncio.create_task(post.courier.run(stop))
    while not post.calls(POST):
        await asyncio.sleep(0.01)
    stop.set()
    await running
    assert post.row("direct").status is Delivery.UNKNOWN, "its outcome was reported before the end"
    assert not post.courier._errands


async def test_the_bell_wakes_the_courier(post: PostOffice) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(post.courier.run(stop))
    await direct(post, "hello")
    since = time.monotonic()
    while not post.floor.sandbox.actor("dana").inbox():
        assert time.monotonic() - since < 20
        await asyncio.sleep(0.005)
    stop.set()
    await running
    once_each(post)


async def test_a_courier_that_is_alone_takes_every_open_claim_for_left_behind(post: PostOffice) -> None:
    await direct(post, "hello")
    await post.floor.desk.do(OWN_WORK, outbox.claim)
    await post.seconds(2)
    assert post.row("direct").status is Delivery.SENDING, "somebody else's, perhaps"
    post.courier.is_alone = True
    await post.until_quiet()
    once_each(post)
    assert post.outcomes[:1] == ["absent"]


async def test_one_errand_that_breaks_stops_no_other(post: PostOffice) -> None:
    """Nothing the courier foresees: the letterhead it draws with is broken for cases."""
    await direct(post, "hello")
    await open_case(post)
    good, post.courier.letterhead = post.courier.letterhead, None  # type: ignore[assignment]
    await post.second()
    post.courier.letterhead = good
    post.clock.push(outbox.STALE)
    await post.until_quiet()
    once_each(post)
