import re
from dataclasses import replace
from datetime import datetime
from typing import Any, get_args

import pytest

from models import notices
from models.case import CaseStatus, Severity
from models.case_notices import (
    CaseCard,
    DeliveryFailed,
    LoopToClose,
    Mirrored,
    Settled,
    SettledBy,
    ThreadBackfilled,
)
from models.facts import CaseFacts, WithThem
from models.handoff import HandoffStatus
from models.handoff_notices import HandoffAccepted, HandoffCard, HandoffDeclined, HandoffDone
from models.promise import PromiseKind
from tests.views import examples as ex
from tests.views.limits import live_texts, problems_of_message
from views import deliveries, words
from views.drawn import Drawn
from views.render import render

STATES = list(ex.BY_STATE.values())
MENTION = re.compile(r"<[@!](?!date\^)[^>]*>")


def draw(notice: notices.Notice) -> Drawn:
    return render(notice, ex.TIDEWATER)


def said(drawn: Drawn) -> str:
    return f"{drawn.text}\n{drawn.blocks}"


def pings(drawn: Drawn) -> set[str]:
    """Whom the message calls: plain text objects (titles, buttons) call nobody."""
    return set(MENTION.findall("\n".join([drawn.text, *live_texts(drawn.blocks)])))


def controls(drawn: Drawn) -> dict[str, str]:
    """Every button and menu entry of a message: what it says, and action and value behind it."""
    found = {}
    for block in drawn.blocks:
        for element in [*block.get("elements", []), block.get("accessory", {})]:
            for option in element.get("options", []):
                found[option["text"]["text"]] = f"{element['action_id']} {option['value']}"
            if element.get("type") == "button":
                found[element["text"]["text"]] = f"{element['action_id']} {element['value']}"
    return found


def card(handoff: Any, case: Any = ex.CASE) -> Drawn:
    return draw(HandoffCard(handoff.id, handoff, case))


def mentioned(notice: notices.Notice) -> set[str]:
    """Whom it is for; the card in the desk channel is its CSM's, who shall hear of the replies below it."""
    if isinstance(notice, CaseCard):
        return {f"<@{notice.facts.csm.user_id}>"}
    asked = getattr(notice, "reader_ids", ())
    one = {f"<@{value}>" for name, value in vars(notice).items() if name.endswith("_id") and value}
    return one | {f"<@{value}>" for value in asked}


def test_every_kind_of_notice_has_an_example() -> None:
    assert {type(notice).__name__ for notice in ex.NOTICES} == set(notices.KINDS)


def test_every_kind_of_notice_has_a_name_when_it_cannot_be_delivered() -> None:
    assert set(deliveries.MESSAGES) == set(notices.KINDS)


def test_every_state_has_words_and_a_sign() -> None:
    assert set(words.OUTCOMES) == set(words.HANDOFF_SIGNS) == set(ex.BY_STATE) == set(HandoffStatus)
    assert set(words.SEVERITIES) == set(words.SEVERITY_CHOICES) == set(Severity)
    assert set(words.CASE_SIGNS) == set(CaseStatus)


@pytest.mark.parametrize("notice", ex.NOTICES, ids=lambda notice: type(notice).__name__)
def test_an_example_is_within_slacks_limits(notice: notices.Notice) -> None:
    drawn = draw(notice)
    assert problems_of_message(drawn.text, drawn.blocks) == []


@pytest.mark.parametrize("notice", ex.NOTICES, ids=lambda notice: type(notice).__name__)
@pytest.mark.parametrize("written", [ex.LOUD, "", "&", "x" * 50, "wörd 👩‍🔧 ", "\n"])
def test_whatever_people_wrote_is_within_the_limits_and_pings_nobody(
    notice: notices.Notice, written: str
) -> None:
    drawn = draw(ex.rewritten(notice, written))
    assert problems_of_message(drawn.text, drawn.blocks) == []
    assert pings(drawn) <= mentioned(notice)
    assert not re.search("[\u202a-\u202e\u200b]", said(drawn))


@pytest.mark.parametrize("notice", ex.NOTICES, ids=lambda notice: type(notice).__name__)
def test_who_shall_act_is_mentioned_and_nobody_else(notice: notices.Notice) -> None:
    assert pings(draw(notice)) == mentioned(notice)


OF_A_CASE = [
    one for one in ex.NOTICES if not isinstance(one, notices.CustomerWrote | notices.CustomerUnheard)
]


