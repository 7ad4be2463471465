"""A Problem on cards: whose cases it is behind, since when they wait, what was found, and what comes next.

Everybody who has one of its cases reads it, so there is nothing on it that a customer said.
"""

from dataclasses import replace

from models.case import CaseStatus
from models.facts import CaseFacts, MemberLine, ProblemFacts
from views import dues, words
from views.blocks import Block, button, context, section
from views.letterhead import Letterhead
from views.text import Mrkdwn, brief, dotted, joined, lines, mention, moment, prose, quote, say, shorten

NAME = 40
UPDATE = 300
FOUND = 700
ORDINALS = {2: "second", 3: "third", 4: "fourth", 5: "fifth"}


def headline(case: CaseFacts) -> Mrkdwn:
    """In a notification: Problem C-30: Sign-in fails everywhere."""
    return say("🧩 Problem {label}: {title}", label=case.label, title=case.title)


def in_short(case: CaseFacts, problem: ProblemFacts) -> Mrkdwn:
    """Its status for a notification's line."""
    if case.status is CaseStatus.CLOSED:
        return Mrkdwn("closed")
    if problem.is_fixed:
        return say("fixed, {count} still to be told", count=problem.waiting)
    return say("{count}, {state}", count=_cases(problem.waiting), state=words.case_in_short(case))


def about(case: CaseFacts, *, to_csm: bool = False) -> Mrkdwn:
    """The line under the title; its coordinator is mentioned where they shall read along."""
    csm = mention(case.csm.user_id) if to_csm else case.csm.name
    severity = Mrkdwn(f"*{words.SEVERITIES[case.severity]}*")
    return dotted(severity, say("Coordinated by {csm}", csm=csm), _again(case.problem))


def _again(problem: ProblemFacts | None) -> Mrkdwn | None:
    if problem is None or not problem.times_fixed or problem.is_fixed:
        return None
    return say("🔁 *here for the {nth} time*", nth=nth(problem.times_fixed + 1))


def nth(times: int) -> str:
    return ORDINALS.get(times, f"{times}th")


def whose(problem: ProblemFacts) -> Mrkdwn:
    """How many customers wait, in which cases, and since when the first does."""
    if not problem.cases:
        return Mrkdwn("👥 *No case yet.* Join those that say the same: *Same Problem …* on their cards.")
    if not problem.waiting:
        return say("👥 *{count}, all told and closed.*", count=_cases(problem.cases))
    customers = "1 customer" if problem.customers == 1 else f"{problem.customers:,} customers"
    verb = "waits" if problem.customers == 1 else "wait"
    since = moment(problem.waiting_since) if problem.waiting_since else ""
    head = say(
        "👥 *{customers} {verb}* in {cases}, the longest since {since}",
        customers=customers,
        verb=verb,
        cases=_cases(problem.waiting),
        since=since,
    )
    return lines(head, _named(problem))


def _named(problem: ProblemFacts) -> Mrkdwn:
    waiting = [one for one in problem.lines if one.status is not CaseStatus.CLOSED]
    hidden = problem.waiting - len(waiting)
    named = joined(", ", [_member(one) for one in waiting])
    return say("{named} and {hidden} more", named=named, hidden=f"{hidden:,}") if hidden > 0 else named


def _member(line: MemberLine) -> Mrkdwn:
    return say("C-{number} {customer}", number=line.number, customer=brief(line.customer, NAME))


def _cases(count: int) -> str:
    return "1 case" if count == 1 else f"{count:,} cases"


def status(case: CaseFacts, problem: ProblemFacts) -> list[Block]:
    """Where it stands, unless the lines of the departments at work say it; and what is owed."""
    at_work = any(one.is_open for one in case.handoffs)
    if case.status is CaseStatus.CLOSED:
        said = say("⚫ *Closed* · {at}", at=moment(case.moved_at))
    elif problem.is_fixed:
        said = _fixed(problem)
    elif at_work:
        return [section(owed)] if (owed := dues.of_csm(case)) else []
    else:
        said = say("⚪ *With {csm}:* no department looks into it", csm=case.csm.name)
    return [section(lines(said, None if problem.is_fixed else dues.of_csm(case)))]


