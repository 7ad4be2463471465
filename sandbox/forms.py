"""Filling in a modal: what the fields hold, and what Slack's own screen refuses to send."""

import re
from collections.abc import Mapping
from typing import Any

from sandbox.controls import Control, chosen, controls, initial_value, state_of
from sandbox.errors import NotPossibleError
from sandbox.workspace import Json, View

REQUIRED = "Please complete this required field."
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def fresh_values(blocks: list[Json], kept: Json | None = None) -> Json:
    """`state.values` of newly drawn blocks; what was typed stays where block and control are the same."""
    values: Json = {}
    for control in controls(blocks):
        if control.holds_something:
            old = (kept or {}).get(control.block_id, {}).get(control.action_id)
            same = old is not None and old["type"] == control.type
            entry = old if same else state_of(control, initial_value(control))
            values.setdefault(control.block_id, {})[control.action_id] = entry
    return values


def hold(view: View, control: Control, value: Any) -> None:
    """Put a value, already in Slack's form, into a control."""
    view.values.setdefault(control.block_id, {})[control.action_id] = state_of(control, value)


def fill(view: View, given: Mapping[str, Any]) -> None:
    """Fill in fields by block id or action id; NotPossibleError for a field that is not drawn."""
    for name, value in given.items():
        control = _field(view, name)
        if value == "" and control.field == "value":
            value = None  # noqa: PLW2901  (an emptied text field is sent as null)
        hold(view, control, chosen(control, value, view.suggested.get(control.action_id)))


def _field(view: View, name: str) -> Control:
    drawn = [control for control in controls(view.blocks) if control.holds_something]
    found = [c for c in drawn if c.block_id == name] or [c for c in drawn if c.action_id == name]
    if len(found) == 1:
        return found[0]
    there = ", ".join(control.block_id for control in drawn) or "none"
    raise NotPossibleError(f"{len(found)} fields are called {name!r}; the fields are {there}.")


def complaints(view: View) -> dict[str, str]:
    """What Slack's screen says under the fields before anything is sent, by block id."""
    found = ((c.block_id, _complaint(c, view)) for c in controls(view.blocks) if c.is_input)
    return {block_id: words for block_id, words in found if words}


def _complaint(control: Control, view: View) -> str:
    value = view.values.get(control.block_id, {}).get(control.action_id, {}).get(control.field)
    if value in (None, "", []):
        return "" if control.block.get("optional") else REQUIRED
    if isinstance(value, str) and control.field == "value":
        return _typed_wrong(control, value)
    return ""


def _typed_wrong(control: Control, text: str) -> str:
    longest = control.element.get("max_length", len(text))  # the reference names no limit where none is given
    shortest = control.element.get("min_length", 0)
    if len(text) > longest:
        return f"Must be at most {longest} characters; this is {len(text)}."
    if len(text) < shortest:
        return f"Must be at least {shortest} characters."
    if control.type == "email_text_input" and not EMAIL.fullmatch(text):
        return "Enter a valid email."
    if control.type == "url_text_input" and "://" not in text:
        return "Enter a valid URL."
    return ""
