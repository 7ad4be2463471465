"""A case's own rules: its life, and what is refused in it."""

from datetime import UTC, datetime, timedelta

import pytest

from models.case import Case, CaseStatus, Severity
from models.customer import customer_key
from models.refusal import Refusal

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=10)


def a_case(status: CaseStatus) -> Case:
    return Case(
        number=17,
        customer_id=1,
        title="Charged twice",
        story="Invoice 4711.",
        severity=Severity.NORMAL,
        status=status,
        csm="U0DANAOKAFO",
        opened_at=NOON,
        moved_at=NOON,
        closed_at=NOON if status is CaseStatus.CLOSED else None,
    )


@pytest.mark.parametrize("status", [CaseStatus.OPEN, CaseStatus.ANSWERED], ids=str)
def test_a_case_that_goes_on_can_be_closed(status: CaseStatus) -> None:
    case = a_case(status)
    case.close(LATER)
    assert (case.status, case.closed_at, case.moved_at) == (CaseStatus.CLOSED, LATER, LATER)


def test_a_closed_case_is_not_closed_again() -> None:
    case = a_case(CaseStatus.CLOSED)
    with pytest.raises(Refusal, match="C-17 is closed already"):
        case.close(LATER)
    assert case.closed_at == NOON


@pytest.mark.parametrize("status", [CaseStatus.CLOSED, CaseStatus.ANSWERED], ids=str)
def test_a_case_that_was_answered_or_closed_can_be_reopened(status: CaseStatus) -> None:
    case = a_case(status)
    case.reopen(LATER)
    assert (case.status, case.closed_at, case.moved_at) == (CaseStatus.OPEN, None, LATER)


def test_an_open_case_is_not_reopened() -> None:
    with pytest.raises(Refusal, match="C-17 is open already"):
        a_case(CaseStatus.OPEN).reopen(LATER)


@pytest.mark.parametrize("status", CaseStatus, ids=str)
def test_only_a_closed_case_refuses_work(status: CaseStatus) -> None:
    case = a_case(status)
    if status is not CaseStatus.CLOSED:
        case.must_be_open()
        return
    with pytest.raises(Refusal, match="Reopen it first; nothing was changed"):
        case.must_be_open()


def test_being_answered_and_going_on_are_movement() -> None:
    case = a_case(CaseStatus.OPEN)
    case.answer(LATER)
    assert (case.status, case.moved_at) == (CaseStatus.ANSWERED, LATER)
    case.work_goes_on(LATER + timedelta(minutes=1))
    assert (case.status, case.moved_at) == (CaseStatus.OPEN, LATER + timedelta(minutes=1))


@pytest.mark.parametrize(
    "other", ["Straße & Söhne", "STRASSE & SÖHNE", "  strasse   &\tsöhne ", "Strasse &\u00a0Söhne"]
)
def test_two_spellings_of_a_customers_name_are_one(other: str) -> None:
    assert customer_key(other) == customer_key("Straße & Söhne")


def test_two_customers_are_two() -> None:
    assert customer_key("Fjordlab") != customer_key("Fjord lab")
