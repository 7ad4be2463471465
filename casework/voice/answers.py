"""What was told is kept, offered when a similar question arises, and compared with what is told now."""

import re
from datetime import date

from sqlalchemy import delete
from sqlmodel import col, select

from casework.matching import likeness
from casework.merging import families
from casework.work import Work
from models.answer import AnswerUse, GivenAnswer
from models.approval import Approval
from models.case import Case
from models.customer import Customer
from models.handoff import Handoff, HandoffStatus
from models.refusal import Refusal
from models.reply_facts import EarlierAnswer

MOST = 3
_LOOKED_AT = 20
_FIGURE = re.compile(r"\d+(?:[.,:/-]\d+)*")
_NOT = re.compile(
    r"\b(?:no|not|never|none|nothing|cannot|without|unable)\b|n['’]t\b", re.IGNORECASE
)  # fmt: skip
_BRIEF = 300


def keep(
    work: Work, case: Case, approval: Approval, wording: str, *, valid_until: date | None = None
) -> None:
    """What the customer was told is the answer to what the case asks, to the end of that day in UTC."""
    department = select(Handoff.department).where(
        col(Handoff.case_number) == case.number, col(Handoff.status) == HandoffStatus.DONE
    )
    last = work.session.exec(
        department.order_by(col(Handoff.ended_at).desc(), col(Handoff.id).desc())
    ).first()
    assert approval.id is not None
    work.session.add(
        GivenAnswer(
            approval_id=approval.id,
            customer_id=case.customer_id,
            case_number=case.number,
            question=case.title,
            wording=wording,
            department=last,
            given_at=work.now,
            valid_until=valid_until,
        )
    )


def sent_anew(work: Work, before: Approval, now: Approval) -> None:
    """The same words leave by another approval."""
    for one in _kept_of(work, before):
        one.approval_id, one.given_at = now.id or 0, work.now


def never_sent(work: Work, approval: Approval) -> None:
    """Nobody was told that: it is no answer. Of who took it up meanwhile nothing is known any more."""
    for one in _kept_of(work, approval):
        work.session.exec(delete(AnswerUse).where(col(AnswerUse.answer_id) == one.id))
        work.session.delete(one)


def _kept_of(work: Work, approval: Approval) -> list[GivenAnswer]:
    return list(work.session.exec(select(GivenAnswer).where(col(GivenAnswer.approval_id) == approval.id)))


def offered(work: Work, case: Case) -> tuple[EarlierAnswer, ...]:
    """Answers that hold still, to this case's question or a like one; this customer's first."""
    like = likeness.suggest(
        work.session,
        case.title,
        case.story,
        now=work.now,
        most=_LOOKED_AT,
        customer_id=case.customer_id,
        number=case.number,
    )
    above = work.handbook.matching.show_above
    alike = [one.number for one in like if above is not None and one.score >= above]
    numbers = [*families.family(work.session, case.number), *alike]
    query = (
        select(GivenAnswer, Customer.name)
        .join(Customer, col(Customer.id) == col(GivenAnswer.customer_id))
        .where(
            col(GivenAnswer.case_number).in_(numbers),
            col(GivenAnswer.valid_until).is_(None) | (col(GivenAnswer.valid_until) >= work.now.date()),
        )
        .order_by(col(GivenAnswer.given_at).desc())
    )
    found = [_earlier(answer, name, case) for answer, name in work.session.exec(query)]
    return tuple(sorted(found, key=lambda one: not one.is_theirs)[:MOST])


def wording(work: Work, answer_id: int) -> str:
    """What was told then. Refusal where that holds no longer."""
    found = work.session.get(GivenAnswer, answer_id)
    if found is None or (found.valid_until is not None and found.valid_until < work.now.date()):
        raise Refusal("That answer holds no longer; write what they can be told now.", field="to_tell")
    return found.wording


def take_up(work: Work, case: Case, answer_id: int) -> None:
    """An earlier answer is used here."""
    if work.session.get(GivenAnswer, answer_id) is not None:
        work.session.add(
            AnswerUse(
                answer_id=answer_id, case_number=case.number, used_by=work.actor.user_id, used_at=work.now
            )
        )


def contradiction(text: str, earlier: tuple[EarlierAnswer, ...]) -> str:
    """How this differs from what the customer was told before, as sentences with both texts; else empty."""
    for one in earlier:
        if one.is_theirs and differs(one.wording, text):
            day = f"{one.given_at:%-d %B}"
            return f"On {day} they were told otherwise: “{_brief(one.wording)}” Now: “{_brief(text)}”"
    return ""


def differs(before: str, now: str) -> bool:
    """In substance: other figures where both give some, or one of them denies."""
    figures, others = set(_FIGURE.findall(before)), set(_FIGURE.findall(now))
    has_other_figures = bool(figures and others) and not (figures <= others or others <= figures)
    return has_other_figures or bool(_NOT.search(before)) != bool(_NOT.search(now))


def _earlier(answer: GivenAnswer, customer: str, case: Case) -> EarlierAnswer:
    assert answer.id is not None
    is_theirs = answer.customer_id == case.customer_id
    return EarlierAnswer(
        answer.id,
        customer,
        answer.case_number,
        answer.wording,
        answer.given_at,
        answer.valid_until,
        is_theirs,
    )


def _brief(text: str) -> str:
    return text if len(text) <= _BRIEF else text[: _BRIEF - 1] + "…"
