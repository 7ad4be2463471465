"""Which department can help: the handbook's rules, the best first, with what spoke for it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.routing import Enquiry, rank
from config.handbook import Department, Desk, Handbook, KnownCustomer
from models.facts import Suggestion
from tests.house import HANDBOOK


def a_handbook(**departments: dict[str, Any]) -> Handbook:
    """Departments in this order; the first is the default."""
    rooms = {
        key: Department(name=key.title(), channel=f"C0{key.upper():0<9}", **about)
        for key, about in departments.items()
    }
    return Handbook(
        company="Tidewater",
        default_department=next(iter(rooms)),
        tiers=["gold", "standard"],
        desk=Desk(channel="C0CSDESK001"),
        departments=rooms,
        customers=[KnownCustomer(name="Fjordlab"), KnownCustomer(name="Brightwater Foods", tier="gold")],
    )


def because(text: str, *words: str) -> tuple[str, ...]:
    """Which words of the text spoke, when these phrases are one department's."""
    (best, *_) = rank(Enquiry(text), a_handbook(default={}, billing={"words": list(words)}))
    return best.because if best.kind == "words" else ()


def test_where_nothing_speaks_the_default_is_proposed() -> None:
    assert rank(Enquiry(), HANDBOOK) == (Suggestion("engineering", (), "default"),)
    assert rank(Enquiry("Good morning", "Nobody", "none", "none"), HANDBOOK)[0].kind == "default"


def test_severity_goes_before_customer_before_tier_before_words() -> None:
    handbook = a_handbook(
        words={"words": ["invoice", "refund", "twice"]},
        tier={"tiers": ["gold"]},
        owner={"customers": ["Brightwater Foods"]},
        severity={"severities": ["critical"]},
    )
    everything = Enquiry("A refund of an invoice, twice", "Brightwater Foods", "gold", "critical")
    assert [one.kind for one in rank(everything, handbook)] == ["severity", "customer", "tier", "words"]
    assert rank(everything, handbook)[0] == Suggestion("severity", ("critical",), "severity")
    assert [one.kind for one in rank(Enquiry("refund", "Fjordlab", "standard", "low"), handbook)] == ["words"]


def test_among_words_more_different_phrases_win_and_the_handbooks_order_breaks_ties() -> None:
    handbook = a_handbook(
        engineering={"words": ["error*"]},
        billing={"words": ["invoice*", "refund*"]},
        legal={"words": ["contract"]},
    )
    both = rank(Enquiry("An error in the refund of an invoice and the contract"), handbook)
    assert [one.department for one in both] == ["billing", "engineering", "legal"]
    assert [one.department for one in rank(Enquiry("contract error error error"), handbook)] == [
        *("engineering", "legal"),
    ]


def test_no_department_is_proposed_twice_and_its_best_reason_is_named() -> None:
    handbook = a_handbook(
        billing={"words": ["invoice"], "tiers": ["gold"], "customers": ["Brightwater Foods"]}, legal={}
    )
    (only,) = rank(Enquiry("invoice", "Brightwater Foods", "gold"), handbook)
    assert only == Suggestion("billing", ("Brightwater Foods",), "customer")


MATCHES = [
    ("invoice", "INVOICE 4711", True),
    ("invoice", "invoices", False),
    ("invoice*", "invoices", True),
    ("*voice", "an invoice", True),
    ("*voi*", "invoices", True),
    ("in*ce", "invoice", True),
    ("invoice", "pre-invoice!", True),
    ("invoice", "preinvoice", False),
    ("API", "our api.", True),
    ("API", "rapid", False),
    ("charged twice", "we were charged   twice", True),
    ("charged twice", "charged\ntwice", True),
    ("charged twice", "charged us twice", False),
    ("credit note*", "two credit notes", True),
    ("Straße", "in der STRASSE", True),
    ("GRÖSSE*", "die größen", True),
    ("ΣΊΣΥΦΟΣ", "ο σίσυφος", True),
    ("c++", "our C++ client", True),
    ("(urgent)", "it is (urgent) now", True),
    ("a.b", "axb", False),
    ("50%", "a 50% discount", True),
    ("[x]", "mark [x]", True),
    ("tracking", "", False),
]


@pytest.mark.parametrize(("phrase", "text", "matches"), MATCHES)
def test_a_phrase_matches_whole_words_whatever_their_case(phrase: str, text: str, matches: bool) -> None:
    assert bool(because(text, phrase)) is matches


def test_the_words_that_spoke_are_named_once_each() -> None:
    assert because("Refunds for invoices, refunds!", "refund*", "invoice*", "re*") == ("refunds", "invoices")


PHRASES = st.text(st.characters(categories=["L", "N", "P"], exclude_characters="*"), min_size=2, max_size=12)


@given(st.lists(st.text(max_size=20), max_size=5), PHRASES, st.text(max_size=30), st.text(max_size=30))
def test_ranking_is_pure_names_nobody_twice_and_survives_any_text(
    texts: list[str], phrase: str, before: str, behind: str
) -> None:
    handbook = a_handbook(
        billing={"words": [phrase, f"{phrase}*"], "tiers": ["gold"]}, legal={"words": [f"*{phrase}"]}
    )
    enquiry = Enquiry(" ".join([before, phrase, behind, *texts]), tier="gold")
    ranked = rank(enquiry, handbook)
    assert ranked == rank(enquiry, handbook)
    names = [one.department for one in ranked]
    assert len(names) == len(set(names))
    assert names[0] == "billing"


def test_a_long_text_that_almost_matches_takes_no_time() -> None:
    """Two stars are as much as a handbook may write; the text is as long as a story may be."""
    handbook = a_handbook(billing={"words": ["aa*b*c", "*aab*"]})
    assert rank(Enquiry("a" * 3000 + " " + "ab" * 1500), handbook)[0].kind == "default"
