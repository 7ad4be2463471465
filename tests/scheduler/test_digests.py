"""The digest through the real courier: with Slack's own charts, as a picture, or in plain sections."""

from collections.abc import AsyncIterator
from datetime import timedelta
from importlib.util import find_spec

import pytest

from casework.desk import OWN_WORK
from casework.work import Work
from models.clock_notices import StallDigest
from models.outgoing import Delivery
from sandbox.faults import Fault
from sandbox.workspace import Message
from tests.house import text_of
from tests.scheduler.post_office import PostOffice, open_post_office
from tests.views.digest_examples import FACTS

RUTH = "U0RUTHABARA"
needs_matplotlib = pytest.mark.skipif(find_spec("matplotlib") is None, reason="matplotlib is not installed")


@pytest.fixture
async def post(sqlite_url: str) -> AsyncIterator[PostOffice]:
    async with open_post_office(sqlite_url) as opened:
        yield opened


NINE_IN_NEW_YORK = timedelta(hours=2)
"""After noon in UTC: nobody gets a digest in their night."""


async def morning(post: PostOffice) -> Message:
    """Promise a digest, and see what comes of it: one message, whatever happens."""

    def promise(work: Work) -> None:
        work.tell_person(RUTH, StallDigest(FACTS), key="digest:ruth:2026-11-23")

    post.clock.push(NINE_IN_NEW_YORK)
    await post.floor.desk.do(OWN_WORK, promise)
    await post.until_quiet()
    (message,) = post.floor.sandbox.actor("ruth").inbox()
    assert post.row("digest:").status is Delivery.SENT
    return message


def kinds(message: Message) -> list[str]:
    return [block["type"] for block in message.blocks]


async def test_slack_draws_the_charts_itself(post: PostOffice) -> None:
    message = await morning(post)
    assert kinds(message).count("data_visualization") == 1
    assert message.text.startswith("*7 steps are overdue*")
    assert post.calls("files.getUploadURLExternal") == 0


@needs_matplotlib
async def test_where_slack_has_no_charts_a_picture_is_drawn(post: PostOffice) -> None:
    post.floor.sandbox.slack.refused_blocks = {"data_visualization"}
    message = await morning(post)
    (picture,) = (block for block in message.blocks if block["type"] == "image")
    file = post.floor.sandbox.workspace.files[picture["slack_file"]["id"]]
    assert file.content.startswith(b"\x89PNG")
    assert file.shares == []
    assert picture["alt_text"].startswith("Overdue by department. A week ago: Billing 1, Engineering 5, ")
    assert "*Billing* · 4 overdue" in text_of(message)


@needs_matplotlib
@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR_BEFORE, Fault.RESET_BEFORE, Fault.TRUNCATED_AFTER])
@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
async def test_when_the_upload_fails_the_numbers_stand_in_lines(
    post: PostOffice, method: str, fault: Fault
) -> None:
    post.floor.sandbox.slack.refused_blocks = {"data_visualization"}
    post.floor.sandbox.faults.next(method, fault)
    assert_is_plain(await morning(post))


async def test_who_did_not_give_the_scope_reads_the_numbers_in_lines(post: PostOffice) -> None:
    slack = post.floor.sandbox.slack
    slack.refused_blocks = {"data_visualization"}
    slack.manifest["oauth_config"]["scopes"]["bot"].remove("files:write")
    try:
        assert_is_plain(await morning(post))
    finally:
        slack.manifest["oauth_config"]["scopes"]["bot"].append("files:write")


async def test_where_slack_takes_no_pictures_either_it_is_said_in_lines(post: PostOffice) -> None:
    post.floor.sandbox.slack.refused_blocks = {"data_visualization", "image"}
    assert_is_plain(await morning(post))


async def test_where_slack_takes_no_buttons_the_text_alone_is_sent(post: PostOffice) -> None:
    post.floor.sandbox.slack.refused_blocks = {"data_visualization", "actions"}
    message = await morning(post)
    assert kinds(message) == []
    assert "7 steps are overdue" in message.text


@needs_matplotlib
async def test_a_picture_that_may_have_been_posted_is_looked_up_before_it_is_sent_again(
    post: PostOffice,
) -> None:
    post.floor.sandbox.slack.refused_blocks = {"data_visualization"}
    post.floor.sandbox.faults.next("chat.postMessage", None, Fault.SERVER_ERROR_AFTER)
    await morning(post)


def assert_is_plain(message: Message) -> None:
    assert set(kinds(message)) == {"header", "section", "actions", "context"}
    assert "*Billing* · 4 overdue" in text_of(message)
