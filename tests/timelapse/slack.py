"""Slack as the courier meets it: it takes messages, shows its history, and is out of order at times."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from slack_sdk.errors import SlackApiError

from casework.errands import Errand
from models.notices import Notice
from sandbox.clock import Clock
from scheduler.courier import Courier
from tests.timelapse.mortal import Died
from views.letterhead import Letterhead

BOT = "U0LIAISON00"
SETTLE = timedelta(seconds=10)
_LETTERHEAD = Letterhead("https://meridian.slack.com/", "Meridian Pumps")


@dataclass(frozen=True)
class Post:
    """A message that appeared. ``recipient`` is set for a direct one."""

    at: datetime
    channel: str
    recipient: str | None
    thread_ts: str | None
    outgoing: int
    notice: Notice


@dataclass
class Slack:
    clock: Clock
    mood: Callable[[], str] = lambda: "well"
    """For each request: ``well``, ``lost`` (an answer of 503) or ``taken`` (done, and 503 all the same)."""
    posts: list[Post] = field(default_factory=list)
    carried: dict[str, Errand] = field(default_factory=dict)
    """By marker, what is on its way."""
    requests: int = 0
    doubles: list[str] = field(default_factory=list)
    _messages: dict[tuple[str, str | None], list[dict[str, Any]]] = field(default_factory=dict)
    _newest: dict[tuple[str, str | None], int] = field(default_factory=dict)
    _markers: set[str] = field(default_factory=set)

    async def api_call(self, method: str, *, json: dict[str, Any] | None = None, **kw: Any) -> Any:
        self.requests += 1
        mood = self.mood()
        if mood == "lost":
            raise _trouble()
        answer = self._answer(method, json or kw.get("params") or {})
        if mood == "taken":
            raise _trouble()
        return SimpleNamespace(data={"ok": True, **answer}, get=answer.get)

    def _answer(self, method: str, wish: dict[str, Any]) -> dict[str, Any]:
        match method:
            case "users.info":
                return {}
            case "conversations.open":
                return {"channel": {"id": f"D{wish['users'][1:]}"}}
            case "chat.postMessage":
                return self._post(wish)
            case "chat.update" | "chat.delete":
                return {"channel": wish["channel"], "ts": wish["ts"]}
            case "conversations.history" | "conversations.replies":
                return {"messages": self._messages.get((wish["channel"], wish.get("ts")), [])}
        raise AssertionError(method)

    def _post(self, wish: dict[str, Any]) -> dict[str, Any]:
        marker = wish["metadata"]["event_payload"]["d"]
        errand, place = self.carried[marker], (wish["channel"], wish.get("thread_ts"))
        if marker in self._markers:
            self.doubles.append(f"{errand.notice} was posted twice")
        if place[1] and errand.id < self._newest.get(place, 0):
            self.doubles.append(f"{errand.notice} was posted after what came later in its thread")
        self._markers.add(marker)
        self._newest[place] = errand.id
        ts = f"{int(self.clock().timestamp())}.{len(self.posts) + 1:06}"
        self._messages.setdefault(place, []).append({"user": BOT, "ts": ts, "metadata": wish["metadata"]})
        self.posts.append(
            Post(self.clock(), *place[:1], errand.recipient, place[1], errand.id, errand.notice)
        )
        return {"channel": wish["channel"], "ts": ts}


def _trouble() -> SlackApiError:
    return SlackApiError("out of order", SimpleNamespace(status_code=503, data={}, headers={}))


class Postman(Courier):
    """The product's courier, who lets Slack see the facts behind what is drawn."""

    async def _send(self, errand: Errand) -> None:
        self.client.carried[errand.marker] = errand
        await super()._send(errand)

    async def _guarded(self, errand: Errand, work: Any) -> None:
        try:
            await super()._guarded(errand, work)
        except Died:
            self.desk.is_dead = True


def postman(desk: Any, slack: Slack, look_up: Any) -> Postman:
    def seconds() -> float:
        return slack.clock().timestamp()

    is_alone = desk.writer.dialect.name == "sqlite"
    return Postman(
        desk, slack, look_up, _LETTERHEAD, BOT, SETTLE, seconds=seconds, is_alone=is_alone
    )  # fmt: skip
