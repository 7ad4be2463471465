"""What is said to customers: free words are ``CustomerText``, all else is a number, a name or a time."""

from dataclasses import dataclass

from models.customer_text import CustomerText


@dataclass(frozen=True)
class CustomerReply:
    """Approved words, under the name and picture of the person who speaks."""

    case: int
    text: CustomerText
    name: str = ""
    """Of the speaker; empty for Liaison's own."""
    picture: str = ""
    """An https address."""


CustomerNotice = CustomerReply
