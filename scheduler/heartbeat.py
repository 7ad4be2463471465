"""Tells a watcher outside that Liaison is well: when the call stays away, the watcher raises the alarm."""

from dataclasses import dataclass
from functools import cache
from ssl import SSLContext

import httpx
import structlog
from pydantic import SecretStr

SECONDS = 5.0

log = structlog.get_logger("heartbeat")


@dataclass(frozen=True)
class Heartbeat:
    """The address is a secret: whoever knows it can keep the watcher quiet."""

    url: SecretStr

    async def beat(self) -> None:
        """Call it once. That it was not heard is the watcher's to notice: it is logged and not repeated."""
        url = httpx.URL(self.url.get_secret_value())
        try:
            async with httpx.AsyncClient(timeout=SECONDS, verify=_certificates()) as http:
                response = await http.get(url)
        except httpx.HTTPError as error:
            log.warning("heartbeat_not_heard", host=url.host, error=type(error).__name__)
            return
        if not response.is_success:
            log.warning("heartbeat_not_heard", host=url.host, status=response.status_code)


@cache
def _certificates() -> SSLContext:
    return httpx.create_ssl_context()
