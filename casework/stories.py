"""A case told for a card or a list: facts gathered from the tables, ready to be drawn."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from casework.people import name_of
from config.handbook import Handbook
from models.case import Case
from models.customer import Customer
from models.entry import Entry
from models.facts import CaseFacts, HandoffFacts, HistoryLine, Person, Where
from models.handoff import Handoff
from models.notices import CaseCard, HandoffCard, Notice
from models.thread import Message, Thread

HISTORY_IN_BRIEF = 6
HISTORY_IN_FULL = 40

_SAID = {
    "opened": "opened the case",
    "offered": "offered it to {department}",
    "accepted": "took it for {department}",
    "assigned": "gave {department}'s part to somebody",
    "released": "put it back for {department}",
    "declined": "declined it for {department}",
    "returned": "gave it back from {department}",
    "handed_on": "handed it on from {department}",
    "done": "finished {department}'s part",
    "stuck": "is stuck in {department}",
    "asked": "asked the CSM, from {department}",
    "withdrawn": "withdrew it from {department}",
    "said": "wrote",
    "edited": "changed what they wrote",
    "deleted": "took a message back",
    "answered": "has everything to tell the customer",
    "closed": "closed the case",
    "reopened": "reopened the case",
    "csm_changed": "became the CSM",
    "backfilled": "wrote, before the case was opened",
}
_IN_FULL = tuple(what for what in _SAID if what not in ("edited", "deleted"))
_IN_BRIEF = ("said", "backfilled", "asked", "done", "declined", "returned", "stuck", "closed", "reopened")
"""What a card does not say elsewhere already."""


def of_case(session: Session, handbook: Handbook, case: Case, *, is_full: bool = False) -> CaseFacts:
    """The case with all its hand-offs; the history in brief, or as far as a screen holds it."""
    customer = session.get(Customer, case.customer_id)
    assert customer is not None
    threads = {
        thread.handoff_id: thread
        for thread in session.exec(select(Thread).where(col(Thread.case_number) == case.number))
    }
    query = select(Handoff).where(col(Handoff.case_number) == case.number).order_by(col(Handoff.id))
    handoffs = list(session.exec(query))
    return CaseFacts(
        number=case.number,
        title=case.title,
        story=case.story,
        customer=customer.name,
        tier=customer.tier,
        severity=case.severity,
        status=case.status,
        csm=Person(case.csm, name_of(session, case.csm)),
        opened_at=case.opened_at,
        moved_at=case.moved_at,
        source=case.source,
        handoffs=tuple(
            _of_handoff(session, handbook, one, handoffs, threads.get(one.id)) for one in handoffs
        ),
        history=_history(session, handbook, case.number, {one.id: one for one in handoffs}, is_full=is_full),
        desk=_where(threads.get(None)),
    )


def _of_handoff(
    session: Session, handbook: Handbook, handoff: Handoff, siblings: list[Handoff], thread: Thread | None
) -> HandoffFacts:
    before = next((one for one in siblings if one.id == handoff.came_from), None)
    after = next((one for one in siblings if one.came_from == handoff.id), None)
    assert handoff.id is not None
    return HandoffFacts(
        id=handoff.id,
        department=handbook.name_of(handoff.department),
        department_key=handoff.department,
        status=handoff.status,
        owner=Person(handoff.owner, name_of(session, handoff.owner)) if handoff.owner else None,
        why=handoff.why,
        expected=handoff.expected,
        offered_at=handoff.offered_at,
        accepted_at=handoff.accepted_at,
        moved_at=handoff.moved_at,
        offered_by=name_of(session, handoff.offered_by),
        came_from=handbook.name_of(before.department) if before else None,
        went_to=handbook.name_of(after.department) if after else None,
        ended_by=name_of(session, handoff.ended_by) if handoff.ended_by else None,
        reason=handoff.reason,
        found=handoff.found,
        to_tell=handoff.to_tell,
        root_cause=handoff.root_cause,
        paused_until=handoff.paused_until,
        pause_reason=handoff.pause_reason,
        thread=_where(thread),
    )


def _where(thread: Thread | None) -> Where | None:
    return (thread.channel, thread.ts) if thread and thread.ts else None


def _history(
    session: Session, handbook: Handbook, number: int, handoffs: dict[int | None, Handoff], *, is_full: bool
) -> tuple[HistoryLine, ...]:
    query = (
        select(Entry, Message)
        .join(Message, col(Message.id) == col(Entry.message_id), isouter=True)
        .where(col(Entry.case_number) == number, col(Entry.what).in_(_IN_FULL if is_full else _IN_BRIEF))
        .order_by(col(Entry.id).desc())
        .limit(HISTORY_IN_FULL if is_full else HISTORY_IN_BRIEF)
    )
    newest = [
        _line(session, handbook, entry, message, handoffs.get(entry.handoff_id))
        for entry, message in _typed(session.exec(query))
        if message is None or not message.is_deleted
    ]
    return tuple(reversed(newest))


def _typed(rows: Iterable[tuple[Entry, Message]]) -> Iterable[tuple[Entry, Message | None]]:
    """An outer join gives no message where an entry has none; the library's types do not say so."""
    return rows


def _line(
    session: Session, handbook: Handbook, entry: Entry, message: Message | None, handoff: Handoff | None
) -> HistoryLine:
    department = handbook.name_of(handoff.department) if handoff else "the department"
    return HistoryLine(
        at=message.said_at if message else entry.at,
        who=message.author_name if message else name_of(session, entry.by),
        what=_SAID[entry.what].format(department=department),
        text=message.text if message else entry.text,
    )


def fill(session: Session, handbook: Handbook, notice: Notice) -> Notice:
    """A living card with the facts of this moment; every other notice as it is."""
    match notice:
        case CaseCard(number):
            return CaseCard(number, of_case(session, handbook, _get(session, number)))
        case HandoffCard(handoff_id):
            handoff = session.get(Handoff, handoff_id)
            assert handoff is not None
            facts = of_case(session, handbook, _get(session, handoff.case_number))
            own = next(one for one in facts.handoffs if one.id == handoff_id)
            return HandoffCard(handoff_id, own, facts)
        case _:
            return notice


def _get(session: Session, number: int) -> Case:
    case = session.get(Case, number)
    assert case is not None
    return case
