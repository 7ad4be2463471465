"""What the app says outside the Web API: answers to slash commands, and posts to a response_url."""

from datetime import timedelta
from typing import Any

from sandbox import happenings
from sandbox.blocks import complaints, completed
from sandbox.controls import controls
from sandbox.errors import SlackError
from sandbox.slack import ResponseUrl, Slack
from sandbox.workspace import Channel, Json, Message, Person, View

LIFETIME = timedelta(minutes=30)


def issue(slack: Slack, user_id: str, channel_id: str, message_ts: str | None = None) -> str:
    """A fresh response_url; `message_ts` is the message it may replace or delete."""
    number = slack.workspace.next_id("R")
    expires = (slack.clock() + LIFETIME).timestamp()
    slack.response_urls[number] = ResponseUrl(number, user_id, channel_id, message_ts, expires)
    return f"{slack.base_url}/response/{number}"


def for_view(slack: Slack, view: View) -> list[Json]:
    """The response_urls of a submission: one per channel chosen where the app asked for one."""
    urls = []
    for control in controls(view.blocks):
        chosen = view.values.get(control.block_id, {}).get(control.action_id, {}).get(control.field)
        if chosen and control.element.get("response_url_enabled"):
            url = issue(slack, view.user_id, chosen)
            place = {"block_id": control.block_id, "action_id": control.action_id}
            urls.append({**place, "channel_id": chosen, "response_url": url})
    return urls


def use(slack: Slack, number: str, body: Json) -> Message | None:
    """Someone posted to a response_url; SlackError if it is unknown, used up, too old or empty."""
    right = slack.response_urls.get(number)
    if right is None or right.expires < slack.clock().timestamp():
        raise SlackError("expired_url")
    if right.uses_left < 1:
        raise SlackError("used_url")
    right.uses_left -= 1
    channel = slack.workspace.channels[right.channel_id]
    original = channel.message(right.message_ts) if right.message_ts else None
    if body.get("delete_original"):
        if original is not None:
            happenings.delete(slack.workspace, original)
        return None
    words = content(slack, body)
    if body.get("replace_original") and original is not None:
        happenings.edit(slack.workspace, original, by=slack.workspace.bot_user_id, **words)
        slack.ledger.edited(original)
        return original
    return say(slack, slack.workspace.people[right.user_id], channel, body)


def say(slack: Slack, person: Person, channel: Channel, body: Json) -> Message:
    """Draw what the app answered: for that person alone, unless it says `in_channel`.

    Such a message is the app's, but not by its bot user, and the Web API cannot change it.
    """
    workspace = slack.workspace
    message = Message(channel.id, workspace.next_ts(), workspace.bot_user_id, **content(slack, body))
    message.bot_id, message.subtype = workspace.bot_id, "bot_message"
    message.thread_ts = body.get("thread_ts")
    if body.get("response_type") != "in_channel":
        message.ephemeral_to = person.id
    slack.ledger.posted(message)
    return happenings.post(workspace, message)


def slackbot_says(slack: Slack, person: Person, channel: Channel, words: str) -> Message:
    """Slack's own line under the person's command."""
    message = Message(channel.id, slack.workspace.next_ts(), "USLACKBOT", text=words)
    message.ephemeral_to = person.id
    return happenings.post(slack.workspace, message)


def content(slack: Slack, body: Json) -> dict[str, Any]:
    """Text, blocks and attachments, checked; SlackError `no_text` if there is nothing."""
    blocks = body.get("blocks") or []
    found = complaints(blocks, "message", refused=frozenset(slack.refused_blocks))
    if found:
        raise SlackError.with_messages("invalid_blocks", found)
    if not (body.get("text") or blocks or body.get("attachments")):
        raise SlackError("no_text")
    return {
        "text": str(body.get("text") or ""),
        "blocks": completed(blocks, slack.workspace.next_id),
        "attachments": list(body.get("attachments") or []),
    }
