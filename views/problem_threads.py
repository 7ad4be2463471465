"""What is said of a Problem in threads: in its own, in its cases', in the departments'."""

import re
from typing import assert_never

from models.case_notices import LoopToClose
from models.problem import DraftState
from models.problem_notices import (
    GoesOnInProblem,
    ProblemDraftWaits,
    ProblemFixed,
    ProblemJoined,
    ProblemLeft,
    ProblemNotice,
    ProblemPrevented,
    ProblemReturns,
    ProblemUpdated,
)
from views import words
from views.blocks import Block, actions, button, context, section
from views.drawn import Drawn, drawn
from views.letterhead import Letterhead
from views.problems import nth
from views.text import Mrkdwn, brief, calendar_day, lines, mention, moment, say

LONG = 2500
REASON = 700
TITLE = 80


def told(notice: ProblemNotice, letterhead: Letterhead) -> Drawn:  # noqa: PLR0911 -- a branch per kind
    match notice:
        case ProblemJoined():
            return _joined(notice, letterhead)
        case GoesOnInProblem():
            return _goes_on(notice, letterhead)
        case ProblemLeft():
            return _left(notice)
        case ProblemUpdated():
            return _updated(notice)
        case ProblemDraftWaits():
            return _draft(notice, letterhead)
        case ProblemFixed():
            return _fixed(notice)
        case ProblemPrevented():
            return _prevented(notice)
        case ProblemReturns():
            return _returns(notice)
        case never:
            assert_never(never)


def _joined(notice: ProblemJoined, letterhead: Letterhead) -> Drawn:
    problem = letterhead.link(notice.where, f"Problem C-{notice.problem}") or f"Problem C-{notice.problem}"
    text = say(
        "🧩 {by} joined it to {problem} *{title}*.",
        by=notice.by,
        problem=problem,
        title=brief(notice.title, TITLE),
    )
    follows = Mrkdwn("Its department works on all of its cases there; what comes of it, you read here.")
    return _said(notice.case, text, follows)


def _goes_on(notice: GoesOnInProblem, letterhead: Letterhead) -> Drawn:
    problem = letterhead.link(notice.where, f"Problem C-{notice.problem}") or f"Problem C-{notice.problem}"
    who = say("{owner}, it", owner=mention(notice.owner_id)) if notice.owner_id else Mrkdwn("It")
    words_ = "🧩 {who} goes on in {problem} *{title}*: {by} says it is the same."
    title = brief(notice.title, TITLE)
    return _said(notice.case, say(words_, who=who, problem=problem, title=title, by=notice.by))


def _left(notice: ProblemLeft) -> Drawn:
    text = say("🧩 {by} took it out of Problem C-{problem}.", by=notice.by, problem=notice.problem)
    return _said(notice.case, text, words.said(notice.reason, REASON))


def _updated(notice: ProblemUpdated) -> Drawn:
    text = say("📣 {by} wrote an update for the customers:", by=notice.by)
    follows = Mrkdwn("Each CSM finds it as a draft in their case's thread.")
    return _said(notice.case, text, words.said(notice.text, LONG), follows)


def _draft(notice: ProblemDraftWaits, letterhead: Letterhead) -> Drawn:
    facts = notice.facts
    if facts is None:
        raise ValueError("a draft is filled with the facts of the moment before it is drawn")
    label = f"Problem C-{notice.problem}"
    problem = letterhead.link(facts.where, label) or Mrkdwn(label)
    customer = brief(facts.customer, 60)
    if facts.state is not DraftState.WAITING:
        text = _came_of(facts.state, facts.settled_by or "Somebody", customer)
        said = words.said(notice.text, LONG) if facts.state is DraftState.TOLD else None
        return drawn(_headed(notice.case, text), [section(lines(text, said))])
    csm = mention(notice.csm_id)
    text = say(
        "📣 {csm}, a draft for *{customer}*, from {problem}:", csm=csm, customer=customer, problem=problem
    )
    hint = Mrkdwn("Liaison sends nothing to the customer: send it in your words, then say so.")
    blocks: list[Block] = [section(lines(text, words.said(notice.text, LONG))), *context(hint)]
    blocks += actions(button("I told them", "problem.told", notice.draft, "primary"))
    return drawn(_headed(notice.case, text), blocks)


