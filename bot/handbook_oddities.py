"""What is odd about a handbook that can be used."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from config.handbook import Handbook, load_handbook
from config.settings import SAMPLE_HANDBOOK, Settings
from config.wording import listed


def oddities_of(handbook: Handbook, settings: Settings) -> Iterator[str]:
    """A sentence each."""
    if settings.uses_slack_itself:
        yield from _of_the_sample(handbook, settings.liaison_handbook)
    for key, department in handbook.departments.items():
        draws = department.words or department.customers or department.tiers or department.severities
        if not draws and key != handbook.default_department:
            yield (
                f"{department.name} has no words, customers, tiers or severities in the handbook: "
                "a case gets there only when somebody chooses so."
            )
    yield from _who_is_told(handbook)


def over(handbook: Handbook, today: date) -> Iterator[str]:
    """A sentence for each absence that is over everywhere; ``today`` is the day in UTC."""
    for one in handbook.away:
        if one.last < today - timedelta(days=1):
            yield f"The absence of {one.person} was over on {one.last}: take it out, or write its new dates."


def _who_is_told(handbook: Handbook) -> Iterator[str]:
    """Reminders that nobody would get, or that somebody else gets."""
    if not handbook.managers:
        yield (
            "The handbook names no managers: nobody hears of what is stuck for long, and nobody gets the "
            "digest of all departments."
        )
    alone = [department.name for department in handbook.departments.values() if not department.leads]
    if alone:
        have, instead = ("has", "it") if len(alone) == 1 else ("have", "them")
        told = (
            f"the managers are told for {instead}" if handbook.managers else f"nobody is told for {instead}"
        )
        yield f"{listed(alone)} {have} no leads in the handbook: {told}."


def _of_the_sample(handbook: Handbook, path: Path) -> Iterator[str]:
    if path.resolve() == SAMPLE_HANDBOOK.resolve():
        yield (
            "This is the sample handbook, with the channels and people of a company that does not exist. "
            "Copy config/handbook.toml, put your own in, and let LIAISON_HANDBOOK name the copy."
        )
    elif kept := list(_kept(handbook, load_handbook(SAMPLE_HANDBOOK))):
        yield (
            f"{path.name} still has the sample's {listed(kept)}, "
            "from a company that does not exist. Put your own in."
        )


def _kept(handbook: Handbook, sample: Handbook) -> Iterator[str]:
    """The places where it has what the sample has, as the file names them."""
    if handbook.company == sample.company:
        yield "company"
    yield from _kept_people(handbook, sample)
    for channel, key in handbook.channels.items():
        if channel in sample.channels:
            yield f"[departments.{key}] channel" if key else "[desk] channel"
    names = {customer.name for customer in sample.customers}
    if any(customer.name in names for customer in handbook.customers):
        yield "[[customers]]"


def _kept_people(handbook: Handbook, sample: Handbook) -> Iterator[str]:
    theirs = {person for people in _people(sample).values() for person in people}
    yield from (place for place, people in _people(handbook).items() if not theirs.isdisjoint(people))


def _people(handbook: Handbook) -> dict[str, list[str]]:
    """Whom it names, by place."""
    return {
        "managers": handbook.managers,
        "admins": handbook.admins,
        "leads": [lead for key in handbook.departments for lead in handbook.leads_of(key)],
        "[[away]]": [one.person for one in handbook.away],
    }
