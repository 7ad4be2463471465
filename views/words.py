"""How a severity, a case and a hand-off are put into words, the same on every surface."""

from collections.abc import Sequence
from typing import assert_never

from models.case import CaseStatus, Severity
from models.facts import CaseFacts, CaseLine, HandoffFacts, HistoryLine, Question, QueueLine, WithThem
from models.handoff import HandoffStatus
from views import dues
from views.text import Mrkdwn, brief, dotted, joined, lines, mention, moment, prose, quote, say, shorten

SEVERITIES = {
    Severity.CRITICAL: "🚨 Critical",
    Severity.HIGH: "🔺 High",
    Severity.NORMAL: "▪️ Normal",
    Severity.LOW: "🔻 Low",
}
SEVERITY_CHOICES = {
    Severity.CRITICAL: "🚨 Critical: they cannot work",
    Severity.HIGH: "🔺 High: it hurts them every day",
    Severity.NORMAL: "▪️ Normal",
    Severity.LOW: "🔻 Low: it can wait",
}
CASE_SIGNS = {CaseStatus.OPEN: "🔵", CaseStatus.ANSWERED: "🟡", CaseStatus.CLOSED: "⚫"}
HANDOFF_SIGNS = {
    HandoffStatus.OFFERED: "🆕",
    HandoffStatus.ACCEPTED: "🙋",
    HandoffStatus.DONE: "✅",
    HandoffStatus.DECLINED: "🚫",
    HandoffStatus.RETURNED: "🔙",
    HandoffStatus.HANDED_ON: "↪️",
    HandoffStatus.WITHDRAWN: "↩️",
    HandoffStatus.LAPSED: "⌛",
}
OUTCOMES = {
    HandoffStatus.OFFERED: "Offered by {offered_by}",
    HandoffStatus.ACCEPTED: "{owner} has it",
    HandoffStatus.DONE: "Done by {by}",
    HandoffStatus.DECLINED: "Declined by {by}",
    HandoffStatus.RETURNED: "Given back by {by}",
    HandoffStatus.HANDED_ON: "Handed on to {to} by {by}",
    HandoffStatus.WITHDRAWN: "Withdrawn by {by}",
    HandoffStatus.LAPSED: "Nobody took it in time",
}
STUCK = "⏸️"
NOBODY_YET = "offered, nobody has taken it yet"
TITLE_IN_A_LINE = 100
QUESTION = 200


def sign(severity: Severity) -> str:
    return SEVERITIES[severity].split()[0]


def customer(case: CaseFacts) -> Mrkdwn:
    return say("{customer} ({tier})", customer=case.customer, tier=case.tier)


def about(case: CaseFacts) -> Mrkdwn:
    """The line under every card's title."""
    return _about(case, say("CSM {name}", name=case.csm.name))


def about_to_csm(case: CaseFacts) -> Mrkdwn:
    """The same where the CSM is mentioned, so that Slack tells them of every reply below it."""
    return _about(case, say("CSM {csm}", csm=mention(case.csm.user_id)))


def _about(case: CaseFacts, csm: Mrkdwn) -> Mrkdwn:
    return dotted(Mrkdwn(f"*{SEVERITIES[case.severity]}*"), customer(case), csm)


def headline(case: CaseFacts) -> Mrkdwn:
    """The case in a notification: C-17 Brightwater Foods: Refund for double charge."""
    return say("{label} {customer}: {title}", label=case.label, customer=case.customer, title=case.title)


def case_status(case: CaseFacts) -> Mrkdwn:
    csm = case.csm.name
    within = case.within
    if within and not within.is_fixed and case.status is CaseStatus.OPEN and not _has_a_department(case):
        held = say("🧩 *In Problem {label}:* {whom}", label=within.label, whom=within.with_whom)
        return dotted(held, dues.words(within.due))
    match case.status:
        case CaseStatus.CLOSED if case.goes_on:
            return say("🔗 *Merged into C-{number}*", number=case.goes_on.number)
        case CaseStatus.CLOSED:
            return say("⚫ *Closed* · {at}", at=moment(case.moved_at))
        case CaseStatus.ANSWERED | CaseStatus.OPEN if case.with_them and not _has_a_department(case):
            return dotted(
                say("💬 *With the customer:* {asked}", asked=asked_them(case.with_them)),
                moment(case.with_them.since),
            )
        case CaseStatus.ANSWERED:
            return say("🟡 *Answered: tell the customer.* It is with {csm}.", csm=csm)
        case CaseStatus.OPEN:
            return _with_whom(case)
        case never:
            assert_never(never)


