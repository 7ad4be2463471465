from dataclasses import replace
from datetime import datetime

import pytest

from models.case import CaseStatus
from models.digest_facts import Shown
from models.facts import Question, WithThem
from models.home_facts import HomeFacts
from models.promise import PromiseKind
from tests.views import examples as ex
from tests.views.digest_examples import FACTS
from tests.views.limits import live_texts, problems_of_view
from views import next_steps
from views.home import home

NOTHING = HomeFacts(ex.MEI, is_csm=False, departments=(), my_cases=(), my_handoffs=(), offers=(), queue=())


def shown(facts: HomeFacts) -> str:
    return "\n".join(live_texts(home(facts, ex.TIDEWATER)["blocks"]))


def test_the_home_shows_what_waits_and_what_is_mine() -> None:
    said = shown(ex.HOME)
    for wanted in (
        "*🆕 Waiting to be taken* (1)",
        "*🙋 With you* (2)",
        "offered <!date^",
        "⏸️ stuck until <!date^",
        "🙋 Sam Carter has it",
        "… and 29 more: `/case list`",
        "*🎫 Your cases* (1)",
        "🔵 Billing, offered · <!date^",
        "Tidewater Instruments · customer success · Billing",
    ):
        assert wanted in said


def test_managers_and_leads_see_what_is_overdue_and_set_it_going_again() -> None:
    of_everything = replace(NOTHING, stalled=FACTS.stalled)
    said = shown(of_everything)
    assert "*⏰ Overdue* (7)" in said
    assert "… and 4 more: `/case digest`" in said
    menus = [one["accessory"] for one in home(of_everything, ex.TIDEWATER)["blocks"] if "accessory" in one]
    assert [one["action_id"] for one in menus] == ["digest.line"] * 3
    assert [one["value"] for one in menus[0]["options"]] == ["open:17", "nudge:301", "reassign:31"]
    assert problems_of_view(home(of_everything, ex.TIDEWATER)) == []
    lead = shown(replace(NOTHING, stalled=Shown(), stalls_in=("Billing", "R&D")))
    assert "*⏰ Overdue in Billing and R&amp;D*" in lead
    assert "Nothing: every promise is in time. ☀️" in lead
    assert "⏰" not in shown(NOTHING)


def test_what_waits_can_be_taken_from_the_home() -> None:
    accessories = [block.get("accessory", {}) for block in home(ex.HOME, ex.TIDEWATER)["blocks"]]
    assert [one["value"] for one in accessories if one.get("action_id") == "handoff.take"] == ["31"]


def test_what_one_holds_can_be_finished_from_the_home() -> None:
    accessories = [block.get("accessory", {}) for block in home(ex.HOME, ex.TIDEWATER)["blocks"]]
    assert [one["value"] for one in accessories if one.get("action_id") == "handoff.done"] == ["32", "32"]


def test_a_case_that_waits_for_its_csm_says_so() -> None:
    answered = replace(ex.LINE, number=18, status=CaseStatus.ANSWERED, with_whom="Dana Okafor")
    alone = replace(ex.LINE, number=19, with_whom="Dana Okafor")
    said = shown(replace(NOTHING, is_csm=True, my_cases=(ex.LINE, answered, alone)))
    assert said.index("|C-17>") < said.index("|C-18>") < said.index("|C-19>"), "in the order given"
    assert "🟡 Answered: tell the customer. *Your move.* · <!date^" in said
    assert "⚪ No department has it. *Your move.* · <!date^" in said
    assert "CSM" not in said


def test_a_customer_who_is_asked_whether_it_is_solved_has_the_next_move() -> None:
    told = replace(ex.LINE, status=CaseStatus.ANSWERED, with_them=WithThem(ex.NOW), with_whom=ex.LINE.csm)
    said = shown(replace(NOTHING, is_csm=True, my_cases=(told,)))
    assert "💬 With the customer: we wait for their answer" in said
    assert "Your move" not in said


def test_a_question_to_the_csm_is_their_move() -> None:
    asked = replace(ex.LINE, number=18, questions=(ex.ASKING.question,))
    said = shown(replace(NOTHING, is_csm=True, my_cases=(ex.LINE, asked)))
    assert "❓ *Billing asks:* “Which of the two payments?” *Your move.*" in said


def owed(kind: PromiseKind, at: datetime = ex.SOON) -> HomeFacts:
    line = replace(ex.LINE, due=ex.due(kind, at), questions=(ex.ASKING.question,))
    return replace(NOTHING, is_csm=True, owed=(line,), owed_total=12)


