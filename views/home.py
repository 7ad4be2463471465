"""App Home: what I owe by when, what waits for me, what I hold, my cases, my department's queue."""

from collections.abc import Sequence

from models.facts import CaseLine, QueueLine
from models.home_facts import HomeFacts
from models.promise import PromiseKind
from views import dues, words
from views.blocks import Block, actions, button, context, divider, header, paragraphs, section
from views.digests import overdue
from views.forms.modal import View
from views.letterhead import Letterhead
from views.lists import numbered
from views.text import Mrkdwn, brief, dotted, joined, lines, moment, say

OFFERS = 20
LINES = 15


def home(facts: HomeFacts, letterhead: Letterhead) -> View:
    parts: list[Block] = _debts(facts, letterhead) if facts.owed else []
    parts += _stalls(facts)
    if facts.departments:
        parts += _offers(facts, letterhead)
    if facts.departments or facts.my_handoffs:
        parts += _own(facts, letterhead)
    if facts.is_csm or facts.my_cases:
        parts += _cases(facts, letterhead)
    if facts.departments:
        parts += _queue(facts, letterhead)
    blocks = [
        header(f"Hello, {facts.person.name}"),
        *context(_who(facts, letterhead)),
        *actions(button("Open a case", "home.open_case", "home", "primary") if facts.may_open else None),
        *(parts or [section(_newcomer(facts))]),
    ]
    return {"type": "home", "blocks": blocks}


def _who(facts: HomeFacts, letterhead: Letterhead) -> Mrkdwn:
    names = joined(", ", [brief(name, 40) for name in facts.departments])
    return dotted(
        brief(letterhead.company, 60),
        Mrkdwn("customer success") if facts.is_csm else None,
        names,
    )


def _newcomer(facts: HomeFacts) -> Mrkdwn:
    nothing = Mrkdwn("You are in no department's channel, so no offers come to you.")
    reading = Mrkdwn("`/case list all` and `/case find` show you the cases of everybody.")
    return lines(nothing, reading, None if facts.may_open else Mrkdwn("A CSM opens new ones: tell them."))


def _offers(facts: HomeFacts, letterhead: Letterhead) -> list[Block]:
    shown, total = facts.offers[:OFFERS], facts.totals[2]
    return [
        *_titled("🆕 Waiting to be taken", shown, total),
        *[block for line in shown for block in _offer(line, letterhead)],
        *_rest(shown, total, "Nothing is waiting. 🎉"),
    ]


def _own(facts: HomeFacts, letterhead: Letterhead) -> list[Block]:
    shown, total = facts.my_handoffs[:LINES], facts.totals[1]
    return [
        *_titled("🙋 With you", shown, total),
        *[_mine(line, letterhead) for line in shown],
        *_rest(shown, total, "You hold nothing. *Take it* on a card makes it yours."),
    ]


def _debts(facts: HomeFacts, letterhead: Letterhead) -> list[Block]:
    """What this person owes as a CSM, with the next step beside it."""
    shown, total = facts.owed[:LINES], facts.owed_total
    return [
        *_titled("🤝 What you owe by when", shown, total),
        *[_debt(line, letterhead) for line in shown],
        *_rest(shown, total, ""),
    ]


def _debt(line: CaseLine, letterhead: Letterhead) -> Block:
    is_asked = line.due is not None and line.due.kind is PromiseKind.ANSWER
    asked = [words.asks(question) for question in line.questions] if is_asked else []
    title = words.case_title(line, numbered(line.number, letterhead.link(line.where, f"C-{line.number}")))
    return section(lines(title, *asked, dues.line(line.due)), _next_step(line))


def _next_step(line: CaseLine) -> Block | None:  # noqa: PLR0911 -- one a kind
    """An answer is written in the thread, to which the line leads."""
    match line.due.kind if line.due else None:
        case PromiseKind.DECIDE:
            return button("Offer it", "case.add", line.number)
        case PromiseKind.TELL if line.is_reachable:
            return button("Send to the customer …", "reply.ask", line.number)
        case PromiseKind.TELL:
            return button("Close", "case.close", line.number)
        case PromiseKind.UPDATE:
            return button("I told them", "promise.told", line.number)
        case PromiseKind.TOUCH:
            return button("I spoke to them", "promise.spoken", line.number)
        case PromiseKind.PREVENT:
            return button("Prevented", "problem.prevented", line.number)
        case _:
            return None


def _stalls(facts: HomeFacts) -> list[Block]:
    """What managers and leads can set going again."""
    if facts.stalled is None:
        return []
    where = joined(" and ", [brief(name, 40) for name in facts.stalls_in])
    title = f"⏰ Overdue in {where}" if where else "⏰ Overdue"
    shown, total = facts.stalled.lines, facts.stalled.total
    return [
        *_titled(title, shown, total),
        *[overdue.line(one) for one in shown],
        *_rest(shown, total, "Nothing: every promise is in time. ☀️", "`/case digest`"),
    ]


def _cases(facts: HomeFacts, letterhead: Letterhead) -> list[Block]:
    shown, total = facts.my_cases[:LINES], facts.totals[0]
    return [
        *_titled("🎫 Your cases", shown, total),
        *paragraphs(_own_case(line, letterhead) for line in shown),
        *_rest(shown, total, "No open cases. `/case` opens one."),
    ]


def _queue(facts: HomeFacts, letterhead: Letterhead) -> list[Block]:
    shown, total = facts.queue[:LINES], facts.totals[3]
    if not shown:
        return []
    return [
        *_titled("👥 With your colleagues", shown, total),
        *paragraphs(_colleagues(line, letterhead) for line in shown),
        *_rest(shown, total, ""),
    ]


def _titled(title: str, shown: Sequence[object], total: int) -> list[Block]:
    count = max(total, len(shown))
    return [divider(), section(Mrkdwn(f"*{title}*{f' ({count})' if count else ''}"))]


def _rest(shown: Sequence[object], total: int, empty: str, more: str = "`/case list`") -> list[Block]:
    """A friendly word when there is nothing, and where the others are when there is more."""
    if not shown:
        return context(Mrkdwn(empty))
    hidden = total - len(shown)
    return context(say("… and {hidden} more: {more}", hidden=hidden, more=Mrkdwn(more))) if hidden > 0 else []


def _offer(line: QueueLine, letterhead: Letterhead) -> list[Block]:
    since = say("offered {at}", at=moment(line.offered_at))
    take = button("Take it", "handoff.take", line.handoff, "primary")
    return [section(lines(_first(line, letterhead), dotted(since, dues.words(line.due))), take)]


def _mine(line: QueueLine, letterhead: Letterhead) -> Block:
    if line.paused_until:
        step = say("{sign} stuck until {at}", sign=words.STUCK, at=moment(line.paused_until))
    else:
        step = dues.line(line.due) or say("offered {at}", at=moment(line.offered_at))
    return section(lines(_first(line, letterhead), step), button("Done", "handoff.done", line.handoff))


def _own_case(line: CaseLine, letterhead: Letterhead) -> Mrkdwn:
    return words.own_case_line(line, numbered(line.number, letterhead.link(line.where, f"C-{line.number}")))


def _colleagues(line: QueueLine, letterhead: Letterhead) -> Mrkdwn:
    who = say(
        "{sign} {owner} has it", sign=words.STUCK if line.paused_until else "🙋", owner=line.owner or "–"
    )
    return lines(_first(line, letterhead), dotted(who, dues.words(line.due)))


def _first(line: QueueLine, letterhead: Letterhead) -> Mrkdwn:
    return words.queue_line(line, numbered(line.number, letterhead.link(line.where, f"C-{line.number}")))
