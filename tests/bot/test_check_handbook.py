"""``check`` says what is odd about a handbook that can be used."""

import re
import shutil
from pathlib import Path

import pytest

from bot.check import check
from bot.deployment import Deployment
from bot.handbook_oddities import oddities_of
from config.handbook import Handbook, load_handbook
from config.settings import SAMPLE_HANDBOOK, Settings
from tests.bot.far_end import FarEnd
from tests.bot.test_check import HANDBOOK, WORTH_A_LOOK
from tests.house import HANDBOOK as SAMPLE

OURS = """
company = "Harbour Pumps"
default_department = "billing"
managers = ["U0OWNBOSS01"]
desk.channel = "C0OWNDESK01"
departments.billing = { name = "Billing", channel = "C0OWNBILL01" }
customers = [{ name = "Quayside" }]
"""
SLACK = {"slack_api_url": "https://slack.com/api/"}


def test_the_sample_is_not_for_a_workspace_of_ones_own(settings: Settings) -> None:
    (told,) = oddities_of(SAMPLE, settings.model_copy(update=SLACK))
    assert told == (
        "This is the sample handbook, with the channels and people of a company that does not exist. "
        "Copy config/handbook.toml, put your own in, and let LIAISON_HANDBOOK name the copy."
    )


def test_the_sample_is_right_for_the_sandbox(settings: Settings) -> None:
    assert list(oddities_of(SAMPLE, settings)) == []


def left_of_the_sample(settings: Settings, path: Path) -> list[str]:
    copied = settings.model_copy(update=SLACK | {"liaison_handbook": path})
    return list(oddities_of(load_handbook(path), copied))


def test_a_fresh_copy_is_told_what_to_change_and_not_to_copy(settings: Settings, tmp_path: Path) -> None:
    copy = Path(shutil.copy(SAMPLE_HANDBOOK, tmp_path / "ours.toml"))
    (told,) = left_of_the_sample(settings, copy)
    assert told == (
        "ours.toml still has the sample's company, managers, admins, [desk] channel, "
        "[departments.billing] channel, [departments.engineering] channel, "
        "[departments.logistics] channel, [departments.legal] channel and [[customers]], "
        "from a company that does not exist. Put your own in."
    )


def test_what_was_changed_is_not_named_again(settings: Settings, tmp_path: Path) -> None:
    copy = tmp_path / "ours.toml"
    theirs = SAMPLE_HANDBOOK.read_text(encoding="utf-8")
    own_channels = re.sub(r'channel = "C0', 'channel = "C0OWN', theirs)
    copy.write_text(own_channels.replace("U0OLANOWAK0", "U0OWNADMIN1"), encoding="utf-8")
    (told,) = left_of_the_sample(settings, copy)
    assert told == (
        "ours.toml still has the sample's company, managers and [[customers]], "
        "from a company that does not exist. Put your own in."
    )


def test_a_handbook_of_ones_own_is_right_for_slack(settings: Settings, tmp_path: Path) -> None:
    ours = tmp_path / "ours.toml"
    ours.write_text(OURS, encoding="utf-8")
    assert left_of_the_sample(settings, ours) == []


NOTHING_LEADS = (
    "Legal has no words, customers, tiers or severities in the handbook: "
    "a case gets there only when somebody chooses so."
)
LEGAL = {"name": "Legal", "channel": "C0LEGAL0001"}


def with_legal(**more: list[str]) -> Handbook:
    data = HANDBOOK.model_dump(exclude_unset=True)
    return Handbook.model_validate({**data, "departments": {**data["departments"], "legal": LEGAL | more}})


async def test_a_department_to_which_nothing_leads_is_odd(settings: Settings, slack: FarEnd) -> None:
    report = await check(Deployment(settings, with_legal()))
    assert report.lines() == [
        f"! {NOTHING_LEADS}",
        WORTH_A_LOOK,
    ]


@pytest.mark.parametrize(
    "more", [{"words": ["GDPR"]}, {"customers": ["Fjordlab"]}, {"tiers": ["gold"]}, {"severities": ["low"]}]
)
def test_a_department_to_which_something_leads_is_not(settings: Settings, more: dict[str, list[str]]) -> None:
    assert list(oddities_of(with_legal(**more), settings)) == []
