"""The outbox: what may go out now, who has it, and what became of it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select, update

from casework import cases, errands, handoffs, outbox, paces, people, talk
from casework.desk import OWN_WORK
from casework.errands import AT_ONCE, Errand
from casework.outbox import COALESCE
from casework.paces import CHANNEL_PACE, EVERYTHING
from casework.people import NeedsLookup
from casework.talk import Reply
from casework.work import Work
from models.case import Case
from models.case_notices import CaseCard, Mirrored
from models.handoff_notices import HandoffCard, QuestionAsked
from models.member import Member, Standing
from models.outgoing import Delivery, Outgoing, Pace
from tests.casework.carrier import Carrier
from tests.casework.room import BILLING, DANA, DESK, ENGINEERING, MEI, NOON, OLA, Room, count, seat

SETTLE = timedelta(seconds=30)
LEASE = timedelta(seconds=60)


def row(room: Room, key: str) -> Outgoing:
    return room.own(lambda work: work.session.exec(select(Outgoing).where(col(Outgoing.key) == key)).one())


def claimed(room: Room) -> list[str]:
    """The keys of what can go out at this moment; it is then on its way."""
    keys = {one.id: one.key for one in room.rows(Outgoing)}
    return [keys[errand.id] for errand in Carrier(room).claim()]


def one_claim(room: Room, key: str = "card:case:1") -> Errand:
    outgoing = row(room, key)
    (errand,) = [one for one in Carrier(room).claim() if one.id == outgoing.id]
    return errand


def direct(room: Room, *keys: str, to: str = DANA) -> None:
    """Promise direct messages; each person is a lane."""

    def promise(work: Work) -> None:
        for key in keys:
            work.tell_person(to, QuestionAsked(1, 1, "Billing", "Mei", key, DANA), key=key)

    room.own(promise)


def report_sent(room: Room, errand: Errand, **changed: Any) -> None:
    facts = {
        "channel": errand.channel or "D0",
        "ts": f"17000{errand.id:05}.000100",
        "revision": errand.revision,
    }
    room.own(outbox.sent, errand.id, **{**facts, **changed})


# -- order and pace


def test_the_head_of_a_lane_blocks_its_followers_and_no_other_lane(room: Room) -> None:
    room.open_case()
    room.do(handoffs.accept, 1, by=MEI)
    direct(room, "hello", "again")
    assert claimed(room) == ["card:case:1", "card:handoff:1", "hello"]
    room.pass_time(seconds=5)
    assert claimed(room) == [], "what is on its way still blocks"
    report = row(room, "hello")
    room.own(outbox.not_sent, report.id, report.fence, error="x", retry_at=room.clock() + timedelta(hours=1))
    assert claimed(room) == [], "so does what waits to be tried again"
    room.post_everything()
    assert {one.key for one in room.rows(Outgoing) if one.status is Delivery.SENT} >= {
        "card:handoff:1",
        "again",
    }


@pytest.mark.parametrize("blocking", [Delivery.PENDING, Delivery.SENDING, Delivery.UNKNOWN], ids=str)
@pytest.mark.parametrize("passing", [Delivery.SENT, Delivery.DEAD, "gone"], ids=str)
def test_only_what_is_unresolved_blocks(quick_room: Room, blocking: Delivery, passing: Any) -> None:
    direct(quick_room, "first", "second")
    later = quick_room.clock() + timedelta(hours=1)

    def become(**values: Any) -> None:
        def change(work: Work) -> None:
            work.session.exec(update(Outgoing).where(col(Outgoing.key) == "first").values(**values))

        quick_room.own(change)

    become(status=blocking, due_at=later)
    assert claimed(quick_room) == []
    become(**({"is_gone": True} if passing == "gone" else {"status": passing, "ts": "1.0"}))
    assert claimed(quick_room) == ["second"]


def test_a_channel_gets_one_post_a_second(room: Room) -> None:
    for _ in range(3):
        room.open_case()
    carrier = Carrier(room)
    posts = []
    for _ in range(3):
        posts.append([errand.channel for errand in carrier.round() if errand.verb == "post"])
        assert carrier.round() == [], "not within the same second"
        room.pass_time(seconds=1)
    assert posts == [[DESK, BILLING]] * 3
    assert [errand.verb for errand in carrier.round()] == ["update"], "the last card gets its link"


def test_the_pace_is_for_posts_and_not_for_changes_or_direct_messages(room: Room) -> None:
    room.open_case()
    room.open_case()
    room.post_everything()
    room.pass_time(seconds=5)
    for handoff in (1, 2):
        room.do(handoffs.accept, handoff, by=MEI)
    direct(room, "hello")
    direct(room, "hello Ola", to=OLA)
    verbs = [(errand.verb, errand.channel) for errand in Carrier(room).claim()]
    assert verbs.count(("update", BILLING)) == 2
    assert verbs.count(("update", DESK)) == 2
    assert verbs.count(("post", DESK)) == 1
    assert verbs.count(("post", None)) == 2


def test_a_rate_limit_holds_its_method_and_no_other(room: Room) -> None:
    room.open_case()
    room.post_everything()
    room.pass_time(seconds=5)
    room.do(handoffs.accept, 1, by=MEI)
    room.own(paces.hold, "method:chat.update", room.clock() + timedelta(seconds=30))
    assert [errand.verb for errand in Carrier(room).round()] == ["post"]
    room.pass_time(seconds=29)
    assert Carrier(room).claim() == []
    room.pass_time(seconds=1)
    assert [errand.verb for errand in Carrier(room).claim()] == ["update", "update"]


def test_held_posts_do_not_stand_in_the_way_of_changes_however_many_they_are(room: Room) -> None:
    for n in range(AT_ONCE + 5):
        direct(room, f"hello {n}", to=f"U0CLERK{n:05}")
    room.open_case()
    for card in room.rows(Outgoing):
        if card.is_root:
            where = {"channel": card.channel, "ts": room.ts_of(card)}
            room.own(outbox.sent, card.id, revision=card.revision, **where)
    room.pass_time(seconds=5)
    room.own(lambda work: work.redraw(HandoffCard(1)))
    room.own(paces.hold, "method:chat.postMessage", room.clock() + timedelta(seconds=30))
    assert claimed(room) == ["card:case:1", "card:handoff:1"]


def test_a_hold_is_never_shortened(room: Room) -> None:
    """Two answers to two requests, the longer wait first: it is kept to."""
    direct(room, "hello")
    for key in ("method:chat.postMessage", EVERYTHING):
        room.own(paces.hold, key, room.clock() + timedelta(seconds=30))
        room.own(paces.hold, key, room.clock() + timedelta(seconds=1))
    room.pass_time(seconds=29)
    assert claimed(room) == []
    room.pass_time(seconds=1)
    assert claimed(room) == ["hello"]


def test_while_slack_is_down_nothing_is_sent_and_nothing_looked_up(room: Room) -> None:
    room.open_case()
    errand = one_claim(room)
    room.own(outbox.unclear, errand.id, errand.fence, error="reset", look_at=room.clock())
    room.own(paces.hold, EVERYTHING, room.clock() + timedelta(seconds=30))
    direct(room, "hello")
    assert claimed(room) == []
    assert room.own(errands.to_look_up, lease=LEASE) == []
    room.pass_time(seconds=30)
    assert [one.id for one in room.own(errands.to_look_up, lease=LEASE)] == [errand.id]
    assert claimed(room) == ["hello"]


def _met(work: Work, user_id: str, standing: Standing = Standing.STAFF) -> None:
    member = Member(user_id=user_id, name="A Clerk", time_zone="UTC", standing=standing, fetched_at=work.now)
    people.remember_member(work.session, member)


@pytest.mark.parametrize("standing", [one for one in Standing if one is not Standing.STAFF])
def test_a_direct_message_goes_to_staff_alone(room: Room, standing: Standing) -> None:
    direct(room, "Mind C-1.", to=MEI)
    room.own(_met, MEI, standing)
    assert claimed(room) == []
    assert (row(room, "Mind C-1.").status, row(room, "Mind C-1.").error) == (
        Delivery.DEAD,
        "A Clerk is not staff any more",
    )


async def test_nothing_is_claimed_twice_by_replicas_at_once(room: Room) -> None:
    for n in range(30):
        room.own(_met, f"U0CLERK{n:05}")
        direct(room, f"hello {n}", to=f"U0CLERK{n:05}")
    room.open_case()
    room.open_case()
    async with room.open_desk() as desk:
        taken = await asyncio.gather(*(desk.do(OWN_WORK, errands.claim) for _ in range(12)))
    ids = [errand.id for errands in taken for errand in errands]
    assert len(ids) == len(set(ids)) == 32
    posts = [errand.channel for errands in taken for errand in errands if errand.channel]
    assert sorted(posts) == [BILLING, DESK], "one post a channel, whoever takes it"


# -- living cards


def test_changes_within_a_second_become_one_update(room: Room) -> None:
    room.open_case()
    room.post_everything()
    for _ in range(5):
        room.own(lambda work: work.redraw(CaseCard(1)))
    assert claimed(room) == []
    room.clock.push(COALESCE)
    errand = one_claim(room)
    assert (errand.verb, errand.revision) == ("update", row(room, "card:case:1").revision)
    report_sent(room, errand)
    assert row(room, "card:case:1").status is Delivery.SENT
    room.clock.push(COALESCE)
    assert claimed(room) == []


def test_a_card_at_rest_is_drawn_again_at_once(room: Room) -> None:
    room.open_case()
    room.post_everything()
    room.pass_time(minutes=1)
    room.own(lambda work: work.redraw(CaseCard(1)))
    assert claimed(room) == ["card:case:1"]


def test_a_change_while_the_card_is_on_its_way_is_drawn_next(room: Room) -> None:
    room.open_case()
    errand = one_claim(room)
    room.own(lambda work: work.redraw(CaseCard(1)))
    report_sent(room, errand)
    assert row(room, "card:case:1").status is Delivery.PENDING
    room.clock.push(COALESCE)
    again = one_claim(room)
    assert (again.verb, again.revision) == ("update", errand.revision + 1)


STEPS = st.lists(
    st.sampled_from(["redraw", "claim", "report", "echo", "unclear", "look", "refused", "leave", "second"]),
    max_size=20,
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_comes_between_the_card_ends_up_as_it_shall_be(quick_room: Room, steps: list[str]) -> None:
    """Redraws, claims and outcomes in any order: posted once, and the last change is shown."""
    number = quick_room.open_case("v0")
    key = f"card:case:{number}"
    slack = CardInSlack(quick_room, key)
    version = 0
    for step in steps:
        if step == "redraw":
            version += 1
            quick_room.own(_retitle, number, f"v{version}")
        else:
            slack.do(step)
    slack.heal()
    assert slack.title == f"v{version}"
    assert slack.posts == 1
    kept = row(quick_room, key)
    assert (kept.status, kept.ts) == (Delivery.SENT, slack.ts)


def _retitle(work: Work, number: int, title: str) -> None:
    work.session.exec(update(Case).where(col(Case.number) == number).values(title=title))
    work.redraw(CaseCard(number))


class CardInSlack:
    """One card's courier, which may fail in every way, and what Slack shows of the card."""

    def __init__(self, room: Room, key: str) -> None:
        self.room, self.key = room, key
        self.carrier = Carrier(room)
        self.title: str | None = None
        self.posts = 0
        self.ts = f"17000{self.row.id:05}.000900"
        self.in_flight: list[Errand] = []
        self.looking: list[Errand] = []

    @property
    def row(self) -> Outgoing:
        return row(self.room, self.key)

    def do(self, step: str) -> None:
        match step:
            case "second":
                self.room.pass_time(seconds=1)
            case "claim":
                self.in_flight += [one for one in self._mine(self.carrier.claim()) if self._arrive(one)]
            case "report" if self.in_flight:
                self._report(self.in_flight.pop(0))
            case "unclear" if self.in_flight:
                errand = self.in_flight.pop(0)
                look_at = self.room.clock() + timedelta(seconds=1)
                if errand.verb == "post":
                    self.room.own(outbox.unclear, errand.id, errand.fence, error="reset", look_at=look_at)
                else:
                    self.room.own(outbox.not_sent, errand.id, errand.fence, error="500", retry_at=look_at)
            case "refused":
                self._refuse_next()
            case "look":
                self._look()
            case "echo" if self.title is not None:
                assert self.room.own(outbox.echoed, self.row.marker, DESK, self.ts)
            case "leave":
                self.in_flight = []
                options = {"older_than": timedelta(0), "settle": timedelta(seconds=1)}
                self.room.own(outbox.leave_behind, in_flight=frozenset(), **options)

    def heal(self) -> None:
        """No more trouble: everything is reported, looked up and sent until it is quiet."""
        for _ in range(5):
            self.do("leave")
            self.do("second")
            self.do("look")
            self.do("claim")
            while self.in_flight:
                self.do("report")

    def _mine(self, errands: list[Errand]) -> list[Errand]:
        mine = self.row.id
        for other in errands:
            if other.id != mine:
                self.carrier.carry(other)
        return [one for one in errands if one.id == mine]

    def _arrive(self, errand: Errand) -> bool:
        """Slack takes the request at once, whatever becomes of its answer."""
        assert isinstance(errand.notice, CaseCard)
        assert errand.notice.facts is not None
        if errand.verb == "post":
            self.posts += 1
        self.title = errand.notice.facts.title
        return True

    def _report(self, errand: Errand) -> None:
        where = {"channel": DESK, "ts": self.ts, "revision": errand.revision}
        self.room.own(outbox.sent, errand.id, **where)

    def _refuse_next(self) -> None:
        """A claim that Slack certainly did not take."""
        for errand in self._mine(self.carrier.claim()):
            later = self.room.clock() + timedelta(seconds=1)
            self.room.own(outbox.not_sent, errand.id, errand.fence, error="ratelimited", retry_at=later)

    def _look(self) -> None:
        for errand in self.room.own(errands.to_look_up, lease=LEASE):
            if errand.id != self.row.id:
                continue
            if self.title is None:
                self.room.own(outbox.absent, errand.id, errand.fence)
            else:
                self.room.own(outbox.sent, errand.id, channel=DESK, ts=self.ts, revision=1)


