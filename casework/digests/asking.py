"""A digest on demand: whose somebody may read, and which one their words mean."""

from datetime import date

from casework import access, quiet
from casework.access import Operation
from casework.digests.facts import EVERY, facts_for
from casework.digests.scopes import EVERYTHING, Scope
from casework.work import Work
from models.digest_facts import DigestFacts, Span
from models.refusal import Refusal

SPANS: dict[str, Span] = {"yesterday": "yesterday", "week": "week"}


class NoDigest(Refusal):
    """The words after ``digest`` name no department."""


def on_demand(work: Work, words: str) -> DigestFacts:
    """For ``[department] [yesterday|week]``. Refusal for who may not read it, NoDigest for other words."""
    rest, _, last = words.strip().rpartition(" ")
    span = SPANS.get(last.casefold())
    name = rest if span else words
    scope = _scope(work, [_department(work, name)] if name.strip() else [])
    return _facts(work, scope, _today(work), span or "yesterday")


def in_full(work: Work, day: date, span: Span, departments: list[str]) -> DigestFacts:
    """*Show all* of a digest: as many lines as there is room for, as it stands now."""
    return _facts(work, _scope(work, departments), day, span, most=EVERY)


def _facts(work: Work, scope: Scope, day: date, span: Span, **most: int) -> DigestFacts:
    reader = quiet.reader(work, work.actor.user_id)
    return facts_for(work, reader, day, scope, span=span, **most)


def _today(work: Work) -> date:
    return quiet.day_of(quiet.reader(work, work.actor.user_id), work.now)


def _scope(work: Work, wanted: list[str]) -> Scope:
    """Managers and admins read everything; others what they are members or leads of."""
    actor, handbook = work.actor, work.handbook
    access.admit(actor, Operation.DIGEST, handbook.company)
    if actor.is_manager or actor.is_admin:
        return Scope(tuple(wanted)) if wanted else EVERYTHING
    own = [key for key in handbook.departments if key in actor.departments | actor.leads]
    foreign = [key for key in wanted if key not in own]
    if foreign:
        name = handbook.name_of(foreign[0])
        raise Refusal(f"{name}'s digest is for its members and leads, and for managers.")
    return Scope(tuple(wanted or own))


def _department(work: Work, name: str) -> str:
    wanted = name.strip().casefold()
    for key, department in work.handbook.departments.items():
        if wanted in (key, department.name.casefold()):
            return key
    known = ", ".join(f"`{key}`" for key in work.handbook.departments)
    raise NoDigest(
        f"There is no digest of “{name.strip()}”. Name a department ({known}), `yesterday` or `week`."
    )
