"""What happens in the tests of merging: two cases of one customer, and what is said on them."""

from datetime import timedelta

from casework import talk
from casework.talk import Reply
from models.case import Severity
from models.thread import Message
from tests.casework.room import DANA, Room

CUSTOMER = "1"


def two_cases(
    room: Room,
    *departments: str,
    apart: timedelta = timedelta(0),
    csms: tuple[str, str] = (DANA, DANA),
    severities: tuple[Severity, Severity] = (Severity.NORMAL, Severity.NORMAL),
) -> None:
    """C-1 and C-2 of the same customer, each with a department; Slack has all that was promised."""
    for at, (department, csm, severity) in enumerate(zip(departments, csms, severities, strict=True)):
        if at and apart:
            room.pass_time(seconds=apart.total_seconds())
        room.open_case(department=department, by=csm, severity=severity)
        room.post_everything()


def say(room: Room, number: int, text: str, *, by: str, handoff: int | None = None) -> None:
    """A reply in a desk thread, or in a hand-off's."""
    thread = room.thread_of(handoff) if handoff else room.desk_thread(number)
    assert thread.ts is not None
    said_at = room.clock()
    ts = f"{1_800_000_000 + len(room.rows(Message))}.000200"
    reply = Reply(thread.channel, thread.ts, ts, by, text, said_at, is_to_us=True)
    room.do(talk.said, reply, by=by)
