"""A variable that begins as ours do and is no setting is named, with what was probably meant."""

import os
from pathlib import Path

import pytest

from config.strays import KNOWN, OURS, strays


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of ours in the environment, and no ``.env``."""
    for name in [name for name in os.environ if name.upper().startswith(OURS)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_every_setting_is_known_and_so_is_the_tests_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*KNOWN, "LIAISON_CRASH_AT", "liaison_port", "SOMETHING_ELSE"]:
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
