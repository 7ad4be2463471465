"""What leaves for a customer is what a person approved, and where they approved it; else it is parked."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from casework import errands, known_enough, outbox
from casework.errands import Errand
from casework.voice import approvals, bindings, closing, parking, silence
from casework.work import Work
from models.answer import GivenAnswer
from models.approval import Approval
from models.case import CaseStatus
from models.case_notices import LoopToClose
from models.customer import Customer
from models.customer_notices import CustomerReply, CustomerStatus, StillThere
from models.customer_view import CustomerView
from models.member import Channel, ChannelMember, Member, Standing
from models.outgoing import Audience, Delivery, Outgoing
from models.promise import Promise, PromiseKind
from models.refusal import Refusal
from models.reply_facts import Written
from models.voice_notices import CustomerUpdated, ReplyParked
from models.wait import Holder, Wait
from tests.casework.carrier import Carrier
from tests.casework.room import BEN, BILLING, DANA, DESK, MEI, RUTH, Room, seat
from tests.casework.voice.conftest import BRIGHTWATER
from tests.casework.voice.test_sending import WRITTEN, done, say

WORDS = "We refunded it today. Sorry for the trouble!"


def send(room: Room, words: str = WORDS, *, by: str = DANA, key: str = "draft:1") -> int:
    def approve(work: Work) -> int:
        approval = approvals.approve(work, work.case(1), words, key=key, speaks_as=by, name="Dana Okafor")
        assert approval.id is not None
        return approval.id

    return room.do(approve, by=by)


def outside(room: Room) -> list[Outgoing]:
    return [row for row in room.rows(Outgoing) if row.audience is Audience.CUSTOMER]


def carried(room: Room) -> list[str]:
    """What stands in the customer's channel after everything that could leave has left."""
    carrier = Carrier(room)
    carrier.carry_everything()
    return [one.text.mrkdwn for one in carrier.shown.values() if isinstance(one, CustomerReply)]


def test_an_approved_reply_arrives_as_it_was_approved(spoken: Room):
    send(spoken)
    assert carried(spoken) == [WORDS]
    (row,) = outside(spoken)
    assert (row.status, row.channel) == (Delivery.SENT, BRIGHTWATER)


def test_the_second_reply_stands_in_the_thread_of_the_first(spoken: Room):
    send(spoken)
    carried(spoken)
    send(spoken, "One more thing.", key="draft:2")
    (errand,) = [one for one in Carrier(spoken).claim() if isinstance(one.notice, CustomerReply)]
    assert errand.thread_ts == outside(spoken)[0].ts


def test_it_leaves_before_what_we_tell_each_other(spoken: Room):
    send(spoken)
    first, *_ = Carrier(spoken).claim()
    assert isinstance(first.notice, CustomerReply)


@pytest.mark.parametrize("by", [MEI, BEN])
def test_only_who_may_speak_to_them_can_send(spoken: Room, by: str):
    with pytest.raises(Refusal, match="Only"):
        send(spoken, by=by)
    assert outside(spoken) == []


def test_the_same_draft_is_sent_once(spoken: Room):
    send(spoken)
    with pytest.raises(Refusal, match="Dana Okafor sent this already"):
        send(spoken, by=RUTH)
    assert len(outside(spoken)) == 1


@pytest.mark.parametrize(
    "words", ["Hi <!channel>", "Ask <@U0MEITANAKA>", "See <#C0BILLING01>", "  ", "x" * 3001]
)
def test_what_calls_or_names_us_cannot_be_approved(spoken: Room, words: str):
    with pytest.raises(Refusal):
        send(spoken, words)


def test_a_customer_without_a_channel_is_written_to_elsewhere(room: Room):
    room.open_case()
    with pytest.raises(Refusal, match="has no channel here"):
        send(room)


def test_the_database_refuses_what_nobody_approved(spoken: Room):
    row = {"key": "x", "marker": "x", "lane": "x", "status": "pending", "audience": "customer"}
    with Session(spoken.engine) as session, pytest.raises(IntegrityError):
        session.connection().execute(
            text(
                "INSERT INTO outgoing (key, marker, audience, is_root, lane, notice, revision, drawn,"
                " is_gone, status, due_at, created_at, fence, attempts, lookups, error)"
                " VALUES (:key, :marker, :audience, false, :lane, '{}', 1, 0,"
                " false, :status, '2026-01-01', '2026-01-01', 0, 0, 0, '')"
            ),
            row,
        )


def test_the_database_refuses_an_approval_that_does_not_exist(spoken: Room):
    send(spoken)
    with pytest.raises(IntegrityError):
        spoken.own(point_nowhere)


def test_the_database_refuses_an_internal_message_turned_into_a_customers(spoken: Room):
    with pytest.raises(IntegrityError):
        spoken.own(call_it_a_customers)


