"""A person is forgotten: none of their words is left in any table, and every number is what it was."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from sqlalchemy import JSON, Engine, Enum, String, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from casework import handoffs, quiet, search, talk, told_before
from casework.digests import facts, scopes
from casework.inbound import hearing
from casework.matching import imprints, likeness, postings
from casework.merging import merge
from casework.privacy import columns, forget, people, redaction
from casework.privacy.redaction import NAMELESS, REMOVED
from casework.voice import approvals, closing
from casework.work import Work
from models import traces, unsealed
from models.case import Case
from models.case_notices import Mirrored
from models.customer import Contact, Customer
from models.customer_talk import Heard
from models.customer_view import CustomerView
from models.database import open_engine
from models.entry import Entry
from models.erasure import Erasure
from models.likeness import Likeness, LikenessTerm
from models.refusal import Refusal
from models.tables import METADATA
from models.thread import Message
from models.wait import Wait
from tests.casework.carrier import Carrier
from tests.casework.inbound.conftest import Channel, served_by, takes_in
from tests.casework.room import CARLA, DANA, DESK, MEI, Room, know_everybody_afresh, seat_everybody
from tests.casework.voice.conftest import BRIGHTWATER, bound

MARK = f"zq{token_hex(6)}"


def holds_text(column: Any) -> bool:
    kind = getattr(column.type, "impl", column.type)
    return isinstance(kind, String | JSON) and not isinstance(kind, Enum)


@pytest.fixture
def lived(room: Room) -> Room:
    return has_lived(room)


@pytest.fixture
def quick_lived(quick_room: Room) -> Room:
    return has_lived(quick_room)


def has_lived(room: Room) -> Room:
    """Carla has said all that one can say; each of her words holds the mark, but for what Dana says."""
    bound(room)
    served_by(room, DANA)
    takes_in(room, "by itself")
    room.own(_describe)
    channel = Channel(room)
    first = channel.said(
        f"Our last invoice {MARK}a is wrong. It names the old address of {MARK}b.",
        files=((f"{MARK}c.pdf", f"https://files.example/{MARK}c"),),
    )
    channel.said(f"Please mind our contract {MARK}d and its clause.", under=first)
    newer = f"Our invoice {MARK}e is all wrong. It names the old address of {MARK}b."
    channel.hears(replace(first, text=newer, edit_ts="1800000000.1"))
    taken_back = channel.said(f"Never mind what I said about {MARK}f before.", under=first)
    room.do(hearing.taken_back, taken_back, by=CARLA)
    room.post_everything()
    desk = room.desk_thread()
    quote = f"She says: “names the old address of {MARK}b.” Carla Voss ({CARLA}) wants it today."
    room.do(talk.said, talk.Reply(DESK, desk.ts or "", "1795000000.1", DANA, quote, room.clock()))
    room.do(handoffs.accept, 1, by=MEI)
    # Only the story, and who quotes it, keeps the older wording from here on.
    channel.hears(replace(first, text=f"Our invoice {MARK}e is all wrong.", edit_ts="1800000001.1"))
    room.do(
        handoffs.finish,
        1,
        by=MEI,
        found="Twice.",
        to_tell=f"The old address of {MARK}b is gone.",
        root_cause=None,
    )
    room.do(_told, "a")
    room.do(closing.not_yet, 1, f"Only {MARK}g came.", channel=BRIGHTWATER, by=CARLA)
    room.do(_told, "b")
    room.do(closing.solved, 1, channel=BRIGHTWATER, by=CARLA)
    room.do(closing.score, 1, 4, channel=BRIGHTWATER, by=CARLA)
    room.do(closing.say_more, 1, f"Slow {MARK}h.", channel=BRIGHTWATER, by=CARLA)
    fact = f"Their fiscal year {MARK}i begins in May."
    room.do(told_before.note, 1, fact, said_by="Carla Voss", said_at=room.clock(), case_number=1)
    # After a call, by hand:
    room.open_case("Call about the scale", story="Carla Voss rang, carla@brightwater.example.")
    room.clock.push(timedelta(hours=1))
    room.own(know_everybody_afresh)
    channel.said(f"The scale in hall {MARK}j does not start.\nAnd our contract {MARK}k needs a new clause.")
    room.do(merge.merge, 3, into=2)
    takes_in(room, "ask")
    room.clock.push(timedelta(hours=1))
    room.own(know_everybody_afresh)
    channel.said(f"What does the {MARK}l button do?")
    return room


def _describe(work: Work) -> None:
    work.session.add(
        Contact(
            customer_id=1,
            name="Carla Voss",
            user_id=CARLA,
            role=f"Head of {MARK}m",
            email="carla@brightwater.example",
            phone="+49 30 4711",
        )
    )


def _told(work: Work, key: str) -> None:
    case = work.case(1)
    approvals.approve(work, case, "Hello Carla, we sent it again.", key=key, speaks_as=None)
    closing.ask_solved(work, case)


def forgotten(room: Room, who: str = CARLA, of: str | None = None, *, is_cut_off: bool = False) -> int:
    """The run's number. ``is_cut_off``: each step is another process's, which knows nothing of the others."""
    person = room.own(people.find, who, of)
    number = room.own(forget.begin, person, "Ola")
    theirs = room.own(forget.read, number)
    while step := room.own(forget.step, number, theirs):
        if is_cut_off or forget.is_first(step):
            theirs = room.own(forget.read, number)
    traces.wipe(room.engine)
    return number


def kept(room: Room, *words: str) -> list[str]:
    return _kept(room.engine, words)


def kept_in(database_url: str, *words: str) -> list[str]:
    """``table.column: value`` of every text in the database in which one of the words stands."""
    engine = open_engine(database_url)
    try:
        return _kept(engine, words)
    finally:
        engine.dispose()


def _kept(engine: Engine, words: tuple[str, ...]) -> list[str]:
    with engine.connect() as connection:
        found = [
            f"{table.name}.{column.name}: {value}"
            for table in METADATA.tables.values()
            for column in table.columns
            if holds_text(column)
            for (value,) in connection.execute(text(f'SELECT "{column.name}" FROM "{table.name}"'))
        ]
    return [one for one in found if any(word.casefold() in one.casefold() for word in words)]


def raw(room: Room) -> bytes:
    """What stands in the files."""
    path = Path(str(room.engine.url.database))
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def test_no_word_is_left_and_every_number_is_what_it_was(
    lived: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off after each of its steps, which are small ones."""
    monkeypatch.setattr(forget, "AT_ONCE", 7)
    assert len({one.partition(":")[0] for one in kept(lived, MARK)}) > 10
    with Session(lived.engine) as session:
        assert search.find(session, f"{MARK}d")
    before = numbers(lived)
    forgotten(lived, is_cut_off=True)
    assert kept(lived, MARK, CARLA, "Carla", "Voss", "brightwater.example", "4711") == []
    with Session(lived.engine) as session:
        assert [search.find(session, f"{MARK}{letter}") for letter in "abcdefghijklm"] == [[]] * 13
    assert_same_numbers(before, numbers(lived))
    assert_sealed(lived)
    assert lived.history(1)[-1][0] == "words_removed"
    if lived.engine.dialect.name == "sqlite":
        lived.engine.dispose()
        assert MARK.encode() not in raw(lived)
    else:
        assert_no_lexeme(lived)


