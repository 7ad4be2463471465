"""How Slack writes people, channels, messages, views and files as JSON."""

from sandbox.workspace import Channel, File, Json, Message, Person, View, Workspace

PRIVATE_NAMES = {"im": "directmessage", "group": "privategroup"}
"""What commands and interactions call a channel whose name is not for everybody."""


def user_object(workspace: Workspace, person: Person) -> Json:
    """As in users.info; a deactivated person's record is shorter, a foreigner's has no roles."""
    record: Json = {
        "id": person.id,
        "team_id": person.team_id,
        "name": person.name,
        "deleted": person.deleted,
        "profile": profile(person),
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": 1700000000,
    }
    if person.deleted:
        return record
    record |= {
        "color": person.colour,
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": person.tz.rpartition("/")[2].replace("_", " "),
        "tz_offset": person.tz_offset(workspace.clock()),
        "is_admin": person.is_admin,
        "is_owner": person.is_owner,
        "is_primary_owner": person.is_owner,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": person.is_ultra_restricted,
    }
    if person.team_id != workspace.team_id:
        record["is_stranger"] = person.is_stranger
    if workspace.enterprise_id and person.team_id == workspace.team_id:
        record["enterprise_user"] = {"id": person.id, "enterprise_id": workspace.enterprise_id}
    return record


def profile(person: Person) -> Json:
    """As in users.profile.get; `status_expiration` in seconds since 1970, 0 for never."""
    written: Json = {
        "title": person.title,
        "phone": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "status_text": person.status_text,
        "status_emoji": person.status_emoji,
        "status_expiration": person.status_expiration,
        "team": person.team_id,
    }
    if person.is_bot:
        return written | {"bot_id": person.bot_id, "always_active": True}
    return written


def channel_object(workspace: Workspace, channel: Channel, viewer_id: str) -> Json:
    """As in conversations.info, seen by the app's bot or by a person."""
    if channel.is_im:
        return {
            "id": channel.id,
            "created": channel.created,
            "is_archived": channel.is_archived,
            "is_im": True,
            "is_org_shared": False,
            "context_team_id": workspace.team_id,
            "user": channel.other_member(viewer_id),
            "is_user_deleted": workspace.people[channel.other_member(viewer_id)].deleted,
        }
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_general": channel.name == "general",
        "is_member": viewer_id in channel.members,
        "created": channel.created,
        "creator": channel.creator,
        "unlinked": 0,
        "previous_names": [],
        "topic": {"value": channel.topic, "creator": channel.creator, "last_set": channel.created},
        "purpose": {"value": channel.purpose, "creator": channel.creator, "last_set": channel.created},
        **_sharing(workspace, channel),
    }


def _sharing(workspace: Workspace, channel: Channel) -> Json:
    sharing: Json = {
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "context_team_id": workspace.team_id,
        "shared_team_ids": channel.connected_team_ids or [workspace.team_id],
    }
    if channel.is_ext_shared:
        away = [team for team in channel.connected_team_ids if team != workspace.team_id]
        sharing |= {"conversation_host_id": workspace.team_id, "connected_team_ids": away}
    return sharing


def channel_type(channel: Channel) -> str:
    if channel.is_im:
        return "im"
    return "group" if channel.is_private else "channel"


def named_channel(channel: Channel) -> Json:
    """As in interactions, which do not tell the names of private channels."""
    return {"id": channel.id, "name": PRIVATE_NAMES.get(channel_type(channel), channel.name)}


def message_object(workspace: Workspace, message: Message, *, with_metadata: bool = True) -> Json:
    """As in conversations.history; metadata only when asked for."""
    written: Json = {"type": "message", "ts": message.ts, "text": message.text}
    if message.subtype:
        written["subtype"] = message.subtype
    if message.subtype != "bot_message":
        person = workspace.people[message.user_id]
        written |= {"user": message.user_id, "team": person.team_id}
        if person.team_id != workspace.team_id:
            written |= {"user_team": person.team_id, "source_team": person.team_id}
    written |= _optional_parts(message) | _bot_parts(workspace, message) | _thread_parts(workspace, message)
    if message.files:
        written["files"] = [file_object(workspace, workspace.files[file_id]) for file_id in message.files]
        written["upload"] = False
    if with_metadata and message.metadata:
        written["metadata"] = message.metadata
    return written


