"""*Remember this* on a message; on the customer's form, what they told us changed or is no longer true."""

import structlog

from casework import remembering, tending, told_before
from casework.access import Operation
from handlers import opening, talk
from handlers.answer import Answer, Kind
from handlers.office import SLACK_TROUBLE, Call
from handlers.rows import Row
from models.remembered import Pointed
from views.forms.customer import known_customers
from views.forms.customer_card import CustomerForm
from views.forms.told_before import ChangeForm, RememberForm
from views.text import permalink

log = structlog.get_logger("told_before")


async def remember(call: Call) -> Answer | None:
    """The message shortcut."""
    await call.admitted()
    message, channel = call.body["message"], call.body["channel"]["id"]
    author = "" if message.get("bot_id") else str(message.get("user") or "")
    await talk.names_in(call, {author} if author else set())
    pointed = Pointed(
        channel=channel,
        thread_ts=str(message.get("thread_ts") or message["ts"]),
        ts=str(message["ts"]),
        author=author,
        text=await talk.plain_text(call, message.get("text", "")),
    )
    await call.open_modal(RememberForm.draw(await call.read(remembering.source, pointed)))
    return None


async def note(call: Call) -> Answer | None:
    form = RememberForm.read(call.body["view"])
    await call.do(
        told_before.note,
        int(form.customer),
        form.text,
        said_by=form.said_by,
        said_at=talk.moment(form.ts),
        case_number=form.case,
        link=permalink(call.office.letterhead.workspace_url, (form.channel, form.ts)),
    )
    return None


async def suggest_customers(call: Call) -> Answer | None:
    typed = str(call.body.get("value", ""))
    return Answer(body=known_customers(await call.read(opening.customers_like, typed)))


async def more(call: Call) -> Answer | None:
    """The menu beside a fact on the customer's form: *Change …*, *No longer true*."""
    view = call.body["view"]
    customer, seen = CustomerForm.carried(view)
    match call.choice:
        case "change", number:
            fact = await call.read(told_before.to_change, number)
            await call.show_view(ChangeForm.draw(fact, customer=customer, seen=seen, above=view["id"]))
        case "end", number:
            await call.do(told_before.end, number)
            await _redraw(call, customer, seen, view["id"])
    return None


async def change(call: Call) -> Answer | None:
    form = ChangeForm.read(call.body["view"])
    await call.do(told_before.change, form.fact, form.text)
    await _redraw(call, form.customer, form.seen, form.above)
    return None


async def _redraw(call: Call, customer: int, seen: str, view_id: str) -> None:
    """Bring the form up to date; what was typed into it stays. Closed meanwhile, it needs nothing."""
    drawn = CustomerForm.draw(await call.read(tending.still_to_tend, customer), seen=seen)
    try:
        await call.office.client.views_update(view_id=view_id, view=drawn)
    except SLACK_TROUBLE as error:
        log.info("form_not_redrawn", error=type(error).__name__)


ROWS = (
    Row(Kind.SHORTCUT, "fact.remember", remember, Operation.TEND),
    Row(Kind.VIEW, RememberForm.callback_id, note, Operation.TEND),
    Row(Kind.OPTIONS, "fact.customer", suggest_customers, Operation.TEND),
    Row(Kind.ACTION, "fact.more", more, Operation.TEND),
    Row(Kind.VIEW, ChangeForm.callback_id, change, Operation.TEND),
)