@pytest.mark.parametrize(
    ("kind", "words", "button"),
    [
        (PromiseKind.DECIDE, "⏳ To be decided by <!date^", "case.add 17"),
        (PromiseKind.TELL, "⏳ The customer hears by <!date^", "case.close 17"),
        (PromiseKind.UPDATE, "⏳ News is promised to the customer by <!date^", "promise.told 17"),
        (
            PromiseKind.ANSWER,
            "❓ *Billing asks:* “Which of the two payments?”\n⏳ An answer is promised",
            None,
        ),
    ],
)
def test_what_a_csm_owes_stands_on_top_with_the_next_step(
    kind: PromiseKind, words: str, button: str | None
) -> None:
    blocks = home(owed(kind), ex.TIDEWATER)["blocks"]
    (debt,) = [one for one in blocks if "C-17" in str(one)]
    assert words in debt["text"]["text"]
    assert (f"{debt['accessory']['action_id']} {debt['accessory']['value']}" if button else None) == button
    assert ("Which of the two payments?" in str(debt)) == (kind is PromiseKind.ANSWER)
    said = shown(owed(kind))
    assert "*🤝 What you owe by when* (12)" in said
    assert said.index("What you owe") < said.index("Your cases")


def test_who_can_be_written_to_is_to_be_written_to() -> None:
    line = replace(ex.LINE, due=ex.due(PromiseKind.TELL), is_reachable=True)
    blocks = home(replace(NOTHING, is_csm=True, owed=(line,), owed_total=1), ex.TIDEWATER)["blocks"]
    (debt,) = [one for one in blocks if "C-17" in str(one)]
    assert debt["accessory"]["action_id"] == "reply.ask"
    promise = replace(ex.OWED[PromiseKind.TELL], is_reachable=True)
    steps = next_steps.of_promise(promise, is_owner=True)
    assert [(one["action_id"], one.get("style")) for one in steps] == [
        ("reply.ask", "primary"),
        ("case.close", None),
        ("case.reopen", None),
    ]


def test_what_is_overdue_is_said() -> None:
    late = ex.due(PromiseKind.ACCEPT, ex.LATE)
    said = shown(replace(NOTHING, departments=("Billing",), offers=(replace(ex.QUEUED, due=late),)))
    assert "offered <!date^" in said
    assert " · ⏰ *was to be taken by <!date^" in said
    held = replace(ex.HELD, due=ex.due(PromiseKind.PROGRESS))
    assert "\n⏳ A word is promised by <!date^" in shown(replace(NOTHING, my_handoffs=(held,)))
    assert "⏰ *a word was promised" in shown(
        replace(
            NOTHING,
            departments=("Billing",),
            queue=(replace(held, due=ex.due(PromiseKind.PROGRESS, ex.LATE)),),
        )
    )


def test_who_holds_something_sees_it_whatever_channels_they_sit_in() -> None:
    said = shown(replace(NOTHING, my_handoffs=(ex.HELD,), my_cases=(ex.LINE,)))
    assert "*🙋 With you* (1)" in said
    assert "*🎫 Your cases* (1)" in said
    assert "Waiting to be taken" not in said


def test_only_who_may_open_a_case_is_offered_to() -> None:
    def offered(facts: HomeFacts) -> bool:
        return "home.open_case" in str(home(facts, ex.TIDEWATER)["blocks"])

    assert offered(replace(NOTHING, may_open=True))
    assert not offered(NOTHING)


def test_an_empty_home_is_friendly() -> None:
    assert "in no department's channel, so" in shown(NOTHING)
    assert "A CSM opens new ones" in shown(NOTHING)
    assert "A CSM opens new ones" not in shown(replace(NOTHING, may_open=True))
    department = shown(replace(NOTHING, departments=("Billing",)))
    assert "Nothing is waiting. 🎉" in department
    assert "Your cases" not in department
    assert "colleagues" not in department
    assert "No open cases." in shown(replace(NOTHING, is_csm=True))


@pytest.mark.parametrize("written", [ex.LOUD, "&", "word "])
def test_the_fullest_home_is_within_the_limits(written: str) -> None:
    long = (written * 40)[:150]
    due = ex.due(PromiseKind.UPDATE, ex.LATE)
    queued = replace(ex.HELD, title=long, customer=long, owner=long, paused_until=ex.NOW, due=due)
    asked = Question(long, long, long)
    line = replace(
        ex.LINE, title=long, customer=long, csm=long, with_whom=long, due=due, questions=(asked,) * 4
    )
    full = HomeFacts(
        replace(ex.MEI, name=long),
        is_csm=True,
        departments=(long,) * 8,
        my_cases=(line,) * 100,
        my_handoffs=(queued,) * 100,
        offers=(queued,) * 100,
        queue=(queued,) * 100,
        totals=(100, 100, 100, 1000),
        owed=(replace(line, due=ex.due(PromiseKind.ANSWER)),) * 100,
        owed_total=100,
    )
    assert problems_of_view(home(full, ex.TIDEWATER)) == []
    assert "<!channel>" not in shown(full)