def _fixed(problem: ProblemFacts) -> Mrkdwn:
    left = [
        say("{cases} still to be told", cases=_cases(problem.waiting)) if problem.waiting else None,
        Mrkdwn("prevention is still owed") if _owes_prevention(problem) else None,
    ]
    rest = joined(", ", left) or Mrkdwn("everybody was told")
    return say("✅ *Fixed*, says {by}: {rest}", by=problem.fixed_by or "somebody", rest=rest)


def _owes_prevention(problem: ProblemFacts) -> bool:
    return problem.is_fixed and problem.prevention is not None and problem.prevented_by is None


def found(problem: ProblemFacts) -> list[Block]:
    """What was found, what keeps it from coming back, and what customers heard last."""
    return [
        section(text)
        for text in (
            words.titled("Root cause", problem.root_cause, FOUND),
            _prevention(problem),
            _update(problem),
        )
        if text
    ]


def _prevention(problem: ProblemFacts) -> Mrkdwn | None:
    if problem.prevention is None or problem.preventer is None or problem.prevent_by is None:
        return None
    if problem.prevented_by is not None:
        who = say("🛡️ Done, says {by}", by=problem.prevented_by)
    else:
        who = say("🛡️ {who}, by {when}", who=problem.preventer.name, when=moment(problem.prevent_by))
    return lines(words.titled("What keeps it from coming back", problem.prevention, FOUND), who)


def _update(problem: ProblemFacts) -> Mrkdwn | None:
    if problem.update is None or problem.updated_at is None or problem.is_fixed:
        return None
    unsent = "all sent" if not problem.unsent else f"{problem.unsent:,} not sent yet"
    title = say(
        "*What customers were told last* · {at} · {unsent}", at=moment(problem.updated_at), unsent=unsent
    )
    return lines(title, quote(shorten(prose(problem.update.strip()), UPDATE)))


def controls(case: CaseFacts, problem: ProblemFacts, more: Block) -> list[Block]:
    number = case.number
    if case.status is CaseStatus.CLOSED:
        return [button("Reopen", "case.reopen", number), more]
    if problem.is_fixed:
        prevented = [button("Prevented", "problem.prevented", number, "primary")]
        again = button("Not fixed: reopen", "case.reopen", number)
        return [*(prevented if _owes_prevention(problem) else []), again, more]
    update = [button("Update customers …", "problem.update", number, "primary")]
    steps = [button("Fixed …", "problem.fixed", number), button("Add a department", "case.add", number), more]
    return [*(update if problem.waiting else []), *steps]


# -- on the card of a case that is in one


def is_elsewhere(case: CaseFacts) -> bool:
    """Its Problem says where it stands."""
    return case.within is not None and not case.within.is_fixed


def within(case: CaseFacts, letterhead: Letterhead) -> list[Block]:
    """Its Problem, and that it is looked into there.

    Who has that and by when stands on the Problem's card alone: a thousand cards need not follow it.
    """
    its = case.within
    if its is None:
        return []
    label = letterhead.link(its.where, f"Problem {its.label}") or say("Problem {label}", label=its.label)
    title = brief(its.title, words.TITLE_IN_A_LINE)
    if its.is_fixed:
        return [section(say("🧩 {label} *{title}* · ✅ fixed", label=label, title=title))]
    head = say("🧩 *In* {label} *{title}*", label=label, title=title)
    where = Mrkdwn("Looked into there for all of its cases: its card says who has it, and by when.")
    hint = Mrkdwn("What you write here stays here; what helps everybody belongs into the Problem's thread.")
    leave = button("Take it out …", "problem.leave", case.number)
    is_closed = case.status is CaseStatus.CLOSED
    text = lines(head, where)
    return [section(text)] if is_closed else [section(text, leave), *context(hint)]


def to_join(case: CaseFacts) -> list[Block]:
    """For an open case that is in none: its menu has no room left."""
    if case.status is not CaseStatus.OPEN or is_elsewhere(case):
        return []
    return [button("Same Problem …", "problem.join", case.number)]


def said_once(case: CaseFacts, problem: ProblemFacts) -> CaseFacts:
    """What its department found is the root cause, that has a title of its own."""
    found = problem.root_cause
    parts = (replace(one, found=None) if one.found == found else one for one in case.handoffs)
    return replace(case, handoffs=tuple(parts))
