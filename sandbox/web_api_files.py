"""files.*: uploading in three steps, and asking after a file."""

import json
import mimetypes
from typing import Any

from sandbox import checks, happenings
from sandbox.arguments import Args
from sandbox.blocks import complaints, completed
from sandbox.errors import SlackError
from sandbox.payloads import file_object
from sandbox.slack import Slack
from sandbox.workspace import File, Json, Message


def get_upload_url(slack: Slack, args: Args) -> Json:
    """Step one: a place to send the bytes to."""
    name = args.needed("filename")
    if args.number("length", 0) < 1:
        raise SlackError.with_messages("invalid_arguments", ["missing required field: length"])
    file_id = slack.workspace.next_id("F")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = File(file_id, name, name, kind, b"", slack.workspace.bot_user_id, slack.clock.epoch())
    file.is_complete = False
    slack.workspace.files[file_id] = file
    return {"upload_url": f"{slack.base_url}/upload/{file_id}", "file_id": file_id}


def receive(slack: Slack, file_id: str, content: bytes) -> bool:
    """Step two: the bytes; False if nobody asked for this upload."""
    file = slack.workspace.files.get(file_id)
    if file is None or file.is_complete:
        return False
    file.content = content
    return True


def complete_upload(slack: Slack, args: Args) -> Json:
    """Step three, once only: the files are there, and shared if a channel is named."""
    files = [_uploaded(slack, entry) for entry in _entries(args)]
    place = args.text("channel_id") or args.text("channels").split(",")[0]
    if place:
        _share(slack, args, place, files)
    for file in files:
        file.is_complete = True
    return {"files": [file_object(slack.workspace, file) for file in files]}


def files_info(slack: Slack, args: Args) -> Json:
    file = slack.workspace.files.get(args.needed("file"))
    if file is None or not _may_see(slack, file):
        raise SlackError("file_not_found")
    return {"file": file_object(slack.workspace, file), "comments": []}


def _entries(args: Args) -> list[Json]:
    entries: Any = args.values.get("files")
    if isinstance(entries, str):
        entries = json.loads(entries)
    if not isinstance(entries, list) or not entries:
        raise SlackError.with_messages("invalid_arguments", ["missing required field: files"])
    return entries


def _uploaded(slack: Slack, entry: Json) -> File:
    file = slack.workspace.files.get(str(entry.get("id")))
    if file is None or file.is_complete or not file.content:
        raise SlackError("file_not_found")
    file.title = str(entry.get("title") or file.name)
    return file


def _share(slack: Slack, args: Args, place: str, files: list[File]) -> None:
    workspace = slack.workspace
    channel = checks.own_channel(slack, place)
    blocks = args.objects("blocks", "invalid_blocks")
    if complaints(blocks, "message"):
        raise SlackError("invalid_blocks")
    message = Message(channel.id, workspace.next_ts(), workspace.bot_user_id, args.text("initial_comment"))
    message.blocks = completed(blocks, workspace.next_id)
    message.thread_ts = checks.thread_of(channel, args.text("thread_ts"))
    message.bot_id, message.app_id = workspace.bot_id, workspace.app_id
    message.subtype, message.files = "file_share", [file.id for file in files]
    slack.ledger.posted(message)
    happenings.post(workspace, message)


def _may_see(slack: Slack, file: File) -> bool:
    bot = slack.workspace.bot_user_id
    rooms = [slack.workspace.channels[channel_id] for channel_id, _ in file.shares]
    return file.user_id == bot or any(bot in room.members for room in rooms)


METHODS = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": files_info,
}
