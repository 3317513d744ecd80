"""The command line."""

import asyncio
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from socket import AF_INET, AF_INET6, create_server
from tempfile import TemporaryDirectory
from typing import NoReturn

import click

from bot import words
from bot.commands.keys import keys
from bot.commands.outbox import outbox
from bot.commands.shared import InOrder, check_schema, stop, unlocked
from bot.settings import (
    LAST_PORT,
    CommandSettings,
    DatabaseSettings,
    SettingsError,
    SlackSettings,
    SocketSettings,
    WebSettings,
    load,
)
from bot.vault import KeyFileError

LONGEST_ENDING = 5
"""Seconds for web processes to finish their requests: Slack waits three for an answer, and we are killed after ten."""


@click.group(cls=InOrder, context_settings={"show_default": True, "max_content_width": 120})
def cli() -> None:
    """Pacesetter, a sales leader's assistant for Slack."""


metrics_host_option = click.option(
    "--metrics-host", default="127.0.0.1", help="0.0.0.0 lets other machines read /metrics, with METRICS_TOKEN."
)


@cli.command(short_help="A Slack workspace in the browser.")
@click.option("--port", type=click.IntRange(0, LAST_PORT), default=8765, help="Where the page is served.")
def demo(port: int) -> None:
    """A Slack workspace in the browser, with a team of five and three weeks behind them. Needs no Slack."""
    from bot.demo import run

    run(port)


@cli.command()
@click.option("--host", default="127.0.0.1", help="0.0.0.0 lets other machines in.")
@click.option("--processes", type=click.IntRange(min=1), default=1, help="More than one only on PostgreSQL.")
def web(host: str, processes: int) -> None:
    """Answer Slack's requests at /slack/events, on PORT."""
    settings = load(WebSettings)
    if processes > 1 and settings.database_url.startswith("sqlite"):
        raise SettingsError("--processes is 2 or more, and SQLite has one writer. Set DATABASE_URL to PostgreSQL.")
    check_schema(settings, is_patient=True)
    try:  # granian shares a port with whoever else does, and each would get a part of the requests
        create_server((host, settings.port), family=AF_INET6 if ":" in host else AF_INET).close()
    except OSError as error:
        _cannot_listen(host, settings.port, str(error.strerror).partition(" (")[0])
    from granian.constants import Interfaces
    from granian.server import Server

    server = Server(
        "bot.app:serve",
        factory=True,
        interface=Interfaces.WSGI,
        address=host,
        port=settings.port,
        workers=processes,
        blocking_threads=8,
        workers_kill_timeout=LONGEST_ENDING,
        log_access=False,
        websockets=False,
    )
    with _counting_together() if processes > 1 else nullcontext():
        try:
            server.serve()
        except (RuntimeError, ValueError) as error:
            _cannot_listen(host, settings.port, str(error).partition("\n")[0])  # a backtrace of Rust's follows


def _cannot_listen(host: str, port: int, reason: str) -> NoReturn:
    stop(f"web can't listen at {host}, port {port} ({reason}). Set another --host or PORT.")


@contextmanager
def _counting_together() -> Iterator[None]:
    """Let all processes behind one port report the same metrics, as prometheus-client does it: in a shared folder."""
    variable = "PROMETHEUS_MULTIPROC_DIR"
    with TemporaryDirectory(prefix="pacesetter-metrics-") as folder:
        os.environ.setdefault(variable, folder)
        yield


@cli.command()
@metrics_host_option
def worker(metrics_host: str) -> None:
    """Deliver what is due, and let time pass, until stopped."""
    _work(SlackSettings, metrics_host)


@cli.command(short_help="Answer over Socket Mode, and be the worker too.")
@metrics_host_option
def socket(metrics_host: str) -> None:
    """Answer Slack over Socket Mode, and be the worker too: all of it, where Slack cannot reach this machine."""
    _work(SocketSettings, metrics_host)


def _work(kind: type[SlackSettings], metrics_host: str) -> None:
    from bot.app import Bot, make_socket, watched, work
    from bot.clock import Clock
    from bot.logs import configure

    configure()
    settings = load(kind)
    check_schema(settings, is_patient=True)
    bot = Bot(settings, Clock())
    with watched(bot, settings, metrics_host):
        work(bot, make_socket(bot, settings) if isinstance(settings, SocketSettings) else None)