def assert_no_lexeme(room: Room) -> None:
    with room.engine.connect() as connection:
        stood = text(
            "SELECT word FROM ts_stat('SELECT found FROM search_text') WHERE word LIKE :word"
            " UNION ALL SELECT array_to_string(most_common_vals::text::text[], ' ') FROM pg_stats"
            " WHERE schemaname = 'public' AND most_common_vals::text LIKE :word"
        )
        assert connection.execute(stood, {"word": f"%{MARK}%"}).all() == []


def numbers(room: Room) -> tuple[Any, ...]:
    """Every figure of a digest about everything, each wait, and how many rows there are of what."""

    def look(work: Work) -> tuple[Any, ...]:
        reader = quiet.reader(work, DANA)
        day = work.now.date() + timedelta(days=1)
        told = facts.facts_for(work, reader, day, scopes.EVERYTHING, most=facts.EVERY)
        waits = [one.model_dump() for one in work.session.exec(select(Wait))]
        scores = list(work.session.exec(select(CustomerView.score, CustomerView.scored_at)))
        return asdict(told), waits, scores

    told, waits, scores = room.own(look)
    counted = {table.name: _rows(room, table.name) for table in METADATA.tables.values()}
    return _without_titles(told), waits, scores, counted


def _rows(room: Room, name: str) -> int:
    with room.engine.connect() as connection:
        return int(connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one())


