"""A person tells a customer something: the words leave, the house hears of it, what was promised is kept."""

from casework import keeping, loop, people
from casework.access import Operation
from casework.voice import answers, approvals, asked, closing, drafts, next_news
from casework.work import Work
from models.approval import Approval
from models.case import Case
from models.case_notices import CaseCard
from models.refusal import Refusal
from models.reply_facts import Face, Written
from models.voice_notices import CustomerTold


def send(work: Work, number: int, written: Written, *, key: str, face: Face) -> None:
    """Whoever asks says this to the case's customer, once a ``key``; or it waits for a second reader.

    Refusal for who may not, where they cannot be reached, and for what was sent already.
    """
    case = work.case(number)
    if written.valid_until is not None and written.valid_until < work.now.date():
        raise Refusal("That day has passed; until when does it hold?", field="valid_until")
    if reason := drafts.why(work, case):
        work.allow(Operation.SPEAK, case)
        case.must_be_open()
        approvals.reachable(work, case)
        drafts.hold(work, case, written, key=key, speaks_as=face.user_id, reason=reason)
        return
    approval = approvals.approve(
        work,
        case,
        written.mrkdwn,
        key=key,
        speaks_as=face.user_id,
        name=face.name,
        picture=face.picture,
    )
    follow(work, case, written, approval)


def follow(work: Work, case: Case, written: Written, approval: Approval) -> None:
    """What comes of it, once it is approved."""
    is_answer = not written.waits_for_them and not loop.is_anybody_at_work(work, case)
    view = asked.view_of(work, case.number)
    for one in asked.views_of(work, case):
        one.waits_since = None
    view.waits_since = work.now if written.waits_for_them else None
    keeping.news_given(work, case)
    tell_the_desk(work, case, written, approval)
    if is_answer:
        answers.keep(work, case, approval, written.text, valid_until=written.valid_until)
        loop.told(work, case)
        closing.ask_solved(work, case)
    elif not written.waits_for_them:
        next_news.promise(work, case)
    if written.answer is not None:
        answers.take_up(work, case, written.answer)
    work.redraw(CaseCard(case.number))


def tell_the_desk(work: Work, case: Case, written: Written, approval: Approval) -> None:
    """It stands in the case's history, and its thread hears who told them what."""
    entry = work.record(case, "told", written.text)
    by = people.name_of(work.session, approval.approved_by)
    second = people.name_of(work.session, approval.seconded_by) if approval.seconded_by else ""
    told = CustomerTold(case.number, by, written.text, second, waits=written.waits_for_them)
    work.tell(work.desk_thread(case), told, key=work.key(entry))