# -- what is gone


def mirrored(room: Room) -> tuple[Outgoing, Reply]:
    """Mei's reply in Billing and its telling in the desk, not posted yet."""
    room.open_case()
    room.post_everything()
    thread = room.thread_of(1)
    reply = Reply(BILLING, thread.ts or "", "1700000900.000100", MEI, "Refunded.", NOON, is_to_us=True)
    room.do(talk.said, reply, by=MEI)
    return next(one for one in room.rows(Outgoing) if one.key.startswith("mirror:")), reply


def test_gone_before_it_was_sent_it_is_never_posted(room: Room) -> None:
    mirror, reply = mirrored(room)
    room.do(talk.deleted, reply, by=MEI)
    carrier = Carrier(room)
    carrier.carry_everything()
    assert mirror.id not in carrier.posted
    assert row(room, mirror.key).status is Delivery.SENT
    direct(room, "hello")
    carrier.carry_everything()


def test_gone_after_it_was_sent_it_is_deleted(room: Room) -> None:
    mirror, reply = mirrored(room)
    carrier = Carrier(room)
    carrier.carry_everything()
    assert isinstance(carrier.shown[mirror.id], Mirrored)
    room.do(talk.deleted, reply, by=MEI)
    (errand,) = [one for one in carrier.claim() if one.id == mirror.id]
    assert (errand.verb, errand.method, errand.ts) == ("delete", "chat.delete", row(room, mirror.key).ts)
    carrier.carry(errand)
    assert mirror.id not in carrier.shown
    carrier.carry_everything()