def _without_titles(value: Any) -> Any:
    match value:
        case dict():
            return {key: _without_titles(one) for key, one in value.items() if key != "title"}
        case list() | tuple():
            return [_without_titles(one) for one in value]
    return value


def assert_same_numbers(before: tuple[Any, ...], after: tuple[Any, ...]) -> None:
    assert after[:3] == before[:3]
    more = {name: after[3][name] - count for name, count in before[3].items() if after[3][name] != count}
    more.pop("search_text")
    assert more == {"contact": -1, "channelmember": -1, "entry": 2, "erasure": 1}


def assert_sealed(room: Room) -> None:
    for statement in ("UPDATE entry SET text = 'other'", "DELETE FROM entry"):
        with pytest.raises(DBAPIError, match="append-only"), room.engine.begin() as connection:
            connection.execute(text(statement))


def test_a_crash_while_history_is_open_leaves_it_sealed(room: Room) -> None:
    class Crash(Exception):
        pass

    def crash(work: Work) -> None:
        with unsealed.history(work.session):
            work.session.connection().execute(text("UPDATE entry SET text = 'other'"))
            raise Crash

    room.open_case()
    with pytest.raises(Crash):
        room.own(crash)
    assert_sealed(room)
    assert all(one.text != "other" for one in room.rows(Entry))


def test_what_our_people_wrote_stays_but_for_what_repeats_hers(quick_lived: Room) -> None:
    forgotten(quick_lived)
    message = next(one for one in quick_lived.rows(Message) if one.author == DANA)
    assert message.text == f"She says: “{REMOVED}.” {NAMELESS} ({NAMELESS}) wants it today."
    assert [one.title for one in quick_lived.rows(Case)] == [REMOVED, "Call about the scale", REMOVED]
    assert REMOVED in {one.text for one in quick_lived.told(Mirrored)}


def test_the_run_is_kept_without_words_and_by_whom(quick_lived: Room) -> None:
    number = forgotten(quick_lived)
    erasure = quick_lived.rows(Erasure)[-1]
    assert (erasure.id, erasure.asked_by, erasure.who) == (number, "Ola", {})
    assert erasure.ended_at is not None
    assert erasure.rows["heard"] == len(quick_lived.rows(Heard))
    assert {"outgoing", "entry", "message", "case", "customer_fact", "contact"} <= set(erasure.rows)


def test_the_preview_says_what_goes_and_changes_nothing(quick_lived: Room) -> None:
    before = quick_lived.fingerprint()
    person = quick_lived.own(people.find, "carla@brightwater.example", None)
    expected = quick_lived.own(forget.preview, person)
    assert quick_lived.fingerprint() == before
    assert expected.cases == (1, 2)
    number = forgotten(quick_lived)
    counted = next(one for one in quick_lived.rows(Erasure) if one.id == number).rows
    assert {name: counted[name] for name in expected.rows} == expected.rows


def test_an_edit_that_comes_late_brings_nothing_back(quick_lived: Room) -> None:
    forgotten(quick_lived)
    one = quick_lived.rows(Heard)[0]
    words = Channel(quick_lived).words(f"Again {MARK}", ts=one.ts, edit_ts="1900000000.1")
    quick_lived.own(seat_everybody)
    quick_lived.do(hearing.heard, words, by=CARLA)
    assert kept(quick_lived, MARK) == []


