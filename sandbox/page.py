"""The sandbox's browser page: a workspace to look at and act in, as any of the sample people."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from sandbox import forms, statuses
from sandbox.actors import Actor
from sandbox.errors import NotPossibleError
from sandbox.moods import set_mood, weather
from sandbox.slack import Slack
from sandbox.snapshot import Bookmarks, Eyes, Place, is_playable
from sandbox.steps import Steps
from sandbox.workspace import Json, Person

HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
BREATH_SECONDS = 0.04
QUIET_SECONDS = 3.0
BEAT_SECONDS = 15
FARTHEST_PUSH = timedelta(days=400)


class Page:
    """The page's routes over one sandbox; `routes` are for the server to mount."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack
        self.bookmarks = Bookmarks(slack.workspace.next_ts())
        self.steps = Steps(slack)
        self._templates = Jinja2Templates(HERE / "templates")

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self.index),
            Route("/page/state", self.state),
            Route("/page/stream", self.stream),
            Route("/page/act", self.act, methods=["POST"]),
            Route("/page/file/{file_id}", self.file),
            Mount("/static", _Static(directory=HERE / "static")),
        ]

    async def index(self, request: Request) -> Response:
        """`?as=U…` is whose eyes; `&beside=U…` puts a second person's next to them.

        `&pane=…` is one of the two, without what both share.
        """
        person = self._person(request)
        if person is None:
            first = next(p for p in self.slack.workspace.people.values() if is_playable(p))
            return RedirectResponse(f"/?as={first.id}", headers=HEADERS)
        query = request.query_params
        beside = self._playable(query.get("beside", ""))
        facts = {
            "team": self.slack.workspace.team_name,
            "person": person,
            "beside": beside,
            "is_framed": "pane" in query,
        }
        template = "split.html" if beside else "page.html"
        return self._templates.TemplateResponse(request, template, facts, headers=HEADERS)

    async def state(self, request: Request) -> Response:
        person = self._person(request)
        if person is None:
            return JSONResponse({"error": "Nobody of that id can be played."}, 404)
        query = request.query_params
        back = query.get("back", "0")
        place = Place(
            channel_id=query.get("channel", ""),
            thread_ts=query.get("thread", ""),
            is_home=query.get("home") == "1",
            back=int(back) if back.isdecimal() else 0,
        )
        drawn = Eyes(self.slack, person, self.bookmarks).snapshot(place) | weather(self.slack.faults)
        drawn["steps"] = self.steps.ticked()
        drawn["statuses"] = statuses.offered()
        return JSONResponse(drawn, headers={"Cache-Control": "no-store"})

    async def stream(self, _: Request) -> Response:
        """Rings whenever something has changed; says nothing about what."""
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(self._rings(), media_type="text/event-stream", headers=headers)

    async def file(self, request: Request) -> Response:
        """A file that the app has uploaded, for the image blocks that show it."""
        found = self.slack.workspace.files.get(request.path_params["file_id"])
        if found is None or not found.is_complete:
            return Response(status_code=404)
        return Response(found.content, media_type=found.mimetype, headers=HEADERS)

    async def act(self, request: Request) -> Response:
        """`{"as": "U…", "do": verb, …}` → `{"ok": true, …}`, or `ok: false` and a sentence in `error`."""
        if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return JSONResponse({"ok": False, "error": "Only the sandbox's own page may do that."}, 403)
        try:
            facts: Json = await request.json()
            person = self.slack.workspace.people[facts["as"]]
            answer = await VERBS[facts["do"]](self, Actor(self.slack, person), facts)
        except (KeyError, TypeError, ValueError) as error:
            return JSONResponse({"ok": False, "error": f"The page asked for nonsense: {error!r}."}, 400)
        except (NotPossibleError, LookupError) as refusal:
            return JSONResponse({"ok": False, "error": str(refusal)})
        return JSONResponse({"ok": True} | (answer or {}))

    def _person(self, request: Request) -> Person | None:
        return self._playable(request.query_params.get("as", ""))

    def _playable(self, person_id: str) -> Person | None:
        person = self.slack.workspace.people.get(person_id)
        return person if person and is_playable(person) else None

    async def _rings(self) -> AsyncIterator[str]:
        changed = asyncio.Event()
        watchers = self.slack.workspace.watchers
        watchers.append(changed.set)
        quiet = 0
        try:
            yield "retry: 1000\n\n"
            while not self.slack.closing.is_set():
                try:
                    await asyncio.wait_for(changed.wait(), 1)
                except TimeoutError:
                    quiet += 1
                    if quiet >= BEAT_SECONDS:
                        quiet = 0
                        yield ": nothing new\n\n"
                    continue
                await asyncio.sleep(BREATH_SECONDS)
                changed.clear()
                yield "data: changed\n\n"
        finally:
            watchers.remove(changed.set)


