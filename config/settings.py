"""What the environment decides: tokens, addresses, the database."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from config.addresses import SLACKS, misfit_of_database, misfit_of_heartbeat, misfit_of_web_api, with_driver
from config.env_file import ENCODING, ENV_FILE
from config.tokens import misfit

SECRETS = [folder for folder in [Path("/run/secrets")] if folder.is_dir()]
"""Where containers are given secrets, one file each, named as the setting."""

SAMPLE_HANDBOOK = Path(__file__).with_name("handbook.toml")


STAND_INS: Mapping[str, str] = {"slack_bot_token": "xoxb-missing", "slack_signing_secret": "missing"}
"""For what has no default, so that the rest can be looked at; nothing is done with them."""


class Settings(BaseSettings):
    """Read from the environment, then ``.env``, then secret files. Every field stands in the README."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_file_encoding=ENCODING,
        env_ignore_empty=True,
        secrets_dir=SECRETS,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,  # it may be a secret
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
    liaison_heartbeat_url: SecretStr | None = Field(
        None, description="An address to call every minute in which the audit finds nothing wrong."
    )
    liaison_log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much is logged."
    )
    liaison_log_format: Literal["console", "json"] = Field("console", description="How it is written.")

    @field_validator("slack_bot_token", "slack_signing_secret", "slack_app_token")
    @classmethod
    def _is_what_its_name_says(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        _refuse(misfit(str(info.field_name).upper(), secret.get_secret_value()) if secret else None)
        return secret

    @field_validator("slack_api_url")
    @classmethod
    def _leads_to_a_web_api(cls, url: str) -> str:
        _refuse(misfit_of_web_api(url))
        return url if url.endswith("/") else url + "/"

    @field_validator("liaison_heartbeat_url")
    @classmethod
    def _leads_to_a_watcher(cls, url: SecretStr | None) -> SecretStr | None:
        _refuse(misfit_of_heartbeat(url.get_secret_value()) if url else None)
        return url

    @field_validator("database_url")
    @classmethod
    def _leads_to_a_database(cls, url: str) -> str:
        url = with_driver(url)
        _refuse(misfit_of_database(url))
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


def _refuse(mistake: str | None) -> None:
    if mistake:
        raise ValueError(mistake)


def read_settings() -> tuple[Settings, dict[str, str]]:
    """The settings, and a sentence for each field that is missing or wrong; such a one has its default."""
    try:
        return Settings(), {}
    except ValidationError as error:
        wrong = {str(problem["loc"][0]): _sentence(problem) for problem in error.errors()}
    return Settings(**{field: _in_place_of(field) for field in wrong}), wrong


def blank_settings() -> Settings:
    """Nothing but defaults, for when what was given cannot be read."""
    return Settings(_env_file=None, **{field: _in_place_of(field) for field in Settings.model_fields})


def _in_place_of(field: str) -> Any:
    return STAND_INS.get(field, Settings.model_fields[field].default)


def _sentence(problem: ErrorDetails) -> str:
    field = str(problem["loc"][0])
    match problem["type"]:
        case "missing":
            return f"{field.upper()} is not set. {Settings.model_fields[field].description}"
        case "value_error":
            return f"{field.upper()} {problem['ctx']['error']}."
    said = problem["msg"].replace("Input should", "it should")
    return f"{field.upper()} is wrong: {said}."
