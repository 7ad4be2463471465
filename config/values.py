"""What one value of the handbook may be; any other is refused with a sentence."""

import re
from datetime import time
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from config.wording import written

Severity = Literal["critical", "high", "normal", "low"]

USUAL_TIER = "standard"

LIST_WORDS = ("mine", "all", "customer")
"""What ``/case list`` understands otherwise, so that no department can have it for a key."""

FIND_CHANNEL = "in Slack: channel details → About → Channel ID at the bottom"
FIND_PERSON = "in Slack: the person's profile → ⋮ → Copy member ID"
_OTHER = "Choose another: what people see is not the key but the name"


def _must(pattern: str, sentence: str) -> AfterValidator:
    """Refuse what does not match as a whole; the sentence follows the value."""
    form = re.compile(pattern)

    def validate(value: str) -> str:
        if not form.fullmatch(value):
            raise ValueError(f"{written(value)} {sentence}")
        return value

    return AfterValidator(validate)


def _is_free(key: str) -> str:
    if key in LIST_WORDS:
        raise ValueError(
            f"{written(key)} cannot be a department's key: “/case list {key}” means something else. {_OTHER}"
        )
    return key


def _time_of_day(value: object) -> time:
    found = re.fullmatch(r"\s*(\d{1,2}):(\d\d)\s*", value) if isinstance(value, str) else None
    if isinstance(value, time):
        return value
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:  # noqa: PLR2004
        raise ValueError(f'{written(value)} is no time of day. Write "08:30"')
    return time(int(found[1]), int(found[2]))


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

ChannelId = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    _must(r"[CG][A-Z0-9]{6,}", f"is not a channel's id. Write the id (C…); {FIND_CHANNEL}"),
]
UserId = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    _must(r"[UW][A-Z0-9]{6,}", f"is not a person's id. Write the id (U… or W…); {FIND_PERSON}"),
]
Key = Annotated[
    str,
    _must(
        r"[a-z][a-z0-9_-]{0,30}",
        "cannot be a department's key. Write at most 31 small letters, digits, - and _, a letter first. "
        + _OTHER,
    ),
    AfterValidator(_is_free),
]
TimeOfDay = Annotated[time, BeforeValidator(_time_of_day)]
Phrase = Annotated[
    str,
    StringConstraints(strip_whitespace=True),
    _must(
        r"(?=.{2,80}$)([^*]{2,}(\*[^*]*){0,2}|\*[^*]{2,}\*?)",
        "cannot speak for a department. Write 2 to 80 characters, at least two of them together, "
        'and at most two *, such as "refund*"',
    ),
]
"""A word or a phrase; at most two ``*``, and two other characters at least."""
