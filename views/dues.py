"""By when something is promised, in a few words; calm while there is time, and plain once there is none."""

from models.facts import CaseFacts, Due
from models.promise import PromiseKind
from views.text import Mrkdwn, lines, moment, say

AHEAD = {
    PromiseKind.ACCEPT: "to be taken by {at}",
    PromiseKind.PROGRESS: "a word is promised by {at}",
    PromiseKind.RESUME: "it goes on by {at}",
    PromiseKind.DECIDE: "to be decided by {at}",
    PromiseKind.TELL: "the customer hears by {at}",
    PromiseKind.ANSWER: "an answer is promised by {at}",
    PromiseKind.UPDATE: "news is promised to the customer by {at}",
    PromiseKind.PREVENT: "to be prevented from coming back by {at}",
    PromiseKind.APPROVE: "an answer waits to be read by a second person by {at}",
    PromiseKind.TOUCH: "to get in touch by {at}",
}
OVERDUE = {
    PromiseKind.ACCEPT: "was to be taken by {at}",
    PromiseKind.PROGRESS: "a word was promised by {at}",
    PromiseKind.RESUME: "was to go on by {at}",
    PromiseKind.DECIDE: "was to be decided by {at}",
    PromiseKind.TELL: "the customer was to hear by {at}",
    PromiseKind.ANSWER: "an answer was promised by {at}",
    PromiseKind.UPDATE: "news was promised to the customer by {at}",
    PromiseKind.PREVENT: "was to be prevented from coming back by {at}",
    PromiseKind.APPROVE: "an answer was to be read by a second person by {at}",
    PromiseKind.TOUCH: "was to get in touch by {at}",
}


def words(due: Due | None) -> Mrkdwn | None:
    """For the middle of a line. Nothing while it is put aside: by when that ends stands there already."""
    said = _said(due)
    return say("⏰ *{said}*", said=said) if said and due and due.is_overdue else said


def line(due: Due | None) -> Mrkdwn | None:
    """For a line of its own."""
    said = _said(due)
    if due is None or said is None:
        return None
    said = Mrkdwn(said[0].upper() + said[1:])
    return say("⏰ *{said}*", said=said) if due.is_overdue else say("⏳ {said}", said=said)


def _said(due: Due | None) -> Mrkdwn | None:
    if due is None or due.is_paused:
        return None
    words_ = OVERDUE[due.kind] if due.is_overdue else AHEAD[due.kind]
    return say(words_, at=moment(due.at))


def of_csm(case: CaseFacts) -> Mrkdwn | None:
    """What is due from the CSM of the whole case, a line each: to decide, to tell, to give news."""
    own = [line(due) for due in case.dues if due.handoff is None]
    return lines(*own) if own else None