def test_gone_while_it_is_on_its_way_it_is_deleted_next(room: Room) -> None:
    mirror, reply = mirrored(room)
    carrier = Carrier(room)
    (errand,) = [one for one in carrier.claim() if one.id == mirror.id]
    room.do(talk.deleted, reply, by=MEI)
    carrier.carry(errand)
    assert mirror.id in carrier.shown
    carrier.carry_everything()
    assert mirror.id not in carrier.shown


def test_what_is_gone_blocks_nobody(room: Room) -> None:
    _, reply = mirrored(room)
    room.do(handoffs.accept, 1, by=MEI)
    room.do(talk.deleted, reply, by=MEI)
    room.own(paces.hold, "method:chat.update", room.clock() + timedelta(hours=1))
    assert [errand.notice.__class__.__name__ for errand in Carrier(room).claim()] == ["HandoffAccepted"]


# -- reports


def test_a_report_of_an_older_claim_is_ignored(room: Room) -> None:
    room.open_case()
    old = one_claim(room)
    room.own(outbox.not_sent, old.id, old.fence, error="refused", retry_at=room.clock())
    room.pass_time(seconds=2)
    new = one_claim(room)
    before = row(room, "card:case:1")
    later = room.clock() + timedelta(hours=1)
    room.own(outbox.not_sent, old.id, old.fence, error="old", retry_at=later)
    room.own(outbox.unclear, old.id, old.fence, error="old", look_at=later)
    room.own(outbox.absent, old.id, old.fence)
    room.own(outbox.hopeless, old.id, old.fence, error="old")
    assert repr(row(room, "card:case:1")) == repr(before)
    assert new.fence > old.fence


