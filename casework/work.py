"""What an operation works with: one transaction, the time, the handbook, and who asks."""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple, TypedDict

from sqlalchemy import ColumnElement, bindparam, or_, update
from sqlalchemy import case as either
from sqlmodel import Session, col, select

from casework import access, people, search
from casework.access import Operation
from casework.names import LIAISON
from casework.people import Actor
from config.handbook import Handbook
from models.append import append
from models.approval import Approval
from models.case import Case
from models.case_notices import CaseCard
from models.customer_notices import CustomerNotice
from models.customer_talk import CustomerThread
from models.entry import Entry
from models.handoff import OPEN_STATUSES, Handoff
from models.handoff_notices import HandoffCard
from models.member import Standing
from models.notices import Notice, Spoken, to_row
from models.outgoing import Audience, Delivery, Outgoing
from models.refusal import Refusal
from models.thread import Thread

REVIVAL = timedelta(minutes=10)

_CASE = select(Case).where(col(Case.number) == bindparam("number")).with_for_update()
_CASE_OF_HANDOFF = select(Handoff.case_number).where(col(Handoff.id) == bindparam("handoff"))
_AT_WORK = (
    select(Thread)
    .join(Handoff, col(Handoff.id) == col(Thread.handoff_id), isouter=True)
    .where(
        col(Thread.case_number) == bindparam("number"),
        or_(col(Thread.handoff_id).is_(None), col(Handoff.status).in_(OPEN_STATUSES)),
    )
    .order_by(col(Thread.id))
)
_DESK_THREAD = select(Thread).where(
    col(Thread.case_number) == bindparam("number"), col(Thread.handoff_id).is_(None)
)
_THREAD_OF_HANDOFF = select(Thread).where(col(Thread.handoff_id) == bindparam("handoff"))

_WAS_SENT = col(Outgoing.status) == Delivery.SENT
_RETELL = (
    update(Outgoing)
    .values(
        revision=Outgoing.revision + 1,
        due_at=either(
            (_WAS_SENT & (col(Outgoing.due_at) < bindparam("now")), bindparam("now")),
            else_=col(Outgoing.due_at),
        ),
        status=either((_WAS_SENT, Delivery.PENDING), else_=col(Outgoing.status)),
    )
    .execution_options(synchronize_session=False)
)


class _Promised(TypedDict):
    """What every row of the outbox begins with."""

    key: str
    marker: str
    notice: dict[str, Any]
    due_at: datetime
    created_at: datetime


class Line(NamedTuple):
    """A line of history that was just written."""

    id: int
    what: str