def asked_them(theirs: WithThem) -> Mrkdwn:
    return Mrkdwn("asked whether it is solved" if theirs.is_solved else "we wait for their answer")


def _has_a_department(case: CaseFacts) -> bool:
    return any(one.is_open for one in case.handoffs)


def _with_whom(case: CaseFacts) -> Mrkdwn:
    match [handoff for handoff in case.handoffs if handoff.is_open]:
        case []:
            return say("⚪ *With {csm}:* no department has it", csm=case.csm.name)
        case [handoff]:
            return say("🔵 *With {name}:* {state}", name=handoff.department, state=progress(handoff))
        case several:
            names = [brief(handoff.department, 40) for handoff in several]
            return say("🔵 *With {names}*", names=joined(" and ", names))


def case_in_short(case: CaseFacts) -> Mrkdwn:
    """The status for a notification's line."""
    names = [brief(handoff.department, 40) for handoff in case.handoffs if handoff.is_open]
    match case.status:
        case CaseStatus.CLOSED if case.goes_on:
            return say("merged into C-{number}", number=case.goes_on.number)
        case CaseStatus.CLOSED:
            return Mrkdwn("closed")
        case CaseStatus.ANSWERED | CaseStatus.OPEN if case.with_them and not names:
            return Mrkdwn("with the customer")
        case CaseStatus.ANSWERED:
            return Mrkdwn("answered, tell the customer")
        case CaseStatus.OPEN:
            elsewhere = f"Problem {case.within.label}" if case.within and not case.within.is_fixed else None
            return say("with {whom}", whom=joined(", ", names) or brief(elsewhere or case.csm.name, 40))
        case never:
            assert_never(never)


def holder(handoff: HandoffFacts) -> Mrkdwn:
    """An open hand-off in a few words: *Billing* (offered, nobody has taken it yet)."""
    return say("*{name}* ({state})", name=handoff.department, state=progress(handoff))


def progress(handoff: HandoffFacts) -> Mrkdwn:
    if handoff.owner is None:
        return Mrkdwn(NOBODY_YET)
    if handoff.paused_until:
        how = stuck(handoff)
        return say(
            "{owner}, {how} until {at}", owner=handoff.owner.name, how=how, at=moment(handoff.paused_until)
        )
    return say("{owner} has it", owner=handoff.owner.name)


def stuck(handoff: HandoffFacts) -> str:
    """What keeps a hand-off that is put aside."""
    return "waiting for the customer" if handoff.waits_for_customer else "stuck"


def outcome(handoff: HandoffFacts) -> Mrkdwn:
    """The state in words, beginning with a capital letter, to stand after its sign."""
    words = OUTCOMES[handoff.status]
    if handoff.status is HandoffStatus.OFFERED and handoff.came_from:
        words = "Handed on from {came_from} by {offered_by}"
    return say(
        words,
        owner=handoff.owner.name if handoff.owner else "Somebody",
        by=handoff.ended_by or "somebody",
        to=handoff.went_to or "another department",
        came_from=handoff.came_from or "",
        offered_by=handoff.offered_by,
    )


def handoff_sign(handoff: HandoffFacts) -> str:
    return STUCK if handoff.paused_until else HANDOFF_SIGNS[handoff.status]


def handoff_in_short(handoff: HandoffFacts) -> Mrkdwn:
    """The status for a notification's line."""
    name = handoff.department
    if handoff.status is HandoffStatus.OFFERED:
        return say("offered to {name}", name=name)
    if handoff.paused_until:
        return say("{name} is {how}", name=name, how=stuck(handoff))
    return say("{name}: {outcome}", name=name, outcome=outcome(handoff))


