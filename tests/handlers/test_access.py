"""The permission table, walked: every control, pressed or sent by every kind of person."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from casework.access import ALLOWED, STAFF_KINDS, Kind, Operation
from handlers.switchboard import ROWS
from tests.floor import Floor, open_floor
from tests.handlers.people import LED, OUTSIDERS, SOMEBODY
from tests.handlers.samples import SAMPLES, Sample, Scene

SECRET = "They paid invoice 4711 twice."  # what an outsider must not read
POLITE = "own staff"
QUIET = {
    *("users.info", "conversations.info", "conversations.members"),
    *("chat.postEphemeral", "views.open", "views.push", "__response_url__"),
}
"""What the bot may ask Slack when somebody is refused: who they are, and to show them the line."""


@pytest.fixture
async def floor(tmp_path: Path) -> AsyncIterator[Floor]:
    async with open_floor(f"sqlite:///{tmp_path / 'liaison.db'}", handbook=LED) as opened:
        yield opened


def test_every_row_of_the_table_has_a_sample() -> None:
    assert {(row.kind, row.name) for row in ROWS} == {(one.kind, one.name) for one in SAMPLES}


def test_the_table_of_permissions_is_whole() -> None:
    assert set(ALLOWED) == set(Operation)
    outside = {operation for operation, kinds in ALLOWED.items() if kinds - STAFF_KINDS}
    assert outside == {Operation.RESPOND}
    assert not ALLOWED[Operation.RESPOND] & STAFF_KINDS


@pytest.mark.parametrize("kind", list(Kind), ids=str)
async def test_only_who_may_can(floor: Floor, kind: Kind) -> None:
    for number, sample in enumerate(SAMPLES):
        scene = await _scene(floor, kind)
        where = f"{kind} · {sample.kind} {sample.name} (sample {number})"
        if sample.prepare:
            await sample.prepare(scene)
        before, calls = floor.fingerprint(scene.number), len(floor.sandbox.ledger.calls)
        answer = await floor.answer(sample.kind, _unique(sample.body(scene), number, kind))
        made = floor.sandbox.ledger.calls[calls:]
        shown = json.dumps([answer.body, [call["args"] for call in made]], ensure_ascii=False)
        assert answer.status == 200, where
        if sample.needs is None:
            assert floor.fingerprint(scene.number) == before, f"{where} changed a case"
        elif _may(sample, kind):
            assert "Nothing was changed" not in shown, where
            assert POLITE not in shown, where
        else:
            assert floor.fingerprint(scene.number) == before, f"{where} changed something"
            assert SECRET not in shown, f"{where} read something"
        if kind in OUTSIDERS and sample.needs is not None:
            assert {call["method"] for call in made} <= QUIET, where
            assert sum(POLITE in json.dumps(call["args"]) for call in made) <= 1, where


async def _scene(floor: Floor, kind: Kind) -> Scene:
    number, handoff = await floor.open_case()
    user = SOMEBODY[kind]
    person = floor.sandbox.workspace.person(user)
    return Scene(floor, number, handoff, user, person.team_id)


def _may(sample: Sample, kind: Kind) -> bool:
    return sample.needs is not None and kind in ALLOWED[sample.needs]


def _unique(body: dict[str, Any], number: int, kind: Kind) -> dict[str, Any]:
    """Another delivery than every other one: its own ids."""
    tag = f"{number}{kind}"
    if "event" in body:
        body["event_id"] = f"Ev{tag}"
        if "client_msg_id" in body["event"]:
            body["event"] |= {"client_msg_id": tag, "ts": f"17000{number:05}.{abs(hash(kind)) % 10**6:06}"}
    for action in body.get("actions", []):
        action["action_ts"] = f"{tag}.000001"
    if body.get("type") == "view_submission":
        body["view"]["id"] = f"V{tag}"
    return body
