"""``check`` says everything that is wrong, in sentences, and changes nothing."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.check import Report, check
from bot.deployment import Deployment
from config.handbook import Handbook
from config.settings import Settings
from models.database import open_engine
from models.migrate import migrate
from tests.bot.far_end import APP_TOKEN, DEFAULTS, SCOPES, TEAM, FarEnd, Json

HANDBOOK = Handbook.model_validate(
    {
        "company": "Tidewater",
        "default_department": "billing",
        "desk": {"channel": "C0CSDESK001"},
        "departments": {"billing": {"name": "Billing", "channel": "C0BILLING01"}},
        "managers": ["U0RUTHABARA"],
    }
)


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"database_url": f"sqlite:///{tmp_path}/liaison.db"})


async def test_a_good_deployment_is_all_good(settings: Settings, slack: FarEnd) -> None:
    report = await check(Deployment(settings, HANDBOOK))
    assert report.lines() == ["All good."]
    assert sorted(slack.calls) == [
        "auth.test",
        "bots.info",
        "conversations.info",
        "conversations.info",
        "conversations.members",
        "conversations.members",
        "users.info",
    ]


def channel(**fields: object) -> Json:
    return {"ok": True, "channel": {"name": "billing", "is_member": True, **fields}}


def user(**fields: object) -> Json:
    return {"ok": True, "user": {"real_name": "Ruth Abara", "team_id": TEAM, **fields}}


def no(error: str) -> Json:
    return {"ok": False, "error": error}


WORTH_A_LOOK = "Liaison can work; what is marked ! is worth a look."
BILLING = "#billing, the channel of Billing,"
RUTH = "The manager Ruth Abara (U0RUTHABARA)"
CHANNELS = {
    f"{BILLING} does not have Liaison in it: invite it there.": channel(is_member=False),
    f"{BILLING} is archived.": channel(is_archived=True),
    f"{BILLING} is shared with another organisation.": channel(is_ext_shared=True),
    f"{BILLING} is about to be shared with another organisation.": channel(is_pending_ext_shared=True),
    "C0BILLING01, the channel of Billing, does not exist, or is private and Liaison is not in it.": no(
        "channel_not_found"
    ),
    "Slack does not show C0BILLING01, the channel of Billing: missing_scope.": no("missing_scope"),
}
PEOPLE = {
    "The manager U0RUTHABARA does not exist.": no("user_not_found"),
    f"{RUTH} is deactivated.": user(deleted=True),
    f"{RUTH} is a bot.": user(is_bot=True),
    f"{RUTH} belongs to another organisation.": user(team_id="T0OTHER0001"),
}
TOKENS = {
    "Slack refuses SLACK_BOT_TOKEN: invalid_auth.": no("invalid_auth"),
    "SLACK_BOT_TOKEN is not a bot's token; it begins with xoxb-.": {"ok": True, "team_id": TEAM},
}


@pytest.mark.parametrize(
    ("method", "sentence", "answer"),
    [
        *(("conversations.info", sentence, answer) for sentence, answer in CHANNELS.items()),
        *(("users.info", sentence, answer) for sentence, answer in PEOPLE.items()),
        *(("auth.test", sentence, answer) for sentence, answer in TOKENS.items()),
    ],
)
async def test_each_problem_is_a_sentence(
    settings: Settings, slack: FarEnd, method: str, sentence: str, answer: Json
) -> None:
    slack.says[method] = answer
    report = await check(Deployment(settings, HANDBOOK))
    assert sentence in report.problems
    assert not report.is_good
    assert f"✗ {sentence}" in report.lines()


async def test_the_desk_is_called_the_desk(settings: Settings, slack: FarEnd) -> None:
    slack.says["conversations.info"] = channel(is_archived=True)
    report = await check(Deployment(settings, HANDBOOK))
    assert "#billing, the channel of the desk, is archived." in report.problems


async def test_a_guest_among_the_managers_is_odd_but_no_problem(settings: Settings, slack: FarEnd) -> None:
    slack.says["users.info"] = user(is_restricted=True)
    report = await check(Deployment(settings, HANDBOOK))
    assert report.lines() == [f"! {RUTH} is a guest, and guests may do nothing here.", WORTH_A_LOOK]


async def test_a_sister_workspaces_manager_is_at_home_on_grid(settings: Settings, slack: FarEnd) -> None:
    slack.says["auth.test"] = DEFAULTS["auth.test"] | {"enterprise_id": "E0HOME00001"}
    slack.says["users.info"] = user(team_id="T0SISTER001", enterprise_user={"enterprise_id": "E0HOME00001"})
    assert (await check(Deployment(settings, HANDBOOK))).is_good


async def test_missing_scopes_are_problems_and_spare_ones_are_odd(settings: Settings, slack: FarEnd) -> None:
    slack.scopes = [scope for scope in SCOPES if scope != "groups:read"] + ["files:read"]
    report = await check(Deployment(settings, HANDBOOK))
    remedy = "update the app from manifest.json and install it again"
    assert report == Report(
        problems=[f"The bot token lacks the scope groups:read: {remedy}."],
        oddities=["The bot token has the scope files:read, which Liaison does not need."],
    )


async def test_an_app_token_that_slack_refuses_is_a_problem(settings: Settings, slack: FarEnd) -> None:
    slack.says["apps.connections.open"] = no("not_allowed_token_type")
    with_app_token = Settings.model_validate({**settings.model_dump(), "slack_app_token": APP_TOKEN})
    report = await check(Deployment(with_app_token, HANDBOOK))
    assert report.problems == ["Slack refuses SLACK_APP_TOKEN: not_allowed_token_type."]


async def test_a_slack_that_does_not_answer_is_a_problem(settings: Settings) -> None:
    nowhere = settings.model_copy(update={"slack_api_url": "http://127.0.0.1:9/api/"})
    report = await check(Deployment(nowhere, HANDBOOK))
    assert report.problems == ["Slack does not answer at http://127.0.0.1:9/api/."]


async def test_an_embedded_database_may_be_missing_and_is_not_made(settings: Settings) -> None:
    for _ in range(2):
        assert (await check(Deployment(settings, HANDBOOK))).is_good


async def test_an_embedded_database_may_be_current_but_not_old(settings: Settings) -> None:
    engine = open_engine(settings.database_url)
    engine.connect().close()
    problem = "The database needs its migrations: run python -m bot migrate."
    assert (await check(Deployment(settings, HANDBOOK))).problems == [problem]
    migrate(engine)
    engine.dispose()
    assert (await check(Deployment(settings, HANDBOOK))).is_good


async def test_a_database_that_cannot_be_reached_is_a_problem(settings: Settings, tmp_path: Path) -> None:
    no_folder = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path}/no/liaison.db"})
    report = await check(Deployment(no_folder, HANDBOOK))
    assert report.problems == [f"There is no folder for the database {tmp_path}/no/liaison.db."]
    closed = settings.model_copy(update={"database_url": "postgresql+psycopg://a:not-real@127.0.0.1:9/a"})
    [problem] = (await check(Deployment(closed, HANDBOOK))).problems
    assert problem.startswith("The database does not answer: OperationalError")
    assert "not-real" not in problem


@pytest.mark.parametrize("host", ["127.0.0.1", "dor3xyz.invalid"])
async def test_the_drivers_words_about_the_host_are_left_out(settings: Settings, host: str) -> None:
    """What it takes for the host may be a part of the password."""
    nowhere = settings.model_copy(update={"database_url": f"postgresql+psycopg://a:b@{host}:9/a"})
    [problem] = (await check(Deployment(nowhere, HANDBOOK))).problems
    assert "[redacted]" in problem
    assert host not in problem


async def test_what_was_wrong_before_stands_first_and_the_rest_is_looked_at(
    settings: Settings, slack: FarEnd
) -> None:
    slack.says["conversations.info"] = channel(is_archived=True)
    report = await check(
        Deployment(settings, HANDBOOK, {"liaison_port"}, ["LIAISON_PORT is wrong."], ["LIAISON_HOTS?"])
    )
    assert report.problems == ["LIAISON_PORT is wrong.", *report.problems[1:]]
    assert f"{BILLING} is archived." in report.problems
    assert report.oddities == ["LIAISON_HOTS?"]


async def test_a_wrong_bot_token_is_not_tried_and_a_wrong_database_not_opened(
    settings: Settings, slack: FarEnd
) -> None:
    closed = settings.model_copy(update={"database_url": "sqlite:////no/such/folder/liaison.db"})
    report = await check(Deployment(closed, HANDBOOK, {"slack_bot_token", "database_url"}))
    assert report.lines()[0] == "! Slack was not asked anything: SLACK_BOT_TOKEN has to be right first."
    assert (report.problems, slack.calls) == ([], [])


async def test_without_a_handbook_token_and_scopes_are_looked_at(settings: Settings, slack: FarEnd) -> None:
    slack.scopes = SCOPES[1:]
    report = await check(Deployment(settings, None))
    assert len(report.problems) == 1
    assert SCOPES[0] in report.problems[0]
    assert report.oddities == ["No channel and nobody was looked up: the handbook has to be right first."]


@pytest.mark.parametrize(
    ("secret", "is_odd"), [("not-a-real-signing-secret", True), ("0123456789abcdef" * 2, False)]
)
async def test_what_does_not_look_like_a_signing_secret_is_odd_for_slack_itself(
    settings: Settings, secret: str, is_odd: bool
) -> None:
    changed = {"slack_signing_secret": SecretStr(secret), "slack_api_url": "https://slack.com/api/"}
    deployment = Deployment(settings.model_copy(update=changed), None, {"slack_bot_token"})
    told = "".join((await check(deployment)).oddities)
    assert ("SLACK_SIGNING_SECRET does not look like one" in told) is is_odd
    assert secret not in told