@pytest.mark.parametrize("notice", OF_A_CASE, ids=lambda notice: type(notice).__name__)
def test_the_notification_says_which_case(notice: notices.Notice) -> None:
    about = getattr(notice, "case", 17)
    number = about.number if isinstance(about, CaseFacts) else about
    assert f"C-{number}" in draw(notice).text


@pytest.mark.parametrize("handoff", STATES, ids=lambda handoff: handoff.status.value)
@pytest.mark.parametrize("written", [ex.LOUD, "&", "word "])
def test_cards_are_within_the_limits_at_their_fullest(handoff: Any, written: str) -> None:
    case = ex.enormous(ex.CASE, written)
    own = next(one for one in case.handoffs if one.status == handoff.status)
    for notice in (HandoffCard(own.id, own, case), CaseCard(17, case)):
        drawn = draw(notice)
        assert problems_of_message(drawn.text, drawn.blocks) == []
        assert pings(drawn) == mentioned(notice)


def test_a_card_without_its_facts_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="filled"):
        draw(CaseCard(17))


def test_an_offer_says_what_is_wanted_and_can_be_taken() -> None:
    drawn = card(ex.BILLING)
    assert drawn.text == "C-17 Brightwater Foods: Refund for double charge — offered to Billing"
    assert drawn.blocks[0]["text"]["text"] == "C-17 · Refund for double charge"
    assert "*🔺 High* · Brightwater Foods (gold) · CSM Dana Okafor" in said(drawn)
    assert "*What we need from you*\\n> Refund the second payment" in said(drawn)
    assert controls(drawn) == {
        "Take it": "handoff.take 31",
        "Hand on": "handoff.hand_on 31",
        "Decline": "handoff.decline 31",
        "Ask the CSM": "handoff.more ask:31",
        "Show all": "handoff.more show:17",
    }


def test_a_hand_off_that_is_held_offers_its_next_steps() -> None:
    assert controls(card(ex.TAKEN)) == {
        "Done": "handoff.done 31",
        "Hand on": "handoff.hand_on 31",
        "Stuck": "handoff.stuck 31",
        "Give back": "handoff.decline 31",
        "Ask the CSM": "handoff.more ask:31",
        "Put it back for my colleagues": "handoff.more release:31",
        "Show all": "handoff.more show:17",
    }


@pytest.mark.parametrize(
    "handoff", [one for one in STATES if not one.is_open], ids=lambda handoff: handoff.status.value
)
def test_a_hand_off_that_ended_offers_no_step(handoff: Any) -> None:
    assert controls(card(handoff)) == {"Show all": "handoff.more show:17"}


def test_a_closed_case_offers_the_department_no_step() -> None:
    drawn = card(ex.TAKEN, ex.CLOSED)
    assert "C-17 is closed" in said(drawn)
    assert controls(drawn) == {"Show all": "handoff.more show:17"}


@pytest.mark.parametrize(
    ("handoff", "line"),
    [
        (ex.BILLING, "🆕 *Offered by Dana Okafor* · "),
        (ex.ENGINEERING, "🙋 *Priya Raman has it* · since "),
        (ex.STUCK, "⏸️ *Stuck until "),
        (ex.DONE, "> The card was charged twice"),
        (ex.DECLINED, "> This is the shop, not the invoice.\\nIt is back with Dana Okafor."),
        (ex.RETURNED, "🔙 *Given back by Mei Tanaka* · "),
        (ex.HANDED_ON, "↪️ *Handed on to Engineering by Mei Tanaka* · "),
        (ex.WITHDRAWN, "↩️ *Withdrawn by Dana Okafor* · "),
        (ex.LAPSED, "⌛ *Nobody took it in time* · "),
    ],
)
def test_a_cards_status_line_says_where_it_stands(handoff: Any, line: str) -> None:
    assert line in said(card(handoff))


def test_what_is_handed_on_carries_the_reason_the_next_department_got() -> None:
    assert "> The shop's log shows the same order twice." in said(card(ex.HANDED_ON, ex.SHARED))


def test_a_department_sees_who_else_is_on_it_and_what_they_found() -> None:
    case = replace(
        ex.CASE, handoffs=(ex.DONE, ex.ENGINEERING, replace(ex.BILLING, id=33, department="Legal"))
    )
    assert "Also with *Legal* (offered, nobody has taken it yet)" in said(card(ex.ENGINEERING, case))
    assert "✅ *Billing* found: The card was charged twice" in said(card(ex.ENGINEERING, case))


