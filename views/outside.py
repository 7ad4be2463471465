"""What a customer sees. Nothing but customers' notices is drawn here, and they are drawn nowhere else."""

from models.customer_notices import CustomerNotice
from views.blocks import SECTION, section
from views.drawn import Drawn
from views.text import Mrkdwn, split


def render(notice: CustomerNotice) -> Drawn:
    """Plain sections of the very text that was approved."""
    text = Mrkdwn(notice.text.mrkdwn)
    return Drawn(text, [section(piece) for piece in split(text, SECTION)])
