"""What a customer sees. Nothing but customers' notices is drawn here, and they are drawn nowhere else."""

from collections.abc import Sequence
from typing import assert_never

from models.customer_notices import (
    Asked,
    CustomerNotice,
    CustomerReply,
    CustomerStatus,
    Progress,
    StatusFacts,
    StillThere,
)
from views.blocks import SECTION, Block, actions, button, paragraphs, section
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

CLOSED_QUIETLY = Mrkdwn("☑️ Closed, as we have not heard from you. Write here at any time, and it goes on.")
SCORES = range(1, 6)


def render(notice: CustomerNotice) -> Drawn:
    """Plain sections, and of free words only those that were approved or are the customer's own."""
    match notice:
        case CustomerReply():
            return _reply(notice)
        case CustomerStatus(facts=facts):
            if facts is None:
                raise ValueError("a living message is filled with the facts of the moment before it is drawn")
            return status(facts)
        case StillThere():
            return _still_there(notice)
        case never:
            assert_never(never)


def _reply(notice: CustomerReply) -> Drawn:
    text = Mrkdwn(notice.text.mrkdwn)
    return Drawn(text, [section(piece) for piece in split(text, SECTION)])


def _still_there(notice: StillThere) -> Drawn:
    text = say(
        "👋 Is C-{case} solved for you? The message about it in this thread has a button for yes and one "
        "for no; or simply write here. If we do not hear from you, we close it in a few days.",
        case=notice.case,
    )
    return drawn(text, [section(text)])


def status(facts: StatusFacts) -> Drawn:
    """Number, title, where it stands, who looks after it, when they hear next; and one question at most."""
    text = lines(heading(facts), where_it_stands(facts), _who(facts), _question(facts))
    return drawn(text, [section(text), *actions(*_answers(facts))])


def where_it_stands(facts: StatusFacts) -> Mrkdwn:
    return CLOSED_QUIETLY if facts.is_quiet_end else Mrkdwn(WHERE_IT_STANDS[facts.progress])


def _question(facts: StatusFacts) -> Mrkdwn | None:
    match facts.asks:
        case Asked.SOLVED:
            return Mrkdwn("*Does that solve it for you?*")
        case Asked.SCORE:
            return Mrkdwn("*How satisfied are you with how it went?* 1 is not at all, 5 is very.")
        case _ if facts.score is not None:
            return say("Thank you! You gave it {score} of 5.", score=facts.score)
        case _:
            return None


def _answers(facts: StatusFacts) -> list[Block]:
    match facts.asks:
        case Asked.SOLVED:
            return [
                button("Yes, solved", "customer.solved", facts.number, "primary"),
                button("Not yet", "customer.not_yet", facts.number),
            ]
        case Asked.SCORE:
            return [button(str(one), f"customer.score.{one}", facts.number) for one in SCORES]
        case Asked.WORDS:
            return [button("Say why", "customer.words", facts.number)]
        case Asked.NOTHING:
            return []


def cases(customer: str, shown: Sequence[StatusFacts]) -> Drawn:
    """The open cases of one customer, for whoever asks in their channel."""
    if not shown:
        text = say(
            "Nothing of yours is open with us, {customer}. Write here whenever you need us.",
            customer=customer,
        )
        return drawn(text, [section(text)])
    title = say("*Open for {customer}*", customer=customer)
    each = [lines(heading(one), where_it_stands(one), _who(one)) for one in shown]
    return drawn(title, [section(title), *paragraphs(each)])


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
