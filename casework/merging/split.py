"""A department's part that is another matter after all becomes a case of its own, with its history."""

from casework import cases, loop
from casework.access import Operation
from casework.meanwhile import going_on
from casework.merging import splitting
from casework.problems import ties
from casework.work import Work
from models.case import STORY_LIMIT, TITLE_LIMIT, Case
from models.customer import Customer
from models.refusal import Refusal


def split(work: Work, handoff_id: int, *, title: str, story: str) -> int:
    """The open hand-off goes on in a new case of the same customer and CSM. Returns its number."""
    if len(title) > TITLE_LIMIT or len(story) > STORY_LIMIT:
        raise Refusal("The title or the description is too long.")
    old, handoff = going_on(work, handoff_id, Operation.STEER)
    if ties.carried(work, old.number) is not None:
        raise Refusal(f"{old.label} is a Problem: take a case out of it instead.")
    customer = work.session.get_one(Customer, old.customer_id)
    new = Case(
        number=cases.next_number(work),
        customer_id=old.customer_id,
        title=title,
        story=story,
        severity=old.severity,
        csm=old.csm,
        opened_at=work.now,
        moved_at=work.now,
        source=old.source,
    )
    cases.begin(work, new, customer)
    splitting.take_handoff(work, new, old, handoff)
    loop.follow_up(work, old)
    cases.redraw_everything(work, new)
    return new.number