def test_what_is_written_meanwhile_goes_as_well(quick_lived: Room) -> None:
    number = quick_lived.own(forget.begin, quick_lived.own(people.find, CARLA, None), "Ola")
    theirs, count = quick_lived.own(forget.read, number), 0
    while step := quick_lived.own(forget.step, number, theirs):
        count += 1
        if count == 40:
            Channel(quick_lived).said(f"One more thing about the {MARK} thing, please.")
        if forget.is_first(step):
            theirs = quick_lived.own(forget.read, number)
    assert kept(quick_lived, MARK) == []


def test_who_is_not_in_slack_is_found_by_name_at_a_customer(quick_room: Room) -> None:
    bound(quick_room)
    fact = "Their fiscal year begins in May as always."
    quick_room.do(told_before.note, 1, fact, said_by="Ida Holm", said_at=quick_room.clock())
    quick_room.open_case(
        "Call", story="Ida Holm rang: “their fiscal year begins in May as always”, and hung up."
    )
    forgotten(quick_room, "ida holm", "Brightwater Foods")
    assert kept(quick_room, "Ida", "Holm", "fiscal") == []
    assert quick_room.case().story == f"{NAMELESS} rang: “{REMOVED}”, and hung up."


@pytest.mark.parametrize(
    ("who", "of", "sentence"),
    [
        (DANA, None, "one of our own people"),
        ("Nobody Atall", None, "I know nobody"),
        ("Carla Voss", None, "with --of CUSTOMER"),
        ("Carla Voss", "Nowhere", "There is no customer"),
    ],
)
def test_somebody_must_be_meant(quick_room: Room, who: str, of: str | None, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        quick_room.own(people.find, who, of)


def test_what_was_learnt_of_the_words_is_gone_and_like_cases_are_found_still(quick_lived: Room) -> None:
    forgotten(quick_lived)
    left = {one.case_number: len(imprints.unpack(one.imprint)[0].terms) for one in quick_lived.rows(Likeness)}
    assert (left[1], left[3]) == (0, 0)
    assert left[2] > 0
    with Session(quick_lived.engine) as session:
        known = {term for term in session.exec(select(LikenessTerm.newest)) if postings.count(term)}
        assert {1, 3}.isdisjoint(postings.unpack(list(known))[0].tolist())
        like = likeness.suggest(session, "Call about the scale", "", now=quick_lived.clock(), most=3)
    assert [one.number for one in like] == [2]


# -- a new table cannot be left out


def _columns() -> Iterator[str]:
    for table in METADATA.tables.values():
        for column in table.columns:
            if holds_text(column):
                yield f"{table.name}.{column.name}"


def test_every_column_of_text_is_on_one_of_the_lists() -> None:
    forgets = {
        f"{table.__tablename__}.{name}"
        for tables in (columns.WALKED, columns.ALONG)
        for table, names in tables.items()
        for name in names
    }
    holds_none = {f"{table}.{name}" for table, names in columns.NO_WORDS.items() for name in names.split()}
    assert forgets & holds_none == set()
    assert sorted(_columns()) == sorted(forgets | holds_none)


# -- what repeats them


def test_a_run_of_words_is_taken_out_and_the_rest_stays() -> None:
    theirs = redaction.Redaction((), (), "x", texts=["The scale in hall two shows nothing since Monday."])
    said = "I heard: the scale in Hall TWO shows noth… That is the firmware."
    assert theirs.text(said, is_near=True) == f"I heard: {REMOVED}… That is the firmware."
    assert theirs.text("The scale shows nothing.", is_near=True) == "The scale shows nothing."
    elsewhere = "the scale in hall two is new"
    assert theirs.text(elsewhere, is_near=False) == elsewhere


def test_polite_words_and_single_words_repeat_nobody() -> None:
    theirs = redaction.Redaction((), (), "x", texts=["Thank you very much", "Invoice", "Yes"])
    for said in ("Thank you very much", "The invoice, yes."):
        assert theirs.text(said, is_near=True) == said


def test_scripts_without_spaces_are_found_too() -> None:
    theirs = redaction.Redaction((), (), "x", texts=["二号馆的秤从星期一起不亮"])
    assert theirs.text("他说：二号馆的秤坏了", is_near=True) == f"他说：{REMOVED}坏了"


# -- what they told us, and who is called like them


def contacts(room: Room, *wanted: Contact) -> None:
    room.own(lambda work: work.session.add_all(wanted))


def carla(customer: int = 1, **known: str) -> Contact:
    return Contact(customer_id=customer, **{"name": "Carla Voss", "email": f"c{customer}@b.example", **known})


def noted(room: Room, *facts: str, by: str = "Carla Voss") -> list[int]:
    said = {"said_by": by, "said_at": room.clock()}
    return [room.do(told_before.note, 1, text, **said).id or 0 for text in facts]


def test_no_card_shows_what_they_told_us_or_their_name_though_they_wrote_in_no_case(room: Room) -> None:
    room.open_case()
    room.open_case("Call", story="Carla Voss rang about an invoice.")
    contacts(room, carla())
    noted(room, "Their invoices go to Ghent.")
    carrier = Carrier(room)
    carrier.carry_everything()
    assert "Ghent" in repr(carrier.shown)
    forgotten(room, "c1@b.example", is_cut_off=True)
    carrier.carry_everything()
    assert "Ghent" not in repr(carrier.shown)
    assert "Carla" not in repr(carrier.shown)


def test_a_fact_is_gone_from_the_questions_beside_which_it_stood(quick_room: Room) -> None:
    quick_room.open_case()
    told = noted(quick_room, "VAT BE 0423")
    quick_room.do(handoffs.accept, 1, by=MEI)
    quick_room.do(handoffs.ask, 1, question="What is their number?", shown=tuple(told), by=MEI)
    assert len(kept(quick_room, "0423")) == 2
    forgotten(quick_room, "Carla Voss", "Brightwater Foods")
    assert kept(quick_room, "0423") == []


@pytest.mark.parametrize("by", ["carla voss", "Carla"])
def test_a_fact_is_theirs_however_their_name_was_written(quick_room: Room, by: str) -> None:
    contacts(quick_room, carla())
    noted(quick_room, "Pallets arrive on Tuesdays only.", by=by)
    forgotten(quick_room, "c1@b.example")
    assert kept(quick_room, "Pallets") == []


def test_a_run_that_was_cut_off_is_not_another_ones_of_the_same_name(quick_room: Room) -> None:
    contacts(quick_room, carla(), carla(2))
    first, second = [one.name for one in quick_room.rows(Customer) if one.id in (1, 2)]
    quick_room.own(forget.begin, quick_room.own(people.find, "Carla Voss", first), "Ola")
    assert quick_room.own(people.unfinished, "Carla Voss", second) is None
    assert quick_room.own(people.unfinished, "Carla Voss", None) is None
    for who, of in (("Carla Voss", first), ("c1@b.example", None)):
        assert quick_room.own(people.unfinished, who, of) is not None


def test_a_number_that_is_no_address_of_theirs_alone_stays(quick_room: Room) -> None:
    switchboard = "+49 30 5550100"
    contacts(quick_room, carla(phone="4711"), Contact(customer_id=1, name="Bo Berg", phone=switchboard))
    contacts(quick_room, Contact(customer_id=1, name="Ida Holm", email="i@b.example", phone=switchboard))
    quick_room.open_case("Invoice 4711", customer="2", story=f"Bo Berg, {switchboard}.")
    for who in ("c1@b.example", "i@b.example"):
        forgotten(quick_room, who)
    assert (quick_room.case().title, quick_room.case().story) == ("Invoice 4711", f"Bo Berg, {switchboard}.")


def test_what_one_of_ours_said_who_is_called_like_them_stays(quick_room: Room) -> None:
    quick_room.open_case()
    contacts(quick_room, carla(name="Mei Tanaka"))
    quick_room.do(handoffs.decline, 1, reason="Not ours.", by=MEI)
    before = quick_room.told()
    forgotten(quick_room, "c1@b.example")
    assert quick_room.told() == before