def _came_of(state: DraftState, by: str, customer: Mrkdwn) -> Mrkdwn:
    match state:
        case DraftState.TOLD:
            return say("✅ {by} told *{customer}*. Thank you!", by=by, customer=customer)
        case DraftState.REPLACED:
            return Mrkdwn("📣 _This draft was replaced: newer words stand below._")
        case _:
            return Mrkdwn("📣 _This draft is not needed any more._")


def _fixed(notice: ProblemFixed) -> Drawn:
    text = say("✅ *Fixed*, says {by}. Thank you, everybody!", by=notice.by)
    follows = Mrkdwn("Every case's CSM is asked to tell their customer.")
    parts = (
        words.titled("Root cause", notice.root_cause, LONG),
        words.titled("What the customers can be told", notice.to_tell, LONG),
        _prevention(notice),
    )
    blocks = [section(lines(text, follows)), *(section(part) for part in parts if part)]
    return drawn(_headed(notice.case, text), blocks)


def _prevention(notice: ProblemFixed) -> Mrkdwn | None:
    said = words.titled("What keeps it from coming back", notice.prevention, LONG)
    if said is None or notice.preventer_id is None or notice.prevent_by is None:
        return None
    who = say("🛡️ {who}, by {when}", who=mention(notice.preventer_id), when=moment(notice.prevent_by))
    return lines(said, who)


def _prevented(notice: ProblemPrevented) -> Drawn:
    text = say("🛡️ {by} saw to it that it does not come back. Thank you!", by=notice.by)
    return _said(notice.case, text, words.said(notice.prevention, REASON))


def _returns(notice: ProblemReturns) -> Drawn:
    since = calendar_day(notice.since)
    head = say(
        "🔁 *This looks like Problem C-{number}* {title}",
        number=notice.problem,
        title=brief(notice.title, TITLE),
    )
    when = say(
        "It was fixed on {day}; this would be the {nth} time since {since}.",
        day=calendar_day(notice.fixed_at),
        nth=nth(notice.times),
        since=since,
    )
    if notice.settled is not None:
        words_ = {"reopened": "🔁 {by} reopened it.", "denied": "🚫 {by} says it is not the same."}[
            notice.settled
        ]
        return drawn(_headed(notice.case, head), [section(head), *context(say(words_, by=notice.settled_by))])
    value = f"{notice.case}:{notice.problem}:{notice.like}"
    blocks = [
        section(lines(head, when)),
        *actions(
            button("Reopen the Problem", "problem.returns", value, "primary"),
            button("Not the same", "problem.not_the_same", value),
        ),
    ]
    return drawn(_headed(notice.case, head), blocks)


def to_be_called_fixed(notice: LoopToClose) -> Drawn:
    """Every department of a Problem is done, and nobody has said what its customers hear."""
    text = say("🟡 {csm}, every department is done: is it fixed?", csm=mention(notice.csm_id))
    proposed = words.titled("What the customers can be told", notice.wording, LONG)
    blocks = [section(text), *([section(proposed)] if proposed else [])]
    blocks += actions(
        button("Fixed …", "problem.fixed", notice.case, "primary"),
        button("Not solved: reopen", "case.reopen", notice.case),
    )
    return drawn(_headed(notice.case, text), blocks)


def _said(case: int, text: Mrkdwn, *more: Mrkdwn | None) -> Drawn:
    said = lines(text, *more)
    return drawn(_headed(case, said), [section(said)])


def _headed(case: int, text: Mrkdwn) -> Mrkdwn:
    """The line of the notification: which case, and all of it without line breaks."""
    return say("C-{case}: {text}", case=case, text=Mrkdwn(re.sub(r"\n(?:> )?", " ", text)))
