"""The bot's log while a story is told: what it calls an error is one, the rest is not kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog


@contextmanager
def listening(errors: list[str]) -> Iterator[None]:
    """What the log calls an error is one."""
    processors = structlog.get_config()["processors"]
    usual = list(processors)

    def hear(_logger: Any, _name: str, line: dict[str, Any]) -> Any:
        if line.get("log_level", _name) in ("error", "exception", "critical"):
            errors.append(str(line))
        raise structlog.DropEvent

    processors[:] = [structlog.processors.format_exc_info, hear]
    structlog.configure(processors=processors)
    try:
        yield
    finally:
        processors[:] = usual
        structlog.configure(processors=processors)
