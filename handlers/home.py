"""App Home, drawn when somebody opens it."""

import structlog

from casework import home
from casework.access import Operation
from handlers.answer import Answer, Kind
from handlers.office import SLACK_TROUBLE, Call
from handlers.rows import Row
from views.home import home as draw

log = structlog.get_logger("home")


async def opened(call: Call) -> Answer | None:
    if call.body["event"].get("tab", "home") == "home":
        await refresh(call)
    return None


async def refresh(call: Call) -> None:
    facts = await call.read(home.of_actor)
    view = draw(facts, call.office.letterhead)
    await call.office.client.views_publish(user_id=call.user_id, view=view)


async def refresh_if_there(call: Call) -> None:
    """After something was done by a button of the home; what was done stands, drawn or not."""
    if (call.body.get("view") or {}).get("type") != "home":
        return
    try:
        await refresh(call)
    except SLACK_TROUBLE as error:
        log.warning("home_not_refreshed", error=type(error).__name__)
    except Exception:  # "nothing was changed" would be a lie
        log.exception("home_not_refreshed")


ROWS = (Row(Kind.EVENT, "app_home_opened", opened, Operation.READ),)
