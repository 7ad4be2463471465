"""``python -m tests.soak.mutants NAME``: the bot with one bug planted in it, which the soak must catch.

Nothing of this is in the product: one function or attribute of this process is replaced, then it goes on
as ``tests.soak.nursery`` does.
"""

import asyncio
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot import run
from casework import desk, outbox
from casework.talk import NotYet
from casework.work import Work
from config.settings import Settings
from handlers.office import Call
from models.refusal import Refusal
from scheduler.courier import Courier
from tests.soak import nursery

LAZY_SECONDS = 0.05


def no_lookup() -> None:
    """A send whose outcome is unknown is simply sent again."""

    def unclear(work: Work, outgoing_id: int, fence: int, *, error: str, look_at: datetime) -> None:
        outbox.not_sent(work, outgoing_id, fence, error=error, retry_at=work.now)

    outbox.unclear = unclear


def ack_before_commit() -> None:
    """Slack hears 200, and then the work is done."""
    diligent, under_way = Call.do, set()

    async def do(call: Call, operation: Any, *args: Any, **kwargs: Any) -> None:
        async def later() -> None:
            await asyncio.sleep(LAZY_SECONDS)
            try:
                await diligent(call, operation, *args, **kwargs)
            except NotYet:
                await later()
            except (Refusal, desk.AlreadyDone, desk.NothingToDo):
                pass

        task = asyncio.create_task(later())
        under_way.add(task)
        task.add_done_callback(under_way.discard)

    Call.do = do


def sdk_retries() -> None:
    """The client repeats by itself what it believes to have failed, as it does by default."""

    def make_client(settings: Settings, session: aiohttp.ClientSession) -> AsyncWebClient:
        token = settings.slack_bot_token.get_secret_value()
        return AsyncWebClient(token=token, base_url=settings.slack_api_url, session=session)

    run.make_client = make_client


def no_receipt() -> None:
    """What was done once is not remembered, and is done again when it is asked for again."""
    desk._keep_receipts = lambda _session, _keys, _now: None


def no_settle() -> None:
    """A send whose outcome is unknown is looked up at once, when Slack's history may not show it yet."""
    Courier.settle = property(lambda _: timedelta(), lambda *_: None)


PLANTED: dict[str, Callable[[], None]] = {
    "no_lookup": no_lookup,
    "ack_before_commit": ack_before_commit,
    "sdk_retries": sdk_retries,
    "no_receipt": no_receipt,
    "no_settle": no_settle,
}

if __name__ == "__main__":
    PLANTED[sys.argv[1]]()
    nursery.main()
