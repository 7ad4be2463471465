"""Which department is proposed for a case in the making: the handbook's rules first, then what was learnt."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from casework import routing
from casework.matching import opinions
from casework.work import Work
from models.customer import Customer
from models.facts import Suggestion

AGAINST_A_RULE = 0.9
"""As sure as that, what was learnt is mentioned though a rule says otherwise."""


@dataclass(frozen=True)
class InTheMaking:
    """A case before it is one. Nothing is known of a customer who is yet to be added."""

    title: str = ""
    story: str = ""
    customer: Customer | None = None
    severity: str | None = None


def rank(work: Work, case: InTheMaking) -> tuple[Suggestion, ...]:
    """The best first: rules; where none speaks, what was learnt; else the default department.

    What was learnt comes last where it is very sure and the rules say otherwise.
    """
    ruled = _by_rules(work, case)
    learnt = opinions.learnt(work, case.title, case.story)
    if learnt is None or not (_is_default(ruled[0]) or _contradicts(learnt, ruled[0])):
        return ruled
    learnt = replace(learnt, like=_like(work, case, learnt.department))
    return (learnt, *ruled) if _is_default(ruled[0]) else (*ruled, learnt)


def choose(work: Work, case: InTheMaking, chosen: str | None, *, is_own_choice: bool) -> tuple[str, str]:
    """(department, why): the one that was chosen or confirmed, else the one that Liaison decides on.

    ``is_own_choice``: it is not what the form proposed.
    """
    ruled = _by_rules(work, case)
    if chosen is None:
        return _left_to_liaison(work, case, ruled[0])
    by_rule = _of(chosen, (one for one in ruled if not _is_default(one)))
    if by_rule:
        return chosen, routing.reason(by_rule)
    learnt = None if is_own_choice else opinions.learnt(work, case.title, case.story)
    if learnt and learnt.department == chosen:
        return chosen, f"{work.actor.name} confirmed it. {routing.reason(learnt)}"
    return chosen, f"{work.actor.name} chose it."


def _left_to_liaison(work: Work, case: InTheMaking, by_rule: Suggestion) -> tuple[str, str]:
    """Nobody is asked any more: what was learnt counts from the handbook's confidence on."""
    learnt = opinions.learnt(work, case.title, case.story) if _is_default(by_rule) else None
    sure_enough = learnt and work.handbook.matching.offers_at(learnt.sure)
    decided = learnt if learnt and sure_enough else by_rule
    return decided.department, routing.reason(decided)


def _by_rules(work: Work, case: InTheMaking) -> tuple[Suggestion, ...]:
    name, tier = (case.customer.name, case.customer.tier) if case.customer else (None, None)
    enquiry = routing.Enquiry(f"{case.title}\n{case.story}", name, tier, case.severity)
    return routing.rank(enquiry, work.handbook)


def _like(work: Work, case: InTheMaking, department: str) -> tuple[int, ...]:
    customer_id = case.customer.id if case.customer else None
    return opinions.like(work, case.title, case.story, department, customer_id=customer_id)


def _is_default(suggestion: Suggestion) -> bool:
    return suggestion.kind == "default"


def _contradicts(learnt: Suggestion, by_rule: Suggestion) -> bool:
    return learnt.sure >= AGAINST_A_RULE and learnt.department != by_rule.department


def _of(department: str, suggestions: Iterable[Suggestion]) -> Suggestion | None:
    return next((one for one in suggestions if one.department == department), None)
