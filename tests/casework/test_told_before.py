"""What a customer told us is noted once, changed without losing what stood, found when asked again."""

from datetime import timedelta

import pytest

from casework import cases, forms, handoffs, stories, told_already, told_before
from casework.work import Work
from models.customer import CustomerFact
from models.handoff_notices import QuestionAsked
from models.outgoing import Outgoing
from models.refusal import Refusal
from tests.casework.room import BEN, CARLA, DANA, JONAS, MEI, NOON, Room

SCALES = "They run twelve floor scales in Antwerp."


def note(room: Room, text: str = SCALES, *, by: str = DANA, days_ago: int = 0, customer: int = 1) -> int:
    said_at = NOON - timedelta(days=days_ago)
    fact = room.do(told_before.note, customer, text, said_by="Carla Voss", said_at=said_at, by=by)
    assert fact.id is not None
    return fact.id


def texts(room: Room) -> list[str]:
    def read(work: Work) -> list[str]:
        return [one.text for one in told_before.known(work, 1)]

    return room.do(read)


def found(room: Room, question: str) -> str | None:
    def read(work: Work) -> str | None:
        return next((fact.text for fact in told_already.resembling(work, 1, question)), None)

    return room.do(read)


@pytest.fixture
def served(room: Room) -> Room:
    """A customer is there."""
    room.open_case()
    return room


def test_a_fact_says_who_said_it_when_and_in_which_case(served: Room) -> None:
    args = {"said_by": "Carla Voss", "said_at": NOON, "case_number": 1, "link": "https://x.example/p1"}
    served.do(told_before.note, 1, f"  {SCALES} \n", **args)
    (fact,) = served.rows(CustomerFact)
    assert (fact.text, fact.said_by, fact.case_number) == (SCALES, "Carla Voss", 1)
    assert (fact.said_at, fact.noted_by, fact.link) == (NOON, DANA, "https://x.example/p1")


def test_what_was_said_last_stands_first(served: Room) -> None:
    note(served, "Their shop closes in August.", days_ago=9)
    note(served, "Invoices go to Ghent.", days_ago=1)
    note(served, "They buy through a broker.", days_ago=5)
    assert texts(served) == [
        "Invoices go to Ghent.",
        "They buy through a broker.",
        "Their shop closes in August.",
    ]


def test_changing_a_fact_keeps_the_old_one(served: Room) -> None:
    old = note(served, days_ago=3)
    new = served.do(told_before.change, old, "They run thirteen floor scales in Antwerp.", by=BEN)
    before, after = served.rows(CustomerFact)
    assert (before.text, before.ended_by, before.replaced_by) == (SCALES, BEN, new.id)
    assert (after.said_by, after.said_at) == (before.said_by, before.said_at)
    assert texts(served) == ["They run thirteen floor scales in Antwerp."]


def test_a_fact_can_be_changed_to_the_same_words_in_capitals(served: Room) -> None:
    served.do(told_before.change, note(served), SCALES.upper())
    assert texts(served) == [SCALES.upper()]


def test_the_same_words_again_change_nothing(served: Room) -> None:
    served.do(told_before.change, note(served), f" {SCALES} ")
    assert len(served.rows(CustomerFact)) == 1


def test_what_is_no_longer_true_is_kept_and_stands_nowhere(served: Room) -> None:
    served.do(told_before.end, note(served))
    assert texts(served) == []
    assert len(served.rows(CustomerFact)) == 1


def test_who_comes_second_is_told_that_it_was_changed_meanwhile(served: Room) -> None:
    fact = note(served)
    served.do(told_before.change, fact, "They run thirteen.")
    with pytest.raises(Refusal, match="meanwhile"):
        served.do(told_before.change, fact, "They run fourteen.", by=BEN)
    assert texts(served) == ["They run thirteen."]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [("  \n", "Write what"), ("x" * 501, "1 characters too long"), (SCALES.upper(), "already")],
)
def test_nothing_too_much_and_the_same_twice_are_refused(served: Room, words: str, sentence: str) -> None:
    note(served)
    with pytest.raises(Refusal, match=sentence):
        note(served, words)
    assert texts(served) == [SCALES]


@pytest.mark.parametrize("by", [MEI, CARLA])
def test_only_who_looks_after_customers_notes_changes_and_ends(served: Room, by: str) -> None:
    fact = note(served)
    for forbidden in (
        lambda: note(served, "Something else.", by=by),
        lambda: served.do(told_before.change, fact, "Something else.", by=by),
        lambda: served.do(told_before.end, fact, by=by),
    ):
        with pytest.raises(Refusal):
            forbidden()
    assert texts(served) == [SCALES]


def test_a_question_finds_what_they_told_already(served: Room) -> None:
    note(served)
    note(served, "Invoices go to Ghent.")
    assert found(served, "How many floor scales do they have?") == SCALES


def test_a_question_about_something_else_finds_nothing(served: Room) -> None:
    note(served)
    assert found(served, "Which payment do they want back?") is None
    assert found(served, "Is the Antwerp office open on Monday?") is None


def test_what_is_no_longer_true_answers_no_question(served: Room) -> None:
    served.do(told_before.end, note(served))
    assert found(served, "How many floor scales do they have?") is None


def test_every_live_card_of_theirs_is_drawn_again_and_no_other(served: Room) -> None:
    served.open_case("Closed")
    served.do(cases.close, 2, told="Refunded.")
    served.open_case("Fjordlab's", customer="2")
    served.open_case("Another", department="legal")
    served.do(handoffs.decline, 4, reason="Not ours.", by=JONAS)
    for change in (
        lambda: note(served),
        lambda: served.do(told_before.change, 1, "They run thirteen."),
        lambda: served.do(told_before.end, 2),
    ):
        before = {row.key: row.revision for row in served.rows(Outgoing)}
        change()
        drawn = {row.key for row in served.rows(Outgoing) if row.revision > before[row.key]}
        assert drawn == {"card:case:1", "card:handoff:1", "card:case:4"}


def test_what_a_department_saw_before_it_asked_is_told_to_the_csm(served: Room) -> None:
    shown = note(served), note(served, "Invoices go to Ghent."), note(served, "They close at six.")
    served.do(told_before.end, shown[1])
    served.do(handoffs.ask, 1, question="How many scales are there in Ghent?", shown=shown[:2], by=MEI)
    (asked,) = served.told(QuestionAsked)
    assert [one.text for one in asked.told] == [SCALES]
    assert asked.told[0].said_by == "Carla Voss"


def test_the_likeliest_facts_come_first_and_few_of_them(served: Room) -> None:
    for number in range(4):
        note(served, f"Floor scales number {number}.", days_ago=number)
    note(served, SCALES, days_ago=9)
    _, _, told = served.do(forms.to_ask, 1, "How many floor scales in Antwerp?", by=MEI)
    assert [one.text for one in told] == [SCALES, "Floor scales number 0.", "Floor scales number 1."]


def test_the_card_has_the_last_three_and_show_all_has_them_all(served: Room) -> None:
    for days in range(5):
        note(served, f"Fact of {days} days ago.", days_ago=days)

    def read(work: Work) -> tuple[list[str], int]:
        card = stories.of_case(work, work.case(1))
        return [one.text for one in card.known], len(stories.of_case(work, work.case(1), is_full=True).known)

    card, everything = served.do(read)
    assert card == [f"Fact of {days} days ago." for days in range(3)]
    assert everything == 5
