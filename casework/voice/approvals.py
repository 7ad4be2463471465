"""A person's word that a customer may read something: the only way out of the house."""

import re
from typing import Any

from sqlmodel import col, select

from casework import access, people
from casework.access import Operation
from casework.voice import bindings
from casework.work import Work
from models.approval import Approval, ApprovalKind
from models.case import Case
from models.customer import Customer
from models.customer_notices import CustomerReply
from models.customer_talk import CustomerThread
from models.outgoing import Delivery, Outgoing
from models.refusal import Refusal

LONGEST = 3000
_LIVE = re.compile(r"<[!@#]")
"""A broadcast, a mention or a channel in Slack's markup."""


def approve(
    work: Work,
    case: Case,
    text: str,
    *,
    key: str,
    speaks_as: str | None,
    name: str = "",
    picture: str = "",
    written_by: str | None = None,
    seconded_by: str | None = None,
    knows_who_reads: bool = False,
) -> Approval:
    """Whoever asks sends these very words, and the courier carries them; ``key`` once only.

    ``text`` is mrkdwn exactly as Slack shall get it, ``name`` and ``picture`` (https) what it bears.
    ``knows_who_reads``: they were told that another company reads along since the channel became theirs.
    Refusal for who may not, where the customer has no channel, and for what was sent already.
    """
    speaker = _whose_word(work, case, written_by, seconded_by)
    case.must_be_open()
    customer = reachable(work, case)
    if not knows_who_reads:
        _must_be_among_us(work, customer)
    _must_be_sayable(text)
    must_be_new(work, key)
    thread = thread_of(work, case, customer)
    approval = _given(
        work,
        Approval(
            key=key,
            kind=ApprovalKind.REPLY,
            case_number=case.number,
            thread_id=thread.id,
            speaks_as=speaks_as,
            text=text,
            written_by=written_by or work.actor.user_id,
            seconded_by=seconded_by,
            **{**_where(work, customer), "approved_by": speaker},
        ),
    )
    notice = CustomerReply(case.number, approval.words, name=name, picture=picture)
    work.tell_customer(
        approval,
        thread,
        notice,
        key=f"reply:{approval.id}",
        is_root=thread.ts is None and _is_first(work, thread),
    )
    customer.spoken_at = case.moved_at = work.now
    return approval


def _whose_word(work: Work, case: Case, written_by: str | None, seconded_by: str | None) -> str:
    """Who answers for it: whoever asks, or its author where who asks is the second pair of eyes.

    The author must be allowed to speak to the customer still; who seconds was looked at by who calls.
    """
    if seconded_by != work.actor.user_id or written_by in (None, seconded_by):
        work.allow(Operation.SPEAK, case)
        return work.actor.user_id
    assert written_by is not None
    author = people.actor(work.session, written_by, work.handbook, work.now)
    if not access.kinds_here(author, case, None) & access.ALLOWED[Operation.SPEAK]:
        raise Refusal(f"{author.name}, who wrote it, does not speak to this customer any more.")
    return written_by


def standing(work: Work, customer: Customer) -> Approval:
    """What Liaison says there by itself, in fixed sentences: agreed to by who bound the channel.

    Refusal where nobody has.
    """
    found = work.session.exec(
        select(Approval)
        .where(
            col(Approval.customer_id) == customer.id,
            col(Approval.kind) == ApprovalKind.STANDING,
            col(Approval.binding) == customer.binding,
        )
        .order_by(col(Approval.id).desc())
    ).first()
    if found is None:
        raise Refusal(
            f"Nobody has agreed yet to what I say to {customer.name} by myself. Save `/case customer` once."
        )
    return found


def agree(work: Work, customer: Customer, sentences: str) -> Approval | None:
    """Whoever asks agrees to the fixed ``sentences`` in the customer's channel as it is now."""
    if customer.channel is None:
        return None
    if bindings.strangers(work, customer, bindings.known_channel(work, customer.channel)):
        return None
    given = select(Approval).where(
        col(Approval.customer_id) == customer.id, col(Approval.kind) == ApprovalKind.STANDING
    )
    number = len(work.session.exec(given).all()) + 1
    return _given(
        work,
        Approval(
            key=f"standing:{customer.id}:{number}",
            kind=ApprovalKind.STANDING,
            text=sentences,
            written_by=work.actor.user_id,
            **_where(work, customer),
        ),
    )


def thread_of(work: Work, case: Case, customer: Customer) -> CustomerThread:
    """Where the case is talked about with the customer: the thread that was opened last, else a new one."""
    assert customer.channel is not None
    found = work.session.exec(
        select(CustomerThread)
        .where(
            col(CustomerThread.case_number) == case.number, col(CustomerThread.channel) == customer.channel
        )
        .order_by(col(CustomerThread.id).desc())
    ).first()
    if found is not None:
        return found
    thread = CustomerThread(customer_id=case.customer_id, case_number=case.number, channel=customer.channel)
    work.session.add(thread)
    work.session.flush()
    return thread


def _is_first(work: Work, thread: CustomerThread) -> bool:
    """Nothing of ours opens it yet; what is parked opens nothing."""
    opens = select(Outgoing.id).where(
        col(Outgoing.customer_thread_id) == thread.id,
        col(Outgoing.is_root),
        col(Outgoing.is_gone).is_(False),
        col(Outgoing.status).not_in((Delivery.PARKED, Delivery.DEAD)),
    )
    return work.session.exec(opens).first() is None


def reachable(work: Work, case: Case) -> Customer:
    """Its customer, locked. Refusal where they have no channel."""
    customer = work.session.get_one(Customer, case.customer_id, with_for_update=True)
    if customer.channel is None:
        raise Refusal(
            f"{customer.name} has no channel here. Write to them as you usually do, then choose "
            "*I told them*; `/case customer` gives them a channel."
        )
    return customer


def _must_be_among_us(work: Work, customer: Customer) -> None:
    assert customer.channel is not None
    channel = bindings.known_channel(work, customer.channel)
    if bindings.strangers(work, customer, channel):
        raise Refusal(
            f"Another company reads along in #{channel.name} since it became {customer.name}'s. "
            "Have it taken out there, or give them another channel with `/case customer`.",
            field="text",
        )


def _must_be_sayable(text: str) -> None:
    if not text.strip():
        raise Refusal("There is nothing to send. Write what the customer shall read.", field="text")
    if len(text) > LONGEST:
        raise Refusal(f"That is {len(text) - LONGEST} characters too long for one message.", field="text")
    if _LIVE.search(text):
        raise Refusal("It mentions somebody or a channel of ours; take that out.", field="text")


def must_be_new(work: Work, key: str) -> None:
    """Refusal for what was sent already."""
    before = work.session.exec(select(Approval).where(col(Approval.key) == key)).first()
    if before is not None:
        by = people.name_of(work.session, before.approved_by)
        raise Refusal(f"{by} sent this already. Nothing was sent a second time.")


def _where(work: Work, customer: Customer) -> dict[str, Any]:
    assert customer.channel is not None
    assert customer.id is not None
    channel = bindings.known_channel(work, customer.channel)
    return {
        "customer_id": customer.id,
        "channel": customer.channel,
        "binding": customer.binding,
        "teams": channel.teams,
        "approved_by": work.actor.user_id,
        "approved_at": work.now,
        "digest": "",
    }


def _given(work: Work, approval: Approval) -> Approval:
    approval.digest = approval.sealed()
    work.session.add(approval)
    work.session.flush()
    return approval
