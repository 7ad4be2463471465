"""What people do in the stories, in a line each."""

from pathlib import Path

from config.settings import SAMPLE_HANDBOOK
from sandbox.workspace import Message
from tests.house import DESK, MEMBERS, House, text_of, until


async def open_case(
    house: House,
    title: str = "Charged twice for invoice 4711",
    *,
    who: str = "dana",
    customer: str = "1",
    department: str | None = None,
    story: str = "They paid invoice 4711 twice on Monday.",
) -> Message:
    """Through `/case`; returns the department's card as its members see it."""
    actor = house.actor(who)
    await actor.command("/case", title, "cs-desk")
    view = actor.modal
    assert view is not None, actor.warnings
    await actor.options(view.id, "case.customer", "")
    values = {"case.customer": customer, "story": story, "expected": "Refund one of the payments."}
    if department:
        values["case.department"] = department
    outcome = await actor.submit(view.id, values)
    assert outcome.outcome == "closed", outcome
    channel = house.channel_of(department or "billing")
    return await house.message(MEMBERS[channel], channel, title, "handoff.take")


async def fill(house: House, who: str, channel: str, card: Message, action_id: str, **values: str) -> None:
    """Press a button of a card and send the form that it opens."""
    actor = house.actor(who)
    await actor.press(channel, card.ts, action_id)
    view = actor.modal
    assert view is not None, f"{action_id} opened no form; {actor.warnings}"
    outcome = await actor.submit(view.id, values)
    assert outcome.outcome == "closed", outcome


async def desk_card(house: House, label: str = "C-1") -> Message:
    """The card that opens the case's desk thread."""

    def find() -> Message | None:
        seen = house.actor("dana").sees(DESK)
        return next((one for one in seen if one.thread_ts in (None, one.ts) and label in text_of(one)), None)

    found: Message = await until(find, 10, f"the desk card of {label}")
    return found


def eager_handbook(folder: Path) -> Path:
    """The sample handbook, with little needed to look alike."""
    text = SAMPLE_HANDBOOK.read_text(encoding="utf-8")
    begin, end = text.index("[matching]"), text.index("# Who is away")
    path = folder / "handbook.toml"
    matching = '[matching]\nshow_above = "0.1%"\nsuggest_above = "0.1%"\n\n'
    path.write_text(text[:begin] + matching + text[end:], encoding="utf-8")
    return path
