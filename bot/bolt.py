"""Bolt: one listener per kind of payload, each asking the floor below for its answer."""

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.logs import quiet_logger
from bot.slack_client import Identity
from handlers.answer import Answer, Kind

Answers = Callable[[Kind, dict[str, Any]], Awaitable[Answer]]
"""The floor below: what the switchboard answers to a payload."""

UNHANDLED = "x-liaison-unhandled"
"""A header by which the reception tells an answer from a shrug; it does not leave the house."""

_Listener = Callable[[dict[str, Any]], Awaitable[BoltResponse]]
_ANY = re.compile("")

log = structlog.get_logger()


def build_app(client: AsyncWebClient, identity: Identity, answers: Answers) -> AsyncApp:
    """The Bolt app for requests that the door has already verified and parsed.

    With ``process_before_response`` a failing handler is answered 500, so that Slack sends the event again;
    otherwise Bolt says 200 before the handler has run. SLACK_CLIENT_ID and SLACK_CLIENT_SECRET in the
    environment make Bolt prepare an OAuth flow; as ``authorize`` is given nothing asks it. Bolt's warnings
    are about ways of setting it up that we did not choose.
    """
    app = AsyncApp(
        name="liaison",
        logger=quiet_logger("liaison.bolt", logging.ERROR),
        client=client,
        authorize=_authorize(client, identity),
        signing_secret="",
        process_before_response=True,
        raise_error_for_unhandled_request=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    _register(app, answers)
    app.error(_failed)
    return app


def _register(app: AsyncApp, answers: Answers) -> None:
    """Messages stand before the other events, for Bolt runs the first listener that matches."""
    app.event("message")(_listener(Kind.MESSAGE, answers))
    app.event(_ANY)(_listener(Kind.EVENT, answers))
    app.command(_ANY)(_listener(Kind.COMMAND, answers))
    app.action({"type": "block_actions", "action_id": _ANY})(_listener(Kind.ACTION, answers))
    app.view_submission(_ANY)(_listener(Kind.VIEW, answers))
    app.view_closed(_ANY)(_listener(Kind.VIEW_CLOSED, answers))
    app.shortcut(_ANY)(_listener(Kind.SHORTCUT, answers))
    app.options({"action_id": _ANY})(_listener(Kind.OPTIONS, answers))


def _listener(kind: Kind, answers: Answers) -> _Listener:
    async def listener(body: dict[str, Any]) -> BoltResponse:
        answer = await answers(kind, body)
        return BoltResponse(status=answer.status, body=answer.body)

    listener.__name__ = f"answer_{kind}"
    return listener


def _authorize(client: AsyncWebClient, identity: Identity) -> Callable[[], Awaitable[AuthorizeResult]]:
    """Every payload that passed the door is for this one installation: nobody needs to be asked."""
    known = AuthorizeResult(
        enterprise_id=identity.enterprise_id,
        team_id=identity.team_id,
        url=identity.workspace_url,
        bot_id=identity.bot_id,
        bot_user_id=identity.bot_user_id,
        bot_token=client.token,
        bot_scopes=sorted(identity.scopes),
    )

    async def authorize() -> AuthorizeResult:
        return known

    return authorize


async def _failed(error: Exception) -> BoltResponse:
    """Nobody handles it: 200, as Slack counts a 404 against us. A handler failed: 500, once more please."""
    if isinstance(error, BoltUnhandledRequestError):
        return BoltResponse(status=200, headers={UNHANDLED: "1"})
    log.error("A handler failed", exc_info=error)
    return BoltResponse(status=500)
