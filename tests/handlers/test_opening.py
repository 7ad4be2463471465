"""The form that opens a case: what it is answered, and that one submission opens one case."""

import asyncio
import json
from typing import Any

import pytest

from handlers.answer import Answer, Kind
from models.case import STORY_LIMIT, TITLE_LIMIT, Case
from models.customer import Customer
from models.handoff import Handoff
from models.receipt import Receipt
from models.thread import Message
from tests.floor import DANA
from tests.handlers.desk_life import MEI, Life, selected, typed
from tests.house import BILLING

GENERAL = "C0GENERAL01"


def form(life: Life, *, by: str = DANA, origin: list[Any] | None = None, **changed: Any) -> dict[str, Any]:
    """The form as somebody may send it."""
    filled = {
        "customer": selected("case.customer", "1"),
        "title": typed("case.title", "Charged twice"),
        "story": "They paid invoice 4711 twice.",
        "severity": selected("severity", "normal"),
        "department": selected("case.department", "billing"),
        "expected": "Refund one.",
        **changed,
    }
    body = life.sent(
        "case.open", {}, by=by, **{name: held for name, held in filled.items() if held is not None}
    )
    body["view"]["private_metadata"] = json.dumps({"origin": origin} if origin else {})
    body["view"]["blocks"] = [{"type": "input", "block_id": name} for name in filled]
    return body


EMPTY = {"type": "plain_text_input", "value": None}
WRONG: dict[str, tuple[str, Any, str]] = {
    "no title": (
        "title",
        ("case.title", EMPTY),
        "Give it a title; a few words that everybody recognises it by.",
    ),
    "a title of blanks": ("title", typed("case.title", " \t\u200b "), "Give it a title"),
    "a title of 151": (
        *("title", typed("case.title", "x" * (TITLE_LIMIT + 1))),
        "The title has 151 characters, 1 too many; 150 fit.",
    ),
    "no story": ("story", "", "Say what happened, so that nobody has to ask the customer again."),
    "a story of 3,001": (
        *("story", "x" * (STORY_LIMIT + 1)),
        "The story has 3,001 characters, 1 too many; 3,000 fit.",
    ),
    "no request": ("expected", "", "Say what they are to do"),
    "a request of 501": ("expected", "x" * 501, "The request has 501 characters, 1 too many; 500 fit."),
    "no customer": ("customer", None, "Choose the customer; type a new name to add one."),
    "an unknown customer": ("customer", selected("case.customer", "99"), "I do not know this customer."),
    "a customer that is no number": (
        "customer",
        selected("case.customer", "1; --"),
        "I do not know this customer.",
    ),
    "a customer without a name": ("customer", selected("case.customer", "new: "), "Say who the customer is."),
    "a department that is gone": (
        *("department", selected("case.department", "sales")),
        "There is no such department any more; choose another one.",
    ),
}


async def test_what_is_wrong_is_said_under_its_field_and_the_form_stays(life: Life) -> None:
    for name, (block, held, sentence) in WRONG.items():
        answer = await life.answer(Kind.VIEW, form(life, **{block: held}))
        assert isinstance(answer.body, dict), name
        assert answer.body["response_action"] == "errors", name
        assert list(answer.body["errors"]) == [block], name
        assert answer.body["errors"][block].startswith(sentence), name
    assert life.floor.rows(Case) == []
    assert life.floor.rows(Receipt) == [], "it can be sent again, mended"


async def test_a_mended_form_opens_the_case(life: Life) -> None:
    body = form(life, title=typed("case.title", "x" * 151))
    await life.answer(Kind.VIEW, body)
    body["view"]["state"]["values"]["title"]["case.title"]["value"] = "Charged twice"
    assert await life.answer(Kind.VIEW, body) == Answer()
    (case,) = life.floor.rows(Case)
    assert (case.title, case.csm, case.source) == ("Charged twice", DANA, None)


async def test_a_form_sent_twice_opens_one_case(either: Life) -> None:
    body = form(either)
    first = await either.answer(Kind.VIEW, body)
    again = await either.answer(Kind.VIEW, body)
    assert first == again == Answer(), "the second person at the mouse sees it close as well"
    at_once = form(either)
    answers = await asyncio.gather(*(either.floor.answer(Kind.VIEW, at_once) for _ in range(8)))
    assert set(map(repr, answers)) == {repr(Answer())}
    assert [case.number for case in either.floor.rows(Case)] == [1, 2]


