"""Everything an operator can set, read from the environment and from `.env`."""

import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from importlib.util import find_spec
from typing import Any, TypeVar

from dotenv import dotenv_values

from bot import vault

LEAST_SECRET = 8
LAST_PORT = 65535
IN_MEMORY = ("sqlite:///", "sqlite:///:memory:")
"""SQLite without a file: each process would have a database of its own, gone at its end."""
LONGEST_PREFIX = 20
"""Characters that may go before a command's name: with them a name must fit in Slack's 32."""


class SettingsError(Exception):
    """One sentence for the operator: which setting is missing or wrong, and what it should be."""


def _with_driver(url: str) -> str:
    # Imported late, so that `--help` need not wait for it.
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    address = re.sub("^postgres(ql)?://", "postgresql+psycopg://", url)
    with suppress(ArgumentError, ValueError):  # ValueError for a port that is no number
        make_url(address)
        if address.startswith(("sqlite:///", "postgresql+psycopg://")) and address not in IN_MEMORY:
            return address
    raise ValueError("a database address such as sqlite:///pacesetter.db or postgresql://user@host/name")


def _web_address(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ValueError("a web address such as https://slack.com/api/")
    return url.rstrip("/") + "/"


def _prefix(prefix: str) -> str:
    if not re.fullmatch(rf"[a-z0-9_-]{{0,{LONGEST_PREFIX}}}", prefix):
        raise ValueError(f"at most {LONGEST_PREFIX} small letters, digits, - or _, such as acme-")
    return prefix


def _port(port: str | int) -> int:
    if not re.fullmatch(r"\s*\d{1,5}\s*", str(port), re.ASCII) or not 1 <= int(port) <= LAST_PORT:
        raise ValueError(f"a number from 1 to {LAST_PORT}")
    return int(port)


def _keys(keys: str) -> str:
    try:
        vault.split_keys(keys)
    except ValueError:
        raise ValueError("keys as `python -m bot keys new` makes them, with commas between several") from None
    return keys


def _bot_token(token: str) -> str:
    if not re.fullmatch(r"xoxb-[!-~]+", token):
        raise ValueError("the bot token of the Slack app, which begins with xoxb-")
    return token


def _app_token(token: str) -> str:
    if not re.fullmatch(r"xapp-[!-~]+", token):
        raise ValueError("an app-level token of the Slack app, which begins with xapp-")
    return token


def _signing_secret(secret: str) -> str:
    if len(secret) < LEAST_SECRET or secret != secret.strip():
        raise ValueError(f"at least {LEAST_SECRET} characters, as Slack shows them, and no space or line break around")
    return secret


def _metrics_token(token: str) -> str:
    if not re.fullmatch(r"([!-~]{16,})?", token):
        raise ValueError("at least 16 letters and digits, as `openssl rand -hex 24` prints them")
    return token


def _dsn(address: str) -> str:
    if address and not re.fullmatch(r"https?://\w+(:\w+)?@[^/\s]+/(\S+/)?\d+", address):
        raise ValueError("the DSN of a Sentry project, such as https://key@sentry.example.com/1")
    if address and find_spec("sentry_sdk") is None:
        raise ValueError("unset where the package sentry-sdk is not installed; `make install` brings it")
    return address


def _setting(
    description: str,
    *,
    default: str | int = "",
    check: Callable[[Any], Any] = str,
    is_required: bool = False,
    is_secret: bool = False,
    alias: str = "",
) -> Any:
    """One field: `check` returns the value to use; its ValueError says what it should be, but never what it is."""
    about = {"description": description, "check": check, "is_required": is_required, "alias": alias}
    return field(default=default, repr=not is_secret, metadata=about)


@dataclass(kw_only=True)
class Settings:
    """Settings, checked when they are made: SettingsError names the first that is missing or wrong."""

    def __post_init__(self) -> None:
        for each in fields(self):
            name, value = each.name.upper(), getattr(self, each.name)
            if each.metadata["is_required"] and not value:
                raise SettingsError(f"{name} is not set. It wants: {each.metadata['description']}. See .env.example.")
            try:
                setattr(self, each.name, each.metadata["check"](value))
            except ValueError as error:
                raise SettingsError(f"{name} is wrong: it should be {error}. See .env.example.") from None


@dataclass(kw_only=True)
class DatabaseSettings(Settings):
    """The settings to reach the database."""

    database_url: str = _setting(
        "The database: a SQLite file, or PostgreSQL where a team outgrows one machine",
        default="sqlite:///pacesetter.db",
        check=_with_driver,
    )
    confidential_keys: str = _setting(
        "The keys of coaching notes and feedback, the first of which seals; needed on PostgreSQL, the same "
        "on every machine. Without them, on SQLite, a file beside the database holds one",
        check=_keys,
        is_secret=True,
    )
    confidential_key_file: str = _setting(
        "Another place of that file, which is made where it is missing; on PostgreSQL there is none unless "
        "this names it",
    )


@dataclass(kw_only=True)
class CommandSettings(Settings):
    """The settings to name the commands."""

    command_prefix: str = _setting(
        "What goes before every command, as acme- for /acme-win, where another app has a /win already",
        check=_prefix,
    )


@dataclass(kw_only=True)
class WatchSettings(Settings):
    """The settings for monitoring."""

    metrics_token: str = _setting(
        "What Prometheus shows to read /metrics; without it nobody reads them, and there is no such page",
        check=_metrics_token,
        is_secret=True,
    )
    metrics_port: int = _setting(
        "The port on which `python -m bot worker` and `socket` answer /metrics and /healthz, once there is "
        "a METRICS_TOKEN",
        default=9464,
        check=_port,
    )
    sentry_dsn: str = _setting(
        "The DSN of a Sentry project, which is told of errors: their type and place, and nothing that people wrote",
        check=_dsn,
        is_secret=True,
    )


@dataclass(kw_only=True)
class SlackSettings(DatabaseSettings, CommandSettings, WatchSettings):
    """The settings to call Slack, as the worker does."""

    slack_bot_token: str = _setting(
        "The bot token of the Slack app (xoxb-…), under OAuth & Permissions",
        check=_bot_token,
        is_required=True,
        is_secret=True,
        # The name under which Slack's own command line passes its token.
        alias="SLACK_CLI_XOXB",
    )
    slack_api_url: str = _setting(
        "Another address of Slack's Web API, for a sandbox or a proxy",
        default="https://slack.com/api/",
        check=_web_address,
    )


@dataclass(kw_only=True)
class WebSettings(SlackSettings):
    """The settings to be called by Slack over HTTP."""

    slack_signing_secret: str = _setting(
        "For `python -m bot web` alone, the signing secret of the Slack app, under Basic Information",
        check=_signing_secret,
        is_required=True,
        is_secret=True,
    )
    port: int = _setting("The port that `python -m bot web` listens on", default=3000, check=_port)


@dataclass(kw_only=True)
class SocketSettings(SlackSettings):
    """The settings to be called by Slack over Socket Mode, where nothing is signed."""

    slack_app_token: str = _setting(
        "For `python -m bot socket` alone, an app-level token (xapp-…) with the scope connections:write, "
        "under Basic Information",
        check=_app_token,
        is_required=True,
        is_secret=True,
        alias="SLACK_CLI_XAPP",
    )


AnySettings = TypeVar("AnySettings", bound=Settings)


def load(kind: type[AnySettings], **given: object) -> AnySettings:
    """The settings of `kind`: those `given` come first, then the environment, then `.env`."""
    try:
        written = dotenv_values(".env")
    except (OSError, UnicodeError) as error:
        raise SettingsError(f".env can't be read ({type(error).__name__}). It should be text in UTF-8.") from None
    return kind(**_found(kind, written) | _found(kind, os.environ) | given)


def _found(kind: type[Settings], source: Mapping[str, str | None]) -> dict[str, Any]:
    """The values in `source` by field; an empty one counts as not set."""
    values = {name.upper(): value for name, value in source.items() if value}
    found = {each.name: values.get(each.name.upper()) or values.get(each.metadata["alias"]) for each in fields(kind)}
    return {name: value for name, value in found.items() if value}