def point_nowhere(work: Work) -> None:
    work.session.execute(
        update(Outgoing).where(col(Outgoing.audience) == "customer").values(approval_id=4711)
    )


def call_it_a_customers(work: Work) -> None:
    work.session.execute(update(Outgoing).values(audience="customer"))


# -- what changed since it was approved


def another_text(work: Work) -> None:
    work.session.execute(
        update(Approval).where(col(Approval.kind) == "reply").values(text="Nobody read this.")
    )


def another_notice(work: Work) -> None:
    (row,) = work.session.execute(_OUTSIDE).scalars().all()
    row.notice = {**row.notice, "text": {"mrkdwn": "Nobody read this."}}


def another_channel(work: Work) -> None:
    seat(work, "C0ELSEWHERE", [DANA], is_external=True)
    bindings.bind(work, work.session.get_one(Customer, 1), "C0ELSEWHERE")


def bound_anew(work: Work) -> None:
    customer = work.session.get_one(Customer, 1)
    bindings.bind(work, customer, None)
    bindings.bind(work, customer, BRIGHTWATER)


def a_third_company(work: Work) -> None:
    work.session.get_one(Channel, BRIGHTWATER).teams = "T0BRIGHTWTR,T0ELSEWHERE"


def ours_and_theirs(work: Work) -> None:
    work.session.get_one(Channel, BRIGHTWATER).teams = "T0BRIGHTWTR"


def archived(work: Work) -> None:
    work.session.get_one(Channel, BRIGHTWATER).is_archived = True


def unseen(work: Work) -> None:
    work.session.get_one(Channel, BRIGHTWATER).is_visible = False


def approver_left(work: Work) -> None:
    work.session.get_one(Member, DANA).standing = Standing.DEACTIVATED


def approver_speaks_no_more(work: Work) -> None:
    work.session.delete(work.session.get_one(ChannelMember, (DESK, DANA)))


def sent_elsewhere(work: Work) -> None:
    work.session.execute(update(Outgoing).where(col(Outgoing.audience) == "customer").values(channel=BILLING))


