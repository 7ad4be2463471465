"""A case told for a card or a list: facts gathered from the tables, ready to be drawn."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from casework import customers_turn, dues, names, owing, questions, told_before
from casework.matching import opinions, suggestions
from casework.merging import families
from casework.names import Names
from casework.problems import stories as of_problems
from casework.work import Work
from config.handbook import Handbook
from models.case import Case
from models.case_notices import CaseCard, LooksLike
from models.clock_notices import Nudged, NudgedDesk, Reminders
from models.customer import Customer
from models.entry import TIME_IN_ENTRIES, Entry
from models.facts import (
    CaseFacts,
    Due,
    GoesOn,
    HandoffFacts,
    HistoryLine,
    Joined,
    KnownFact,
    Person,
    Question,
    Where,
)
from models.handoff import Handoff
from models.handoff_notices import HandoffCard
from models.notices import Notice
from models.thread import Message, Thread

HISTORY_IN_BRIEF = 6
HISTORY_IN_FULL = 40
KNOWN_IN_BRIEF = 3
KNOWN_IN_FULL = 20

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
    "lapsed": "saw that nobody in {department} took it in time",
    "went_back": "put it back for {department}, as nothing moved",
    "pause_over": "ended the pause in {department}",
    "still_mine": "said that {department}'s part is still theirs",
    "severity_changed": "changed the severity",
    "update_promised": "promised the customer news by",
    "told": "told the customer",
    "draft_written": "wrote for the customer, to be read by somebody else first",
    "draft_sent_back": "sent back what was written for the customer",
    "customer_updated": "gave the customer the promised news",
    "touch_promised": "reminded the CSM to get in touch with the customer",
    "customer_spoken": "spoke to the customer",
    "customer_asked": "told the customer, who is asked whether it is solved",
    "customer_asked_again": "asked the customer once more whether it is solved",
    "customer_solved": "said for the customer that it is solved",
    "customer_not_yet": "said for the customer that it is not solved yet",
    "customer_scored": "said for the customer how satisfied they are",
    "withdrawn": "withdrew it from {department}",
    "said": "wrote",
    "edited": "changed what they wrote",
    "deleted": "took a message back",
    "answered": "completed the answer: the CSM can tell the customer",
    "merged": "merged it into case",
    "absorbed": "merged into it case",
    "parted": "undid the merge with case",
    "split": "split off",
    "split_off": "split it off from",
    "closed": "closed the case",
    "reopened": "reopened the case",
    "csm_changed": "became the CSM",
    "backfilled": "wrote, before the case was opened",
    "brought": "wrote, before it was added here",
    "added": "added",
    "told_apart": "said that it is not the same as",
    "words_removed": "took out the words of somebody who asked to be forgotten",
    **of_problems.SAID,
}
_IN_FULL = tuple(what for what in _SAID if what not in ("edited", "deleted"))
_IN_BRIEF = (
    "said",
    "backfilled",
    "brought",
    "added",
    "asked",
    "done",
    "declined",
    "returned",
    "stuck",
    "closed",
    "reopened",
)
"""What a card does not say elsewhere already."""


def of_case(work: Work, case: Case, *, is_full: bool = False) -> CaseFacts:
    """The case with all its hand-offs; the history in brief, or as far as a screen holds it."""
    customer = work.session.get(Customer, case.customer_id)
    assert customer is not None
    source = _gather(work, case, is_full=is_full)
    tied = of_problems.tied(work, case.number)
    return CaseFacts(
        number=case.number,
        title=case.title,
        story=case.story,
        customer=customer.name,
        tier=customer.tier,
        severity=case.severity,
        status=case.status,
        csm=Person(case.csm, source.names[case.csm]),
        opened_at=case.opened_at,
        moved_at=case.moved_at,
        source=case.source,
        handoffs=tuple(_of_handoff(source, one) for one in source.handoffs.values()),
        history=tuple(_line(source, case, entry, message) for entry, message in source.lines),
        desk=_where(source.threads.get(None)),
        dues=dues.of_csm(source.dues),
        is_reachable=customer.channel is not None,
        goes_on=_goes_on(work.session, case),
        joined=_joined(work.session, case.number),
        problem=tied.carried,
        within=tied.around,
        known=_known(work, case, KNOWN_IN_FULL if is_full else KNOWN_IN_BRIEF),
        with_them=customers_turn.of_cases(work.session, [case.number]).get(case.number),
    )


def _known(work: Work, case: Case, limit: int) -> tuple[KnownFact, ...]:
    return tuple(map(told_before.facts_of, told_before.known(work, case.customer_id, limit=limit)))


def _joined(session: Session, number: int) -> tuple[Joined, ...]:
    numbers = families.family(session, number)[1:]
    if not numbers:
        return ()
    cases = session.exec(select(Case).where(col(Case.number).in_(numbers)).order_by(col(Case.number)))
    return tuple(Joined(one.number, one.title, one.story) for one in cases)


def _goes_on(session: Session, case: Case) -> GoesOn | None:
    if case.merged_into is None:
        return None
    leads_to = _get(session, families.survivor(session, case.merged_into))
    return GoesOn(leads_to.number, leads_to.title, desk_of(session, leads_to.number))


@dataclass(frozen=True)
class _Source:
    """What the tables hold about one case. Threads, hand-offs and questions by the hand-off's id."""

    handbook: Handbook
    names: Names
    threads: dict[int | None, Thread]
    handoffs: dict[int | None, Handoff]
    questions: dict[int | None, Entry]
    lines: list[tuple[Entry, Message | None]]
    dues: list[Due]


