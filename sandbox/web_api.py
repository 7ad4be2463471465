"""The Web API's front door: read the call, refuse or perform it, answer, and write it down."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox import (
    bad_answers,
    responses,
    scopes,
    web_api_chat,
    web_api_files,
    web_api_people,
    web_api_views,
)
from sandbox.arguments import Args, decoded
from sandbox.errors import SlackError
from sandbox.faults import Fault
from sandbox.onlookers import outsiders
from sandbox.slack import Slack
from sandbox.workspace import Json

METHODS: dict[str, Callable[[Slack, Args], Json]] = {
    **web_api_people.METHODS,
    **web_api_chat.METHODS,
    **web_api_views.METHODS,
    **web_api_files.METHODS,
}
FORM_ONLY = {
    *("bots.info", "users.info", "users.list", "users.profile.get", "users.conversations"),
    "chat.getPermalink",
    *("conversations.info", "conversations.members", "conversations.list", "conversations.replies"),
    *("files.info", "files.getUploadURLExternal"),
}
"""Methods that take no JSON: Slack does not see the arguments in such a body."""

WITHOUT_TOKEN = {"api.test"}


@dataclass(frozen=True)
class Call:
    method: str
    args: Args
    token: str
    content_type: str
    http: str


@dataclass
class Outcome:
    """What Slack did and would say about it, before any fault."""

    body: Json
    status: int = 200
    retry_after: int | None = None


def routes(slack: Slack) -> list[Route]:
    async def api(request: Request) -> Response:
        return await _handle(slack, request)

    async def response_url(request: Request) -> Response:
        return await _use_response_url(slack, request)

    async def upload(request: Request) -> Response:
        content = await request.body()
        if not web_api_files.receive(slack, request.path_params["file_id"], content):
            return PlainTextResponse("not found", 404)
        return PlainTextResponse(f"OK - {len(content)}")

    return [
        Route("/api/{method}", api, methods=["GET", "POST"]),
        Route("/response/{number}", response_url, methods=["POST"]),
        Route("/upload/{file_id}", upload, methods=["POST"]),
    ]


async def _handle(slack: Slack, request: Request) -> Response:
    try:
        call = await _read(request)
    except SlackError as refusal:
        return JSONResponse({"ok": False, "error": refusal.code})
    outcome, fault = take(slack, call)
    if fault is not None:
        return await bad_answers.answer(slack, request, fault, outcome.body)
    return _answer(slack, outcome)


def take(slack: Slack, call: Call) -> tuple[Outcome, Fault | None]:
    """Perform a call and write it down, or let the weather have it; whichever way it came."""
    fault = slack.faults.pick(call.method)
    if fault is not None and not fault.is_after:
        outcome = Outcome({"ok": False, "error": fault.value})
    else:
        outcome = _perform(slack, call)
    _note(slack, call, outcome, fault)
    return outcome, fault


def _answer(slack: Slack, outcome: Outcome) -> Response:
    headers = {"x-oauth-scopes": ",".join(slack.scopes), "x-slack-req-id": secrets.token_hex(8)}
    if outcome.retry_after is not None:
        headers["retry-after"] = str(outcome.retry_after)
    return JSONResponse(outcome.body, outcome.status, headers)


async def _read(request: Request) -> Call:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip()
    method = request.path_params["method"]
    args: Json = dict(request.query_params)
    body = (await request.body()).decode()
    if content_type == "application/json":
        sent = _json_object(body)
        args |= {} if method in FORM_ONLY else sent
    else:
        args |= dict(parse_qsl(body, keep_blank_values=True))
    bearer = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    token = bearer or str(args.get("token", ""))
    kept = decoded({name: value for name, value in args.items() if name != "token"})
    return Call(method, Args(kept), token, content_type, request.method)


def _json_object(body: str) -> Json:
    """Some SDKs send an empty JSON body when there are no arguments."""
    if not body.strip():
        return {}
    try:
        sent = json.loads(body)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(sent, dict):
        raise SlackError("json_not_object")
    return sent


def _perform(slack: Slack, call: Call) -> Outcome:
    try:
        _check_token(slack, call)
        wait = slack.pace.wait_for(call.method, call.args.text("channel"))
        if wait is not None:
            return Outcome({"ok": False, "error": "ratelimited"}, 429, wait)
        if call.method == "apps.connections.open":
            return Outcome({"ok": True, "url": slack.new_link()})
        scopes.check(slack, call.method, call.args)
        return Outcome({"ok": True, **METHODS[call.method](slack, call.args)})
    except SlackError as refusal:
        return Outcome({"ok": False, "error": refusal.code, **refusal.extra})


def _check_token(slack: Slack, call: Call) -> None:
    is_linking = call.method == "apps.connections.open"
    if call.method not in METHODS and not is_linking:
        raise SlackError("unknown_method", req_method=call.method)
    if call.method in WITHOUT_TOKEN:
        return
    if not call.token:
        raise SlackError("not_authed")
    if call.token not in {slack.bot_token, slack.app_token}:
        raise SlackError("invalid_auth")
    if slack.are_tokens_revoked:
        raise SlackError("token_revoked")
    if (call.token == slack.app_token) is not is_linking:
        raise SlackError("not_allowed_token_type")


def _note(slack: Slack, call: Call, outcome: Outcome, fault: Fault | None) -> None:
    slack.ledger.note(
        call.method,
        call.args.values,
        t=slack.clock().timestamp(),
        content_type=call.content_type,
        http=call.http,
        token=call.token.partition("-")[0],
        fault=fault.value if fault else None,
        ok=outcome.body["ok"],
        error=outcome.body.get("error"),
        outsiders=outsiders(slack.workspace, call.method, call.args.values, view_id=_view_of(outcome)),
    )


def _view_of(outcome: Outcome) -> str:
    view = outcome.body.get("view")
    return str(view["id"]) if isinstance(view, dict) and "id" in view else ""


async def _use_response_url(slack: Slack, request: Request) -> Response:
    try:
        body = _json_object((await request.body()).decode())
        fault = take_response(slack, request.path_params["number"], body)
    except SlackError as refusal:
        return PlainTextResponse(refusal.code, 404 if refusal.code.endswith("_url") else 400)
    if fault is not None and not fault.is_after:
        return await bad_answers.answer(slack, request, fault, {})
    if fault is not None:
        return await bad_answers.answer(slack, request, fault, {"ok": True})
    return PlainTextResponse("ok")


def take_response(slack: Slack, number: str, body: Json) -> Fault | None:
    """Write down and draw what was posted to a response_url, unless the weather has it. Raises SlackError."""
    right = slack.response_urls.get(number)
    readers = outsiders(slack.workspace, "__response_url__", body, to=right.user_id if right else "")
    slack.ledger.note("__response_url__", body, t=slack.clock().timestamp(), outsiders=readers)
    fault = slack.faults.pick("response_url")
    if fault is None or fault.is_after:
        responses.use(slack, number, body)
    return fault
