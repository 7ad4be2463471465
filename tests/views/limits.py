"""Slack's limits that only stand in its prose, as a checker; each problem is a sentence.

Sources: docs.slack.dev/reference/block-kit and reference/methods/chat.postMessage, and for the sum over
all blocks github.com/slackapi/bolt-js/issues/2509.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

TEXT_OF = {"header": 150, "section": 3000, "context": 2000, "button": 75, "option": 75, "label": 2000}


def problems_of_message(text: str, blocks: list[Json]) -> list[str]:
    found = [*_problems(blocks)]
    if not text.strip():
        found.append("no text for the notification")
    if len(text) > 4000:
        found.append(f"text of {len(text)}")
    if len(blocks) > 45:
        found.append(f"{len(blocks)} blocks")
    if characters(blocks) > 10_000:
        found.append(f"{characters(blocks)} characters over all blocks")
    return found


def problems_of_view(view: Json) -> list[str]:
    found = [*_problems(view["blocks"])]
    feet = [foot for foot in ("title", "submit", "close") if foot in view]
    found += [f"{foot}: {view[foot]['text']}" for foot in feet if not 1 <= len(view[foot]["text"]) <= 24]
    if len(view["blocks"]) > (100 if view["type"] == "modal" else 90):
        found.append(f"{len(view['blocks'])} blocks")
    if len(view.get("private_metadata", "")) > 3000:
        found.append("private_metadata over 3000")
    if len(json.dumps(view)) > 250_000:
        found.append("view over 250 kB")
    return found


def characters(part: Any) -> int:
    return sum(len(text) for _, text in _texts(part, ""))


def live_texts(part: Any) -> list[str]:
    """Every text in which Slack looks for markup."""
    match part:
        case {"type": "mrkdwn", "text": str(text)}:
            return [text]
        case dict():
            return [text for one in part.values() for text in live_texts(one)]
        case list():
            return [text for one in part for text in live_texts(one)]
        case _:
            return []


def _problems(blocks: list[Json]) -> Iterator[str]:
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    yield from (f"block_id {name} {count} times" for name, count in ids.items() if count > 1)
    for block in blocks:
        yield from (_too_long(kind, text) for kind, text in _texts(block, "") if _too_long(kind, text))
        elements = [*_elements(block)]
        actions = Counter(element["action_id"] for element in elements)
        yield from (f"action_id {name} twice in a block" for name, count in actions.items() if count > 1)
        for element in elements:
            yield from _problems_of_element(element)


def _problems_of_element(element: Json) -> Iterator[str]:
    options = element.get("options", [])
    most = 5 if element["type"] == "overflow" else 100
    if "options" in element and not 1 <= len(options) <= most:
        yield f"{len(options)} options in {element['action_id']}"
    values = Counter(option["value"] for option in options)
    yield from (f"value {value} twice" for value, count in values.items() if count > 1)
    yield from (f"option value of {len(value)}" for value in values if not 1 <= len(value) <= 75)
    if len(element.get("value", "")) > 2000:
        yield f"value of {len(element['value'])}"
    if len(element["action_id"]) > 255:
        yield "action_id over 255"
    if "initial_option" in element and options and element["initial_option"] not in options:
        yield "initial_option is none of the options"
    if len(element.get("initial_value", "")) > 3000:
        yield "initial_value over 3000"


def _too_long(kind: str, text: str) -> str:
    most = TEXT_OF.get(kind, 3000)
    if not text.strip():
        return f"empty text in {kind}"
    return f"{kind} of {len(text)}" if len(text) > most else ""


def _elements(block: Json) -> Iterator[Json]:
    parts = [*block.get("elements", []), block.get("element"), block.get("accessory")]
    return (part for part in parts if isinstance(part, dict) and "action_id" in part)


def _texts(part: Any, kind: str) -> Iterator[tuple[str, str]]:
    """Every text in it, with the kind of the thing that it stands in."""
    if isinstance(part, list):
        for one in part:
            yield from _texts(one, kind)
    elif isinstance(part, dict):
        if isinstance(part.get("text"), str):
            yield kind, part["text"]
        inner = part.get("type", "option" if "value" in part else kind)
        for name, one in part.items():
            yield from _texts(one, "option" if name in ("options", "initial_option") else inner)
