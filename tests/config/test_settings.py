"""The settings: from the environment, with a sentence for each that is missing or wrong."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from config.settings import SAMPLE_HANDBOOK, STAND_INS, Settings, read_settings

SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-very-secret",
    "SLACK_SIGNING_SECRET": "signing-very-secret",
    "SLACK_APP_TOKEN": "xapp-very-secret",
    "DATABASE_URL": "postgresql://liaison:very-secret@db/liaison",
}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine, and no ``.env``."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def enough(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The two that must be set."""
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.setenv(name, SECRETS[name])
    return monkeypatch


def problems() -> list[str]:
    _, wrong = read_settings()
    return list(wrong.values())


def right() -> Settings:
    settings, wrong = read_settings()
    assert wrong == {}
    return settings


@pytest.mark.usefixtures("enough")
def test_what_is_not_set_has_its_default() -> None:
    settings = right()
    assert settings.slack_api_url == "https://slack.com/api/"
    assert (settings.database_url, settings.is_embedded) == ("sqlite:///liaison.db", True)
    assert (settings.liaison_handbook, settings.uses_socket_mode) == (SAMPLE_HANDBOOK, False)
    assert (settings.liaison_host, settings.liaison_port) == ("127.0.0.1", 3000)


def test_what_is_missing_is_named_with_where_to_find_it() -> None:
    assert problems() == [
        "SLACK_BOT_TOKEN is not set. The bot token, from *OAuth & Permissions* (xoxb-…).",
        "SLACK_SIGNING_SECRET is not set. The signing secret, from *Basic Information*.",
    ]


def test_an_empty_value_is_a_missing_one(enough: pytest.MonkeyPatch) -> None:
    enough.setenv("SLACK_BOT_TOKEN", "")
    enough.setenv("LIAISON_PORT", "")
    assert [line.split(".")[0] for line in problems()] == ["SLACK_BOT_TOKEN is not set"]


