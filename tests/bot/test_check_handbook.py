"""``check`` says what is odd about a handbook that can be used."""

import pytest

from bot.check import check
from bot.handbook_oddities import oddities_of
from config.handbook import Handbook
from config.settings import Settings
from tests.bot.far_end import FarEnd
from tests.bot.test_check import HANDBOOK, WORTH_A_LOOK
from tests.house import HANDBOOK as SAMPLE

SLACK = {"slack_api_url": "https://slack.com/api/"}


def test_the_sample_is_not_for_a_workspace_of_ones_own(settings: Settings) -> None:
    (told,) = oddities_of(SAMPLE, settings.model_copy(update=SLACK))
    assert told == (
        "This is the sample handbook, with the channels and people of a company that does not exist. "
        "Copy config/handbook.toml, put your own in, and let LIAISON_HANDBOOK name the copy."
    )


def test_the_sample_is_right_for_the_sandbox(settings: Settings) -> None:
    assert list(oddities_of(SAMPLE, settings)) == []


def test_a_handbook_of_ones_own_is_right_for_slack(settings: Settings) -> None:
    assert list(oddities_of(HANDBOOK, settings.model_copy(update=SLACK))) == []


NOTHING_LEADS = (
    "Legal has no words, customers, tiers or severities in the handbook: "
    "a case gets there only when somebody chooses so."
)
LEGAL = {"name": "Legal", "channel": "C0LEGAL0001"}


def with_legal(**more: list[str]) -> Handbook:
    data = HANDBOOK.model_dump(exclude_unset=True)
    return Handbook.model_validate({**data, "departments": {**data["departments"], "legal": LEGAL | more}})


async def test_a_department_to_which_nothing_leads_is_odd(settings: Settings, slack: FarEnd) -> None:
    report = await check(settings, with_legal())
    assert report.lines() == [
        f"! {NOTHING_LEADS}",
        WORTH_A_LOOK,
    ]


@pytest.mark.parametrize(
    "more", [{"words": ["GDPR"]}, {"customers": ["Fjordlab"]}, {"tiers": ["gold"]}, {"severities": ["low"]}]
)
def test_a_department_to_which_something_leads_is_not(settings: Settings, more: dict[str, list[str]]) -> None:
    assert list(oddities_of(with_legal(**more), settings)) == []
