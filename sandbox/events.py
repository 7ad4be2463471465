"""The events Slack tells an app: each inner event, and the envelope around it."""

from sandbox.payloads import channel_type, file_object, message_object, user_object
from sandbox.slack import Slack
from sandbox.workspace import Channel, Json, Message, Person, Workspace

TOKEN = "sandbox-verification"  # noqa: S105  (Slack's legacy field; it proves nothing)

MESSAGE_SUBSCRIPTIONS = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}
GROUP_NAMES = {
    "channel_archive": "group_archive",
    "channel_unarchive": "group_unarchive",
    "channel_rename": "group_rename",
}
"""What happens to a private channel may have a name of its own."""


def message(workspace: Workspace, channel: Channel, posted: Message) -> Json:
    written = _for_event(workspace, channel, posted)
    return written | _place(channel) | {"event_ts": posted.ts}


def message_changed(workspace: Workspace, channel: Channel, now: Message, before: Message) -> Json:
    ts = workspace.next_ts()
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "message": _for_event(workspace, channel, now),
        "previous_message": _for_event(workspace, channel, before),
        "ts": ts,
        "event_ts": ts,
        **_place(channel),
    }


def message_deleted(workspace: Workspace, channel: Channel, gone: Message) -> Json:
    ts = workspace.next_ts()
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "deleted_ts": gone.ts,
        "previous_message": _for_event(workspace, channel, gone),
        "ts": ts,
        "event_ts": ts,
        **_place(channel),
    }


def app_mention(workspace: Workspace, channel: Channel, posted: Message) -> Json:
    written = _for_event(workspace, channel, posted) | {"type": "app_mention"}
    return written | {"channel": channel.id, "event_ts": posted.ts}


def reaction(workspace: Workspace, kind: str, target: Message, name: str, user_id: str) -> Json:
    """`kind` is reaction_added or reaction_removed."""
    return {
        "type": kind,
        "user": user_id,
        "reaction": name,
        "item": {"type": "message", "channel": target.channel_id, "ts": target.ts},
        "item_user": target.user_id,
        "event_ts": workspace.next_ts(),
    }


def membership(workspace: Workspace, kind: str, channel: Channel, person: Person, inviter: str = "") -> Json:
    """`kind` is member_joined_channel or member_left_channel."""
    event: Json = {
        "type": kind,
        "user": person.id,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": person.team_id,
        "event_ts": workspace.next_ts(),
    }
    return event | ({"inviter": inviter} if inviter else {})


def home_opened(workspace: Workspace, person: Person, im: Channel, view: Json | None, tab: str) -> Json:
    event: Json = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": im.id,
        "tab": tab,
        "event_ts": workspace.next_ts(),
    }
    return event | ({"view": view} if view else {})


def user_event(workspace: Workspace, kind: str, person: Person) -> Json:
    """`kind` is user_change, or user_status_changed, which says the same once more."""
    ts = workspace.next_ts()
    return {
        "type": kind,
        "user": user_object(workspace, person),
        "cache_ts": workspace.clock.epoch(),
        "event_ts": ts,
    }


def channel_event(workspace: Workspace, kind: str, channel: Channel, **facts: object) -> Json:
    """Archive, unarchive, rename: under the group's name if the channel is private."""
    name = GROUP_NAMES.get(kind, kind) if channel.is_private else kind
    return {"type": name, "channel": channel.id, **facts, "event_ts": workspace.next_ts()}


def envelope(slack: Slack, event: Json, channel: Channel | None) -> Json:
    """The outer body. With Slack Connect `team_id` is the team of whoever acted, which may be another
    than the installed one in `authorizations`.
    """
    workspace = slack.workspace
    installed = {
        "enterprise_id": workspace.enterprise_id,
        "team_id": workspace.team_id,
        "user_id": workspace.bot_user_id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    body: Json = {
        "token": TOKEN,
        "team_id": _acting_team(workspace, event),
        "context_team_id": workspace.team_id,
        "context_enterprise_id": workspace.enterprise_id,
        "api_app_id": workspace.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": workspace.next_id("Ev"),
        "event_time": workspace.clock.epoch(),
        "authorizations": [installed],
        "is_ext_shared_channel": channel is not None and channel.is_ext_shared,
        "event_context": f"4-{event['type']}-{workspace.team_id}-{channel.id if channel else ''}",
    }
    return body | ({"enterprise_id": workspace.enterprise_id} if workspace.enterprise_id else {})


def subscription(event: Json) -> str:
    """The name in the manifest's `bot_events` that asks for this event."""
    if event["type"] == "message":
        return MESSAGE_SUBSCRIPTIONS[event["channel_type"]]
    return str(event["type"])


def _acting_team(workspace: Workspace, event: Json) -> str:
    user = event.get("user") or event.get("message", {}).get("user")
    person = workspace.people.get(user) if isinstance(user, str) else None
    return person.team_id if person else workspace.team_id


def _place(channel: Channel) -> Json:
    return {"channel": channel.id, "channel_type": channel_type(channel)}


def _for_event(workspace: Workspace, channel: Channel, posted: Message) -> Json:
    """In a shared channel a file's event says no more than that one must ask for it."""
    written = message_object(workspace, posted)
    if posted.files and channel.is_ext_shared:
        written["files"] = [
            {"id": file_id, "mode": "file_access", "file_access": "check_file_info", "created": 0}
            for file_id in posted.files
        ]
    elif posted.files:
        written["files"] = [file_object(workspace, workspace.files[file_id]) for file_id in posted.files]
    return written
