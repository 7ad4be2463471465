"""The sandbox's payloads and refusals against collected samples of Slack's, where those are at hand."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox import happenings
from sandbox.http_door import HttpDoor
from sandbox.slack import Answer
from tests.sandbox.test_blocks import LIMITS

SAMPLES = Path(__file__).parents[3] / "shared" / "slack"
VALIDATOR = SAMPLES / "validate_slack_calls.py"
pytestmark = pytest.mark.skipif(not VALIDATOR.exists(), reason="the samples of Slack's payloads are not here")

NOT_IN_SAMPLES = {
    *("user_team", "source_team", "context_team_id", "context_enterprise_id", "client_msg_id", "app_id"),
    *("is_enterprise_install", "enterprise", "state", "response_urls", "username", "name", "api_app_id"),
    *("event_ts", "message", "team_id", "is_cleared"),
}
"""Documented or seen elsewhere: the samples come from one workspace, some of them from years ago."""

OPEN = {
    "blocks",
    "metadata",
    "attachments",
    "values",
    "files",
    "elements",
    "message",
    "previous_message",
    "view",
}
"""Parts whose insides are the app's own, or are checked as something else."""

DISPUTED = {"option value"}
"""Slack's SDK and its prose say 150, its typings 75."""

EVENTS = {
    "message": "MessagePayload",
    "message_changed": "MessageChangedPayload",
    "message_deleted": "MessageDeletedPayload",
    "app_mention": "AppMentionPayload",
    "reaction_added": "ReactionAddedPayload",
    "reaction_removed": "ReactionRemovedPayload",
    "member_joined_channel": "MemberJoinedChannelPayload",
    "member_left_channel": "MemberLeftChannelPayload",
    "user_change": "UserChangePayload",
    "user_status_changed": "UserChangePayload",
    "channel_shared": "ChannelSharedPayload",
    "channel_unshared": "ChannelUnsharedPayload",
    "channel_archive": "ChannelArchivePayload",
    "channel_rename": "ChannelRenamePayload",
    "channel_id_changed": "ChannelIdChangedPayload",
    "tokens_revoked": "TokensRevokedPayload",
    "app_home_opened": "AppHomeOpenedPayload",
}


def sample(name: str) -> dict:
    found = next((SAMPLES / "data").rglob(f"{name}.json"))
    return json.loads(found.read_text())


def unknown(ours: object, theirs: object, where: str = "") -> list[str]:
    """The fields that no sample has."""
    if not isinstance(ours, dict) or not isinstance(theirs, dict):
        return []
    found = [f"{where}.{name}" for name in ours if name not in theirs and name not in NOT_IN_SAMPLES]
    for name in ours.keys() & theirs.keys() - OPEN:
        found += unknown(ours[name], theirs[name], f"{where}.{name}")
    return found


async def everything_happens(sandbox, client) -> None:
    dana, ines, workspace = sandbox.actor("dana"), sandbox.actor("ines"), sandbox.workspace
    ts = await dana.say("cs-desk", "@liaison hello")
    await dana.react("cs-desk", ts, "eyes")
    await dana.unreact("cs-desk", ts, "eyes")
    await dana.edit("cs-desk", ts, "better")
    await dana.delete("cs-desk", ts)
    await client.chat_postMessage(channel="C0CSDESK001", text="mine")
    await ines.join("billing", invited_by="mei")
    await ines.leave("billing")
    happenings.change_person(workspace, ines.person, title="Sales")
    await ines.set_status("Out sick", ":face_with_thermometer:")
    general = workspace.channel("general")
    happenings.share(workspace, general, "T0BRIGHTWTR")
    happenings.unshare(workspace, general, "T0BRIGHTWTR")
    happenings.rename(workspace, general, "everyone")
    happenings.archive(workspace, general, by="U0OLANOWAK0")
    happenings.change_id(workspace, general, "C0GENERAL02")
    happenings.revoke_tokens(workspace)
    await client.views_publish(user_id=dana.id, view={"type": "home", "blocks": [{"type": "divider"}]})
    await dana.open_home()


