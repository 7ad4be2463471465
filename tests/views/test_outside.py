"""What a customer sees: where it stands, one question at most, and nothing of ours."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from models.customer_notices import Asked, CustomerStatus, Progress, StatusFacts, StillThere
from models.customer_text import TheirWords
from views import outside
from views.drawn import Drawn

FACTS = StatusFacts(
    17,
    TheirWords("We paid <!channel> *twice*"),
    datetime(2026, 11, 23, 12, tzinfo=UTC),
    Progress.ANSWERED,
    "Dana Okafor",
    None,
)


def buttons(drawn: Drawn) -> list[str]:
    rows = [block["elements"] for block in drawn.blocks if block["type"] == "actions"]
    return [one["action_id"] for row in rows for one in row]


@pytest.mark.parametrize(
    ("asks", "score", "expected"),
    [
        (Asked.NOTHING, None, []),
        (Asked.SOLVED, None, ["customer.solved", "customer.not_yet"]),
        (Asked.SCORE, None, [f"customer.score.{one}" for one in range(1, 6)]),
        (Asked.WORDS, 4, ["customer.words"]),
        (Asked.NOTHING, 4, []),
    ],
)
def test_the_message_asks_one_thing_at_a_time(asks: Asked, score: int | None, expected: list[str]):
    drawn = outside.status(replace(FACTS, asks=asks, score=score))
    assert buttons(drawn) == expected
    assert "<!channel>" not in json.dumps(drawn.blocks)
    assert ("gave it 4 of 5" in drawn.text) == (score == 4)


def test_what_ended_in_silence_is_not_called_solved():
    said = outside.status(replace(FACTS, progress=Progress.SOLVED, is_quiet_end=True)).text
    assert "Solved" not in said
    assert "Write here at any time" in said


def test_a_living_message_without_its_facts_is_not_drawn():
    with pytest.raises(ValueError, match="filled"):
        outside.render(CustomerStatus(17))


def test_the_friendly_question_says_what_to_do():
    drawn = outside.render(StillThere(17))
    assert "C-17" in drawn.text
    assert buttons(drawn) == []


def test_the_list_has_a_line_for_each_case():
    drawn = outside.cases("Brightwater Foods", [FACTS, replace(FACTS, number=18, title=TheirWords(""))])
    assert "C-17" in json.dumps(drawn.blocks)
    assert "C-18" in json.dumps(drawn.blocks)
    assert "Nothing of yours is open" in outside.cases("Brightwater Foods", []).text
