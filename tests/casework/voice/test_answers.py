"""What a customer was told is kept, offered to the next who asks, and what differs from it is said."""

from datetime import date

import pytest
from sqlmodel import col, select

from casework.voice import answers, preview, sending
from casework.work import Work
from models.answer import AnswerUse, GivenAnswer
from models.reply_facts import Written
from tests.casework.room import DANA, Room
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


def test_what_holds_no_longer_is_not_offered(spoken: Room):
    done(spoken)
    say(spoken)
    spoken.own(expire)
    assert spoken.do(preview.look, 1, "Hello.").earlier == ()


def expire(work: Work) -> None:
    work.session.exec(select(GivenAnswer).where(col(GivenAnswer.id) == 1)).one().valid_until = date(
        2026, 1, 1
    )


def test_taking_one_up_is_remembered(spoken: Room):
    done(spoken)
    say(spoken)
    again = Written(WORDS, WORDS, answer=1)
    spoken.do(sending.send, 1, again, key="draft:2", face=FACE)
    (use,) = spoken.rows(AnswerUse)
    assert (use.answer_id, use.case_number, use.used_by) == (1, 1, DANA)
