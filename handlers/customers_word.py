"""What a customer's people press below their message: *Yes, solved*, *Not yet*, and 1 to 5."""

import structlog

from casework.access import Operation
from casework.voice import closing
from handlers.answer import Answer, Kind
from handlers.office import SLACK_TROUBLE, Call
from handlers.rows import Row
from views.forms.customers_word import NotYetForm, WhyForm

log = structlog.get_logger("customers_word")


def _channel(call: Call) -> str:
    """Where it was pressed, by Slack's own word."""
    return str((call.body.get("channel") or {}).get("id", ""))


async def solved(call: Call) -> Answer | None:
    await call.do(closing.solved, call.number, channel=_channel(call))
    return None


async def ask_what_is_missing(call: Call) -> Answer | None:
    await call.read(closing.to_say_not_yet, call.number, channel=_channel(call))
    await call.open_modal(NotYetForm.draw(call.number, _channel(call)))
    return None


async def not_yet(call: Call) -> Answer | None:
    form = NotYetForm.read(call.body["view"])
    await call.do(closing.not_yet, form.case, form.words, channel=form.channel)
    return None


async def score(call: Call) -> Answer | None:
    """The points are kept first; then there is room for words, for who likes to write some."""
    points = int(call.action["action_id"].rpartition(".")[2])
    await call.do(closing.score, call.number, points, channel=_channel(call))
    try:
        await call.open_modal(WhyForm.draw(call.number, _channel(call)))
    except SLACK_TROUBLE as error:
        log.warning("form_not_shown", error=type(error).__name__)
    return None


async def ask_why(call: Call) -> Answer | None:
    await call.read(closing.to_say_more, call.number, channel=_channel(call))
    await call.open_modal(WhyForm.draw(call.number, _channel(call)))
    return None


async def why(call: Call) -> Answer | None:
    form = WhyForm.read(call.body["view"])
    if form.words:
        await call.do(closing.say_more, form.case, form.words, channel=form.channel)
    return None


ROWS = (
    Row(Kind.ACTION, "customer.solved", solved, Operation.RESPOND),
    Row(Kind.ACTION, "customer.not_yet", ask_what_is_missing, Operation.RESPOND),
    Row(Kind.VIEW, NotYetForm.callback_id, not_yet, Operation.RESPOND),
    *(Row(Kind.ACTION, f"customer.score.{points}", score, Operation.RESPOND) for points in range(1, 6)),
    Row(Kind.ACTION, "customer.words", ask_why, Operation.RESPOND),
    Row(Kind.VIEW, WhyForm.callback_id, why, Operation.RESPOND),
)
