"""The files a deployment starts from agree with the code: settings, manifest, image."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from bot.check import MANIFEST, wanted_scopes
from config.settings import SAMPLE_HANDBOOK, Settings

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT.parent / "shared/slack/data/manifest-schema/manifest.schema.1.0.0.json"
APP: dict[str, Any] = json.loads(MANIFEST.read_text(encoding="utf-8"))

REASONS = {
    "chat:write.customize": {"chat.postMessage"},
    "app_mentions:read": {"app_mention"},
    "channels:history": {"message.channels", "conversations.history", "conversations.replies"},
    "channels:read": {
        "channel_archive",
        "channel_deleted",
        "channel_rename",
        "channel_shared",
        "channel_unarchive",
        "channel_unshared",
        "conversations.info",
        "conversations.members",
        "member_joined_channel",
        "member_left_channel",
    },
    "chat:write": {"chat.postMessage", "chat.update", "chat.delete", "chat.postEphemeral"},
    "commands": {"slash commands", "shortcuts"},
    "groups:history": {"message.groups"},
    "groups:read": {"group_archive", "group_deleted", "group_rename", "group_unarchive"},
    "im:history": {"message.im"},
    "im:write": {"conversations.open"},
    "files:write": {"files.getUploadURLExternal", "files.completeUploadExternal"},
    "metadata.message:read": {"include_all_metadata"},
    "reactions:read": {"reaction_added"},
    "users:read": {"user_change", "users.info", "bots.info"},
}
"""What each scope is for. Source: the method and event reference on docs.slack.dev."""
FREE_EVENTS = {"app_home_opened", "app_uninstalled", "channel_id_changed", "tokens_revoked"}


def example_lines() -> list[str]:
    return (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_stands_in_the_example_with_its_description_and_default(name: str) -> None:
    field = Settings.model_fields[name]
    lines = example_lines()
    if field.is_required() or field.default == SAMPLE_HANDBOOK:
        expected = f"{name.upper()}="
    else:
        expected = f"# {name.upper()}={'' if field.default is None else field.default}"
    assert expected in lines
    assert lines[lines.index(expected) - 1] == f"# {field.description}"


def test_the_example_names_no_setting_that_does_not_exist() -> None:
    named = [match[1] for line in example_lines() if (match := re.match(r"(?:# )?([A-Z_]+)=", line))]
    assert [name.lower() for name in named] == list(Settings.model_fields)


def test_the_manifest_follows_slacks_schema() -> None:
    if not SCHEMA.exists():
        pytest.skip(f"THE MANIFEST IS NOT CHECKED: Slack's schema is not at {SCHEMA}")
    problems = Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).iter_errors(APP)
    assert [error.message for error in problems] == []


def test_every_scope_has_a_reason_and_every_event_a_scope() -> None:
    assert wanted_scopes() == set(REASONS)
    events = set(APP["settings"]["event_subscriptions"]["bot_events"])
    assert events - FREE_EVENTS <= {reason for reasons in REASONS.values() for reason in reasons}


def test_the_manifest_is_in_order_and_asks_for_nothing_twice() -> None:
    for names in (APP["oauth_config"]["scopes"]["bot"], APP["settings"]["event_subscriptions"]["bot_events"]):
        assert names == sorted(set(names))


def test_every_address_in_the_manifest_is_the_one_door() -> None:
    addresses = {
        APP["settings"]["event_subscriptions"]["request_url"],
        APP["settings"]["interactivity"]["request_url"],
        APP["settings"]["interactivity"]["message_menu_options_url"],
        *(command["url"] for command in APP["features"]["slash_commands"]),
    }
    assert addresses == {"https://liaison.example.com/slack/events"}


def test_commands_arrive_with_ids_instead_of_display_names() -> None:
    """Escaped, ``@anna`` arrives as ``<@U…>``: a display name could be anybody's."""
    [command] = APP["features"]["slash_commands"]
    assert command["command"] == "/case"
    assert command["should_escape"] is True


def test_the_shortcuts_keep_their_names() -> None:
    found = {(shortcut["type"], shortcut["callback_id"]) for shortcut in APP["features"]["shortcuts"]}
    assert found == {
        ("message", "case.open_from_message"),
        ("message", "reply.from_message"),
        ("message", "fact.remember"),
        ("global", "case.open_anywhere"),
    }


def packages() -> set[str]:
    own = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    return own - {"sandbox", "tests"}


def test_the_image_holds_every_package_and_no_other() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = set(re.findall(r"^COPY (\w+) /app/\1$", dockerfile, flags=re.MULTILINE))
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert copied == packages()
    assert {line.removeprefix("!") for line in ignored if line.startswith("!")} == packages() | {
        "requirements.lock",
        "manifest.json",
    }


def test_the_image_runs_as_nobody_in_particular_and_says_how_it_is() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for line in ("USER 10001:10001", "VOLUME /data", "EXPOSE 3000"):
        assert line in dockerfile.splitlines()
    for part in ("--require-hashes", "--only-binary :all:", "HEALTHCHECK", "tini", "/health/live"):
        assert part in dockerfile


def _install(venv: Path, pip: str, *variables: str) -> subprocess.CompletedProcess[str]:
    """As a person at a prompt says it, though the tests may be run by ``make`` themselves.

    A script stands in for the interpreter of the environment, and so for pip.
    """
    python = venv / "bin/python"
    python.parent.mkdir()
    python.write_text(f"#!/bin/sh\n{pip}\n", encoding="utf-8")
    python.chmod(0o755)
    return subprocess.run(
        ["make", f"VENV={venv}", *variables, f"{venv}/.runs"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")},
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )


@pytest.mark.parametrize(("code", "is_told"), [(0, False), (1, True)])
def test_what_pip_remarks_is_told_only_when_it_fails(tmp_path: Path, code: int, is_told: bool) -> None:
    made = _install(tmp_path, f"echo 'WARNING: a remark' >&2\nexit {code}")
    assert made.stdout.startswith("Installing what Liaison runs on, once; it takes about half a minute")
    assert ("WARNING: a remark" in made.stderr) is is_told
    assert (tmp_path / ".runs").exists() is not is_told


@pytest.mark.parametrize(("seconds", "is_told"), [("0", True), ("30", False)])
def test_an_installation_that_takes_long_is_told_once_and_no_other(
    tmp_path: Path, seconds: str, is_told: bool
) -> None:
    made = _install(tmp_path, "sleep 0.5", f"PATIENCE={seconds}")
    assert made.returncode == 0
    told = f"Still installing; {tmp_path}/pip.log has what pip says."
    assert made.stdout.splitlines()[1:] == [told] * is_told
    assert made.stderr == ""