def test_that_it_was_sent_is_always_believed(room: Room) -> None:
    room.open_case()
    old = one_claim(room)
    room.own(outbox.hopeless, old.id, old.fence, error="channel_not_found")
    assert row(room, "card:case:1").status is Delivery.DEAD
    report_sent(room, old)
    kept = row(room, "card:case:1")
    assert (kept.status, kept.error, kept.attempts) == (Delivery.SENT, "", 0)
    assert room.desk_thread().ts == kept.ts


def test_a_report_that_comes_after_the_message_was_sent_changes_nothing(room: Room) -> None:
    room.open_case()
    errand = one_claim(room)
    report_sent(room, errand)
    before = repr(row(room, "card:case:1"))
    later = room.clock() + timedelta(hours=1)
    room.own(outbox.not_sent, errand.id, errand.fence, error="x", retry_at=later)
    room.own(outbox.unclear, errand.id, errand.fence, error="x", look_at=later)
    room.own(outbox.hopeless, errand.id, errand.fence, error="x")
    room.own(outbox.absent, errand.id, errand.fence)
    assert repr(row(room, "card:case:1")) == before


def test_what_was_not_sent_waits_for_its_time(room: Room) -> None:
    direct(room, "hello")
    errand = one_claim(room, "hello")
    later = room.clock() + timedelta(seconds=8)
    room.own(outbox.not_sent, errand.id, errand.fence, error="ratelimited", retry_at=later)
    room.pass_time(seconds=7)
    assert claimed(room) == []
    room.pass_time(seconds=1)
    again = one_claim(room, "hello")
    assert (again.attempts, again.last_error, again.fence) == (2, "ratelimited", errand.fence + 1)