def _gather(work: Work, case: Case, *, is_full: bool) -> _Source:
    session = work.session
    threads = session.exec(select(Thread).where(col(Thread.case_number) == case.number))
    of_the_case = select(Handoff).where(col(Handoff.case_number) == case.number).order_by(col(Handoff.id))
    handoffs = session.exec(of_the_case).all()
    asked = questions.waiting(session, [case.number])
    lines = _history(session, case.number, is_full=is_full)
    people = [case.csm, *(entry.by for entry in asked.values()), *(entry.by for entry, _ in lines)]
    people += [who for one in handoffs for who in (one.owner, one.offered_by, one.ended_by) if who]
    return _Source(
        work.handbook,
        names.of(session, people),
        {thread.handoff_id: thread for thread in threads},
        {handoff.id: handoff for handoff in handoffs},
        asked,
        lines,
        dues.of_cases(work, [case.number]).get(case.number, []),
    )


def _of_handoff(source: _Source, handoff: Handoff) -> HandoffFacts:
    called, department = source.names, source.handbook.name_of(handoff.department)
    before = source.handoffs.get(handoff.came_from) if handoff.came_from else None
    after = next((one for one in source.handoffs.values() if one.came_from == handoff.id), None)
    thread, asked = source.threads.get(handoff.id), source.questions.get(handoff.id)
    assert handoff.id is not None
    return HandoffFacts(
        id=handoff.id,
        department=department,
        department_key=handoff.department,
        status=handoff.status,
        owner=Person(handoff.owner, called[handoff.owner]) if handoff.owner else None,
        why=handoff.why,
        expected=handoff.expected,
        offered_at=handoff.offered_at,
        accepted_at=handoff.accepted_at,
        moved_at=handoff.moved_at,
        offered_by=called[handoff.offered_by],
        came_from=source.handbook.name_of(before.department) if before else None,
        went_to=source.handbook.name_of(after.department) if after else None,
        ended_by=called[handoff.ended_by] if handoff.ended_by else None,
        reason=handoff.reason,
        found=handoff.found,
        to_tell=handoff.to_tell,
        root_cause=handoff.root_cause,
        paused_until=handoff.paused_until,
        pause_reason=handoff.pause_reason,
        waits_for_customer=handoff.waits_for_customer,
        thread=_where(thread),
        question=Question(department, called[asked.by], asked.text) if asked else None,
        due=dues.of_department(source.dues, handoff.id),
        answer_due=dues.answer_of(source.dues, handoff.id),
        home=handoff.home,
        has_left=_has_left(source.handbook, handoff, thread),
    )


