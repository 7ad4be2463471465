"""Every table, imported once, so that the metadata is whole."""

from sqlmodel import SQLModel

from models import (
    case,
    customer,
    digest,
    entry,
    handoff,
    lesson,
    likeness,
    member,
    outgoing,
    problem,
    promise,
    receipt,
    search_text,
    thread,
    wait,
)

__all__ = ["METADATA"]

METADATA = SQLModel.metadata
TABLES = (
    case,
    customer,
    digest,
    entry,
    handoff,
    lesson,
    likeness,
    member,
    outgoing,
    problem,
    promise,
    receipt,
    search_text,
    thread,
    wait,
)
