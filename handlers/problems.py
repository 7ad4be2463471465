"""Problems: open one, join and leave, update its customers, fixed, prevented, and back again."""

from casework import forms
from casework.access import Operation
from casework.problems import asking, fixing, joining, leaving, opening, returning, updates
from casework.problems.asking import CaseChoice, Joining
from casework.problems.fixing import Fix, Prevention
from casework.problems.opening import NewProblem
from handlers.answer import Answer, Kind
from handlers.office import Call
from handlers.rows import Row
from models.facts import CaseFacts, HandoffFacts
from views.forms.problem_outcomes import Fixed, FixedForm, UpdateCustomersForm
from views.forms.problems import (
    Choice,
    JoinProblemForm,
    LeaveProblemForm,
    OpenProblemForm,
    case_options,
)


async def open_form(call: Call) -> None:
    """`/case problem`: nothing is known yet."""
    await _draw_opening(call, await call.read(asking.to_open))


async def ask(call: Call) -> Answer | None:
    """Two cases that say the same: (17, 12). One more for a Problem that is there, or a new one."""
    one, _, other = call.action["value"].partition(":")
    found = await call.read(asking.to_tie, int(one), int(other))
    if isinstance(found, Joining):
        await call.open_modal(JoinProblemForm.confirm(_choice(found.case), _choice(found.problem)))
    else:
        await _draw_opening(call, found)
    return None


async def _draw_opening(call: Call, known: asking.Opening) -> None:
    cases = [_choice(one) for one in known.cases]
    view = OpenProblemForm.draw(call.office.departments, known.department, known.severity, cases)
    await call.open_modal(view)


def _choice(one: CaseChoice) -> Choice:
    return Choice(one.number, one.title, one.customer)


async def suggest_cases(call: Call) -> Answer | None:
    found = await call.read(asking.cases_matching, str(call.body.get("value", "")))
    return Answer(body=case_options(map(_choice, found)))


async def submitted(call: Call) -> Answer | None:
    form = OpenProblemForm.read(call.body["view"])
    new = NewProblem(form.title, form.story, form.severity, form.department, form.cases)
    await call.do(opening.open_problem, new)
    return None


async def ask_to_join(call: Call) -> Answer | None:
    """*Same Problem …* on a case's card: one of those there are, else a new one."""
    case, problems = await call.read(asking.choices_to_join, call.number)
    if problems:
        await call.open_modal(JoinProblemForm.draw(_choice(case), [_choice(one) for one in problems]))
    else:
        await _draw_opening(call, await call.read(asking.to_open, (call.number,)))
    return None


async def join(call: Call) -> Answer | None:
    form = JoinProblemForm.read(call.body["view"])
    await call.do(joining.join, form.case, problem=form.problem)
    return None


async def ask_to_leave(call: Call) -> Answer | None:
    await call.open_modal(LeaveProblemForm.draw(await call.read(forms.to_leave_problem, call.number)))
    return None


async def leave(call: Call) -> Answer | None:
    form = LeaveProblemForm.read(call.body["view"])
    await call.do(leaving.leave, form.case, reason=form.reason)
    return None


async def ask_to_update(call: Call) -> Answer | None:
    await call.open_modal(UpdateCustomersForm.draw(await call.read(forms.to_steer_case, call.number)))
    return None


async def update(call: Call) -> Answer | None:
    form = UpdateCustomersForm.read(call.body["view"])
    await call.do(updates.announce, form.problem, text=form.text)
    return None


async def told(call: Call) -> Answer | None:
    """A CSM has sent the draft."""
    await call.do(updates.told, call.number)
    return None


async def ask_if_fixed(call: Call) -> Answer | None:
    case, wording = await call.read(forms.to_close, call.number)
    await call.open_modal(FixedForm.draw(case, wording=wording))
    return None


async def ask_if_done(call: Call, case: CaseFacts, handoff: HandoffFacts) -> None:
    """*Done* on the department's card, where nobody else is at work on the Problem."""
    await call.open_modal(FixedForm.draw(case, handoff))


async def fixed(call: Call) -> Answer | None:
    form = FixedForm.read(call.body["view"])
    await call.do(fixing.fixed, form.problem, _fix(form))
    return None


async def done(call: Call) -> Answer | None:
    form = FixedForm.read(call.body["view"])
    assert form.handoff is not None
    await call.do(fixing.done, form.handoff, _fix(form))
    return None


def _fix(form: Fixed) -> Fix:
    prevention = Prevention(*form.prevention) if form.prevention else None
    return Fix(form.root_cause, form.to_tell, prevention)


async def prevented(call: Call) -> Answer | None:
    await call.do(fixing.prevented, call.number)
    return None


async def returns(call: Call) -> Answer | None:
    """A fixed Problem is back: (case, problem, what it is like)."""
    number, problem, like = map(int, call.action["value"].split(":"))
    await call.do(returning.reopen, number, problem=problem, like=like)
    return None


async def not_the_same(call: Call) -> Answer | None:
    number, problem, like = map(int, call.action["value"].split(":"))
    await call.do(returning.deny, number, problem=problem, like=like)
    return None


ROWS = (
    Row(Kind.ACTION, "problem.ask", ask, Operation.JOIN),
    Row(Kind.OPTIONS, "problem.cases", suggest_cases, Operation.JOIN),
    Row(Kind.VIEW, OpenProblemForm.callback_id, submitted, Operation.JOIN),
    Row(Kind.ACTION, "problem.join", ask_to_join, Operation.JOIN),
    Row(Kind.ACTION, "problem.leave", ask_to_leave, Operation.STEER),
    Row(Kind.VIEW, JoinProblemForm.callback_id, join, Operation.JOIN),
    Row(Kind.VIEW, LeaveProblemForm.callback_id, leave, Operation.STEER),
    Row(Kind.ACTION, "problem.update", ask_to_update, Operation.STEER),
    Row(Kind.VIEW, UpdateCustomersForm.callback_id, update, Operation.STEER),
    Row(Kind.ACTION, "problem.told", told, Operation.STEER),
    Row(Kind.ACTION, "problem.fixed", ask_if_fixed, Operation.STEER),
    Row(Kind.VIEW, FixedForm.by_coordinator, fixed, Operation.STEER),
    Row(Kind.VIEW, FixedForm.by_department, done, Operation.WORK),
    Row(Kind.ACTION, "problem.prevented", prevented, Operation.READ),
    Row(Kind.ACTION, "problem.returns", returns, Operation.JOIN),
    Row(Kind.ACTION, "problem.not_the_same", not_the_same, Operation.JOIN),
)
