"""A message that cannot be delivered is never dropped silently: a person is told, once."""

import pytest
from sqlmodel import col, select, update

from casework import dead_letters, handoffs, steering, talk
from casework.talk import Reply
from casework.work import Work
from models.case_notices import CaseCard, DeliveryFailed
from models.handoff_notices import HandoffAccepted
from models.outgoing import Delivery, Outgoing
from tests.casework.carrier import Carrier, left_to_send
from tests.casework.room import BILLING, DANA, DESK, MEI, NOON, OLA, RUTH, Room

ERROR = "channel_not_found"


def give_up(room: Room, key: str) -> None:
    def stop(work: Work) -> None:
        for row in work.session.exec(select(Outgoing).where(col(Outgoing.key).startswith(key))).all():
            dead_letters.give_up(work, row, ERROR)

    room.own(stop)


def told(room: Room) -> list[tuple[str | None, DeliveryFailed]]:
    """(who or where, what) of each failure that is told."""
    rows = [row for row in room.rows(Outgoing) if row.notice["kind"] == "DeliveryFailed"]
    return [
        (row.recipient or row.channel, notice)
        for row, notice in zip(rows, room.told(DeliveryFailed), strict=True)
    ]


def test_the_desk_and_the_admins_hear_of_a_department_that_cannot_be_reached(room: Room) -> None:
    room.open_case()
    give_up(room, "card:handoff:1")
    failure = DeliveryFailed(1, "Billing", ERROR, "HandoffCard")
    assert told(room) == [(DESK, failure), (OLA, failure)]
    dead = next(row for row in room.rows(Outgoing) if row.key == "card:handoff:1")
    assert (dead.status, dead.error) == (Delivery.DEAD, ERROR)


def test_when_the_desk_itself_cannot_be_reached_the_csm_and_the_admins_hear_it_directly(room: Room) -> None:
    room.open_case()
    give_up(room, "card:case:1")
    failure = DeliveryFailed(1, "the desk", ERROR, "CaseCard")
    assert told(room) == [(DANA, failure), (OLA, failure)]


def test_an_admin_who_is_the_csm_hears_it_once(room: Room) -> None:
    room.open_case(by=OLA)
    give_up(room, "card:case:1")
    assert [who for who, _ in told(room)] == [OLA]


def test_a_direct_message_that_cannot_be_delivered_is_told_to_others(room: Room) -> None:
    room.open_case()

    def promise(work: Work) -> None:
        accepted = HandoffAccepted(1, 1, "Billing", "Mei Tanaka")
        work.tell_person(OLA, accepted, key="to Ola", case=work.case(1))
        work.tell_person(RUTH, accepted, key="to Ruth")

    room.own(promise)
    give_up(room, "to Ola")
    place = "the direct messages of Ola Nowak"
    assert told(room) == [(DESK, DeliveryFailed(1, place, ERROR, "HandoffAccepted"))]
    give_up(room, "to Ruth")
    who, failure = told(room)[-1]
    assert (who, failure.case, failure.place) == (OLA, None, "the direct messages of Ruth Abara")


def test_that_a_department_left_the_handbook_is_told_once_and_then_stands_on_the_card(room: Room) -> None:
    room.open_case()
    carrier = Carrier(room)
    carrier.carry_everything()
    departments = {key: one for key, one in room.handbook.departments.items() if key != "billing"}
    changed = {"departments": departments, "default_department": "legal"}
    room.handbook = room.handbook.model_copy(update=changed)
    desk = room.desk_thread()
    for n in range(3):
        reply = Reply(DESK, desk.ts or "", f"1700000900.00010{n}", DANA, f"line {n}", NOON)
        room.do(talk.said, reply)
        carrier.carry_everything()
    left = "the channel is not one of the handbook's"
    failure = DeliveryFailed(1, BILLING, left, "Mirrored")
    assert told(room) == [(DESK, failure), (OLA, failure)]
    (card,) = [one for one in carrier.shown.values() if isinstance(one, CaseCard)]
    assert card.facts is not None
    assert card.facts.handoffs[0].has_left
    room.do(steering.withdraw, 1, reason="They are gone.")
    carrier.carry_everything()
    assert len(told(room)) == 2, "and the last word to the department is no news either"


def test_a_dead_card_buries_what_should_stand_under_it_with_one_notice(room: Room) -> None:
    room.open_case()
    carrier = Carrier(room)
    where = {row.key: row for row in room.rows(Outgoing)}["card:case:1"]
    room.do(handoffs.accept, 1, by=MEI)
    room.do(handoffs.ask, 1, question="Which account?", by=MEI)
    carrier.carry(next(errand for errand in carrier.claim() if errand.id == where.id))
    desk = room.desk_thread()
    for n in range(3):
        reply = Reply(DESK, desk.ts or "", f"170000000{n}.000900", DANA, f"line {n}", NOON, is_to_us=True)
        room.do(talk.said, reply)
    give_up(room, "card:handoff:1")
    under = [row for row in room.rows(Outgoing) if row.thread_id == room.thread_of(1).id]
    assert [row.status for row in under] == [Delivery.DEAD] * 4
    assert {row.error for row in under[1:]} == {"the card that opens its thread could not be posted"}
    assert [who for who, _ in told(room)] == [DESK, OLA]
    carrier.carry_everything()
    assert room.own(left_to_send) == 0
    assert [one.question for one in carrier.shown.values() if hasattr(one, "question")] == ["Which account?"]


def test_the_news_of_a_failure_that_fails_too_is_told_to_nobody_else(room: Room) -> None:
    room.open_case()
    give_up(room, "card:handoff:1")
    before = told(room)
    give_up(room, "failed:")
    assert told(room) == before


def test_the_news_itself_is_delivered(room: Room) -> None:
    room.open_case()
    give_up(room, "card:handoff:1")
    carrier = Carrier(room)
    carrier.carry_everything()
    assert sum(isinstance(notice, DeliveryFailed) for notice in carrier.shown.values()) == 2


def test_a_channel_that_left_the_handbook_is_named_by_its_id(room: Room) -> None:
    room.open_case()

    def move(work: Work) -> None:
        elsewhere = (
            update(Outgoing).where(col(Outgoing.key) == "card:handoff:1").values(channel="C0OLDPLACE1")
        )
        work.session.exec(elsewhere)

    room.own(move)
    Carrier(room).claim()
    (failure, _) = room.told(DeliveryFailed)
    assert failure == DeliveryFailed(
        1, "C0OLDPLACE1", "the channel is not one of the handbook's", "HandoffCard"
    )


@pytest.mark.parametrize("key", ["card:case:1", "card:handoff:1"])
def test_a_dead_card_stays_dead_when_the_case_moves(room: Room, key: str) -> None:
    room.open_case()
    give_up(room, key)
    room.own(lambda work: work.redraw(CaseCard(1)))
    room.do(handoffs.accept, 1, by=MEI)
    assert next(row for row in room.rows(Outgoing) if row.key == key).status is Delivery.DEAD


def test_nothing_stands_in_a_channel_without_its_card(room: Room) -> None:
    room.open_case()
    give_up(room, "card:handoff:1")
    room.do(steering.withdraw, 1, reason="They found the money.")
    carrier = Carrier(room)
    carrier.carry_everything()
    rows = {row.id: row for row in room.rows(Outgoing)}
    assert [rows[one].notice["kind"] for one in carrier.shown if rows[one].channel == BILLING] == []