def _has_left(handbook: Handbook, handoff: Handoff, thread: Thread | None) -> bool:
    is_known = handoff.department in handbook.departments
    return not is_known or (thread is not None and thread.channel not in handbook.channels)


def _where(thread: Thread | None) -> Where | None:
    return (thread.channel, thread.ts) if thread and thread.ts else None


def desk_of(session: Session, number: int) -> Where | None:
    """The card that opens a case's desk thread, once it is posted."""
    query = select(Thread).where(col(Thread.case_number) == number, col(Thread.handoff_id).is_(None))
    return _where(session.exec(query).first())


def _history(session: Session, number: int, *, is_full: bool) -> list[tuple[Entry, Message | None]]:
    """The newest lines, oldest of them first, without what was taken back."""
    query = (
        select(Entry, Message)
        .join(Message, col(Message.id) == col(Entry.message_id), isouter=True)
        .where(col(Entry.case_number) == number, col(Entry.what).in_(_IN_FULL if is_full else _IN_BRIEF))
        .order_by(col(Entry.id).desc())
        .limit(HISTORY_IN_FULL if is_full else HISTORY_IN_BRIEF)
    )
    newest = _typed(session.exec(query))
    return [(entry, message) for entry, message in newest if message is None or not message.is_deleted][::-1]


def _typed(rows: Iterable[tuple[Entry, Message]]) -> Iterable[tuple[Entry, Message | None]]:
    """An outer join gives no message where an entry has none; the library's types do not say so."""
    return rows


def _time_in(entry: Entry) -> datetime | None:
    """By when the customer was promised news."""
    if entry.what != "update_promised":
        return None
    return datetime.strptime(entry.text, TIME_IN_ENTRIES).replace(tzinfo=UTC)


def _line(source: _Source, case: Case, entry: Entry, message: Message | None) -> HistoryLine:
    if message is None:
        handoff = source.handoffs.get(entry.handoff_id)
        department = source.handbook.name_of(handoff.department) if handoff else "the department"
        what = _SAID[entry.what].format(department=department)
        named = _time_in(entry)
        text = "" if named else entry.text
        return HistoryLine(entry.at, source.names[entry.by], what, text, named)
    if entry.what == "backfilled" and _begins_with(case.story, message.text):
        return HistoryLine(message.said_at, message.author_name, "wrote what stands above")
    return HistoryLine(message.said_at, message.author_name, _SAID[entry.what], message.text)


def _begins_with(story: str, text: str) -> bool:
    """The story is the message that the case was opened from, perhaps with more below it."""
    return bool(text) and f"{story}\n".startswith(f"{text}\n")


def fill(work: Work, notice: Notice, *, is_new: bool) -> Notice:  # noqa: PLR0911 -- a branch per kind
    """A living notice with the facts of this moment; every other one as it is.

    ``is_new``: it was not posted yet, so that what is over need not be said any more.
    """
    session = work.session
    match notice:
        case CaseCard(number):
            return CaseCard(number, of_case(work, _get(session, number)))
        case HandoffCard(handoff_id):
            handoff = session.get(Handoff, handoff_id)
            assert handoff is not None
            facts = of_case(work, _get(session, handoff.case_number))
            own = next(one for one in facts.handoffs if one.id == handoff_id)
            return HandoffCard(handoff_id, opinions.on_card(work, facts, own), facts)
        case Nudged(promise=promise_id):
            return replace(notice, facts=owing.facts(work, [promise_id])[promise_id])
        case NudgedDesk(reminder=reminder_id):
            return replace(notice, facts=owing.of_reminder(work, reminder_id))
        case Reminders(batch):
            told = owing.of_batch(work, batch, is_new=is_new)
            return Reminders(batch, told, owing.owed_in(work, batch))
        case LooksLike():
            return suggestions.fill(work, notice)
        case _:
            return of_problems.fill(work, notice)


def _get(session: Session, number: int) -> Case:
    case = session.get(Case, number)
    assert case is not None
    return case
