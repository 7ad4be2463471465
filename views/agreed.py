"""The fixed sentences that Liaison says in a customer's channel by itself: who binds it agrees to them."""

from views.outside import WHERE_IT_STANDS
from views.text import Mrkdwn

IN_SHORT = Mrkdwn(
    "In their channel I say by myself only this: that their message has arrived, its number and title in "
    "their own words, where it stands, who looks after it, when they hear next; and once they were told, "
    "whether it is solved and how satisfied they are. Everything else a person sends. "
    "*Saving agrees to that.*"
)


def sentences() -> str:
    """All that stands for, as it is kept with the agreement."""
    return "\n".join([IN_SHORT, *WHERE_IT_STANDS.values()])
