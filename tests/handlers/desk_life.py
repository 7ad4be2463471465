"""What Slack would deliver, short: a press, a form, a reply, an edit; each delivery its own."""

import itertools
import json
from dataclasses import dataclass, field
from typing import Any

from handlers.answer import Answer, Kind
from models.thread import Thread
from sandbox import responses
from tests.floor import DANA, Floor
from tests.house import BILLING, DESK

TEAM = "T0TIDEWATER"
MEI, SAM, PRIYA = "U0MEITANAKA", "U0SAMCARTER", "U0PRIYARAMA"
QUIET = ("users.info", "conversations.info", "conversations.members")
_numbers = itertools.count(1)


def number() -> str:
    return f"{next(_numbers):06}"


@dataclass
class Life:
    """People's deliveries to a floor, and what the bot made of them in Slack."""

    floor: Floor
    calls: int = field(default=0)

    async def answer(self, kind: Kind, body: dict[str, Any]) -> Answer:
        self.calls = len(self.floor.sandbox.ledger.calls)
        return await self.floor.answer(kind, body)

    def made(self, method: str | None = None) -> list[dict[str, Any]]:
        """The arguments of the calls that the last delivery brought, looking people up aside."""
        calls = self.floor.sandbox.ledger.calls[self.calls :]
        quiet = ("users.info", "conversations.info", "conversations.members")
        return [
            one["args"] for one in calls if one["method"] not in quiet and method in (None, one["method"])
        ]

    def shown(self) -> str:
        return json.dumps(self.made(), ensure_ascii=False)

    def card_ts(self, handoff: int) -> str:
        return next(one.ts for one in self.floor.rows(Thread) if one.handoff_id == handoff)

    def desk_ts(self, case: int) -> str:
        return next(one.ts for one in self.floor.rows(Thread) if one.case_number == case and one.is_desk)

    # -- what Slack sends

    def person(self, kind: str, by: str) -> dict[str, Any]:
        trigger = self.floor.sandbox.slack.triggers.issue(by)
        return {
            "type": kind,
            "team": {"id": TEAM},
            "user": {"id": by, "team_id": TEAM},
            "trigger_id": trigger,
        }

    def pressed(self, action_id: str, value: object, *, by: str, option: bool = False) -> dict[str, Any]:
        chosen = {"selected_option": {"value": value}} if option else {"value": str(value)}
        action = {"action_id": action_id, "action_ts": f"1700.{number()}", **chosen}
        url = responses.issue(self.floor.sandbox.slack, by, BILLING)
        return {**self.person("block_actions", by), "actions": [action], "response_url": url}

    def sent(self, callback_id: str, ids: dict[str, Any], *, by: str, **values: Any) -> dict[str, Any]:
        """A form with these fields filled in: text, or (action, what is held) for anything else."""
        fields = {
            block: typed(block, held) if isinstance(held, str) else held for block, held in values.items()
        }
        state = {block: dict([held]) for block, held in fields.items()}
        view = {
            "id": f"V{number()}",
            "type": "modal",
            "callback_id": callback_id,
            "private_metadata": json.dumps(ids),
            "state": {"values": state},
            "blocks": [{"type": "input", "block_id": block} for block in values],
            "hash": "1",
        }
        return {**self.person("view_submission", by), "view": view}

    def command(self, text: str, *, by: str = DANA) -> dict[str, Any]:
        slack = self.floor.sandbox.slack
        return {
            "command": "/case",
            "text": text,
            "team_id": TEAM,
            "user_id": by,
            "channel_id": DESK,
            "trigger_id": slack.triggers.issue(by),
            "response_url": responses.issue(slack, by, DESK),
        }

    def event(self, kind: str, **about: Any) -> dict[str, Any]:
        event = {"type": kind, "event_ts": f"1700.{number()}", **about}
        return {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{number()}", "event": event}

    def said(self, text: str, *, by: str, channel: str, thread: str | None, **more: Any) -> dict[str, Any]:
        message = {"user": by, "text": text, "ts": f"1700000000.{number()}", "client_msg_id": number()}
        under = {"thread_ts": thread, "parent_user_id": "U0LIAISON00"} if thread else {}
        return self.event("message", channel=channel, **message, **under, **more)

    def changed(self, said: dict[str, Any], **about: Any) -> dict[str, Any]:
        """The message of an earlier delivery, as it is now."""
        event = said["event"]
        now = {name: event[name] for name in event if name not in ("channel", "event_ts")} | about
        where = {"channel": event["channel"], "ts": "1.1"}
        return self.event("message", subtype="message_changed", message=now, **where)

    def deleted(self, said: dict[str, Any]) -> dict[str, Any]:
        event = said["event"]
        was = {name: event[name] for name in event if name != "channel"}
        where = {"channel": event["channel"], "deleted_ts": event["ts"], "ts": "1.1"}
        return self.event("message", subtype="message_deleted", previous_message=was, **where)


def selected(action: str, value: str) -> tuple[str, dict[str, Any]]:
    return action, {"type": "static_select", "selected_option": {"value": value, "text": {"text": value}}}


def typed(block: str, text: str) -> tuple[str, dict[str, Any]]:
    return block, {"type": "plain_text_input", "value": text}
