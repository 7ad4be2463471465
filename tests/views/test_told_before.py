"""What a customer told us stands on the cards with who said it, and escaped."""

from dataclasses import replace
from datetime import UTC, datetime

from models.case import CaseStatus, Severity
from models.facts import CaseFacts, KnownFact, Person
from views import told_before

SAID = KnownFact("Call <!channel> first", "Carla Voss", datetime(2026, 5, 3, 9, 0, tzinfo=UTC), 12)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CASE = CaseFacts(
    7,
    "T",
    "S",
    "Brightwater",
    "Gold",
    Severity.NORMAL,
    CaseStatus.OPEN,
    Person("U1", "Dana"),
    NOON,
    NOON,
    None,
)


def test_a_fact_says_who_told_it_and_in_which_case_and_pings_nobody() -> None:
    (block,) = told_before.on_card(replace(CASE, known=(SAID,)))
    shown = str(block)
    assert "They told us" in shown
    assert "Carla Voss" in shown
    assert "C-12" in shown
    assert "<!channel>" not in shown


def test_nothing_stands_there_where_nothing_is_known() -> None:
    assert told_before.on_card(CASE) == told_before.in_full(CASE) == []


def test_twenty_long_facts_take_few_blocks() -> None:
    long = replace(SAID, text="x" * 500)
    assert len(told_before.in_full(replace(CASE, known=(long,) * 20))) <= 6
