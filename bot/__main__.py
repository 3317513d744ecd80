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
from typing import TYPE_CHECKING, NoReturn

import click

from bot import words
from bot.errors import Refused
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

if TYPE_CHECKING:
    from bot.backlog import Backlog
    from bot.db import Database
    from bot.vault import Vault

LONGEST_ENDING = 5
"""Seconds for web processes to finish their requests: Slack waits three for an answer, and we are killed after ten."""


class InOrder(click.Group):
    """Lists the commands in the help in the order of this file, those needed first on top."""

    group_class = type

    def list_commands(self, _: click.Context) -> list[str]:
        return list(self.commands)


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
    _check_schema(settings, is_patient=True)
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
    _stop(f"web can't listen at {host}, port {port} ({reason}). Set another --host or PORT.")


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
    _check_schema(settings, is_patient=True)
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
    _check_schema(settings)
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
        _stop(str(reason))
    click.echo("The schema is up to date.")


@cli.command("import", short_help="Copy a SQLite file into PostgreSQL.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_from(file: Path) -> None:
    """Copy all that a SQLite FILE holds into the PostgreSQL database of DATABASE_URL, which is migrated and empty.

    Stop the bot first. The file stays as it is.
    """
    from bot.importer import NotImported, import_file
    from bot.keys import unopened
    from bot.migrate import NotMigrated, check

    if load(DatabaseSettings).database_url.startswith("sqlite"):
        raise SettingsError("DATABASE_URL names a SQLite file. Set it to the PostgreSQL database that gets the rows.")
    try:
        check(f"sqlite:///{file}")
    except NotMigrated:
        more = f"`DATABASE_URL=sqlite:///{file} python -m bot migrate`"
        _stop(f"{file} is no database of this version: {more} brings it there, or says why not.")
    try:
        with _unlocked() as (database, _):
            count = import_file(file, database)
            with database.reading() as session:
                locked = unopened(session).total()
    except NotImported as reason:
        _stop(str(reason), code=1)
    click.echo(f"{words.count(count, 'row')} copied.")
    if locked:
        unread = f"{words.count(locked, 'piece')} can't be read"
        _stop(f"{unread}: put the keys of that file's bot into CONFIDENTIAL_KEYS.", code=1)


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


# ── the outbox ───────────────────────────────────────────────────────────────────────────────────────────

workspace_option = click.option("--workspace", help="Only of this workspace: T0123ABCD.")
kind_option = click.option("--kind", help="Only of this kind: win.celebrated.")


@cli.group(invoke_without_command=True, short_help="What is not yet in Slack as it should be.")
@click.option("--parked", is_flag=True, help="Only what Slack does not take.")
@workspace_option
@kind_option
@click.option("--limit", type=click.IntRange(min=1), default=50, help="How many are listed.")
@click.pass_context
def outbox(context: click.Context, parked: bool, workspace: str | None, kind: str | None, limit: int) -> None:
    """What is not yet in Slack as it should be: list, show, retry, withdraw. Never what it says.

    Alone it lists what waits, is held, under way, in doubt or parked; with tabs where it is piped. A KEY is as the
    list has it: win:17.
    """
    if context.invoked_subcommand:
        return
    from bot.outbox.housekeeping import Filter

    with _backlog() as backlog:
        backlog.overview(Filter(is_parked=parked, workspace_id=workspace, kind=kind), most=limit)


@outbox.command("show")
@click.argument("key")
def show_message(key: str) -> None:
    """Everything about one message but its text."""
    with _backlog() as backlog:
        backlog.show(key)


@outbox.command("retry", short_help="Let messages be tried at once.")
@click.argument("keys", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All that are parked.")
@click.option("--reason", help="Only what Slack refused with this word, as is_archived.")
@workspace_option
@kind_option
def retry_messages(
    keys: tuple[str, ...], every: bool, reason: str | None, workspace: str | None, kind: str | None
) -> None:
    """Let messages be tried at once: these, all that are parked, or those parked for one reason."""
    from bot.outbox.housekeeping import Filter

    is_filtered = every or bool(reason or workspace or kind)
    if bool(keys) == is_filtered:
        raise click.BadParameter("name the keys, or say --all, --reason, --workspace or --kind. Example: retry win:17")
    with _backlog() as backlog:
        if keys:
            backlog.retry(keys)
        else:
            backlog.retry_parked(Filter(reason=reason, workspace_id=workspace, kind=kind))


@outbox.command("withdraw", short_help="Let messages stand no longer.")
@click.argument("keys", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Without asking.")
def withdraw_messages(keys: tuple[str, ...], yes: bool) -> None:
    """Let messages stand no longer: deleted in Slack where they were posted, else never sent."""
    with _backlog() as backlog:
        if not yes:
            question = f"{words.count(len(keys), 'message')} will be deleted in Slack, or never sent. Go on?"
            click.confirm(question, abort=True, err=True)
        backlog.withdraw(keys)


@contextmanager
def _backlog() -> "Iterator[Backlog]":
    from rich.console import Console

    from bot.backlog import Backlog
    from bot.clock import Clock

    settings = load(DatabaseSettings)
    _check_schema(settings)
    with _opened(settings) as database:
        try:
            yield Backlog(database, Clock(), Console(highlight=False))
        except Refused as refusal:
            _stop(refusal.message, code=1)


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────


@cli.group(short_help="The keys of what is confidential.")
def keys() -> None:
    """The keys of what is confidential: show, new, rotate. A key itself is printed only to be set by hand."""


@keys.command("show")
def show_keys() -> None:
    """The fingerprint of every key, the one that seals first, and how much each has sealed."""
    from bot.keys import counts

    with _unlocked() as (database, vault), database.reading() as session:
        sealed = counts(session)
        for nth, name in enumerate(vault.fingerprints):
            click.echo(f"{name}  {words.count(sealed.pop(name, 0), 'piece')}{'' if nth else ', seals what is new'}")
        for name, count in sealed.items():
            click.echo(f"{name}  {words.count(count, 'piece')} that can't be read: this key is not among mine")
        if not vault.fingerprints:
            click.echo("There is no key. `python -m bot keys new` makes one.")


@keys.command("new")
def make_key() -> None:
    """A new key, first in the key file; where the keys are set, or there is no file, it is printed to be set."""
    from bot.vault import add_key, fingerprint, key_file, new_key

    settings = load(DatabaseSettings)
    file = key_file(settings.confidential_key_file, settings.database_url)
    key = new_key()
    if settings.confidential_keys or file is None:
        click.echo("Put it first in CONFIDENTIAL_KEYS, before those that are there, on every machine:", err=True)
        click.echo(key)
        return
    add_key(file, key)
    click.echo(f"Key {fingerprint(key)} is the first in {file.absolute()}: start the bot again, then `keys rotate`.")


@keys.command("rotate")
def rotate_keys() -> None:
    """Seal everything anew under the first key; safe to stop and to repeat, while people work."""
    from bot.keys import rotate

    with _unlocked() as (database, vault):
        if not vault.fingerprints:
            _stop("There is no key. `python -m bot keys new` makes one.", code=1)
        done = rotate(database, vault)
    click.echo(f"{words.count(done.resealed, 'piece')} sealed anew under {vault.fingerprints[0]}.")
    if done.unreadable:
        _stop(f"{words.count(done.unreadable, 'piece')} can't be read: their keys are not among mine.", code=1)


@contextmanager
def _unlocked() -> "Iterator[tuple[Database, Vault]]":
    from bot.vault import key_file, open_vault

    settings = load(DatabaseSettings)
    _check_schema(settings)
    file = key_file(settings.confidential_key_file, settings.database_url)
    vault, is_new = open_vault(settings.confidential_keys, file)
    if is_new and file:
        made = f"I made a key in {file.absolute()}."
        click.echo(f"{made} Back it up: without it, what is confidential can't be read.", err=True)
    with _opened(settings, vault) as database:
        yield database, vault


# ── together ─────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _opened(settings: DatabaseSettings, vault: "Vault | None" = None) -> "Iterator[Database]":
    from sqlalchemy.exc import DBAPIError

    from bot.db import Database

    database = Database(settings.database_url, vault)
    try:
        yield database
    except DBAPIError as error:
        _stop(f"The database did not do it ({type(error.orig).__name__}). Where it was out of reach, try again.")
    finally:
        database.close()


def _check_schema(settings: DatabaseSettings, *, is_patient: bool = False) -> None:
    """Exit with a sentence if the schema does not fit; with `is_patient` a database out of reach is let pass."""
    from bot.migrate import NotMigrated, check

    try:
        check(settings.database_url, is_patient=is_patient)
    except NotMigrated as reason:
        _stop(str(reason))


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


def main() -> None:
    try:
        cli()
    except SettingsError as error:
        _stop(str(error))
    except KeyFileError as error:
        _stop(f"{error}.", code=1)


def _stop(sentence: str, *, code: int = 2) -> NoReturn:
    click.echo(sentence, err=True)
    raise SystemExit(code)


if __name__ == "__main__":
    main()
