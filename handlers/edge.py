"""The edge: what went wrong on the way is answered once, here, in the form that the person is looking at."""

from typing import Any

import structlog

from handlers.answer import Answer, Kind
from handlers.office import SLACK_TROUBLE, Call
from models.refusal import Refusal
from views import hints
from views.forms.modal import refused, sentence_modal

log = structlog.get_logger("edge")

_TITLE = "That did not work"


async def answer_refusal(kind: Kind, call: Call, refusal: Refusal) -> Answer:
    """Say the sentence to the person who asked: under the field, in a modal, or as an ephemeral line."""
    if kind is Kind.VIEW:
        return Answer(body=refused(call.body["view"], refusal))
    if kind is Kind.COMMAND:
        drawn = hints.refusal(refusal.sentence)
        return Answer(body={"response_type": "ephemeral", "text": drawn.text, "blocks": drawn.blocks})
    if kind is Kind.OPTIONS:
        return Answer(body={"options": []})
    try:
        await _say(kind, call, refusal.sentence)
    except SLACK_TROUBLE as error:
        log.warning("refusal_not_shown", kind=kind, error=type(error).__name__)
        return _a_shrug(kind)
    return Answer()


def _a_shrug(kind: Kind) -> Answer:
    """The sentence could not be shown. Slack puts a warning beside a control that was answered with an error.

    It repeats an event, not a click, and to repeat an event would not help: the refusal stands.
    """
    return Answer(status=503) if kind in (Kind.ACTION, Kind.SHORTCUT) else Answer()


async def _say(kind: Kind, call: Call, sentence: str) -> None:
    if call.body.get("response_url"):
        await call.respond(hints.refusal(sentence), replaces=False)
    elif kind in (Kind.ACTION, Kind.SHORTCUT):
        await call.show_view(sentence_modal(_TITLE, sentence))
    else:
        event: dict[str, Any] = call.body.get("event") or {}
        item = event.get("item") or {}
        channel = event.get("channel") or item.get("channel")
        if channel and event.get("type") != "app_home_opened":
            await call.whisper(channel, hints.refusal(sentence), thread_ts=_thread_of(call, event, item))


def _thread_of(call: Call, event: dict[str, Any], item: dict[str, Any]) -> str | None:
    """Where the person looks: the thread they wrote in, or the one below our card that they reacted to."""
    is_on_ours = event.get("item_user") == call.office.bot_user
    return event.get("thread_ts") or (item.get("ts") if is_on_ours else None)