_OUTSIDE = select(Outgoing).where(col(Outgoing.audience) == Audience.CUSTOMER)
CHANGES = [
    another_text,
    another_notice,
    another_channel,
    bound_anew,
    a_third_company,
    archived,
    unseen,
    approver_left,
    approver_speaks_no_more,
    sent_elsewhere,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_is_not_as_it_was_approved_is_parked_and_told(spoken: Room, change: Callable[[Work], None]):
    send(spoken)
    spoken.own(change)
    assert carried(spoken) == []
    (row,) = outside(spoken)
    assert row.status is Delivery.PARKED
    (told,) = spoken.told(ReplyParked, DESK)
    assert (told.case, told.csm_id, told.may_be_there) == (1, DANA, False)


def test_a_parked_reply_is_sent_by_the_csm_as_things_are_now(spoken: Room):
    send(spoken)
    spoken.own(a_third_company)
    carried(spoken)
    spoken.do(parking.send_again, outside(spoken)[0].id)
    assert carried(spoken) == [WORDS]
    assert spoken.told(ReplyParked, DESK)[0].settled == "sent_again"


# -- what may have arrived


def unclear(room: Room) -> Errand:
    """Slack has not said what became of it, and it was looked for in vain."""
    (errand,) = [one for one in Carrier(room).claim() if isinstance(one.notice, CustomerReply)]
    room.own(outbox.unclear, errand.id, errand.fence, error="timeout", look_at=room.clock())
    looked_up = [
        one for one in room.own(errands.to_look_up, lease=known_enough.CHANNEL_FRESH) if one.id == errand.id
    ]
    room.own(outbox.absent, errand.id, looked_up[0].fence)
    return errand


def test_what_cannot_be_proved_is_never_sent_twice_by_itself(spoken: Room):
    send(spoken)
    unclear(spoken)
    assert carried(spoken) == []
    assert spoken.told(ReplyParked, DESK)[0].may_be_there


@pytest.mark.parametrize(
    ("decide", "arrives", "how"),
    [
        (parking.it_is_there, [], "there"),
        (parking.drop, [], "dropped"),
        (parking.send_again, [WORDS], "sent_again"),
    ],
)
def test_a_person_decides_once_what_became_of_it(
    spoken: Room, decide: Callable[..., None], arrives: list[str], how: str
):
    send(spoken)
    errand = unclear(spoken)
    spoken.do(decide, errand.id)
    assert carried(spoken) == arrives
    assert spoken.told(ReplyParked, DESK)[0].settled == how
    with pytest.raises(Refusal, match="decided already"):
        spoken.do(parking.send_again, errand.id)


def test_only_who_may_speak_to_them_decides(spoken: Room):
    send(spoken)
    errand = unclear(spoken)
    with pytest.raises(Refusal):
        spoken.do(parking.send_again, errand.id, by=MEI)


def test_an_echo_proves_that_it_arrived(spoken: Room):
    send(spoken)
    (errand,) = [one for one in Carrier(spoken).claim() if isinstance(one.notice, CustomerReply)]
    spoken.own(outbox.unclear, errand.id, errand.fence, error="timeout", look_at=spoken.clock())
    assert spoken.own(outbox.echoed, errand.marker, BRIGHTWATER, "1700.1")
    assert outside(spoken)[0].status is Delivery.SENT


def test_a_note_of_the_house_never_leaves_whatever_it_was_promised_under(spoken: Room):
    def astray(work: Work) -> None:
        case = work.case(1)
        customer = work.session.get_one(Customer, case.customer_id)
        note: Any = CustomerUpdated(1, "Mei Tanaka of Billing")
        where = approvals.thread_of(work, case, customer)
        work.tell_customer(approvals.standing(work, customer), where, note, key="astray")

    send(spoken)
    carried(spoken)
    spoken.do(astray)
    assert carried(spoken) == []
    row = outside(spoken)[-1]
    assert (row.status, row.error) == (Delivery.PARKED, "it is not meant for a customer")


# -- what opens its thread has not left


def test_an_answer_after_a_parked_one_opens_the_thread_itself(spoken: Room):
    send(spoken)
    spoken.own(a_third_company)
    carried(spoken)
    spoken.own(ours_and_theirs)
    send(spoken, "A newer answer.", key="draft:2")
    assert carried(spoken) == ["A newer answer."]


def test_an_answer_below_one_that_is_parked_is_parked_as_well_and_told(spoken: Room):
    send(spoken)
    send(spoken, "One more thing.", key="draft:2")
    unclear(spoken)
    assert carried(spoken) == []
    assert [row.status for row in outside(spoken)] == [Delivery.PARKED] * 2
    first, second = outside(spoken)
    assert len(spoken.told(ReplyParked, DESK)) == 2
    spoken.do(parking.send_again, first.id)
    spoken.do(parking.send_again, second.id)
    assert carried(spoken) == [WORDS, "One more thing."]


def test_their_message_of_the_case_follows_once_its_thread_is_open(spoken: Room):
    send(spoken)
    spoken.own(lambda work: closing.ask_solved(work, work.case(1)))
    errand = unclear(spoken)
    carried(spoken)
    spoken.do(parking.send_again, errand.id)
    carrier = Carrier(spoken)
    carrier.carry_everything()
    assert [type(one) for one in carrier.shown.values() if not isinstance(one, CustomerReply)].count(
        CustomerStatus
    ) == 1


# -- nobody is asked about what they have not read


@pytest.fixture
def answered(spoken: Room) -> Room:
    """The answer is approved, and parked."""
    done(spoken)
    say(spoken)
    spoken.own(a_third_company)
    carried(spoken)
    return spoken


def go_by(room: Room) -> None:
    """All the time in which a customer may be silent."""
    for length in (room.handbook.voice.ask_after, room.handbook.voice.close_after):
        room.pass_time(seconds=length.total_seconds())
        for number in room.own(silence.due):
            room.own(silence.go_on, number)


@pytest.mark.parametrize("is_dropped", [False, True])
def test_a_case_whose_answer_has_not_left_is_not_closed_for_their_silence(answered: Room, is_dropped: bool):
    if is_dropped:
        answered.do(parking.drop, outside(answered)[0].id)
    (told,) = [one for one in answered.rows(Promise) if one.kind is PromiseKind.TELL and one.is_live]
    assert told.runs_from <= answered.clock()
    assert answered.told(LoopToClose)[0].settled is None
    assert [one.wording for one in answered.rows(GivenAnswer)] == ([] if is_dropped else [WRITTEN.text])
    go_by(answered)
    assert answered.case().status is CaseStatus.ANSWERED
    assert answered.told(StillThere) == []


@pytest.mark.parametrize("decide", [parking.send_again, parking.it_is_there])
def test_once_they_have_it_they_are_asked(answered: Room, decide: Callable[..., None]):
    answered.do(decide, outside(answered)[0].id)
    carried(answered)
    assert answered.rows(CustomerView)[0].asked_at is not None
    assert len(answered.rows(GivenAnswer)) == 1
    go_by(answered)
    assert answered.case().status is CaseStatus.CLOSED


def test_whoever_was_not_asked_has_not_the_ball(spoken: Room):
    done(spoken)
    say(spoken, Written("Which one?", "Which one?", waits_for_them=True))
    errand = unclear(spoken)
    assert spoken.rows(Wait)[-1].holder is Holder.CSM
    spoken.own(outbox.echoed, errand.marker, BRIGHTWATER, "1700.1")
    assert spoken.rows(Wait)[-1].holder is Holder.CUSTOMER
    assert spoken.told(ReplyParked)[0].settled == "there"
