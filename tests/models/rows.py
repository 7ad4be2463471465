"""A row of each table, whole; a test changes what it is about."""

from datetime import UTC, datetime
from typing import Any

from models.case import Case, Severity
from models.customer import Customer
from models.entry import Entry
from models.handoff import Handoff
from models.member import Member, Standing
from models.outgoing import Outgoing
from models.receipt import Receipt
from models.thread import Message, Thread

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def a_customer(**changed: Any) -> Customer:
    return Customer(**{"name": "Fjordlab", "key": "fjordlab", "tier": "standard", **changed})


def a_case(**changed: Any) -> Case:
    about = {"number": 1, "customer_id": 1, "title": "Charged twice", "story": "Invoice 4711."}
    who = {"severity": Severity.NORMAL, "csm": "U0DANAOKAFO", "opened_at": NOON, "moved_at": NOON}
    return Case(**{**about, **who, **changed})


def a_handoff(**changed: Any) -> Handoff:
    about = {"case_number": 1, "department": "billing", "why": "An invoice.", "expected": "Refund one."}
    who = {"offered_by": "U0DANAOKAFO", "offered_at": NOON, "moved_at": NOON}
    return Handoff(**{**about, **who, **changed})


def a_thread(**changed: Any) -> Thread:
    return Thread(**{"case_number": 1, "channel": "C0CSDESK001", **changed})


def a_message(**changed: Any) -> Message:
    where = {"case_number": 1, "channel": "C0CSDESK001", "ts": "1.000100", "said_at": NOON}
    what = {"author": "U0DANAOKAFO", "author_name": "Dana Okafor", "text": "They called."}
    return Message(**{**where, **what, **changed})


def an_entry(**changed: Any) -> Entry:
    return Entry(**{"case_number": 1, "at": NOON, "by": "U0DANAOKAFO", "what": "opened", **changed})


def an_outgoing(**changed: Any) -> Outgoing:
    key = changed.get("key", "card:case:1")
    notice = {"kind": "CaseCard", "case": 1}
    about = {"key": key, "marker": f"marker of {key}", "lane": "thread:1", "notice": notice}
    return Outgoing(**{**about, "due_at": NOON, "created_at": NOON, **changed})


def a_receipt(**changed: Any) -> Receipt:
    return Receipt(**{"key": "event:Ev1", "at": NOON, **changed})


def a_member(**changed: Any) -> Member:
    about = {"user_id": "U0DANAOKAFO", "name": "Dana Okafor", "time_zone": "UTC", "fetched_at": NOON}
    return Member(**{**about, "standing": Standing.STAFF, **changed})
