"""What a Problem's steps are called in a history, and its notices filled with the facts of the moment."""

from dataclasses import replace

from casework.problems import facts
from casework.problems.facts import Tied
from casework.work import Work
from models.handoff import Handoff
from models.notices import Notice
from models.problem_notices import GoesOnInProblem, ProblemDraftWaits, ProblemJoined

SAID = {
    "problem_opened": "opened the Problem",
    "joined": "joined it to the Problem",
    "left": "took it out of the Problem",
    "customers_updated": "wrote an update for its customers",
    "fixed": "said that it is fixed",
    "prevented": "saw to it that it does not come back",
    "not_the_same": "said that it is not the same as the Problem",
}


def tied(work: Work, number: int) -> Tied:
    """What the case's card shows of a Problem."""
    return facts.of_case(work, number)


def fill(work: Work, notice: Notice) -> Notice:
    """Links lead to the Problem's cards, as soon as these are posted; every other notice is as it is."""
    match notice:
        case ProblemJoined(problem=problem):
            return replace(notice, where=facts.desk_card(work, problem))
        case GoesOnInProblem(problem=problem, handoff=handoff_id):
            handoff = work.session.get(Handoff, handoff_id)
            department = work.handbook.departments.get(handoff.department) if handoff else None
            where = facts.card_in(work, problem, department.channel) if department else None
            return replace(notice, where=where)
        case ProblemDraftWaits(draft=draft, problem=problem):
            return replace(notice, facts=facts.of_draft(work, draft, problem))
        case _:
            return notice