def test_a_card_says_why_it_came_here_and_how_to_answer_without_a_button() -> None:
    assert "*Why you*\\n> The words “invoice” and “refund”." in said(card(ex.BILLING))
    assert "👀 on this card takes it, ✅ finishes it." in said(card(ex.BILLING))
    assert "reads along and answers. ✅ on this card finishes it." in said(card(ex.TAKEN))


def test_the_card_of_a_department_that_left_the_handbook_offers_no_step() -> None:
    drawn = card(ex.LEFT)
    assert "⚠️ *billing left the handbook.* Dana Okafor decides who goes on." in said(drawn)
    assert controls(drawn) == {"Show all": "handoff.more show:17"}
    ended = replace(ex.DONE, has_left=True)
    assert "left the handbook" not in said(card(ended)), "what is done is done"


def test_a_department_that_passed_it_on_sees_who_has_it_now() -> None:
    case = replace(ex.CASE, handoffs=(ex.HANDED_ON, ex.ENGINEERING))
    assert "Now with *Engineering* (Priya Raman has it)" in said(card(ex.HANDED_ON, case))


def test_a_long_story_is_shortened_and_show_all_leads_to_the_rest() -> None:
    drawn = card(ex.BILLING, replace(ex.CASE, story="It drifts. " * 250))
    assert "… more" in said(drawn)
    assert "Show all" in controls(drawn)


def test_the_desks_card_names_who_has_the_ball() -> None:
    def status(case: Any) -> str:
        return draw(CaseCard(17, case)).blocks[2]["text"]["text"]

    assert status(ex.CASE).startswith("🆕 *Billing* · offered, nobody has taken it yet")
    assert status(ex.SHARED).startswith("🙋 *Engineering* · Priya Raman has it")
    assert status(ex.ALONE) == "⚪ *With Dana Okafor:* no department has it"
    assert status(ex.ANSWERED).startswith("🟡 *Answered: tell the customer.*")
    assert status(ex.CLOSED).startswith("⚫ *Closed*")


def test_the_desks_card_says_what_was_asked_of_each_department() -> None:
    case = replace(ex.CASE, handoffs=(ex.DECLINED, ex.ENGINEERING))
    shown = said(draw(CaseCard(17, case)))
    assert "Asked: “Refund the second payment and send me the credit note's number.”" in shown
    assert "Asked: “Find out why the order was sent twice.”" in shown


def test_the_desks_card_shows_the_question_that_waits_for_the_csm() -> None:
    shown = said(draw(CaseCard(17, ex.ASKED)))
    assert "❓ *Billing asks:* “Which of the two payments?”" in shown
    assert "It waits for Dana Okafor's answer in this thread." in shown
    ended = replace(ex.ASKING, status=HandoffStatus.DONE)
    assert "asks" not in said(draw(CaseCard(17, replace(ex.CASE, handoffs=(ended,)))))


def test_the_desks_card_says_when_a_department_left_the_handbook() -> None:
    drawn = draw(CaseCard(17, replace(ex.CASE, handoffs=(ex.LEFT,))))
    assert "⚠️ *billing* left the handbook: nobody there can go on. Withdraw or re-assign it" in said(drawn)
    assert "Withdraw from billing" in controls(drawn)


def test_the_desks_card_offers_what_the_csm_can_do() -> None:
    assert controls(draw(CaseCard(17, ex.CASE))) == {
        "Add a department": "case.add 17",
        "Close": "case.close 17",
        "Send to the customer …": "reply.ask 17",
        "Promise news …": "promise.update 17",
        "Withdraw from Billing": "case.more withdraw:31",
        "Re-assign Billing's part": "case.more reassign:31",
        "Make Billing's part a case of its own": "case.more split:31",
        "Same Problem …": "problem.join 17",
        "Change severity": "case.more severity:17",
        "Merge with another case …": "case.more merge:17",
        "Become its CSM instead of Dana Okafor": "case.more take_over:17",
        "Show all": "case.more show:17",
    }
    assert controls(draw(CaseCard(17, ex.CLOSED))) == {
        "Reopen": "case.reopen 17",
        "Show all": "case.more show:17",
    }
    assert controls(draw(CaseCard(17, ex.GONE))) == {
        "Undo the merge": "merge.undo 17",
        "Show all": "case.more show:17",
    }


def test_several_departments_at_work_each_have_their_own_menu() -> None:
    found = controls(draw(CaseCard(17, ex.SHARED)))
    assert found["Withdraw from Engineering"] == "case.more withdraw:32"
    assert found["Re-assign Billing's part"] == "case.more reassign:33"
    assert found["Show all"] == "case.more show:17"
    assert found["Change severity"] == "case.more severity:17"


