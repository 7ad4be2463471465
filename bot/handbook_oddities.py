"""What is odd about a handbook that can be used."""

from collections.abc import Iterator

from config.handbook import Handbook, load_handbook
from config.settings import SAMPLE_HANDBOOK, Settings


def oddities_of(handbook: Handbook, settings: Settings) -> Iterator[str]:
    """A sentence each."""
    if settings.uses_slack_itself and handbook == load_handbook(SAMPLE_HANDBOOK):
        yield (
            "This is the sample handbook, with the channels and people of a company that does not exist. "
            "Copy config/handbook.toml, put your own in, and let LIAISON_HANDBOOK name the copy."
        )
    for key, department in handbook.departments.items():
        draws = department.words or department.customers or department.tiers or department.severities
        if not draws and key != handbook.default_department:
            yield (
                f"{department.name} has no words, customers, tiers or severities in the handbook: "
                "a case gets there only when somebody chooses so."
            )
