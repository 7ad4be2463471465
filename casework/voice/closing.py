"""Closing the loop with the customer: told, asked whether it is solved, and what they say to that."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from sqlalchemy import bindparam
from sqlmodel import col, select

from casework import access, cases, loop, people, promised, promises
from casework.access import Operation
from casework.owed import Owed
from casework.people import NeedsLookup
from casework.voice import approvals, asked, bindings, next_news, status
from casework.work import Work
from models.case import Case, CaseStatus
from models.customer import Customer
from models.customer_view import CustomerView
from models.member import Channel, Member
from models.outgoing import Outgoing
from models.promise import Outcome, PromiseKind
from models.refusal import Refusal
from models.voice_notices import CustomerNotYet, CustomerScored, CustomerSolved

SOLVED = "The customer says that it is solved."
_BY_KEY = select(Outgoing.id).where(col(Outgoing.key) == bindparam("key"))
ELSEWHERE = "I cannot take that here. Write it in this channel instead, and we read it."
ON_IT = "We are on it already; there is nothing to press at the moment."
THANKS = "Thank you, we have your answer already."


class Outside(Refusal):
    """A sentence that a customer's people may read."""


@contextmanager
def _in_their_words(work: Work) -> Iterator[None]:
    """For a customer's people alone; what we would tell each other of what went wrong stays with us."""
    access.admit(work.actor, Operation.RESPOND, work.handbook.company)
    try:
        yield
    except Outside:
        raise
    except Refusal as refusal:
        raise Outside(ELSEWHERE) from refusal


# -- what we do


def ask_solved(work: Work, case: Case) -> None:
    """An answer was sent: their message of the case asks whether that solves it.

    Nobody owes them anything until they say so, or have been silent for the handbook's time.
    """
    asked.put(work, case)
    _keep_promises(work, case)
    if not loop.is_anybody_at_work(work, case):
        case.answer(work.now)
        voice = work.handbook.voice
        _wait_for_them(work, case, voice.ask_after + voice.close_after)
    case.moved_at = work.now
    work.record(case, "customer_asked")
    _begin_status(work, case)


def _keep_promises(work: Work, case: Case) -> None:
    """What they were to hear they have heard."""
    for promise in promises.of_case(work, case.number):
        if promise.kind in (PromiseKind.UPDATE, PromiseKind.TELL, PromiseKind.DECIDE):
            promised.end(work, promise, Outcome.LATE if promise.is_late(work.now) else Outcome.KEPT)
    work.session.flush()


def _wait_for_them(work: Work, case: Case, silence: timedelta) -> None:
    """The CSM looks after it again when all that time has passed and it still stands open."""
    promised.open_one(work, case, Owed(PromiseKind.TELL, None, case.csm, work.now + silence))


def _begin_status(work: Work, case: Case) -> None:
    """Where nothing of theirs carries the question yet; nowhere, where nobody agreed to that."""
    key = status.status_key(case.number)
    customer = work.session.get_one(Customer, case.customer_id)
    if customer.channel is None or work.session.exec(_BY_KEY, params={"key": key}).first():
        return
    with suppress(Refusal):
        approvals.standing(work, customer)
        status.begin(work, case, approvals.thread_of(work, case, customer))


def heard_again(work: Work, case: Case, words: str = "", *, by: str = "") -> None:
    """They wrote: nothing of theirs is waited for, and what they were told was not the end of it.

    For a message that wants something; thanks and greetings change nothing. The case is locked. ``by`` is
    their name, where it is not they who ask.
    """
    if case.is_closed or (case.status is CaseStatus.ANSWERED and _was_told(work, case)):
        cases.reopen_again(work, case, reason=words, by=by or _name(work))
    else:
        asked.forget(work, case)
    next_news.promise(work, case)


def _was_told(work: Work, case: Case) -> bool:
    return any(one.told_at for one in asked.views_of(work, case))


# -- what they say


def solved(work: Work, number: int, *, channel: str) -> None:
    """*Yes, solved*: the case is closed. Raises Outside where it cannot be said."""
    with _in_their_words(work):
        case, view = _of_theirs(work, number, channel)
        if view.solved_at is not None:
            raise Outside(THANKS)
        if view.asked_at is None:
            raise Outside(ON_IT)
        by = _name(work)
        for one in asked.views_of(work, case):
            one.solved_at, one.solved_by = work.now, work.by
        asked.end(work, case)
        notice = CustomerSolved(case.number, by)
        if case.is_closed:
            entry = work.record(case, "customer_solved", SOLVED)
            work.tell(work.desk_thread(case), notice, key=work.key(entry))
        else:
            cases.end(work, case, told=SOLVED, by=by, notice=notice)


