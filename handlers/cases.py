"""The buttons of a case's card, for its CSM: close, reopen, take over, add a department, see all."""

from casework import cases, forms, lists, steering
from casework.access import Operation
from handlers.answer import Answer, Kind
from handlers.office import Call
from handlers.rows import Row
from views.forms.cases import AddDepartmentForm, CloseForm, ReassignForm, ReopenForm, WithdrawForm
from views.forms.clock import SeverityForm
from views.lists import case_modal


async def ask_to_close(call: Call) -> Answer | None:
    case, wording = await call.read(forms.to_close, call.number)
    await call.open_modal(CloseForm.draw(case, wording))
    return None


async def close(call: Call) -> Answer | None:
    form = CloseForm.read(call.body["view"])
    await call.do(cases.close, form.case, told=form.told)
    return None


async def ask_to_reopen(call: Call) -> Answer | None:
    case = await call.read(forms.to_reopen, call.number)
    await call.open_modal(ReopenForm.draw(case))
    return None


async def reopen(call: Call) -> Answer | None:
    form = ReopenForm.read(call.body["view"])
    await call.do(cases.reopen, form.case, reason=form.reason)
    return None


async def ask_to_add(call: Call) -> Answer | None:
    case = await call.read(forms.to_steer_case, call.number)
    await call.open_modal(AddDepartmentForm.draw(case, call.office.departments))
    return None


async def add(call: Call) -> Answer | None:
    form = AddDepartmentForm.read(call.body["view"])
    await call.do(
        steering.add_department, form.case, department=form.department, why=form.why, expected=form.expected
    )
    return None


async def more(call: Call) -> Answer | None:
    """The card's overflow menu."""
    match call.choice:
        case "withdraw", number:
            case, handoff = await call.read(forms.to_steer, number)
            await call.open_modal(WithdrawForm.draw(case, handoff))
        case "reassign", number:
            await ask_to_reassign(call, number)
        case "severity", number:
            await call.open_modal(SeverityForm.draw(await call.read(forms.to_steer_case, number)))
        case "take_over", number:
            await call.do(cases.take_over, number)
        case "show", number:
            await show(call, number)
    return None


async def ask_to_reassign(call: Call, handoff_id: int) -> None:
    case, handoff = await call.read(forms.to_reassign, handoff_id)
    await call.show_view(ReassignForm.draw(case, handoff, call.office.departments))


async def show(call: Call, number: int) -> None:
    """*Show all*, in a modal."""
    case = await call.read(lists.details, number)
    await call.show_view(case_modal(case, call.office.letterhead))


async def withdraw(call: Call) -> Answer | None:
    form = WithdrawForm.read(call.body["view"])
    await call.do(steering.withdraw, form.handoff, reason=form.reason)
    return None


async def reassign(call: Call) -> Answer | None:
    form = ReassignForm.read(call.body["view"])
    if form.department:
        await call.do(
            steering.reassign_to_department, form.handoff, department=form.department, reason=form.reason
        )
    elif form.person:
        await call.do(steering.reassign_to_person, form.handoff, owner=form.person, reason=form.reason)
    return None


ROWS = (
    Row(Kind.ACTION, "case.close", ask_to_close, Operation.STEER),
    Row(Kind.ACTION, "case.reopen", ask_to_reopen, Operation.STEER),
    Row(Kind.ACTION, "case.add", ask_to_add, Operation.STEER),
    Row(Kind.ACTION, "case.more", more, Operation.READ),
    Row(Kind.VIEW, CloseForm.callback_id, close, Operation.STEER),
    Row(Kind.VIEW, ReopenForm.callback_id, reopen, Operation.STEER),
    Row(Kind.VIEW, AddDepartmentForm.callback_id, add, Operation.STEER),
    Row(Kind.VIEW, WithdrawForm.callback_id, withdraw, Operation.STEER),
    Row(Kind.VIEW, ReassignForm.callback_id, reassign, Operation.REASSIGN),
)