def test_the_conversation_of_a_direct_message_is_remembered(room: Room) -> None:
    direct(room, "hello")
    errand = one_claim(room, "hello")
    assert (errand.channel, errand.recipient) == (None, DANA)
    room.own(outbox.addressed, errand.id, "D0000000042")
    room.own(outbox.not_sent, errand.id, errand.fence, error="x", retry_at=room.clock())
    assert one_claim(room, "hello").channel == "D0000000042"


def test_followers_go_into_the_thread_that_the_card_opened(room: Room) -> None:
    room.open_case()
    room.do(handoffs.accept, 1, by=MEI)
    carrier = Carrier(room)
    carrier.round()
    room.pass_time(seconds=2)
    (follower,) = [one for one in carrier.claim() if one.verb == "post"]
    assert follower.thread_ts == room.desk_thread().ts == row(room, "card:case:1").ts


# -- left behind, and looked up


def test_a_claim_whose_sender_is_gone_becomes_unclear(room: Room) -> None:
    room.open_case()
    mine, other = Carrier(room).claim()
    room.pass_time(seconds=20)
    options = {"in_flight": frozenset({mine.id}), "settle": SETTLE}
    assert room.own(outbox.leave_behind, older_than=timedelta(seconds=21), **options) == 0
    assert room.own(outbox.leave_behind, older_than=timedelta(seconds=20), **options) == 1
    found = next(one for one in room.rows(Outgoing) if one.id == other.id)
    assert (found.status, found.due_at) == (Delivery.UNKNOWN, NOON + SETTLE)
    assert next(one for one in room.rows(Outgoing) if one.id == mine.id).status is Delivery.SENDING


