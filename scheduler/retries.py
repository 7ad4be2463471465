"""What the outcome of a request means, and when to try again. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Outcome(StrEnum):
    """What is known about a request that did not plainly succeed."""

    REFUSED = "refused"
    """Slack answered with an error: it was not taken."""
    RATE_LIMITED = "rate limited"
    UNREACHABLE = "unreachable"
    """No connection was made: it was not taken."""
    UNCLEAR = "unclear"
    """Slack may have taken it."""


@dataclass(frozen=True)
class Failure:
    outcome: Outcome
    error: str
    retry_after: timedelta | None = None
    method: str = ""
    """Slack's name of the request that failed, where it was not the errand's own."""


@dataclass(frozen=True)
class TryAgain:
    """It was certainly not taken. ``holds`` names what else must wait as long: a method, or everything."""

    after: timedelta
    holds: str | None = None


@dataclass(frozen=True)
class LookFirst:
    """It may have been taken."""


@dataclass(frozen=True)
class GiveUp:
    """No later attempt will do better."""


@dataclass(frozen=True)
class ItIsGone:
    """The message to be changed does not exist (any more)."""


Decision = TryAgain | LookFirst | GiveUp | ItIsGone

NEVER = frozenset({
    "as_user_not_supported", "cannot_reply_to_message", "cant_delete_message", "cant_update_message",
    "channel_is_limited_access", "channel_not_found", "channel_type_not_supported", "edit_window_closed",
    "ekm_access_denied", "invalid_arguments", "invalid_metadata_format", "invalid_metadata_schema",
    "is_archived", "messages_tab_disabled", "metadata_too_large", "msg_too_long", "no_text",
    "not_in_channel", "restricted_action", "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel", "restricted_action_thread_locked", "thread_not_found",
    "user_disabled", "user_not_found", "user_not_visible",
})  # fmt: skip
"""Answers that leave no hope: https://docs.slack.dev/reference/methods/chat.postMessage"""
PLAIN_MAY_DO = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
"""The blocks were refused; the text alone may be taken."""
OUR_TOKEN = frozenset({
    "account_inactive", "invalid_auth", "missing_scope", "no_permission", "not_allowed_token_type",
    "not_authed", "token_expired", "token_revoked", "team_access_not_granted", "org_login_required",
})  # fmt: skip
"""Nothing can be sent until an operator has acted."""
MAY_BE_TAKEN = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
"""“Possible some aspect of the operation succeeded”, the same page says of ``fatal_error``."""

MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=5)
TOKEN_WAIT = timedelta(minutes=1)
MOST_LOOKUPS = 5
LONGEST_LOOKUP_WAIT = timedelta(seconds=30)
FIRST_LOOKUP_WAIT = timedelta(seconds=5)


def backoff(attempts: int) -> timedelta:
    """1 s, 2 s, 4 s … up to five minutes."""
    doublings = min(max(attempts - 1, 0), 12)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def decide(failure: Failure, *, attempts: int, last_error: str, is_new: bool, method: str) -> Decision:
    """What to do after a failure.

    ``is_new``: a new message was to be posted. A change of an existing one can be repeated safely.
    """
    match failure.outcome:
        case Outcome.RATE_LIMITED:
            return TryAgain(failure.retry_after or FIRST_WAIT, holds=f"method:{failure.method or method}")
        case Outcome.UNREACHABLE:
            return TryAgain(backoff(attempts), holds="slack")
        case Outcome.UNCLEAR:
            return LookFirst() if is_new else TryAgain(backoff(attempts))
        case Outcome.REFUSED:
            return _after_refusal(failure.error, attempts, last_error, is_new=is_new)


def _after_refusal(error: str, attempts: int, last_error: str, *, is_new: bool) -> Decision:
    if error in OUR_TOKEN:
        return TryAgain(TOKEN_WAIT, holds="slack")
    if error == "message_not_found" and not is_new:
        return ItIsGone()
    if error in PLAIN_MAY_DO and last_error not in PLAIN_MAY_DO:
        return TryAgain(timedelta())
    if error in NEVER | PLAIN_MAY_DO or attempts >= MOST_ATTEMPTS:
        return GiveUp()
    return TryAgain(backoff(attempts))


def next_lookup(failure: Failure, lookups: int) -> timedelta | None:
    """How long after a look-up that failed the next one comes; None when a person must be told.

    Only what Slack refuses to show is given up, after 5, 10, 20 and 40 s: trouble and limits pass.
    """
    if failure.error in OUR_TOKEN:
        return TOKEN_WAIT
    if failure.outcome is not Outcome.REFUSED:
        return failure.retry_after or min(backoff(lookups), LONGEST_LOOKUP_WAIT)
    return None if lookups >= MOST_LOOKUPS else FIRST_LOOKUP_WAIT * (1 << max(lookups - 1, 0))
