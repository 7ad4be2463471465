"""What is odd about a handbook that can be used."""

from collections.abc import Iterator
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
    for role in ("managers", "admins"):
        if not set(getattr(handbook, role)).isdisjoint([*sample.managers, *sample.admins]):
            yield role
    for channel, key in handbook.channels.items():
        if channel in sample.channels:
            yield f"[departments.{key}] channel" if key else "[desk] channel"
    names = {customer.name for customer in sample.customers}
    if any(customer.name in names for customer in handbook.customers):
        yield "[[customers]]"
