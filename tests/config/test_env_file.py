"""A ``.env`` in another encoding is told so; a mark at its beginning is not."""

from pathlib import Path

import pytest

from config.env_file import misfit_of_env_file
from config.settings import Settings

WRITTEN = "SLACK_BOT_TOKEN=xoxb-1-a\nSLACK_SIGNING_SECRET=secret\nLIAISON_PORT=4000\n"


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_what_is_not_utf_8_is_a_sentence(env_file: Path, encoding: str) -> None:
    env_file.write_text(WRITTEN, encoding)
    sentence = f"{env_file} is not UTF-8 (PowerShell's > writes UTF-16, for example); save it as UTF-8."
    assert misfit_of_env_file(env_file) == sentence


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_the_first_variable_is_read_with_a_mark_before_it_and_without(
    env_file: Path, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    env_file.write_text(WRITTEN, encoding)
    assert misfit_of_env_file(env_file) is None
    settings = Settings(_env_file=env_file)
    assert (settings.slack_bot_token.get_secret_value(), settings.liaison_port) == ("xoxb-1-a", 4000)


def test_one_that_cannot_be_opened_is_a_sentence() -> None:
    """A name too long stands in for a file without rights, which root would read all the same."""
    name = "x" * 300
    assert misfit_of_env_file(Path(name)) == f"{name} cannot be read: File name too long."


def test_none_is_needed(env_file: Path) -> None:
    assert misfit_of_env_file(env_file) is None
