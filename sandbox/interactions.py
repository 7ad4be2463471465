"""The payloads of what people do with an app: commands, presses, submissions, shortcuts."""

from typing import Any

from sandbox.controls import FIELDS, Control
from sandbox.events import TOKEN
from sandbox.forms import fresh_values
from sandbox.payloads import message_object, named_channel, view_object
from sandbox.slack import Slack
from sandbox.workspace import Channel, Json, Message, Person, View

DOMAINS = {"T0BRIGHTWTR": "brightwater", "T0ELSEWHERE": "elsewhere"}


def command(slack: Slack, person: Person, channel: Channel, line: str, response_url: str) -> Json:
    """The form fields of a slash command; `line` is what was typed: the command, a space, its text."""
    name, _, text = line.partition(" ")
    workspace = slack.workspace
    fields: Json = {
        "token": TOKEN,
        "team_id": person.team_id,
        "team_domain": _domain(slack, person),
        "channel_id": channel.id,
        "channel_name": named_channel(channel)["name"],
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text.strip(),
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": slack.triggers.issue(person.id),
    }
    if workspace.enterprise_id:
        fields |= {"enterprise_id": workspace.enterprise_id, "enterprise_name": workspace.team_name}
    return fields


def press_on_message(slack: Slack, person: Person, message: Message, action: Json, response_url: str) -> Json:
    """``team`` is the app's, and only ``user`` says who pressed: slackapi/java-slack-sdk#1041."""
    channel = slack.workspace.channels[message.channel_id]
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.is_reply:
        container["thread_ts"] = message.thread_ts
    payload = _common(slack, "block_actions", person) | {
        "container": container,
        "trigger_id": slack.triggers.issue(person.id),
        "channel": named_channel(channel),
        "state": {"values": _state(message, action)},
        "response_url": response_url,
        "actions": [action],
    }
    payload["team"] |= {"id": slack.workspace.team_id, "domain": slack.workspace.domain}
    if not message.ephemeral_to:
        payload["message"] = message_object(slack.workspace, message)
    return payload


def _state(message: Message, action: Json) -> Json:
    """What the message's controls hold, with what was chosen just now."""
    values = fresh_values(message.blocks)
    held = values.get(action["block_id"], {})
    if action["action_id"] in held:
        held[action["action_id"]] = {k: v for k, v in action.items() if k == "type" or k in FIELDS.values()}
    return values


def press_in_view(slack: Slack, person: Person, view: View, action: Json) -> Json:
    on_modal = view.id if view.type == "modal" else None
    return _common(slack, "block_actions", person) | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": slack.triggers.issue(person.id, on_modal),
        "view": view_object(slack.workspace, view),
        "actions": [action],
    }


def submission(slack: Slack, person: Person, view: View, response_urls: list[Json]) -> Json:
    return _common(slack, "view_submission", person) | {
        "trigger_id": slack.triggers.issue(person.id, view.id),
        "view": view_object(slack.workspace, view),
        "response_urls": response_urls,
    }


def closed(slack: Slack, person: Person, view: View, *, is_cleared: bool) -> Json:
    return _common(slack, "view_closed", person) | {
        "view": view_object(slack.workspace, view),
        "is_cleared": is_cleared,
    }


def suggestion(slack: Slack, person: Person, view: View, control: Control, query: str) -> Json:
    """Asked while somebody types into an external select of a modal."""
    return _common(slack, "block_suggestion", person) | {
        "action_id": control.action_id,
        "block_id": control.block_id,
        "value": query,
        "container": {"type": "view", "view_id": view.id},
        "view": view_object(slack.workspace, view),
    }


def shortcut(slack: Slack, person: Person, callback_id: str) -> Json:
    """A global shortcut, which knows no channel and has no response_url."""
    common = _common(slack, "shortcut", person)
    del common["api_app_id"], common["user"]["name"]
    return common | {
        "callback_id": callback_id,
        "trigger_id": slack.triggers.issue(person.id),
        "action_ts": slack.workspace.next_ts(),
    }


def message_shortcut(
    slack: Slack, person: Person, message: Message, callback_id: str, response_url: str
) -> Json:
    common = _common(slack, "message_action", person)
    del common["api_app_id"]
    return common | {
        "callback_id": callback_id,
        "trigger_id": slack.triggers.issue(person.id),
        "action_ts": slack.workspace.next_ts(),
        "channel": named_channel(slack.workspace.channels[message.channel_id]),
        "message_ts": message.ts,
        "message": message_object(slack.workspace, message, with_metadata=False),
        "response_url": response_url,
    }


def _common(slack: Slack, kind: str, person: Person) -> Json:
    workspace = slack.workspace
    team: Json = {"id": person.team_id, "domain": _domain(slack, person)}
    enterprise: Any = None
    if workspace.enterprise_id:
        enterprise = {"id": workspace.enterprise_id, "name": workspace.team_name}
        team |= {"enterprise_id": workspace.enterprise_id, "enterprise_name": workspace.team_name}
    user = {"id": person.id, "username": person.name, "name": person.name, "team_id": person.team_id}
    return {
        "type": kind,
        "user": user,
        "api_app_id": workspace.app_id,
        "token": TOKEN,
        "team": team,
        "enterprise": enterprise,
        "is_enterprise_install": False,
    }


def _domain(slack: Slack, person: Person) -> str:
    if person.team_id == slack.workspace.team_id:
        return slack.workspace.domain
    return DOMAINS.get(person.team_id, person.team_id.lower())
