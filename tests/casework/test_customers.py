"""Who is served: found by name, opened with their first case."""

import pytest

from casework import customers
from casework.work import Work
from models.customer import Customer
from tests.casework.room import Room


def matching(room: Room, typed: str) -> list[str]:
    return [one.name for one in room.own(customers.matching, typed)]


def add(room: Room, *names: str) -> None:
    for name in names:
        room.own(customers.choose, f"new:{name}")


def test_an_id_chooses_the_customer(room: Room) -> None:
    assert room.own(customers.choose, "1").name == "Brightwater Foods"


def test_a_name_that_is_known_in_another_spelling_is_the_same_customer(room: Room) -> None:
    before = len(room.rows(Customer))
    for spelt in ("new:fjordlab", "new:  FJORDLAB ", "new:Fjordlab"):
        assert room.own(customers.choose, spelt).name == "Fjordlab"
    assert len(room.rows(Customer)) == before


def test_a_new_name_is_kept_as_it_was_written_without_its_blanks(room: Room) -> None:
    assert room.own(customers.choose, "new:  Grün &\t Söhne ").name == "Grün & Söhne"
    assert room.own(customers.named, "GRÜN & SÖHNE").tier == "standard"  # type: ignore[union-attr]


def test_what_is_typed_finds_every_name_that_holds_it(room: Room) -> None:
    assert matching(room, "FOOD") == ["Brightwater Foods"]
    assert matching(room, " dairy ") == ["Cedar Valley Dairy"]
    assert matching(room, "r") == [
        "Brightwater Foods",
        "Cedar Valley Dairy",
        "Fjordlab",
        "Marigold Pharmacies",
    ]
    assert matching(room, "") == matching(room, "   ") == matching(room, "r")
    assert matching(room, "nobody") == []


@pytest.mark.parametrize("typed", ["50%", "a_b", "\\", "100 %", "/", "'"])
def test_no_sign_is_a_wildcard(room: Room, typed: str) -> None:
    add(room, f"Sign {typed} Ltd")
    assert matching(room, typed) == [f"Sign {typed} Ltd"]


def test_a_list_is_fifty_at_most(room: Room) -> None:
    def many(work: Work) -> None:
        for n in range(60):
            customers.choose(work, f"new:Shop {n:02}")

    room.own(many)
    assert matching(room, "shop") == [f"Shop {n:02}" for n in range(50)]


def test_the_handbook_decides_the_tier_of_the_customers_it_names(room: Room) -> None:
    add(room, "Somebody Else")
    tiers = {"Fjordlab": "gold", "Brightwater Foods": "standard"}
    known = [
        one.model_copy(update={"tier": tiers.get(one.name, one.tier)}) for one in room.handbook.customers
    ]
    room.handbook = room.handbook.model_copy(update={"customers": known})
    room.own(customers.adopt_handbook)
    room.own(customers.adopt_handbook)
    found = {one.name: one.tier for one in room.rows(Customer)}
    assert found == {
        "Brightwater Foods": "standard",
        "Cedar Valley Dairy": "standard",
        "Fjordlab": "gold",
        "Marigold Pharmacies": "gold",
        "Somebody Else": "standard",
    }
