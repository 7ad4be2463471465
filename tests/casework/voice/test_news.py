"""A promised time that will not be kept is moved before it passes, with a word of explanation."""

from datetime import datetime, timedelta

import pytest

from casework import keeping
from casework.voice import news, status
from models.case import Severity
from models.case_notices import UpdatePromised
from models.clock_notices import Reminders
from models.customer_notices import CustomerReply
from models.promise import Nudge, Promise, PromiseKind, Reminder
from models.refusal import Refusal
from models.reply_facts import Written
from models.voice_notices import CustomerTold
from tests.casework.carrier import Carrier
from tests.casework.clock_room import tick
from tests.casework.room import BEN, DANA, DESK, Room
from tests.casework.voice.conftest import BRIGHTWATER
from tests.casework.voice.test_sending import FACE
from views import next_steps

WORD = "The spare part comes a day later."
WRITTEN = Written(WORD, WORD)


def in_hours(room: Room, hours: int) -> datetime:
    return room.clock() + timedelta(hours=hours)


def promised(room: Room) -> datetime | None:
    return room.own(lambda work: status.facts(work, work.exactly(1), 1)).next_at


def test_the_new_time_stands_in_their_message_and_the_word_is_sent(spoken: Room):
    spoken.do(news.promise, 1, until=in_hours(spoken, 4))
    assert spoken.told(CustomerReply) == []
    until = in_hours(spoken, 9)
    spoken.do(news.promise, 1, until=until, word=WRITTEN, face=FACE)
    (sent,) = spoken.told(CustomerReply, BRIGHTWATER)
    assert (sent.text.mrkdwn, sent.name, promised(spoken)) == (WORD, "Dana Okafor", until)
    assert sent.picture == FACE.picture
    assert spoken.told(CustomerTold, DESK) == [CustomerTold(1, "Dana Okafor", WORD)]
    assert ("told", DANA, WORD) in spoken.history()


def test_without_a_channel_there_is_no_word_and_no_new_time(room: Room):
    room.open_case()
    with pytest.raises(Refusal, match="no channel"):
        room.do(news.promise, 1, until=in_hours(room, 4), word=WRITTEN)
    assert room.told(UpdatePromised) == []


def test_only_who_speaks_to_them_moves_it(spoken: Room):
    with pytest.raises(Refusal):
        spoken.do(news.promise, 1, until=in_hours(spoken, 4), word=WRITTEN, by=BEN)


def test_where_a_second_person_reads_it_the_word_goes_another_way(spoken: Room):
    spoken.do(keeping.change_severity, 1, severity=Severity.CRITICAL, reason="They stand still.")
    asked = spoken.handbook.voice.second_pair.model_copy(update={"severities": ["critical"]})
    voice = spoken.handbook.voice.model_copy(update={"second_pair": asked})
    spoken.handbook = spoken.handbook.model_copy(update={"voice": voice})
    with pytest.raises(Refusal, match="second person") as refused:
        spoken.do(news.promise, 1, until=in_hours(spoken, 4), word=WRITTEN)
    assert refused.value.field == "word"
    spoken.do(news.promise, 1, until=in_hours(spoken, 4))


def test_before_its_time_the_csm_is_asked_whether_it_is_another(spoken: Room):
    spoken.do(news.promise, 1, until=in_hours(spoken, 4))
    spoken.pass_time(hours=3)
    tick(spoken)
    of_news = [one.id for one in spoken.rows(Promise) if one.kind is PromiseKind.UPDATE]
    assert [one.rung for one in spoken.rows(Nudge) if one.promise_id in of_news] == [75]
    assert [one.person for one in spoken.rows(Reminder) if one.promise_id in of_news] == [DANA]
    carrier = Carrier(spoken)
    carrier.carry_everything()
    (direct,) = [one for one in carrier.shown.values() if isinstance(one, Reminders)]
    steps = [step["text"]["text"] for one in direct.facts for step in next_steps.of_reminder(one)]
    assert steps == ["I told them", "Another time …"]


def test_two_who_move_it_with_the_same_word_send_it_once(spoken: Room):
    until = in_hours(spoken, 4)
    spoken.do(news.promise, 1, until=until, word=WRITTEN)
    spoken.clock.push(timedelta(seconds=2))
    with pytest.raises(Refusal, match="sent this already"):
        spoken.do(news.promise, 1, until=until, word=WRITTEN)
    spoken.do(news.promise, 1, until=in_hours(spoken, 6), word=WRITTEN)
    assert len(spoken.told(CustomerReply, BRIGHTWATER)) == 2
