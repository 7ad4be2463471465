"""Checks many Web API methods share: is there such a channel, message, person, and may the bot touch it."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from sandbox.arguments import Args
from sandbox.errors import SlackError
from sandbox.slack import Slack
from sandbox.workspace import Channel, Json, Message, Person

T = TypeVar("T")
PAGE = 100
LARGEST_PAGE = 999


def person(slack: Slack, user_id: str) -> Person:
    found = slack.workspace.people.get(user_id)
    if found is None:
        raise SlackError("user_not_found")
    return found


def channel(slack: Slack, channel_id: str) -> Channel:
    """A channel the bot may know of; a private one it is not in does not exist for it."""
    found = slack.workspace.channels.get(channel_id)
    if found is None or (found.is_private and not _is_member(slack, found)):
        raise SlackError("channel_not_found")
    return found


def own_channel(slack: Slack, channel_id: str) -> Channel:
    """A channel the bot is a member of."""
    found = channel(slack, channel_id)
    if not _is_member(slack, found):
        raise SlackError("not_in_channel")
    return found


def writable_channel(slack: Slack, key: str) -> Channel:
    """Where the bot may post: by channel id, by #name, or by a person's id for direct messages."""
    workspace = slack.workspace
    if key in workspace.people:
        return direct_messages(slack, workspace.people[key], refusal="channel_not_found")
    named = [c.id for c in workspace.channels.values() if c.name and c.name == key.removeprefix("#")]
    found = channel(slack, named[0] if named else key)
    if not _is_member(slack, found) and "chat:write.public" not in slack.scopes:
        raise SlackError("not_in_channel")
    if found.is_archived:
        raise SlackError("is_archived")
    return found


def direct_messages(slack: Slack, whom: Person, *, refusal: str) -> Channel:
    """With a colleague, or with a stranger who shares a channel with the bot."""
    if whom.is_bot:
        raise SlackError("cannot_dm_bot")
    rooms = slack.workspace.channels_of(whom.id)
    is_known = whom.team_id == slack.workspace.team_id or any(_is_member(slack, room) for room in rooms)
    if whom.deleted or not is_known:
        raise SlackError(refusal)
    return slack.workspace.im_with_bot(whom.id)


def message(place: Channel, ts: str) -> Message:
    """A message that is there for everybody; ephemeral ones cannot be found again."""
    found = place.message(ts)
    if found is None or found.ephemeral_to or found.subtype == "tombstone":
        raise SlackError("message_not_found")
    return found


def thread_of(place: Channel, ts: str) -> str | None:
    """The root's ts; naming a reply starts no thread of its own, and an unknown ts none at all."""
    if not ts:
        return None
    found = place.message(ts)
    if found is None or found.ephemeral_to:
        raise SlackError("thread_not_found")
    return found.thread_ts or found.ts


def page(args: Args, everything: Sequence[T]) -> tuple[list[T], str]:
    """One page and the cursor of the next, empty on the last page."""
    limit = args.number("limit", PAGE)
    if not 1 <= limit <= LARGEST_PAGE:
        raise SlackError("invalid_limit")
    start = _position(args.text("cursor"))
    end = start + limit
    return list(everything[start:end]), _cursor(end) if end < len(everything) else ""


def paged(cursor: str) -> Json:
    return {"response_metadata": {"next_cursor": cursor}}


def _cursor(position: int) -> str:
    return base64.b64encode(f"next:{position}".encode()).decode()


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except (binascii.Error, ValueError):
        raise SlackError("invalid_cursor") from None


def _is_member(slack: Slack, place: Channel) -> bool:
    return slack.workspace.bot_user_id in place.members
