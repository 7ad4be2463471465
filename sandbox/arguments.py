"""The arguments of a Web API call, decoded from a form, a query or JSON."""

import json
from typing import Any

from sandbox.errors import SlackError
from sandbox.workspace import Json

ENCODED = {"blocks", "view", "metadata", "attachments", "files"}
"""Arguments that a form carries as JSON text."""

TRUE = {"1", "true", "True"}


def decoded(args: Json) -> Json:
    """Plain JSON where the caller sent JSON text; text that is none stays as it is."""
    return {name: _decoded(value) if name in ENCODED else value for name, value in args.items()}


def _decoded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


class Args:
    """Typed access; SlackError `invalid_arguments` for what is missing or of the wrong kind."""

    def __init__(self, values: Json) -> None:
        self.values = values

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) not in {None, ""} if _is_plain(self.values.get(name)) else True

    def text(self, name: str) -> str:
        """The argument as text; empty if it was not given."""
        value = self.values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str | int | float):
            raise SlackError.with_messages("invalid_arguments", [f"{name} must be a string"])
        return str(value)

    def needed(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise SlackError.with_messages("invalid_arguments", [f"missing required field: {name}"])
        return value

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")) in TRUE

    def number(self, name: str, default: int) -> int:
        value = self.values.get(name)
        if value in {None, ""}:
            return default
        try:
            return int(str(value))
        except ValueError:
            raise SlackError("invalid_arguments") from None

    def objects(self, name: str, error: str) -> list[Json]:
        """A list of JSON objects; `error` if it is something else."""
        value = self.values.get(name) or []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise SlackError(error)
        return value

    def object(self, name: str, error: str) -> Json | None:
        value = self.values.get(name)
        if value in (None, ""):
            return None
        if not isinstance(value, dict):
            raise SlackError(error)
        return value


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | bool)
