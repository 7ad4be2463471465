"""Who of other companies can read what the app says, at the moment in which it says it."""

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.workspace import Channel, Person, Workspace

_TO_A_CHANNEL = ("chat.postMessage", "chat.update", "chat.scheduleMessage", "chat.delete")
_FILES = "files.completeUploadExternal"
_ANSWERS = ("__ack__", "__options__", "__slash_ack__", "__response_url__")


def is_foreign(workspace: Workspace, person: Person) -> bool:
    """Of another company."""
    return person.team_id != workspace.team_id or person.is_stranger


def _may_not_know(workspace: Workspace, channel: Channel | None, person: Person) -> bool:
    """A guest was let into a channel by an admin, and reads what stands there; anywhere else they do not."""
    is_guest_here = channel is not None and not channel.is_im and person.is_restricted
    return is_foreign(workspace, person) or (person.is_restricted and not is_guest_here)


def outsiders(
    workspace: Workspace, method: str, args: Mapping[str, Any], *, to: str = "", view_id: str = ""
) -> list[str]:
    """Ids of those who can read this call's content; empty for a call that shows nobody anything.

    ``to`` is who gets an answer of the app's, ``view_id`` the view that a ``views.*`` call has drawn.
    """
    readers = _readers(workspace, method, args, to=to, view_id=view_id)
    people = (workspace.people[user_id] for user_id in readers if user_id in workspace.people)
    is_for_all = method in (*_TO_A_CHANNEL, _FILES)
    channel = (
        workspace.channels.get(str(args.get("channel") or args.get("channel_id"))) if is_for_all else None
    )
    return [person.id for person in people if _may_not_know(workspace, channel, person)]


def _readers(
    workspace: Workspace, method: str, args: Mapping[str, Any], *, to: str, view_id: str
) -> Iterable[str]:
    if method in _ANSWERS:
        return [to]
    if method == "chat.postEphemeral":
        return [str(args.get("user", ""))]
    if method in _TO_A_CHANNEL:
        return _members(workspace, str(args.get("channel", "")))
    if method == _FILES:
        return _members(workspace, str(args.get("channel_id", "")))
    view = workspace.view(view_id) if method.startswith("views.") and view_id else None
    return [view.user_id] if view else [str(args.get("user_id", ""))] if method == "views.publish" else []


def _members(workspace: Workspace, channel_id: str) -> list[str]:
    channel = workspace.channels.get(channel_id)
    return channel.members if channel else [channel_id]
