"""chat.* and reactions.*: what the app says, changes and takes back."""

import re
from typing import Any

from sandbox import checks, happenings
from sandbox.arguments import Args
from sandbox.blocks import CHARACTERS_PER_MESSAGE, characters, complaints, completed, slack_files
from sandbox.errors import SlackError
from sandbox.payloads import message_object
from sandbox.shapes import complaint
from sandbox.slack import Slack
from sandbox.workspace import Channel, Json, Message

POST_LIMIT = 40_000
UPDATE_LIMIT = 4_000
MARKDOWN_LIMIT = 12_000
METADATA_LIMIT = 16_000
ATTACHMENTS_LIMIT = 100
EMOJI_NAME = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


def content(slack: Slack, args: Args) -> dict[str, Any]:
    """The parts of a message, checked as Slack checks them."""
    text, markdown = args.text("text"), args.text("markdown_text")
    blocks = args.objects("blocks", "invalid_blocks_format")
    attachments = args.objects("attachments", "invalid_attachments")
    if markdown and (text or blocks):
        raise SlackError("markdown_text_conflict")
    if len(markdown) > MARKDOWN_LIMIT:
        raise SlackError("msg_too_long")
    if len(attachments) > ATTACHMENTS_LIMIT:
        raise SlackError("too_many_attachments")
    if not (text.strip() or markdown or blocks or attachments):
        raise SlackError("no_text")
    _check_blocks(slack, blocks)
    return {
        "text": (text or markdown)[:POST_LIMIT],
        "blocks": completed(blocks, slack.workspace.next_id),
        "attachments": attachments,
    }


def _check_blocks(slack: Slack, blocks: list[Json]) -> None:
    found = complaints(blocks, "message", refused=frozenset(slack.refused_blocks))
    found += [
        complaint("invalid slack file", "/blocks") for id_ in slack_files(blocks) if not _has(slack, id_)
    ]
    if found:
        raise SlackError.with_messages("invalid_blocks", found)
    if characters(blocks) > CHARACTERS_PER_MESSAGE:
        raise SlackError("msg_blocks_too_long")


def _has(slack: Slack, file_id: str) -> bool:
    file = slack.workspace.files.get(file_id)
    return file is not None and file.is_complete


def metadata(args: Args) -> Json | None:
    given = args.object("metadata", "invalid_metadata_format")
    if given is None:
        return None
    if not isinstance(given.get("event_type"), str) or not isinstance(given.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if len(str(given)) > METADATA_LIMIT:
        raise SlackError("metadata_too_large")
    return given


def own(slack: Slack, place: Channel, args: Args) -> Message:
    """A new message of the app, not yet in its channel."""
    workspace = slack.workspace
    ts = workspace.next_ts()
    message = Message(place.id, ts, workspace.bot_user_id, **content(slack, args), metadata=metadata(args))
    message.bot_id, message.app_id = workspace.bot_id, workspace.app_id
    if any(name in args for name in ("username", "icon_emoji", "icon_url")):
        _dress_up(slack, message, args)
    return message


def _dress_up(slack: Slack, message: Message, args: Args) -> None:
    """A name or picture of its own makes it a `bot_message`, which has no user."""
    if "chat:write.customize" not in slack.scopes:
        provided = ",".join(slack.scopes)
        raise SlackError("missing_scope", needed="chat:write.customize", provided=provided)
    message.subtype = "bot_message"
    message.username = args.text("username") or slack.workspace.people[message.user_id].real_name
    message.icons = {"emoji": args.text("icon_emoji")} if "icon_emoji" in args else None


def post_message(slack: Slack, args: Args) -> Json:
    place = checks.writable_channel(slack, args.needed("channel"))
    message = own(slack, place, args)
    message.thread_ts = checks.thread_of(place, args.text("thread_ts"))
    if args.flag("reply_broadcast") and message.thread_ts:
        message.subtype = "thread_broadcast"
    slack.ledger.posted(message)
    happenings.post(slack.workspace, message)
    return {"channel": place.id, "ts": message.ts, "message": message_object(slack.workspace, message)}


def update(slack: Slack, args: Args) -> Json:
    place = checks.channel(slack, args.needed("channel"))
    message = checks.message(place, args.needed("ts"))
    if message.bot_id != slack.workspace.bot_id or not message.app_id:
        raise SlackError("cant_update_message")
    if place.is_archived:
        raise SlackError("is_inactive")
    if len(args.text("text")) > UPDATE_LIMIT:
        raise SlackError("msg_too_long")
    changes = content(slack, args)
    if "metadata" in args.values:
        changes["metadata"] = metadata(args)
    happenings.edit(slack.workspace, message, by=slack.workspace.bot_user_id, **changes)
    slack.ledger.edited(message)
    written = message_object(slack.workspace, message)
    return {"channel": place.id, "ts": message.ts, "text": message.text, "message": written}


def delete(slack: Slack, args: Args) -> Json:
    place = checks.channel(slack, args.needed("channel"))
    message = checks.message(place, args.needed("ts"))
    if message.bot_id != slack.workspace.bot_id:
        raise SlackError("cant_delete_message")
    happenings.delete(slack.workspace, message)
    return {"channel": place.id, "ts": message.ts}


def post_ephemeral(slack: Slack, args: Args) -> Json:
    place = checks.own_channel(slack, args.needed("channel"))
    if place.is_archived:
        raise SlackError("is_archived")
    if args.needed("user") not in place.members:
        raise SlackError("user_not_in_channel")
    message = own(slack, place, args)
    message.ephemeral_to = args.text("user")
    message.thread_ts = args.text("thread_ts") or None
    slack.ledger.posted(message)
    happenings.post(slack.workspace, message)
    return {"message_ts": message.ts}


def get_permalink(slack: Slack, args: Args) -> Json:
    place = checks.channel(slack, args.needed("channel"))
    message = checks.message(place, args.needed("message_ts"))
    link = (
        f"https://{slack.workspace.domain}.slack.example/archives/{place.id}/p{message.ts.replace('.', '')}"
    )
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={place.id}"
    return {"channel": place.id, "permalink": link}


def add_reaction(slack: Slack, args: Args) -> Json:
    message, name = _to_react(slack, args)
    if slack.workspace.bot_user_id in message.reactions.get(name, []):
        raise SlackError("already_reacted")
    happenings.react(slack.workspace, message, name, slack.workspace.bot_user_id)
    return {}


def remove_reaction(slack: Slack, args: Args) -> Json:
    message, name = _to_react(slack, args)
    if slack.workspace.bot_user_id not in message.reactions.get(name, []):
        raise SlackError("no_reaction")
    happenings.unreact(slack.workspace, message, name, slack.workspace.bot_user_id)
    return {}


def _to_react(slack: Slack, args: Args) -> tuple[Message, str]:
    name = args.needed("name").strip(":")
    if not EMOJI_NAME.fullmatch(name):
        raise SlackError("invalid_name")
    place = checks.own_channel(slack, args.needed("channel"))
    if place.is_archived:
        raise SlackError("is_archived")
    return checks.message(place, args.needed("timestamp")), name


METHODS = {
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral,
    "chat.getPermalink": get_permalink,
    "reactions.add": add_reaction,
    "reactions.remove": remove_reaction,
}
