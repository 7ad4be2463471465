"""Block Kit's elements and their limits, as docs.slack.dev gives them under "Block Kit"."""

from collections.abc import Iterator
from typing import Any

from sandbox.shapes import (
    Check,
    anything,
    both,
    by_type,
    complaint,
    flag,
    items,
    one_of,
    shape,
    string,
    whole_number,
)

ACTION_ID = string(255)
URL = string(3000)


def plain(at_most: int) -> Check:
    """A plain_text object."""
    return by_type({"plain_text": shape({"text": string(at_most)}, {"emoji": flag})})


def rich(at_most: int) -> Check:
    """A text object of either kind."""
    mrkdwn = shape({"text": string(at_most)}, {"verbatim": flag})
    return by_type({"plain_text": shape({"text": string(at_most)}, {"emoji": flag}), "mrkdwn": mrkdwn})


CONFIRM = shape(
    {"title": plain(100), "text": rich(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
OPTION = shape({"text": rich(75), "value": string(150)}, {"description": rich(75), "url": URL})
GROUP = shape({"label": plain(75), "options": items(OPTION, 100)})
DISPATCH = shape({}, {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)})
FILTER = shape(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)


def offers_something(element: Any, pointer: str) -> Iterator[str]:
    """Either options or groups; no value twice; what is chosen at first is among them."""
    if not isinstance(element, dict) or bool(element.get("options")) == bool(element.get("option_groups")):
        yield complaint("must provide either options or option_groups", pointer)
        return
    offered = all_options(element)
    values = [option.get("value") for option in offered]
    if len(set(values)) < len(values):
        yield complaint("options must have unique values", pointer)
    first = [element["initial_option"]] if element.get("initial_option") else []
    for option in first + list(element.get("initial_options") or []):
        if option not in offered:
            yield complaint("initial option must match one of the options", pointer)


def all_options(element: dict[str, Any]) -> list[dict[str, Any]]:
    """An element's options, those in groups too."""
    grouped = [option for group in element.get("option_groups") or [] for option in group.get("options", [])]
    return [option for option in [*(element.get("options") or []), *grouped] if isinstance(option, dict)]


PICKER = {"action_id": ACTION_ID, "confirm": CONFIRM, "focus_on_load": flag, "placeholder": plain(150)}
MANY = PICKER | {"max_selected_items": whole_number(1, 100)}
OPTIONS = {"options": items(OPTION, 100), "option_groups": items(GROUP, 100)}
TYPED = {"action_id": ACTION_ID, "placeholder": plain(150), "focus_on_load": flag}
TYPED |= {"dispatch_action_config": DISPATCH, "initial_value": string(3000, at_least=0)}
CONVERSATIONS = {"default_to_current_conversation": flag, "filter": FILTER}

BUTTON = shape(
    {"text": plain(75)},
    {
        "action_id": ACTION_ID,
        "value": string(2000, at_least=0),
        "url": URL,
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
IMAGE = shape(
    {"alt_text": string(2000)},
    {"image_url": URL, "slack_file": shape({}, {"id": anything, "url": anything})},
)


def _picker(**own: Check) -> Check:
    return shape({}, PICKER | own)


def _chooser(**own: Check) -> Check:
    return both(offers_something, shape({}, PICKER | OPTIONS | own))


def _few_options(first: str, check: Check) -> Check:
    fields = {"action_id": ACTION_ID, "confirm": CONFIRM, "focus_on_load": flag, first: check}
    return both(offers_something, shape({"options": items(OPTION, 10)}, fields))


ACTION_ELEMENTS: dict[str, Check] = {
    "button": BUTTON,
    "overflow": both(
        offers_something,
        shape({"options": items(OPTION, 5)}, {"action_id": ACTION_ID, "confirm": CONFIRM}),
    ),
    "static_select": _chooser(initial_option=OPTION),
    "multi_static_select": _chooser(
        initial_options=items(OPTION, 100), max_selected_items=whole_number(1, 100)
    ),
    "external_select": _picker(initial_option=OPTION, min_query_length=whole_number(0, 100)),
    "multi_external_select": shape(
        {}, MANY | {"initial_options": items(OPTION, 100), "min_query_length": whole_number(0, 100)}
    ),
    "users_select": _picker(initial_user=string(20)),
    "multi_users_select": shape({}, MANY | {"initial_users": items(string(20), 100)}),
    "conversations_select": _picker(
        initial_conversation=string(20), response_url_enabled=flag, **CONVERSATIONS
    ),
    "multi_conversations_select": shape(
        {}, MANY | CONVERSATIONS | {"initial_conversations": items(string(20), 100)}
    ),
    "channels_select": _picker(initial_channel=string(20), response_url_enabled=flag),
    "multi_channels_select": shape({}, MANY | {"initial_channels": items(string(20), 100)}),
    "checkboxes": _few_options("initial_options", items(OPTION, 10)),
    "radio_buttons": _few_options("initial_option", OPTION),
    "datepicker": _picker(initial_date=string(10, at_least=10)),
    "timepicker": _picker(initial_time=string(5, at_least=5), timezone=string(100)),
    "datetimepicker": _picker(initial_date_time=whole_number(1_000_000_000, 9_999_999_999)),
    "workflow_button": shape(
        {"text": plain(75), "workflow": anything},
        {"action_id": ACTION_ID, "style": one_of("primary", "danger"), "accessibility_label": string(75)},
    ),
}
INPUT_ONLY: dict[str, Check] = {
    "plain_text_input": shape(
        {},
        TYPED | {"multiline": flag, "min_length": whole_number(0, 3000), "max_length": whole_number(1, 3000)},
    ),
    "email_text_input": shape({}, TYPED),
    "url_text_input": shape({}, TYPED),
    "number_input": shape(
        {"is_decimal_allowed": flag}, TYPED | {"min_value": anything, "max_value": anything}
    ),
    "file_input": shape(
        {},
        {"action_id": ACTION_ID, "filetypes": items(string(20), 50), "max_files": whole_number(1, 10)},
    ),
    "rich_text_input": shape({}, TYPED | {"initial_value": anything}),
}
INPUT_ELEMENTS = {
    kind: check
    for kind, check in (ACTION_ELEMENTS | INPUT_ONLY).items()
    if kind not in {"button", "overflow", "workflow_button"}
}
CONTEXT_ELEMENTS: dict[str, Check] = {
    "image": IMAGE,
    "plain_text": shape({"text": string(3000)}, {"emoji": flag}),
    "mrkdwn": shape({"text": string(3000)}, {"verbatim": flag}),
}
FEEDBACK = shape({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})
CONTEXT_ACTIONS: dict[str, Check] = {
    "feedback_buttons": shape(
        {"positive_button": FEEDBACK, "negative_button": FEEDBACK}, {"action_id": ACTION_ID}
    ),
    "icon_button": shape(
        {"icon": one_of("trash"), "text": plain(75)},
        {
            "action_id": ACTION_ID,
            "value": string(2000),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
            "visible_to_user_ids": items(string(20), 10),
        },
    ),
}
