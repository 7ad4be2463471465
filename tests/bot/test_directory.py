"""What Slack will not tell of one channel stops nobody else; what is Slack's own trouble is tried again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError
from sqlmodel import Session

from bot.clock import system_clock
from bot.directory import Directory
from bot.slack_client import make_client, open_session
from casework.desk import Desk
from casework.people import NeedsLookup
from config.settings import Settings
from models.database import open_engine, open_reader
from models.member import Channel
from models.migrate import migrate
from tests.bot.conftest import IDENTITY
from tests.bot.far_end import FarEnd
from tests.house import HANDBOOK

LEGAL = "C0LEGAL0001"


@pytest.fixture
async def directory(settings: Settings, slack: FarEnd, tmp_path: Path) -> AsyncIterator[Directory]:
    url = f"sqlite:///{tmp_path}/liaison.db"
    engine = open_engine(url)
    migrate(engine)
    desk = Desk(engine, open_reader(url, engine), HANDBOOK, b"test", system_clock)
    async with desk, open_session() as session:
        yield Directory(make_client(settings, session), desk, IDENTITY)
    engine.dispose()


def legal(directory: Directory) -> Channel | None:
    with Session(directory.desk.writer, expire_on_commit=False) as session:
        return session.get(Channel, LEGAL)


@pytest.mark.parametrize("error", ["fetch_members_failed", "team_added_to_org", "some_new_error"])
async def test_a_channel_whose_members_are_not_told_is_known_with_nobody_in_it(
    directory: Directory, slack: FarEnd, error: str
) -> None:
    slack.says["conversations.info"] = {"ok": True, "channel": {"id": LEGAL, "name": "legal"}}
    slack.says["conversations.members"] = {"ok": False, "error": error}
    await directory.look_up(NeedsLookup(channels={LEGAL}))
    known = legal(directory)
    assert known is not None
    assert known.is_visible
    assert known.members_at is not None


async def test_a_channel_that_is_not_told_of_at_all_is_out_of_sight(
    directory: Directory, slack: FarEnd
) -> None:
    slack.says["conversations.info"] = {"ok": False, "error": "some_new_error"}
    await directory.look_up(NeedsLookup(channels={LEGAL}))
    known = legal(directory)
    assert known is not None
    assert not known.is_visible


@pytest.mark.parametrize("answer", [500, {"ok": False, "error": "token_revoked"}])
async def test_slacks_own_trouble_is_not_taken_for_an_answer(
    directory: Directory, slack: FarEnd, answer: object
) -> None:
    slack.says["conversations.info"] = answer
    with pytest.raises(SlackApiError):
        await directory.look_up(NeedsLookup(channels={LEGAL}))
    assert legal(directory) is None
