"""What is owed, by whom, and what would help next: in words that blame nobody."""

from datetime import date

from models.case import Severity
from models.digest_facts import (
    BrokenLine,
    CaseLine,
    CaseName,
    DueLine,
    PausedLine,
    ProblemLine,
    StalledLine,
)
from models.findings import Finding, Gap
from models.promise import PromiseKind
from views import words
from views.lengths import in_words
from views.text import Mrkdwn, brief, calendar_day, dotted, joined, lines, moment, say

TITLE = 60
NAME = 40
REASON = 60

OWED = {
    PromiseKind.ACCEPT: "Waits to be taken by {department}",
    PromiseKind.PROGRESS: "With {owner}, {department}",
    PromiseKind.RESUME: "With {owner}, {department}, back from a pause",
    PromiseKind.DECIDE: "Waits for {owner} to choose a department",
    PromiseKind.TELL: "Waits for {owner} to tell the customer",
    PromiseKind.ANSWER: "{department} asked {owner} something",
    PromiseKind.UPDATE: "{owner} promised the customer news",
    PromiseKind.PREVENT: "{owner} sees to it that it does not come back",
    PromiseKind.APPROVE: "An answer for the customer waits for a second pair of eyes",
    PromiseKind.TOUCH: "{owner} has not spoken to the customer for long",
}
NEXT = {
    PromiseKind.ACCEPT: "give it to somebody",
    PromiseKind.PROGRESS: "{owner} says how it stands",
    PromiseKind.RESUME: "{owner} goes on, or names another day",
    PromiseKind.DECIDE: "{owner} offers it to a department",
    PromiseKind.TELL: "{owner} tells them",
    PromiseKind.ANSWER: "{owner} replies in the desk's thread",
    PromiseKind.UPDATE: "{owner} writes to them, even without news",
    PromiseKind.PREVENT: "{owner} does it, or says what it waits for",
    PromiseKind.APPROVE: "another CSM, a lead or a manager reads it",
    PromiseKind.TOUCH: "{owner} gets in touch",
}
NOBODY = "nobody yet"


def day(when: date) -> str:
    """Monday 23 November."""
    return f"{when:%A} {when.day} {when:%B}"


def named(case: CaseName) -> Mrkdwn:
    """The case on one line: its sign, number and title, and whose it is."""
    title = say("{sign} *C-{number} {title}*", sign=words.sign(case.severity), number=case.number,
                title=brief(case.title, TITLE))  # fmt: skip
    return dotted(title, brief(case.customer, NAME))


def numbered(case: CaseName) -> Mrkdwn:
    return say("C-{number} {title}", number=case.number, title=brief(case.title, NAME))


def marked(case: CaseName) -> Mrkdwn:
    """With its sign where it is critical: among many it must not hide."""
    is_critical = case.severity is Severity.CRITICAL
    return joined(" ", [Mrkdwn(words.sign(case.severity)) if is_critical else None, numbered(case)])


def stalled(line: StalledLine) -> Mrkdwn:
    """In two lines: which case; who owes what, how long since, and what would help."""
    words_ = OWED[line.kind]
    owed = say(
        words_,
        department=brief(line.department or "a department", NAME),
        owner=brief(line.owner or NOBODY, NAME),
    )
    late = say("{length} of working time over", length=in_words(line.overdue))
    nudged = say("nudged {day}", day=calendar_day(line.nudged_at)) if line.nudged_at else None
    words_ = NEXT[line.kind]
    following = say("*Next:* {next}", next=say(words_, owner=brief(line.owner or NOBODY, NAME)))
    return lines(named(line.case), dotted(owed, late, nudged or Mrkdwn("no nudge yet"), following))


def due(line: DueLine) -> Mrkdwn:
    """One line: which case, who has it, and by when."""
    who = line.owner or line.department or line.case.csm
    return say("{case} ({who}, {due})", case=marked(line.case), who=brief(who, NAME), due=moment(line.due_at))


def paused(line: PausedLine) -> Mrkdwn:
    until = say(" until {day}", day=calendar_day(line.until)) if line.until else ""
    told = say("{case} by {who}{until}", case=numbered(line.case), who=_whose(line), until=until)
    reason = brief(line.reason, REASON)
    return say("{told}: “{reason}”", told=told, reason=reason) if reason else told


def _whose(line: PausedLine) -> Mrkdwn:
    return brief(line.owner or line.department or NOBODY, NAME)


def broken(line: BrokenLine) -> Mrkdwn:
    words_ = (
        "{case} for {customer}: {csm} has it, promised for {day}"
        if line.is_owed
        else "{case} for {customer}: later than promised for {day}"
    )
    customer, csm = brief(line.case.customer, NAME), brief(line.case.csm, NAME)
    return say(words_, case=numbered(line.case), customer=customer, csm=csm, day=calendar_day(line.due_at))


def passed(line: CaseLine) -> Mrkdwn:
    return say("{case} ({count} hand-offs)", case=numbered(line.case), count=line.handoffs)


def nobodys(line: CaseLine) -> Mrkdwn:
    if line.is_csm_gone:
        return say("{case} (its CSM has left)", case=marked(line.case))
    return say("{case} ({csm})", case=marked(line.case), csm=brief(line.case.csm, NAME))


def sleeping(line: CaseLine) -> Mrkdwn:
    day_ = calendar_day(line.moved_at) if line.moved_at else Mrkdwn("long ago")
    return say("{case} since {day}", case=numbered(line.case), day=day_)


def problem(line: ProblemLine) -> Mrkdwn:
    """One line: which Problem, how many customers wait, since when, and what is left of it."""
    if not line.customers:
        left = Mrkdwn("prevention is owed") if line.owes_prevention else Mrkdwn("nobody waits")
        return say("{case}: {left}", case=marked(line.case), left=left)
    customers = "1 customer" if line.customers == 1 else f"{line.customers:,} customers"
    waits = "still to be told it is fixed" if line.is_fixed else "waiting"
    words_ = "{case}: *{customers}* {waits}, the longest since {day}"
    return say(words_, case=marked(line.case), customers=customers, waits=waits, day=calendar_day(line.since))


GAPS = {
    Gap.NO_PROMISE: "open cases that nobody owes anything of ({count})",
    Gap.NO_PROMISE_OF_HANDOFF: "hand-offs without a promise ({count})",
    Gap.NO_LOOK: "promises that nothing will look at ({count})",
    Gap.NO_WAY_BACK: "pauses without an end ({count})",
    Gap.NO_WAIT: "open cases in nobody's hands ({count})",
    Gap.NOT_SWEPT: "promises that were due minutes ago and not looked at ({count})",
    Gap.IN_VAIN: "promises that cannot be looked at ({count})",
    Gap.NO_CSM: "cases whose CSM has left ({count})",
}


def gap(finding: Finding) -> Mrkdwn:
    """What the audit found, in words."""
    words_ = GAPS[finding.gap]
    return say(words_, count=finding.left)


def some(parts: list[Mrkdwn], total: int) -> Mrkdwn:
    """The first of them in one sentence, and how many more there are."""
    more = total - len(parts)
    return joined(", ", [*parts, say("and {more} more", more=more) if more > 0 else None])
