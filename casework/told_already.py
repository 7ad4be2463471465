"""A department's question is held against what the customer has told us already."""

from casework import told_before
from casework.matching import words
from casework.work import Work
from models.customer import CustomerFact
from models.facts import KnownFact

COMPARED = 50
"""So many of a customer's newest facts are held against a question."""
SHOWN = 3
"""So many of them at most are shown to who asks."""
_ENOUGH = 2
"""So many words that a question and a fact must share; fewer where the question has only so many."""


def resembling(work: Work, customer_id: int, question: str) -> list[CustomerFact]:
    """The known facts that share most words with the question; none where too few are shared."""
    asked = set(words.terms_of(question))
    if not asked:
        return []
    enough = min(_ENOUGH, len(asked))
    facts = told_before.known(work, customer_id, limit=COMPARED)
    shared = [(len(asked & set(words.terms_of(fact.text))), fact) for fact in facts]
    found = sorted((one for one in shared if one[0] >= enough), key=lambda one: -one[0])
    return [fact for _, fact in found[:SHOWN]]


def shown(work: Work, customer_id: int, fact_ids: tuple[int, ...]) -> tuple[KnownFact, ...]:
    """Those that who asks has seen and that stand still, for the CSM to see too."""
    facts = told_before.known(work, customer_id, limit=COMPARED)
    return tuple(told_before.facts_of(one) for one in facts if one.id in fact_ids)
