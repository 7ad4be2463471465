"""Each fault as the client meets it: what it sees, and whether Slack did it nevertheless."""

import asyncio
import json

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.faults import Fault, Faults

DESK = "C0CSDESK001"
POST = "chat.postMessage"


def said(sandbox) -> list[str]:
    return [message.text for message in sandbox.actor("dana").sees("cs-desk")]


async def post(client):
    return await client.chat_postMessage(channel=DESK, text="hello")


async def test_a_rate_limit_says_when_to_come_back(sandbox, client):
    sandbox.faults.retry_after = 7
    sandbox.faults.next(POST, Fault.RATE_LIMITED)
    with pytest.raises(SlackApiError) as caught:
        await post(client)
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["retry-after"] == "7"
    assert said(sandbox) == []


@pytest.mark.parametrize(
    ("fault", "is_done"), [(Fault.SERVER_ERROR_BEFORE, 0), (Fault.SERVER_ERROR_AFTER, 1)]
)
async def test_a_server_error(sandbox, client, fault, is_done):
    sandbox.faults.next(POST, fault)
    with pytest.raises(SlackApiError) as caught:
        await post(client)
    assert caught.value.response.status_code == 500
    assert len(said(sandbox)) == is_done


async def test_a_fatal_error_after_the_message_was_accepted(sandbox, client):
    sandbox.faults.next(POST, Fault.FATAL_ERROR_AFTER)
    with pytest.raises(SlackApiError) as caught:
        await post(client)
    assert caught.value.response["error"] == "fatal_error"
    assert said(sandbox) == ["hello"]


@pytest.mark.parametrize(("fault", "is_done"), [(Fault.RESET_BEFORE, 0), (Fault.RESET_AFTER, 1)])
async def test_the_connection_is_reset(sandbox, client, fault, is_done):
    sandbox.faults.next(POST, fault)
    with pytest.raises(aiohttp.ClientConnectionError):
        await post(client)
    assert len(said(sandbox)) == is_done
    await post(client)


async def test_a_reset_is_a_real_one_on_the_wire(sandbox):
    sandbox.faults.next(POST, Fault.RESET_AFTER)
    host, port = sandbox.base_url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    body = json.dumps({"channel": DESK, "text": "hello", "token": sandbox.slack.bot_token})
    head = f"POST /api/{POST} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
    writer.write(f"{head}content-length: {len(body)}\r\n\r\n{body}".encode())
    with pytest.raises(ConnectionResetError):
        await reader.read()
    writer.close()
    assert said(sandbox) == ["hello"]


async def test_silence_after_the_message_was_accepted(sandbox, session):
    sandbox.faults.next(POST, Fault.HANG_AFTER)
    impatient = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.2))
    async with impatient:
        client = AsyncWebClient(
            sandbox.slack.bot_token, sandbox.api_url, session=impatient, retry_handlers=[]
        )
        with pytest.raises(asyncio.TimeoutError):
            await post(client)
    assert said(sandbox) == ["hello"]


async def test_half_an_answer(sandbox, client):
    sandbox.faults.next(POST, Fault.TRUNCATED_AFTER)
    with pytest.raises((SlackApiError, json.JSONDecodeError)):
        await post(client)
    assert said(sandbox) == ["hello"]


async def test_ok_without_a_ts_and_with_a_wrong_channel(sandbox, client):
    sandbox.faults.next(POST, Fault.OK_WITHOUT_TS_AFTER, Fault.WRONG_CHANNEL_AFTER)
    assert "ts" not in (await post(client)).data
    assert (await post(client))["channel"] != DESK
    assert said(sandbox) == ["hello", "hello"]


async def test_scripted_faults_come_in_order_and_may_let_one_pass(sandbox, client):
    sandbox.faults.next(POST, None, Fault.FATAL_ERROR_AFTER)
    await post(client)
    with pytest.raises(SlackApiError):
        await post(client)
    await post(client)
    assert sandbox.faults.counts["chat.postMessage fatal_error_after"] == 1
    assert [call["fault"] for call in sandbox.ledger.of(POST)] == [None, "fatal_error_after", None]


async def test_while_slack_is_down_nothing_works(sandbox, client):
    sandbox.faults.go_down()
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            await client.auth_test()
        assert caught.value.response.status_code == 500
    sandbox.faults.come_up()
    assert (await client.auth_test())["ok"]


def test_random_faults_are_the_same_for_the_same_seed():
    def hundred(seed: int) -> list[Fault | None]:
        faults = Faults(seed, rates={POST: 0.35}, kinds={POST: [Fault.RESET_AFTER, Fault.RATE_LIMITED]})
        return [faults.pick(POST) for _ in range(100)]

    assert hundred(1) == hundred(1)
    assert hundred(1) != hundred(2)
    assert 15 < sum(fault is not None for fault in hundred(3)) < 55
    assert set(hundred(4)) <= {None, Fault.RESET_AFTER, Fault.RATE_LIMITED}


async def test_the_sdks_own_retry_posts_twice_after_a_reset(sandbox, session):
    """Why the app must bring its own retry handlers."""
    sandbox.faults.next(POST, Fault.RESET_AFTER)
    careless = AsyncWebClient(sandbox.slack.bot_token, sandbox.api_url, session=session)
    await post(careless)
    assert said(sandbox) == ["hello", "hello"]
