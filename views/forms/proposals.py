"""Why a department is proposed in the form that opens a case."""

from collections.abc import Sequence

from models.facts import Suggestion
from views.forms.fields import Department
from views.text import Mrkdwn, joined, lines, moment, say
from views.words import listed

WORDS = 4
_BECAUSE = {
    "words": "*{name}*, because of {facts}",
    "customer": "*{name}*, because {facts} is theirs",
    "tier": "*{name}*, because {facts} customers are theirs",
    "severity": "*{name}*, because {facts} cases are theirs",
    "default": "Nothing speaks for a department so far; it would go to *{name}*",
}


def said(suggestions: Sequence[Suggestion], departments: Sequence[Department]) -> Mrkdwn | None:
    """Why the best is proposed and whether somebody is there; and what earlier cases say against a rule."""
    if not suggestions:
        return None
    best, *others = suggestions
    called = {one.key: one for one in departments}
    department = called.get(best.department, Department(best.department, best.department))
    against = [
        say("🤔 Earlier cases went elsewhere: {reason}.", reason=because(one, called[one.department].name))
        for one in others
        if one.kind == "learnt" and one.department in called
    ]
    return lines(_proposed(best, department), *against)


def because(suggestion: Suggestion, name: str) -> Mrkdwn:
    """*Billing*, because of *invoice*; *Billing*, 84 % sure, because of *invoice*; like C-12 and C-31."""
    facts = listed(suggestion.because[:WORDS])
    if suggestion.kind != "learnt":
        return say(_BECAUSE[suggestion.kind], name=name, facts=facts)
    sure = say("*{name}*, {percent} % sure", name=name, percent=suggestion.percent)
    reason = say("because of {facts}", facts=facts) if suggestion.because else None
    cases = joined(" and ", [Mrkdwn(f"C-{number}") for number in suggestion.like])
    like = say("like {cases}", cases=cases) if suggestion.like else None
    return joined("; ", [joined(", ", [sure, reason]), like])


def _proposed(best: Suggestion, department: Department) -> Mrkdwn:
    why = say("💡 {reason}.", reason=because(best, department.name))
    if department.opens_at is None:
        return why
    opens = moment(department.opens_at)
    return say("{why} They are closed now and begin {opens}; the clock waits for them.", why=why, opens=opens)
