"""More about a case that is there: kept, found, told; no second case."""

import pytest

from casework import additions, cases, handoffs, search
from casework.additions import Addition
from casework.cases import Origin, Said
from models.case import Case, Severity
from models.case_notices import MoreAdded, ThreadBackfilled
from models.lesson import Lesson
from models.likeness import LikenessVerdict
from models.refusal import Refusal
from models.thread import Message
from tests.casework.room import BEN, BILLING, DANA, DESK, GIL, LEGAL, MEI, NOON, Room

MORE = Addition("1", "Charged a third time", "The zebra account, this morning.")


def added(room: Room, more: Addition = MORE, number: int = 1, by: str = DANA) -> additions.Added:
    return room.do(additions.add, number, more, by=by)


def test_it_is_kept_found_and_told_to_the_desk_and_whoever_is_at_work(room: Room) -> None:
    room.open_case()
    room.post_everything()
    room.pass_time(minutes=5)
    done = added(room, by=BEN)
    assert done == (1, (DESK, room.desk_thread().ts))
    assert ("added", BEN, "Charged a third time\nThe zebra account, this morning.") in room.history()
    assert [one.number for one in room.rows(Case)] == [1]
    assert room.own(lambda work: search.find(work.session, "zebra")) == [1]
    for channel in (DESK, BILLING):
        (told,) = room.told(MoreAdded, channel)
        assert told == MoreAdded(1, "Ben Lindqvist", MORE.title, MORE.story)
    assert room.told(MoreAdded, LEGAL) == []
    assert room.case().moved_at == room.clock()
    assert (room.rows(LikenessVerdict), room.rows(Lesson)) == ([], [])


def test_a_department_that_is_through_is_not_told(room: Room) -> None:
    room.open_case()
    room.do(handoffs.finish, 1, found="x", to_tell="It is refunded.", root_cause=None, by=MEI)
    added(room)
    assert room.told(MoreAdded, BILLING) == []
    assert len(room.told(MoreAdded, DESK)) == 1


def test_what_was_said_around_the_message_comes_along_also_to_a_case_from_a_message(room: Room) -> None:
    first, second = (
        Origin(f"https://x/{n}", (Said("C0GENERAL01", f"170000000{n}.0", BEN, f"quokka {n}", NOON),))
        for n in (1, 2)
    )
    new = cases.NewCase("1", "Charged twice", "Twice.", Severity.NORMAL, "Refund.", "billing", first)
    room.do(cases.open_case, new)
    added(room, Addition("1", "Again", "", second))
    added(room, Addition("1", "And again", "", second))
    assert [(one.case_number, one.text) for one in room.rows(Message)] == [(1, "quokka 1"), (1, "quokka 2")]
    assert room.own(lambda work: search.find(work.session, "quokka 2")) == [1]
    told = [(one.is_added, one.messages, one.problem) for one in room.told(ThreadBackfilled)]
    assert told == [(False, 1, ""), (True, 1, ""), (True, 0, "kept_before")]
    assert [what for what, _, _ in room.history()].count("brought") == 1


def test_a_case_that_was_closed_or_is_another_customers_is_not_added_to(room: Room) -> None:
    room.open_case()
    before = room.fingerprint()
    for customer in ("2", "new:Harbour Lights"):
        with pytest.raises(Refusal, match="C-1 is another customer's") as refusal:
            added(room, Addition(customer, "Again", "x"))
        assert refusal.value.field == additions.FIELD
    with pytest.raises(Refusal, match="I do not know this customer"):
        added(room, Addition("99", "Again", "x"))
    with pytest.raises(Refusal, match="There is no C-7"):
        added(room, number=7)
    assert room.fingerprint() == before
    room.do(cases.close, 1, told="")
    with pytest.raises(Refusal, match="C-1 was closed meanwhile") as refusal:
        added(room)
    assert refusal.value.field == additions.FIELD


def test_strangers_add_nothing(room: Room) -> None:
    room.open_case()
    with pytest.raises(Refusal, match="own staff"):
        added(room, by=GIL)
    with pytest.raises(Refusal, match="too long"):
        added(room, Addition("1", "x" * 151, "x"))
