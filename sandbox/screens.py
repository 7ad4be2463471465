"""Modals and home tabs on people's screens: opening, stacking, changing, closing."""

import json
from collections.abc import Iterator
from typing import Any

from sandbox.blocks import complaints, completed
from sandbox.elements import plain
from sandbox.errors import SlackError
from sandbox.forms import fresh_values
from sandbox.shapes import anything, complaint, flag, shape, string
from sandbox.slack import Slack
from sandbox.triggers import Trigger
from sandbox.workspace import Json, View

STACK_LIMIT = 3
BYTES_PER_VIEW = 250_000

KEPT = {"private_metadata": string(3000, at_least=0), "callback_id": string(255, at_least=0)}
KEPT |= {"external_id": string(255, at_least=0), "blocks": anything, "type": anything}
MODAL = shape(
    {"title": plain(24)},
    KEPT
    | {"submit": plain(24), "close": plain(24)}
    | {"clear_on_close": flag, "notify_on_close": flag, "submit_disabled": flag},
)
HOME = shape({}, KEPT)


def checked(slack: Slack, body: Any, kind: str) -> Json:
    """The view with all ids filled in; SlackError if it is not one, or not of this kind."""
    if not isinstance(body, dict) or body.get("type") != kind:
        raise SlackError.with_messages("invalid_arguments", [complaint(f"must be a {kind}", "/view/type")])
    found = list((MODAL if kind == "modal" else HOME)(body, "/view"))
    found += complaints(body.get("blocks"), kind, "/view/blocks", frozenset(slack.refused_blocks))
    if not found and kind == "modal":
        found = list(_submittable(body))
    if found:
        raise SlackError.with_messages("invalid_arguments", found)
    if len(json.dumps(body, ensure_ascii=False).encode()) > BYTES_PER_VIEW:
        raise SlackError("view_too_large")
    return {**body, "blocks": completed(body["blocks"], slack.workspace.next_id)}


def _submittable(body: Json) -> Iterator[str]:
    if any(block["type"] == "input" for block in body["blocks"]) and not body.get("submit"):
        yield complaint("missing required field: submit", "/view")


def open_modal(slack: Slack, trigger: Trigger, body: Json) -> View:
    """On an empty screen, or on top of the modal in which the person acted."""
    if trigger.view_id is None:
        slack.workspace.stacks[trigger.user_id] = []
    return push_on(slack, trigger.user_id, body)


def push_on(slack: Slack, user_id: str, body: Json) -> View:
    """Put a modal on top of that person's stack; SlackError when it holds three already."""
    stack = slack.workspace.stacks.setdefault(user_id, [])
    if len(stack) >= STACK_LIMIT:
        raise SlackError("push_limit_reached")
    view = _drawn(slack, user_id, checked(slack, body, "modal"))
    if stack:
        view.root_view_id, view.previous_view_id = stack[0].id, stack[-1].id
    stack.append(view)
    slack.workspace.changed()
    return view


def change(slack: Slack, view: View, body: Json, expected_hash: str = "") -> View:
    """Redraw a view; what was typed into fields that are still there stays."""
    if expected_hash and expected_hash != view.hash:
        raise SlackError("hash_conflict")
    fresh = checked(slack, body, view.type)
    _refuse_taken_external_id(slack, fresh, view)
    view.values = fresh_values(fresh["blocks"], view.values)
    view.body, view.hash = fresh, _new_hash(slack)
    slack.workspace.changed()
    return view


def publish(slack: Slack, user_id: str, body: Json, expected_hash: str = "") -> View:
    """Draw a person's home tab, the first time or again."""
    home = slack.workspace.homes.get(user_id)
    if home is not None:
        return change(slack, home, body, expected_hash)
    home = _drawn(slack, user_id, checked(slack, body, "home"))
    slack.workspace.homes[user_id] = home
    slack.workspace.changed()
    return home


def close(slack: Slack, view: View, *, everything: bool = False) -> None:
    """Take a modal off the screen; the one beneath it, if any, is seen again."""
    stack = slack.workspace.stacks.get(view.user_id, [])
    kept = [] if everything else [one for one in stack if one is not view]
    slack.workspace.stacks[view.user_id] = kept
    slack.workspace.changed()


def _drawn(slack: Slack, user_id: str, body: Json) -> View:
    _refuse_taken_external_id(slack, body, None)
    view_id = slack.workspace.next_id("V")
    view = View(view_id, _new_hash(slack), user_id, body, root_view_id=view_id)
    view.values = fresh_values(body["blocks"])
    return view


def _refuse_taken_external_id(slack: Slack, body: Json, own: View | None) -> None:
    external_id = body.get("external_id")
    holder = slack.workspace.view(external_id) if external_id else None
    if holder is not None and holder is not own:
        raise SlackError("duplicate_external_id")


def _new_hash(slack: Slack) -> str:
    return f"{slack.clock.epoch()}.{slack.workspace.next_id('h')}"
