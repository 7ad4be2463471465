"""What the house hears of what was told to a customer."""

from models.notices import CustomerTold
from views.blocks import context, section
from views.drawn import Drawn, drawn
from views.text import Mrkdwn, lines, prose, quote, say, shorten

LONG = 2500


def told(notice: CustomerTold) -> Drawn:
    """Their words, quoted as they were written."""
    text = say("📨 C-{case}: {by} told the customer:", case=notice.case, by=notice.by)
    second = say("{second} read it before.", second=notice.second) if notice.second else None
    waits = Mrkdwn("We wait for their answer.") if notice.waits else None
    said = lines(text, quote(shorten(prose(notice.text.strip()), LONG)))
    return drawn(text, [section(said), *context(second, waits)])
