"""``check`` names the guests in the channels of cases, and asks Slack only so often."""

from pathlib import Path

from bot.check import check
from bot.deployment import Deployment
from bot.guests import MOST_MEMBERS, MOST_PEOPLE
from config.settings import Settings
from sandbox.company import GIL, LEGAL, SIA, tidewater
from sandbox.server import Sandbox
from tests.bot.far_end import BOT_USER, TEAM, FarEnd
from tests.bot.test_check import HANDBOOK, WORTH_A_LOOK
from tests.house import HANDBOOK as SAMPLE
from tests.house import MANIFEST, settings_for

READ = "guests cannot act, but read every case"


async def test_the_sample_companys_guests_are_named_with_their_channels(tmp_path: Path) -> None:
    workspace = tidewater()
    workspace.channels[LEGAL.id].members.append(GIL.id)
    async with Sandbox(workspace, manifest=MANIFEST) as sandbox:
        settings = settings_for(sandbox, f"sqlite:///{tmp_path}/liaison.db")
        report = await check(Deployment(settings, SAMPLE))
    assert report.lines() == [
        f"! Gil Foster ({GIL.id}) is a guest in #billing, the channel of Billing: {READ}.",
        f"! Sia Brandt ({SIA.id}) is a guest in #engineering, the channel of Engineering: {READ}.",
        f"! Gil Foster ({GIL.id}) is a guest in #legal, the channel of Legal: {READ}.",
        WORTH_A_LOOK,
    ]


def member(slack: FarEnd, *members: str) -> None:
    slack.says["conversations.members"] = {"ok": True, "members": list(members)}


async def test_who_sits_in_two_channels_is_asked_about_once_and_the_bot_never(
    settings: Settings, slack: FarEnd
) -> None:
    member(slack, "U0RUTHABARA", "U0MEITANAKA", BOT_USER)
    assert (await check(Deployment(settings, HANDBOOK))).lines() == ["All good."]
    as_manager_and_lead = 2
    assert slack.calls.count("users.info") == 2 + as_manager_and_lead


async def test_large_channels_are_not_gone_through_to_the_end(settings: Settings, slack: FarEnd) -> None:
    member(slack, *(f"U0{number:09}" for number in range(MOST_MEMBERS)))
    report = await check(Deployment(settings, HANDBOOK))
    assert report.oddities == [
        f"Only {MOST_PEOPLE} members of these channels were looked up; others may be guests too."
    ]
    of_the_lead = 1
    assert slack.calls.count("conversations.members") == len(HANDBOOK.channels) + of_the_lead
    assert slack.calls.count("users.info") <= MOST_PEOPLE + len(HANDBOOK.managers) + of_the_lead


async def test_whom_slack_does_not_tell_of_is_not_passed_over_in_silence(
    settings: Settings, slack: FarEnd
) -> None:
    member(slack, "U0MEITANAKA")
    slack.says["users.info"] = {"ok": False, "error": "ratelimited"}
    assert (await check(Deployment(settings, HANDBOOK))).oddities == [
        "Only 0 members of these channels were looked up; others may be guests too.",
        "The lead U0RUTHABARA of Billing cannot be looked up: ratelimited.",
    ]


async def test_a_guest_of_one_channel_only_is_a_guest_and_a_stranger_is_none(
    settings: Settings, slack: FarEnd
) -> None:
    member(slack, SIA.id)
    for team, guests in ((TEAM, 2), ("T0OTHER0001", 0)):
        user = {"name": "sia", "team_id": team, "is_restricted": True, "is_ultra_restricted": True}
        slack.says["users.info"] = {"ok": True, "user": user}
        told = (await check(Deployment(settings, HANDBOOK))).oddities
        assert len([line for line in told if line.startswith(f"sia ({SIA.id}) is a guest in")]) == guests


async def test_members_that_slack_does_not_show_are_no_second_problem(
    settings: Settings, slack: FarEnd
) -> None:
    slack.says["conversations.members"] = {"ok": False, "error": "missing_scope"}
    assert (await check(Deployment(settings, HANDBOOK))).lines() == ["All good."]
