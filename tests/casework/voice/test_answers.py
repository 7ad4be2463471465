"""What a customer was told is kept, offered to the next who asks, and what differs from it is said."""

from datetime import timedelta

import pytest

from casework import forms, handoffs, steering
from casework.merging.merge import merge
from casework.voice import answers, preview, sending
from models.answer import AnswerUse, GivenAnswer
from models.case_notices import LoopToClose
from models.refusal import Refusal
from models.reply_facts import Written
from tests.casework.room import DANA, JONAS, NOON, Room
from tests.casework.voice.test_sending import FACE, WORDS, done, say


@pytest.mark.parametrize(
    ("before", "now", "is_other"),
    [
        ("We refund 40 EUR by 3 May.", "We refund 60 EUR by 3 May.", True),
        ("We refund it.", "We cannot refund it.", True),
        ("We don't charge for that.", "We charge for that.", True),
        ("We refund 40 EUR.", "40 EUR come back to you.", False),
        ("It is refunded.", "It is refunded with number 88.", False),
        ("It works.", "It works again.", False),
    ],
)
def test_other_figures_and_a_denial_differ_in_substance(before: str, now: str, is_other: bool):
    assert answers.differs(before, now) is is_other


def test_the_answer_is_kept_with_its_question_and_who_found_it(spoken: Room):
    done(spoken)
    say(spoken)
    (kept,) = spoken.rows(GivenAnswer)
    assert (kept.question, kept.wording, kept.department) == ("Charged twice", WORDS, "billing")


def test_news_is_no_answer(spoken: Room):
    say(spoken)
    assert spoken.rows(GivenAnswer) == []


def test_it_is_offered_where_the_question_is_asked_again_and_a_contradiction_is_shown(spoken: Room):
    done(spoken)
    say(spoken, Written("We refund 40 EUR.", "We refund 40 EUR."))
    spoken.pass_time(days=1)
    facts = spoken.do(preview.look, 1, "We refund 60 EUR.")
    assert [(one.wording, one.is_theirs) for one in facts.earlier] == [("We refund 40 EUR.", True)]
    (warning,) = facts.warnings
    assert "“We refund 40 EUR.” Now: “We refund 60 EUR.”" in warning


def test_what_holds_no_longer_is_offered_to_nobody(spoken: Room):
    done(spoken)
    say(spoken, Written(WORDS, WORDS, valid_until=NOON.date()))
    assert len(spoken.do(preview.look, 1, "Hello.").earlier) == 1
    ask_legal(spoken)
    assert len(spoken.do(forms.to_finish, 2, by=JONAS)[2]) == 1
    spoken.pass_time(days=1)
    assert spoken.do(preview.look, 1, "Hello.").earlier == ()
    assert spoken.do(forms.to_finish, 2, by=JONAS)[2] == ()
    with pytest.raises(Refusal, match="holds no longer"):
        finish(spoken, answer=1)


def test_a_day_that_has_passed_is_refused(spoken: Room):
    with pytest.raises(Refusal, match="That day has passed"):
        say(spoken, Written(WORDS, WORDS, valid_until=NOON.date() - timedelta(days=1)))


def test_a_department_that_says_the_same_as_before_proposes_it_in_its_words(spoken: Room):
    done(spoken)
    say(spoken)
    ask_legal(spoken)
    finish(spoken, answer=1)
    assert spoken.told(LoopToClose)[-1].wording.endswith(WORDS)
    (use,) = spoken.rows(AnswerUse)
    assert (use.answer_id, use.used_by) == (1, JONAS)


def ask_legal(room: Room) -> None:
    room.do(steering.add_department, 1, department="legal", why="x", expected="y")


def finish(room: Room, answer: int) -> None:
    room.do(handoffs.finish, 2, found="x", to_tell="", root_cause=None, answer=answer, by=JONAS)


def test_taking_one_up_is_remembered(spoken: Room):
    done(spoken)
    say(spoken)
    again = Written(WORDS, WORDS, answer=1)
    spoken.do(sending.send, 1, again, key="draft:2", face=FACE)
    (use,) = spoken.rows(AnswerUse)
    assert (use.answer_id, use.case_number, use.used_by) == (1, 1, DANA)


def test_what_was_told_in_a_case_that_was_merged_counts_in_the_one_that_goes_on(spoken: Room):
    done(spoken)
    say(spoken, Written("You get it in 14 days.", "You get it in 14 days."))
    other = spoken.open_case("A scale", story="Hall nine needs another one.")
    spoken.do(merge, 1, into=other)
    facts = spoken.do(preview.look, other, "You get it in 30 days.")
    assert [one.wording for one in facts.earlier] == ["You get it in 14 days."]
    assert "told otherwise" in facts.warnings[0]
