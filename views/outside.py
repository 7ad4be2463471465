"""What a customer sees. Nothing but customers' notices is drawn here, and they are drawn nowhere else."""

from typing import assert_never

from models.customer_notices import CustomerNotice, CustomerReply, CustomerStatus, Progress, StatusFacts
from views.blocks import SECTION, section
from views.drawn import Drawn, drawn
from views.text import Mrkdwn, brief, calendar_day, lines, moment, say, split

TITLE = 80
WHERE_IT_STANDS = {
    Progress.RECEIVED: "📨 We have it.",
    Progress.IN_HANDS: "⏳ We are working on it.",
    Progress.WAITS_FOR_YOU: "💬 We have asked you something and wait for your answer.",
    Progress.ANSWERED: "✅ We have answered.",
    Progress.SOLVED: "✅ Solved.",
}


def render(notice: CustomerNotice) -> Drawn:
    """Plain sections, and of free words only those that were approved or are the customer's own."""
    match notice:
        case CustomerReply():
            return _reply(notice)
        case CustomerStatus(facts=facts):
            if facts is None:
                raise ValueError("a living message is filled with the facts of the moment before it is drawn")
            return status(facts)
        case never:
            assert_never(never)


def _reply(notice: CustomerReply) -> Drawn:
    text = Mrkdwn(notice.text.mrkdwn)
    return Drawn(text, [section(piece) for piece in split(text, SECTION)])


def status(facts: StatusFacts) -> Drawn:
    """Number, title, where it stands, who looks after it, when they hear next."""
    text = lines(heading(facts), Mrkdwn(WHERE_IT_STANDS[facts.progress]), _who(facts))
    return drawn(text, [section(text)])


def heading(facts: StatusFacts) -> Mrkdwn:
    if not facts.title.text:
        return say(
            "*C-{number}*, your request of {day}", number=facts.number, day=calendar_day(facts.opened_at)
        )
    return say("*C-{number}* · {title}", number=facts.number, title=brief(facts.title.text, TITLE))


def _who(facts: StatusFacts) -> Mrkdwn | None:
    if facts.progress is Progress.SOLVED:
        return None
    if facts.next_at is None:
        return say("{csm} looks after it.", csm=facts.csm)
    return say("{csm} looks after it; you hear from us by {at}.", csm=facts.csm, at=moment(facts.next_at))
