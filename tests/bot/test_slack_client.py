"""Who are we? Asked until Slack answers, and not once more when it will not have us."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import slack_client
from bot.slack_client import IntroductionError, introduce, make_client, open_session
from bot.standing import ASK_EVERY_SECONDS, Standing
from config.settings import Settings
from tests.bot.conftest import IDENTITY
from tests.bot.far_end import APP, BOT, BOT_USER, DEFAULTS, SCOPES, TEAM, FarEnd


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[AsyncWebClient]:
    async with open_session() as session:
        yield make_client(settings, session)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slack_client, "FIRST_PAUSE_SECONDS", 0.01)


async def test_slack_tells_us_who_we_are(client: AsyncWebClient) -> None:
    me = await introduce(client)
    assert (me.team_id, me.enterprise_id, me.app_id) == (TEAM, None, APP)
    assert (me.bot_user_id, me.bot_id, me.workspace_url) == (BOT_USER, BOT, "https://tidewater.slack.com/")
    assert me.scopes == set(SCOPES)


async def test_bots_info_is_asked_only_when_auth_test_names_no_app(
    client: AsyncWebClient, slack: FarEnd
) -> None:
    slack.says["auth.test"] = DEFAULTS["auth.test"] | {
        "app_id": "A0FROMAUTH1",
        "enterprise_id": "E0HOME00001",
    }
    me = await introduce(client)
    assert (me.app_id, me.enterprise_id, slack.calls) == ("A0FROMAUTH1", "E0HOME00001", ["auth.test"])


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "trouble",
    [502, 503, {"ok": False, "error": "internal_error"}, {"ok": False, "error": "ratelimited"}],
    ids=str,
)
async def test_slacks_own_troubles_are_waited_out(
    client: AsyncWebClient, slack: FarEnd, trouble: object
) -> None:
    slack.says["auth.test"] = trouble  # type: ignore[assignment]
    asking = asyncio.create_task(introduce(client))
    await slack.called(2)
    slack.says["auth.test"] = DEFAULTS["auth.test"]
    assert (await asking).team_id == TEAM


@pytest.mark.parametrize("code", ["invalid_auth", "account_inactive", "token_revoked"])
async def test_a_token_that_slack_refuses_is_not_tried_twice(
    client: AsyncWebClient, slack: FarEnd, code: str
) -> None:
    slack.says["auth.test"] = {"ok": False, "error": code}
    with pytest.raises(IntroductionError, match=f"Slack refuses SLACK_BOT_TOKEN: {code}."):
        await introduce(client)
    assert slack.calls == ["auth.test"]


async def test_a_persons_token_is_refused(client: AsyncWebClient, slack: FarEnd) -> None:
    slack.says["auth.test"] = {"ok": True, "team_id": TEAM, "user_id": "U0ANNA00001"}
    with pytest.raises(IntroductionError, match="not a bot's token"):
        await introduce(client)


async def test_a_call_is_never_repeated_by_the_sdk(client: AsyncWebClient, slack: FarEnd) -> None:
    slack.says["chat.postMessage"] = 503
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel="C0BILLING01", text="hello")
    assert slack.calls == ["chat.postMessage"]


async def test_the_standing_is_asked_once_a_minute_and_remembers_a_refusal(
    client: AsyncWebClient, slack: FarEnd
) -> None:
    moment = 1000.0
    standing = Standing(client, read=lambda: moment)
    assert (await standing.check()).says == "Slack has not told us yet who we are."
    standing.introduced(IDENTITY)
    assert (await standing.check()).ok
    assert slack.calls == []
    slack.says["auth.test"] = {"ok": False, "error": "token_revoked"}
    moment += ASK_EVERY_SECONDS + 1
    assert not (await standing.check()).ok
    assert not (await standing.check()).ok
    assert slack.calls == ["auth.test"]
    slack.says["auth.test"] = 503
    moment += ASK_EVERY_SECONDS + 1
    assert (await standing.check()).says == "Slack refuses SLACK_BOT_TOKEN: token_revoked."
    slack.says["auth.test"] = DEFAULTS["auth.test"]
    moment += ASK_EVERY_SECONDS + 1
    assert (await standing.check()).ok


async def test_that_slack_is_down_says_nothing_about_our_token(client: AsyncWebClient, slack: FarEnd) -> None:
    standing = Standing(client, read=iter([0.0, 100.0, 100.0]).__next__)
    standing.introduced(IDENTITY)
    slack.says["auth.test"] = 502
    assert (await standing.check()).ok