class _Static(StaticFiles):
    """Revalidated each time, so that a changed script is never an old one."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers.update(HEADERS)
        return response


async def _say(_: Page, actor: Actor, facts: Json) -> Json:
    return {"ts": await actor.say(facts["channel"], facts["text"], facts.get("thread") or None)}


async def _edit(_: Page, actor: Actor, facts: Json) -> None:
    await actor.edit(facts["channel"], facts["ts"], facts["text"])


async def _delete(_: Page, actor: Actor, facts: Json) -> None:
    await actor.delete(facts["channel"], facts["ts"])


async def _react(_: Page, actor: Actor, facts: Json) -> None:
    await actor.react(facts["channel"], facts["ts"], facts["name"])


async def _unreact(_: Page, actor: Actor, facts: Json) -> None:
    await actor.unreact(facts["channel"], facts["ts"], facts["name"])


async def _join(_: Page, actor: Actor, facts: Json) -> None:
    await actor.join(facts["channel"])


async def _command(_: Page, actor: Actor, facts: Json) -> None:
    await actor.command(facts["command"], facts.get("text", ""), facts["channel"])


async def _press(_: Page, actor: Actor, facts: Json) -> None:
    option, block_id = facts.get("option"), facts.get("block_id")
    await actor.press(facts["channel"], facts["ts"], facts["action_id"], block_id=block_id, option=option)


async def _press_in_view(_: Page, actor: Actor, facts: Json) -> None:
    _fill(actor, facts)
    option, block_id = facts.get("option"), facts.get("block_id")
    await actor.press_in_view(facts["view"], facts["action_id"], block_id=block_id, option=option)


async def _press_home(_: Page, actor: Actor, facts: Json) -> None:
    option, block_id = facts.get("option"), facts.get("block_id")
    await actor.press_home(facts["action_id"], block_id=block_id, option=option)


async def _shortcut(_: Page, actor: Actor, facts: Json) -> None:
    await actor.shortcut(facts["callback_id"], facts.get("channel"), facts.get("ts"))


async def _options(_: Page, actor: Actor, facts: Json) -> Json:
    block_id, query = facts.get("block_id"), facts.get("query", "")
    return {"options": await actor.options(facts["view"], facts["action_id"], query, block_id=block_id)}


async def _hold(_: Page, actor: Actor, facts: Json) -> None:
    _fill(actor, facts)


async def _submit(_: Page, actor: Actor, facts: Json) -> Json:
    submitted = await actor.submit(facts["view"], facts.get("values"))
    return {"outcome": submitted.outcome, "errors": submitted.errors or None}


async def _close_view(_: Page, actor: Actor, facts: Json) -> None:
    await actor.close_view(facts["view"], everything=bool(facts.get("everything")))


async def _open_home(_: Page, actor: Actor, facts: Json) -> None:
    await actor.open_home(facts.get("tab", "home"))


async def _read(page: Page, actor: Actor, facts: Json) -> None:
    channel = page.slack.workspace.channel(facts["channel"])
    newest = Eyes(page.slack, actor.person, page.bookmarks).newest(channel)
    if page.bookmarks.put(actor.id, channel.id, facts.get("thread", ""), newest):
        page.slack.workspace.changed()


async def _status(page: Page, actor: Actor, facts: Json) -> None:
    statuses.choose(page.slack.workspace, actor.person, facts["kind"])


async def _push(page: Page, _: Actor, facts: Json) -> None:
    by = timedelta(minutes=int(facts["minutes"]))
    if not timedelta() < by <= FARTHEST_PUSH:
        raise NotPossibleError("The clock goes forward only, and not by more than a year.")
    # What is on its way was signed at the old time, which the app would find too long ago.
    await page.slack.quiet(within=QUIET_SECONDS)
    page.slack.clock.push(by)
    page.slack.workspace.changed()


async def _misbehave(page: Page, _: Actor, facts: Json) -> None:
    set_mood(page.slack.faults, facts["kind"], int(facts["amount"]))
    page.slack.workspace.changed()


def _fill(actor: Actor, facts: Json) -> None:
    """Put what was entered on the page into the modal on top, so that the app hears of it."""
    if actor.modal and actor.modal.id == facts["view"]:
        forms.fill(actor.modal, facts.get("values") or {})


VERBS: dict[str, Callable[[Page, Actor, Json], Awaitable[Json | None]]] = {
    "say": _say,
    "edit": _edit,
    "delete": _delete,
    "react": _react,
    "unreact": _unreact,
    "join": _join,
    "command": _command,
    "press": _press,
    "press_in_view": _press_in_view,
    "press_home": _press_home,
    "shortcut": _shortcut,
    "options": _options,
    "hold": _hold,
    "submit": _submit,
    "close_view": _close_view,
    "open_home": _open_home,
    "read": _read,
    "status": _status,
    "push": _push,
    "misbehave": _misbehave,
}
"""What the page can do, by the name it has there."""
