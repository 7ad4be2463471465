"""What was told before on a like question: shown, and one of them can be marked as taken up."""

from collections.abc import Sequence

from models.reply_facts import EarlierAnswer
from views.blocks import Block, option, paragraphs, select
from views.forms.fields import chosen, field
from views.forms.modal import View
from views.text import Mrkdwn, dated, lines, prose, quote, say, shorten

TOLD = 600
_BLOCK = "taken_up"


def draw(
    earlier: Sequence[EarlierAnswer], title: str, *, hint: str = "", taken: int | None = None
) -> list[Block]:
    """Nothing where nothing was told."""
    if not earlier:
        return []
    options = [option(f"Told {one.customer} in C-{one.case}", str(one.id)) for one in earlier]
    menu = select(_BLOCK, options, "Say the same as before", str(taken or ""))
    return [*paragraphs(map(_told, earlier)), field(_BLOCK, title, menu, is_optional=True, hint=hint)]


def read(view: View) -> int | None:
    """The id of the answer that is taken up."""
    return int(taken) if (taken := chosen(view, _BLOCK)) else None


def _told(one: EarlierAnswer) -> Mrkdwn:
    head = say(
        "Told *{customer}* on {day} (C-{case}):",
        customer=one.customer,
        day=dated(one.given_at),
        case=one.case,
    )
    until = say("_It holds until {day}._", day=f"{one.valid_until:%-d %B %Y}") if one.valid_until else None
    return lines(head, quote(shorten(prose(one.wording), TOLD)), until)
