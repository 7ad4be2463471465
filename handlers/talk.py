"""What people write in the threads of cases, change or take back; and our own messages coming back."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import structlog

from casework import lists, outbox, people, talk
from casework.desk import OWN_WORK
from casework.inbound import hearing
from casework.inbound.words import Words
from casework.people import NeedsLookup
from casework.talk import Reply
from casework.voice import bindings
from casework.work import Work
from handlers.answer import Answer, Kind
from handlers.office import SLACK_TROUBLE, Call
from handlers.rows import Row
from models.outgoing import MARKER_TYPE
from views import heard as heard_text
from views.lists import help_text
from views.text import permalink

log = structlog.get_logger("talk")

_VERBS = frozenset({"", "help", "open"})
_BESIDE = re.compile(r"of|for|on|please|bitte|thanks|case|c-[0-9]+")
"""What may stand beside `status` without being a matter of its own."""
_SAID = frozenset({None, "file_share", "thread_broadcast", "me_message"})


async def heard(call: Call) -> Answer | None:
    """A message event of any subtype."""
    event = call.body["event"]
    match event.get("subtype"):
        case "message_changed":
            return await _changed(call, event)
        case "message_deleted":
            return await _deleted(call, event)
        case subtype if subtype in _SAID or event.get("bot_id"):
            return await _said(call, event)
    return None


async def _said(call: Call, event: dict[str, Any]) -> Answer | None:
    if event.get("user") == call.office.bot_user:
        await _echoed(call, event)
    elif event.get("bot_id") or _is_to_us(call, event):
        return None
    elif await _is_a_customers(call, event["channel"], event):
        await call.do(hearing.heard, await _words(call, event["channel"], event))
    elif event.get("thread_ts") not in (None, event["ts"]):
        await call.do(talk.said, await _reply(call, event["channel"], event))
    elif event.get("channel_type") == "im":
        await call.whisper(event["channel"], help_text(may_open=await call.read(lists.may_open)))
    return None


def _is_to_us(call: Call, event: dict[str, Any]) -> bool:
    """`@Liaison status` and its like, in a channel or a thread: the mention itself is answered."""
    said, own = str(event.get("text") or "").strip(), f"<@{call.office.bot_user}>"
    words = words_to_us(call, said)
    is_asked = words[:1] == ["status"] and all(_BESIDE.fullmatch(word) for word in words[1:])
    return said.startswith(own) and (is_asked or " ".join(words) in _VERBS)


def words_to_us(call: Call, text: str) -> list[str]:
    """What is said beside the mention of us, without the marks around each word."""
    words = text.replace(f"<@{call.office.bot_user}>", " ").casefold().split()
    return [bare for word in words if (bare := word.strip("?!.,:;"))]


async def _echoed(call: Call, event: dict[str, Any]) -> None:
    """Our own message: proof that it was delivered."""
    metadata = event.get("metadata") or {}
    if metadata.get("event_type") != MARKER_TYPE:
        return
    marker = str((metadata.get("event_payload") or {}).get("d", ""))
    is_first = await call.office.desk.do(OWN_WORK, outbox.echoed, marker, event["channel"], event["ts"])
    if not is_first:
        log.error("said_twice", channel=event["channel"], ts=event["ts"])


async def _changed(call: Call, event: dict[str, Any]) -> Answer | None:
    """An edit; a message that only got a link preview was not edited."""
    message = event["message"]
    is_a_reply = message.get("thread_ts") not in (None, message.get("ts"))
    if await _is_a_customers(call, event["channel"], message):
        if message.get("subtype") == "tombstone":
            await _withdrawn(call, event, message["ts"])
        elif _was_edited(message) and not _is_to_us(call, message):
            await call.do(hearing.heard, await _words(call, event["channel"], message))
    elif is_a_reply and message.get("edited") and not message.get("bot_id"):
        await call.do(talk.said, await _reply(call, event["channel"], message))
    return None


def _was_edited(message: dict[str, Any]) -> bool:
    return bool(message.get("edited")) and not message.get("bot_id") and message.get("subtype") in _SAID


async def _deleted(call: Call, event: dict[str, Any]) -> Answer | None:
    previous = event.get("previous_message") or {}
    if await _is_a_customers(call, event["channel"], previous):
        await _withdrawn(call, event, event["deleted_ts"])
    elif not previous.get("bot_id") and previous.get("thread_ts"):
        message = {**previous, "ts": event["deleted_ts"], "text": "", "files": []}
        await call.do(talk.deleted, await _reply(call, event["channel"], message))
    return None


async def _withdrawn(call: Call, event: dict[str, Any], ts: str) -> None:
    """Where replies stand below it, Slack tells of a deletion as a change into a tombstone of Slackbot's."""
    previous = event.get("previous_message") or {}
    if previous.get("bot_id") or not previous.get("user") or previous.get("subtype") not in _SAID:
        return
    message = {**previous, "ts": ts, "text": "", "files": []}
    theirs = replace(call, request=replace(call.request, by=previous["user"]))
    await theirs.do(hearing.taken_back, await _words(call, event["channel"], message))


