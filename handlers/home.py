"""App Home, drawn when somebody opens it."""

from casework import home
from casework.access import Operation
from handlers.answer import Answer, Kind
from handlers.office import Call
from handlers.rows import Row
from views.home import home as draw


async def opened(call: Call) -> Answer | None:
    if call.body["event"].get("tab", "home") == "home":
        await refresh(call)
    return None


async def refresh(call: Call) -> None:
    facts = await call.read(home.of_actor)
    view = draw(facts, call.office.letterhead)
    await call.office.client.views_publish(user_id=call.user_id, view=view)


ROWS = (Row(Kind.EVENT, "app_home_opened", opened, Operation.READ),)
