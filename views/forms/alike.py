"""In the form that opens a case: what it looks like, and whether it is one of these after all."""

from collections.abc import Sequence
from typing import Any

from models.alike_facts import AlikeFacts
from models.facts import Where
from views import alike as told
from views.blocks import Block, context, option, radio, section
from views.forms.fields import Words, chosen, field
from views.forms.modal import View, reading_modal
from views.letterhead import Letterhead
from views.text import Mrkdwn, say

BLOCK = "same"
OWN = "own"
_MORE, _PROBLEM = "more:", "problem:"
NEWS = Words("story", "What is new", "story", placeholder="What the customer adds, tried, or found since.")
"""Takes the place of the story, and what stands in it."""


def draw(
    alike: Sequence[AlikeFacts], letterhead: Letterhead, more_about: int | None, problem: int | None = None
) -> list[Block]:
    """Nothing where nothing is alike; the question only where there is more than one answer."""
    hints = [block for one in alike for block in context(told.hint(one, letterhead))]
    return [*hints, *_question(alike, more_about, problem)]


def _question(alike: Sequence[AlikeFacts], more_about: int | None, problem: int | None) -> list[Block]:
    """Slack keeps what a block shows while its id stays, so the id changes with the answers."""
    offered = [*filter(None, map(_answer, alike)), *_problems(alike)]
    if not offered:
        return []
    values = [one["value"] for one in offered]
    so_far = (f"{_MORE}{more_about}", f"{_PROBLEM}{problem}")
    initial = next((value for value in values if value in so_far), OWN)
    block_id = ":".join([BLOCK, *(value.removeprefix(_MORE).replace(":", "") for value in values)])
    options = [option("A case of its own", OWN), *offered]
    drawn = field(block_id, "What is it?", radio("case.same", options, initial))
    return [drawn | {"dispatch_action": True}, *(_NO_DEPARTMENT if initial.startswith(_PROBLEM) else [])]


_NO_DEPARTMENT = context(
    Mrkdwn("🧩 It goes on in the Problem: no department is asked for it alone, and you hear what they find.")
)


def _answer(one: AlikeFacts) -> Block | None:
    """What the new one can be instead; another customer's is never added to."""
    if one.is_same_customer and not one.is_closed:
        return option(f"More about {one.label}", f"{_MORE}{one.number}")
    return None


def _problems(alike: Sequence[AlikeFacts]) -> list[Block]:
    return [option(f"One more of Problem C-{number}", f"{_PROBLEM}{number}") for number in problems(alike)]


def problems(alike: Sequence[AlikeFacts]) -> list[int]:
    """Those that it can be one more case of."""
    return list(dict.fromkeys(one.problem for one in alike if one.problem is not None))


def offers(alike: Sequence[AlikeFacts]) -> list[int]:
    """The cases that it can be more about."""
    return [one.number for one in alike if _answer(one)]


def more_about(view: View) -> int | None:
    """The case that it belongs to, by what is chosen so far; None if it is one of its own."""
    return _after(_MORE, view)


def problem(view: View) -> int | None:
    """The Problem of which it is one more case, by what is chosen so far."""
    return _after(_PROBLEM, view)


def _after(prefix: str, view: View) -> int | None:
    values: dict[str, Any] = (view.get("state") or {}).get("values") or {}
    block = next((one for one in values if one.split(":")[0] == BLOCK), BLOCK)
    value = chosen(view, block) or OWN
    return int(value.removeprefix(prefix)) if value.startswith(prefix) else None


def added(number: int, desk: Where | None, letterhead: Letterhead) -> View:
    """Where what was written went: takes the form's place."""
    thread = letterhead.link(desk, "its thread") or Mrkdwn("its thread")
    text = say(
        "📝 It stands in {thread} now, and whoever works on C-{number} was told. No second case was opened.",
        thread=thread,
        number=number,
    )
    return reading_modal(f"Added to C-{number}", [section(text)])
