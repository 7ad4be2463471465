"""Reactions and mentions: 🎫 opens a case, 👀 takes it, ✅ finishes it, `@Liaison open …`."""

from dataclasses import replace

from casework import forms, handoffs, lists, meanwhile
from casework import talk as talk_rules
from casework.access import Operation
from casework.desk import OWN_WORK
from casework.people import NeedsLookup
from casework.voice import whereabouts
from handlers import opening, talk
from handlers.answer import Answer, Kind
from handlers.office import Call
from handlers.rows import Row
from models.customer_notices import StatusFacts
from views import hints, outside
from views.forms.open_case import Origin
from views.lists import help_text

TICKET, EYES, CHECK = "ticket", "eyes", frozenset({"white_check_mark", "heavy_check_mark"})


async def reacted(call: Call) -> Answer | None:
    """Somebody put an emoji on a message."""
    event = call.body["event"]
    item = event.get("item") or {}
    if item.get("type") != "message":
        return None
    channel, ts, emoji = item["channel"], item["ts"], event["reaction"].split("::")[0]
    if emoji == TICKET:
        await _offer_to_open(call, Origin(channel, ts))
    elif emoji == EYES or emoji in CHECK:
        await _on_a_card(call, channel, ts, is_taking=emoji == EYES)
    return None


async def _offer_to_open(call: Call, origin: Origin) -> None:
    """A reaction brings no right to open a form, so a button is offered that does.

    The receipt is kept last: a hint that is shown twice does no harm, one that is lost does.
    """
    if await call.was_done():
        return
    earlier = await call.read(forms.opened_from, opening.address(call, origin))
    hint = (
        hints.opened_already(*earlier, call.office.letterhead) if earlier else hints.open_from_message(origin)
    )
    await call.whisper(origin.channel, hint, thread_ts=origin.thread_ts)
    await call.only_once()


async def _on_a_card(call: Call, channel: str, ts: str, *, is_taking: bool) -> None:
    is_ours = call.body["event"].get("item_user") == call.office.bot_user
    found = await call.office.desk.read(OWN_WORK, talk_rules.card_at, channel, ts, is_ours=is_ours)
    if found is None:
        return
    handoff_id, label = found
    if is_taking:
        await call.do(handoffs.accept, handoff_id)
        await call.whisper(channel, hints.taken(label), thread_ts=ts)
    else:
        await call.read(meanwhile.going_on, handoff_id, Operation.WORK)
        await call.whisper(channel, hints.finish(handoff_id, label), thread_ts=ts)


async def mentioned(call: Call) -> Answer | None:
    """`@Liaison open …` in a channel or a thread; anything else gets the help.

    `@Liaison status` in a customer's channel answers everybody who reads there, theirs or ours.
    """
    if await _tells_where_it_stands(call):
        return None
    # Everything else is for staff; the row lets everybody in because of the customer's people.
    call = replace(call, request=replace(call.request, may=Operation.READ))
    event = call.body["event"]
    own = f"<@{call.office.bot_user}>"
    words = await talk.plain_text(call, event.get("text", "").replace(own, " "))
    verb = words.split()[0].casefold() if words.split() else "help"
    if verb == "open":
        origin = Origin(event["channel"], event["ts"], event.get("thread_ts"))
        await _offer_to_open(call, origin)
    elif (verb == "help" or event.get("thread_ts") is None) and not await call.was_done():
        drawn = help_text(may_open=await call.read(lists.may_open))
        await call.whisper(event["channel"], drawn, thread_ts=event.get("thread_ts"))
        await call.only_once()
    return None


async def _tells_where_it_stands(call: Call) -> bool:
    """Whether somebody asked for it in a customer's channel."""
    event = call.body["event"]
    if talk.words_to_us(call, event.get("text", ""))[:1] != ["status"]:
        return False
    found = await _where_it_stands(call, event["channel"])
    if found is None:
        return False
    if not event.get("bot_id") and not await call.was_done():
        await call.whisper(event["channel"], outside.cases(*found), thread_ts=event.get("thread_ts"))
        await call.only_once()
    return True


async def _where_it_stands(call: Call, channel: str) -> tuple[str, list[StatusFacts]] | None:
    try:
        return await call.office.desk.read(OWN_WORK, whereabouts.in_channel, channel)
    except NeedsLookup as need:
        await call.office.look_up(need)
    return await call.office.desk.read(OWN_WORK, whereabouts.in_channel, channel)


ROWS = (
    Row(Kind.EVENT, "reaction_added", reacted, None),
    Row(Kind.EVENT, "app_mention", mentioned, None),
)
