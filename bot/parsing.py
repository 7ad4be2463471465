"""Raw bytes of a signed request → the payload, once; and whose payload it is."""

import json
import re
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from bot.slack_client import Identity
from handlers.answer import Kind

Payload = dict[str, Any]

_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
"""NUL and lone surrogates: JSON can carry them, no database can keep them."""

_KINDS = {
    "event_callback": Kind.EVENT,
    "block_actions": Kind.ACTION,
    "view_submission": Kind.VIEW,
    "view_closed": Kind.VIEW_CLOSED,
    "shortcut": Kind.SHORTCUT,
    "message_action": Kind.SHORTCUT,
    "block_suggestion": Kind.OPTIONS,
}


class MalformedError(Exception):
    """The body is not what Slack sends; the message says why, in a few words of our own."""


def parse(raw: bytes, content_type: str) -> Payload:
    """Read JSON, a form with a ``payload``, or a slash command's form. Raises MalformedError.

    Which of the two forms it is says the *name* of a field, never the text a person wrote in one.
    """
    try:
        text = raw.decode()
        media_type = content_type.partition(";")[0].strip().lower()
        if media_type == "application/json":
            return _object(text)
        if media_type == "application/x-www-form-urlencoded":
            return _form(text)
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"the body cannot be read ({type(error).__name__})") from None
    raise MalformedError("the content type is neither JSON nor a form")


def mended(value: Any) -> Any:
    """The same without characters that no database can keep."""
    match value:
        case str():
            return _UNKEEPABLE.sub("\N{REPLACEMENT CHARACTER}", value)
        case dict():
            return {mended(key): mended(item) for key, item in value.items()}
        case list():
            return [mended(item) for item in value]
    return value


def _object(text: str) -> Payload:
    value = json.loads(text, parse_constant=_refuse_constant)
    if not isinstance(value, dict):
        raise MalformedError("the JSON is not an object")
    return dict(mended(value))


def _form(text: str) -> Payload:
    pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=100)
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise MalformedError("a field stands in the form twice")
    if "payload" in fields and "command" not in fields:
        return _object(fields["payload"])
    return dict(mended(fields))


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def kind_of(body: Payload) -> Kind | None:
    """What kind of payload this is, by its outer marks; None for one we have no word for."""
    if "command" in body:
        return Kind.COMMAND
    kind = _KINDS.get(str(body.get("type")))
    if kind is Kind.EVENT and isinstance(event := body.get("event"), dict) and event.get("type") == "message":
        return Kind.MESSAGE
    return kind


def is_ours(body: Payload, identity: Identity) -> bool:
    """Whether the payload was sent to this app as installed in our own workspace or organisation.

    Without an app id the signature stands for it: the secret is the app's own, and shortcuts carry none.
    """
    app = body.get("api_app_id")
    if app is not None and app != identity.app_id:
        return False
    own = {identity.enterprise_id, identity.team_id} - {None, ""}
    return not own.isdisjoint(_installations(body))


def _installations(body: Payload) -> set[str]:
    """The organisation and workspace this payload was delivered to, wherever its kind says so.

    In a channel shared with others the outer ids may be the other side's, so the place that speaks of
    the installation decides: a view's ``app_installed_team_id``, an event's ``authorizations``. The ids of
    the *user* say who acted, not whom it was sent to. An organisation-wide installation has no team.
    """
    view, authorizations = body.get("view"), body.get("authorizations")
    if isinstance(view, dict) and view.get("app_installed_team_id"):
        return _ids(view["app_installed_team_id"])
    if isinstance(authorizations, list) and authorizations:
        return {name for one in authorizations for name in _ids_of_installation(one)}
    return _ids_of_installation(body)


def _ids_of_installation(place: Any) -> set[str]:
    if not isinstance(place, dict):
        return set()
    team, enterprise = place.get("team"), place.get("enterprise")
    team = team if isinstance(team, dict) else {"id": team}
    enterprise = enterprise if isinstance(enterprise, dict) else {"id": enterprise}
    return _ids(
        enterprise.get("id"),
        place.get("enterprise_id"),
        team.get("enterprise_id"),
        team.get("id"),
        place.get("team_id"),
    )


def _ids(*values: Any) -> set[str]:
    return {value for value in values if isinstance(value, str) and value}
