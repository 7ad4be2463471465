"""The message that a case was opened from is changed: so is what the case says, or those at work are told."""

from sqlmodel import col, select

from casework import cases, search
from casework.inbound import filing
from casework.inbound.opening import title_in
from casework.inbound.words import Words
from casework.voice import status
from casework.work import Work
from models.case import STORY_LIMIT, Case
from models.case_notices import CaseCard
from models.customer import Customer
from models.customer_view import CustomerView
from models.handoff import Handoff
from models.thread import Message

GONE = "A message that was deleted."


def follow(work: Work, message: Message, was: str, words: Words) -> None:
    """``was`` is the older wording. Until somebody has taken the case, it is simply put right; afterwards
    nobody reads its beginning again, and the newer wording is said once more in the threads.
    """
    case = work.case(message.case_number)
    number = message.home or case.number
    is_its_own = number == case.number
    story = case.story if is_its_own else work.exactly(number).story
    if not was.strip() or was.strip() not in story or was.strip() == words.text.strip():
        return
    if is_its_own and words.text.strip() and not _was_taken(work, case):
        _put_right(work, case, was, words.text)
    elif not case.is_closed:
        _say_again(work, case, message, words)


def take_out(work: Work, message: Message, was: str) -> None:
    """They took back what the case was opened from: neither its title nor its story says it any longer."""
    number = message.home or message.case_number
    case = work.exactly(number)
    if was.strip() and was.strip() in case.story:
        _put_right(work, case, was, GONE)


def _was_taken(work: Work, case: Case) -> bool:
    query = select(Handoff.id).where(
        col(Handoff.case_number) == case.number, col(Handoff.accepted_at).is_not(None)
    )
    return case.is_closed or work.session.exec(query).first() is not None


def _put_right(work: Work, case: Case, was: str, text: str) -> None:
    """The title, where it is theirs still; somebody may have found the case by its older words."""
    view = work.session.get(CustomerView, case.number)
    if view is not None and view.title == title_in(was):
        is_theirs, view.title = case.title == view.title, title_in(text)
        case.title = view.title if is_theirs else case.title
    case.story = case.story.replace(was.strip(), text.strip(), 1)[:STORY_LIMIT]
    customer = work.session.get_one(Customer, case.customer_id)
    search.reindex(work.session, case.number, f"case:{case.number}", f"{case.story}\n{customer.name}")
    work.redraw(CaseCard(case.number))
    status.redraw(work, case.number)


def _say_again(work: Work, case: Case, message: Message, words: Words) -> None:
    told = filing.mirrored(case, message.author_name, filing.FROM_THEM, words)
    for thread in (work.desk_thread(case), *map(work.thread_of, cases.open_handoffs(work, case))):
        work.tell(thread, told, key=f"mirror:{message.id}:{words.edit_ts}")