def _optional_parts(message: Message) -> Json:
    parts: Json = {
        "client_msg_id": message.client_msg_id,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "edited": message.edited,
        "username": message.username,
        "icons": message.icons,
    }
    if message.reactions:
        parts["reactions"] = [
            {"name": name, "users": list(users), "count": len(users)}
            for name, users in message.reactions.items()
        ]
    return {name: part for name, part in parts.items() if part}


def _bot_parts(workspace: Workspace, message: Message) -> Json:
    if not message.bot_id:
        return {}
    bot = next(person for person in workspace.people.values() if person.bot_id == message.bot_id)
    parts: Json = {"bot_id": message.bot_id}
    if message.app_id:
        profile = {"id": bot.bot_id, "app_id": message.app_id, "name": bot.real_name, "team_id": bot.team_id}
        parts |= {
            "app_id": message.app_id,
            "bot_profile": {**profile, "deleted": False, "updated": 1700000000},
        }
    return parts


def _thread_parts(workspace: Workspace, message: Message) -> Json:
    if message.thread_ts is None:
        return {}
    thread = workspace.channels[message.channel_id].thread(message.thread_ts)
    root = next((m for m in thread if m.ts == message.thread_ts), None)
    if message.is_reply:
        parent = {"parent_user_id": root.user_id} if root else {}
        return {"thread_ts": message.thread_ts, **parent}
    replies = [m for m in thread if m.is_reply and not m.ephemeral_to]
    if not replies:
        return {}
    people = list(dict.fromkeys(reply.user_id for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(people),
        "reply_users": people[:5],
        "latest_reply": replies[-1].ts,
        "is_locked": False,
        "subscribed": False,
    }


def view_object(workspace: Workspace, view: View) -> Json:
    """As in views.open's answer and in view payloads: the app's view and Slack's additions."""
    person = workspace.people[view.user_id]
    written: Json = {
        "id": view.id,
        "team_id": person.team_id,
        "type": view.type,
        "blocks": view.blocks,
        "private_metadata": view.body.get("private_metadata", ""),
        "callback_id": view.body.get("callback_id", ""),
        "external_id": view.external_id,
        "state": {"values": view.values},
        "hash": view.hash,
        "title": view.body.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "close": view.body.get("close"),
        "submit": view.body.get("submit"),
        "clear_on_close": bool(view.body.get("clear_on_close")),
        "notify_on_close": bool(view.body.get("notify_on_close")),
        "submit_disabled": bool(view.body.get("submit_disabled")),
        "root_view_id": view.root_view_id,
        "previous_view_id": view.previous_view_id,
        "app_id": workspace.app_id,
        "app_installed_team_id": workspace.team_id,
        "bot_id": workspace.bot_id,
    }
    return written


def file_object(workspace: Workspace, file: File) -> Json:
    """As in files.info; in shared channels an event carries less, see `events.message`."""
    ending = file.name.rpartition(".")[2].lower() or "text"
    shares: Json = {}
    for channel_id, ts in file.shares:
        kind = "private" if workspace.channels[channel_id].is_private else "public"
        shares.setdefault(kind, {}).setdefault(channel_id, []).append({"ts": ts})
    channel_ids = [channel_id for channel_id, _ in file.shares]
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": ending,
        "pretty_type": ending.upper(),
        "user": file.user_id,
        "size": len(file.content),
        "mode": "hosted",
        "is_external": False,
        "is_public": "public" in shares,
        "permalink": f"https://{workspace.domain}.slack.example/files/{file.user_id}/{file.id}/{file.name}",
        "channels": [c for c in channel_ids if c in _ids(workspace, is_private=False)],
        "groups": [c for c in channel_ids if c in _ids(workspace, is_private=True)],
        "ims": [c for c in channel_ids if workspace.channels[c].is_im],
        "shares": shares,
    }


def _ids(workspace: Workspace, *, is_private: bool) -> set[str]:
    rooms = workspace.channels.values()
    return {room.id for room in rooms if room.is_private == is_private and not room.is_im}
