"""Name, person and receipts of every payload that Slack was seen to send, and an answer to each of them."""

import copy
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.parsing import kind_of
from handlers.answer import Kind
from handlers.switchboard import TABLE, name_of, receipts_of, who
from tests.floor import open_floor
from tests.handlers.samples import SAMPLES as OURS

FOLDER = Path(__file__).parents[3] / "shared" / "slack" / "data" / "bolt-python-payloads"
pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the samples of Slack's payloads are not here")
PATHS = sorted(FOLDER.glob("*.json"))

LEGACY = {
    *("dialog_cancellation", "dialog_submission", "dialog_suggestion"),
    *("interactive_message", "workflow_step_edit"),
}
"""What no app of today is sent; Bolt has no listener of ours for it."""


def load(path: Path) -> dict[str, Any]:
    body = json.loads(path.read_text())
    return json.loads(body["payload"]) if "payload" in body and "command" not in body else body


def known() -> list[tuple[str, Kind, dict[str, Any]]]:
    bodies = [(path.stem, load(path)) for path in PATHS]
    return [(name, kind, body) for name, body in bodies if (kind := kind_of(body)) is not None]


def test_only_legacy_payloads_have_no_kind() -> None:
    unknown = {path.stem.split("__")[0] for path in PATHS if kind_of(load(path)) is None}
    assert unknown == LEGACY
    assert set(Counter(kind for _, kind, _ in known())) == set(Kind), "there is a sample of every kind"


def test_every_payload_has_a_name_a_person_or_nobody_and_its_receipts() -> None:
    for sample, kind, body in known():
        before = copy.deepcopy(body)
        assert name_of(kind, body), sample
        person = who(kind, body)
        assert person is None or person[:1] in "UWB", sample
        receipts = receipts_of(kind, body)
        assert len(receipts) == len(set(receipts)), sample
        assert all(isinstance(one, str) and ":" in one for one in receipts), sample
        if kind not in (Kind.OPTIONS, Kind.VIEW_CLOSED):
            assert receipts, f"{sample}: a repetition would have a second effect"
        assert receipts_of(kind, copy.deepcopy(body)) == receipts, "the same delivery, the same receipts"
        assert body == before, "reading changes nothing"


def test_two_clicks_are_two_deliveries_and_one_click_repeated_is_one() -> None:
    (sample,) = [body for name, _, body in known() if name == "block_actions__test_block_actions__body"]
    again, other = copy.deepcopy(sample), copy.deepcopy(sample)
    other["actions"][0]["action_ts"] = "1600000000.000001"
    somebody_else = copy.deepcopy(sample)
    somebody_else["user"]["id"] = "W222"
    receipts = [receipts_of(Kind.ACTION, body) for body in (sample, again, other, somebody_else)]
    assert receipts[0] == receipts[1]
    assert len(set(receipts)) == 3


async def test_every_payload_is_answered(sqlite_url: str) -> None:
    """Of another workspace, by nobody we know, about nothing of ours: answered all the same."""
    async with open_floor(sqlite_url) as floor:
        before = floor.fingerprint(1)
        for sample, kind, body in known():
            answer = await floor.answer(kind, body)
            assert answer.status == 200, sample
        met = {(kind, name_of(kind, body)) for _, kind, body in known()} & set(TABLE)
        assert len(met) >= 6, "some of them are for a handler of ours"
        assert floor.fingerprint(1) == before, "and nothing is kept of it"


def test_our_own_samples_have_what_slacks_have() -> None:
    """The payloads that the other tests are made of are not simpler than those that Slack sends."""
    assert {sample.kind for sample in OURS} == set(Kind) - {Kind.VIEW_CLOSED}