def test_a_change_that_was_left_behind_is_simply_made_again(room: Room) -> None:
    room.open_case()
    room.post_everything()
    room.pass_time(seconds=5)
    room.own(lambda work: work.redraw(CaseCard(1)))
    one_claim(room)
    room.own(outbox.leave_behind, in_flight=frozenset(), older_than=timedelta(0), settle=SETTLE)
    assert one_claim(room).verb == "update"


def unclear(room: Room) -> Errand:
    """The desk card, whose post may have arrived."""
    room.open_case()
    errand = one_claim(room)
    room.own(outbox.unclear, errand.id, errand.fence, error="reset", look_at=room.clock() + SETTLE)
    return errand


def test_nothing_is_looked_up_before_it_had_time_to_settle_and_then_by_one(room: Room) -> None:
    errand = unclear(room)
    room.pass_time(seconds=29)
    assert room.own(errands.to_look_up, lease=LEASE) == []
    room.pass_time(seconds=1)
    (looking,) = room.own(errands.to_look_up, lease=LEASE)
    assert (looking.id, looking.lookups, looking.marker) == (errand.id, 1, errand.marker)
    assert looking.first_claimed_at == NOON
    assert room.own(errands.to_look_up, lease=LEASE) == [], "it is the first asker's"
    room.pass_time(seconds=60)
    (again,) = room.own(errands.to_look_up, lease=LEASE)
    assert (again.lookups, again.fence > looking.fence) == (2, True)
    assert "card:case:1" not in claimed(room), "it is not sent again before somebody has looked"


def test_found_it_is_sent_and_what_changed_meanwhile_is_drawn(room: Room) -> None:
    unclear(room)
    room.own(lambda work: work.redraw(CaseCard(1)))
    room.pass_time(seconds=30)
    (looking,) = room.own(errands.to_look_up, lease=LEASE)
    report_sent(room, looking, revision=1)
    kept = row(room, "card:case:1")
    assert (kept.status, kept.lookups) == (Delivery.PENDING, 0)
    room.clock.push(COALESCE)
    assert one_claim(room).verb == "update"


def test_absent_it_is_sent_again_once(room: Room) -> None:
    unclear(room)
    room.pass_time(seconds=30)
    (looking,) = room.own(errands.to_look_up, lease=LEASE)
    room.own(outbox.absent, looking.id, looking.fence)
    again = one_claim(room)
    assert (again.verb, again.attempts) == ("post", 2)
    room.own(outbox.absent, looking.id, looking.fence)
    assert claimed(room) == [], "the look-up's second report comes too late"


def test_what_could_not_be_looked_up_is_looked_up_again(room: Room) -> None:
    unclear(room)
    room.pass_time(seconds=30)
    (looking,) = room.own(errands.to_look_up, lease=LEASE)
    look_at = room.clock() + timedelta(seconds=5)
    room.own(outbox.unclear, looking.id, looking.fence, error="ratelimited", look_at=look_at)
    room.pass_time(seconds=5)
    assert [one.lookups for one in room.own(errands.to_look_up, lease=LEASE)] == [2]


# -- our own echo


