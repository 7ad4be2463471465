"""The digest's buttons, which act on the present, and the digest on demand."""

from datetime import date
from typing import get_args

from slack_sdk.errors import SlackApiError

from casework import keeping
from casework.access import Operation
from casework.digests import asking
from handlers import cases
from handlers.answer import Answer, Kind
from handlers.office import Call
from handlers.rows import Row
from models.clock_notices import StallDigest
from models.digest_facts import Span
from views import hints
from views.digests import everything, message
from views.drawn import Drawn
from views.forms.modal import sentence_modal
from views.text import own


async def on_demand(call: Call, words: str) -> Drawn:
    """What ``/case digest …`` answers. Raises NoDigest for words that mean none."""
    return message.digest(StallDigest(await call.read(asking.on_demand, words)))


async def say(call: Call, drawn: Drawn) -> None:
    """For the person alone; in plainer blocks where Slack refuses the others."""
    try:
        await call.respond(drawn, replaces=False)
    except SlackApiError:
        if drawn.plainer is None:
            raise
        await call.respond(Drawn(drawn.text, drawn.plainer.blocks), replaces=False)


async def show_case(call: Call) -> Answer | None:
    await cases.show(call, call.number)
    return None


async def nudge(call: Call) -> Answer | None:
    await _nudge(call, call.number)
    return None


async def _nudge(call: Call, promise: int) -> None:
    sentence = await call.do(keeping.nudge_now, promise)
    if call.body.get("response_url"):
        await call.respond(hints.line(own(sentence)), replaces=False)
    else:
        await call.show_view(sentence_modal("Nudge now", sentence))


async def show_all(call: Call) -> Answer | None:
    day, span, departments = call.action["value"].split("|")
    wanted = [key for key in departments.split(",") if key]
    chosen = next(one for one in get_args(Span) if one == span)
    facts = await call.read(asking.in_full, date.fromisoformat(day), chosen, wanted)
    await call.show_view(everything.modal(facts))
    return None


async def line(call: Call) -> Answer | None:
    """The menu of a line in the modal."""
    match call.choice:
        case "open", number:
            await cases.show(call, number)
        case "nudge", number:
            await _nudge(call, number)
        case "reassign", number:
            await cases.ask_to_reassign(call, number)
    return None


ROWS = (
    Row(Kind.ACTION, "digest.open", show_case, Operation.READ),
    Row(Kind.ACTION, "digest.nudge", nudge, Operation.DIGEST),
    Row(Kind.ACTION, "digest.all", show_all, Operation.DIGEST),
    Row(Kind.ACTION, "digest.line", line, Operation.READ),
)
