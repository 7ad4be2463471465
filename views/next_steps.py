"""The next steps of a promise as buttons: by what is owed, and by who reads of it."""

from models.facts import PromiseFacts, ReminderFacts
from models.promise import PromiseKind
from views.blocks import Block, button


def of_reminder(one: ReminderFacts) -> list[Block]:
    """A lead who does not sit in the department's channel can only say who shall."""
    return of_promise(one.promise, is_owner=one.is_owner) if one.may_work else [_reassign(one.promise)]


def of_promise(promise: PromiseFacts, *, is_owner: bool) -> list[Block]:  # noqa: PLR0911 -- one a kind
    match promise.kind:
        case PromiseKind.ACCEPT:
            return _of_offer(promise, is_owner=is_owner)
        case PromiseKind.PROGRESS | PromiseKind.RESUME:
            return _of_owner(promise) if is_owner else _of_others(promise)
        case PromiseKind.DECIDE:
            return [
                button("Offer to a department", "case.add", promise.case, "primary"),
                button("Close", "case.close", promise.case),
            ]
        case PromiseKind.TELL:
            return _of_answered(promise)
        case PromiseKind.UPDATE:
            return [
                button("I told them", "promise.told", promise.case, "primary"),
                button("Another time …", "promise.update", promise.case),
            ]
        case PromiseKind.PREVENT:
            return [button("Prevented", "problem.prevented", promise.case, "primary")]
        case PromiseKind.TOUCH:
            return [button("I spoke to them", "promise.spoken", promise.case, "primary")]
        case PromiseKind.ANSWER | PromiseKind.APPROVE:
            return []


def _of_answered(promise: PromiseFacts) -> list[Block]:
    """To write to whom can be written to first, else to close it."""
    reply = button("Send to the customer …", "reply.ask", promise.case, "primary")
    return [
        *([reply] if promise.is_reachable else []),
        button("Close", "case.close", promise.case, None if promise.is_reachable else "primary"),
        button("Not solved: reopen", "case.reopen", promise.case),
    ]


def _of_offer(promise: PromiseFacts, *, is_owner: bool) -> list[Block]:
    """The department takes it; a lead or a manager can also say who shall."""
    handoff = promise.handoff or 0
    return [
        button("Take it", "handoff.take", handoff, "primary"),
        *([] if is_owner else [_reassign(promise)]),
        button("Hand on", "handoff.hand_on", handoff),
        button("Decline", "handoff.decline", handoff),
    ]


def _of_owner(promise: PromiseFacts) -> list[Block]:
    handoff = promise.handoff or 0
    return [
        button("Still mine", "promise.still_mine", handoff, "primary"),
        button("Done", "handoff.done", handoff),
        button("Hand on", "handoff.hand_on", handoff),
        button("Stuck …", "handoff.stuck", handoff),
    ]


def _of_others(promise: PromiseFacts) -> list[Block]:
    """A lead or a manager: somebody else can go on with it, or they know what it waits for."""
    handoff = promise.handoff or 0
    return [
        _reassign(promise),
        button("Hand on", "handoff.hand_on", handoff),
        button("Stuck …", "handoff.stuck", handoff),
    ]


def _reassign(promise: PromiseFacts) -> Block:
    return button("Re-assign", "handoff.reassign", promise.handoff or 0)
