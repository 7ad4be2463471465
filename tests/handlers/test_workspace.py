"""What Slack tells of the workspace itself counts at once."""

from typing import Any

import pytest

from handlers.answer import Answer, Kind
from models.member import Channel, ChannelMember, Member
from tests.floor import DANA
from tests.handlers.desk_life import MEI, PRIYA, Life
from tests.house import BILLING


@pytest.fixture
async def going(life: Life) -> Life:
    await life.floor.open_case()
    return life


async def tell(life: Life, kind: str, **about: Any) -> None:
    event = life.event(kind, **about)
    for _ in range(2):
        assert await life.answer(Kind.EVENT, event) == Answer()


def channels(life: Life) -> set[str]:
    return {one.id for one in life.floor.rows(Channel)}


async def test_somebody_who_changed_is_asked_for_before_they_do_anything_else(going: Life) -> None:
    person = going.floor.sandbox.workspace.people[DANA]
    person.is_restricted = True
    await tell(going, "user_change", user={"id": DANA, "is_restricted": True})
    names = {one.user_id: one.name for one in going.floor.rows(Member)}
    assert names[DANA] == "Dana Okafor", "they keep their name meanwhile"
    answer = await going.answer(Kind.COMMAND, going.command("list"))
    assert "own staff" in str(answer.body), "a guest now"


async def test_who_joins_a_department_belongs_to_it_and_who_leaves_does_not(going: Life) -> None:
    await tell(going, "member_joined_channel", user=PRIYA, channel=BILLING)
    await going.answer(Kind.ACTION, going.pressed("handoff.take", 1, by=PRIYA))
    assert going.made() == [], "not refused"
    await tell(going, "member_left_channel", user=MEI, channel=BILLING)
    await going.answer(Kind.ACTION, going.pressed("handoff.done", 1, by=MEI))
    assert "join it first" in going.shown()
    assert MEI not in {one.user_id for one in going.floor.rows(ChannelMember) if one.channel == BILLING}


CHANGES: dict[str, Any] = {
    "channel_shared": {"channel": BILLING, "connected_team_id": "T0BRIGHTWTR"},
    "channel_unshared": {"channel": BILLING},
    "channel_archive": {"channel": BILLING, "user": DANA},
    "channel_rename": {"channel": {"id": BILLING, "name": "money"}},
    "channel_id_changed": {"old_channel_id": BILLING, "new_channel_id": "C0BILLING02"},
    "group_deleted": {"channel": BILLING},
}


@pytest.mark.parametrize("kind", CHANGES)
async def test_a_channel_that_changed_is_looked_at_again(going: Life, kind: str) -> None:
    assert BILLING in channels(going)
    await tell(going, kind, **CHANGES[kind])
    assert BILLING not in channels(going)


@pytest.mark.parametrize("kind", ["tokens_revoked", "app_uninstalled"])
async def test_the_end_of_our_token_is_noted_and_answered(life: Life, kind: str) -> None:
    await tell(life, kind)
