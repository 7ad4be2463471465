"""What they told us already: kept once however often it comes, and shown before a question goes out."""

import asyncio
import json
from typing import Any

from handlers.answer import Answer, Kind
from models.customer import CustomerFact
from models.handoff_notices import QuestionAsked
from models.notices import from_row
from models.outgoing import Outgoing
from tests.floor import DANA
from tests.handlers.customer_scenes import CHANNEL
from tests.handlers.desk_life import MEI, Life

GHENT = "Invoices go to Ghent."
CARLA = "U0CARLAVOSS"


def note(life: Life, text: str = GHENT, *, by: str = DANA, **ids: Any) -> dict[str, Any]:
    about = {"customer": 1, "case": None, "channel": CHANNEL, "ts": "1795000000.000100", **ids}
    return life.sent("fact.note", about, by=by, fact=text, said_by="Carla Voss")


def asked(life: Life) -> list[QuestionAsked]:
    notices = (from_row(row.notice) for row in life.floor.rows(Outgoing))
    return [one for one in notices if isinstance(one, QuestionAsked)]


async def test_a_form_that_is_delivered_twice_at_once_is_one_fact(either: Life) -> None:
    sent = note(either)
    answers = await asyncio.gather(*(either.floor.answer(Kind.VIEW, sent) for _ in range(2)))
    assert answers == [Answer(), Answer()]
    (fact,) = either.floor.rows(CustomerFact)
    assert (fact.text, fact.said_by, fact.noted_by) == (GHENT, "Carla Voss", DANA)
    assert fact.said_at.timestamp() == 1795000000.0001
    assert fact.link.endswith("/archives/C0EXTBRIGHT/p1795000000000100")


async def test_two_who_remember_the_same_at_once_are_one_fact_and_one_sentence(either: Life) -> None:
    notes = (note(either), note(either, GHENT.upper()))
    answers = await asyncio.gather(*(either.floor.answer(Kind.VIEW, sent) for sent in notes))
    assert len(either.floor.rows(CustomerFact)) == 1
    (refused,) = [one.body for one in answers if one != Answer()]
    assert isinstance(refused, dict)
    assert refused["errors"] == {"fact": "That stands there already."}


async def test_the_customers_own_people_remember_nothing_here(life: Life) -> None:
    answer = await life.answer(Kind.VIEW, note(life, by=CARLA))
    assert "own staff" in json.dumps(answer.body)
    assert life.floor.rows(CustomerFact) == []


async def test_asking_all_the_same_counts_once(either: Life) -> None:
    _, handoff = await either.floor.open_case()
    await either.floor.answer(Kind.VIEW, note(either))
    sent = either.sent("handoff.ask", {"handoff": handoff}, by=MEI, question="Do invoices go to Ghent?")
    answer = await either.floor.answer(Kind.VIEW, sent)
    assert isinstance(answer.body, dict)
    again = answer.body["view"]
    assert (again["submit"]["text"], again["close"]["text"]) == ("Ask all the same", "That answers it")
    assert asked(either) == [], "nothing goes out before it was seen"
    sent["view"]["private_metadata"] = again["private_metadata"]
    await asyncio.gather(*(either.floor.answer(Kind.VIEW, sent) for _ in range(2)))
    (question,) = asked(either)
    assert [one.text for one in question.told] == [GHENT]


async def test_another_question_about_something_else_they_told_is_shown_that(life: Life) -> None:
    _, handoff = await life.floor.open_case()
    for text in (GHENT, "They run twelve floor scales."):
        await life.answer(Kind.VIEW, note(life, text))
    about = {"handoff": handoff, "shown": [1]}
    sent = life.sent("handoff.ask", about, by=MEI, question="How many floor scales?")
    answer = await life.answer(Kind.VIEW, sent)
    assert "twelve floor scales" in json.dumps(answer.body)
    assert asked(life) == []


async def test_only_customers_that_are_known_can_be_chosen(life: Life) -> None:
    body = {**life.person("block_suggestion", DANA), "action_id": "fact.customer", "value": "Fjord"}
    answer = await life.answer(Kind.OPTIONS, body)
    assert isinstance(answer.body, dict)
    assert [one["text"]["text"] for one in answer.body["options"]] == ["Fjordlab"]
