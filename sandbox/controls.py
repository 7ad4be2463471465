"""Controls drawn on a message or a view: finding one, and what choosing something in it sends."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.elements import all_options
from sandbox.errors import NotPossibleError
from sandbox.workspace import Json

FIELDS = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "rich_text_input": "rich_text_value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "file_input": "files",
}
"""Controls that hold something, and the field in which Slack reports it."""

ACTIONABLE = set(FIELDS) | {"button", "overflow", "icon_button", "feedback_buttons", "workflow_button"}
INITIAL = {"value": "initial_value", "rich_text_value": "initial_value"}


@dataclass(frozen=True)
class Control:
    block: Json
    element: Json

    @property
    def type(self) -> str:
        return str(self.element["type"])

    @property
    def action_id(self) -> str:
        return str(self.element.get("action_id", ""))

    @property
    def block_id(self) -> str:
        return str(self.block.get("block_id", ""))

    @property
    def field(self) -> str:
        """Where its value stands; an overflow menu reports a choice, but holds none."""
        return FIELDS.get(self.type, "selected_option" if self.type == "overflow" else "value")

    @property
    def holds_something(self) -> bool:
        return self.type in FIELDS

    @property
    def is_input(self) -> bool:
        """A field of a form, which has a label and may have to be filled in."""
        return self.block.get("type") == "input"


def controls(blocks: Iterable[Json]) -> Iterator[Control]:
    """All controls in the order in which they are drawn."""
    for block in blocks:
        yield from _within(block, block)


def _within(node: Any, block: Json) -> Iterator[Control]:
    if isinstance(node, list):
        for child in node:
            yield from _within(child, block)
    elif isinstance(node, dict):
        if node.get("type") in ACTIONABLE and "action_id" in node:
            yield Control(block, node)
        own = node if "block_id" in node else block
        for child in node.values():
            yield from _within(child, own)


def find(blocks: Iterable[Json], action_id: str, block_id: str | None = None, option: Any = None) -> Control:
    """Raises NotPossibleError if no such control is drawn, or if it is not clear which one is meant.

    Of several menus it is the one that offers the option.
    """
    drawn = list(controls(blocks))
    found = [c for c in drawn if c.action_id == action_id and block_id in {None, c.block_id}]
    if len(found) > 1:
        found = [c for c in found if _offers(c, option)] or found
    if len(found) == 1:
        return found[0]
    if found:
        raise NotPossibleError(f"{action_id!r} is drawn {len(found)} times; say in which block.")
    there = ", ".join(control.action_id for control in drawn) or "nothing"
    raise NotPossibleError(f"There is no {action_id!r} to press here; there is {there}.")


def _offers(control: Control, option: Any) -> bool:
    return option is not None and any(one["value"] == option for one in all_options(control.element))


def state_of(control: Control, value: Any) -> Json:
    """One entry of `state.values`."""
    return {"type": control.type, control.field: value}


def initial_value(control: Control) -> Any:
    """What a control holds before anybody touched it."""
    name = INITIAL.get(control.field, control.field.replace("selected_", "initial_"))
    empty: list[Json] | None = [] if control.field.endswith("s") else None
    return control.element.get(name, empty)


def chosen(control: Control, given: Any, offered: list[Json] | None = None) -> Any:
    """Slack's form of what a person chose: option values become whole options.

    `offered` are the options of an external select, as the app last answered them.
    """
    if control.field == "selected_option":
        return None if given is None else _option(control, given, offered)
    if control.field == "selected_options":
        return [_option(control, value, offered) for value in given or []]
    if control.type == "number_input" and given is not None:
        return str(given)
    return given


def _option(control: Control, value: Any, offered: list[Json] | None) -> Json:
    if isinstance(value, dict):
        value = value.get("value")
    first = control.element.get("initial_option")
    there = all_options(control.element) + list(offered or []) + ([first] if first else [])
    for option in there:
        if option["value"] == value:
            return dict(option)
    values = ", ".join(str(option["value"]) for option in there) or "nothing"
    raise NotPossibleError(f"{control.action_id!r} does not offer {value!r}; it offers {values}.")


def action(control: Control, given: Any, ts: str, offered: list[Json] | None = None) -> Json:
    """The entry of `actions` in a block_actions payload."""
    element = control.element
    pressed: Json = {"type": control.type, "action_id": control.action_id, "block_id": control.block_id}
    if control.type in {"button", "icon_button", "workflow_button"}:
        shown = {name: element[name] for name in ("text", "value", "style", "url") if name in element}
        return pressed | shown | {"action_ts": ts}
    if control.type == "feedback_buttons":
        return pressed | {"value": given, "action_ts": ts}
    if "placeholder" in element:
        pressed["placeholder"] = element["placeholder"]
    return pressed | {control.field: chosen(control, given, offered), "action_ts": ts}
