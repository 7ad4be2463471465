"""A customer is looked after in one form: who, where, and nothing that somebody else changed meanwhile."""

from dataclasses import replace
from datetime import date

import pytest

from casework import tending
from casework.voice import approvals
from casework.work import Work
from models.approval import Approval
from models.customer import Contact, Customer
from models.outgoing import Outgoing
from models.refusal import Refusal
from models.tended import ContactLine, CustomerCard, Tended
from tests.casework.room import BEN, BILLING, CARLA, DANA, MEI, Room, seat

THEIRS = "C0BRIGHTW01"
CARLA_VOSS = ContactLine("Carla Voss", "Logistics", "carla@example.com", "+49 30 1")


@pytest.fixture
def served(room: Room) -> Room:
    room.own(lambda work: seat(work, THEIRS, [DANA, CARLA], is_external=True, teams="T0BRIGHTWTR"))
    return room


def card(room: Room, by: str = DANA) -> CustomerCard:
    return room.do(tending.to_tend, "brightwater foods", by=by)


def save(room: Room, seen: CustomerCard, *, by: str = DANA, **changed: object) -> Tended:
    wanted: Tended = replace(seen.now, **changed)  # type: ignore[arg-type]
    room.do(tending.save, seen.id, wanted, seen=seen.now.seen(), sentences="We say hello.", by=by)
    return wanted


def revision(room: Room) -> int:
    (row,) = [one for one in room.rows(Outgoing) if one.key == "card:case:1"]
    return row.revision


def test_what_is_saved_is_what_is_seen_next(served: Room):
    wanted = save(
        served,
        card(served),
        csm=DANA,
        deputy=BEN,
        channel=THEIRS,
        time_zone="Europe/Berlin",
        language="German",
        renews_on=date(2027, 3, 1),
        goals="Fewer returns",
        contacts=(CARLA_VOSS,),
    )
    assert card(served).now == wanted


def test_who_gives_them_a_channel_agrees_to_what_is_said_there(served: Room):
    save(served, card(served), channel=THEIRS)

    def agreed(work: Work) -> str:
        return approvals.standing(work, work.session.get_one(Customer, 1)).text

    assert served.own(agreed) == "We say hello."
    assert [one.approved_by for one in served.rows(Approval)] == [DANA]


def test_the_cards_of_whom_a_channel_was_found_for_are_drawn_again(served: Room):
    served.open_case()
    before = revision(served)
    save(served, card(served), goals="Fewer returns")
    assert revision(served) == before
    save(served, card(served), channel=THEIRS)
    assert revision(served) > before


def test_another_channel_and_none_at_all_are_other_bindings(served: Room):
    save(served, card(served), channel=THEIRS)
    save(served, card(served), channel=None)
    save(served, card(served), channel=THEIRS)
    assert served.rows(Customer)[0].binding == 3


def test_what_somebody_else_changed_meanwhile_is_not_undone(served: Room):
    mine = card(served)
    save(served, card(served, BEN), by=BEN, goals="Fewer returns")
    with pytest.raises(Refusal, match="Somebody changed Brightwater Foods meanwhile"):
        save(served, mine, language="German")
    assert card(served).now.goals == "Fewer returns"


def test_who_stays_a_contact_keeps_what_slack_knows_of_them(served: Room):
    save(served, card(served), contacts=(CARLA_VOSS, ContactLine("Tom")))

    def known(work: Work) -> None:
        contact = work.session.get_one(Contact, served.rows(Contact)[0].id)
        contact.user_id = CARLA

    served.own(known)
    save(served, card(served), contacts=(replace(CARLA_VOSS, role="Buyer"),))
    (left,) = served.rows(Contact)
    assert (left.name, left.role, left.user_id) == ("Carla Voss", "Buyer", CARLA)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"channel": BILLING}, "one of ours"),
        ({"time_zone": "Berlin"}, "No time zone"),
        ({"name": "Fjordlab"}, "Another customer is called Fjordlab"),
        ({"csm": DANA, "deputy": DANA}, "somebody else"),
        ({"contacts": tuple(ContactLine(str(n)) for n in range(21))}, "at most 20"),
    ],
)
def test_what_cannot_be_is_refused(served: Room, changed: dict[str, object], sentence: str):
    before = card(served)
    with pytest.raises(Refusal, match=sentence):
        save(served, before, **changed)
    assert card(served) == before


def test_a_channel_is_one_customers(served: Room):
    save(served, card(served), channel=THEIRS)
    other = served.do(tending.to_tend, "Fjordlab")
    with pytest.raises(Refusal, match="is Brightwater Foods's"):
        save(served, other, channel=THEIRS)


def test_only_who_looks_after_customers_sees_and_changes_them(served: Room):
    seen = card(served)
    with pytest.raises(Refusal):
        card(served, MEI)
    with pytest.raises(Refusal):
        save(served, seen, by=MEI, goals="x")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("", "Write whose"), ("Fjordlap", "Did you mean Fjordlab"), ("Nobody", "no customer")],
)
def test_an_unknown_name_gets_a_sentence(served: Room, name: str, sentence: str):
    with pytest.raises(Refusal, match=sentence):
        served.do(tending.to_tend, name)
