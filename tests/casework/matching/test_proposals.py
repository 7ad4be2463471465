"""Which department is proposed and gets a case: by rules first, then by what was learnt, then the default."""

import pytest

from casework import cases, forms, handoffs
from casework.cases import NewCase
from casework.matching import departments
from config.matching import Matching
from models.case import Severity
from models.facts import Suggestion
from tests.casework.matching.lessons import teach
from tests.casework.room import NOOR, PRIYA, Room

ALL = ["billing", "engineering", "legal", "logistics"]
PARCEL = ("Parcel damaged", "The courier left the lorry at the warehouse, the address is wrong.")
"""Words of Logistics that stand in no rule of the sample's handbook."""
RULED = ("Parcel damaged by courier", "The lorry came to the warehouse with a wrong address. VAT was due.")
"""A rule says Billing, earlier cases would say Logistics."""


@pytest.fixture
def taught(room: Room) -> Room:
    teach(room, ALL, 15)
    return room


def proposed(room: Room, title: str, story: str = "") -> tuple[Suggestion, ...]:
    return room.do(forms.to_open, title=title, story=story)


def opened(room: Room, title: str, story: str, department: str | None = None, *, own: bool = False) -> int:
    new = NewCase("1", title, story, Severity.NORMAL, "Help.", department, is_own_choice=own)
    return room.do(cases.open_case, new)


def offers_from(room: Room, percent: int) -> None:
    room.handbook = room.handbook.model_copy(update={"matching": Matching(offer_from=f"{percent}%")})


def test_who_has_learnt_nothing_goes_by_the_rules_alone(room: Room) -> None:
    assert proposed(room, *PARCEL) == (Suggestion("engineering", (), "default"),)
    opened(room, *PARCEL)
    assert (room.handoff().department, room.handoff().why) == (
        "engineering",
        "No rule speaks for another department.",
    )


def test_where_no_rule_speaks_the_learnt_department_is_proposed_with_its_reasons(taught: Room) -> None:
    best, default = proposed(taught, *PARCEL)
    assert (best.department, best.kind, default.kind) == ("logistics", "learnt", "default")
    assert departments.SILENT_BELOW <= best.sure < 1
    assert {"courier", "lorry", "warehouse", "Parcel", "damaged", "address"} & set(best.because)


def test_a_rule_stays_first_and_an_unsure_objection_is_not_mentioned(taught: Room) -> None:
    assert [one.kind for one in proposed(taught, "VAT", "The customer has a problem")] == ["words"]


def test_what_is_learnt_very_surely_is_mentioned_after_the_rule_that_it_contradicts(taught: Room) -> None:
    teach(taught, ALL, 60, seed=9)
    rule, objection = proposed(taught, *RULED)
    assert (rule.department, rule.kind) == ("billing", "words")
    assert (objection.department, objection.kind) == ("logistics", "learnt")
    assert objection.sure >= 0.9


def test_what_agrees_with_a_rule_is_not_said_twice(taught: Room) -> None:
    teach(taught, ALL, 60, seed=9)
    (only,) = proposed(taught, "Refund of the invoice", "charged twice, credit card, overpaid amount")
    assert only.kind == "words"


def test_an_unsure_department_is_not_proposed(taught: Room) -> None:
    assert [one.kind for one in proposed(taught, "Hello there")] == ["default"]


def test_a_department_that_left_the_handbook_is_not_proposed(taught: Room) -> None:
    left = {key: one for key, one in taught.handbook.departments.items() if key != "logistics"}
    taught.handbook = taught.handbook.model_copy(update={"departments": left})
    assert "logistics" not in {one.department for one in proposed(taught, *PARCEL)}
    assert opened(taught, *PARCEL) == 1


def test_a_new_department_is_proposed_after_a_few_cases(room: Room) -> None:
    teach(room, ["billing", "engineering", "legal"], 15)
    assert proposed(room, *PARCEL)[0].department != "logistics"
    teach(room, ["logistics"], 8)
    assert proposed(room, *PARCEL)[0].department == "logistics"


def test_the_likest_cases_that_ended_there_are_named(taught: Room) -> None:
    for number, (department, who) in enumerate((("logistics", NOOR), ("engineering", PRIYA)), start=1):
        taught.open_case("Parcel damaged", department=department, story="The courier left the lorry.")
        taught.do(handoffs.finish, number, found="x", to_tell="y", root_cause=None, by=who)
    taught.open_case("Parcel damaged", department="logistics", story="The courier left it, nobody was there.")
    teach(taught, ["logistics"], 5, seed=7)
    best = proposed(taught, *PARCEL)[0]
    assert (best.department, best.like) == ("logistics", (1,))


# -- where it goes


def test_what_was_confirmed_in_the_form_says_so_and_how_sure_it_was(taught: Room) -> None:
    sure = proposed(taught, *PARCEL)[0].percent
    opened(taught, *PARCEL, "logistics")
    why = taught.handoff().why
    assert why.startswith(
        f"Dana Okafor confirmed it. Earlier cases speak for it, {sure} % sure, because of “"
    )


def test_what_was_chosen_though_something_else_was_proposed_says_who_chose(taught: Room) -> None:
    opened(taught, *PARCEL, "legal", own=True)
    assert taught.handoff().why == "Dana Okafor chose it."


@pytest.mark.parametrize(("from_", "department"), [(50, "logistics"), (100, "engineering")])
def test_left_to_liaison_the_handbook_says_how_sure_is_sure_enough(
    taught: Room, from_: int, department: str
) -> None:
    offers_from(taught, from_)
    opened(taught, *PARCEL)
    assert taught.handoff().department == department
    assert ("% sure" in taught.handoff().why) is (department == "logistics")


def test_by_default_nothing_is_offered_that_nobody_confirmed(taught: Room) -> None:
    teach(taught, ALL, 60, seed=9)
    opened(taught, *PARCEL)
    assert taught.handoff().department == "engineering"


def test_a_rule_goes_before_what_was_learnt_however_sure(taught: Room) -> None:
    teach(taught, ALL, 60, seed=9)
    offers_from(taught, 50)
    opened(taught, *RULED)
    assert (taught.handoff().department, taught.handoff().why[:10]) == ("billing", "Because of")


STRANGE = {
    "nothing": ("", ""),
    "one word": ("parcel", ""),
    "a long log": ("error " * 25, "at java.base/java.lang.Thread.run(Thread.java:833)\n" * 60),
    "emoji": ("🔥🔥🔥", "👩‍👩‍👧‍👦 🏴‍☠️"),
    "han": ("包裹损坏", "请退款" * 300),
    "operators": ('"AND" OR (NEAR* ^:-', "%_'; DROP TABLE lesson; --"),
    "quotes": ("“”'\"`", '"""\\'),
    "braces": ("{name} {0} {}", "{facts} %s %(x)s"),
}


@pytest.mark.parametrize("name", STRANGE)
def test_whatever_is_written_something_is_proposed_and_the_case_is_opened(taught: Room, name: str) -> None:
    offers_from(taught, 50)
    title, story = STRANGE[name]
    assert proposed(taught, title, story)
    title, story = title[:150], story[:3000]
    number = opened(taught, title, story, "legal", own=True)
    assert taught.handoff(number).department == "legal"
    opened(taught, title, story)