async def _is_a_customers(call: Call, channel: str, message: dict[str, Any]) -> bool:
    """A customer is spoken to there, never in a channel of the handbook's; then we know who wrote."""
    if channel in call.office.handbook.channels or not channel.startswith(("C", "G")):
        return False
    author = str(message.get("user", ""))
    is_theirs, is_met = await call.office.desk.read(OWN_WORK, _place_and_author, channel, author)
    if is_theirs and author and not is_met:
        await _meet(call, {author})
    return is_theirs


def _place_and_author(work: Work, channel: str, author: str) -> tuple[bool, bool]:
    """Whether a customer is spoken to in the channel, and whether its author was met before."""
    is_theirs = bindings.at(work, channel) is not None
    return is_theirs, is_theirs and bool(people.names_of(work.session, {author}))


async def _words(call: Call, channel: str, message: dict[str, Any]) -> Words:
    thread_ts = str(message.get("thread_ts") or "")
    return Words(
        channel=channel,
        ts=message["ts"],
        author=str(message.get("user", "")),
        text=await plain_text(call, message.get("text", "")),
        said_at=moment(message["ts"]),
        thread_ts=thread_ts if thread_ts != message["ts"] else "",
        edit_ts=str((message.get("edited") or {}).get("ts", "")),
        files=files_of(message),
        link=permalink(call.office.letterhead.workspace_url, (channel, message["ts"])),
        is_to_us=message.get("parent_user_id") == call.office.bot_user,
    )


async def _reply(call: Call, channel: str, message: dict[str, Any]) -> Reply:
    return Reply(
        channel=channel,
        thread_ts=message["thread_ts"],
        ts=message["ts"],
        author=str(message.get("user", "")),
        text=await plain_text(call, message.get("text", "")),
        said_at=moment(message["ts"]),
        edit_ts=str((message.get("edited") or {}).get("ts", "")),
        files=files_of(message),
        is_to_us=message.get("parent_user_id") == call.office.bot_user,
    )


async def plain_text(call: Call, text: str) -> str:
    """What Slack delivered, as a reader sees it."""
    return heard_text.decoded(text, await names_in(call, heard_text.mentioned(text)))


async def names_in(call: Call, user_ids: set[str]) -> dict[str, str]:
    """Names by user id; who was never met is asked for, and left out where Slack does not answer."""
    if not user_ids:
        return {}
    names = await call.office.desk.read(OWN_WORK, names_of, user_ids)
    strangers = user_ids - set(names)
    if not strangers:
        return names
    await _meet(call, strangers)
    return await call.office.desk.read(OWN_WORK, names_of, user_ids)


async def _meet(call: Call, strangers: set[str]) -> None:
    """Ask Slack who they are; where it does not answer, or was asked much of late, their ids must do."""
    if not call.office.names.take(len(strangers)):
        log.warning("names_not_asked", count=len(strangers))
        return
    try:
        await call.office.look_up(NeedsLookup(users=strangers))
    except SLACK_TROUBLE:
        log.warning("names_not_read", count=len(strangers))


def names_of(work: Work, user_ids: set[str]) -> dict[str, str]:
    return people.names_of(work.session, user_ids)


def moment(ts: str) -> datetime:
    """When a message was sent, by its timestamp."""
    return datetime.fromtimestamp(float(ts), tz=UTC)


def files_of(message: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """(name, link) of each; a file that Slack tells nothing of is still mentioned."""
    return tuple(
        (str(file.get("name") or file.get("title") or "a file"), str(file.get("permalink") or ""))
        for file in message.get("files") or ()
    )


ROWS = (Row(Kind.MESSAGE, "message", heard, None),)
