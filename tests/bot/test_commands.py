"""``python -m bot`` as an operator meets it: real processes, real signals, exit codes."""

import asyncio
import signal
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import closing
from pathlib import Path
from time import monotonic

import httpx
import pytest

from bot.command_line import EXIT_FAILED, EXIT_IN_USE, EXIT_MISCONFIGURED
from tests.bot.far_end import BOT_TOKEN, SCOPES, SECRET, FarEnd
from tests.bot.test_run import free_port

ROOT = Path(__file__).parents[2]


class Operator:
    """Starts the bot in an empty folder with an environment of its own."""

    def __init__(self, folder: Path, slack: FarEnd) -> None:
        self.folder = folder
        self.port = free_port()
        self.environment = {
            "PYTHONPATH": str(ROOT),
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"{slack.url}/api",
            "DATABASE_URL": f"sqlite:///{folder}/liaison.db",
            "LIAISON_PORT": str(self.port),
        }

    async def start(self, *arguments: str) -> Process:
        command = (sys.executable, "-W", "error", "-m", "bot", *arguments)
        return await asyncio.create_subprocess_exec(
            *command, cwd=self.folder, env=self.environment, stdout=PIPE, stderr=PIPE
        )

    async def run(self, *arguments: str) -> tuple[int | None, str, str]:
        """Exit code, stdout, stderr."""
        process = await self.start(*arguments)
        async with asyncio.timeout(20):
            out, err = await process.communicate()
        return process.returncode, out.decode(), err.decode()

    async def answers(self, page: str, status: int) -> None:
        """Wait until the page answers so."""
        async with asyncio.timeout(20), httpx.AsyncClient() as http:
            while True:
                try:
                    response = await http.get(f"http://127.0.0.1:{self.port}{page}")
                except httpx.TransportError:
                    response = None
                if response is not None and response.status_code == status:
                    return
                await asyncio.sleep(0.05)


@pytest.fixture
def operator(tmp_path: Path, slack: FarEnd) -> Operator:
    return Operator(tmp_path, slack)


async def test_missing_settings_are_sentences_and_exit_2_before_any_traffic(
    operator: Operator, slack: FarEnd
) -> None:
    del operator.environment["SLACK_BOT_TOKEN"]
    operator.environment |= {"LIAISON_PORT": "many", "DATABASE_URL": "mysql://nowhere"}
    for code, out, err in await asyncio.gather(
        operator.run(), operator.run("check"), operator.run("migrate")
    ):
        told = out + err
        assert code == EXIT_MISCONFIGURED
        for setting in ("SLACK_BOT_TOKEN is not set.", "LIAISON_PORT is wrong:", "DATABASE_URL must begin"):
            assert setting in told
        assert "Traceback" not in told
    assert slack.calls == []
    assert list(operator.folder.iterdir()) == []


async def test_check_tells_settings_handbook_database_and_slack_in_one_round(
    operator: Operator, slack: FarEnd
) -> None:
    (operator.folder / "handbook.toml").write_text("company = 'T'", encoding="utf-8")
    (operator.folder / ".env").write_text("LIAISON_LOGLEVEL=DEBUG\n", encoding="utf-8")
    operator.environment |= {
        "LIAISON_HANDBOK": "ours.toml",
        "LIAISON_HANDBOOK": "handbook.toml",
        "LIAISON_PORT": "many",
        "SLACK_APP_TOKEN": BOT_TOKEN,
        "DATABASE_URL": "sqlite:///no/such/folder/liaison.db",
    }
    slack.scopes = SCOPES[1:]
    code, told, err = await operator.run("check")
    assert (code, err) == (EXIT_MISCONFIGURED, "")
    marked = [
        "✗ SLACK_APP_TOKEN holds a bot token (xoxb-…); it belongs in SLACK_BOT_TOKEN.",
        "✗ LIAISON_PORT is wrong:",
        "✗ handbook.toml: default_department: it is missing.",
        "✗ There is no folder for the database no/such/folder/liaison.db.",
        f"✗ The bot token lacks the scope {SCOPES[0]}",
        "! LIAISON_HANDBOK in the environment is no setting and counts for nothing; did you mean LIAISON_",
        "! LIAISON_LOGLEVEL in .env is no setting and counts for nothing; did you mean LIAISON_LOG_LEVEL?",
    ]
    positions = [told.find(sentence) for sentence in marked]
    assert -1 not in positions
    assert positions == sorted(positions)
    assert BOT_TOKEN not in told


async def test_settings_and_handbook_are_told_together_at_the_start(operator: Operator) -> None:
    operator.environment |= {"LIAISON_HANDBOOK": "nowhere.toml", "SLACK_SIGNING_SECRET": BOT_TOKEN}
    code, _, err = await operator.run()
    assert code == EXIT_MISCONFIGURED
    assert "SLACK_SIGNING_SECRET holds a bot token (xoxb-…); it belongs in SLACK_BOT_TOKEN.\n" in err
    assert "There is no handbook at nowhere.toml." in err
    assert BOT_TOKEN not in err


