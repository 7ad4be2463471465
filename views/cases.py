"""The card that opens a case's thread on the desk: where the case stands, part by part."""

from models.case import CaseStatus
from models.facts import CaseFacts, HandoffFacts, ProblemFacts
from views import dues, merging, problems, told_before, words
from views.blocks import Block, actions, button, context, header, option, overflow, paragraphs, section
from views.drawn import Drawn, drawn
from views.letterhead import Letterhead
from views.text import Mrkdwn, brief, dotted, lines, link, moment, prose, say, shorten

STORY = 1500
ASKED = 200
RESULT = 200
ENDED_SHOWN = 6


def card(case: CaseFacts, letterhead: Letterhead) -> Drawn:
    if case.problem is not None:
        return _of_problem(case, case.problem, letterhead)
    text = say("{headline} — {state}", headline=words.headline(case), state=words.case_in_short(case))
    story = lines(Mrkdwn("*What happened*"), shorten(prose(case.story.strip()), STORY))
    blocks = [
        header(f"{case.label} · {case.title}"),
        *context(words.about_to_csm(case)),
        *_status(case, letterhead),
        *problems.within(case, letterhead),
        *_parts(case, letterhead),
        section(story),
        *merging.joined_stories(case, STORY),
        *told_before.on_card(case),
        *context(origin(case)),
        *actions(*_controls(case)),
    ]
    return drawn(text, blocks)


def _of_problem(case: CaseFacts, problem: ProblemFacts, letterhead: Letterhead) -> Drawn:
    """The same of a Problem: whose cases it is behind stands before what is known of it."""
    text = say(
        "{headline} — {state}", headline=problems.headline(case), state=problems.in_short(case, problem)
    )
    known = lines(Mrkdwn("*What is known*"), shorten(prose(case.story.strip()), STORY))
    blocks = [
        header(f"🧩 Problem {case.label} · {case.title}"),
        *context(problems.about(case, to_csm=True)),
        *problems.status(case, problem),
        section(problems.whose(problem)),
        *_parts(problems.said_once(case, problem), letterhead),
        section(known),
        *problems.found(problem),
        *context(origin(case)),
        *actions(*problems.controls(case, problem, _more(case))),
    ]
    return drawn(text, blocks)


def _status(case: CaseFacts, letterhead: Letterhead) -> list[Block]:
    """Where the case stands, unless the lines of the departments at work say it; and what its CSM owes."""
    merged = merging.merged_into(case, letterhead)
    if merged:
        return [section(lines(merged, Mrkdwn("What is still written here arrives there.")))]
    is_said = case.status is CaseStatus.OPEN and (
        any(handoff.is_open for handoff in case.handoffs) or problems.is_elsewhere(case)
    )
    owed = dues.of_csm(case)
    if is_said:
        beside = lines(_asked_them(case), owed)
        return [section(beside)] if beside else []
    return [section(lines(words.case_status(case), owed))]


def _asked_them(case: CaseFacts) -> Mrkdwn | None:
    """Beside departments that are at work."""
    if case.with_them is None:
        return None
    asked, since = words.asked_them(case.with_them), moment(case.with_them.since)
    return dotted(say("💬 The customer: {asked}", asked=asked), since)


def part(handoff: HandoffFacts, letterhead: Letterhead) -> Mrkdwn:
    """One hand-off in a line: department, state, where its thread is."""
    line = say("{sign} *{name}*", sign=words.handoff_sign(handoff), name=handoff.department)
    state = words.progress(handoff) if handoff.is_open else words.outcome(handoff)
    if handoff.owner and handoff.is_open:
        when = say("offered {at}", at=moment(handoff.offered_at))
    else:
        when = moment(handoff.offered_at if handoff.is_open else handoff.moved_at)
    return dotted(line, state, when, letterhead.link(handoff.thread, "thread"))


