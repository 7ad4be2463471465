"""What a customer wrote in their channel, and the question what it is about."""

import re

from models.inbound_notices import CustomerUnheard, CustomerWrote, NotAcknowledged
from views import words
from views.blocks import Block, actions, button, context, section
from views.drawn import Drawn, drawn
from views.text import Mrkdwn, cut, dotted, lines, link, mention, moment, say

LONG, TITLE = 2500, 40


def wrote(notice: CustomerWrote) -> Drawn:
    """To the CSM: open a case, add it to one there is, or nothing to do."""
    heading = say("💬 *{author}* of *{customer}* wrote:", author=notice.author, customer=notice.customer)
    said = words.said(notice.text, LONG) if notice.text.strip() else None
    files = [say("📎 {file}", file=link(url, name or "a file")) for name, url in notice.files[:10]]
    where = link(notice.link, "See it in their channel") if notice.link else None
    body = [section(lines(heading, said)), *context(dotted(where, *files))]
    flat = Mrkdwn(re.sub(r"\n(?:> )?", " ", lines(heading, said)))
    if notice.decided:
        return drawn(flat, [*body, *context(_decided(notice))])
    return drawn(flat, [*body, *_buttons(notice), *context(_by_itself(notice))])


def _by_itself(notice: CustomerWrote) -> Mrkdwn:
    if notice.until is None:
        return Mrkdwn("If nobody decides in time, I open a case, so that they are not forgotten.")
    at = moment(notice.until)
    return say("If nobody decides by {at}, I open a case, so that they are not forgotten.", at=at)


def _buttons(notice: CustomerWrote) -> list[Block]:
    choices = [
        button(cut(f"Add to C-{number}: {title}", TITLE), f"inbound.add.{place}", f"{notice.heard}:{number}")
        for place, (number, title) in enumerate(notice.choices)
    ]
    return actions(
        button("Open a case", "inbound.open", notice.heard, "primary"),
        *choices,
        button("Nothing to do", "inbound.leave", notice.heard),
    )


def _decided(notice: CustomerWrote) -> Mrkdwn:
    by, case = notice.decided_by, f"C-{notice.number}"
    match notice.decided:
        case "opened":
            return say("✅ {by} opened {case}.", by=by, case=case)
        case "added":
            return say("✅ {by} added it to {case}.", by=by, case=case)
        case "by_itself":
            return say("⏳ Nobody decided in time, so I opened {case}.", case=case)
        case "taken_back":
            return say("🗑️ {by} took it back.", by=by)
        case _:
            return say("✅ {by} saw it: nothing to do.", by=by)


def not_acknowledged(notice: NotAcknowledged) -> Drawn:
    """To the CSM: what to do, so that they hear from us."""
    text = say(
        "🔕 {csm}, {customer} has not heard yet that C-{case} is with us: nobody has agreed to what I say in "
        "their channel by myself.",
        csm=mention(notice.csm_id),
        customer=notice.customer,
        case=notice.case,
    )
    what = say(
        "Write to them with *Send to the customer*, and save `/case customer {customer}` once: from then on "
        "I acknowledge what they write.",
        customer=notice.customer,
    )
    return drawn(text, [section(lines(text, what))])


def unheard(notice: CustomerUnheard) -> Drawn:
    """To the CSM: what to do, so that they are heard."""
    text = say(
        "🔕 I cannot read #{channel}: nothing that *{customer}* writes there reaches us.",
        channel=notice.channel,
        customer=notice.customer,
    )
    what = say(
        "Please look there yourself meanwhile, and invite me (`/invite @Liaison`). A channel that was shared "
        "or unshared may be a new one to me: then choose it anew in `/case customer {customer}`.",
        customer=notice.customer,
    )
    return drawn(text, [section(lines(text, what))])
