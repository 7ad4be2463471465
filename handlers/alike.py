"""Cases that may say the same: told apart, looked at; and what turned out to be more about one."""

from casework.access import Operation
from casework.additions import Addition
from casework.inbound import marked
from casework.matching import suggestions
from handlers import cases
from handlers.answer import Answer, Kind
from handlers.office import Call
from handlers.rows import Row
from views.forms.alike import added


async def tell_apart(call: Call) -> Answer | None:
    """*Not the same*, under what a new case looks like."""
    await call.do(suggestions.tell_apart, *pair(call))
    return None


def pair(call: Call) -> tuple[int, int]:
    """The two cases that a button is about, the newer first."""
    number, _, other = call.action["value"].partition(":")
    return int(number), int(other)


async def show(call: Call) -> Answer | None:
    await cases.show(call, call.number)
    return None


async def add(call: Call, number: int, more: Addition) -> Answer:
    """The form was sent, and is more about a case that is there: it says where that is."""
    done = await call.do(marked.add, number, more)
    view = added(done.number, done.desk, call.office.letterhead)
    return Answer(body={"response_action": "update", "view": view})


ROWS = (
    Row(Kind.ACTION, "likeness.different", tell_apart, Operation.STEER),
    Row(Kind.ACTION, "likeness.show", show, Operation.READ),
)