@dataclass
class Work:
    session: Session
    now: datetime
    handbook: Handbook
    secret: bytes
    """Signs the markers of our own messages."""
    by: str | None = None
    """The Slack user who asks; empty for the bot's own work."""
    delivery: str = ""
    is_foreign: bool = False
    """By the delivery's own word, they are of another team: then nobody needs to be asked."""
    has_told: bool = False
    case_number: int | None = None
    """The case that it turned out to be about, for the log."""
    touched: dict[int, set[str]] = field(default_factory=dict)
    """By case, what happened to it; see ``casework.afterwards``."""
    lessons: dict[int, str] = field(default_factory=dict)
    """By case, the department that it turned out to belong to; see ``casework.matching.taught``."""
    _at_hand: list[Case] = field(default_factory=list)
    """Held, so that the session need not load them again."""

    @cached_property
    def actor(self) -> Actor:
        """Whoever asks. Raises NeedsLookup when too little is known of them."""
        assert self.by is not None, "this operation needs somebody who asks"
        if self.is_foreign:
            return Actor(self.by, people.name_of(self.session, self.by), "UTC", Standing.CONNECT)
        return people.actor(self.session, self.by, self.handbook, self.now)

    # -- load

    def case(self, number: int) -> Case:
        """The case, locked: whoever changes anything about a case holds its row.

        The number of one that was merged leads to the one in which it goes on.
        """
        case = self.exactly(number)
        while case.merged_into is not None:
            case = self.exactly(case.merged_into)
        return case

    def exactly(self, number: int) -> Case:
        """The case of this very number, locked, be it merged or not."""
        case = self.session.exec(_CASE, params={"number": number}).first()
        if case is None:
            raise Refusal(f"There is no C-{number}. `/case list` shows the cases there are.")
        return case

    def handoff(self, handoff_id: int) -> tuple[Case, Handoff]:
        """The hand-off as it is now, and its case, locked."""
        while True:
            number = self.session.exec(_CASE_OF_HANDOFF, params={"handoff": handoff_id}).first()
            if number is None:
                raise Refusal("That hand-off does not exist any more.")
            case = self.case(number)
            handoff = self.session.get_one(Handoff, handoff_id, populate_existing=True)
            # Who held the case meanwhile may have merged it, undone that, or split the hand-off off.
            if handoff.case_number == case.number:
                return case, handoff

    def desk_thread(self, case: Case) -> Thread:
        return self.session.exec(_DESK_THREAD, params={"number": case.number}).one()

    def threads_at_work(self, case: Case) -> list[Thread]:
        """The desk's, and those of departments that have a part of it."""
        return list(self.session.exec(_AT_WORK, params={"number": case.number}))

    def thread_of(self, handoff: Handoff) -> Thread:
        return self.session.exec(_THREAD_OF_HANDOFF, params={"handoff": handoff.id}).one()

    # -- decide

    def allow(self, operation: Operation, case: Case, department: str | None = None) -> None:
        """Refuse unless the person may do this to this case, for this department."""
        access.admit(self.actor, operation, self.handbook.company)
        if not access.kinds_here(self.actor, case, department) & access.ALLOWED[operation]:
            raise Refusal(self._who_may(operation, case, department))

    def _who_may(self, operation: Operation, case: Case, department: str | None) -> str:
        match operation:
            case Operation.TAKE | Operation.WORK:
                name = self.handbook.name_of(department or "")
                return f"That is for {name}: only members of its channel can do it. Nothing was changed."
            case Operation.TAKE_OVER:
                return f"{case.label} is yours already."
            case Operation.REASSIGN:
                csm = people.name_of(self.session, case.csm)
                lead = f"a lead of {self.handbook.name_of(department)}, " if department else ""
                return (
                    f"Only {csm}, the CSM of {case.label}, {lead}a manager or an admin can do that. "
                    "Nothing was changed."
                )
            case _:
                csm = people.name_of(self.session, case.csm)
                return (
                    f"Only {csm}, the CSM of {case.label}, a manager or an admin can do that. "
                    "If you stand in for them, choose *Become its CSM* on its card in the desk channel."
                )

    # -- write and tell

    def record(
        self,
        case: Case,
        what: str,
        text: str = "",
        *,
        handoff: Handoff | None = None,
        message_id: int | None = None,
        home: int | None = None,
    ) -> Line:
        """A line of the case's history; what was written in it can be found.

        ``home``: the case that it is about by itself, where that was merged into this one.
        """
        home = handoff.home if handoff else home
        entry_id = append(
            self.session,
            Entry,
            case_number=case.number,
            home=home,
            at=self.now,
            by=self.by or LIAISON,
            what=what,
            text=text,
            handoff_id=handoff.id if handoff else None,
            message_id=message_id,
            delivery=self.delivery,
        )
        if text:
            search.index(self.session, home or case.number, f"entry:{entry_id}", text)
        self.case_number = case.number
        self.touch(case, what)
        return Line(entry_id, what)

    def touch(self, case: Case, what: str) -> None:
        """Something happened to the case, from which more may follow."""
        self.touched.setdefault(case.number, set()).add(what)
        self._at_hand.append(case)

    def key(self, line: Line) -> str:
        """The business identity of what is told because of this line."""
        return f"{line.what}:{line.id}"

    def tell(self, thread: Thread, notice: Notice, *, key: str) -> None:
        """Promise a message to a thread, in this transaction. ``key`` is its business identity."""
        self._promise(thread, notice, f"{key}:{thread.id}")

    def open_thread(self, thread: Thread, card: CaseCard | HandoffCard) -> None:
        """Promise the living card that opens a thread."""
        self.session.add(thread)
        self.session.flush()
        self._promise(thread, card, card_key(card), is_root=True)

    def tell_person(
        self, user_id: str, notice: Notice, *, key: str, case: Case | None = None, lane: str = ""
    ) -> None:
        """Promise a direct message; in a lane of its own if it may have to wait for the day."""
        append(
            self.session,
            Outgoing,
            **self._promised(notice, key),
            lane=lane or f"person:{user_id}",
            recipient=user_id,
            case_number=case.number if case else None,
        )

    def tell_customer(
        self,
        approval: Approval,
        thread: CustomerThread,
        notice: CustomerNotice,
        *,
        key: str,
        is_root: bool = False,
    ) -> None:
        """Promise a message to a customer's thread, on somebody's word. ``is_root``: it opens the thread."""
        append(
            self.session,
            Outgoing,
            **self._promised(notice, key),
            audience=Audience.CUSTOMER,
            approval_id=approval.id,
            lane=f"customer:{thread.id}",
            customer_thread_id=thread.id,
            channel=approval.channel,
            case_number=thread.case_number,
            is_root=is_root,
        )

    def redraw(self, *cards: CaseCard | HandoffCard) -> None:
        """Bring cards up to date, all by one statement."""
        self.retell(col(Outgoing.key).in_([card_key(card) for card in cards]))

    def retell(self, which: ColumnElement[bool], **wanted: object) -> None:
        """Bring messages up to date: at once, or a second after they were last drawn, whatever comes later.

        ``wanted`` are columns that change. The update locks the rows, so that the courier either sees this
        transaction or draws again.
        """
        self.session.exec(_RETELL.where(which).values(wanted), params={"now": self.now})
        self.has_told = True

    def _promise(self, thread: Thread, notice: Notice, key: str, *, is_root: bool = False) -> None:
        if thread.ts is None and not is_root and self._may_be_dead(thread):
            self._try_again_to_open(thread)
        append(
            self.session,
            Outgoing,
            **self._promised(notice, key),
            lane=f"thread:{thread.id}",
            thread_id=thread.id,
            channel=thread.channel,
            case_number=thread.case_number,
            is_root=is_root,
        )

    def _may_be_dead(self, thread: Thread) -> bool:
        """A card is not given up for long before its case was opened for long."""
        case = self.session.get(Case, thread.case_number)
        return case is None or case.opened_at < self.now - REVIVAL

    def _try_again_to_open(self, thread: Thread) -> None:
        """A card that could not be posted a while ago may find its channel usable now."""
        self.session.exec(
            update(Outgoing)
            .where(
                col(Outgoing.thread_id) == thread.id,
                col(Outgoing.is_root),
                col(Outgoing.status) == Delivery.DEAD,
                col(Outgoing.due_at) < self.now - REVIVAL,
            )
            .values(status=Delivery.PENDING, due_at=self.now, attempts=0, error="", first_claimed_at=None)
            .execution_options(synchronize_session=False)
        )

    def _promised(self, notice: Spoken, key: str) -> _Promised:
        self.has_told = True
        return {
            "key": key,
            "marker": hmac.new(self.secret, key.encode(), hashlib.sha256).hexdigest(),
            "notice": to_row(notice),
            "due_at": self.now,
            "created_at": self.now,
        }


def card_key(card: CaseCard | HandoffCard) -> str:
    return f"card:case:{card.case}" if isinstance(card, CaseCard) else f"card:handoff:{card.handoff}"
