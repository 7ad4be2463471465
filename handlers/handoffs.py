"""The buttons of a department's card: take it, finish, hand on, decline, stuck, ask, put back."""

from datetime import timedelta

from casework import forms, handoffs
from casework.access import Operation
from handlers import cases, home, problems
from handlers.answer import Answer, Kind
from handlers.office import Call
from handlers.rows import Row
from views.forms.asking import AskForm
from views.forms.handoffs import DeclineForm, DoneForm, HandOnForm, StuckForm

STUCK_PROPOSAL = timedelta(days=1)


async def take(call: Call) -> Answer | None:
    """Somebody pressed *Take it*."""
    await call.do(handoffs.accept, call.number)
    await home.refresh_if_there(call)
    return None


async def ask_to_finish(call: Call) -> Answer | None:
    case, handoff, told = await call.read(forms.to_finish, call.number)
    if case.problem is not None and [one.id for one in case.handoffs if one.is_open] == [handoff.id]:
        await problems.ask_if_done(call, case, handoff)
    else:
        await call.open_modal(DoneForm.draw(case, handoff, told))
    return None


async def finish(call: Call) -> Answer | None:
    form = DoneForm.read(call.body["view"])
    await call.do(
        handoffs.finish,
        form.handoff,
        found=form.found,
        to_tell=form.to_tell,
        root_cause=form.root_cause,
        answer=form.answer,
    )
    return None


async def ask_to_hand_on(call: Call) -> Answer | None:
    case, handoff = await call.read(forms.to_work_on, call.number)
    await call.open_modal(HandOnForm.draw(case, handoff, call.office.departments))
    return None


async def hand_on(call: Call) -> Answer | None:
    form = HandOnForm.read(call.body["view"])
    await call.do(
        handoffs.hand_on, form.handoff, department=form.department, why=form.why, expected=form.expected
    )
    return None


async def not_ours(call: Call) -> Answer | None:
    """*Not ours → Legal*: (hand-off, department)."""
    number, _, department = call.action["value"].partition(":")
    await call.do(handoffs.not_ours, int(number), department=department)
    await home.refresh_if_there(call)
    return None


async def ask_to_decline(call: Call) -> Answer | None:
    case, handoff = await call.read(forms.to_work_on, call.number)
    await call.open_modal(DeclineForm.draw(case, handoff))
    return None


async def decline(call: Call) -> Answer | None:
    form = DeclineForm.read(call.body["view"])
    await call.do(handoffs.decline, form.handoff, reason=form.reason)
    return None


async def ask_to_pause(call: Call) -> Answer | None:
    case, handoff = await call.read(forms.to_work_on, call.number)
    tomorrow = call.office.desk.clock() + STUCK_PROPOSAL
    await call.open_modal(StuckForm.draw(case, handoff, tomorrow.replace(minute=0, second=0, microsecond=0)))
    return None


async def pause(call: Call) -> Answer | None:
    form = StuckForm.read(call.body["view"])
    await call.do(
        handoffs.pause, form.handoff, reason=form.reason, until=form.until, for_customer=form.for_customer
    )
    return None


async def more(call: Call) -> Answer | None:
    """The card's overflow menu."""
    match call.choice:
        case "ask", number:
            case, handoff = await call.read(forms.to_work_on, number)
            await call.open_modal(AskForm.draw(case, handoff))
        case "release", number:
            await call.do(handoffs.release, number)
        case "show", number:
            await cases.show(call, number)
    return None


async def ask(call: Call) -> Answer | None:
    """What the customer told us already is shown first; asking all the same tells the CSM both."""
    form = AskForm.read(call.body["view"])
    case, handoff, told = await call.read(forms.to_ask, form.handoff, form.question)
    if {one.id for one in told} - set(form.shown):
        again = AskForm.draw(case, handoff, form.question, told)
        return Answer(body={"response_action": "update", "view": again})
    await call.do(handoffs.ask, form.handoff, question=form.question, shown=form.shown)
    return None


ROWS = (
    Row(Kind.ACTION, "handoff.take", take, Operation.TAKE),
    Row(Kind.ACTION, "handoff.done", ask_to_finish, Operation.WORK),
    Row(Kind.ACTION, "handoff.hand_on", ask_to_hand_on, Operation.WORK),
    Row(Kind.ACTION, "handoff.not_ours.first", not_ours, Operation.WORK),
    Row(Kind.ACTION, "handoff.not_ours.second", not_ours, Operation.WORK),
    Row(Kind.ACTION, "handoff.decline", ask_to_decline, Operation.WORK),
    Row(Kind.ACTION, "handoff.stuck", ask_to_pause, Operation.WORK),
    Row(Kind.ACTION, "handoff.more", more, Operation.READ),
    Row(Kind.VIEW, DoneForm.callback_id, finish, Operation.WORK),
    Row(Kind.VIEW, HandOnForm.callback_id, hand_on, Operation.WORK),
    Row(Kind.VIEW, DeclineForm.callback_id, decline, Operation.WORK),
    Row(Kind.VIEW, StuckForm.callback_id, pause, Operation.WORK),
    Row(Kind.VIEW, AskForm.callback_id, ask, Operation.WORK),
)
