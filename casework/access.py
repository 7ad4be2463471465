"""Who may do what: one table, consulted by every operation and walked by a test."""

from enum import StrEnum

from casework.people import Actor
from models.case import Case
from models.member import Standing
from models.refusal import Refusal


class Kind(StrEnum):
    """What a person is to a case. Of the first seven, one person can be several."""

    CSM = "csm"
    OTHER_CSM = "other CSM"
    DEPARTMENT = "department member"
    LEAD = "department lead"
    STAFF = "other staff"
    MANAGER = "manager"
    ADMIN = "admin"
    GUEST = "guest"
    SINGLE_CHANNEL_GUEST = "single-channel guest"
    CONNECT = "Slack Connect member"
    STRANGER = "stranger"
    DEACTIVATED = "deactivated"
    BOT = "another bot"


class Operation(StrEnum):
    OPEN_CASE = "open cases"
    READ = "read cases"
    TALK = "talk on cases"
    TAKE = "take a hand-off"
    WORK = "work on a hand-off"
    """Decline, hand on, finish, pause, put back, ask."""
    STEER = "steer a case"
    """Add a department, withdraw, close, reopen."""
    REASSIGN = "re-assign a hand-off"
    TAKE_OVER = "become a case's CSM"
    SPEAK = "speak to the customer"
    """Send a reply, change what they see, say when they hear next."""
    SECOND = "be the second pair of eyes"
    TEND = "look after customers"
    """Who serves them, their channel, contacts, facts."""
    RESPOND = "answer as the customer"
    """Press the two buttons in one's own company's channel; open to nobody else."""
    JOIN = "open Problems, join cases to them"
    DIGEST = "read a digest"
    """Of one's own departments; managers and admins of everything."""


STAFF_KINDS = frozenset({
    Kind.CSM, Kind.OTHER_CSM, Kind.DEPARTMENT, Kind.LEAD, Kind.STAFF, Kind.MANAGER, Kind.ADMIN,
})  # fmt: skip
ALLOWED: dict[Operation, frozenset[Kind]] = {
    Operation.OPEN_CASE: frozenset({Kind.CSM, Kind.OTHER_CSM, Kind.MANAGER, Kind.ADMIN}),
    Operation.READ: STAFF_KINDS,
    Operation.TALK: STAFF_KINDS,
    Operation.TAKE: frozenset({Kind.DEPARTMENT, Kind.MANAGER, Kind.ADMIN}),
    Operation.WORK: frozenset({Kind.DEPARTMENT, Kind.MANAGER, Kind.ADMIN}),
    Operation.STEER: frozenset({Kind.CSM, Kind.MANAGER, Kind.ADMIN}),
    Operation.REASSIGN: frozenset({Kind.CSM, Kind.LEAD, Kind.MANAGER, Kind.ADMIN}),
    Operation.TAKE_OVER: frozenset({Kind.OTHER_CSM, Kind.MANAGER, Kind.ADMIN}),
    Operation.SPEAK: frozenset({Kind.CSM, Kind.MANAGER, Kind.ADMIN}),
    Operation.SECOND: frozenset({Kind.CSM, Kind.OTHER_CSM, Kind.LEAD, Kind.MANAGER, Kind.ADMIN}),
    Operation.TEND: frozenset({Kind.CSM, Kind.OTHER_CSM, Kind.MANAGER, Kind.ADMIN}),
    Operation.RESPOND: frozenset({Kind.CONNECT, Kind.GUEST, Kind.SINGLE_CHANNEL_GUEST}),
    Operation.JOIN: frozenset({Kind.CSM, Kind.OTHER_CSM, Kind.MANAGER, Kind.ADMIN}),
    Operation.DIGEST: frozenset({Kind.DEPARTMENT, Kind.LEAD, Kind.MANAGER, Kind.ADMIN}),
}

_OUTSIDE = {
    Standing.GUEST: Kind.GUEST,
    Standing.SINGLE_CHANNEL_GUEST: Kind.SINGLE_CHANNEL_GUEST,
    Standing.CONNECT: Kind.CONNECT,
    Standing.STRANGER: Kind.STRANGER,
    Standing.DEACTIVATED: Kind.DEACTIVATED,
    Standing.BOT: Kind.BOT,
}


class NotStaff(Refusal):
    """Somebody who is no full member of the workspace; one polite line, nothing read or changed."""

    def __init__(self, company: str) -> None:
        super().__init__(f"I can only help {company}'s own staff here. Please ask your contact there.")


def kinds_anywhere(actor: Actor) -> frozenset[Kind]:
    """What the person could be to some case."""
    if not actor.is_staff:
        return frozenset({_OUTSIDE[actor.standing]})
    return _roles(
        actor,
        is_own=actor.is_csm,
        is_member=bool(actor.departments),
        is_lead=bool(actor.leads),
        is_csm=actor.is_csm,
    )


def kinds_here(actor: Actor, case: Case, department: str | None) -> frozenset[Kind]:
    """What the person is to this case and, where one is meant, to this department."""
    if not actor.is_staff:
        return frozenset({_OUTSIDE[actor.standing]})
    is_own = case.csm == actor.user_id
    return _roles(
        actor,
        is_own=is_own,
        is_member=department in actor.departments,
        is_lead=department in actor.leads,
        is_csm=actor.is_csm and not is_own,
    )


def _roles(actor: Actor, *, is_own: bool, is_member: bool, is_lead: bool, is_csm: bool) -> frozenset[Kind]:
    roles = {
        Kind.STAFF: True,
        Kind.CSM: is_own,
        Kind.OTHER_CSM: is_csm,
        Kind.DEPARTMENT: is_member,
        Kind.LEAD: is_lead,
        Kind.MANAGER: actor.is_manager,
        Kind.ADMIN: actor.is_admin,
    }
    return frozenset(kind for kind, holds in roles.items() if holds)


def may(actor: Actor, operation: Operation) -> bool:
    """Whether the person can do this on some case."""
    return bool(kinds_anywhere(actor) & ALLOWED[operation])


def admit(actor: Actor, operation: Operation, company: str) -> None:
    """Refuse whoever can do this on no case at all."""
    if not actor.is_staff and operation is not Operation.RESPOND:
        raise NotStaff(company)
    if not may(actor, operation):
        raise Refusal(_ANYWHERE[operation])


_ANYWHERE = {
    Operation.OPEN_CASE: "Cases are opened by the customer success team. Tell a CSM, and they will.",
    Operation.READ: "Cases are for staff.",
    Operation.TALK: "Cases are for staff.",
    Operation.TAKE: "A hand-off is taken by the members of its department's channel; join it first.",
    Operation.WORK: "A hand-off is worked on by the members of its department's channel; join it first.",
    Operation.STEER: "Only a case's CSM, a manager or an admin can do that.",
    Operation.REASSIGN: "Only a case's CSM, a department's lead, a manager or an admin can do that.",
    Operation.TAKE_OVER: "Only a CSM, a manager or an admin can take a case over.",
    Operation.SPEAK: "Only a case's CSM, a manager or an admin speaks to the customer.",
    Operation.SECOND: "A second pair of eyes is another CSM, a department's lead, a manager or an admin.",
    Operation.TEND: "Customers are looked after by the customer success team. Tell a CSM.",
    Operation.RESPOND: "That button is the customer's. Tell their CSM instead.",
    Operation.JOIN: "Problems are opened by the customer success team, and cases joined to them. Tell a CSM.",
    Operation.DIGEST: "Digests are for managers, and each department's own for its members and leads.",
}
