"""A Problem is opened: a case of its own, that its department works on, and the cases that it is behind."""

from dataclasses import dataclass

from casework import access, cases, customers, handoffs
from casework.access import Operation
from casework.problems import joining
from casework.work import Work
from models.case import STORY_LIMIT, TITLE_LIMIT, Case, Severity
from models.problem import Problem
from models.refusal import Refusal

MOST = 100
"""Slack's menu takes no more; further cases join one by one."""


@dataclass(frozen=True)
class NewProblem:
    title: str
    story: str
    """What is known; everybody who has one of its cases reads it."""
    severity: Severity
    department: str
    cases: tuple[int, ...] = ()


def open_problem(work: Work, new: NewProblem) -> int:
    """Offer it to its department, and let the cases join; the opener becomes its coordinator.

    Returns its number, which is the next of the cases'.
    """
    access.admit(work.actor, Operation.JOIN, work.handbook.company)
    if len(new.title) > TITLE_LIMIT or len(new.story) > STORY_LIMIT or len(new.cases) > MOST:
        raise Refusal("The title, the description or the list of cases is too long.")
    if new.department not in work.handbook.departments:
        raise Refusal("There is no such department any more; choose another one.", field="department")
    carrier = _carrier(work, new)
    work.session.add(Problem(case_number=carrier.number, department=new.department))
    work.session.flush()
    why = f"{work.actor.name} chose it."
    handoffs.offer(work, carrier, new.department, why=why, expected=joining.EXPECTED, is_first=True)
    for number in sorted(set(new.cases)):
        joining.join(work, number, problem=carrier.number)
    return carrier.number


def _carrier(work: Work, new: NewProblem) -> Case:
    several = customers.several(work)
    assert several.id is not None
    carrier = Case(
        number=cases.next_number(work),
        customer_id=several.id,
        title=new.title,
        story=new.story,
        severity=new.severity,
        csm=work.actor.user_id,
        opened_at=work.now,
        moved_at=work.now,
    )
    cases.begin(work, carrier, several, what="problem_opened")
    return carrier
