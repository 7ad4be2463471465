"""What the environment decides: tokens, addresses, the database."""

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

SECRETS = [folder for folder in [Path("/run/secrets")] if folder.is_dir()]
"""Where containers are given secrets, one file each, named as the setting."""

SLACKS = frozenset({"slack.com", "slack-gov.com"})
"""Whose Web API is Slack's own (https://docs.slack.dev/govslack)."""

SAMPLE_HANDBOOK = Path(__file__).with_name("handbook.toml")


class SettingsError(Exception):
    """The settings cannot be used; ``problems`` says why, a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(BaseSettings):
    """Read from the environment, then ``.env``, then secret files. Every field stands in the README."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, secrets_dir=SECRETS, extra="ignore", frozen=True
    )

    slack_bot_token: SecretStr = Field(description="The bot token, from *OAuth & Permissions* (xoxb-…).")
    slack_signing_secret: SecretStr = Field(description="The signing secret, from *Basic Information*.")
    slack_app_token: SecretStr | None = Field(
        None, description="An app-level token (xapp-…) with connections:write: given, Socket Mode is used."
    )
    slack_api_url: str = Field("https://slack.com/api/", description="Where Slack's Web API is.")
    database_url: str = Field(
        "sqlite:///liaison.db",
        description="sqlite:///file.db or postgresql://user:password@host/name.",
        repr=False,  # it holds a password
    )
    liaison_handbook: Path = Field(SAMPLE_HANDBOOK, description="The business's decisions, a TOML file.")
    liaison_host: str = Field("127.0.0.1", description="The address the HTTP server listens on.")
    liaison_port: int = Field(3000, ge=0, le=65535, description="The port the HTTP server listens on.")
    liaison_tick_seconds: float = Field(5, gt=0, le=60, description="How often the habits run.")
    liaison_settle_seconds: float = Field(
        30, gt=0, le=600, description="How long a send of unknown outcome waits before it is looked up."
    )
    liaison_log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much is logged."
    )
    liaison_log_format: Literal["console", "json"] = Field("console", description="How it is written.")

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_a_slash(cls, url: str) -> str:
        return url if url.endswith("/") else url + "/"

    @field_validator("database_url")
    @classmethod
    def _names_the_driver(cls, url: str) -> str:
        for plain in ("postgresql://", "postgres://"):
            if url.startswith(plain):
                return "postgresql+psycopg://" + url.removeprefix(plain)
        if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            message = "must begin with sqlite:/// or postgresql://"
            raise ValueError(message)
        return url

    @field_validator("database_url")
    @classmethod
    def _can_be_read(cls, url: str) -> str:
        try:
            make_url(url)
        except (ArgumentError, ValueError):
            message = "is not a database's address (write special characters of a password as %40, %2F, …)"
            raise ValueError(message) from None
        return url

    @property
    def uses_socket_mode(self) -> bool:
        return self.slack_app_token is not None

    @property
    def uses_slack_itself(self) -> bool:
        """Whether the Web API is Slack's own, not a stand-in such as the sandbox's."""
        return urlsplit(self.slack_api_url).hostname in SLACKS

    @property
    def is_embedded(self) -> bool:
        """Whether the database is the embedded default, SQLite."""
        return self.database_url.startswith("sqlite")


def load_settings() -> Settings:
    """Read the settings. Raises SettingsError that names every missing or wrong one."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError([_sentence(dict(problem)) for problem in error.errors()]) from None


def _sentence(problem: dict[str, object]) -> str:
    location = problem["loc"]
    assert isinstance(location, tuple)
    name = str(location[0]).upper()
    if problem["type"] == "missing":
        about = Settings.model_fields[str(location[0])].description
        return f"{name} is not set. {about}"
    said = str(problem["msg"]).removeprefix("Value error, ").replace("Input should", "it should")
    return f"{name} is wrong: {said}."
