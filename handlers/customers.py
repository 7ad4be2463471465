"""`/case customer Fjordlab`: who looks after them, where they are spoken to, who they are."""

from casework import tending
from casework.access import Operation
from handlers.answer import Answer, Kind
from handlers.office import Call
from handlers.rows import Row
from views import agreed
from views.forms.customer_card import CustomerForm


async def open_form(call: Call, name: str) -> None:
    """Refusal where there is no customer of that name."""
    await call.open_modal(CustomerForm.draw(await call.read(tending.to_tend, name)))


async def save(call: Call) -> Answer | None:
    form = CustomerForm.read(call.body["view"])
    await call.do(tending.save, form.customer, form.wanted, seen=form.seen, sentences=agreed.sentences())
    return None


ROWS = (Row(Kind.VIEW, CustomerForm.callback_id, save, Operation.TEND),)
