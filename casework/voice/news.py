"""The customer hears by another time, and why: a promise moved before it passes."""

from datetime import datetime

from casework import keeping
from casework.voice import approvals, drafts
from casework.work import Work
from models.case import Case
from models.customer import Customer
from models.refusal import Refusal


def can_be_told(work: Work, case: Case) -> bool:
    """Whether a word of explanation can go to them with it: they have a channel here."""
    return work.session.get_one(Customer, case.customer_id).channel is not None


def promise(work: Work, number: int, *, until: datetime, word: str = "") -> None:
    """Their message says the new time, and ``word`` is sent as it stands: mrkdwn that the asker wrote.

    Refusal where either cannot be; then neither is.
    """
    keeping.promise_update(work, number, until=until)
    if not word:
        return
    case = work.case(number)
    if drafts.why(work, case):
        raise Refusal(
            "A second person reads what this customer gets. Leave the word out here, and send it from the "
            "case's desk thread.",
            field="word",
        )
    is_own = work.handbook.voice.speaks_as == "csm"
    approvals.approve(
        work,
        case,
        word,
        key=f"news:{case.number}:{until.timestamp():.0f}:{work.now.timestamp():.0f}",
        speaks_as=work.actor.user_id if is_own else None,
        name=work.actor.name if is_own else "",
    )
