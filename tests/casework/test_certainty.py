"""How sure a suggestion is: silent at first, by what people say from then on, on both databases."""

from casework.matching import likeness, upkeep, verdicts
from casework.work import Work
from tests.casework.room import Room

SURE_ENOUGH = 0.8
TITLE, STORY = "Charged twice", "Invoice INV-4711 was charged twice by direct debit on the ninth."


def score(room: Room) -> float:
    return room.own(lambda work: likeness.suggest(work.session, TITLE, STORY, now=work.now)[0].score)


def open_again(room: Room) -> int:
    number = room.open_case(TITLE, story=STORY)
    room.open_case(f"Scale {number} drifts", story=f"Weights on TX-{number} are off once it is warm.")
    return number


def test_before_anybody_said_anything_no_copy_is_sure_enough(room: Room) -> None:
    for _ in range(6):
        open_again(room)
    assert 0 < score(room) < SURE_ENOUGH


def test_it_rises_as_people_confirm_and_falls_as_they_deny(room: Room) -> None:
    first = open_again(room)
    at_first = score(room)
    for _ in range(40):
        again = open_again(room)
        room.own(lambda work, again=again: verdicts.confirm(work.session, first, again, now=work.now))
    confirmed = score(room)
    assert at_first < SURE_ENOUGH < confirmed
    for _ in range(12):
        again = open_again(room)
        room.own(lambda work, again=again: verdicts.deny(work.session, first, again, now=work.now))
    assert score(room) < SURE_ENOUGH


def test_copies_that_nobody_said_are_the_same_make_it_less_sure(room: Room) -> None:
    for _ in range(12):
        open_again(room)
    before = score(room)
    room.pass_time(days=verdicts.SILENCE.days)
    later = room.own(lambda work: likeness.suggest(work.session, TITLE, STORY, now=work.now)[0].score)
    room.own(upkeep.tend)
    assert score(room) < min(before, later)


def test_a_verdict_that_was_not_kept_makes_nothing_surer(room: Room) -> None:
    first, again = open_again(room), open_again(room)
    before = score(room)

    def confirm_in_vain(work: Work) -> None:
        verdicts.confirm(work.session, first, again, now=work.now)
        work.session.rollback()

    room.own(confirm_in_vain)
    assert score(room) == before
