"""A row of the table of everything people and Slack can say to the bot."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from casework.access import Operation
from handlers.answer import Answer, Kind
from handlers.office import Call

Handler = Callable[[Call], Awaitable[Answer | None]]


@dataclass(frozen=True)
class Row:
    """``name`` is the control's: an action id, a callback id, a command, an event's type.

    ``may`` is what the person must be allowed to do somewhere before the handler's operation runs, in the
    same transaction; the operation itself then looks at the very case. None: no person asks, Slack tells.
    """

    kind: Kind
    name: str
    handler: Handler
    may: Operation | None
