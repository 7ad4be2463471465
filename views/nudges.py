"""Reminders: what is owed on a case, since when, and the next step as a button; thanks once it is done."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

from models.clock_notices import Nudged, NudgedDesk, Reminders
from models.facts import PromiseFacts, ReminderFacts
from models.promise import Outcome, PromiseKind
from views import next_steps, words
from views.blocks import Block, actions, context, divider, option, section, select
from views.drawn import Drawn, drawn
from views.lengths import in_words
from views.letterhead import Letterhead
from views.text import Mrkdwn, brief, dotted, joined, lines, moment, prose, quote, say, shorten

Facts = TypeVar("Facts")

MOST = 10
"""A person reads so many; the home has all of them."""
ASKED = 300
TITLE = 80
_WORTH_SAYING = timedelta(minutes=1)
LATER = (
    (timedelta(hours=1), "in an hour"),
    (timedelta(hours=3), "in three hours"),
    (timedelta(days=1), "tomorrow"),
    (timedelta(days=2), "in two days"),
    (timedelta(days=7), "in a week"),
)
"""Offered as far as the handbook allows."""


# -- a line in a thread


def line(notice: Nudged) -> Drawn:
    """For a department's thread or the desk's: nobody is pinged."""
    promise = _filled(notice.facts)
    if not _is_waiting(promise):
        text = _came_of(promise)
        return drawn(_headed(promise, text), context(text))
    text = say("{sign} {owes}", sign=_sign(promise), owes=_owes(promise))
    return drawn(
        _headed(promise, text), [section(text), *actions(*next_steps.of_promise(promise, is_owner=True))]
    )


def desk_line(notice: NudgedDesk) -> Drawn:
    """What the CSM can tell the customer: who has it, and that it takes longer."""
    promise = _filled(notice.facts).promise
    if not _is_waiting(promise):
        text = _came_of(promise)
        return drawn(_headed(promise, text), context(text))
    text = say("{sign} {owes}", sign=_sign(promise), owes=_owes(promise))
    hint = Mrkdwn("The customer may like to hear from you that it takes longer.")
    return drawn(_headed(promise, text), [section(text), *context(hint)])


# -- a direct message


def reminders(notice: Reminders, letterhead: Letterhead) -> Drawn:
    """One message for everything that one person is reminded of at this time."""
    waiting = [one for one in notice.facts if _is_waiting(one.promise)]
    settled = [one for one in notice.facts if not _is_waiting(one.promise)]
    owed = max(notice.owed, len(waiting))
    text = _title(waiting, settled, owed)
    is_one = len(notice.facts) == 1
    blocks: list[Block] = [] if is_one else [section(Mrkdwn(f"*{text}*"))]
    for one in waiting[:MOST]:
        blocks += [*([] if is_one else [divider()]), *_reminder(one, letterhead)]
    hidden = owed - MOST
    if hidden > 0:
        blocks += context(say("… and {hidden} more: your home here has all of them.", hidden=hidden))
    done = [_settled(one.promise, letterhead) for one in settled[:MOST]]
    return drawn(text, [*blocks, *context(joined("\n", done))])


def _title(waiting: Sequence[ReminderFacts], settled: Sequence[ReminderFacts], owed: int) -> Mrkdwn:
    match waiting:
        case [] if len(settled) == 1:
            return _settled(settled[0].promise)
        case []:
            is_kept = any(one.promise.outcome in (Outcome.KEPT, Outcome.LATE) for one in settled)
            thanks = "✅ Thank you! None of this waits for you any longer."
            return Mrkdwn(thanks if is_kept else "Nothing of this waits for you any longer.")
        case [one]:
            promise = one.promise
            return say(
                "⏰ {label} {customer}: {title}",
                label=promise.label,
                customer=promise.customer,
                title=brief(promise.title, TITLE),
            )
        case several:
            mine = all(one.is_owner for one in several)
            words_ = "⏰ {count} wait for you: {cases}" if mine else "⏰ {count} have come to a halt: {cases}"
            cases = dict.fromkeys(one.promise.label for one in several)
            return say(words_, count=f"{owed} things", cases=", ".join(cases))


def _reminder(one: ReminderFacts, letterhead: Letterhead) -> list[Block]:
    promise = one.promise
    told = _yours(promise) if one.is_owner else say("{sign} {owes}", sign=_sign(promise), owes=_owes(promise))
    asked = quote(shorten(prose(promise.asked.strip()), ASKED)) if promise.asked.strip() else None
    note = _note(one)
    steps = next_steps.of_reminder(one)
    return [
        section(lines(_about(promise, letterhead), told, asked, note)),
        *actions(*steps, _later(one)),
    ]


def _note(one: ReminderFacts) -> Mrkdwn | None:
    """Who asked for it, or who was passed over."""
    if not one.note:
        return None
    is_asked = one.rung.startswith("now:")
    return (
        say("_{note}._", note=one.note) if is_asked else say("_{note}, so it comes to you._", note=one.note)
    )


def _about(promise: PromiseFacts, letterhead: Letterhead) -> Mrkdwn:
    label = letterhead.link(promise.where, promise.label) or Mrkdwn(promise.label)
    title = brief(promise.title, TITLE)
    return dotted(Mrkdwn(f"{words.sign(promise.severity)} {label} *{title}*"), brief(promise.customer, 60))


def _settled(promise: PromiseFacts, letterhead: Letterhead | None = None) -> Mrkdwn:
    """With a link to where it was done, on a letterhead."""
    link = letterhead.link(promise.where, promise.label) if letterhead else None
    label = link or Mrkdwn(promise.label)
    return say("{label} {title}: {came}", label=label, title=brief(promise.title, 40), came=_came_of(promise))


def _later(one: ReminderFacts) -> Block:
    longest = one.longest_snooze
    within = [choice for choice in LATER if choice[0] <= longest] or [(longest, f"in {in_words(longest)}")]
    choices = [
        option(f"Remind me {words_}", f"{one.promise.id}:{length // timedelta(seconds=1)}")
        for length, words_ in within
    ]
    return select("promise.later", choices, "Remind me …")


# -- the words


def _sign(promise: PromiseFacts) -> str:
    return "⏰" if promise.is_overdue else "⏳"


def _by_when(promise: PromiseFacts) -> Mrkdwn:
    """The promised time, and how much working time has passed since."""
    if not promise.is_overdue:
        return say("by {due}", due=moment(promise.due_at))
    if promise.late < _WORTH_SAYING:
        return say("by {due}", due=moment(promise.due_at))
    return say(
        "by {due}; {late} of working time over", due=moment(promise.due_at), late=in_words(promise.late)
    )


def _owes(promise: PromiseFacts) -> Mrkdwn:
    """Who owes what, for anybody."""
    tense = "was" if promise.is_overdue else "is"
    owner = promise.owner.name if promise.owner else ""
    words_ = {
        PromiseKind.ACCEPT: "*Nobody in {department} has taken it yet.* That {tense} promised {when}.",
        PromiseKind.PROGRESS: "*{owner} ({department}) has it.* A word from them {tense} promised {when}.",
        PromiseKind.RESUME: "*{owner} ({department}) was to come back to it.* That {tense} promised {when}.",
        PromiseKind.DECIDE: "*No department has it.* {csm} decides; that {tense} promised {when}.",
        PromiseKind.TELL: "*Everybody is done.* That {csm} tells the customer {tense} promised {when}.",
        PromiseKind.ANSWER: "*{asker} waits for {csm}'s answer.* It {tense} promised {when}.",
        PromiseKind.UPDATE: "*The customer waits for news from {csm}.* It {tense} promised {when}.",
        PromiseKind.PREVENT: "*{owner} sees to it that it does not come back.* That {tense} promised {when}.",
        PromiseKind.APPROVE: "*An answer waits for a second pair of eyes.* It {tense} due {when}.",
        PromiseKind.TOUCH: "*{csm} gets in touch with the customer.* That {tense} due {when}.",
    }[promise.kind]
    return say(
        words_,
        department=promise.department or "",
        owner=owner,
        asker=promise.asker or "A department",
        csm=promise.csm.name,
        tense=tense,
        when=_by_when(promise),
    )


def _yours(promise: PromiseFacts) -> Mrkdwn:
    """The same for whoever owes it."""
    words_ = {
        PromiseKind.ACCEPT: "It is offered to you, {when}.",
        PromiseKind.PROGRESS: "*Still yours?* You promised a word on how it stands {when}.",
        PromiseKind.RESUME: "*How does it go on?* You put it aside; a word was promised {when}.",
        PromiseKind.DECIDE: "*Where shall it go?* No department has it. You promised to decide {when}.",
        PromiseKind.TELL: "*Please tell {customer}.* Everybody is done; you promised it {when}.",
        PromiseKind.ANSWER: "*{asker} waits for your answer*, promised {when}. Reply in the thread.",
        PromiseKind.UPDATE: "*{customer} waits for news*, promised {when}.",
        PromiseKind.PREVENT: "*Can it come back?* You said you would see to it that it cannot, {when}.",
        PromiseKind.APPROVE: "*An answer for {customer} waits to be read by a second person*, {when}.",
        PromiseKind.TOUCH: "*How is {customer}?* You have not spoken for a while; a word is due {when}.",
    }[promise.kind]
    customer, asker = promise.customer, promise.asker or "A department"
    return say(words_, customer=customer, asker=asker, when=_by_when(promise))


def _is_waiting(promise: PromiseFacts) -> bool:
    return promise.is_live and promise.paused_until is None


def _came_of(promise: PromiseFacts) -> Mrkdwn:
    """What became of it: thanks, where thanks are due."""
    if promise.is_live:
        assert promise.paused_until is not None
        reason = f": {promise.pause_reason}" if promise.pause_reason else ""
        until = moment(promise.paused_until)
        return say("⏸️ Put aside until {until}{reason}", until=until, reason=brief(reason, 120))
    return _ended(promise)


def _ended(promise: PromiseFacts) -> Mrkdwn:
    who = promise.ended_by or "somebody"
    if promise.is_replaced:
        return say("⏳ {who} gave it more time.", who=who)
    if promise.outcome is Outcome.MOOT and promise.kind is PromiseKind.UPDATE:
        return say("📣 {who} named the customer another time.", who=who)
    if promise.outcome is Outcome.MOOT:
        return Mrkdwn("↩️ It is not needed any more.")
    if promise.outcome is Outcome.LAPSED and promise.kind is PromiseKind.ACCEPT:
        return say("⌛ Nobody took it in time; {csm} decides where it goes.", csm=promise.csm.name)
    if promise.outcome is Outcome.LAPSED:
        return say(
            "⌛ It went back to all of {department}.", department=promise.department or "the department"
        )
    thanks = {
        PromiseKind.TELL: "✅ {who} closed the loop. Thank you!",
        PromiseKind.UPDATE: "✅ {who} saw to it. Thank you!",
        PromiseKind.ANSWER: "✅ {who} answered. Thank you!",
        PromiseKind.PREVENT: "🛡️ {who} saw to it that it does not come back. Thank you!",
        PromiseKind.APPROVE: "✅ {who} read it. Thank you!",
        PromiseKind.TOUCH: "✅ {who} got in touch. Thank you!",
    }
    words_ = thanks.get(promise.kind, "✅ It moves again, thanks to {who}.")
    return say(words_, who=who)


def _headed(promise: PromiseFacts, text: Mrkdwn) -> Mrkdwn:
    return say("{label}: {text}", label=promise.label, text=Mrkdwn(text.replace("\n", " ")))


def _filled(facts: Facts | None) -> Facts:
    assert facts is not None, "a living notice is filled before it is drawn"
    return facts
