"""A modal, the ids it carries, and what it says when something is refused."""

import json
from collections.abc import Sequence
from typing import Any

from models.refusal import Refusal
from views.blocks import Block, label, section
from views.text import own, plain_words

View = dict[str, Any]

TITLE = 24
"""Also of the buttons at a modal's foot."""
BLOCKS = 100


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str,
    close: str = "Cancel",
    ids: dict[str, Any] | None = None,
) -> View:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": label(title, TITLE),
        "submit": label(submit, TITLE),
        "close": label(close, TITLE),
        "private_metadata": json.dumps(ids or {}),
        "blocks": list(blocks),
    }


def reading_modal(title: str, blocks: Sequence[Block]) -> View:
    """A modal that asks for nothing."""
    return {
        "type": "modal",
        "title": label(title, TITLE),
        "close": label("Close", TITLE),
        "blocks": list(blocks)[:BLOCKS],
    }


def sentence_modal(title: str, sentence: str) -> View:
    """``sentence`` is one of ours: a refusal, for instance."""
    return reading_modal(title, [section(own(sentence))])


def ids(view: View) -> dict[str, Any]:
    """What ``modal`` was given."""
    carried: dict[str, Any] = json.loads(view.get("private_metadata") or "{}")
    return carried


def refused(view: View, refusal: Refusal) -> dict[str, Any]:
    """The answer to a submission: under the field it is about, else above the form, which stays."""
    named = {_block_of(view, one.field): plain_words(one.sentence) for one in (refusal, *refusal.also)}
    if _block_of(view, refusal.field):
        return {
            "response_action": "errors",
            "errors": {block: said for block, said in named.items() if block},
        }
    return {"response_action": "push", "view": sentence_modal("That did not work", refusal.sentence)}


def _block_of(view: View, field: str | None) -> str | None:
    """``department`` is also found as ``department:billing``."""
    names = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    return next((name for name in names if field and name.split(":")[0] == field.split(":")[0]), None)