def test_our_echo_is_proof_of_delivery_and_opens_the_thread(room: Room) -> None:
    errand = unclear(room)
    assert room.own(outbox.echoed, errand.marker, DESK, "1700000000.000900")
    kept = row(room, "card:case:1")
    assert kept.ts == room.desk_thread().ts == "1700000000.000900"
    room.pass_time(minutes=5)
    assert room.own(errands.to_look_up, lease=LEASE) == []


def test_an_echo_that_comes_again_is_the_same_and_another_message_is_a_double(room: Room) -> None:
    errand = unclear(room)
    assert room.own(outbox.echoed, errand.marker, DESK, "1700000000.000900")
    assert room.own(outbox.echoed, errand.marker, DESK, "1700000000.000900")
    assert not room.own(outbox.echoed, errand.marker, DESK, "1700000001.000900")
    assert row(room, "card:case:1").ts == "1700000000.000900"


def test_a_marker_of_nobody_is_nothing(room: Room) -> None:
    room.open_case()
    before = room.fingerprint()
    assert room.own(outbox.echoed, "forged", DESK, "1700000000.000900")
    assert room.fingerprint() == before


# -- where nothing internal may go


def test_a_channel_is_looked_at_before_something_is_sent_there(room: Room) -> None:
    room.open_case()
    room.clock.push(timedelta(seconds=61))
    with pytest.raises(NeedsLookup) as needed:
        room.own(errands.claim)
    assert needed.value.channels == {DESK, BILLING}
    assert [one.status for one in room.rows(Outgoing)] == [Delivery.PENDING] * 2
    room.pass_time()
    assert len(room.own(errands.claim)) == 2


def test_nothing_goes_to_a_channel_that_is_shared_with_others(room: Room) -> None:
    room.open_case()
    room.own(seat, BILLING, [MEI], is_external=True)
    assert "card:handoff:1" not in claimed(room)
    dead = row(room, "card:handoff:1")
    assert (dead.status, dead.error) == (Delivery.DEAD, "the channel is shared with another organisation")


def test_nothing_goes_to_a_channel_that_left_the_handbook(room: Room) -> None:
    room.open_case(department="engineering")
    room.handbook = room.handbook.model_copy(
        update={"departments": {k: d for k, d in room.handbook.departments.items() if k != "engineering"}}
    )
    assert claimed(room) == ["card:case:1"]
    dead = row(room, "card:handoff:1")
    assert (dead.status, dead.error) == (Delivery.DEAD, "the channel is not one of the handbook's")
    assert dead.channel == ENGINEERING


def test_a_row_that_cannot_be_read_stops_no_other(room: Room) -> None:
    direct(room, "unreadable", to=MEI)
    direct(room, "hello")

    def spoil(work: Work) -> None:
        spoilt = {"kind": "HandoffTeleported", "case": 1}
        work.session.exec(update(Outgoing).where(col(Outgoing.key) == "unreadable").values(notice=spoilt))

    room.own(spoil)
    assert claimed(room) == ["hello"]
    dead = row(room, "unreadable")
    assert (dead.status, dead.error) == (Delivery.DEAD, "it cannot be read: KeyError")


def test_a_row_that_cannot_be_handled_is_parked_and_stops_no_other(room: Room) -> None:
    """A card of a hand-off that is not there; nobody foresees that."""

    def promise(work: Work) -> None:
        work.tell_person(MEI, HandoffCard(99), key="impossible")

    room.own(promise)
    direct(room, "hello")
    assert claimed(room) == ["hello"]
    parked = row(room, "impossible")
    assert (parked.status, parked.error) == (Delivery.DEAD, "it cannot be handled; the log says why")


# -- what somebody deleted in Slack


def vanished(room: Room, key: str) -> Outgoing:
    """A change of the message finds nothing to change; whatever else is due goes out."""
    wanted, carrier = row(room, key).id, Carrier(room)
    for errand in carrier.claim():
        if errand.id == wanted:
            assert errand.verb == "update"
            room.own(outbox.vanished, errand.id, errand.fence)
        else:
            carrier.carry(errand)
    return row(room, key)


