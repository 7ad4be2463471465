"""What can happen in a workspace. Each function changes the state and tells whoever listens."""

import copy
from dataclasses import replace

from sandbox import events
from sandbox.workspace import Channel, Json, Message, Person, Workspace

TOMBSTONE_USER = "USLACKBOT"


def post(workspace: Workspace, message: Message) -> Message:
    """Put a message in its channel; an ephemeral one is drawn and told to nobody."""
    channel = workspace.channels[message.channel_id]
    channel.messages.append(message)
    for file_id in message.files:
        workspace.files[file_id].shares.append((channel.id, message.ts))
    if message.ephemeral_to:
        workspace.changed()
        return message
    if message.is_reply and (root := channel.message(str(message.thread_ts))):
        root.thread_ts = root.ts
    workspace.tell(events.message(workspace, channel, message), channel)
    if f"<@{workspace.bot_user_id}>" in message.text and message.user_id != workspace.bot_user_id:
        workspace.tell(events.app_mention(workspace, channel, message), channel)
    return message


def edit(workspace: Workspace, message: Message, *, by: str, **changes: object) -> None:
    """Change a message's text, blocks or metadata."""
    before = copy.deepcopy(message)
    for name, value in changes.items():
        setattr(message, name, value)
    if message.ephemeral_to:
        workspace.changed()
        return
    message.edited = {"user": by, "ts": workspace.next_ts()}
    channel = workspace.channels[message.channel_id]
    workspace.tell(events.message_changed(workspace, channel, message, before), channel)


def delete(workspace: Workspace, message: Message) -> None:
    """Take a message away. A root with replies becomes a tombstone, which Slack tells as a change;
    the tombstone goes with the last reply.
    """
    channel = workspace.channels[message.channel_id]
    if message.ephemeral_to:
        channel.messages.remove(message)
        workspace.changed()
    elif any(other.thread_ts == message.ts and other.is_reply for other in channel.messages):
        _entomb(workspace, channel, message)
    else:
        _remove(workspace, channel, message)


def _entomb(workspace: Workspace, channel: Channel, message: Message) -> None:
    tombstone = Message(channel.id, message.ts, TOMBSTONE_USER, text="This message was deleted.")
    tombstone.subtype, tombstone.thread_ts = "tombstone", message.ts
    channel.messages[channel.messages.index(message)] = tombstone
    workspace.tell(events.message_changed(workspace, channel, tombstone, message), channel)


def _remove(workspace: Workspace, channel: Channel, message: Message) -> None:
    channel.messages.remove(message)
    workspace.tell(events.message_deleted(workspace, channel, message), channel)
    root = channel.message(message.thread_ts or "")
    if root and root.subtype == "tombstone" and channel.thread(root.ts) == [root]:
        _remove(workspace, channel, root)


def react(workspace: Workspace, message: Message, name: str, user_id: str) -> None:
    message.reactions.setdefault(name, []).append(user_id)
    channel = workspace.channels[message.channel_id]
    workspace.tell(events.reaction(workspace, "reaction_added", message, name, user_id), channel)


def unreact(workspace: Workspace, message: Message, name: str, user_id: str) -> None:
    message.reactions[name].remove(user_id)
    if not message.reactions[name]:
        del message.reactions[name]
    channel = workspace.channels[message.channel_id]
    workspace.tell(events.reaction(workspace, "reaction_removed", message, name, user_id), channel)


def join(workspace: Workspace, channel: Channel, person: Person, *, inviter: str = "") -> None:
    """Joining twice changes nothing."""
    if person.id in channel.members:
        return
    channel.members.append(person.id)
    event = events.membership(workspace, "member_joined_channel", channel, person, inviter)
    workspace.tell(event, channel)


def leave(workspace: Workspace, channel: Channel, person: Person) -> None:
    """Told before the person is gone, so that the app hears of its own removal too."""
    event = events.membership(workspace, "member_left_channel", channel, person)
    workspace.tell(event, channel)
    channel.members.remove(person.id)
    workspace.changed()


def archive(workspace: Workspace, channel: Channel, *, by: str) -> None:
    channel.is_archived = True
    workspace.tell(events.channel_event(workspace, "channel_archive", channel, user=by), channel)


def unarchive(workspace: Workspace, channel: Channel, *, by: str) -> None:
    channel.is_archived = False
    workspace.tell(events.channel_event(workspace, "channel_unarchive", channel, user=by), channel)


def rename(workspace: Workspace, channel: Channel, name: str) -> None:
    channel.name = name
    event = events.channel_event(workspace, "channel_rename", channel)
    event["channel"] = {
        "id": channel.id,
        "name": name,
        "name_normalized": name,
        "is_channel": not channel.is_private,
        "is_mpim": False,
        "created": channel.created,
    }
    workspace.tell(event, channel)


def share(workspace: Workspace, channel: Channel, team_id: str) -> None:
    """Connect the channel with another company's workspace (Slack Connect)."""
    channel.is_ext_shared = True
    channel.connected_team_ids = list(
        dict.fromkeys([workspace.team_id, *channel.connected_team_ids, team_id])
    )
    event = events.channel_event(workspace, "channel_shared", channel, connected_team_id=team_id)
    workspace.tell(event, channel)


def unshare(workspace: Workspace, channel: Channel, team_id: str) -> None:
    """Disconnect that team; its people are no members any more."""
    channel.connected_team_ids = [team for team in channel.connected_team_ids if team != team_id]
    channel.is_ext_shared = any(team != workspace.team_id for team in channel.connected_team_ids)
    channel.members = [who for who in channel.members if workspace.people[who].team_id != team_id]
    facts = {"previously_connected_team_id": team_id, "is_ext_shared": channel.is_ext_shared}
    workspace.tell(events.channel_event(workspace, "channel_unshared", channel, **facts), channel)


def change_id(workspace: Workspace, channel: Channel, new_id: str) -> None:
    """Slack gives a private channel a new id when its sharing starts."""
    old_id = channel.id
    del workspace.channels[old_id]
    channel.id = new_id
    workspace.channels[new_id] = channel
    for message in channel.messages:
        message.channel_id = new_id
    event: Json = {"type": "channel_id_changed", "old_channel_id": old_id, "new_channel_id": new_id}
    workspace.tell(event | {"event_ts": workspace.next_ts()}, channel)


def change_person(workspace: Workspace, person: Person, **changes: object) -> Person:
    """Any field of the person but the id: a role, a time zone, a status, `deleted`."""
    for name, value in vars(replace(person, **changes)).items():  # type: ignore[arg-type]
        setattr(person, name, value)
    workspace.tell(events.user_event(workspace, "user_change", person))
    return person


def set_status(
    workspace: Workspace, person: Person, text: str = "", emoji: str = "", *, until: int = 0
) -> None:
    """Show a status beside the name, until a moment in seconds since 1970 (0: for good); none by default.

    Slack tells of it twice: docs.slack.dev/reference/events/user_status_changed.
    """
    change_person(workspace, person, status_text=text, status_emoji=emoji, status_expiration=until)
    workspace.tell(events.user_event(workspace, "user_status_changed", person))


def revoke_tokens(workspace: Workspace) -> None:
    """Tell the app that its token is gone; `Slack.are_tokens_revoked` makes it true."""
    tokens = {"oauth": [], "bot": [workspace.bot_user_id]}
    workspace.tell({"type": "tokens_revoked", "tokens": tokens, "event_ts": workspace.next_ts()})
