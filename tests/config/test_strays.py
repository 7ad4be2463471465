"""A variable that begins as ours do and is no setting is named, with what was probably meant."""

import os
from pathlib import Path

import pytest

from config.strays import KNOWN, OURS_IN_THE_FILE, strays

OF_OTHERS = ("SLACK_WEBHOOK_URL", "SLACK_TOKEN", "SLACK_CLIENT_SECRET", "TEST_DATABASE_URL", "DATABASE_USER")
SLIPS = {
    "SLACK_APP_TOKN": "SLACK_APP_TOKEN",
    "DATABSE_URL": "DATABASE_URL",
    "SLACK_SIGNIN_SECRET": "SLACK_SIGNING_SECRET",
    "SLACK_BOTTOKEN": "SLACK_BOT_TOKEN",
    "LIASON_PORT": "LIAISON_PORT",
}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of ours in the environment, and no ``.env``."""
    for name in [name for name in os.environ if name.upper().startswith((*OURS_IN_THE_FILE, "DATABASE"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_every_setting_is_known_and_so_is_the_tests_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*KNOWN, "LIAISON_CRASH_AT", "liaison_port", "SOMETHING_ELSE", *OF_OTHERS]:
        monkeypatch.setenv(name, "1")
    assert strays() == []


def test_a_mistyped_one_is_named_with_what_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIAISON_HANDBOK", "ours.toml")
    (told,) = strays()
    assert told == (
        "LIAISON_HANDBOK in the environment is no setting and counts for nothing; "
        "did you mean LIAISON_HANDBOOK?"
    )


def test_one_in_the_file_is_named_with_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LIAISON_PORT=1\nLIAISON_LOGLEVEL=DEBUG\n#LIAISON_NOTHING=1\n")
    assert strays() == [
        "LIAISON_LOGLEVEL in .env is no setting and counts for nothing; did you mean LIAISON_LOG_LEVEL?"
    ]


def test_what_is_like_nothing_is_named_without_a_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    """So Kubernetes tells every container of a service called ``liaison``."""
    monkeypatch.setenv("LIAISON_SERVICE_HOST", "10.0.0.1")
    assert strays() == ["LIAISON_SERVICE_HOST in the environment is no setting and counts for nothing."]


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_named_wherever_it_stands(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, slip: str
) -> None:
    (tmp_path / ".env").write_text(f"{slip}=1\n")
    monkeypatch.setenv(slip, "1")
    in_the_environment, in_the_file = strays()
    assert in_the_environment.startswith(f"{slip} in the environment is no setting")
    assert in_the_file.startswith(f"{slip} in .env is no setting")
    for told in (in_the_environment, in_the_file):
        assert f"; did you mean {SLIPS[slip]}" in told


def test_in_the_file_whatever_speaks_of_slack_is_meant_for_us(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SLACK_WEBHOOK_URL=1\nTEST_DATABASE_URL=1\n")
    assert strays() == ["SLACK_WEBHOOK_URL in .env is no setting and counts for nothing."]
