"""What can go wrong on the far end: Slack's refusals, and what a person cannot do."""

from typing import Any


class SlackError(Exception):
    """A Web API answer with `ok: false`. `extra` goes into the answer as it is."""

    def __init__(self, code: str, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra

    @classmethod
    def with_messages(cls, code: str, messages: list[str]) -> "SlackError":
        """A refusal that explains itself in `response_metadata.messages`."""
        return cls(code, response_metadata={"messages": [f"[ERROR] {message}" for message in messages]})


class NotPossibleError(Exception):
    """A person tried what Slack's screen does not offer them; the message says what is missing."""
