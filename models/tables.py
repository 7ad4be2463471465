"""Every table, imported once, so that the metadata is whole."""

from sqlmodel import SQLModel

from models import (
    case,
    customer,
    entry,
    handoff,
    member,
    outgoing,
    receipt,
    search_text,
    thread,
)

__all__ = ["METADATA"]

METADATA = SQLModel.metadata
TABLES = (case, customer, entry, handoff, member, outgoing, receipt, search_text, thread)
