"""Everything an operator can set, read from the environment and from `.env`."""

from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsError(Exception):
    """One sentence for the operator: which setting is missing or wrong, and what it should be."""


def _with_driver(url: str) -> str:
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    if url.startswith(("sqlite:///", "postgresql+psycopg://")):
        return url
    raise ValueError("a database address such as sqlite:///pacesetter.db or postgresql://user@host/name")


def _web_address(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ValueError("a web address such as https://slack.com/api/")
    return url.rstrip("/") + "/"


def _bot_token(token: SecretStr) -> SecretStr:
    if not token.get_secret_value().startswith("xoxb-"):
        raise ValueError("the bot token of the Slack app, which begins with xoxb-")
    return token


class DatabaseSettings(BaseSettings):
    """What is enough to reach the database."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    database_url: Annotated[str, AfterValidator(_with_driver)] = Field(
        "sqlite:///pacesetter.db",
        description="The database: a SQLite file, or PostgreSQL where a team outgrows one machine",
    )


class Settings(DatabaseSettings):
    """What is needed to talk with Slack as well."""

    slack_bot_token: Annotated[SecretStr, AfterValidator(_bot_token)] = Field(
        description="The bot token of the Slack app (xoxb-…), under OAuth & Permissions",
    )
    slack_signing_secret: SecretStr = Field(
        min_length=8,
        description="The signing secret of the Slack app, under Basic Information",
    )
    slack_api_url: Annotated[str, AfterValidator(_web_address)] = Field(
        "https://slack.com/api/",
        description="Another address of Slack's Web API, for a sandbox or a proxy",
    )
    port: int = Field(3000, ge=1, le=65535, description="The port that `python -m bot web` listens on")


AnySettings = TypeVar("AnySettings", bound=DatabaseSettings)


def load(kind: type[AnySettings]) -> AnySettings:
    """Read the settings of `kind`, or raise SettingsError with one sentence about the first that is wrong."""
    try:
        return kind()
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise SettingsError(_sentence(kind, str(first["loc"][0]), first["type"], first["msg"])) from None


def _sentence(kind: type[DatabaseSettings], name: str, problem: str, message: str) -> str:
    if problem == "missing":
        return f"{name.upper()} is not set. It is: {kind.model_fields[name].description}. See .env.example."
    return f"{name.upper()} is wrong: it should be {message.removeprefix('Value error, ')}. See .env.example."
