"""What a person is to a case, and the sentence for whoever may not."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import access
from casework.access import ALLOWED, STAFF_KINDS, Kind, NotStaff, Operation
from casework.people import Actor
from models.case import Case, Severity
from models.member import Standing
from models.refusal import Refusal
from tests.casework.room import BEN, DANA, NOON

CASE = Case(
    number=1,
    customer_id=1,
    title="t",
    story="s",
    severity=Severity.LOW,
    csm=DANA,
    opened_at=NOON,
    moved_at=NOON,
)
NOBODY = Actor(DANA, "Dana", "UTC", Standing.STAFF)
ROLES = ("is_csm", "is_manager", "is_admin")


def everybody() -> Iterator[Actor]:
    """Every standing with every role, in no, one or two departments."""
    for standing, *roles in product(Standing, *[[False, True]] * 3):
        for departments in ([], ["billing"], ["billing", "legal"]):
            who = dict(zip(ROLES, roles, strict=True))
            yield Actor(BEN, "Ben", "UTC", standing, departments=frozenset(departments), **who)


def test_outsiders_are_one_kind_and_may_do_nothing() -> None:
    for actor in everybody():
        kinds = access.kinds_here(actor, CASE, "billing")
        assert kinds <= access.kinds_anywhere(actor) | {Kind.OTHER_CSM}, actor
        if actor.is_staff:
            assert kinds <= STAFF_KINDS
            assert Kind.STAFF in kinds
            continue
        assert len(kinds) == 1
        assert not kinds & STAFF_KINDS
        for operation in set(Operation) - {Operation.RESPOND}:
            assert not kinds & ALLOWED[operation]
            with pytest.raises(NotStaff, match="I can only help Tidewater's own staff here"):
                access.admit(actor, operation, "Tidewater")


def test_who_is_let_in_nowhere_is_let_in_to_no_case() -> None:
    """The first look never refuses what the look at a case would allow, except to who left the desk."""
    cases = [CASE, Case(**{**CASE.model_dump(), "csm": BEN})]
    for actor, operation, case in product(everybody(), Operation, cases):
        here = access.kinds_here(actor, case, "billing") & ALLOWED[operation]
        if here - {Kind.CSM} or (here and actor.is_csm):
            access.admit(actor, operation, "Tidewater")


def test_whose_case_it_is_decides_between_its_csm_and_another() -> None:
    csm = replace(NOBODY, is_csm=True)
    assert access.kinds_here(csm, CASE, None) == {Kind.STAFF, Kind.CSM}
    assert access.kinds_here(replace(csm, user_id=BEN), CASE, None) == {Kind.STAFF, Kind.OTHER_CSM}


def test_which_department_is_meant_decides_who_its_members_are() -> None:
    mei = replace(NOBODY, user_id=BEN, departments=frozenset({"billing"}))
    assert Kind.DEPARTMENT in access.kinds_here(mei, CASE, "billing")
    assert Kind.DEPARTMENT not in access.kinds_here(mei, CASE, "legal")
    assert Kind.DEPARTMENT not in access.kinds_here(mei, CASE, None)


@pytest.mark.parametrize("operation", Operation, ids=str)
def test_every_refusal_is_a_sentence(operation: Operation) -> None:
    if ALLOWED[operation] >= {Kind.STAFF}:
        access.admit(NOBODY, operation, "Tidewater")
        return
    with pytest.raises(Refusal) as refused:
        access.admit(NOBODY, operation, "Tidewater")
    assert re.fullmatch(r"[A-Z].+\.", refused.value.sentence)


@given(st.sampled_from(list(Operation)), st.sampled_from(list(everybody())))
def test_being_more_never_allows_less(operation: Operation, actor: Actor) -> None:
    allowed = bool(access.kinds_anywhere(actor) & ALLOWED[operation])
    more = replace(actor, is_admin=True)
    if allowed:
        assert access.kinds_anywhere(more) & ALLOWED[operation]
