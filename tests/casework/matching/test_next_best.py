"""A department's card knows whose the case may be instead, while nobody has taken it."""

import pytest

from casework import cases, handoffs, steering, stories
from models.facts import HandoffFacts
from models.handoff import HandoffStatus
from models.handoff_notices import HandoffCard
from models.refusal import Refusal
from tests.casework.matching.lessons import teach
from tests.casework.room import MEI, SAM, Room, statements

ALL = ["billing", "engineering", "legal", "logistics"]
NOOR = "U0NOORHADDA"
WHY = {"why": "w", "expected": "e"}


@pytest.fixture
def offered(room: Room) -> Room:
    """A parcel's case in Billing's hands, where it does not belong."""
    teach(room, ALL, 15)
    room.open_case("Parcel damaged by courier", story="The lorry came to the warehouse with a contract.")
    return room


def card(room: Room, handoff: int = 1) -> HandoffFacts:
    filled = room.own(stories.fill, HandoffCard(handoff), is_new=False)
    assert isinstance(filled, HandoffCard)
    assert filled.facts is not None
    return filled.facts


def next_best(room: Room, handoff: int = 1) -> list[str]:
    return [one.name for one in card(room, handoff).next_best]


def test_the_two_likeliest_others_are_named(offered: Room) -> None:
    first, second = next_best(offered)
    assert (first, second in {"Legal", "Engineering"}) == ("Logistics", True)


def test_a_card_in_the_right_channel_names_the_next_best(offered: Room) -> None:
    offered.do(handoffs.not_ours, 1, department="logistics", by=MEI)
    assert next_best(offered, 2)[0] in {"Legal", "Engineering"}
    assert "Billing" not in next_best(offered, 2), "it had the case already"


def test_who_has_learnt_nothing_names_nobody(room: Room) -> None:
    room.open_case()
    assert next_best(room) == []


def test_an_unsure_card_names_nobody(offered: Room) -> None:
    offered.open_case("Hello there", story="Hi.")
    assert next_best(offered, 2) == []


def test_a_department_that_left_the_handbook_is_not_named(offered: Room) -> None:
    left = {key: one for key, one in offered.handbook.departments.items() if key != "logistics"}
    offered.handbook = offered.handbook.model_copy(update={"departments": left})
    assert "Logistics" not in next_best(offered)


def test_whoever_has_it_already_is_not_named(offered: Room) -> None:
    offered.do(steering.add_department, 1, department="logistics", **WHY)
    assert "Logistics" not in next_best(offered)


@pytest.mark.parametrize("step", ["taken", "declined", "closed"])
def test_a_card_that_nobody_is_asked_by_names_nobody_and_looks_nothing_up(offered: Room, step: str) -> None:
    match step:
        case "taken":
            offered.do(handoffs.accept, 1, by=MEI)
        case "declined":
            offered.do(handoffs.decline, 1, reason="Not ours.", by=MEI)
        case _:
            offered.do(cases.close, 1, told="Told.")
    with statements(offered) as asked:
        assert next_best(offered) == []
    assert not [one for one in asked if "lesson" in one]


def test_an_offered_card_asks_for_what_is_newly_learnt_once(offered: Room) -> None:
    next_best(offered)
    with statements(offered) as asked:
        next_best(offered)
    assert len([one for one in asked if "lesson" in one]) == 1


def test_not_ours_is_too_late_once_a_colleague_has_taken_it(offered: Room) -> None:
    offered.do(handoffs.accept, 1, by=MEI)
    with pytest.raises(Refusal, match=r"C-1 is already with Mei Tanaka\. If it is not theirs, they can hand"):
        offered.do(handoffs.not_ours, 1, department="logistics", by=SAM)
    assert offered.handoff(1).status is HandoffStatus.ACCEPTED


def test_not_ours_is_refused_where_it_cannot_go_and_to_whom_it_is_none_of_theirs(offered: Room) -> None:
    for department, who, sentence in (
        ("sales", MEI, "There is no such department any more"),
        ("billing", MEI, "It is with that department already"),
        ("logistics", NOOR, "only members of its channel"),
    ):
        with pytest.raises(Refusal, match=sentence):
            offered.do(handoffs.not_ours, 1, department=department, by=who)
    assert offered.handoff(1).status is HandoffStatus.OFFERED
