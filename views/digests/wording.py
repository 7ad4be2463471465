"""What is owed, by whom, and what would help next: in words that blame nobody."""

from datetime import date

from models.digest_facts import BrokenLine, CaseLine, CaseName, PausedLine, StalledLine
from models.promise import PromiseKind
from views import words
from views.lengths import in_words
from views.text import Mrkdwn, brief, dotted, joined, lines, moment, say

TITLE = 60
NAME = 40

OWED = {
    PromiseKind.ACCEPT: "Waits for somebody of {department} to take it",
    PromiseKind.PROGRESS: "With {owner} of {department}; the last news is a while ago",
    PromiseKind.RESUME: "With {owner} of {department}; the pause is over",
    PromiseKind.DECIDE: "Waits for {owner} to choose a department",
    PromiseKind.TELL: "{owner} has the answer; the customer has not heard it yet",
    PromiseKind.ANSWER: "{department} asked {owner} something",
    PromiseKind.UPDATE: "{owner} promised the customer some news",
}
NEXT = {
    PromiseKind.ACCEPT: "somebody takes it, or you give it to somebody",
    PromiseKind.PROGRESS: "a line of news, or *Stuck* with a day",
    PromiseKind.RESUME: "going on, or a new day",
    PromiseKind.DECIDE: "a department, or closing it",
    PromiseKind.TELL: "telling the customer, and closing it",
    PromiseKind.ANSWER: "a reply in the desk's thread",
    PromiseKind.UPDATE: "a line to the customer, even without news",
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


def stalled(line: StalledLine) -> Mrkdwn:
    """In two lines: which case, and who owes what since when and what comes next."""
    words_ = OWED[line.kind]
    owed = say(
        words_,
        department=brief(line.department or "a department", NAME),
        owner=brief(line.owner or NOBODY, NAME),
    )
    nudged = say("last nudge {at}", at=moment(line.nudged_at)) if line.nudged_at else Mrkdwn("no nudge yet")
    late = say("{length} over time", length=in_words(line.overdue))
    return lines(named(line.case), say("{owed}: {late}, {nudged}. *Next:* {next}.", owed=owed, late=late,
                                       nudged=nudged, next=Mrkdwn(NEXT[line.kind])))  # fmt: skip


def paused(line: PausedLine) -> Mrkdwn:
    until = say(" until {at}", at=moment(line.until)) if line.until else ""
    who = dotted(brief(line.department, NAME), brief(line.owner or NOBODY, NAME))
    told = say("{case} ({who}){until}", case=numbered(line.case), who=who, until=until)
    return (
        say("{told}: “{reason}”", told=told, reason=brief(line.reason, 80)) if line.reason.strip() else told
    )


def broken(line: BrokenLine) -> Mrkdwn:
    what = "news" if line.kind is PromiseKind.UPDATE else "the answer"
    words_ = (
        "{case} ({customer}): {csm} still has {what} for them, promised for {at}"
        if line.is_owed
        else "{case} ({customer}): {what} came later than {at}"
    )
    customer, csm = brief(line.case.customer, NAME), brief(line.case.csm, NAME)
    return say(
        words_, case=numbered(line.case), customer=customer, csm=csm, what=what, at=moment(line.due_at)
    )


def passed(line: CaseLine) -> Mrkdwn:
    return say("{case} ({count} hand-offs)", case=numbered(line.case), count=line.handoffs)


def nobodys(line: CaseLine) -> Mrkdwn:
    if line.is_csm_gone:
        return say("{case} (its CSM has left)", case=numbered(line.case))
    return say("{case} ({csm})", case=numbered(line.case), csm=brief(line.case.csm, NAME))


def sleeping(line: CaseLine) -> Mrkdwn:
    at = moment(line.moved_at) if line.moved_at else Mrkdwn("long ago")
    return say("{case} (since {at})", case=numbered(line.case), at=at)


def some(parts: list[Mrkdwn], total: int) -> Mrkdwn:
    """The first of them in one sentence, and how many more there are."""
    more = total - len(parts)
    return joined(", ", [*parts, say("and {more} more", more=more) if more > 0 else None])
