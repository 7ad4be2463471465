"""Cases that say the same: found, confirmed, denied, on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from casework import cases
from casework.cases import NewCase
from casework.matching import candidates, likeness, postings, upkeep, verdicts
from casework.matching.likeness import Like
from casework.work import Work
from models.case import Severity
from models.likeness import Likeness, LikenessTerm, LikenessTotal, LikenessVerdict, LikenessWeights
from tests.casework.room import Room, count

TWICE = "Invoice INV-4711 was charged twice by direct debit on the ninth."
MATTERS = {
    "The scale drifts after an hour": "Weights on scale TX-9 are off by two kilograms once it is warm.",
    "Export to SAP fails": "SapConnectorException: connection refused at port 3300, since the update.",
    "Login page is blank": "After the password reset the browser shows an empty page, no error at all.",
    "Driver app loses its route": "On Android 14 the map jumps back to the depot when a call comes in.",
}


def suggested(room: Room, title: str, story: str = "", **about: Any) -> list[Like]:
    return room.own(lambda work: likeness.suggest(work.session, title, story, now=work.now, **about))


def numbers(found: list[Like]) -> list[int]:
    return [one.number for one in found]


@pytest.fixture
def busy_room(room: Room) -> Room:
    """Four matters, C-1 to C-4, and C-5: charged twice."""
    for title, story in MATTERS.items():
        room.open_case(title, story=story)
        room.pass_time(hours=1)
    room.open_case("Charged twice", story=TWICE)
    return room


def test_a_case_that_says_the_same_is_suggested_first(busy_room: Room) -> None:
    found = suggested(
        busy_room, "Customer was charged twice", "Direct debit took invoice INV-4711 two times."
    )
    assert found[0].number == 5
    assert {"charged", "4711"} <= set(found[0].why)
    assert all(0 <= one.score <= 1 for one in found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_what_has_no_word_in_common_is_not_suggested(busy_room: Room) -> None:
    assert suggested(busy_room, "Zebra crossing") == []


def test_a_case_is_not_suggested_for_itself(busy_room: Room) -> None:
    assert 5 not in numbers(suggested(busy_room, "Charged twice", TWICE, number=5))
    assert suggested(busy_room, "Charged twice", TWICE)[0].number == 5


def test_the_same_in_other_inflections_and_in_an_identifier_is_found(busy_room: Room) -> None:
    assert suggested(busy_room, "double charging of invoices")[0].number == 5
    assert suggested(busy_room, "sap_connector broken")[0].number == 2


def test_a_denied_pair_is_never_suggested_again(busy_room: Room) -> None:
    again = busy_room.open_case("Charged twice", story=TWICE)
    assert suggested(busy_room, "Charged twice", TWICE, number=again)[0].number == 5
    busy_room.own(lambda work: verdicts.deny(work.session, 5, again, now=work.now))
    assert 5 not in numbers(suggested(busy_room, "Charged twice", TWICE, number=again, most=99))
    assert again not in numbers(suggested(busy_room, "Charged twice", TWICE, number=5, most=99))
    assert set(numbers(suggested(busy_room, "Charged twice", TWICE))) >= {5, again}


def test_cases_that_were_confirmed_are_one_suggestion(busy_room: Room) -> None:
    again = busy_room.open_case("Charged twice", story=TWICE)
    busy_room.own(lambda work: verdicts.confirm(work.session, again, 5, now=work.now))
    assert len({5, again} & set(numbers(suggested(busy_room, "Charged twice", TWICE)))) == 1


def kins(room: Room) -> dict[int, int]:
    return {one.case_number: one.kin for one in room.rows(Likeness)}


def test_kin_goes_through_chains_and_is_parted_again(busy_room: Room) -> None:
    for one, other in ((1, 2), (4, 5), (2, 4)):
        busy_room.own(
            lambda work, one=one, other=other: verdicts.confirm(work.session, one, other, now=work.now)
        )
    assert kins(busy_room) == {1: 1, 2: 1, 3: 3, 4: 1, 5: 1}
    busy_room.own(lambda work: verdicts.take_back(work.session, 4, 2))
    assert kins(busy_room) == {1: 1, 2: 1, 3: 3, 4: 4, 5: 4}
    busy_room.own(lambda work: verdicts.deny(work.session, 5, 4, now=work.now))
    assert kins(busy_room) == {1: 1, 2: 1, 3: 3, 4: 4, 5: 5}


def weights(room: Room) -> list[bytes]:
    return [one.weights for one in room.rows(LikenessWeights)]


def test_every_verdict_teaches_once_and_in_its_transaction(busy_room: Room) -> None:
    again = busy_room.open_case("Charged twice", story=TWICE)

    def confirm(work: Work) -> None:
        verdicts.confirm(work.session, again, 5, now=work.now)

    def confirm_in_vain(work: Work) -> None:
        confirm(work)
        raise LookupError

    with pytest.raises(LookupError):
        busy_room.own(confirm_in_vain)
    assert (weights(busy_room), busy_room.rows(LikenessVerdict)) == ([], [])
    busy_room.own(confirm)
    once = weights(busy_room)
    assert len(once) == 3
    busy_room.own(confirm)
    assert weights(busy_room) == once
    busy_room.own(lambda work: verdicts.deny(work.session, 5, again, now=work.now))
    assert weights(busy_room) != once


def test_what_is_confirmed_raises_what_is_like_it_and_what_is_denied_lowers_it(busy_room: Room) -> None:
    def score() -> float:
        return next(one.score for one in suggested(busy_room, "Charged twice", TWICE) if one.number >= 5)

    before = score()
    for _ in range(3):
        again = busy_room.open_case("Charged twice", story=TWICE)
        busy_room.own(lambda work, again=again: verdicts.deny(work.session, 5, again, now=work.now))
    assert score() < before
    for _ in range(12):
        again = busy_room.open_case("Charged twice", story=TWICE)
        busy_room.own(lambda work, again=again: verdicts.confirm(work.session, 5, again, now=work.now))
    assert score() > before


def test_a_case_that_was_not_kept_is_not_in_the_index(busy_room: Room) -> None:
    before = busy_room.rows(LikenessTerm), busy_room.rows(LikenessTotal)

    def open_in_vain(work: Work) -> None:
        cases.open_case(work, NewCase("1", "zebra", "zebra crossing", Severity.NORMAL, "x", "billing"))
        raise LookupError

    with pytest.raises(LookupError):
        busy_room.do(open_in_vain)
    assert suggested(busy_room, "zebra") == []
    assert [str(rows) for rows in before] == [
        str(rows) for rows in (busy_room.rows(LikenessTerm), busy_room.rows(LikenessTotal))
    ]


def test_a_word_of_more_cases_than_fill_a_block_is_found_in_the_newest(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postings, "BLOCK", 4)
    monkeypatch.setattr(candidates, "MOST_POSTINGS", 10)
    for _ in range(22):
        room.open_case("zebra", story="crossing")
    found = numbers(suggested(room, "zebra", most=99))
    assert min(found) in range(9, 14)
    assert max(found) == 22
    assert len(found) == len(set(found))


def test_cases_of_an_older_house_are_caught_up_with(busy_room: Room) -> None:
    def forget(work: Work) -> None:
        for table in ("likeness", "likeness_term", "likeness_block", "likeness_total"):
            work.session.connection().exec_driver_sql(f"DELETE FROM {table}")

    busy_room.own(forget)
    assert suggested(busy_room, "Charged twice", TWICE) == []
    assert busy_room.own(upkeep.tend) == 5
    assert suggested(busy_room, "Charged twice", TWICE)[0].number == 5
    assert busy_room.own(upkeep.tend) == 0


def test_silence_teaches_each_case_once_after_a_month(
    busy_room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts, "EVERY", 1)
    busy_room.open_case("Charged again", story="By direct debit.")

    def heed(work: Work) -> int:
        return verdicts.heed_silence(work.session, now=work.now)

    assert busy_room.own(heed) == 0
    busy_room.pass_time(days=verdicts.SILENCE.days)
    assert busy_room.own(heed) == 6
    assert count(busy_room, LikenessWeights) == 3
    assert busy_room.own(heed) == 0


def test_the_same_customer_can_be_told_from_another(busy_room: Room) -> None:
    rows = busy_room.rows(Likeness)
    assert {one.customer_id for one in rows} == {1}


LOG = "\n".join(
    f"2026-11-23T12:00:{second % 60:02}Z ERROR com.tidewater.Billing${second}.run(A.java) 0x{second:08x}"
    for second in range(400)
)
PASTED = {
    "nothing": "",
    "spaces": " \n\t ",
    "one word": "charged",
    "one letter": "x",
    "a log": LOG[:3000],
    "a long log": LOG,
    "one long word": "x" * 100_000,
    "many words": " ".join(f"w{number}" for number in range(20_000)),
    "emoji": "🔥🔥 charged 🔥",
    "chinese": "发票 4711 重复扣款，请尽快处理",
    "japanese": "請求書が二重に引き落とされました",
    "arabic": "تم خصم الفاتورة مرتين",
    "thai": "ถูกเรียกเก็บเงินสองครั้ง",
    "a lone surrogate": "charged \ud83d twice \udc00",
    "a null": "charged\0twice",
    "operators": '"charged" AND (twice OR NOT NEAR/2) * ^ : - {title body}',
    "quotes": "'; DROP TABLE likeness; -- \" ` \\ %s :name {x}",
    "combining marks": "c\u0301\u0301\u0301harged" * 50,
    "a stack trace": 'Traceback (most recent call last):\n  File "a.py", line 3, in <module>\nKeyError: 1',
}


@pytest.mark.parametrize("pasted", PASTED.values(), ids=PASTED)
def test_whatever_is_pasted_gets_an_answer_or_silence(room: Room, pasted: str) -> None:
    def keep_and_ask(work: Work) -> None:
        for number in (1, 2):
            likeness.suggest(work.session, pasted, pasted, now=work.now)
            likeness.remember(work.session, number, pasted, pasted, now=work.now)
        found = likeness.suggest(work.session, pasted, pasted, now=work.now + timedelta(minutes=1))
        assert {one.number for one in found} <= {1, 2}
        assert all(0 <= one.score <= 1 for one in found)

    room.open_case("a", story="b")
    room.open_case("c", story="d")
    room.own(_forget_everything)
    room.own(keep_and_ask)


def _forget_everything(work: Work) -> None:
    for table in ("likeness", "likeness_term", "likeness_total"):
        work.session.connection().exec_driver_sql(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "pasted", [text for name, text in PASTED.items() if name in {"chinese", "japanese", "thai", "arabic"}]
)
def test_other_scripts_are_found_too(busy_room: Room, pasted: str) -> None:
    number = busy_room.open_case("Other", story=pasted)
    assert suggested(busy_room, pasted[:12])[0].number == number


def test_a_clock_that_was_set_back_does_no_harm(busy_room: Room) -> None:
    with Session(busy_room.engine) as session:
        earlier = busy_room.clock() - timedelta(days=400)
        assert likeness.suggest(session, "Charged twice", TWICE, now=earlier)[0].number == 5
