"""The business's decisions: departments, channels, routing words, customers, managers."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

ChannelId = Annotated[str, StringConstraints(pattern=r"^[CG][A-Z0-9]{6,}$")]
UserId = Annotated[str, StringConstraints(pattern=r"^[UW][A-Z0-9]{6,}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,30}$")]
Words = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, max_length=80, pattern=r"^[^*]{2,}(\*[^*]*){0,2}$|^\*[^*]{2,}\*?$"
    ),
]
"""A word or a phrase; at most two ``*``, and two other characters at least."""
Severity = Literal["critical", "high", "normal", "low"]


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

    name: str = Field(min_length=1, max_length=40)
    channel: ChannelId
    words: list[Words] = []
    customers: list[str] = []
    tiers: list[str] = []
    severities: list[Severity] = []


class KnownCustomer(Section):
    name: str = Field(min_length=1, max_length=80)
    tier: str = "standard"


class Handbook(Section):
    company: str = Field(min_length=1, max_length=60)
    default_department: Key
    tiers: list[str] = Field(["standard"], min_length=1)
    desk: Desk
    departments: dict[Key, Department] = Field(min_length=1)
    managers: list[UserId] = []
    admins: list[UserId] = []
    customers: list[KnownCustomer] = []

    @model_validator(mode="after")
    def _names_only_what_exists(self) -> "Handbook":
        problems = [*self._unknown_names(), *self._shared_channels(), *self._repeated_customers()]
        if problems:
            raise ValueError("\n".join(problems))
        return self

    def _unknown_names(self) -> list[str]:
        problems = []
        if self.default_department not in self.departments:
            problems.append(f"default_department: there is no department {self.default_department!r}")
        known = {customer.name for customer in self.customers}
        for key, department in self.departments.items():
            problems += [
                f"departments.{key}.tiers: {tier!r} is not one of the tiers"
                for tier in department.tiers
                if tier not in self.tiers
            ]
            problems += [
                f"departments.{key}.customers: {name!r} is not among the customers"
                for name in department.customers
                if name not in known
            ]
        problems += [
            f"customers: {customer.name}'s tier {customer.tier!r} is not one of the tiers"
            for customer in self.customers
            if customer.tier not in self.tiers
        ]
        return problems

    def _shared_channels(self) -> list[str]:
        uses = Counter([self.desk.channel, *(department.channel for department in self.departments.values())])
        return [f"{channel} is used {n} times; each has its own" for channel, n in uses.items() if n > 1]

    def _repeated_customers(self) -> list[str]:
        uses = Counter(" ".join(customer.name.split()).casefold() for customer in self.customers)
        return [f"customers: {name!r} stands there {n} times" for name, n in uses.items() if n > 1]

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
    try:
        return Handbook.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise HandbookError([f"There is no handbook at {path}."]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise HandbookError([f"The handbook {path} cannot be read: {error}."]) from None
    except tomllib.TOMLDecodeError as error:
        raise HandbookError([f"The handbook {path} is not valid TOML: {error}."]) from None
    except ValidationError as error:
        raise HandbookError(_sentences(path, error)) from None


def _sentences(path: Path, error: ValidationError) -> list[str]:
    sentences = []
    for problem in error.errors():
        place = ".".join(str(part) for part in problem["loc"] if part != "[key]")
        for line in problem["msg"].removeprefix("Value error, ").split("\n"):
            said = "unknown key" if problem["type"] == "extra_forbidden" else line
            sentences.append(f"{path.name}: {place + ': ' if place else ''}{said}.")
    return sentences
