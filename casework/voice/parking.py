"""What cannot leave as it was approved, or may have left already, waits for a person's decision."""

from sqlmodel import col, select

from casework.access import Operation
from casework.names import LIAISON
from casework.voice import answers, approvals, bindings, unsaid
from casework.voice.unsaid import Put
from casework.work import Work
from models.approval import Approval
from models.case import Case
from models.customer_notices import CustomerReply
from models.notices import from_row, to_row
from models.outgoing import Delivery, Outgoing
from models.refusal import Refusal
from models.voice_notices import ReplyParked

PERHAPS = "Slack did not say whether it arrived, and I cannot find it there"
NOTHING_ABOVE = "the message that opens its thread has not left"


def park(work: Work, row: Outgoing, reason: str, *, may_be_there: bool = False) -> None:
    """It goes nowhere by itself any more; the case's desk thread is asked, once."""
    row.status, row.error = Delivery.PARKED, reason
    case = work.case(row.case_number) if row.case_number else None
    if case is None:
        return
    notice = from_row(row.notice)
    text = notice.text.mrkdwn if isinstance(notice, CustomerReply) else ""
    put = unsaid.take_back(work, case, row)
    told = ReplyParked(case.number, row.id or 0, reason, text, case.csm, may_be_there=may_be_there, put=put)
    work.tell(work.desk_thread(case), told, key=f"parked:{row.id}:{row.fence}")


def send_again(work: Work, outgoing_id: int) -> None:
    """Whoever asks answers for it as it stands, in the customer's channel as it is now."""
    row, case = _parked(work, outgoing_id)
    before, reason = work.session.get_one(Approval, row.approval_id), row.error
    notice = from_row(row.notice)
    if not isinstance(notice, CustomerReply):
        raise Refusal("Only an answer can be sent again.")
    row.status, row.is_gone = Delivery.DEAD, True
    put = _settle(work, row, "sent_again")
    approval = approvals.approve(
        work,
        case,
        before.text,
        key=f"again:{row.id}",
        speaks_as=before.speaks_as,
        name=notice.name,
        picture=notice.picture,
        written_by=before.written_by,
        seconded_by=before.seconded_by,
        knows_who_reads=reason == bindings.READ_ALONG,
    )
    answers.sent_anew(work, before, approval)
    unsaid.put_again(work, case, put)


def it_is_there(work: Work, outgoing_id: int) -> None:
    """A person saw it in the channel."""
    row, case = _parked(work, outgoing_id)
    row.status, row.is_gone, row.sent_at = Delivery.SENT, True, work.now
    unsaid.put_again(work, case, _settle(work, row, "there"))


def found(work: Work, row: Outgoing) -> None:
    """It shows that it has arrived, before anybody decided."""
    assert row.case_number is not None
    case = work.case(row.case_number)
    put = _settle(work, row, "there", by=LIAISON.capitalize())
    if not case.is_closed:
        unsaid.put_again(work, case, put)


def drop(work: Work, outgoing_id: int) -> None:
    """It is not sent."""
    row, _ = _parked(work, outgoing_id)
    row.status, row.is_gone = Delivery.DEAD, True
    _settle(work, row, "dropped")
    answers.never_sent(work, work.session.get_one(Approval, row.approval_id))


def _parked(work: Work, outgoing_id: int) -> tuple[Outgoing, Case]:
    row = work.session.exec(select(Outgoing).where(col(Outgoing.id) == outgoing_id).with_for_update()).first()
    if row is None or row.case_number is None:
        raise Refusal("That message does not exist any more.")
    case = work.case(row.case_number)
    work.allow(Operation.SPEAK, case)
    if row.status is not Delivery.PARKED:
        raise Refusal("That was decided already. Nothing was changed.")
    return row, case


def _settle(work: Work, row: Outgoing, how: str, *, by: str = "") -> Put:
    """The question in the desk thread says what came of it. Returns what the customer is asked with it."""
    put: Put = ""
    asked = (
        select(Outgoing).where(col(Outgoing.key).startswith(f"parked:{row.id}:")).order_by(col(Outgoing.id))
    )
    for one in work.session.exec(asked).all():
        notice = from_row(one.notice)
        assert isinstance(notice, ReplyParked)
        put = notice.put
        settled = ReplyParked(**{**vars(notice), "settled": how, "settled_by": by or work.actor.name})
        work.retell(col(Outgoing.id) == one.id, notice=to_row(settled))
    return put
