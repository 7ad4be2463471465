"""*Show all* of a digest: a modal, in which neither charts nor tables can stand."""

from collections.abc import Callable
from typing import TypeVar

from models.digest_facts import DigestFacts, Shown, StalledLine
from views import waits
from views.blocks import Block, context, divider, section
from views.digests import numbers, overdue, wording
from views.digests.message import summary
from views.forms.modal import View, reading_modal
from views.text import Mrkdwn, lines, say, split

Line = TypeVar("Line")
PIECE = 2900


def modal(facts: DigestFacts) -> View:
    blocks = [
        section(summary(facts)),
        *(overdue.line(line) for line in facts.stalled.lines),
        *_more(facts.stalled),
        *_titled("🧩 Problems", facts.problems, wording.problem),
        *_titled("⏳ Due later today", facts.due_today, wording.due),
        *_titled("⏸️ Put aside", facts.paused, wording.paused),
        *_titled("🤝 Promised to customers", facts.broken, wording.broken),
        *_titled("🔁 Passed around", facts.passed_around, wording.passed),
        *_titled("⚪ No department has it", facts.nobodys, wording.nobodys),
        *_titled("🌙 Quiet for a week", facts.sleeping, wording.sleeping),
        divider(),
        section(lines(*numbers.in_lines(facts))),
        *context(numbers.legend(facts)),
        *([section(waits.told(facts.waits))] if facts.waits and facts.waits.parts else []),
    ]
    return reading_modal("Everything", blocks)


def _more(shown: Shown[StalledLine]) -> list[Block]:
    hidden = shown.total - len(shown.lines)
    return (
        context(say("… and {hidden} more that are overdue for less long", hidden=hidden))
        if hidden > 0
        else []
    )


def _titled(title: str, shown: Shown[Line], word: Callable[[Line], Mrkdwn]) -> list[Block]:
    if not shown.lines:
        return []
    told = [say("• {line}", line=word(line)) for line in shown.lines]
    hidden = shown.total - len(shown.lines)
    text = lines(
        say("*{title}*", title=title), *told, say("… and {hidden} more", hidden=hidden) if hidden else None
    )
    return [divider(), *(section(piece) for piece in split(text, PIECE))]
