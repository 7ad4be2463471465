"""The permission table, walked: every control, pressed or sent by every kind of person.

Who may not, changes no row but receipts and what was looked up, and makes the bot say one polite line.
"""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from casework.access import ALLOWED, STAFF_KINDS, Kind, Operation
from handlers import answer
from handlers.switchboard import ROWS, TABLE
from tests.floor import Floor, open_floor
from tests.handlers import customer_scenes
from tests.handlers.effects import Effects, watch
from tests.handlers.people import LED, OUTSIDERS, SOMEBODY
from tests.handlers.samples import SAMPLES, Sample, Scene, in_their_channel, status_asked

SECRET = "They paid invoice 4711 twice."  # what an outsider must not read
POLITE = "own staff"
QUIET = {
    *("users.info", "conversations.info", "conversations.members"),
    *("chat.postEphemeral", "views.open", "views.push", "__response_url__"),
}
"""What the bot may ask Slack when somebody is refused: who they are, and to show them the line."""
HEARD = {Kind.CONNECT, Kind.GUEST, Kind.SINGLE_CHANNEL_GUEST, Kind.STRANGER}
"""Whose words in a customer's channel are the customer's."""


@dataclass(frozen=True)
class Walk:
    """One floor, on which everything is tried by one kind of person. A scene in which nothing happened yet
    serves the next sample, too.
    """

    floor: Floor
    kind: Kind
    effects: Effects

    async def through(self, samples: Sequence[Sample]) -> None:
        scene: Scene | None = None
        for number, sample in enumerate(samples):
            scene = scene if scene and not sample.prepare else await _scene(self.floor, self.kind)
            where = f"{self.kind} · {sample.kind} {sample.name} (sample {number})"
            if sample.prepare:
                await sample.prepare(scene)
            changed = await self._try(sample, scene, number, where)
            scene = None if sample.prepare or changed else scene

    async def _try(self, sample: Sample, scene: Scene, number: int, where: str) -> list[str]:
        self.effects.of_late()
        shown, methods, lines = await self.answered(sample, scene, number, where)
        changed = self.effects.of_late()
        may = sample.needs is not None and self.kind in ALLOWED[sample.needs]
        if sample.needs is None:
            assert not changed, f"{where} changed something"
        elif may:
            assert "nothing was changed" not in shown.lower(), where
            assert POLITE not in shown, where
        else:
            assert not changed, f"{where} changed something"
            assert SECRET not in shown, f"{where} read something"
            assert methods <= QUIET, where
        if self.kind in OUTSIDERS and not may:
            assert methods <= QUIET, where
            assert lines <= 1, where
        return changed

    async def answered(
        self, sample: Sample, scene: Scene, number: int, where: str
    ) -> tuple[str, set[str], int]:
        """Everything that was shown, the requests to Slack, and how many polite lines were among them."""
        ledger = self.floor.sandbox.ledger
        calls = len(ledger.calls)
        answered = await self.floor.answer(sample.kind, _unique(sample.body(scene), number, self.kind))
        made = ledger.calls[calls:]
        assert answered.status == 200, where
        shown = json.dumps([answered.body, [call["args"] for call in made]], ensure_ascii=False)
        lines = sum(POLITE in json.dumps(call["args"]) for call in made)
        return shown, {call["method"] for call in made}, lines


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
    await Walk(floor, kind, watch(floor.engine)).through(SAMPLES)


@pytest.mark.parametrize(
    "row",
    [
        (answer.Kind.ACTION, "inbound.open"),
        (answer.Kind.VIEW, "case.open"),
    ],
    ids=lambda row: row[1],
)
async def test_a_control_whose_check_was_taken_out_is_noticed(
    floor: Floor, monkeypatch: pytest.MonkeyPatch, row: tuple[answer.Kind, str]
) -> None:
    monkeypatch.setitem(TABLE, row, replace(TABLE[row], may=None))
    its_own = [one for one in SAMPLES if (one.kind, one.name) == row]
    with pytest.raises(AssertionError, match=f"Slack Connect member.*{row[1]}.*changed something"):
        await Walk(floor, Kind.CONNECT, watch(floor.engine)).through(its_own)


async def test_what_each_kind_of_person_writes_where_a_customer_is_spoken_to(floor: Floor) -> None:
    """The customer's people are heard; of ours it is known that they spoke; the rest is nobody."""
    effects = watch(floor.engine)
    for kind in Kind:
        scene = await _scene(floor, kind)
        await customer_scenes.asked(scene)
        effects.of_late()
        walk = Walk(floor, kind, effects)
        _, methods, _ = await walk.answered(in_their_channel, scene, list(Kind).index(kind), kind)
        changed = effects.of_late()
        assert methods <= QUIET, kind
        assert ("insert heard" in changed) == (kind in HEARD), f"{kind}: {changed}"
        if kind in STAFF_KINDS:
            assert set(changed) <= {"update customer"}, f"{kind}: {changed}"
        elif kind not in HEARD:
            assert not changed, f"{kind}: {changed}"


async def test_where_a_customers_cases_stand_is_told_to_who_reads_there_and_changes_nothing(
    floor: Floor,
) -> None:
    effects = watch(floor.engine)
    for kind in Kind:
        scene = await _scene(floor, kind)
        await customer_scenes.asked(scene)
        effects.of_late()
        walk = Walk(floor, kind, effects)
        shown, methods, _ = await walk.answered(status_asked, scene, list(Kind).index(kind), kind)
        assert not effects.of_late(), kind
        assert methods <= QUIET, kind
        assert SECRET not in shown, kind
        assert ("chat.postEphemeral" in methods) == (kind is not Kind.BOT), kind


async def _scene(floor: Floor, kind: Kind) -> Scene:
    number, handoff = await floor.open_case()
    user = SOMEBODY[kind]
    person = floor.sandbox.workspace.person(user)
    return Scene(floor, number, handoff, user, person.team_id)


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
