"""The question about a customer's words: *Open a case*, *Add to C-17*, *Nothing to do*."""

from casework.access import Operation
from casework.inbound import asking, deciding
from handlers.answer import Answer, Kind
from handlers.office import Call
from handlers.rows import Row


async def open_case(call: Call) -> Answer | None:
    await call.do(deciding.open_case, call.number)
    return None


async def add(call: Call) -> Answer | None:
    heard, _, number = call.action["value"].partition(":")
    await call.do(asking.add, int(heard), int(number))
    return None


async def leave(call: Call) -> Answer | None:
    await call.do(asking.leave, call.number)
    return None


ROWS = (
    Row(Kind.ACTION, "inbound.open", open_case, Operation.OPEN_CASE),
    *(Row(Kind.ACTION, f"inbound.add.{place}", add, Operation.OPEN_CASE) for place in range(asking.CHOICES)),
    Row(Kind.ACTION, "inbound.leave", leave, Operation.OPEN_CASE),
)
