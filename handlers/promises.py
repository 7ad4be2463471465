"""What people say to the clock: still mine, later, they have heard, they hear by then, it is worse."""

from datetime import timedelta

import structlog

from casework import forms, keeping
from casework.access import Operation
from casework.voice import news, preview, touch
from handlers import cases, home, voice
from handlers.answer import Answer, Kind
from handlers.office import SLACK_TROUBLE, Call
from handlers.rows import Row
from models.reply_facts import Written
from views import hints
from views.drawn import Drawn
from views.forms.clock import SeverityForm, UpdateForm
from views.text import prose

log = structlog.get_logger("promises")


async def still_mine(call: Call) -> Answer | None:
    """Whoever has it is on it."""
    await call.do(keeping.still_mine, call.number)
    return None


async def later(call: Call) -> Answer | None:
    """*Remind me in …*: (promise, seconds)."""
    promise, seconds = call.choice
    until = await call.do(keeping.remind_later, int(promise), timedelta(seconds=seconds))
    await _say(call, hints.reminded_later(until))
    return None


async def _say(call: Call, drawn: Drawn) -> None:
    """What was done stands, said or not."""
    if not call.body.get("response_url"):
        return
    try:
        await call.respond(drawn, replaces=False)
    except SLACK_TROUBLE as error:
        log.warning("answer_not_shown", error=type(error).__name__)


async def told(call: Call) -> Answer | None:
    """The customer has got the news that was promised."""
    await call.do(keeping.customer_updated, call.number)
    await home.refresh_if_there(call)
    return None


async def spoken(call: Call) -> Answer | None:
    """They were got in touch with."""
    await call.do(touch.spoke, call.number)
    await home.refresh_if_there(call)
    return None


async def ask_to_promise(call: Call) -> Answer | None:
    case, proposal, can_be_told = await call.read(forms.to_promise_news, call.number)
    await call.open_modal(UpdateForm.draw(case, proposal, can_be_told=can_be_told))
    return None


async def promise(call: Call) -> Answer | None:
    """A word to the customer goes along once nothing is left to warn of, or the person saw the warnings."""
    form = UpdateForm.read(call.body["view"])
    if not form.word:
        await call.do(news.promise, form.case, until=form.until)
        return None
    facts = await call.read(preview.look, form.case, form.word)
    face = await voice.face_of(call, facts.speaker)
    if facts.warnings and form.seen != facts.fingerprint:
        case, _, _ = await call.read(forms.to_promise_news, form.case)
        again = UpdateForm.draw(case, form.until, can_be_told=True, seen=facts)
        return Answer(body={"response_action": "update", "view": again})
    word = Written(form.word, prose(form.word))
    await call.do(news.promise, form.case, until=form.until, word=word, face=face)
    return None


async def change_severity(call: Call) -> Answer | None:
    form = SeverityForm.read(call.body["view"])
    await call.do(keeping.change_severity, form.case, severity=form.severity, reason=form.reason)
    return None


async def ask_to_reassign(call: Call) -> Answer | None:
    await cases.ask_to_reassign(call, call.number)
    return None


ROWS = (
    Row(Kind.ACTION, "promise.still_mine", still_mine, Operation.WORK),
    Row(Kind.ACTION, "promise.later", later, Operation.READ),
    Row(Kind.ACTION, "promise.told", told, Operation.STEER),
    Row(Kind.ACTION, "promise.spoken", spoken, Operation.SPEAK),
    Row(Kind.ACTION, "promise.update", ask_to_promise, Operation.STEER),
    Row(Kind.ACTION, "handoff.reassign", ask_to_reassign, Operation.REASSIGN),
    Row(Kind.VIEW, UpdateForm.callback_id, promise, Operation.STEER),
    Row(Kind.VIEW, SeverityForm.callback_id, change_severity, Operation.STEER),
)
