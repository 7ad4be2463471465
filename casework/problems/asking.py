"""Which Problems and cases there are: for menus, lists and the forms that join them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from casework import access, search
from casework.access import Operation
from casework.problems import joining, ties
from casework.problems.ties import IS_IN
from casework.work import Work
from models.case import NOT_CLOSED, Case, Severity
from models.customer import Customer, customer_key
from models.handoff import OPEN_STATUSES, Handoff
from models.problem import Problem, ProblemCase
from models.refusal import Refusal

FOUND = 50
_NUMBER = re.compile(r"\s*(?:c-?)?(\d{1,9})\s*", re.IGNORECASE)
_MILDEST_LAST = tuple(Severity)


@dataclass(frozen=True)
class CaseChoice:
    """A case or a Problem as a menu shows it; to colleagues only, who may read every case."""

    number: int
    title: str
    customer: str
    """Empty for a Problem."""


@dataclass(frozen=True)
class Opening:
    """What the form for a Problem begins with."""

    cases: tuple[CaseChoice, ...]
    department: str
    severity: Severity


@dataclass(frozen=True)
class Joining:
    """A case that can join a Problem as things are."""

    case: CaseChoice
    problem: CaseChoice


def open_problems(work: Work, numbers: Sequence[int]) -> dict[int, str]:
    """By case, the label of the Problem that it is in, where this is not fixed."""
    query = (
        select(ProblemCase.case_number, ProblemCase.problem)
        .join(Problem, col(Problem.case_number) == col(ProblemCase.problem))
        .where(col(ProblemCase.case_number).in_(numbers), IS_IN, col(Problem.fixed_at).is_(None))
    )
    return {number: f"C-{problem}" for number, problem in work.session.exec(query)}


def to_open(work: Work, numbers: Sequence[int] = ()) -> Opening:
    """For whoever may: these cases are chosen already, and their department with them."""
    access.admit(work.actor, Operation.JOIN, work.handbook.company)
    chosen = [_free(work, number) for number in numbers]
    department = next(filter(None, (_department(work, one.number) for one in chosen)), None)
    worst = min((one.severity for one in chosen), key=_MILDEST_LAST.index, default=Severity.HIGH)
    return Opening(
        tuple(_choice(work, one) for one in chosen),
        department or work.handbook.default_department,
        worst,
    )


def to_tie(work: Work, one: int, other: int) -> Opening | Joining:
    """Two cases that say the same: of a Problem that is there, or of one to be opened. Refusal if neither."""
    access.admit(work.actor, Operation.JOIN, work.handbook.company)
    first, second = work.case(one), work.case(other)
    if first.number == second.number:
        raise Refusal(f"{first.label} is the same case; there is nothing to join.")
    theirs = {case.number: _unfixed(work, case.number) for case in (first, second)}
    inside = [case for case in (first, second) if theirs[case.number]]
    if not inside:
        return to_open(work, (first.number, second.number))
    problem, joins = theirs[inside[0].number], second if inside[0] is first else first
    assert problem is not None
    return to_join(work, joins.number, problem.case_number)


def to_join(work: Work, number: int, problem: int) -> Joining:
    """Refusal if the case cannot join that Problem."""
    access.admit(work.actor, Operation.JOIN, work.handbook.company)
    carrier, _ = joining.to_join(work, problem)
    case = work.case(number)
    joining.must_be_free(work, carrier, case)
    return Joining(_choice(work, case), CaseChoice(carrier.number, carrier.title, ""))


def choices_to_join(work: Work, number: int) -> tuple[CaseChoice, tuple[CaseChoice, ...]]:
    """A case, and the Problems that it can join. Refusal if it cannot join any."""
    access.admit(work.actor, Operation.JOIN, work.handbook.company)
    case = _free(work, number)
    query = (
        select(Case)
        .join(Problem, col(Problem.case_number) == col(Case.number))
        .where(col(Problem.fixed_at).is_(None), col(Case.status).in_(NOT_CLOSED))
        .order_by(col(Case.number).desc())
        .limit(FOUND)
    )
    return _choice(work, case), tuple(
        CaseChoice(one.number, one.title, "") for one in work.session.exec(query)
    )


def cases_matching(work: Work, typed: str) -> list[CaseChoice]:
    """Open cases that can join a Problem: by number, customer's name or words; the newest first."""
    access.admit(work.actor, Operation.JOIN, work.handbook.company)
    query = (
        select(Case.number, Case.title, Customer.name)
        .join(Customer, col(Customer.id) == col(Case.customer_id))
        .where(col(Case.status).in_(NOT_CLOSED), col(Customer.is_several).is_(False))
        .where(~ties.holds(col(Case.number)))
        .order_by(col(Case.number).desc())
        .limit(FOUND)
    )
    if match := _NUMBER.fullmatch(typed):
        query = query.where(col(Case.number) == int(match[1]))
    elif typed.strip():
        is_theirs = col(Customer.key).contains(customer_key(typed), autoescape=True)
        query = query.where(is_theirs | col(Case.number).in_(search.find(work.session, typed)))
    return [CaseChoice(*row) for row in work.session.exec(query)]


def _free(work: Work, number: int) -> Case:
    """Refusal for a case that cannot join any Problem."""
    case = work.case(number)
    other = ties.tied(work, case.number)
    if other is not None and other.case_number == case.number:
        raise Refusal(f"{case.label} is a Problem itself, and a Problem cannot be put into another.")
    if other is not None and not other.is_fixed:
        raise Refusal(f"{case.label} is in Problem C-{other.case_number} already.")
    case.must_be_open()
    return case


def _unfixed(work: Work, number: int) -> Problem | None:
    found = ties.tied(work, number)
    return found if found is not None and (found.case_number == number or not found.is_fixed) else None


def _choice(work: Work, case: Case) -> CaseChoice:
    customer = work.session.get(Customer, case.customer_id)
    assert customer is not None
    return CaseChoice(case.number, case.title, "" if customer.is_several else customer.name)


def _department(work: Work, number: int) -> str | None:
    """Who has it, or had it last."""
    query = select(Handoff.department).where(col(Handoff.case_number) == number)
    order = (col(Handoff.status).in_(OPEN_STATUSES).desc(), col(Handoff.id).desc())
    found = work.session.exec(query.order_by(*order)).first()
    return found if found in work.handbook.departments else None
