"""What every handler has at hand, and one call from Slack as a handler sees it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec, TypeVar

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from casework.calendars import opening
from casework.desk import OWN_WORK, Desk, Request, was_kept
from casework.people import NeedsLookup
from casework.work import Work
from config.handbook import Handbook
from handlers.allowance import Allowance
from views.drawn import Drawn
from views.forms.fields import Department
from views.letterhead import Letterhead

P = ParamSpec("P")
T = TypeVar("T")

NOBODY_THERE = frozenset({"user_not_in_channel", "channel_not_found", "not_in_channel", "is_archived"})
SLACK_TROUBLE = (SlackApiError, aiohttp.ClientError, TimeoutError)
"""How a request to Slack fails; for what can be done without."""

log = structlog.get_logger("office")

NAMES_A_MINUTE = 40
"""Of the hundred that Slack allows: https://docs.slack.dev/reference/methods/users.info. What somebody may do
is asked by the same method, and must not wait."""
LOOK_UPS = 2
"""What is missing is asked of Slack so often before the call fails."""


@dataclass(frozen=True)
class Office:
    desk: Desk
    client: AsyncWebClient
    look_up: Callable[[NeedsLookup], Awaitable[None]]
    handbook: Handbook
    letterhead: Letterhead
    bot_user: str
    team_id: str
    enterprise_id: str | None
    names: Allowance = field(default_factory=lambda: Allowance(NAMES_A_MINUTE))
    """For asking who somebody is whose name alone is wanted."""
    response_urls: tuple[str, ...] = ("https://hooks.slack.com/",)
    """Where an answer to a ``response_url`` may go; a payload that names another place is not followed."""

    @property
    def departments(self) -> list[Department]:
        """In the handbook's order, and whether they are at work."""
        now = self.desk.clock()
        return [
            Department(key, one.name, opening(self.handbook, key, now))
            for key, one in self.handbook.departments.items()
        ]


def code_of(error: Exception) -> str:
    """Slack's name for what went wrong; ``no_answer`` when it said nothing that can be read."""
    data = getattr(getattr(error, "response", None), "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else "no_answer"


def _nothing(_work: Work) -> None:
    """The operation of who changes nothing."""


@dataclass(frozen=True)
class Call:
    """One delivery: its body as Slack sent it, and who is asking under which receipts."""

    office: Office
    body: dict[str, Any]
    request: Request

    async def do(self, operation: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an operation for the person who asks; when this returns, its effect is kept."""
        return await self._informed(lambda: self.office.desk.do(self.request, operation, *args, **kwargs))

    async def read(self, query: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query for the person who asks; this leaves no receipt."""
        request = replace(self.request, receipts=())
        return await self._informed(lambda: self.office.desk.read(request, query, *args, **kwargs))

    async def admitted(self) -> None:
        """Refuse at once whoever may not; for handlers that ask Slack something before their operation."""
        await self.read(_nothing)

    async def was_done(self) -> bool:
        """Whether this delivery was kept before; for handlers that keep their receipt last."""
        return await self.office.desk.read(OWN_WORK, was_kept, self.request.receipts)

    async def only_once(self) -> None:
        """Refuse whoever may not, and keep the receipt; for handlers that only say something."""
        await self.do(_nothing)

    async def _informed(self, attempt: Callable[[], Awaitable[T]]) -> T:
        for _ in range(LOOK_UPS):
            try:
                return await attempt()
            except NeedsLookup as need:
                await self.office.look_up(need)
        return await attempt()

    @property
    def trigger_id(self) -> str:
        return str(self.body.get("trigger_id", ""))

    @property
    def user_id(self) -> str:
        assert self.request.by is not None
        return self.request.by

    @property
    def action(self) -> dict[str, Any]:
        """The control that was pressed."""
        action: dict[str, Any] = self.body["actions"][0]
        return action

    @property
    def number(self) -> int:
        """The case or hand-off that a button is about."""
        return int(self.action["value"])

    @property
    def choice(self) -> tuple[str, int]:
        """What was chosen in an overflow menu: (``withdraw``, 12)."""
        verb, _, number = self.action["selected_option"]["value"].partition(":")
        return verb, int(number)

    async def open_modal(self, view: dict[str, Any]) -> None:
        await self.office.client.views_open(trigger_id=self.trigger_id, view=view)

    async def show_view(self, view: dict[str, Any]) -> None:
        """In a modal, on top of the one that the control stands in."""
        if (self.body.get("view") or {}).get("type") == "modal":
            await self.office.client.views_push(trigger_id=self.trigger_id, view=view)
        else:
            await self.open_modal(view)

    async def whisper(self, channel: str, drawn: Drawn, *, thread_ts: str | None = None) -> None:
        """A line that only the person sees; lost on those who have left the channel."""
        try:
            await self.office.client.chat_postEphemeral(
                channel=channel, user=self.user_id, text=drawn.text, blocks=drawn.blocks, thread_ts=thread_ts
            )
        except SlackApiError as error:
            if code_of(error) not in NOBODY_THERE:
                raise
            log.info("whisper_unheard", error=code_of(error))

    async def respond(self, drawn: Drawn, *, replaces: bool) -> None:
        """Answer where the control was pressed, for the person alone."""
        url = str(self.body["response_url"])
        if not url.startswith(self.office.response_urls):
            message = "the response_url leads elsewhere"
            raise ValueError(message)
        webhook = AsyncWebhookClient(url, session=self.office.client.session, retry_handlers=[])
        answer = await webhook.send(
            text=drawn.text,
            blocks=drawn.blocks,
            response_type="ephemeral",
            replace_original=replaces,
        )
        if answer.status_code != HTTPStatus.OK:
            raise SlackApiError(f"a response_url was answered {answer.status_code}", answer)  # type: ignore[no-untyped-call]
