"""Departments are learnt from where cases ended, at once, and forgotten; on both databases alike."""

import asyncio
from random import Random

import pytest
from sqlmodel import Session

from casework.desk import OWN_WORK
from casework.matching import departments
from casework.matching.routing import lessons
from casework.work import Work
from models.lesson import Lesson
from tests.casework.matching.lessons import (
    after_a_restart,
    best,
    case_of,
    cases_of,
    same,
    suggested,
    teach,
)
from tests.casework.room import Room, statements
from tests.models.blank import emptied

THREE = ["billing", "engineering", "logistics"]


def without(room: Room, department: str) -> None:
    left = {key: one for key, one in room.handbook.departments.items() if key != department}
    room.handbook = room.handbook.model_copy(update={"departments": left})


def test_who_has_learnt_nothing_says_nothing(room: Room) -> None:
    assert suggested(room, "Invoice charged twice") == []


def test_after_a_few_cases_the_right_department_is_suggested(room: Room) -> None:
    teach(room, THREE, 8)
    for title, body, department in cases_of(THREE, 5, seed=2):
        assert best(room, title, body) == department


def test_a_department_without_cases_is_suggested_after_a_few(room: Room) -> None:
    teach(room, THREE, 8)
    unseen = case_of("legal", Random(3))
    assert best(room, *unseen) is None
    teach(room, ["legal"], 5)
    assert best(room, *unseen) == "legal"


def test_a_department_that_left_the_handbook_is_not_suggested_any_more(room: Room) -> None:
    teach(room, THREE, 8)
    assert suggested(room, "Invoice charged twice")[0].department == "billing"
    without(room, "billing")
    assert "billing" not in {one.department for one in suggested(room, "Invoice charged twice", k=9)}


def test_of_a_department_that_left_the_handbook_nothing_is_learnt(room: Room) -> None:
    without(room, "billing")
    teach(room, ["billing"], 1)
    assert room.rows(Lesson) == []


def test_a_correction_outweighs_all_that_was_said_of_the_same_text(room: Room) -> None:
    teach(room, THREE, 8)
    for _ in range(10):
        room.own(departments.learn, "Invoice of the lorry", "", "billing")
    assert suggested(room, "Invoice of the lorry")[0].department == "billing"
    room.own(departments.learn, "invoice OF the lorry!", "", "logistics")
    assert suggested(room, "Invoice of the lorry")[0].department == "logistics"


def test_corrections_of_the_like_change_what_is_suggested(room: Room) -> None:
    teach(room, THREE, 8)
    assert suggested(room, "The customs invoice is missing a receipt")[0].department == "billing"
    for number in range(3):
        room.own(departments.learn, f"Customs invoice {number}", "", "logistics")
    assert suggested(room, "The customs invoice is missing a receipt")[0].department == "logistics"


def test_it_names_the_words_that_weighed_most_as_they_were_written(room: Room) -> None:
    teach(room, THREE, 8)
    found = suggested(room, "They were Charged for the REFUND", "the customer says please help")[0]
    assert found.department == "billing"
    assert set(found.because[:2]) == {"Charged", "REFUND"}
    assert not {"the", "customer"} & set(found.because)


def test_it_names_no_word_that_does_not_stand_in_the_text(room: Room) -> None:
    teach(room, THREE, 8)
    for title, body, _ in cases_of(THREE, 5, seed=4):
        for one in suggested(room, title, body):
            assert set(one.because) <= set(f"{title} {body}".split())


def test_words_that_nobody_has_used_say_nothing(room: Room) -> None:
    teach(room, THREE, 8)
    for strange in ("Zwölf Boxkämpfer jagen Viktor", "Груз потерян", "荷物が届きません", "qqq xxx jjj"):
        assert best(room, strange) is None


def test_at_most_so_many_are_suggested_and_the_best_is_the_surest(room: Room) -> None:
    teach(room, THREE, 8)
    found = suggested(room, "Invoice charged twice", k=2)
    assert len(found) == 2
    assert 1 > found[0].confidence >= found[1].confidence > 0


def test_a_restart_loses_nothing(room: Room) -> None:
    teach(room, THREE, 8)
    room.own(departments.learn, "Invoice of the lorry", "", "billing")
    room.own(departments.learn, "Invoice of the lorry", "", "logistics")
    for title, body, _ in cases_of(THREE, 3, seed=5):
        assert same(suggested(room, title, body), after_a_restart(room, title, body))


def test_what_was_undone_was_never_learnt(room: Room) -> None:
    teach(room, THREE, 8)
    before = suggested(room, "Invoice charged twice")
    with Session(room.engine) as session:
        work = room.work(session)
        departments.learn(work, "Invoice charged twice", "", "logistics")
        departments.suggest(work, "Invoice charged twice", "", 3)
        session.rollback()
    assert same(suggested(room, "Invoice charged twice"), before)
    teach(room, THREE, 2, seed=6)
    found = suggested(room, "Invoice charged twice")
    assert same(found, after_a_restart(room, "Invoice charged twice"))


