"""What only one person sees: a refusal, a hint, a confirmation."""

import json
from dataclasses import replace
from datetime import datetime

from models.facts import Where
from views.blocks import actions, button, fitted, section
from views.drawn import Drawn, drawn
from views.forms.open_case import Origin
from views.letterhead import Letterhead
from views.text import Mrkdwn, moment, own, say


def refusal(sentence: str) -> Drawn:
    """An expected “no”, as the operation said it."""
    return line(own(sentence))


def open_from_message(origin: Origin) -> Drawn:
    """Somebody reacted with 🎫."""
    text = Mrkdwn("🎫 Shall this become a case? What was said in the thread comes along.")
    value = json.dumps({"channel": origin.channel, "ts": origin.ts, "thread_ts": origin.thread_ts})
    press = button("Open a case from this message", "case.open_from_message", value, "primary")
    return drawn(text, [section(text), *actions(press)])


def origin_of(value: str) -> Origin:
    """Back from the button's value."""
    return Origin(**json.loads(value))


def finish(handoff: int, label: str) -> Drawn:
    """Somebody reacted with ✅: the words that make it done are still missing."""
    text = say("✅ {label} is done? Two short answers and it goes back to the CSM.", label=label)
    return drawn(text, [section(text), *actions(button("Done", "handoff.done", handoff, "primary"))])


def opened_already(number: int, where: Where | None, letterhead: Letterhead) -> Drawn:
    """Somebody wants a case from a message that one was opened from before."""
    thread = letterhead.link(where, "its thread")
    text = say("🎫 C-{number} was opened from this message already.", number=number)
    return line(say("{text} It goes on in {thread}.", text=text, thread=thread) if thread else text)


def or_open(answer: Drawn, words: str) -> Drawn:
    """The answer to what looked like a subcommand, and the way on for who meant to open a case."""
    press = button("Open a case with these words", "case.open_with_words", words)
    return replace(answer, blocks=fitted([*answer.blocks, *actions(press)]))


def reminded_later(until: datetime) -> Drawn:
    """Somebody chose *Remind me …*."""
    return line(
        say("⏰ I'll remind you again: {until}. Your nights and days off stay quiet.", until=moment(until))
    )


def taken(label: str) -> Drawn:
    return line(say("🙋 {label} is yours. Replies in this thread reach the CSM.", label=label))


def line(text: Mrkdwn) -> Drawn:
    return drawn(text, [section(text)])
