"""A Slack that answers at once: it knows who is who, and forgets a message once it has a timestamp."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sandbox import web_api_people
from sandbox.arguments import Args
from sandbox.company import tidewater
from sandbox.loopback import served
from sandbox.server import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET
from sandbox.slack import Slack
from sandbox.workspace import Json
from tests.house import MANIFEST


def small_slack() -> Slack:
    """The sandbox's company, with nobody listening."""
    return Slack(tidewater(), MANIFEST, BOT_TOKEN, APP_TOKEN, SIGNING_SECRET)


@asynccontextmanager
async def far_end() -> AsyncIterator[str]:
    """Runs in this event loop; yields the Web API's address."""
    slack = small_slack()

    async def answer(request: Request) -> JSONResponse:
        arguments = await _arguments(request)
        known = web_api_people.METHODS.get(request.path_params["method"])
        body = known(slack, Args(arguments)) if known else _taken(slack, arguments)
        return JSONResponse({"ok": True, **body})

    app = Starlette(routes=[Route("/api/{method}", answer, methods=["GET", "POST"])])
    async with served(app) as url:
        yield f"{url}/api/"


async def _arguments(request: Request) -> Json:
    if request.headers.get("content-type", "").startswith("application/json"):
        return dict(await request.json())
    return {**request.query_params, **dict(parse_qsl((await request.body()).decode()))}


def _taken(slack: Slack, arguments: Json) -> Json:
    """A message that is posted, or changed."""
    return {"channel": arguments.get("channel"), "ts": arguments.get("ts") or slack.workspace.next_ts()}
