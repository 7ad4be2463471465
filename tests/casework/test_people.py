"""Who somebody is: as Slack last said, at most five minutes ago, and as the handbook decides."""

from datetime import timedelta

import pytest

from casework import people
from casework.people import FRESH, Actor, NeedsLookup
from casework.work import Work
from models.member import Channel, ChannelMember, Member, Standing
from tests.casework.room import (
    BEN,
    BILLING,
    CARLA,
    DANA,
    DESK,
    ENGINEERING,
    GIL,
    INES,
    MEI,
    OLA,
    RUTH,
    Room,
    seat,
    seat_everybody,
)


def actor(room: Room, user_id: str) -> Actor:
    return room.own(lambda work: people.actor(work.session, user_id, work.handbook, work.now))


ROLES = {
    DANA: (True, False, False, set()),
    BEN: (True, False, False, set()),
    MEI: (False, False, False, {"billing"}),
    RUTH: (False, True, False, set()),
    OLA: (False, False, True, set()),
    INES: (False, False, False, set()),
}


@pytest.mark.parametrize("user_id", ROLES)
def test_a_persons_roles_are_their_channels_and_the_handbooks_word(quick_room: Room, user_id: str) -> None:
    found = actor(quick_room, user_id)
    assert found.is_staff
    assert (found.is_csm, found.is_manager, found.is_admin, found.departments) == ROLES[user_id]


def test_who_sits_in_two_channels_belongs_to_both(quick_room: Room) -> None:
    quick_room.own(seat, ENGINEERING, [DANA])
    found = actor(quick_room, DANA)
    assert (found.is_csm, found.departments) == (True, {"engineering"})


OUTSIDERS = {
    GIL: Standing.GUEST,
    "U0SIABRANDT": Standing.SINGLE_CHANNEL_GUEST,
    CARLA: Standing.CONNECT,
    "U0MAXUNKNOW": Standing.STRANGER,
    "U0ELIFORMER": Standing.DEACTIVATED,
    "U0DEPLOYBOT": Standing.BOT,
}


@pytest.mark.parametrize("user_id", OUTSIDERS)
def test_an_outsider_has_no_role_wherever_they_sit(quick_room: Room, user_id: str) -> None:
    quick_room.own(seat, BILLING, [user_id])
    quick_room.own(seat, DESK, [user_id])
    found = actor(quick_room, user_id)
    assert found.standing is OUTSIDERS[user_id]
    assert not found.is_staff
    assert (found.is_csm, found.is_manager, found.is_admin, found.departments) == (False, False, False, set())


def test_an_admin_who_became_a_guest_is_an_outsider(quick_room: Room) -> None:
    def demote(work: Work) -> None:
        member = work.session.get(Member, OLA)
        assert member is not None
        member.standing = Standing.GUEST

    quick_room.own(demote)
    assert not actor(quick_room, OLA).is_admin


# -- fresh


def test_somebody_never_met_is_asked_for(quick_room: Room) -> None:
    with pytest.raises(NeedsLookup) as needed:
        actor(quick_room, "U0NEWCOMER1")
    assert (needed.value.users, needed.value.channels) == ({"U0NEWCOMER1"}, set())


def test_what_is_known_counts_for_five_minutes(quick_room: Room) -> None:
    quick_room.clock.push(FRESH)
    assert actor(quick_room, MEI).departments == {"billing"}
    quick_room.clock.push(timedelta(seconds=1))
    with pytest.raises(NeedsLookup) as needed:
        actor(quick_room, MEI)
    assert (needed.value.users, needed.value.channels) == ({MEI}, set(quick_room.handbook.channels))


def test_an_old_channel_is_asked_for_though_the_person_is_fresh(quick_room: Room) -> None:
    quick_room.clock.push(timedelta(minutes=6))
    quick_room.own(seat_everybody)
    quick_room.clock.push(timedelta(minutes=4))
    quick_room.own(lambda work: people.forget_channel(work.session, BILLING))
    with pytest.raises(NeedsLookup) as needed:
        actor(quick_room, MEI)
    assert (needed.value.users, needed.value.channels) == (set(), {BILLING})


def test_an_outsider_is_known_without_their_channels(quick_room: Room) -> None:
    quick_room.own(lambda work: people.forget_channel(work.session, BILLING))
    assert not actor(quick_room, GIL).is_staff


def test_who_changed_is_asked_for_again(room: Room) -> None:
    room.own(lambda work: people.forget_member(work.session, MEI))
    with pytest.raises(NeedsLookup) as needed:
        actor(room, MEI)
    assert needed.value.users == {MEI}
    room.own(seat_everybody)
    assert actor(room, MEI).name == "Mei Tanaka"


def test_a_name_is_remembered_and_an_id_stands_for_somebody_never_met(quick_room: Room) -> None:
    def names(work: Work) -> list[str]:
        return [people.name_of(work.session, user_id) for user_id in (MEI, "U0NEWCOMER1")]

    assert quick_room.own(names) == ["Mei Tanaka", "U0NEWCOMER1"]


# -- channels


def seats(room: Room, channel: str) -> set[str]:
    return {one.user_id for one in room.rows(ChannelMember) if one.channel == channel}


def test_joining_and_leaving_count_at_once(room: Room) -> None:
    room.own(lambda work: people.joined(work.session, ENGINEERING, MEI))
    room.own(lambda work: people.joined(work.session, ENGINEERING, MEI))
    assert actor(room, MEI).departments == {"billing", "engineering"}
    room.own(lambda work: people.left(work.session, BILLING, MEI))
    room.own(lambda work: people.left(work.session, BILLING, MEI))
    assert actor(room, MEI).departments == {"engineering"}


def test_a_new_list_replaces_the_old_one(room: Room) -> None:
    room.own(seat, BILLING, ["U0CLERK0001", "U0CLERK0002"])
    assert seats(room, BILLING) == {"U0CLERK0001", "U0CLERK0002"}
    room.own(seat, BILLING, [])
    assert seats(room, BILLING) == set()


def test_a_list_that_names_somebody_twice_seats_them_once(room: Room) -> None:
    """Somebody who moves from one page of Slack's list to the next while it is read."""
    room.own(seat, BILLING, [MEI, "U0CLERK0001", MEI])
    assert seats(room, BILLING) == {MEI, "U0CLERK0001"}


def test_a_channel_described_without_its_list_keeps_the_one_it_has(room: Room) -> None:
    before = {one.id: one for one in room.rows(Channel)}[BILLING]
    members = seats(room, BILLING)
    room.clock.push(timedelta(minutes=2))
    room.own(seat, BILLING, None, is_external=True)
    after = {one.id: one for one in room.rows(Channel)}[BILLING]
    assert seats(room, BILLING) == members
    assert after.is_external
    assert (after.members_at, after.fetched_at) == (before.members_at, room.clock())


def test_a_channel_that_changed_is_forgotten_and_its_members_count_no_more(room: Room) -> None:
    room.own(lambda work: people.forget_channel(work.session, BILLING))
    with pytest.raises(NeedsLookup):
        actor(room, MEI)