WRONG = {
    "LIAISON_PORT": ("99999", "LIAISON_PORT is wrong: it should be less than or equal to 65535."),
    "LIAISON_TICK_SECONDS": ("0", "LIAISON_TICK_SECONDS is wrong: it should be greater than 0."),
    "LIAISON_SETTLE_SECONDS": ("soon", "LIAISON_SETTLE_SECONDS is wrong: it should be a valid number"),
    "LIAISON_LOG_LEVEL": ("LOUD", "LIAISON_LOG_LEVEL is wrong: it should be 'DEBUG', 'INFO'"),
    "LIAISON_LOG_FORMAT": ("xml", "LIAISON_LOG_FORMAT is wrong: it should be 'console' or 'json'."),
    "DATABASE_URL": ("mysql://db", "DATABASE_URL must begin with sqlite:/// or postgresql://."),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named(enough: pytest.MonkeyPatch, name: str) -> None:
    value, sentence = WRONG[name]
    enough.setenv(name, value)
    (line,) = problems()
    assert line.startswith(sentence)


def test_several_mistakes_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, (value, _) in WRONG.items():
        monkeypatch.setenv(name, value)
    assert len(problems()) == len(WRONG) + 2


def test_what_is_right_is_kept_beside_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIAISON_PORT", "many")
    monkeypatch.setenv("LIAISON_HOST", "0.0.0.0")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xoxb-very-secret")
    settings, wrong = read_settings()
    assert list(wrong) == ["slack_bot_token", "slack_signing_secret", "slack_app_token", "liaison_port"]
    assert (settings.liaison_port, settings.liaison_host) == (3000, "0.0.0.0")
    assert settings.slack_bot_token.get_secret_value() == STAND_INS["slack_bot_token"]
    assert settings.slack_app_token is None


def test_swapped_tokens_are_each_sent_where_they_belong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", SECRETS["SLACK_APP_TOKEN"])
    monkeypatch.setenv("SLACK_APP_TOKEN", SECRETS["SLACK_BOT_TOKEN"])
    monkeypatch.setenv("SLACK_SIGNING_SECRET", SECRETS["SLACK_SIGNING_SECRET"])
    assert problems() == [
        "SLACK_BOT_TOKEN holds an app-level token (xapp-…); it belongs in SLACK_APP_TOKEN.",
        "SLACK_APP_TOKEN holds a bot token (xoxb-…); it belongs in SLACK_BOT_TOKEN.",
    ]


def test_a_wrong_secret_is_not_repeated_by_who_builds_settings_otherwise() -> None:
    with pytest.raises(ValidationError) as raised:
        Settings(slack_bot_token="xapp-very-secret", slack_signing_secret="signing-very-secret")
    assert "very-secret" not in str(raised.value)


def test_a_database_that_cannot_be_read_is_not_repeated(enough: pytest.MonkeyPatch) -> None:
    enough.setenv("DATABASE_URL", "postgresql://liaison:very-secret@db:port/liaison")
    (line,) = problems()
    assert line.startswith("DATABASE_URL is not a database's address")
    assert "very-secret" not in line


@pytest.mark.parametrize(
    "given",
    [
        "postgresql://liaison:Tr0ub@dor3xyz/db@127.0.0.1:1/db",
        "postgresql://liaison:Tr0ub@dor3xyz@db/liaison",
        "postgresql://liai/son:dor3xyz@db/liaison",
        "postgresql://liaison:Tr0ub@dor3xyz db/liaison",
        "postgresql://dor3xyz'/liaison",
        "postgresql://db/liaison?passfile=@dor3xyz",
    ],
)
def test_a_password_that_was_not_escaped_is_never_taken_for_a_host(
    enough: pytest.MonkeyPatch, given: str
) -> None:
    enough.setenv("DATABASE_URL", given)
    assert problems() == [
        "DATABASE_URL is not a database's address (write special characters of a password as %40, %2F, …)."
    ]


@pytest.mark.parametrize(
    "given",
    [
        "postgresql://liaison:Tr0ub%40dor3%2Fx@db.example-1.org:5432/liaison?sslmode=require",
        "postgresql://liaison:Tr0ub/d?o#r%3@my_db/liaison",
        "postgresql://liaison@[::1]:5432/liaison",
        "postgresql:///liaison?host=/var/run/postgresql",
    ],
)
def test_what_is_read_as_it_was_meant_is_a_databases_address(enough: pytest.MonkeyPatch, given: str) -> None:
    enough.setenv("DATABASE_URL", given)
    assert right().database_url == given.replace("postgresql:", "postgresql+psycopg:")


@pytest.mark.parametrize(
    "given",
    [
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///?cache=shared",
        "sqlite:///file::memory:?uri=true",
    ],
)
def test_a_database_in_memory_is_refused(enough: pytest.MonkeyPatch, given: str) -> None:
    enough.setenv("DATABASE_URL", given)
    assert problems() == [
        (
            "DATABASE_URL names no file, and a database in memory keeps nothing; "
            "write sqlite:///liaison.db, for example."
        )
    ]


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("postgresql://u:p@h/n", "postgresql+psycopg://u:p@h/n"),
        ("postgres://u:p@h/n", "postgresql+psycopg://u:p@h/n"),
        ("postgresql+psycopg://u:p@h/n", "postgresql+psycopg://u:p@h/n"),
        ("sqlite:////var/lib/liaison.db", "sqlite:////var/lib/liaison.db"),
    ],
)
def test_a_database_is_named_with_its_driver(enough: pytest.MonkeyPatch, given: str, read: str) -> None:
    enough.setenv("DATABASE_URL", given)
    assert right().database_url == read
    assert right().is_embedded is given.startswith("sqlite")


def test_the_address_of_the_web_api_ends_with_a_slash(enough: pytest.MonkeyPatch) -> None:
    for given in ("http://127.0.0.1:1/api", "http://127.0.0.1:1/api/"):
        enough.setenv("SLACK_API_URL", given)
        assert right().slack_api_url == "http://127.0.0.1:1/api/"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("slack.com/api", "is not an address; write it as https://slack.com/api/"),
        ("https:///api/", "is not an address"),
        ("ftp://slack.com/api/", "is not an address"),
        ("https://[slack.com/api/", "is not an address"),
        ("https://slack.com:port/api/", "is not an address"),
        ('"https://slack.com/api/"', "has a blank, a quotation mark"),
        ("https://slack.com/api/ # ours", "has a blank, a quotation mark"),
        ("https://ruth:very-secret@slack.com/api/", "has a blank, a quotation mark"),
        ("http://slack.com/api/", "must begin with https://"),
        ("http://192.168.0.7/api/", "must begin with https://"),
        ("https://slack.com", "does not lead to Slack's Web API; write https://slack.com/api/"),
    ],
)
def test_what_is_no_address_of_a_web_api_is_told_so(
    enough: pytest.MonkeyPatch, given: str, says: str
) -> None:
    enough.setenv("SLACK_API_URL", given)
    (line,) = problems()
    assert line.startswith(f"SLACK_API_URL {says}")
    assert "very-secret" not in line


