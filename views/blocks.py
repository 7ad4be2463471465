"""The few blocks and elements the bot uses, as plain dicts that keep to Slack's limits.

People's long text is shortened, never refused. Limits: docs.slack.dev/reference/block-kit.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from views.text import Mrkdwn, cut, shorten

Block = dict[str, Any]

SECTION = 3000
BUTTON = 75
OPTION = 75
VALUE = 2000
HEADER = 150
PLACEHOLDER = 150
OVERFLOW = 5
SELECT = 100
MESSAGE_BLOCKS = 45
"""Slack takes 50."""
MESSAGE_CHARACTERS = 10_000
"""Over all blocks of one message: Slack refuses some 13,000 and documents nothing (bolt-js #2509)."""
_NOTHING = "–"


def mrkdwn(text: Mrkdwn, limit: int = SECTION) -> Block:
    """``verbatim``: Slack shall find no mentions or channels in it but those built by ``views.text``."""
    return {"type": "mrkdwn", "text": shorten(text, limit) or _NOTHING, "verbatim": True}


def label(text: str, limit: int) -> Block:
    return {"type": "plain_text", "text": cut(text, limit) or _NOTHING, "emoji": True}


def header(text: str) -> Block:
    return {"type": "header", "text": label(text, HEADER)}


def section(text: Mrkdwn, accessory: Block | None = None) -> Block:
    block: Block = {"type": "section", "text": mrkdwn(text)}
    return block | {"accessory": accessory} if accessory else block


def context(*texts: Mrkdwn | None) -> list[Block]:
    """One block, or none when there is nothing to say."""
    elements = [mrkdwn(text, 2000) for text in texts if text][:10]
    return [{"type": "context", "elements": elements}] if elements else []


def divider() -> Block:
    return {"type": "divider"}


def actions(*elements: Block | None) -> list[Block]:
    """One block, or none when there is nothing to press."""
    given = [element for element in elements if element]
    return [{"type": "actions", "elements": given}] if given else []


def button(
    text: str, action_id: str, value: str | int, style: Literal["primary", "danger"] | None = None
) -> Block:
    block: Block = {"type": "button", "text": label(text, BUTTON), "action_id": action_id}
    return block | {"value": str(value)[:VALUE]} | ({"style": style} if style else {})


def confirmation(title: str, text: str, confirm: str) -> Block:
    """The part of a button that asks before anything happens."""
    return {
        "confirm": {
            "title": label(title, 100),
            "text": label(text, 300),
            "confirm": label(confirm, 30),
            "deny": label("Cancel", 30),
        }
    }


def option(text: str, value: str) -> Block:
    """Values are ids of ours and fit."""
    return {"text": label(text, OPTION), "value": value}


def overflow(action_id: str, options: Iterable[Block]) -> Block:
    return {"type": "overflow", "action_id": action_id, "options": list(options)[:OVERFLOW]}


def select(action_id: str, options: Sequence[Block], placeholder: str, initial: str | None = None) -> Block:
    """A menu; ``initial`` is the value that is chosen at first, if it is among the options."""
    options = list(options)[:SELECT]
    chosen = next((one for one in options if one["value"] == initial), None)
    element: Block = {"type": "static_select", "action_id": action_id, "options": options}
    element["placeholder"] = label(placeholder, PLACEHOLDER)
    return element | ({"initial_option": chosen} if chosen else {})


def radio(action_id: str, options: Sequence[Block], initial: str) -> Block:
    """Few choices, all in sight, one of them made: ``initial`` is its value."""
    chosen = next(one for one in options if one["value"] == initial)
    buttons: Block = {"type": "radio_buttons", "action_id": action_id, "options": list(options)}
    return buttons | {"initial_option": chosen}


def paragraphs(lines: Iterable[Mrkdwn]) -> list[Block]:
    """Lines in as few sections as they fit into, a blank line between two."""
    pages: list[str] = []
    for line in lines:
        if pages and len(pages[-1]) + len(line) + 2 <= SECTION:
            pages[-1] += f"\n\n{line}"
        else:
            pages.append(line)
    return [section(Mrkdwn(page)) for page in pages]


def weight(block: Block) -> int:
    """Characters that people read in it, as Slack counts them."""
    return sum(_characters(part) for part in block.values())


def fitted(blocks: Sequence[Block]) -> list[Block]:
    """What one message can hold: the controls, and of the rest as much as there is room for."""
    controls = [block for block in blocks if block["type"] == "actions"]
    count = MESSAGE_BLOCKS - len(controls) - 1
    room = MESSAGE_CHARACTERS - sum(map(weight, controls)) - 100
    kept: list[Block] = []
    for block in blocks:
        if block["type"] == "actions":
            kept.append(block)
        elif count > 0 and weight(block) <= room:
            kept.append(block)
            count, room = count - 1, room - weight(block)
        else:
            room = 0
    if len(kept) < len(blocks):
        kept += context(Mrkdwn("_There is more: see the case's desk thread._"))
    return kept


def _characters(part: Any) -> int:
    match part:
        case {"text": str(text)}:
            return len(text)
        case dict():
            return sum(map(_characters, part.values()))
        case list():
            return sum(map(_characters, part))
        case _:
            return 0
