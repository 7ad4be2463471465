"""The card in a department's channel: what is wanted, by whom, and the next step as a button."""

from models.case import CaseStatus
from models.facts import CaseFacts, HandoffFacts
from models.handoff import HandoffStatus
from views import dues, merging, problems, told_before, words
from views.blocks import Block, actions, button, context, header, option, overflow, section
from views.drawn import Drawn, drawn
from views.text import Mrkdwn, dotted, joined, lines, moment, prose, say, shorten

EXPECTED = 700
WHY = 500
STORY = 700
RESULT = 900
FOUND_ELSEWHERE = 300
HISTORY_LINES = 4


def card(handoff: HandoffFacts, case: CaseFacts) -> Drawn:
    headline = problems.headline(case) if case.problem else words.headline(case)
    text = say("{headline} — {state}", headline=headline, state=words.handoff_in_short(handoff))
    blocks = [*_head(case, handoff)]
    if handoff.is_open and not handoff.has_left and case.status is not CaseStatus.CLOSED:
        blocks += [section(status(handoff, case)), *_task(handoff)]
        blocks += [*_background(handoff, case), *_controls(handoff, case)]
    else:
        blocks += [section(status(handoff, case), overflow("handoff.more", [_show(case)]))]
        blocks += context(_elsewhere(handoff, case))
    return drawn(text, blocks)


def _head(case: CaseFacts, handoff: HandoffFacts) -> list[Block]:
    if case.problem is None:
        was = say("was C-{home}", home=handoff.home) if handoff.home else None
        return [header(f"{case.label} · {case.title}"), *context(dotted(words.about(case), was))]
    title = header(f"🧩 Problem {case.label} · {case.title}")
    return [title, *context(problems.about(case)), section(problems.whose(case.problem))]


def status(handoff: HandoffFacts, case: CaseFacts) -> Mrkdwn:
    """The line that changes with every step, and the words that belong to the step."""
    if handoff.is_open and case.status is CaseStatus.CLOSED:
        return say("⚫ *{label} is closed.* Nothing more to do here.", label=case.label)
    if handoff.is_open and handoff.has_left:
        words_ = "⚠️ *{name} left the handbook.* {csm} decides who goes on."
        return say(words_, name=handoff.department, csm=case.csm.name)
    if handoff.paused_until:
        return _stuck(handoff)
    said = lines(
        say(
            "{sign} *{outcome}* · {when}",
            sign=words.handoff_sign(handoff),
            outcome=words.outcome(handoff),
            when=_when(handoff),
        ),
        dues.line(handoff.due) if handoff.is_open else None,
        words.handoff_result(handoff, RESULT),
    )
    return lines(said, _what_next(handoff, case))


def _when(handoff: HandoffFacts) -> Mrkdwn:
    if handoff.status is HandoffStatus.ACCEPTED and handoff.accepted_at:
        return say("since {at}", at=moment(handoff.accepted_at))
    return moment(handoff.offered_at if handoff.is_open else handoff.moved_at)


def _stuck(handoff: HandoffFacts) -> Mrkdwn:
    assert handoff.paused_until is not None
    owner = handoff.owner.name if handoff.owner else "Nobody"
    line = say(
        "{sign} *{how} until {until}* · {owner} has it",
        sign=words.STUCK,
        how=words.stuck(handoff).capitalize(),
        until=moment(handoff.paused_until),
        owner=owner,
    )
    return lines(line, words.said(handoff.pause_reason, WHY) if handoff.pause_reason else None)


def _what_next(handoff: HandoffFacts, case: CaseFacts) -> Mrkdwn | None:
    match handoff.status:
        case HandoffStatus.DECLINED | HandoffStatus.RETURNED | HandoffStatus.LAPSED:
            return say("It is back with {csm}.", csm=case.csm.name)
        case HandoffStatus.HANDED_ON:
            why = _why_it_went_on(handoff, case)
            return words.said(why, WHY) if why else None
        case _:
            return None


def _why_it_went_on(handoff: HandoffFacts, case: CaseFacts) -> str | None:
    """The next department was told why."""
    after = (
        one.why
        for one in case.handoffs
        if one.id > handoff.id and (one.came_from, one.department) == (handoff.department, handoff.went_to)
    )
    return next(after, None)


def _task(handoff: HandoffFacts) -> list[Block]:
    parts = (
        words.titled("What we need from you", handoff.expected, EXPECTED),
        words.titled("Why you", handoff.why, WHY),
    )
    return [section(part) for part in parts if part]


def _background(handoff: HandoffFacts, case: CaseFacts) -> list[Block]:
    title = Mrkdwn("*What is known*" if case.problem else "*What happened*")
    story = lines(title, shorten(prose(case.story.strip()), STORY))
    recent = [words.history(line) for line in case.history[-HISTORY_LINES:] if line.text != case.story]
    here = say("Write in this thread: {csm} reads along and answers.", csm=case.csm.name)
    react = "✅ on this card finishes it." if handoff.owner else "👀 on this card takes it, ✅ finishes it."
    return [
        section(story),
        *merging.joined_stories(case, STORY),
        *told_before.on_card(case),
        *context(_elsewhere(handoff, case)),
        *context(joined("\n", recent)),
        *context(joined(" ", [here, Mrkdwn(react)])),
    ]


def _elsewhere(handoff: HandoffFacts, case: CaseFacts) -> Mrkdwn:
    """Who else is on it, and what other departments have found already."""
    others = [one for one in case.handoffs if one.id != handoff.id]
    at_work = [words.holder(one) for one in others if one.is_open]
    found = [
        say(
            "✅ *{name}* found: {found}",
            name=one.department,
            found=shorten(prose(one.found), FOUND_ELSEWHERE),
        )
        for one in others
        if one.found
    ]
    words_ = "Also with {them}" if handoff.is_open else "Now with {them}"
    with_whom = say(words_, them=joined(" and ", at_work)) if at_work else None
    return lines(with_whom, *found)


def _controls(handoff: HandoffFacts, case: CaseFacts) -> list[Block]:
    if handoff.owner is None:
        steps = [
            button("Take it", "handoff.take", handoff.id, "primary"),
            button("Hand on", "handoff.hand_on", handoff.id),
            button("Decline", "handoff.decline", handoff.id),
        ]
        more = overflow("handoff.more", [_ask(handoff), _show(case)])
        return [*actions(*steps, more), *actions(*_not_ours(handoff))]
    steps = [
        button("Done", "handoff.done", handoff.id, "primary"),
        button("Hand on", "handoff.hand_on", handoff.id),
        button("Stuck", "handoff.stuck", handoff.id),
        button("Give back", "handoff.decline", handoff.id),
    ]
    release = option("Put it back for my colleagues", f"release:{handoff.id}")
    return actions(*steps, overflow("handoff.more", [_ask(handoff), release, _show(case)]))


def _not_ours(handoff: HandoffFacts) -> list[Block]:
    """Two at most, each with a name of its own, as Slack wants it."""
    return [
        button(f"Not ours → {one.name}", f"handoff.not_ours.{place}", f"{handoff.id}:{one.key}")
        for place, one in zip(("first", "second"), handoff.next_best, strict=False)
    ]


def _ask(handoff: HandoffFacts) -> Block:
    return option("Ask the CSM", f"ask:{handoff.id}")


def _show(case: CaseFacts) -> Block:
    return option("Show all", f"show:{case.number}")
