"""Words for a customer that a second person reads first, where the handbook asks for that."""

from sqlmodel import col, select

from casework import people, promised, promises
from casework.merging import families
from casework.owed import Owed
from casework.voice import approvals, readers
from casework.work import Work
from models.approval import ReplyDraft
from models.case import Case
from models.customer import Customer
from models.handoff import Handoff, HandoffStatus
from models.notices import from_row, to_row
from models.outgoing import Outgoing
from models.promise import Outcome, Promise, PromiseKind
from models.refusal import Refusal
from models.reply_facts import Written
from models.voice_notices import ReplyWaits

_GONE = (HandoffStatus.WITHDRAWN, HandoffStatus.DECLINED)


def why(work: Work, case: Case) -> str:
    """Why somebody else reads what this case's customer is told, as a sentence's end; else empty."""
    policy = work.handbook.voice.second_pair
    customer = work.session.get_one(Customer, case.customer_id)
    asked = select(Handoff.department).where(
        col(Handoff.case_number) == case.number, col(Handoff.status).not_in(_GONE)
    )
    for department in work.session.exec(asked):
        if department in policy.departments:
            return f"{work.handbook.name_of(department)} has a part in it"
    if case.severity.value in policy.severities:
        return f"its severity is {case.severity.value}"
    return f"{customer.name} is a {customer.tier} customer" if customer.tier in policy.tiers else ""


def hold(work: Work, case: Case, written: Written, *, key: str, speaks_as: str | None, reason: str) -> None:
    """Whoever asks wrote it; it goes nowhere until somebody else has read it. Refusal for the same twice."""
    approvals.must_be_new(work, key)
    key = _identity(work, key)
    draft = ReplyDraft(
        key=key,
        case_number=case.number,
        text=written.text,
        speaks_as=speaks_as,
        waits_for_them=written.waits_for_them,
        takes_up=written.answer,
        valid_until=written.valid_until,
        why=reason,
        written_by=work.actor.user_id,
        written_at=work.now,
    )
    work.session.add(draft)
    work.session.flush()
    if _promise(work, case) is None:
        promised.open_one(work, case, Owed(PromiseKind.APPROVE, None, case.csm))
    work.record(case, "draft_written", written.text)
    notice = ReplyWaits(
        case.number,
        draft.id or 0,
        work.actor.name,
        written.text,
        reason,
        reader_ids=readers.of(work, case, author=work.actor.user_id),
    )
    work.tell(work.desk_thread(case), notice, key=_notice_key(draft))


def decide(work: Work, case: Case, draft: ReplyDraft, how: str, *, reason: str = "") -> None:
    """It waits no longer; what offered it says what came of it. Refusal if that was decided before."""
    if draft.decided_at is not None:
        raise Refusal("That was decided already. Nothing was changed.")
    draft.decided_at, draft.decided_by = work.now, work.by
    draft.is_sent, draft.reason = how == "approved", reason
    name = work.actor.name if work.by else ""
    for row in work.session.exec(select(Outgoing).where(col(Outgoing.key).startswith(_notice_key(draft)))):
        notice = from_row(row.notice)
        assert isinstance(notice, ReplyWaits)
        settled = ReplyWaits(**{**vars(notice), "settled": how, "settled_by": name, "reason": reason})
        work.retell(col(Outgoing.id) == row.id, notice=to_row(settled))
    work.session.flush()
    promise = _promise(work, case)
    if promise is not None and not _waiting(work, case):
        kept = Outcome.LATE if promise.is_late(work.now) else Outcome.KEPT
        promised.end(work, promise, Outcome.MOOT if how == "closed" else kept)


def closes(work: Work, case: Case) -> None:
    """Nothing of a closed case waits to be read."""
    for draft in _waiting(work, case):
        decide(work, case, draft, "closed")


def _waiting(work: Work, case: Case) -> list[ReplyDraft]:
    """Of the case, and of those that go on in it."""
    query = select(ReplyDraft).where(
        col(ReplyDraft.case_number).in_(families.family(work.session, case.number)),
        col(ReplyDraft.decided_at).is_(None),
    )
    return list(work.session.exec(query))


def _identity(work: Work, key: str) -> str:
    """The draft's key; one that was sent back can be written again."""
    before = list(
        work.session.exec(
            select(ReplyDraft).where(
                (col(ReplyDraft.key) == key) | col(ReplyDraft.key).startswith(f"{key}/", autoescape=True)
            )
        )
    )
    for draft in before:
        by = people.name_of(work.session, draft.written_by)
        if draft.decided_at is None:
            raise Refusal(f"{by} wrote this already, and it waits to be read by somebody else.")
        if draft.is_sent:
            raise Refusal(f"{by} sent this already. Nothing was sent a second time.")
    return f"{key}/{len(before)}" if before else key


def _promise(work: Work, case: Case) -> Promise | None:
    return next((one for one in promises.of_case(work, case.number) if one.kind is PromiseKind.APPROVE), None)


def _notice_key(draft: ReplyDraft) -> str:
    return f"second:{draft.id}:"