def test_news_that_are_promised_can_be_told_and_stand_on_the_desks_card() -> None:
    promised = replace(ex.CASE, dues=(ex.due(PromiseKind.UPDATE),))
    drawn = draw(CaseCard(17, promised))
    assert controls(drawn)["I told them"] == "promise.told 17"
    assert "Promise news …" not in controls(drawn)
    assert "⏳ News is promised to the customer by <!date^" in said(drawn)
    late = draw(CaseCard(17, replace(promised, dues=(ex.due(PromiseKind.UPDATE, ex.LATE),))))
    assert "⏰ *News was promised to the customer by <!date^" in said(late)


@pytest.mark.parametrize(
    ("handoff", "at", "words"),
    [
        (replace(ex.BILLING, due=ex.due(PromiseKind.ACCEPT)), ex.SOON, "⏳ To be taken by <!date^"),
        (replace(ex.TAKEN, due=ex.due(PromiseKind.PROGRESS)), ex.SOON, "⏳ A word is promised by <!date^"),
        (
            replace(ex.BILLING, due=ex.due(PromiseKind.ACCEPT, ex.LATE)),
            ex.LATE,
            "⏰ *Was to be taken by <!date^",
        ),
        (replace(ex.TAKEN, due=ex.due(PromiseKind.RESUME, ex.LATE)), ex.LATE, "⏰ *Was to go on by <!date^"),
    ],
)
def test_both_cards_say_by_when_a_department_moves(handoff: Any, at: datetime, words: str) -> None:
    case = replace(ex.CASE, handoffs=(handoff,))
    for notice in (HandoffCard(31, handoff, case), CaseCard(17, case)):
        assert f"{words}{int(at.timestamp())}^" in said(draw(notice))


def test_what_is_put_aside_says_until_when_and_nothing_of_a_promise() -> None:
    stuck = replace(ex.STUCK, due=ex.due(PromiseKind.PROGRESS, ex.LATE, is_paused=True))
    case = replace(ex.CASE, handoffs=(stuck,))
    for notice in (HandoffCard(31, stuck, case), CaseCard(17, case)):
        assert "promised" not in said(draw(notice))
        assert "⏰" not in said(draw(notice))


def test_the_desks_card_says_by_when_a_department_gets_its_answer() -> None:
    asking = replace(ex.ASKING, answer_due=ex.due(PromiseKind.ANSWER))
    drawn = draw(CaseCard(17, replace(ex.CASE, handoffs=(asking,))))
    assert "in this thread._\\n⏳ An answer is promised by <!date^" in said(drawn)


def test_an_answered_case_is_first_of_all_to_be_closed() -> None:
    answered = replace(ex.ANSWERED, dues=(ex.due(PromiseKind.TELL),))
    drawn = draw(CaseCard(17, answered))
    buttons = drawn.blocks[-1]["elements"]
    assert "⏳ The customer hears by <!date^" in said(drawn)
    assert [button.get("style") for button in buttons] == ["primary", None, None, None, None]
    assert buttons[0]["action_id"] == "case.close"


def test_who_can_be_written_to_is_written_to_first_and_then_asked_whether_it_is_solved() -> None:
    answered = replace(ex.ANSWERED, dues=(ex.due(PromiseKind.TELL),), is_reachable=True)
    buttons = draw(CaseCard(17, answered)).blocks[-1]["elements"]
    assert (buttons[0]["action_id"], buttons[0]["style"]) == ("reply.ask", "primary")
    waits = replace(ex.due(PromiseKind.TELL, is_paused=True), waits_for_them=True)
    theirs = WithThem(ex.NOW, is_solved=True)
    told = draw(CaseCard(17, replace(answered, dues=(waits,), with_them=theirs)))
    assert "💬 *With the customer:* asked whether it is solved" in said(told)
    assert "hears by" not in said(told)
    assert not any("style" in button for button in told.blocks[-1]["elements"])


def test_a_departments_card_says_the_customers_words_once() -> None:
    line = replace(ex.CASE.history[0], who="Carla Voss", what="wrote", text=ex.CASE.story)
    drawn = draw(HandoffCard(31, ex.BILLING, replace(ex.CASE, history=(line,))))
    assert "Carla Voss wrote" not in said(drawn)