def test_two_lessons_of_one_transaction_count_both(room: Room) -> None:
    teach(room, THREE, 8)

    def twice(work: Work) -> None:
        departments.learn(work, "Invoice of the lorry", "", "billing")
        departments.learn(work, "Invoice of the lorry", "", "logistics")

    room.own(twice)
    found = suggested(room, "Invoice of the lorry")
    assert found[0].department == "logistics"
    assert same(found, after_a_restart(room, "Invoice of the lorry"))


def test_what_is_said_twice_in_one_transaction_counts_once(room: Room) -> None:
    teach(room, THREE, 8)

    def twice(work: Work) -> None:
        for _ in range(2):
            departments.learn(work, "Invoice of the lorry", "", "billing")

    room.own(twice)
    assert [bool(lesson.says) for lesson in room.rows(Lesson)[-2:]] == [True, False]


async def test_lessons_that_come_all_at_once_are_all_learnt(room: Room) -> None:
    cases = list(cases_of(THREE, 20))
    async with room.open_desk() as desk:
        learnt = [desk.do(OWN_WORK, departments.learn, *lesson) for lesson in cases]
        asked = [desk.read(OWN_WORK, departments.suggest, "Invoice charged twice", "", 3) for _ in learnt]
        await asyncio.gather(*(one for pair in zip(learnt, asked, strict=True) for one in pair))
    assert [lesson.id for lesson in room.rows(Lesson)] == list(range(1, 61))
    found = suggested(room, "Invoice charged twice")
    assert found[0].department == "billing"
    assert same(found, after_a_restart(room, "Invoice charged twice"))


def test_another_database_in_the_place_of_this_one_is_learnt_anew(shared_room: Room) -> None:
    teach(shared_room, THREE, 8)
    assert suggested(shared_room, "Invoice charged twice")
    emptied(shared_room.engine)
    assert suggested(shared_room, "Invoice charged twice") == []


@pytest.fixture
def small_window(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, length in {"WINDOW": 16, "STEP": 4, "SPARE": 8}.items():
        monkeypatch.setattr(lessons, name, length)


@pytest.mark.usefixtures("small_window")
def test_old_lessons_are_forgotten(room: Room) -> None:
    teach(room, ["legal"], 8)
    known = case_of("legal", Random(1))
    assert "legal" in {one.department for one in suggested(room, *known)}
    teach(room, THREE, 8)
    assert "legal" not in {one.department for one in suggested(room, *known)}
    assert same(suggested(room, *known), after_a_restart(room, *known))
    assert len(room.rows(Lesson)) <= 16 + 8 + 4


@pytest.mark.usefixtures("small_window")
def test_a_correction_is_forgotten_with_what_it_corrects(room: Room) -> None:
    room.own(departments.learn, "Invoice of the lorry", "", "billing")
    teach(room, THREE, 4)
    room.own(departments.learn, "Invoice of the lorry", "", "logistics")
    suggested(room, "Invoice of the lorry")
    teach(room, THREE, 3)
    found = suggested(room, "Invoice of the lorry")
    assert same(found, after_a_restart(room, "Invoice of the lorry"))


def test_a_suggestion_asks_the_database_for_what_is_new_only(room: Room) -> None:
    teach(room, THREE, 8)
    suggested(room, "Invoice charged twice")
    with statements(room) as asked:
        suggested(room, "Invoice charged twice")
    assert len([one for one in asked if "lesson" in one]) == 1


STRANGE = {
    "nothing": ("", ""),
    "blanks": (" \t\n", "\u2003"),
    "one word": ("invoice", ""),
    "emoji": ("🔥🔥🔥", "👩‍👩‍👧‍👦 🏴‍☠️"),
    "a long log": ("error " * 40, "at java.base/java.lang.Thread.run(Thread.java:833)\n" * 60),
    "thousands of words": ("t", " ".join(f"word{n}" for n in range(600))),
    "a word without end": ("x" * 3000, "y" * 3000),
    "han": ("发票被重复收取", "请退款" * 300),
    "arabic": ("تم خصم الفاتورة مرتين", "يرجى رد المبلغ"),
    "thai": ("ใบแจ้งหนี้ถูกเรียกเก็บเงินสองครั้ง", ""),
    "operators": ('"AND" OR (NEAR* ^:-', "%_'; DROP TABLE lesson; --"),
    "lone surrogates": ("invoice \ud83d twice", "\udfff\ud800"),
    "control characters": ("in\x00voice \x1b[31m", "\u202e\u200b\ufeff"),
    "combining marks": ("Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘", "é" * 500),
}


@pytest.mark.parametrize("name", STRANGE)
def test_whatever_was_written_is_learnt_or_passed_over(room: Room, name: str) -> None:
    teach(room, THREE, 2)
    title, body = STRANGE[name]
    suggested(room, title, body)
    room.own(departments.learn, title, body, "billing")
    found = suggested(room, title, body)
    assert not found or found[0].department == "billing"
    assert same(found, after_a_restart(room, title, body))
    if name in {"nothing", "blanks", "emoji"}:
        assert found == []