@pytest.mark.parametrize(
    "given",
    ["http://localhost:1/api/", "http://[::1]:1/api/", "https://slack.example/", "HTTPS://slack.com/api/"],
)
def test_a_stand_in_may_be_anywhere_with_tls_and_here_without(enough: pytest.MonkeyPatch, given: str) -> None:
    enough.setenv("SLACK_API_URL", given)
    assert right().slack_api_url == given


@pytest.mark.parametrize(
    ("given", "is_slack"),
    [
        ("https://slack.com/api/", True),
        ("https://slack-gov.com/api", True),
        ("http://127.0.0.1:8765/api/", False),
        ("https://slack.com.example/api/", False),
    ],
)
def test_slack_itself_is_told_from_a_stand_in(enough: pytest.MonkeyPatch, given: str, is_slack: bool) -> None:
    enough.setenv("SLACK_API_URL", given)
    assert right().uses_slack_itself is is_slack


WATCHERS = [
    "https://hc-ping.example/3f1c-4711",
    "https://uptime.example/api/push/abc?status=up&msg=OK",
    "http://127.0.0.1:8000/ping",
    "http://localhost/ping",
]


@pytest.mark.parametrize("given", WATCHERS)
def test_a_watcher_is_called_with_tls_or_on_this_machine(enough: pytest.MonkeyPatch, given: str) -> None:
    enough.setenv("LIAISON_HEARTBEAT_URL", given)
    settings = right()
    assert settings.liaison_heartbeat_url is not None
    assert settings.liaison_heartbeat_url.get_secret_value() == given
    assert given not in repr(settings)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("hc-ping.example/very-secret", "is not an address; write it as your monitor shows it, https://…"),
        ("https:///very-secret", "is not an address"),
        ("ftp://hc-ping.example/very-secret", "is not an address"),
        ("https://hc-ping.example:port/very-secret", "is not an address"),
        ("http://hc-ping.example/very-secret", "must begin with https://, for it is a secret"),
        ("http://192.168.0.7/very-secret", "must begin with https://"),
        ("https://ruth:very-secret@hc-ping.example/", "has a blank, a quotation mark"),
        ("https://hc-ping.example/very-secret # ours", "has a blank, a quotation mark"),
        ('"https://hc-ping.example/very-secret"', "has a blank, a quotation mark"),
        ("https://hooks.slack.com/services/very-secret", "leads to Slack"),
    ],
)
def test_what_cannot_be_meant_as_a_watchers_address_is_told_so(
    enough: pytest.MonkeyPatch, given: str, says: str
) -> None:
    enough.setenv("LIAISON_HEARTBEAT_URL", given)
    (line,) = problems()
    assert line.startswith(f"LIAISON_HEARTBEAT_URL {says}")
    assert "very-secret" not in line


def test_an_app_token_means_socket_mode(enough: pytest.MonkeyPatch) -> None:
    enough.setenv("SLACK_APP_TOKEN", SECRETS["SLACK_APP_TOKEN"])
    assert right().uses_socket_mode


def test_a_file_is_read_and_the_environment_goes_before_it(
    enough: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("LIAISON_PORT=4000\nLIAISON_HOST=0.0.0.0\nSOMETHING_ELSE=1\n")
    enough.setenv("LIAISON_HOST", "127.0.0.2")
    settings = right()
    assert (settings.liaison_port, settings.liaison_host) == (4000, "127.0.0.2")


def test_no_secret_is_ever_printed(enough: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        enough.setenv(name, value)
    settings = right()
    printed = [repr(settings), str(settings), f"{settings}", repr(settings.slack_bot_token)]
    for secret in ("xoxb-very", "signing-very", "xapp-very", "very-secret"):
        assert not any(secret in text for text in printed), secret


def test_a_wrong_secret_is_not_repeated_in_the_sentence(enough: pytest.MonkeyPatch) -> None:
    enough.setenv("DATABASE_URL", "oracle://liaison:very-secret@db/liaison")
    assert not re.search("very-secret", "".join(problems()))