def handoff_result(handoff: HandoffFacts, limit: int) -> Mrkdwn | None:
    """What the end of a hand-off left behind: what was found, or the reason given."""
    left = handoff.found or handoff.reason
    return said(left, limit) if left else None


def said(text: str, limit: int) -> Mrkdwn:
    """People's own words, quoted, at most so many characters of them."""
    return quote(shorten(prose(text.strip()), limit))


def titled(title: str, text: str | None, limit: int) -> Mrkdwn | None:
    """A bold title of ours over what a person wrote, when they wrote something."""
    return lines(Mrkdwn(f"*{title}*"), said(text, limit)) if text and text.strip() else None


def listed(names: Sequence[str]) -> Mrkdwn:
    """*invoice*, *refund* and *VAT*."""
    bold = [say("*{name}*", name=name) for name in names]
    return joined(" and ", [joined(", ", bold[:-1]), *bold[-1:]])


def asks(question: Question) -> Mrkdwn:
    """A department's question to the CSM, that waits for an answer."""
    return say(
        "❓ *{department} asks:* “{text}”",
        department=question.department,
        text=brief(question.text, QUESTION),
    )


def history(line: HistoryLine) -> Mrkdwn:
    what = say("{at} · {who} {what}", at=moment(line.at), who=line.who, what=line.what)
    if line.until:
        return say("{what} {until}", what=what, until=moment(line.until))
    return say("{what}: “{text}”", what=what, text=line.text) if line.text.strip() else what


def _is_with_csm(line: CaseLine) -> bool:
    is_with_us = line.status is CaseStatus.ANSWERED or line.with_whom == line.csm
    return is_with_us and line.with_them is None


def case_line(line: CaseLine, label: Mrkdwn) -> Mrkdwn:
    """A case in a list, in two lines; ``label`` is its number, linked where it has a thread."""
    csm = say("CSM {csm}", csm=brief(line.csm, 60))
    return lines(case_title(line, label), dotted(_state(line), csm, _when(line)))


def own_case_line(line: CaseLine, label: Mrkdwn) -> Mrkdwn:
    """The same for its CSM, who is told when it is their move, and what a department asks."""
    state = say("{state} *Your move.*", state=_state(line)) if _is_with_csm(line) else _state(line)
    asked = [say("{asks} *Your move.*", asks=asks(question)) for question in line.questions]
    return lines(case_title(line, label), dotted(state, _when(line)), *asked)


def _when(line: CaseLine) -> Mrkdwn:
    """What is due first on it; when it last moved, where nothing is."""
    return dues.words(line.due) or moment(line.moved_at)


def case_title(line: CaseLine, label: Mrkdwn) -> Mrkdwn:
    title = brief(line.title, TITLE_IN_A_LINE)
    return dotted(Mrkdwn(f"{sign(line.severity)} {label} *{title}*"), brief(line.customer, 60))


def _state(line: CaseLine) -> Mrkdwn:
    match line.status:
        case CaseStatus.CLOSED:
            return Mrkdwn("⚫ Closed")
        case CaseStatus.ANSWERED | CaseStatus.OPEN if line.with_them and line.with_whom == line.csm:
            return say("💬 With the customer: {asked}", asked=asked_them(line.with_them))
        case CaseStatus.ANSWERED:
            return Mrkdwn("🟡 Answered: tell the customer.")
        case CaseStatus.OPEN if _is_with_csm(line):
            return Mrkdwn("⚪ No department has it.")
        case CaseStatus.OPEN:
            return say("🔵 {whom}", whom=brief(line.with_whom, 80))
        case never:
            assert_never(never)


def queue_line(line: QueueLine, label: Mrkdwn) -> Mrkdwn:
    """An open hand-off in a list: its first line."""
    return dotted(
        Mrkdwn(f"{sign(line.severity)} {label} *{brief(line.title, TITLE_IN_A_LINE)}*"),
        brief(line.customer, 60),
    )