async def test_no_event_has_a_field_slack_was_never_seen_to_send(sandbox, client):
    await everything_happens(sandbox, client)
    sent = [delivery.envelope for delivery in sandbox.deliveries.log]
    assert {e["event"].get("subtype", e["event"]["type"]) for e in sent} == set(EVENTS)
    for envelope in sent:
        kind = envelope["event"].get("subtype", envelope["event"]["type"])
        assert unknown(envelope, sample(EVENTS[kind])) == [], kind


def merged(one: object, two: object) -> object:
    if isinstance(one, dict) and isinstance(two, dict):
        return {name: merged(one.get(name), two.get(name)) for name in one.keys() | two.keys()}
    return one if two is None else two


def all_samples(kind: str) -> object:
    whole: object = {}
    for path in (SAMPLES / "data" / "bolt-python-payloads").glob(f"{kind}__*.json"):
        whole = merged(whole, json.loads(path.read_text()))
    return whole


async def test_no_interaction_has_a_field_slack_was_never_seen_to_send(sandbox, client):
    heard = []

    class Listener(HttpDoor):
        async def interact(self, payload):
            heard.append(payload)
            return Answer(200)

    sandbox.slack.door = Listener(sandbox.slack, lambda: "")
    dana = sandbox.actor("dana")
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    blocks = [{"type": "actions", "elements": [button]}]
    ts = (await client.chat_postMessage(channel="C0CSDESK001", text="x", blocks=blocks))["ts"]
    await dana.command("/case", "hello", "cs-desk")
    await dana.press("cs-desk", ts, "go")
    await dana.shortcut("open_case")
    await dana.shortcut("case_from_message", "cs-desk", ts)
    title = {"type": "plain_text", "text": "A form"}
    view = {"type": "modal", "title": title, "blocks": blocks, "notify_on_close": True}
    await client.views_open(trigger_id=sandbox.slack.triggers.issue(dana.id), view=view)
    await dana.submit(dana.modal.id)
    await client.views_open(trigger_id=sandbox.slack.triggers.issue(dana.id), view=view)
    await dana.close_view(dana.modal.id)
    kinds = [payload.get("type", "slash_command") for payload in heard]
    assert kinds == [
        *("slash_command", "block_actions", "shortcut", "message_action", "view_submission", "view_closed"),
    ]
    for kind, payload in zip(kinds, heard, strict=True):
        assert unknown(payload, all_samples(kind)) == [], kind


def validated(tmp_path: Path, calls: list[dict]) -> list[bool]:
    """For each call whether the validator finds it free of errors."""
    path = tmp_path / "calls.jsonl"
    path.write_text("".join(json.dumps(call) + "\n" for call in calls))
    command = [sys.executable, str(VALIDATOR), str(path), "--json"]
    lines = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
    wrong = {found["line"] for found in map(json.loads, lines) if found["level"] == "error"}
    return [number not in wrong for number in range(1, len(calls) + 1)]


def test_the_validator_agrees_about_the_limits(tmp_path):
    known_to_both = [name for name in LIMITS if name not in DISPUTED and not name.startswith("chart")]
    pairs = [(LIMITS[name][0], LIMITS[name][1]) for name in known_to_both]
    calls = [
        {
            "method": "chat.postMessage",
            "args": {"channel": "C0CSDESK001", "text": "x", "blocks": [make(size)]},
        }
        for make, limit in pairs
        for size in (limit, limit + 1)
    ]
    verdicts = validated(tmp_path, calls)
    met, exceeded = verdicts[::2], verdicts[1::2]
    assert [name for name, fine in zip(known_to_both, met, strict=True) if not fine] == []
    assert [name for name, fine in zip(known_to_both, exceeded, strict=True) if fine] == []


async def test_the_ledger_is_written_in_the_validators_form(sandbox, client, tmp_path):
    await client.chat_postMessage(channel="C0CSDESK001", text="x", blocks=[{"type": "divider"}])
    await client.users_info(user="U0DANAOKAFO")
    await client.conversations_history(channel="C0CSDESK001", limit=50)
    sandbox.ledger.write(tmp_path / "calls.jsonl")
    calls = [json.loads(line) for line in (tmp_path / "calls.jsonl").read_text().splitlines()]
    assert validated(tmp_path, calls) == [True, True, True]
