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
    PromiseKind.UPDATE: "news are promised to the customer by {at}",
}
OVERDUE = {
    PromiseKind.ACCEPT: "was to be taken by {at}",
    PromiseKind.PROGRESS: "a word was promised by {at}",
    PromiseKind.RESUME: "was to go on by {at}",
    PromiseKind.DECIDE: "was to be decided by {at}",
    PromiseKind.TELL: "the customer was to hear by {at}",
    PromiseKind.ANSWER: "an answer was promised by {at}",
    PromiseKind.UPDATE: "news were promised to the customer by {at}",
}


def words(due: Due | None) -> Mrkdwn | None:
    """For the middle of a line. Nothing while it is put aside: by when that ends stands there already."""
    if due is None or due.is_paused:
        return None
    words_ = OVERDUE[due.kind] if due.is_overdue else AHEAD[due.kind]
    said = say(words_, at=moment(due.at))
    return say("⏰ *{said}*", said=said) if due.is_overdue else said


def line(due: Due | None) -> Mrkdwn | None:
    """For a line of its own."""
    said = words(due)
    if due is None or said is None or due.is_overdue:
        return said
    return say("⏳ {said}", said=Mrkdwn(said[0].upper() + said[1:]))


def of_csm(case: CaseFacts) -> Mrkdwn | None:
    """What is due from the CSM of the whole case, a line each: to decide, to tell, to give news."""
    own = [line(due) for due in case.dues if due.handoff is None]
    return lines(*own) if own else None
