"""Block Kit's blocks: which there are, where each may stand, and what Slack says to a wrong one."""

import copy
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from sandbox.controls import ACTIONABLE
from sandbox.elements import (
    ACTION_ELEMENTS,
    BUTTON,
    CONTEXT_ACTIONS,
    CONTEXT_ELEMENTS,
    IMAGE,
    INPUT_ELEMENTS,
    URL,
    plain,
    rich,
)
from sandbox.shapes import (
    Check,
    anything,
    by_type,
    complaint,
    flag,
    items,
    one_of,
    shape,
    string,
    whole_number,
)
from sandbox.workspace import Json

BLOCK_ID = {"block_id": string(255)}
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
CHARACTERS_PER_MESSAGE = 13_200
"""Over all blocks; undocumented, see slackapi/bolt-js #2509."""

TABLE_FAMILY = {"table", "data_table"}
MESSAGE_ONLY = {"markdown", "context_actions", "task_card", "plan", "card", "carousel", "data_visualization"}
MESSAGE_ONLY |= TABLE_FAMILY
NOT_IN = {
    "message": {"alert"},
    "modal": MESSAGE_ONLY | {"container"},
    "home": MESSAGE_ONLY | {"alert"},
}


def _loose(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """For new blocks whose every field is not known here: what is known is checked, the rest passes."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        known = {**required, **(optional or {}), **BLOCK_ID}
        kept = {name: part for name, part in value.items() if name in known}
        yield from shape(required, {**(optional or {}), **BLOCK_ID})(kept, pointer)

    return check


def _block(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    return shape(required, {**(optional or {}), **BLOCK_ID})


def _section(value: Any, pointer: str) -> Iterator[str]:
    fields = {
        "text": rich(3000),
        "fields": items(rich(2000), 10),
        "accessory": by_type(ACTION_ELEMENTS | {"image": IMAGE}),
        "expand": flag,
    }
    yield from _block({}, fields)(value, pointer)
    if not value.get("text") and not value.get("fields"):
        yield complaint("must provide text or fields", pointer)


CARD = {
    "title": rich(150),
    "subtitle": rich(150),
    "body": rich(200),
    "subtext": rich(200),
    "actions": items(by_type({"button": BUTTON}), 3),
    "hero_image": by_type({"image": IMAGE}),
}
POINT = shape({"label": string(20), "value": anything})
PLOT = shape(
    {
        "series": items(shape({"name": string(20), "data": items(POINT, 20)}), 6),
        "axis_config": shape(
            {"categories": items(string(20), 20)}, {"x_label": string(50), "y_label": string(50)}
        ),
    }
)
PIE = shape({"segments": items(POINT, 6)})
"""Slack's sources differ about 6 or 12 segments and series; the sandbox takes the lower."""


def _chart(value: Any, pointer: str) -> Iterator[str]:
    """A chart of one kind; in a plot every series has exactly one point per category."""
    found = list(by_type({"pie": PIE, "bar": PLOT, "area": PLOT, "line": PLOT})(value, pointer))
    yield from found
    if not found and value["type"] != "pie":
        categories = value["axis_config"]["categories"]
        for index, series in enumerate(value["series"]):
            if sorted(point["label"] for point in series["data"]) != sorted(categories):
                yield complaint("must have one point per category", f"{pointer}/series/{index}/data")


CHART = {"title": string(50), "chart": _chart}
BLOCKS: dict[str, Check] = {
    "actions": _block({"elements": items(by_type(ACTION_ELEMENTS), 25)}),
    "alert": _block({"text": rich(200)}, {"level": one_of("default", "info", "warning", "error", "success")}),
    "card": _loose({}, CARD),
    "carousel": _loose({"elements": items(by_type({"card": _loose({}, CARD)}), 10)}),
    "container": _loose({"child_blocks": items(anything, 10)}, {"title": plain(150), "subtitle": plain(150)}),
    "context": _block({"elements": items(by_type(CONTEXT_ELEMENTS), 10)}),
    "context_actions": _block({"elements": items(by_type(CONTEXT_ACTIONS), 5)}),
    "data_table": _loose({"rows": items(items(anything, 20), 101, at_least=2)}),
    "data_visualization": _loose(CHART),
    "divider": _block({}),
    "header": _block({"text": plain(150)}, {"level": whole_number(1, 6)}),
    "image": _block(
        {"alt_text": string(2000)}, {"image_url": URL, "title": plain(2000), "slack_file": anything}
    ),
    "input": _block(
        {"label": plain(2000), "element": by_type(INPUT_ELEMENTS)},
        {"hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
    "markdown": _block({"text": string(12_000)}),
    "plan": _loose({}, {"tasks": items(anything, 50)}),
    "rich_text": _block({"elements": items(anything, 1000)}),
    "section": _section,
    "table": _loose({"rows": items(items(anything, 20), 100)}),
    "task_card": _loose({}),
    "video": _loose({"alt_text": string(2000), "title": plain(200)}),
}


def complaints(
    blocks: Any, surface: str, pointer: str = "/blocks", refused: frozenset[str] = frozenset()
) -> list[str]:
    """What Slack would say to these blocks; `surface` is message, modal or home."""
    at_most = MESSAGE_BLOCKS if surface == "message" else VIEW_BLOCKS
    kinds = {kind: check for kind, check in BLOCKS.items() if kind not in NOT_IN[surface] | refused}
    found = list(items(by_type(kinds), at_most, at_least=0)(blocks, pointer))
    if not found:
        found = list(_together(blocks, pointer))
    return found


def _together(blocks: list[Json], pointer: str) -> Iterator[str]:
    """What holds for all blocks of one message or view."""
    ids = Counter(block["block_id"] for block in blocks if block.get("block_id"))
    for block_id, times in ids.items():
        if times > 1:
            yield complaint(f"`block_id` {block_id} already exists", pointer)
    for index, block in enumerate(blocks):
        actions = Counter(part["action_id"] for part in parts(block) if part.get("action_id"))
        for action_id, times in actions.items():
            if times > 1:
                yield complaint(f"`action_id` {action_id} already exists", f"{pointer}/{index}")
    everything = list(parts(blocks))
    if sum(bool(part.get("focus_on_load")) for part in everything) > 1:
        yield complaint("only one element may have focus_on_load", pointer)
    if sum(part.get("type") in TABLE_FAMILY for part in everything) > 1:
        yield complaint("only_one_table_allowed", pointer)
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > 12_000:  # noqa: PLR2004
        yield complaint("markdown blocks hold more than 12000 characters", pointer)
    if sum(block["type"] == "data_visualization" for block in blocks) > 2:  # noqa: PLR2004
        yield complaint("no more than 2 data_visualization blocks", pointer)


def parts(node: Any) -> Iterator[Json]:
    """Every object in a piece of JSON, itself included."""
    if isinstance(node, dict):
        yield node
        for child in node.values():
            yield from parts(child)
    elif isinstance(node, list):
        for child in node:
            yield from parts(child)


def characters(blocks: list[Json]) -> int:
    """The text in all blocks, as far as it counts towards the budget of one message."""
    texts = (part.get("text") for part in parts(blocks))
    return sum(len(text) for text in texts if isinstance(text, str))


def slack_files(blocks: Any) -> list[str]:
    """The ids of the files that image blocks show."""
    named = (part.get("slack_file") for part in parts(blocks))
    return [str(file.get("id")) for file in named if isinstance(file, dict)]


def completed(blocks: list[Json], next_id: Callable[[str], str]) -> list[Json]:
    """A copy in which every block and every control has an id, as Slack adds the missing ones."""
    copied: list[Json] = copy.deepcopy(blocks)
    for block in copied:
        if not block.get("block_id"):
            block["block_id"] = next_id("b")
        for part in parts(block):
            if part.get("type") in ACTIONABLE and not part.get("action_id"):
                part["action_id"] = next_id("a")
    return copied