@cli.command(short_help="Make everything due at a moment happen.")
@click.option(
    "--at",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]),
    required=True,
    help="An aware moment, as 2026-11-23T09:00:00+00:00.",
)
@click.option("--within", type=click.IntRange(min=1), default=60, help="Seconds of real time in which to deliver.")
def tick(at: datetime, within: int) -> None:
    """Make everything due at a moment happen, deliver it, say what is left."""
    from bot.app import Bot
    from bot.clock import Clock
    from bot.logs import configure

    configure()
    settings = load(SlackSettings)
    check_schema(settings)
    clock = Clock()
    clock.move_to(at)
    bot = Bot(settings, clock)
    failed = bot.scheduler.tick()
    waiting = asyncio.run(bot.delivery.drain(within=timedelta(seconds=within), patiently=True))
    bot.database.close()
    if failed:
        click.echo(f"Failed: {words.listed(failed)}. The log says where.", err=True)
    click.echo(f"Still waiting: {words.count(waiting, 'message')}.")
    raise SystemExit(1 if waiting or failed else 0)


@cli.command()
def migrate() -> None:
    """Bring the database's schema up to date."""
    from bot.migrate import NotMigrated, upgrade

    try:
        upgrade(load(DatabaseSettings).database_url)
    except NotMigrated as reason:
        stop(str(reason))
    click.echo("The schema is up to date.")


@cli.command("import", short_help="Copy a SQLite file into PostgreSQL.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_from(file: Path) -> None:
    """Copy all that a SQLite FILE holds into the PostgreSQL database of DATABASE_URL, which is migrated and empty.

    Stop the bot first. The file stays as it is.
    """
    from bot.importer import NotImported, import_file, url_of
    from bot.keys import unopened
    from bot.migrate import NotMigrated, check

    if load(DatabaseSettings).database_url.startswith("sqlite"):
        raise SettingsError("DATABASE_URL names a SQLite file. Set it to the PostgreSQL database that gets the rows.")
    try:
        check(url_of(file))
    except NotMigrated:
        more = f"`DATABASE_URL={url_of(file)} python -m bot migrate`"
        stop(f"{file} is no database of this version: {more} brings it there, or says why not.")
    try:
        with unlocked() as (database, _):
            count = import_file(file, database)
            with database.reading() as session:
                locked = unopened(session).total()
    except NotImported as reason:
        stop(str(reason), code=1)
    click.echo(f"{words.count(count, 'row')} copied.")
    if locked:
        unread = f"{words.count(locked, 'piece')} can't be read"
        stop(f"{unread}: put the keys of that file's bot into CONFIDENTIAL_KEYS.", code=1)


def _host(_context: click.Context, _parameter: click.Parameter, url: str) -> str:
    if url and not re.fullmatch(r"https://[^/\s]+/?", url):
        raise click.BadParameter(f"{url!r} is no address that Slack calls; try https://pace.example.com")
    return url


@cli.command(short_help="Print the Slack app's manifest.")
@click.option(
    "--url", default="", callback=_host, help="Of the host, as https://pace.example.com; none for Socket Mode."
)
@click.option("--socket", is_flag=True, help="Socket Mode although there is a host.")
@click.option("--prefix", help="Before every command's name; else COMMAND_PREFIX.")
def manifest(url: str, socket: bool, prefix: str | None) -> None:
    """Print the Slack app's manifest, to be pasted at api.slack.com/apps."""
    from bot.slack.manifest import manifest as described

    settings = load(CommandSettings, **{} if prefix is None else {"command_prefix": prefix})
    app = described(url=url, is_socket=socket, prefix=settings.command_prefix)
    click.echo(json.dumps(app, indent=2, ensure_ascii=False))


@cli.command(short_help="Say what is well with this installation.")
def doctor() -> None:
    """Say what is well with this installation, and what to do about what is not."""
    from rich.console import Console

    from bot.clock import Clock
    from bot.doctor import Doctor, report
    from bot.logs import configure
    from bot.migrate import state
    from bot.slack.manifest import SCOPES

    configure()
    doctor = Doctor(_installation(), Clock(), scopes=SCOPES, schema=state)
    raise SystemExit(0 if report(doctor, Console()) else 1)


def _installation() -> WebSettings | SocketSettings:
    """The settings of whichever way to Slack is set up: HTTP, or Socket Mode."""
    try:
        return load(WebSettings)
    except SettingsError as http:
        try:
            return load(SocketSettings)
        except SettingsError as socket:
            both = f"{http} Or, for Socket Mode: {socket}"
            raise SettingsError(str(http) if str(http) == str(socket) else both) from None


cli.add_command(outbox)
cli.add_command(keys)


def main() -> None:
    try:
        cli()
    except SettingsError as error:
        stop(str(error))
    except KeyFileError as error:
        stop(f"{error}.", code=1)


if __name__ == "__main__":
    main()
