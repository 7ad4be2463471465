"""From a payload to its handler by one look-up, under its receipts, with every way out in one place."""

from collections.abc import Callable
from typing import Any

import structlog

from casework.desk import AlreadyDone, NothingToDo, Request
from casework.talk import NotYet
from handlers import (
    alike,
    cases,
    commands,
    customers,
    customers_word,
    digests,
    edge,
    gestures,
    handoffs,
    home,
    inbound,
    merging,
    opening,
    problems,
    promises,
    talk,
    voice,
    workspace,
)
from handlers.answer import Answer, Kind
from handlers.office import Call, Office
from handlers.rows import Row
from models.refusal import Refusal

log = structlog.get_logger("switchboard")

ROWS: tuple[Row, ...] = (
    *opening.ROWS,
    *alike.ROWS,
    *cases.ROWS,
    *handoffs.ROWS,
    *merging.ROWS,
    *voice.ROWS,
    *promises.ROWS,
    *problems.ROWS,
    *commands.ROWS,
    *customers.ROWS,
    *customers_word.ROWS,
    *digests.ROWS,
    *talk.ROWS,
    *inbound.ROWS,
    *gestures.ROWS,
    *home.ROWS,
    *workspace.ROWS,
)
TABLE: dict[tuple[Kind, str], Row] = {(row.kind, row.name): row for row in ROWS}
assert len(TABLE) == len(ROWS), "a control has two handlers"

SORRY = "That did not work, and nothing was changed. Please try again; if it stays like this, tell an admin."
_EVENTS = (Kind.MESSAGE, Kind.EVENT)


class Switchboard:
    def __init__(self, office: Office) -> None:
        self._office = office

    async def answer(self, kind: Kind, body: dict[str, Any]) -> Answer:
        """Answer a payload. Raises for an event that failed, so that Slack delivers it again."""
        row = TABLE.get((kind, name_of(kind, body)))
        if row is None:
            return Answer()
        return await self._connect(row, kind, body)

    async def found(self, event: dict[str, Any]) -> bool:
        """A message whose event may have been lost. True once it is kept, or is none of our business.

        Nobody is answered: whoever wrote it does not look any more. Raises what the handler raises.
        """
        about = _about(event)
        is_deletion = event.get("subtype") == "message_deleted"
        change = "deleted" if is_deletion else (about.get("edited") or {}).get("ts", "")
        body = {"event": event, "event_id": f"found:{event['channel']}:{about['ts']}:{change}"}
        row = TABLE[Kind.MESSAGE, "message"]
        try:
            await row.handler(Call(self._office, body, self._request(row, Kind.MESSAGE, body)))
        except (AlreadyDone, NothingToDo, Refusal):
            return True
        except NotYet:
            return False
        return True

    async def _connect(self, row: Row, kind: Kind, body: dict[str, Any]) -> Answer:
        call = Call(self._office, body, self._request(row, kind, body))
        try:
            return await row.handler(call) or Answer()
        except (AlreadyDone, NothingToDo):
            return Answer()
        except NotYet:
            return Answer(status=503)
        except Refusal as refusal:
            return await edge.answer_refusal(kind, call, refusal)
        except Exception:
            if kind in _EVENTS:
                raise
            # Slack repeats an event, not a click: there a person waits, and a sentence is better than a 500.
            log.exception("handler_failed", control=row.name)
            return await edge.answer_refusal(kind, call, Refusal(SORRY))

    def _request(self, row: Row, kind: Kind, body: dict[str, Any]) -> Request:
        receipts = receipts_of(kind, body)
        return Request(
            by=who(kind, body),
            may=row.may,
            receipts=receipts,
            delivery=receipts[0] if receipts else "",
            is_foreign=self._is_foreign(kind, body),
        )

    def _is_foreign(self, kind: Kind, body: dict[str, Any]) -> bool:
        """By the payload's own word, the person belongs to another organisation.

        On Enterprise Grid the teams of one organisation differ, and ``users.info`` decides.
        """
        team = team_of(kind, body)
        return team not in (None, self._office.team_id) and not self._office.enterprise_id


_NAMES: dict[Kind, Callable[[dict[str, Any]], Any]] = {
    Kind.MESSAGE: lambda _: "message",
    Kind.EVENT: lambda body: body["event"]["type"],
    Kind.COMMAND: lambda body: body["command"],
    Kind.ACTION: lambda body: body["actions"][0]["action_id"],
    Kind.VIEW: lambda body: body["view"].get("callback_id"),
    Kind.VIEW_CLOSED: lambda body: body["view"].get("callback_id"),
    Kind.SHORTCUT: lambda body: body["callback_id"],
    Kind.OPTIONS: lambda body: body["action_id"],
}


def name_of(kind: Kind, body: dict[str, Any]) -> str:
    """The control's name: what the table is looked up by."""
    return str(_NAMES[kind](body))


def who(kind: Kind, body: dict[str, Any]) -> str | None:
    """The id of the person behind a payload."""
    if kind is Kind.MESSAGE:
        return _about(body["event"]).get("user")
    if kind is Kind.EVENT:
        user = body["event"].get("user")
        return user.get("id") if isinstance(user, dict) else user
    if kind is Kind.COMMAND:
        return str(body["user_id"])
    return str(body["user"]["id"])


def _about(event: dict[str, Any]) -> dict[str, Any]:
    """The message that an event is about: an edit and a deletion carry it inside."""
    about = event.get("message") or event.get("previous_message")
    return about if isinstance(about, dict) else event


def team_of(kind: Kind, body: dict[str, Any]) -> str | None:
    """The id of that person's team, where the payload tells it."""
    if kind in _EVENTS:
        team = _about(body["event"]).get("user_team")
        return team if isinstance(team, str) else None
    user = body.get("user")
    return user.get("team_id") if isinstance(user, dict) else None


def receipts_of(kind: Kind, body: dict[str, Any]) -> tuple[str, ...]:
    """The delivery's identities; a repetition of any of them has no second effect."""
    match kind:
        case Kind.MESSAGE | Kind.EVENT:
            event = body["event"]
            own = (f"event:{body['event_id']}",)
            said = event.get("client_msg_id") if not event.get("subtype") else None
            return (*own, f"{event['type']}:{event['channel']}:{said}") if said else own
        case Kind.COMMAND | Kind.SHORTCUT:
            return (f"{kind}:{body['trigger_id']}",)
        case Kind.ACTION:
            action, user = body["actions"][0], body["user"]["id"]
            return (f"action:{user}:{action['action_ts']}:{action['action_id']}",)
        case Kind.VIEW:
            return (f"view:{body['view']['id']}",)
        case _:
            return ()