def _parts(case: CaseFacts, letterhead: Letterhead) -> list[Block]:
    """Each open hand-off can be moved where it stands."""
    at_work = [one for one in case.handoffs if one.is_open]
    ended = [one for one in case.handoffs if not one.is_open]
    own_menu = case.status is not CaseStatus.CLOSED
    open_parts = [
        section(
            _at_work(one, case, letterhead), overflow("case.more", _moves(one, case)) if own_menu else None
        )
        for one in at_work
    ]
    past = [
        lines(part(one, letterhead), _asked(one), words.handoff_result(one, RESULT))
        for one in ended[-ENDED_SHOWN:]
    ]
    return [*open_parts, *paragraphs(past)]


def _at_work(handoff: HandoffFacts, case: CaseFacts, letterhead: Letterhead) -> Mrkdwn:
    """An open hand-off: by when it moves, what was asked of it, what it asks, what is wrong with it."""
    return lines(
        part(handoff, letterhead),
        dues.line(handoff.due),
        _asked(handoff),
        _waiting(handoff, case),
        _left(handoff),
    )


def _waiting(handoff: HandoffFacts, case: CaseFacts) -> Mrkdwn | None:
    if handoff.question is None:
        return None
    who = say("_It waits for {csm}'s answer in this thread._", csm=case.csm.name)
    return lines(words.asks(handoff.question), who, dues.line(handoff.answer_due))


def _asked(handoff: HandoffFacts) -> Mrkdwn:
    return say("Asked: “{expected}”", expected=brief(handoff.expected, ASKED))


def _left(handoff: HandoffFacts) -> Mrkdwn | None:
    words_ = "⚠️ *{name}* left the handbook: nobody there can go on. Withdraw or re-assign it, in the menu."
    return say(words_, name=handoff.department) if handoff.has_left else None


def origin(case: CaseFacts) -> Mrkdwn:
    opened = say("Opened {at}", at=moment(case.opened_at))
    return dotted(opened, link(case.source, "the message it came from") if case.source else None)


def _controls(case: CaseFacts) -> list[Block]:
    add = button("Add a department", "case.add", case.number)
    reply = button("Send to the customer …", "reply.ask", case.number)
    match case.status:
        case CaseStatus.CLOSED if case.goes_on:
            return [merging.undo_button(case), _more(case)]
        case CaseStatus.CLOSED:
            return [button("Reopen", "case.reopen", case.number), _more(case)]
        case CaseStatus.ANSWERED:
            close = button("Close", "case.close", case.number, "primary")
            return [close, reply, add, _news(case), _more(case)]
        case _:
            close = button("Close", "case.close", case.number)
            return [add, reply, close, _news(case), *problems.to_join(case), _more(case)]


def _news(case: CaseFacts) -> Block:
    """The customer is promised news, or has got them."""
    if case.update_due:
        return button("I told them", "promise.told", case.number)
    return button("Promise news …", "promise.update", case.number)


def _more(case: CaseFacts) -> Block:
    show = option("Show all", f"show:{case.number}")
    if case.status is CaseStatus.CLOSED:
        return overflow("case.more", [show])
    severity = option("Change severity", f"severity:{case.number}")
    merge = [option("Merge with another case …", f"merge:{case.number}")] if case.problem is None else []
    return overflow("case.more", [severity, *merge, _take_over(case), show])


def _take_over(case: CaseFacts) -> Block:
    """The card is one for all readers: the CSM's name says for whom it is not."""
    return option(f"Become its CSM instead of {case.csm.name}", f"take_over:{case.number}")


def _menu(handoff: HandoffFacts, case: CaseFacts) -> Block:
    return overflow("case.more", _moves(handoff, case))


def _moves(handoff: HandoffFacts, case: CaseFacts) -> list[Block]:
    name = handoff.department
    split = option(f"Make {name}'s part a case of its own", f"split:{handoff.id}")
    return [
        option(f"Withdraw from {name}", f"withdraw:{handoff.id}"),
        option(f"Re-assign {name}'s part", f"reassign:{handoff.id}"),
        *([split] if case.problem is None else []),
    ]
