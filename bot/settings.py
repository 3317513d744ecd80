"""Everything an operator can set, read from the environment and from `.env`."""

import re
from importlib.util import find_spec
from typing import Annotated, TypeVar

from pydantic import AfterValidator, AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot import vault


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


def _prefix(prefix: str) -> str:
    if not re.fullmatch(r"[a-z0-9_-]{0,20}", prefix):
        raise ValueError("at most 20 small letters, digits, - or _, such as acme-")
    return prefix


def _keys(keys: SecretStr) -> SecretStr:
    try:
        vault.split_keys(keys.get_secret_value())
    except ValueError:
        raise ValueError("keys as `python -m bot keys new` makes them, with commas between several") from None
    return keys


def _bot_token(token: SecretStr) -> SecretStr:
    if not token.get_secret_value().startswith("xoxb-"):
        raise ValueError("the bot token of the Slack app, which begins with xoxb-")
    return token


def _app_token(token: SecretStr) -> SecretStr:
    if not token.get_secret_value().startswith("xapp-"):
        raise ValueError("an app-level token of the Slack app, which begins with xapp-")
    return token


def _metrics_token(token: SecretStr) -> SecretStr:
    if not re.fullmatch(r"([!-~]{16,})?", token.get_secret_value()):
        raise ValueError("at least 16 letters and digits, as `openssl rand -hex 24` prints them")
    return token


def _dsn(dsn: SecretStr) -> SecretStr:
    address = dsn.get_secret_value()
    if address and not re.fullmatch(r"https?://\w+(:\w+)?@[^/\s]+/(\S+/)?\d+", address):
        raise ValueError("the DSN of a Sentry project, such as https://key@sentry.example.com/1")
    if address and find_spec("sentry_sdk") is None:
        raise ValueError("unset where the package sentry-sdk is not installed; `make install` brings it")
    return dsn


class Environment(BaseSettings):
    """Read from the environment, then from `.env`; what is set to nothing is not set."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)


class DatabaseSettings(Environment):
    """What is enough to reach the database."""

    database_url: Annotated[str, AfterValidator(_with_driver)] = Field(
        default="sqlite:///pacesetter.db",
        description="The database: a SQLite file, or PostgreSQL where a team outgrows one machine",
    )
    confidential_keys: Annotated[SecretStr, AfterValidator(_keys)] = Field(
        default=SecretStr(""),
        description="The keys of coaching notes and feedback, the first of which seals; needed on PostgreSQL, the same "
        "on every machine. Without them, on SQLite, a file beside the database holds one",
    )
    confidential_key_file: str = Field(
        default="",
        description="Another place of that file, which is made where it is missing; on PostgreSQL there is none unless "
        "this names it",
    )


class CommandSettings(Environment):
    """What is enough to name the commands."""

    command_prefix: Annotated[str, AfterValidator(_prefix)] = Field(
        default="",
        description="What goes before every command, as acme- for /acme-win, where another app has a /win already",
    )


class WatchSettings(Environment):
    """What lets its operator look on."""

    metrics_token: Annotated[SecretStr, AfterValidator(_metrics_token)] = Field(
        default=SecretStr(""),
        description="What Prometheus shows to read /metrics; without it nobody reads them, and there is no such page",
    )
    metrics_port: int = Field(
        default=9464,
        ge=1,
        le=65535,
        description="The port on which `python -m bot worker` and `socket` answer /metrics and /healthz, once there is "
        "a METRICS_TOKEN",
    )
    sentry_dsn: Annotated[SecretStr, AfterValidator(_dsn)] = Field(
        default=SecretStr(""),
        description="The DSN of a Sentry project, which is told of errors: their type and place, and nothing that "
        "people wrote",
    )


class SlackSettings(DatabaseSettings, CommandSettings, WatchSettings):
    """What is needed to call Slack, as the worker does."""

    slack_bot_token: Annotated[SecretStr, AfterValidator(_bot_token)] = Field(
        # Slack's own command line hands its token over under a name of its own.
        validation_alias=AliasChoices("slack_bot_token", "slack_cli_xoxb"),
        description="The bot token of the Slack app (xoxb-…), under OAuth & Permissions",
    )
    slack_api_url: Annotated[str, AfterValidator(_web_address)] = Field(
        default="https://slack.com/api/",
        description="Another address of Slack's Web API, for a sandbox or a proxy",
    )


class WebSettings(SlackSettings):
    """What is needed to be called by Slack over HTTP."""

    slack_signing_secret: SecretStr = Field(
        min_length=8,
        description="For `python -m bot web` alone, the signing secret of the Slack app, under Basic Information",
    )
    port: int = Field(default=3000, ge=1, le=65535, description="The port that `python -m bot web` listens on")


class SocketSettings(SlackSettings):
    """What is needed to be called by Slack over Socket Mode, where nothing is signed."""

    slack_app_token: Annotated[SecretStr, AfterValidator(_app_token)] = Field(
        validation_alias=AliasChoices("slack_app_token", "slack_cli_xapp"),
        description="For `python -m bot socket` alone, an app-level token (xapp-…) with the scope connections:write, "
        "under Basic Information",
    )


AnySettings = TypeVar("AnySettings", bound=Environment)


def load(kind: type[AnySettings], **given: object) -> AnySettings:
    """Read the settings of `kind`, those `given` excepted; SettingsError is one sentence about the first wrong one."""
    try:
        return kind(**given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise SettingsError(_sentence(kind, str(first["loc"][0]), first["type"], first["msg"])) from None


def _sentence(kind: type[Environment], name: str, problem: str, message: str) -> str:
    if problem == "missing":
        return f"{name.upper()} is not set. It wants: {kind.model_fields[name].description}. See .env.example."
    return f"{name.upper()} is wrong: it should be {message.removeprefix('Value error, ')}. See .env.example."
