"""To the customer: a person sees what they will see, and sends it; what could not leave is decided."""

from dataclasses import replace

import structlog

from casework.access import Operation
from casework.voice import parking, preview, second, sending
from handlers import talk
from handlers.answer import Answer, Kind
from handlers.office import SLACK_TROUBLE, Call
from handlers.rows import Row
from models.reply_facts import Face, ReplyFacts, Written
from views.forms.reply import BackForm, ReplyForm
from views.text import prose

log = structlog.get_logger("voice")


async def ask(call: Call) -> Answer | None:
    """*Send to the customer* on a case's card."""
    await _show(call, await call.read(preview.of_card, call.number))
    return None


async def ask_with_proposal(call: Call) -> Answer | None:
    """The same where everybody is done: always with what the departments propose."""
    await _show(call, await call.read(preview.of_loop, call.number))
    return None


async def ask_from_message(call: Call) -> Answer | None:
    """The same on a message of a case's desk thread."""
    await call.admitted()
    message, channel = call.body["message"], call.body["channel"]["id"]
    thread, ts = str(message.get("thread_ts") or message["ts"]), str(message["ts"])
    text = await talk.plain_text(call, message.get("text", ""))
    await _show(call, await call.read(preview.of_message, channel, thread, ts, text))
    return None


async def _show(call: Call, facts: ReplyFacts) -> None:
    face = await face_of(call, facts.speaker)
    await call.show_view(ReplyForm.draw(replace(facts, speaker=face)))


async def send(call: Call) -> Answer | None:
    """It is sent once nothing is left to warn of, or the person saw exactly this with its warnings."""
    form = ReplyForm.read(call.body["view"])
    facts = await call.read(preview.look, form.case, form.text, key=form.key)
    face = await face_of(call, facts.speaker)
    if facts.warnings and form.seen != facts.fingerprint:
        again = ReplyForm.draw(replace(facts, speaker=face), form)
        return Answer(body={"response_action": "update", "view": again})
    written = Written(form.text, prose(form.text), form.waits_for_them, form.answer, form.valid_until)
    await call.do(sending.send, form.case, written, key=form.key, face=face)
    return None


async def face_of(call: Call, speaker: Face) -> Face:
    """With the name and the picture that Slack shows of them; the name that is known where it is silent."""
    if speaker.user_id is None:
        return speaker
    try:
        answer = await call.office.client.users_info(user=speaker.user_id)
    except SLACK_TROUBLE as error:
        log.warning("face_not_read", error=type(error).__name__)
        return speaker
    profile = (answer.get("user") or {}).get("profile") or {}
    picture = str(profile.get("image_192") or "")
    name = str(profile.get("real_name") or profile.get("display_name") or "").strip() or speaker.name
    return Face(speaker.user_id, name, picture if picture.startswith("https://") else "")


async def approve(call: Call) -> Answer | None:
    """*Approve and send*: the second pair of eyes."""
    _, text, speaker = await call.read(second.read, call.number)
    face = await face_of(call, speaker)
    await call.do(second.approve, call.number, prose(text), face)
    return None


async def ask_why(call: Call) -> Answer | None:
    """*Send back …*"""
    await call.read(second.read, call.number)
    await call.open_modal(BackForm.draw(call.number))
    return None


async def send_back(call: Call) -> Answer | None:
    draft, reason = BackForm.read(call.body["view"])
    await call.do(second.send_back, draft, reason=reason)
    return None


async def send_again(call: Call) -> Answer | None:
    await call.do(parking.send_again, call.number)
    return None


async def it_is_there(call: Call) -> Answer | None:
    await call.do(parking.it_is_there, call.number)
    return None


async def drop(call: Call) -> Answer | None:
    await call.do(parking.drop, call.number)
    return None


ROWS = (
    Row(Kind.ACTION, "reply.ask", ask, Operation.SPEAK),
    Row(Kind.ACTION, "reply.loop", ask_with_proposal, Operation.SPEAK),
    Row(Kind.SHORTCUT, "reply.from_message", ask_from_message, Operation.SPEAK),
    Row(Kind.VIEW, ReplyForm.callback_id, send, Operation.SPEAK),
    Row(Kind.ACTION, "draft.approve", approve, Operation.SECOND),
    Row(Kind.ACTION, "draft.back", ask_why, Operation.SECOND),
    Row(Kind.VIEW, BackForm.callback_id, send_back, Operation.SECOND),
    Row(Kind.ACTION, "reply.again", send_again, Operation.SPEAK),
    Row(Kind.ACTION, "reply.there", it_is_there, Operation.SPEAK),
    Row(Kind.ACTION, "reply.drop", drop, Operation.SPEAK),
)
