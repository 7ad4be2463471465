"""What a person is asked to look at once more: a sentence for each, and none for a clean reply."""

from datetime import timedelta

import pytest

from casework import handoffs, talk
from casework.talk import Reply
from casework.voice import closing, preview, warnings
from casework.voice.warnings import Around
from tests.casework.room import BILLING, CARLA, DANA, MEI, Room
from tests.casework.voice.conftest import BRIGHTWATER
from tests.casework.voice.test_sending import say

AROUND = Around(
    own_cases=frozenset({1}),
    names=("Billing", "Mei Tanaka"),
    other_customers=("Fjordlab", "Fjordlab North"),
    hosts=("*.tidewater.internal", "wiki.example.com"),
    internal=("The customer paid twice because our import ran two times on Monday night.",),
    proposed="Your money is on its way and arrives by Friday.",
)
CLEAN = "Hello Carla, C-1 is solved: see https://help.example.com/refunds. Write to carla@b.example!"


def test_a_clean_reply_is_warned_of_nothing():
    assert warnings.about(CLEAN, AROUND) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ask in #returns", "It mentions a channel: #returns."),
        ("Ask @mei.", "It mentions a person: @mei."),
        ("The BILLING team did it.", "It names Billing"),
        ("mei  tanaka did it.", "It names Mei Tanaka"),
        ("See https://git.tidewater.internal/x", "A link leads to git.tidewater.internal"),
        ("See http://WIKI.example.com:8080/x", "A link leads to wiki.example.com"),
        ("Look at Git.tidewater.internal/x.", "A link leads to git.tidewater.internal"),
        ("See https://me@wiki.example.com./x", "A link leads to wiki.example.com"),
        ("See https://tidewater.slack.com/archives/C1/p1", "A link leads to tidewater.slack.com"),
        ("As in C-2.", "C-2 is not a case of this customer's."),
        ("As for Fjordlab North.", "It names Fjordlab North, another customer."),
        ("It was because our import ran two times on Monday night.", "It is very like something"),
    ],
)
def test_what_is_not_for_them_is_said_in_a_sentence(text: str, said: str):
    (warning,) = warnings.about(text, AROUND)
    assert warning.startswith(said)


def test_what_the_departments_propose_may_be_said_as_they_said_it():
    assert not warnings.very_like(AROUND.proposed, AROUND.proposed, apart_from=AROUND.proposed)
    assert warnings.very_like(AROUND.proposed, AROUND.proposed)


def test_a_few_words_are_like_nothing():
    assert not warnings.very_like("It is paid twice", "It is paid twice")


def test_what_a_department_wrote_is_not_passed_on_unseen(spoken: Room):
    spoken.post_everything()
    thread = spoken.thread_of(1)
    assert thread.ts is not None
    said = "Their import ran two times on Monday and nobody noticed"
    reply = Reply(BILLING, thread.ts, "1700000009.1", MEI, said, spoken.clock(), is_to_us=True)
    spoken.do(talk.said, reply, by=MEI)
    (warning,) = spoken.do(preview.look, 1, f"{said}.").warnings
    assert "said in the house" in warning


def test_another_message_within_the_handbooks_hours_is_named(spoken: Room):
    assert spoken.do(preview.look, 1, "One more thing.").warnings == ()
    say(spoken)
    (warning,) = spoken.do(preview.look, 1, "One more thing.").warnings
    assert "Dana Okafor wrote to them about C-1 at 07:00 your time" in warning
    spoken.pass_time(hours=5)
    assert spoken.do(preview.look, 1, "One more thing.", by=DANA).warnings == ()


def test_going_on_talking_about_a_case_is_no_second_message(spoken: Room):
    spoken.do(handoffs.accept, 1, by=MEI)
    spoken.do(handoffs.finish, 1, found="Twice.", to_tell="Refunded.", root_cause=None, by=MEI)
    say(spoken)
    spoken.pass_time(minutes=10)
    assert len(spoken.do(preview.look, 1, "One more thing.").warnings) == 1
    spoken.do(closing.not_yet, 1, "Only one came back.", channel=BRIGHTWATER, by=CARLA)
    assert spoken.do(preview.look, 1, "One more thing.").warnings == ()
    other = spoken.open_case()
    (warning,) = spoken.do(preview.look, other, "One more thing.").warnings
    assert "wrote to them about C-1" in warning


def test_another_customers_name_and_case_are_warned_of(spoken: Room):
    spoken.open_case(customer="2")
    found = spoken.do(preview.look, 1, "Like C-2 of Cedar Valley Dairy, by Ben Lindqvist.").warnings
    assert len(found) == 3, found


def test_the_same_words_with_the_same_warnings_have_been_seen(spoken: Room):
    first, again = (spoken.do(preview.look, 1, "Like C-7.") for _ in range(2))
    assert first.fingerprint == again.fingerprint
    spoken.clock.push(timedelta(minutes=1))
    say(spoken)
    assert spoken.do(preview.look, 1, "Like C-7.").fingerprint != first.fingerprint


def test_what_a_department_found_is_not_passed_on_unseen_either(spoken: Room):
    inside = "The nightly import ran twice because its retry takes no lock."
    spoken.do(handoffs.finish, 1, found=inside, to_tell="It is refunded.", root_cause=None, by=MEI)
    (warning,) = spoken.do(preview.look, 1, inside).warnings
    assert warning.startswith("It is very like something")
    assert spoken.do(preview.look, 1, "It is refunded.").warnings == ()