def test_a_decline_asks_the_csm_where_it_goes_next() -> None:
    notice = HandoffDeclined(17, 31, "Legal", "Mei", "Not ours", had_taken=True, csm_id="U0DANAOKAFO")
    drawn = draw(notice)
    assert drawn.text == "C-17: 🔙 <@U0DANAOKAFO>, Mei (Legal) gave it back: Not ours"
    assert controls(drawn) == {"Offer to another department": "case.add 17", "Close": "case.close 17"}


def test_closing_the_loop_offers_both_ends() -> None:
    drawn = draw(LoopToClose(17, "U0DANAOKAFO", "Your money is on its way."))
    assert controls(drawn) == {
        "Send to the customer …": "reply.loop 17",
        "Close": "case.close 17",
        "Not solved: reopen": "case.reopen 17",
    }
    assert "> Your money is on its way." in said(drawn)


LOOP = LoopToClose(17, "U0DANAOKAFO", "Your money is on its way.")
REFUSED = HandoffDeclined(17, 31, "Legal", "Mei", "Not ours", had_taken=False, csm_id="U0DANAOKAFO")
SETTLED = [
    replace(notice, settled=Settled(how, "Ruth Abara"))
    for notice in (LOOP, REFUSED)
    for how in get_args(SettledBy)
]


@pytest.mark.parametrize("notice", SETTLED, ids=lambda one: f"{type(one).__name__} {one.settled.how}")
def test_a_next_step_that_somebody_took_is_offered_no_longer(notice: Any) -> None:
    drawn = draw(notice)
    assert controls(drawn) == {}
    assert pings(drawn) == set()
    assert "Ruth Abara" in said(drawn)
    assert drawn.text.startswith("C-17: ")
    wording = "> Your money is on its way." if isinstance(notice, LoopToClose) else "> Not ours"
    assert wording in said(drawn), "what was said is still there"


def test_the_words_for_the_customer_are_told_once() -> None:
    done = HandoffDone(17, 31, "Billing", "Mei", "Charged twice.", "It is on its way.", None)
    assert "It is on its way." in said(draw(done))
    assert "It is on its way." not in said(draw(replace(done, is_last=True))), "the next message has them"


def test_what_was_said_in_the_other_thread_stays_as_it_was_written() -> None:
    drawn = draw(Mirrored(17, "Priya_R", "desk", "a *b*\n<c>", ("C0DESK00001", "1.2")))
    original = "<https://tidewater.slack.com/archives/C0DESK00001/p12|desk>"
    assert drawn.blocks[0]["text"]["text"] == f"*Priya_R* ({original}):\n> a *b*\n> &lt;c&gt;"
    assert drawn.text == "C-17: *Priya_R* (desk): a ∗b∗ &lt;c&gt;"
    assert "edited" not in said(drawn)


def test_a_file_without_words_is_mirrored_too() -> None:
    drawn = draw(Mirrored(17, "Priya", "desk", "", ("C0DESK00001", "1.2"), (("", "https://f.example"),)))
    assert drawn.text == "C-17: *Priya* (desk): sent a file"
    assert "<https://f.example|a file>" in said(drawn)


def test_an_assignment_is_told_to_the_one_who_got_it() -> None:
    given = HandoffAccepted(17, 31, "Billing", "Mei Tanaka", "Ruth Abara", "U0MEITANAKA")
    assert "<@U0MEITANAKA>, Ruth Abara gave you Billing's part." in draw(given).text
    told = draw(replace(given, owner_id=None))
    assert told.text == "C-17: 🙋 Ruth Abara gave Billing's part to *Mei Tanaka*."


def test_a_backfill_says_how_much_or_why_not() -> None:
    url = "https://tidewater.slack.com/archives/C1/p1"
    assert "1 message came along" in draw(ThreadBackfilled(17, 1, url)).text
    failed = draw(ThreadBackfilled(17, 0, url, "not_in_channel"))
    assert "could not read" in failed.text
    assert "Invite me to the channel." in failed.text


def test_a_failed_delivery_says_what_to_do() -> None:
    drawn = draw(DeliveryFailed(17, "C0BILLING01", "not_in_channel", "Mirrored"))
    assert drawn.text == "⚠️ C-17: Something did not reach <#C0BILLING01>: a reply from the other thread."
    assert "Invite me to the channel." in said(drawn)
    left = "the channel is not one of the handbook's"
    ours = draw(DeliveryFailed(17, "C0BILLING01", left, "Mirrored"))
    assert f"The reason: {left}. Nobody there can go on: withdraw" in ours.blocks[0]["text"]["text"]
    unknown = draw(DeliveryFailed(None, "Dana Okafor", "<!here>", "LoopToClose"))
    assert deliveries.OTHERWISE in said(unknown)
