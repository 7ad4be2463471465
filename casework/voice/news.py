"""The customer hears by another time, and why: a promise moved before it passes."""

from datetime import datetime
from hashlib import sha256

from casework import keeping
from casework.voice import approvals, drafts, sending
from casework.work import Work
from models.case import Case
from models.customer import Customer
from models.refusal import Refusal
from models.reply_facts import Face, Written

LIAISONS_OWN = Face(None)


def can_be_told(work: Work, case: Case) -> bool:
    """Whether a word of explanation can go to them with it: they have a channel here."""
    return work.session.get_one(Customer, case.customer_id).channel is not None


def promise(
    work: Work, number: int, *, until: datetime, word: Written | None = None, face: Face = LIAISONS_OWN
) -> None:
    """Their message says the new time, and ``word`` is sent as it stands, in the name of ``face``.

    Refusal where either cannot be; then neither is. The same word for the same time is sent once.
    """
    keeping.promise_update(work, number, until=until)
    if word is None:
        return
    case = work.case(number)
    if drafts.why(work, case):
        raise Refusal(
            "A second person reads what this customer gets. Leave the word out here, and send it from the "
            "case's desk thread.",
            field="word",
        )
    approval = approvals.approve(
        work,
        case,
        word.mrkdwn,
        key=f"news:{case.number}:{until.timestamp():.0f}:{sha256(word.mrkdwn.encode()).hexdigest()[:16]}",
        speaks_as=face.user_id,
        name=face.name,
        picture=face.picture,
    )
    sending.tell_the_desk(work, case, word, approval)