async def test_a_file_of_settings_that_is_not_utf_8_is_a_sentence_and_exit_2(
    operator: Operator, slack: FarEnd
) -> None:
    (operator.folder / ".env").write_text("LIAISON_PORT=many\n", encoding="utf-16")
    for code, out, err in await asyncio.gather(
        operator.run(), operator.run("check"), operator.run("migrate")
    ):
        told = out + err
        assert code == EXIT_MISCONFIGURED
        assert ".env is not UTF-8" in told
        assert "Traceback" not in told
        assert "is not set" not in told
    assert slack.calls == []


async def test_addresses_that_lead_nowhere_are_sentences_and_exit_2(operator: Operator) -> None:
    operator.environment |= {
        "SLACK_API_URL": "slack.com/api",
        "DATABASE_URL": "postgresql://liaison:Tr0ub@dor3xyz/db@127.0.0.1:1/db",
    }
    code, out, err = await operator.run()
    assert (code, out) == (EXIT_MISCONFIGURED, "")
    assert [line.split(" is ")[0] for line in err.splitlines()] == ["SLACK_API_URL", "DATABASE_URL"]
    assert "dor3xyz" not in err


async def test_a_mistyped_setting_is_named_and_stops_nothing(operator: Operator) -> None:
    operator.environment["LIAISON_LOG_LEVL"] = "DEBUG"
    code, out, err = await operator.run("migrate")
    assert (code, out) == (0, "The database has the newest schema.\n")
    assert "LIAISON_LOG_LEVL in the environment is no setting" in err
    assert "did you mean LIAISON_LOG_LEVEL?" in err


@pytest.mark.parametrize(
    ("handbook", "sentence"),
    [
        (None, "There is no handbook at"),
        ("company = ", "is not valid TOML"),
        ("company = 'T'", "default_department: it is missing. Write "),
    ],
)
async def test_a_bad_handbook_is_a_sentence_and_exit_2(
    operator: Operator, slack: FarEnd, handbook: str | None, sentence: str
) -> None:
    path = operator.folder / "handbook.toml"
    if handbook is not None:
        path.write_text(handbook, encoding="utf-8")
    operator.environment["LIAISON_HANDBOOK"] = str(path)
    code, _, err = await operator.run()
    assert code == EXIT_MISCONFIGURED
    assert sentence in err
    assert slack.calls == []


async def test_migrate_may_run_twice(operator: Operator) -> None:
    for _ in range(2):
        assert await operator.run("migrate") == (0, "The database has the newest schema.\n", "")


async def test_a_database_of_a_newer_liaison_is_a_sentence_and_exit_1(operator: Operator) -> None:
    await operator.run("migrate")
    with closing(sqlite3.connect(operator.folder / "liaison.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    for command in ((), ("migrate",)):
        code, _, err = await operator.run(*command)
        assert code == EXIT_FAILED
        assert "The database was written by a newer Liaison" in err
        assert "Traceback" not in err


async def test_check_exits_0_when_all_is_good_and_1_when_not(operator: Operator, slack: FarEnd) -> None:
    assert await operator.run("check") == (0, "All good.\n", "")
    slack.says["conversations.info"] = {"ok": False, "error": "channel_not_found"}
    code, out, err = await operator.run("check")
    assert (code, err) == (EXIT_FAILED, "")
    assert len(out.splitlines()) == 5


async def test_a_refused_token_is_a_sentence_and_exit_1(operator: Operator, slack: FarEnd) -> None:
    slack.says["auth.test"] = {"ok": False, "error": "invalid_auth"}
    code, _, err = await operator.run()
    assert code == EXIT_FAILED
    assert "Slack refuses SLACK_BOT_TOKEN: invalid_auth.\n" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_well_within_ten_seconds(operator: Operator, number: signal.Signals) -> None:
    process = await operator.start()
    await operator.answers("/health/ready", 200)
    began = monotonic()
    process.send_signal(number)
    _, err = await asyncio.wait_for(process.communicate(), 10)
    assert process.returncode == 0
    assert monotonic() - began < 5
    assert "Liaison is leaving" in err.decode()
    assert "Traceback" not in err.decode()


async def test_a_signal_ends_it_while_slack_does_not_answer(operator: Operator, slack: FarEnd) -> None:
    slack.says["auth.test"] = 503
    process = await operator.start()
    await operator.answers("/health/ready", 503)
    process.terminate()
    await asyncio.wait_for(process.communicate(), 10)
    assert process.returncode == 0


async def test_a_second_process_on_the_same_file_exits_3_and_says_why(
    operator: Operator, slack: FarEnd
) -> None:
    process = await operator.start()
    await operator.answers("/health/live", 200)
    for code, _, err in await asyncio.gather(operator.run(), operator.run("migrate")):
        assert code == EXIT_IN_USE
        assert f"already in use by another Liaison (process {process.pid})" in err
    process.terminate()
    await asyncio.wait_for(process.communicate(), 10)
    assert process.returncode == 0


async def test_no_secret_is_written_even_at_debug(operator: Operator) -> None:
    operator.environment |= {"LIAISON_LOG_LEVEL": "DEBUG", "LIAISON_LOG_FORMAT": "json"}
    process = await operator.start()
    await operator.answers("/health/ready", 200)
    process.terminate()
    out, err = await asyncio.wait_for(process.communicate(), 10)
    for secret in (BOT_TOKEN, SECRET):
        assert secret.encode() not in out + err


async def test_help_names_the_commands(operator: Operator) -> None:
    code, out, _ = await operator.run("--help")
    assert code == 0
    assert "migrate" in out
    assert "check" in out
