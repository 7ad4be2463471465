"""Every table, imported once, so that the metadata is whole."""

from sqlmodel import SQLModel

from models import (
    alike,
    answer,
    approval,
    case,
    customer,
    customer_talk,
    customer_view,
    digest,
    entry,
    erasure,
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
    answer,
    approval,
    case,
    customer,
    customer_talk,
    customer_view,
    digest,
    entry,
    erasure,
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