def to_say_not_yet(work: Work, number: int, *, channel: str) -> None:
    """Whether *Not yet* can be said now. Raises Outside where it cannot."""
    with _in_their_words(work):
        _can_be_unsolved(work, number, channel)


def _can_be_unsolved(work: Work, number: int, channel: str) -> Case:
    case, view = _of_theirs(work, number, channel)
    if view.told_at is None and not case.is_closed:
        raise Outside(ON_IT)
    return case


def not_yet(work: Work, number: int, words: str, *, channel: str) -> None:
    """*Not yet*: it goes on under its number, with their words. Raises Outside where it cannot be said."""
    with _in_their_words(work):
        case = _can_be_unsolved(work, number, channel)
        by = _name(work)
        notice = CustomerNotYet(case.number, by, words, case.csm)
        if case.status is CaseStatus.OPEN:
            asked.forget(work, case)
            entry = work.record(case, "customer_not_yet", words)
            work.tell(work.desk_thread(case), notice, key=work.key(entry))
        else:
            cases.reopen_again(work, case, reason=words, by=by, notice=notice)
        next_news.promise(work, case)


def score(work: Work, number: int, points: int, *, channel: str) -> None:
    """How satisfied they are, 1 to 5; said once. Raises Outside where it cannot be said."""
    with _in_their_words(work):
        case, view = _of_theirs(work, number, channel)
        if view.score is not None:
            raise Outside(THANKS)
        if view.solved_at is None or not 1 <= points <= 5:  # noqa: PLR2004
            raise Outside(ON_IT)
        view.score, view.scored_at = points, work.now
        _scored(work, case, view)


def to_say_more(work: Work, number: int, *, channel: str) -> None:
    """Whether words can be said to the score now. Raises Outside where they cannot."""
    with _in_their_words(work):
        _takes_words(work, number, channel)


def say_more(work: Work, number: int, words: str, *, channel: str) -> None:
    """Words to the score, once. Raises Outside where it cannot be said."""
    with _in_their_words(work):
        case, view = _takes_words(work, number, channel)
        view.score_words = words
        _scored(work, case, view)


def _takes_words(work: Work, number: int, channel: str) -> tuple[Case, CustomerView]:
    case, view = _of_theirs(work, number, channel)
    if view.score is None:
        raise Outside(ON_IT)
    if view.score_words:
        raise Outside(THANKS)
    return case, view


def _scored(work: Work, case: Case, view: CustomerView) -> None:
    assert view.score is not None
    entry = work.record(case, "customer_scored", f"{view.score} of 5. {view.score_words}".strip())
    notice = CustomerScored(case.number, _name(work), view.score, view.score_words)
    work.tell(work.desk_thread(case), notice, key=work.key(entry))
    status.redraw(work, case.number)


# -- who they are


def _of_theirs(work: Work, number: int, channel: str) -> tuple[Case, CustomerView]:
    """The case that goes on under the number, locked, and what they see of that number."""
    case = work.case(number)
    customer = bindings.at(work, channel)
    view = work.session.get(CustomerView, number, populate_existing=True)
    if customer is None or view is None:
        raise Outside(ELSEWHERE)
    if {customer.id} != {case.customer_id, work.session.get_one(Case, number).customer_id}:
        raise Outside(ELSEWHERE)
    _must_sit_there(work, channel)
    return case, view


def _must_sit_there(work: Work, channel: str) -> None:
    """Raises NeedsLookup when too little is known of them or of the channel, Outside for a stranger."""
    assert work.by is not None
    users = set() if work.session.get(Member, work.by) else {work.by}
    known = work.session.get(Channel, channel)
    sits = people.sits_in(work.session, work.by, channel)
    at = known.members_at if known else None
    is_stale = at is None or work.now - at > people.FRESH
    if users or (is_stale and not sits):
        raise NeedsLookup(users=users, channels=set() if sits else {channel})
    if not sits:
        raise Outside(ELSEWHERE)


def _name(work: Work) -> str:
    assert work.by is not None
    return people.name_of(work.session, work.by)
