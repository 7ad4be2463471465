"""Finding cases by words: whatever is typed, on both databases the same."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework import cases, handoffs, search
from casework.cases import NewCase
from models.case import Severity
from models.search_text import SearchText
from tests.casework.room import MEI, Room

NEW = NewCase("1", "t", "s", Severity.NORMAL, "x", "billing")

WRITTEN = {
    "plus signs": "Our C++ client crashes",
    "an apostrophe": "it's the customer's turn",
    "an address": "write to user@example.com please",
    "a hyphen": "a foo-bar connector",
    "a percentage": "a discount of 50% on all",
    "an invoice's number": "invoice INV-4711 was sent twice",
    "a file's name": "see contract_2026.final.pdf for it",
    "a web address": "https://status.tidewater.example/incidents/77?x=1#top",
    "a decimal": "off by 3.75 kg since Monday",
    "a date": "since 2026-11-23 or so",
    "quotes": 'he said "never again" twice',
    "umlauts": "Grüße aus München",
    "greek": "Το φορτίο χάθηκε",
    "cyrillic": "Груз потерян",
    "an emoji": "scale on fire 🔥 now",
    "a slash": "either/or input",
    "an order number": "order #A-12/34",
}
TYPED = {
    "plus signs": ["C++", "c++ client"],
    "an apostrophe": ["customer's turn", "it's the turn"],
    "an address": ["user@example.com", "example.com", "user"],
    "a hyphen": ["foo-bar", "foo bar", "bar connector"],
    "a percentage": ["50%", "discount 50"],
    "an invoice's number": ["INV-4711", "inv 4711", "4711", "invoice -4711"],
    "a file's name": ["contract_2026.final.pdf", "contract", "final.pdf"],
    "a web address": ["status.tidewater.example", "incidents/77", "https://status.tidewater.example"],
    "a decimal": ["3.75", "3.75 kg"],
    "a date": ["2026-11-23"],
    "quotes": ['"never again"', 'never "again', "“never again”"],
    "umlauts": ["grüße", "MÜNCHEN"],
    "greek": ["φορτίο"],
    "cyrillic": ["ПОТЕРЯН"],
    "an emoji": ["fire 🔥"],
    "a slash": ["either/or", "OR input"],
    "an order number": ["#A-12/34", "A-12/34"],
}


def test_what_everybody_writes_finds_the_newest(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_CASES", 3)
    for _ in range(5):
        room.open_case(story="the scale drifts")
    assert sorted(find(room, "drifts")) == [3, 4, 5]
    assert find(room, "no such word") == []


def find(room: Room, words: str) -> list[int]:
    return room.own(lambda work: search.find(work.session, words))


def write(room: Room, *stories: str) -> list[int]:
    return [room.do(cases.open_case, replace(NEW, story=story)) for story in stories]


def test_what_was_written_is_found_by_what_is_typed(room: Room) -> None:
    numbers = dict(zip(WRITTEN, write(room, *WRITTEN.values()), strict=True))
    missed = {
        (name, words): find(room, words)
        for name, typed in TYPED.items()
        for words in typed
        if find(room, words) != [numbers[name]]
    }
    assert missed == {}


def test_all_the_words_must_be_there_in_any_order_and_form(room: Room) -> None:
    first, second = write(
        room, "Two invoices were refunded.", "One invoice, no refund yet; a pallet is lost."
    )
    assert find(room, "refund invoice") == sorted([first, second], key=find(room, "refund invoice").index)
    assert set(find(room, "refund invoice")) == {first, second}
    assert find(room, "pallets invoice") == [second]
    assert find(room, "invoice tractor") == []


@pytest.mark.parametrize(
    "words", ["", "  ", "\0", "\ud800", "🔥", "+++", '"', '"""', "-", "%", "*", "()", "^"]
)
def test_no_words_find_nothing(room: Room, words: str) -> None:
    write(room, "something")
    assert find(room, words) == []


