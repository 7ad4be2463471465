"""The answers of a Slack in trouble: errors, cut connections, silence, half a body."""

import asyncio
import contextlib
import json
import socket
import struct

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox.faults import Fault
from sandbox.slack import Slack
from sandbox.workspace import Json


async def answer(slack: Slack, request: Request, fault: Fault, body: Json) -> Response:
    """`body` is what Slack would have said; with an `..._AFTER` fault it has done it."""
    if fault in {Fault.RESET_BEFORE, Fault.RESET_AFTER}:
        return await _reset(request)
    if fault is Fault.HANG_AFTER:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(slack.faults.hang_seconds):
                await slack.closing.wait()
        return await _reset(request)
    if fault is Fault.RATE_LIMITED:
        headers = {"retry-after": str(slack.faults.retry_after)}
        return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)
    return _spoilt(fault, body)


def _spoilt(fault: Fault, body: Json) -> Response:
    match fault:
        case Fault.FATAL_ERROR_AFTER:
            return JSONResponse({"ok": False, "error": "fatal_error"})
        case Fault.TRUNCATED_AFTER:
            whole = json.dumps(body)
            return Response(whole[: len(whole) // 2], media_type="application/json")
        case Fault.OK_WITHOUT_TS_AFTER:
            return JSONResponse({name: part for name, part in body.items() if name not in {"ts", "message"}})
        case Fault.WRONG_CHANNEL_AFTER:
            return JSONResponse({**body, "channel": "C0ELSEWHERE"})
        case _:
            return PlainTextResponse("Internal Server Error", 500)


async def _reset(request: Request) -> Response:
    """Reset the TCP connection under the request; the response is for a client who is gone.

    ASGI has no word for this: uvicorn's `receive` is a method of the request's cycle, which knows
    its transport. A linger time of zero makes the kernel send RST instead of FIN.
    """
    transport = request.receive.__self__.transport  # type: ignore[attr-defined]
    if not transport.is_closing():
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    await asyncio.sleep(0)
    return Response(status_code=500)