async def test_a_new_customer_comes_with_the_case(life: Life) -> None:
    await life.answer(Kind.VIEW, form(life, customer=selected("case.customer", "new:Harbour Lights")))
    assert life.floor.rows(Customer)[-1].name == "Harbour Lights"


async def test_left_to_liaison_the_words_choose_the_department(life: Life) -> None:
    auto = selected("case.department", "auto")
    await life.answer(Kind.VIEW, form(life, department=auto, title=typed("case.title", "The GDPR contract")))
    assert life.floor.rows(Handoff)[0].department == "legal"


async def test_who_may_not_open_cases_is_told_so_above_the_form(life: Life) -> None:
    answer = await life.answer(Kind.VIEW, form(life, by=MEI))
    assert isinstance(answer.body, dict)
    assert answer.body["response_action"] == "push"
    assert "Cases are opened by the customer success team" in json.dumps(answer.body)
    assert life.floor.rows(Case) == []


# -- from a message


async def test_what_was_said_in_the_thread_comes_along(life: Life) -> None:
    ines, mei = life.floor.sandbox.actor("ines"), life.floor.sandbox.actor("mei")
    root = await ines.say(GENERAL, "Brightwater was charged twice.")
    await mei.say(GENERAL, "By whom, @dana?", thread_ts=root)
    await life.answer(Kind.VIEW, form(life, origin=[GENERAL, root, None]))
    kept = life.floor.rows(Message)
    assert [(one.author_name, one.text) for one in kept] == [
        ("Ines Costa", "Brightwater was charged twice."),
        ("Mei Tanaka", "By whom, @Dana Okafor?"),
    ]
    (case,) = life.floor.rows(Case)
    assert case.source == f"https://tidewater.slack.example/archives/{GENERAL}/p{root.replace('.', '')}"


async def test_a_thread_that_cannot_be_read_keeps_no_case_from_being_opened(life: Life) -> None:
    await life.answer(Kind.VIEW, form(life, origin=["C0DEPLOYS01", "1700000000.000100", None]))
    assert [case.number for case in life.floor.rows(Case)] == [1]
    assert life.floor.rows(Message) == []
    told = [row.notice for row in life.floor.rows(_outgoing()) if row.notice["kind"] == "ThreadBackfilled"]
    assert [one["problem"] for one in told] == ["not_in_channel"]


def _outgoing() -> Any:
    from models.outgoing import Outgoing

    return Outgoing


# -- while it is being filled


async def test_customers_are_offered_as_somebody_types(life: Life) -> None:
    body = {**life.person("block_suggestion", DANA), "action_id": "case.customer", "value": "bright"}
    answer = await life.answer(Kind.OPTIONS, body)
    assert isinstance(answer.body, dict)
    offered = [(one["value"], one["text"]["text"]) for one in answer.body["options"]]
    assert offered == [("1", "Brightwater Foods"), ("new:bright", "New customer: bright")]
    refused = await life.answer(Kind.OPTIONS, {**body, "user": {"id": MEI, "team_id": "T0TIDEWATER"}})
    assert refused.body == {"options": []}


async def test_the_department_is_proposed_anew_and_a_form_that_closed_meanwhile_is_no_trouble(
    life: Life,
) -> None:
    body = form(
        life, title=typed("case.title", "The GDPR contract"), department=selected("case.department", "auto")
    )
    action = {"actions": [{"action_id": "case.title", "action_ts": "1.1"}]}
    answer = await life.answer(
        Kind.ACTION, {**life.person("block_actions", DANA), **action, "view": body["view"]}
    )
    assert answer == Answer()
    (update,) = life.made("views.update")
    assert "Legal" in json.dumps(update["view"])


@pytest.mark.parametrize("kind", ["shortcut", "message_action"])
async def test_the_shortcuts_open_the_form(life: Life, kind: str) -> None:
    body = life.person(kind, DANA)
    if kind == "message_action":
        message = {"ts": "1700000000.000100", "text": "Charged &lt;twice&gt;", "user": MEI}
        body |= {"callback_id": "case.open_from_message", "message": message, "channel": {"id": BILLING}}
    else:
        body |= {"callback_id": "case.open_anywhere"}
    assert await life.answer(Kind.SHORTCUT, body) == Answer()
    (opened,) = life.made("views.open")
    assert ("Charged <twice>" in json.dumps(opened)) is (kind == "message_action")
