"""Two cases of one customer become one, with a preview; two again; and a part becomes a case of its own."""

from casework import forms
from casework.access import Operation
from casework.merging import preview
from casework.merging.merge import merge
from casework.merging.split import split
from casework.merging.undo import undo
from handlers.answer import Answer, Kind
from handlers.office import Call
from handlers.rows import Row
from views.forms.merging import MergeForm, MergePreview, SplitForm


async def choose(call: Call, number: int) -> None:
    """*Merge …* in a case's menu: which one says the same?"""
    case, others = await call.read(preview.candidates, number)
    await call.show_view(MergeForm.draw(case, others))


async def chosen(call: Call) -> Answer | None:
    """The other case is chosen: the preview takes the form's place."""
    one, other = MergeForm.read(call.body["view"])
    facts = await call.read(preview.preview, one, other)
    return Answer(body={"response_action": "update", "view": MergePreview.draw(facts)})


async def ask(call: Call) -> Answer | None:
    """*Merge* beside a suggestion; its value names both cases."""
    one, _, other = str(call.action["value"]).partition(":")
    facts = await call.read(preview.preview, int(one), int(other))
    await call.show_view(MergePreview.draw(facts))
    return None


async def confirmed(call: Call) -> Answer | None:
    form = MergePreview.read(call.body["view"])
    await call.do(merge, form.gone, into=form.into)
    return None


async def take_back(call: Call) -> Answer | None:
    """*Undo the merge* on the card of the case that is gone."""
    await call.do(undo, call.number)
    return None


async def ask_to_split(call: Call, handoff_id: int) -> None:
    case, handoff = await call.read(forms.to_steer, handoff_id)
    await call.show_view(SplitForm.draw(case, handoff))


async def split_off(call: Call) -> Answer | None:
    form = SplitForm.read(call.body["view"])
    await call.do(split, form.handoff, title=form.title, story=form.story)
    return None


ROWS = (
    Row(Kind.ACTION, "merge.ask", ask, Operation.STEER),
    Row(Kind.ACTION, "merge.undo", take_back, Operation.STEER),
    Row(Kind.VIEW, MergeForm.callback_id, chosen, Operation.STEER),
    Row(Kind.VIEW, MergePreview.callback_id, confirmed, Operation.STEER),
    Row(Kind.VIEW, SplitForm.callback_id, split_off, Operation.STEER),
)
