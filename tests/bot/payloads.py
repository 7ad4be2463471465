"""Payloads as Slack sends them, cut down to what the roof looks at."""

import json
from typing import Any
from urllib.parse import urlencode

from tests.bot.far_end import APP, TEAM

Json = dict[str, Any]
FORM = "application/x-www-form-urlencoded"


def event(kind: str = "reaction_added", **more: Any) -> Json:
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "api_app_id": APP,
        "event_id": "Ev0EXAMPLE1",
        "event": {"type": kind, "user": "U0ANNA00001", **more},
        "authorizations": [{"enterprise_id": None, "team_id": TEAM, "is_enterprise_install": False}],
    }


def command(text: str = "", **more: Any) -> Json:
    return {
        "command": "/case",
        "text": text,
        "team_id": TEAM,
        "api_app_id": APP,
        "user_id": "U0ANNA00001",
        **more,
    }


def action(**more: Any) -> Json:
    return _interaction("block_actions", actions=[{"action_id": "handoff.accept", "value": "12"}], **more)


def view(kind: str = "view_submission", **more: Any) -> Json:
    modal = {"type": "modal", "callback_id": "case.open", "app_installed_team_id": TEAM}
    return _interaction(kind, **{"view": modal, **more})


def shortcut(kind: str = "shortcut", **more: Any) -> Json:
    body = _interaction(kind, callback_id="case.open_anywhere", **more)
    del body["api_app_id"]
    return body


def options(**more: Any) -> Json:
    return _interaction("block_suggestion", action_id="case.customer", value="bri", **more)


def _interaction(kind: str, **more: Any) -> Json:
    return {
        "type": kind,
        "team": {"id": TEAM, "domain": "tidewater"},
        "user": {"id": "U0ANNA00001", "team_id": TEAM},
        "api_app_id": APP,
        "trigger_id": "1.2.not-real",
        **more,
    }


def as_json(body: Json) -> tuple[bytes, str]:
    return json.dumps(body).encode(), "application/json"


def as_form(body: Json) -> tuple[bytes, str]:
    """A slash command is a plain form; an interaction is a form with one field of JSON."""
    fields = body if "command" in body else {"payload": json.dumps(body)}
    return urlencode(fields).encode(), FORM
