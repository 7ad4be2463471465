"""What Slack tells of the workspace itself: people and channels changed, our token was revoked."""

from typing import Any

import structlog

from casework import people
from casework.desk import OWN_WORK
from casework.work import Work
from handlers.answer import Answer, Kind
from handlers.office import Call
from handlers.rows import Row

log = structlog.get_logger("workspace")


async def user_changed(call: Call) -> Answer | None:
    await _note(call, people.forget_member, call.body["event"]["user"]["id"])
    return None


async def joined(call: Call) -> Answer | None:
    event = call.body["event"]
    await _note(call, people.joined, event["channel"], event["user"])
    return None


async def left(call: Call) -> Answer | None:
    event = call.body["event"]
    await _note(call, people.left, event["channel"], event["user"])
    return None


async def channel_changed(call: Call) -> Answer | None:
    """Shared, unshared, renamed, archived, deleted …: what was known of it counts no longer, at once."""
    channel = call.body["event"].get("channel") or call.body["event"].get("old_channel_id")
    channel_id = channel["id"] if isinstance(channel, dict) else str(channel)
    log.warning("channel_changed", channel=channel_id, how=call.body["event"]["type"])
    await _note(call, people.forget_channel, channel_id)
    return None


async def token_revoked(call: Call) -> Answer | None:
    log.error("token_revoked", event_type=call.body["event"]["type"])
    return None


async def _note(call: Call, change: Any, *arguments: str) -> None:
    def operation(work: Work) -> None:
        change(work.session, *arguments)

    await call.office.desk.do(OWN_WORK, operation)


_CHANNEL_EVENTS = (
    "channel_shared", "channel_unshared", "channel_id_changed", "channel_archive", "channel_unarchive",
    "channel_rename", "channel_deleted", "group_archive", "group_unarchive", "group_rename", "group_deleted",
)  # fmt: skip

ROWS = (
    Row(Kind.EVENT, "user_change", user_changed, None),
    Row(Kind.EVENT, "member_joined_channel", joined, None),
    Row(Kind.EVENT, "member_left_channel", left, None),
    Row(Kind.EVENT, "tokens_revoked", token_revoked, None),
    Row(Kind.EVENT, "app_uninstalled", token_revoked, None),
    *(Row(Kind.EVENT, name, channel_changed, None) for name in _CHANNEL_EVENTS),
)
