"""Cases that may say the same: a line each, in the form that opens a case and in its desk thread."""

from datetime import timedelta

from models import case_notices
from models.alike_facts import AlikeFacts
from views.blocks import Block, actions, button, section
from views.drawn import Drawn, drawn
from views.lengths import in_words
from views.letterhead import Letterhead
from views.text import Mrkdwn, brief, joined, lines, moment, prose, quote, say, shorten
from views.words import TITLE_IN_A_LINE, listed

MOST_WORDS, WORD = 4, 40
LONG = 2500
FRESH = timedelta(hours=24)
OF_THE_SAME_CUSTOMER: tuple[tuple[str, str], ...] = (("Merge", "merge.ask"),)
"""(words, action id) of what can be done with the two beside *Not the same*; the value is ``17:12``."""
OF_OTHER_CUSTOMERS: tuple[tuple[str, str], ...] = (("Same Problem", "problem.ask"),)


def looks_like(notice: case_notices.LooksLike, letterhead: Letterhead) -> Drawn:
    """In the desk thread of the new case: a person decides."""
    if not notice.facts:
        text = Mrkdwn("🔎 It looks like no other case.")
        return drawn(say("C-{case}: {text}", case=notice.case, text=text), [section(text)])
    named = listed([one.label for one in notice.facts])
    text = say("🔎 This looks like {named}. Is it the same?", named=named)
    blocks = [section(text)]
    for one in notice.facts:
        blocks.append(section(_told(one, letterhead)))
        blocks += actions(*_choices(notice, one))
    return drawn(say("C-{case}: {text}", case=notice.case, text=text), blocks)


def _told(one: AlikeFacts, letterhead: Letterhead) -> Mrkdwn:
    words_ = "{label} · *{title}* · {whose}\nOpened {since} by {by}, {state}"
    return lines(
        say(
            words_,
            label=_linked(one, letterhead),
            whose="the same customer" if one.is_same_customer else one.customer,
            title=brief(one.title, TITLE_IN_A_LINE),
            since=moment(one.opened_at),
            by=one.opened_by,
            state=_state(one),
        ),
        _both_say(one),
    )


def _choices(notice: case_notices.LooksLike, one: AlikeFacts) -> list[Block]:
    show = button("Show", "likeness.show", one.number)
    if not notice.is_open or not one.is_undecided:
        return [show]
    pair = f"{notice.case}:{one.number}"
    more = OF_THE_SAME_CUSTOMER if one.is_same_customer else OF_OTHER_CUSTOMERS
    decisions = [button(words_, action_id, pair) for words_, action_id in more]
    return [*decisions, button("Not the same", "likeness.different", pair), show]


def more_added(notice: case_notices.MoreAdded) -> Drawn:
    """In the threads of the case that was there, instead of a second one."""
    text = say("📝 *{by}* adds: *{title}*", by=notice.by, title=notice.title)
    story = quote(shorten(prose(notice.text.strip()), LONG)) if notice.text.strip() else None
    return drawn(say("C-{case}: {text}", case=notice.case, text=text), [section(lines(text, story))])


def hint(one: AlikeFacts, letterhead: Letterhead) -> Mrkdwn:
    """In the form, before it is sent."""
    text = say(
        "🔎 Looks like {label}{whose}, opened {since} by {by}, {state}: *{title}*",
        label=_linked(one, letterhead),
        whose=Mrkdwn(" of another customer" if one.is_same_customer is False else ""),
        since=_since(one),
        by=one.opened_by,
        state=_state(one),
        title=brief(one.title, TITLE_IN_A_LINE),
    )
    return lines(text, _in_a_problem(one), _both_say(one))


def _in_a_problem(one: AlikeFacts) -> Mrkdwn | None:
    if one.problem is None:
        return None
    if one.problem == one.number:
        return Mrkdwn("🧩 That is a Problem: one cause behind several customers.")
    return say("🧩 It is in Problem C-{number}.", number=one.problem)


def _linked(one: AlikeFacts, letterhead: Letterhead) -> Mrkdwn:
    return letterhead.link(one.where, one.label) or Mrkdwn(one.label)


def _since(one: AlikeFacts) -> Mrkdwn:
    if one.age >= FRESH:
        return moment(one.opened_at)
    return say("{age} ago", age=in_words(max(one.age, timedelta(minutes=1))))


def _state(one: AlikeFacts) -> Mrkdwn:
    if one.is_same:
        return Mrkdwn("the same, as somebody decided")
    return Mrkdwn("closed by now") if one.is_closed else say("with {whom}", whom=one.with_whom)


def _both_say(one: AlikeFacts) -> Mrkdwn | None:
    if not one.why:
        return None
    said = joined(", ", [brief(word, WORD) for word in one.why[:MOST_WORDS]])
    return say("Both say: {said}", said=said)
