"""Where the customer's waiting time went: a line with a bar for each who had the ball."""

from typing import assert_never

from models.facts import WaitPart, WaitSplit
from models.wait import Holder
from views.lengths import in_words
from views.text import Mrkdwn, brief, lines, say

CELLS = 10
NAME = 60


def told(split: WaitSplit) -> Mrkdwn:
    """Nothing while nobody has waited for a second."""
    if not split.parts:
        return Mrkdwn("")
    title = say("*Where the wait went* · {total} in all", total=in_words(split.total))
    return lines(title, *(line(part, split) for part in split.parts))


def line(part: WaitPart, split: WaitSplit) -> Mrkdwn:
    """▰▰▰▰▰▰▱▱▱▱ 62% · *Billing* · 2 h 10 min."""
    percent, length = share(part, split), in_words(part.length)
    return say(
        "{bar} {percent} · {who} · {length}",
        bar=bar(part, split),
        percent=percent,
        who=who(part),
        length=length,
    )


def bar(part: WaitPart, split: WaitSplit) -> str:
    """However small a part is, it can be seen."""
    filled = max(1, round(CELLS * (part.length / split.total)))
    return "▰" * filled + "▱" * (CELLS - filled)


def share(part: WaitPart, split: WaitSplit) -> str:
    """In percent, never rounded to nothing, nor to all while there are others."""
    percent = f"{part.length / split.total:.0%}"
    if percent == "0%":
        return "<1%"
    return ">99%" if percent == "100%" and part.length < split.total else percent


def who(part: WaitPart) -> Mrkdwn:
    name = brief(part.department or "", NAME)
    match part.holder:
        case Holder.DEPARTMENT:
            return say("*{name}*", name=name)
        case Holder.CSM:
            return Mrkdwn("*the CSM*")
        case Holder.CUSTOMER:
            return say("*the customer*, whom {name} waited for", name=name or "the CSM")
        case Holder.PAUSED:
            return say("*put aside* by {name}", name=name)
        case None:
            return Mrkdwn("_before the clock was kept_")
        case never:
            assert_never(never)
