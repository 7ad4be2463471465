"""Every table, imported once, so that the metadata is whole."""

from sqlmodel import SQLModel

from models import (
    alike,
    case,
    customer,
    digest,
    entry,
    handoff,
    lesson,
    likeness,
    member,
    merge,
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
    alike,
    case,
    customer,
    digest,
    entry,
    handoff,
    lesson,
    likeness,
    member,
    merge,
    outgoing,
    problem,
    promise,
    receipt,
    search_text,
    thread,
    wait,
)
