"""``check`` says what is odd about a handbook that can be used."""

import re
import shutil
import tomllib
from datetime import date
from pathlib import Path

import pytest

from bot.check import check
from bot.deployment import Deployment
from bot.handbook_oddities import oddities_of, over
from config.handbook import Handbook, load_handbook
from config.settings import SAMPLE_HANDBOOK, Settings
from sandbox.company import CARLA, DEPLOYBOT, ELI, GIL, INES, MEI, NOOR, SAM, tidewater
from sandbox.server import Sandbox
from tests.bot.far_end import FarEnd
from tests.bot.test_check import HANDBOOK, WORTH_A_LOOK
from tests.house import HANDBOOK as SAMPLE
from tests.house import MANIFEST, settings_for

OURS = """
company = "Harbour Pumps"
default_department = "billing"
managers = ["U0OWNBOSS01"]
desk.channel = "C0OWNDESK01"
departments.billing = { name = "Billing", channel = "C0OWNBILL01", leads = ["U0OWNBOSS01"] }
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
        "ours.toml still has the sample's company, managers, admins, leads, [[away]], [desk] channel, "
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
        "ours.toml still has the sample's company, managers, leads, [[away]] and [[customers]], "
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
LEGAL = {"name": "Legal", "channel": "C0LEGAL0001", "leads": ["U0RUTHABARA"]}


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


# -- who is told


def with_billing(**changed: object) -> Handbook:
    data = HANDBOOK.model_dump(exclude_unset=True)
    departments = {"billing": {**data["departments"]["billing"], "leads": changed.pop("leads", [])}}
    return Handbook.model_validate({**data, "departments": departments, **changed})


def test_departments_without_leads_are_named_with_who_is_told_instead(settings: Settings) -> None:
    (told,) = oddities_of(with_billing(), settings)
    assert told == "Billing has no leads in the handbook: the managers are told for it."


def test_a_handbook_that_names_nobody_is_odd(settings: Settings) -> None:
    managers, leads = oddities_of(with_billing(managers=[]), settings)
    assert managers == (
        "The handbook names no managers: nobody hears of what is stuck for long, "
        "and nobody gets the digest of all departments."
    )
    assert leads == "Billing has no leads in the handbook: nobody is told for it."


LONG_AGO = {"person": "U0MEITANAKA", "first": date(2020, 12, 21), "last": date(2021, 1, 3)}
STILL = {"person": "U0MEITANAKA", "first": date(2020, 12, 21), "last": date(2999, 1, 3)}


async def test_an_absence_that_is_over_is_odd(settings: Settings, slack: FarEnd) -> None:
    handbook = with_billing(leads=["U0RUTHABARA"], away=[LONG_AGO, STILL])
    told = "! The absence of U0MEITANAKA was over on 2021-01-03: take it out, or write its new dates."
    assert (await check(Deployment(settings, handbook))).lines() == [told, WORTH_A_LOOK]


def test_an_absence_is_over_when_its_last_day_is_over_everywhere() -> None:
    handbook = with_billing(away=[LONG_AGO])
    assert list(over(handbook, date(2021, 1, 4))) == []
    assert len(list(over(handbook, date(2021, 1, 5)))) == 1


# -- leads and absences, as Slack knows them


async def told_of_the_company(tmp_path: Path, *, leads: list[str], away: list[str]) -> list[str]:
    """What is said of these leads of Billing and people away, in the sample company."""
    data = tomllib.loads(SAMPLE_HANDBOOK.read_text(encoding="utf-8"))
    data["departments"]["billing"]["leads"] = leads
    data["away"] = [{**STILL, "person": person} for person in away]
    async with Sandbox(tidewater(), manifest=MANIFEST) as sandbox:
        sandbox_settings = settings_for(sandbox, f"sqlite:///{tmp_path}/liaison.db")
        report = await check(Deployment(sandbox_settings, Handbook.model_validate(data)))
    assert report.problems == []
    return [line for line in report.oddities if " is a guest in " not in line]


async def test_leads_and_people_away_who_are_there_are_in_order(tmp_path: Path) -> None:
    assert await told_of_the_company(tmp_path, leads=[MEI.id, SAM.id], away=[SAM.id, INES.id]) == []


NOT_THERE = {
    ELI.id: f"{ELI.name} ({ELI.id}){{}} is deactivated",
    GIL.id: f"{GIL.real_name} ({GIL.id}){{}} is a guest, and guests may do nothing here",
    CARLA.id: f"{CARLA.real_name} ({CARLA.id}){{}} belongs to another organisation",
    DEPLOYBOT.id: f"{DEPLOYBOT.real_name} ({DEPLOYBOT.id}){{}} is a bot",
    "U0NOBODY00": "U0NOBODY00{} does not exist",
}


@pytest.mark.parametrize("person", NOT_THERE)
async def test_leads_and_people_away_who_are_no_full_members_are_odd(tmp_path: Path, person: str) -> None:
    sentence = NOT_THERE[person]
    assert await told_of_the_company(tmp_path, leads=[person], away=[person]) == [
        f"The lead {sentence.format(' of Billing')}.",
        f"[[away]] names {sentence.format(', who')}.",
    ]


async def test_a_lead_who_sits_elsewhere_is_odd(tmp_path: Path) -> None:
    (told,) = await told_of_the_company(tmp_path, leads=[NOOR.id], away=[NOOR.id])
    who = f"The lead Noor Haddad ({NOOR.id}) of Billing"
    assert told == f"{who} does not sit in its channel, so they cannot take what is offered there."