HOSTILE = [
    *("AND", "OR NOT", "NEAR(a b)", "a NEAR/2 b", "body:x", "x*", "^x", "(", ")", "a OR", "NOT", "-x", "--"),
    *("'; DROP TABLE search_text; --", "' OR 1=1", '" OR "', "\\", "\\'", "%s", "%(x)s", ":query", "{x}"),
    *("a & b", "a | b", "!a", "a <-> b", "a:*", "a\tb\nc", "\x00a", "a\x00b", "\ud83d", "a\udfff", "\ufeffx"),
    *("e\u0301", "ß", "İ", "ﬁ", "１２", "²", "١٢", "你好", "﷽", "א" * 50, "x" * 5000, " ".join("abc" * 200)),
    *(
        "user@",
        "@example",
        "http://",
        "a.b.c.d",
        "1e9",
        "0x1F",
        "-1",
        "+49 30",
        "50 %",
        "c#",
        ".net",
        "a'b'c",
    ),
]


def test_nothing_that_is_typed_breaks_it(room: Room) -> None:
    write(room, "hello world", *HOSTILE[:20])
    for words in HOSTILE:
        assert isinstance(find(room, words), list), words


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40) | st.text("\"'*()-+:^%\\&|!<> aORNDE", max_size=40))
def test_any_text_can_be_typed(room: Room, words: str) -> None:
    assert find(room, f"{words} tractor") == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60))
def test_any_text_can_be_kept_and_a_word_put_beside_it_is_found(room: Room, text: str) -> None:
    def keep(work) -> None:
        search.reindex(work.session, number, "case:1", f"{text} turbine")

    (number,) = [case.number for case in room.rows(cases.Case)] or write(room, "s")
    room.own(keep)
    assert find(room, "turbines") == [number]


def test_accents_and_case_make_no_difference(room: Room) -> None:
    (number,) = write(room, "Grüße an Señor Ångström, STRASSE und Straße; naïve ﬁle")
    for words in ("gruße", "SENOR", "angstrom", "strasse STRAßE", "naive file"):
        assert find(room, words) == [number], words


def test_a_customers_name_finds_their_cases(room: Room) -> None:
    (theirs,) = write(room, "It hums.")
    room.do(cases.open_case, replace(NEW, customer="2", story="It hums."))
    assert find(room, "brightwater") == [theirs]
    assert len(find(room, "hums")) == 2


def test_what_is_written_again_replaces_what_was_and_no_words_take_it_out(room: Room) -> None:
    write(room, "It hums.")
    for body in ("A turbine.", "A pump.", ""):
        room.own(lambda work, body=body: search.reindex(work.session, 1, "message:1", body))
        assert [find(room, word) for word in ("turbine", "pump")] == [
            [1] if word in body.casefold() else [] for word in ("turbine", "pump")
        ]
    assert "message:1" not in {row.source for row in room.rows(SearchText)}


def test_a_case_is_found_once_however_often_it_says_so(room: Room) -> None:
    write(room, "It hums and hums.")
    for n in range(3):
        room.own(lambda work, n=n: search.index(work.session, 1, f"message:{n}", "Hums again."))
    assert find(room, "hums") == [1]


def test_as_much_is_typed_as_anybody_likes(room: Room) -> None:
    words = [f"word{n}" for n in range(200)]
    (number,) = write(room, " ".join(words))
    assert find(room, " ".join(words)) == [number]


def test_words_that_say_nothing_are_passed_over(room: Room) -> None:
    (number,) = write(room, "Refund invoice 4711 twice.")
    assert find(room, "refund of the invoice") == [number]
    assert find(room, "of the") == []


def test_the_words_may_stand_in_different_texts_of_a_case(room: Room) -> None:
    (number,) = write(room, "The turbine hums.")
    room.own(
        lambda work: search.index(work.session, number, "message:900", "It began after the calibration.")
    )
    assert find(room, "turbine calibration") == [number]
    assert find(room, "turbine firmware") == []


def test_what_was_asked_found_and_told_is_found(room: Room) -> None:
    number = room.open_case(story="It hums.")
    room.do(handoffs.finish, 1, by=MEI, found="A bearing.", to_tell="Credit note CN-881.", root_cause="Wear")
    room.do(cases.close, number, told="They have their voucher.")
    for words in ("refund one", "bearing", "credit note", "CN-881", "wear", "voucher"):
        assert find(room, words) == [number], words
