"""Is this request from Slack? The raw bytes against the signing secret."""

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import datetime

_TIMESTAMP = re.compile(rb"\d{1,12}")
_SIGNATURE = re.compile(rb"v0=[0-9a-f]{64}")

Headers = Iterable[tuple[bytes, bytes]]
"""As ASGI gives them: names in lower case, a name may repeat."""


class UnsignedError(Exception):
    """The request does not carry Slack's signature; the message says why, in a few words of our own."""


def verify(secret: str, headers: Headers, body: bytes, now: datetime) -> float:
    """Seconds by which our clock is ahead of the request's timestamp. Raises UnsignedError.

    The age is the caller's to judge: a signed request with an odd timestamp may mean that our clock is wrong.
    """
    found = list(headers)
    timestamp = _only(found, b"x-slack-request-timestamp", _TIMESTAMP)
    signature = _only(found, b"x-slack-signature", _SIGNATURE)
    expected = hmac.new(secret.encode(), b"v0:%b:%b" % (timestamp, body), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(b"v0=" + expected.encode(), signature):
        raise UnsignedError("the signature is wrong")
    return now.timestamp() - int(timestamp)


def _only(headers: Headers, name: bytes, form: re.Pattern[bytes]) -> bytes:
    values = [value for key, value in headers if key == name]
    if len(values) != 1:
        raise UnsignedError(f"{name.decode()} stands there {len(values)} times")
    if not form.fullmatch(values[0]):
        raise UnsignedError(f"{name.decode()} is malformed")
    return values[0]
