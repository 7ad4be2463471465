"""The business's decisions: departments, channels, routing words, customers, managers."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from config.agreement import disagreements
from config.allowances import Allowance, Promises, Times
from config.ladder import Ladder
from config.matching import Matching
from config.mistakes import Mistake, mistake_of, told
from config.values import USUAL_TIER, ChannelId, Key, Phrase, Severity, Text, TimeOfDay, UserId
from config.voice import Intake, Voice
from config.working_hours import Hours, WorkingHours, working_hours

_TOML = (
    'Text stands in "quotation marks", a list in [square brackets]; each key and section stands there once.'
)


class HandbookError(Exception):
    """The handbook cannot be used; ``problems`` says why, a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Desk(Section):
    """Where CSMs work: every case has a thread in this channel, and its members are the CSMs."""

    channel: ChannelId


class Department(Section):
    """A department is the members of its channel.

    ``words`` are phrases that speak for it; ``*`` stands for any run of letters (``refund*``).
    ``customers`` and ``tiers`` it owns are always its first; ``severities`` draws such cases to it.
    """

    name: Text = Field(max_length=40)
    channel: ChannelId
    words: list[Phrase] = []
    customers: list[Text] = []
    tiers: list[Text] = []
    severities: list[Severity] = []
    leads: list[UserId] = []
    """Are told when one of its promises is broken, and get the digest of their own department."""
    hours: Hours | None = None
    promises: Times = Times()


class Absence(Section):
    """Somebody is away from the first day to the last, by their own calendar."""

    person: UserId
    first: date
    last: date

    @model_validator(mode="after")
    def _has_an_order(self) -> "Absence":
        if self.last < self.first:
            raise ValueError(f"it ends on {self.last}, before it begins; write first and last in order")
        return self


class DigestTime(Section):
    """When the daily digest is sent, on each reader's own clock."""

    at: TimeOfDay = time(8, 30)


class KnownCustomer(Section):
    name: Text = Field(max_length=80)
    tier: Text = USUAL_TIER
    intake: Intake | None = None
    """How their messages become cases; empty: as ``[voice]`` says."""


class Handbook(Section):
    company: Text = Field(max_length=60)
    default_department: Text
    tiers: list[Text] = Field([USUAL_TIER], min_length=1)
    desk: Desk
    departments: dict[Key, Department] = Field(min_length=1)
    managers: list[UserId] = []
    admins: list[UserId] = []
    customers: list[KnownCustomer] = []
    hours: Hours | None = None
    """The company's own, and every department's that has none."""
    promises: Promises = Promises()
    ladder: Ladder = Ladder()
    away: list[Absence] = []
    digest: DigestTime = DigestTime()
    matching: Matching = Matching()
    voice: Voice = Voice()

    def hours_of(self, department: str | None) -> WorkingHours:
        """A department's calendar; the company's for the desk and for departments that left the handbook."""
        found = self.departments.get(department or "")
        return working_hours(found.hours if found else None, self.hours)

    def allowance(self, kind: str, severity: Severity, tier: str, department: str | None) -> Allowance:
        """How long it may take: by the department's own word, the tier's, or the company's."""
        own = self.departments.get(department or "")
        sections = (own.promises if own else None, self.promises.tiers.get(tier), self.promises)
        found = (section.of(kind, severity) for section in sections if section)
        return next(length for length in found if length)

    def intake_of(self, customer_key: str) -> Intake:
        """How this customer's messages become cases, by its name as it is compared."""
        named = (one for one in self.customers if " ".join(one.name.split()).casefold() == customer_key)
        own = next(named, None)
        return (own.intake if own else None) or self.voice.intake

    def leads_of(self, department: str | None) -> list[str]:
        found = self.departments.get(department or "")
        return found.leads if found else []

    @property
    def channels(self) -> dict[str, str]:
        """Every internal channel, with the key of its department; the desk's key is empty."""
        own = {department.channel: key for key, department in self.departments.items()}
        return {self.desk.channel: "", **own}

    def department_of(self, channel: str) -> str | None:
        return self.channels.get(channel) or None

    def name_of(self, department: str) -> str:
        """The department's name on screen; a department that left the handbook keeps its key."""
        found = self.departments.get(department)
        return found.name if found else department


def load_handbook(path: Path) -> Handbook:
    """Read the handbook. Raises HandbookError that names every problem with its place in the file."""
    data = _read(path)
    mistakes = [*_misshapen(data), *disagreements(data)]
    if not mistakes:
        handbook = Handbook.model_validate(data)
        mistakes = [*_idle(handbook), *_nightly(handbook)]
    if mistakes:
        raise HandbookError([f"{path.name}: {told(mistake, data)}" for mistake in mistakes])
    return handbook


def _idle(handbook: Handbook) -> Iterator[Mistake]:
    """Calendars that are incomplete, or by which nobody works: no promise would ever come due."""
    today = datetime.now(tz=UTC).date()
    for key in (None, *handbook.departments):
        place = ("departments", key, "hours") if key else ("hours",)
        try:
            works = handbook.hours_of(key).works_in_the_year_from(today)
        except ValueError as error:
            yield Mistake(place, str(error))
        else:
            if not works:
                yield Mistake(
                    place, "nobody works in the coming year. Write some hours, or fewer closed days"
                )


def _nightly(handbook: Handbook) -> Iterator[Mistake]:
    """Nobody would ever get a digest whose hour lies in the night."""
    at, night = handbook.digest.at, handbook.ladder.night
    if night.has(at):
        yield Mistake(
            ("digest", "at"),
            f"{at:%H:%M} lies in the night, when nobody is disturbed: [ladder] night is {night}. "
            "Write an hour of the day",
        )


def _misshapen(data: dict[str, Any]) -> list[Mistake]:
    try:
        Handbook.model_validate(data)
    except ValidationError as error:
        return [mistake_of(one) for one in error.errors()]
    return []


def _read(path: Path) -> dict[str, Any]:
    """An editor's mark at the beginning (BOM) is skipped."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise HandbookError([f"There is no handbook at {path}."]) from None
    except UnicodeDecodeError:
        raise HandbookError(
            [f"The handbook {path} cannot be read: save it as plain text in UTF-8."]
        ) from None
    except OSError as error:
        raise HandbookError([f"The handbook {path} cannot be read: {error.strerror}."]) from None
    except tomllib.TOMLDecodeError as error:
        raise HandbookError([f"The handbook {path} is not valid TOML: {error}. {_TOML}"]) from None