@pytest.mark.parametrize("key", ["card:case:1", "card:handoff:1"])
def test_a_card_that_is_still_of_use_is_posted_anew_with_its_thread(room: Room, key: str) -> None:
    room.open_case()
    room.post_everything()
    room.pass_time(seconds=5)
    room.do(handoffs.accept, 1, by=MEI)
    gone = vanished(room, key)
    thread = room.desk_thread() if key == "card:case:1" else room.thread_of(1)
    assert (gone.status, gone.ts, thread.ts) == (Delivery.PENDING, None, None)
    carrier = Carrier(room)
    carrier.carry_everything()
    again = row(room, key)
    thread = room.desk_thread() if key == "card:case:1" else room.thread_of(1)
    assert (again.status, again.ts) == (Delivery.SENT, thread.ts)
    assert again.id in carrier.posted


def test_the_card_of_what_has_ended_is_not_posted_anew(room: Room) -> None:
    room.open_case()
    room.post_everything()
    room.pass_time(seconds=5)
    room.do(handoffs.decline, 1, reason="Not ours.", by=MEI)
    card = vanished(room, "card:handoff:1")
    assert (card.status, card.ts is None, card.drawn) == (Delivery.SENT, False, card.revision)
    room.do(cases.close, 1, told="")
    room.pass_time(seconds=5)
    assert vanished(room, "card:case:1").status is Delivery.SENT


def test_a_mirror_that_somebody_deleted_is_let_go(room: Room) -> None:
    mirror, reply = mirrored(room)
    Carrier(room).carry_everything()
    edited = replace(reply, text="Better.", edit_ts="1700000950.000100")
    room.do(talk.said, edited, by=MEI)
    let_go = vanished(room, mirror.key)
    assert (let_go.status, let_go.drawn) == (Delivery.SENT, let_go.revision)


def test_what_slack_has_waits_for_nothing_and_its_next_change_begins_to_wait_anew(room: Room) -> None:
    room.open_case()
    room.post_everything()
    assert row(room, "card:case:1").first_claimed_at is None
    room.pass_time(minutes=30)
    room.do(handoffs.accept, 1, by=MEI)
    changing = one_claim(room)
    assert (changing.verb, changing.first_claimed_at) == ("update", room.clock())


def test_an_old_claim_cannot_make_a_message_vanish(room: Room) -> None:
    room.open_case()
    room.post_everything()
    room.pass_time(seconds=5)
    room.own(lambda work: work.redraw(CaseCard(1)))
    errand = one_claim(room)
    room.own(outbox.vanished, errand.id, errand.fence - 1)
    assert row(room, "card:case:1").status is Delivery.SENDING


# -- as much at once as the courier can carry


def test_no_more_is_claimed_or_looked_up_than_was_asked_for(room: Room) -> None:
    for n in range(5):
        room.own(_met, f"U0CLERK{n:05}")
        direct(room, f"hello {n}", to=f"U0CLERK{n:05}")
    taken = [errand for limit in (2, 0, 9) for errand in room.own(errands.claim, limit=limit)]
    assert [errand.marker for errand in taken] == [one.marker for one in room.rows(Outgoing)]
    for errand in taken:
        room.own(outbox.unclear, errand.id, errand.fence, error="reset", look_at=room.clock())
    first, second, *_ = room.own(errands.to_look_up, lease=LEASE, limit=2)
    assert [first.id, second.id] == [errand.id for errand in taken[:2]]
    settling = frozenset({taken[2].id})
    rest = room.own(errands.to_look_up, lease=LEASE, settling=settling)
    assert [errand.id for errand in rest] == [errand.id for errand in taken[3:]]


def test_pace_and_holds_are_few_rows(room: Room) -> None:
    room.open_case()
    Carrier(room).carry_everything()
    room.own(paces.hold, EVERYTHING, NOON)
    room.own(paces.hold, EVERYTHING, NOON + CHANNEL_PACE)
    assert {one.key for one in room.rows(Pace)} == {f"post:{DESK}", f"post:{BILLING}", EVERYTHING}
    assert count(room, Pace, key=EVERYTHING) == 1
