"""What the house hears of what was told to a customer."""

from models.voice_notices import CustomerTold, ReplyWaits
from views.blocks import actions, button, context, section
from views.drawn import Drawn, drawn
from views.text import Mrkdwn, lines, mention, prose, quote, say, shorten

LONG = 2500


def told(notice: CustomerTold) -> Drawn:
    """Their words, quoted as they were written."""
    told_ = say("📨 *{by}* told the customer:", by=notice.by)
    second = say("{second} read it before.", second=notice.second) if notice.second else None
    waits = Mrkdwn("We wait for their answer.") if notice.waits else None
    said = lines(told_, quote(shorten(prose(notice.text.strip()), LONG)))
    flat = say("C-{case}: {by} told the customer: {text}", case=notice.case, by=notice.by, text=notice.text)
    return drawn(flat, [section(said), *context(second, waits)])


_CAME = {
    "approved": "✅ {by} read it, and it is sent.",
    "back": "🔙 {by} sent it back:",
    "closed": "⚫ The case was closed; it was not sent.",
}


def waits(notice: ReplyWaits) -> Drawn:
    """Whoever may reads it here and decides; afterwards it says what came of it."""
    text = say(
        "C-{case}: {by} wrote to the customer, and somebody else reads it first: {why}.",
        case=notice.case,
        by=notice.by,
        why=notice.why,
    )
    head = say(
        "👀 *{by}* wrote to the customer. Somebody else reads it first: {why}.", by=notice.by, why=notice.why
    )
    said = section(lines(head, _asked(notice), quote(shorten(prose(notice.text.strip()), LONG))))
    if notice.settled:
        words_ = _CAME[notice.settled]
        came = say(words_, by=notice.settled_by)
        reason = quote(shorten(prose(notice.reason), LONG)) if notice.reason else None
        return drawn(text, [said, *context(lines(came, reason))])
    approve = button("Approve and send", "draft.approve", notice.draft, "primary")
    return drawn(text, [said, *actions(approve, button("Send back …", "draft.back", notice.draft))])


def _asked(notice: ReplyWaits) -> Mrkdwn | None:
    """Whoever is mentioned hears of it; once it is decided nobody need be."""
    if notice.settled or not notice.reader_ids:
        return None
    return say("{who}, would you read it?", who=Mrkdwn(" or ".join(map(mention, notice.reader_ids))))
