"""The command line."""

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot import words
from bot.errors import Refused
from bot.settings import (
    CommandSettings,
    DatabaseSettings,
    SettingsError,
    SlackSettings,
    SocketSettings,
    WebSettings,
    load,
)

if TYPE_CHECKING:
    from bot.backlog import Backlog
    from bot.db import Database
    from bot.vault import Vault

LONGEST_ENDING = 5
"""Seconds that web processes have for what is in hand: Slack waits three for an answer, whoever stops us ten."""

cli = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Pacesetter, a sales leader's assistant for Slack.",
    pretty_exceptions_enable=False,
)


MetricsHost = Annotated[str, typer.Option(help="0.0.0.0 lets other machines read /metrics, with METRICS_TOKEN.")]


@cli.command()
def demo(port: Annotated[int, typer.Option(help="Where the page is served.")] = 8765) -> None:
    """A workspace in the browser, with a team of five and three weeks behind them. Needs no Slack."""
    from bot.demo import run

    run(port)


@cli.command()
def web(
    host: Annotated[str, typer.Option(help="0.0.0.0 lets other machines in.")] = "127.0.0.1",
    processes: Annotated[int, typer.Option(min=1, help="More than one only on PostgreSQL.")] = 1,
) -> None:
    """Answer Slack's requests at /slack/events, on PORT."""
    settings = load(WebSettings)
    if processes > 1 and settings.database_url.startswith("sqlite"):
        raise SettingsError("--processes is 2 or more, and SQLite has one writer. Set DATABASE_URL to PostgreSQL.")
    _check_schema(settings, is_patient=True)
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
    )
    with _counting_together() if processes > 1 else nullcontext():
        server.serve()


@contextmanager
def _counting_together() -> Iterator[None]:
    """Processes behind one port tell the same metrics, whichever of them is asked: prometheus-client's own way."""
    variable = "PROMETHEUS_MULTIPROC_DIR"
    with TemporaryDirectory(prefix="pacesetter-metrics-") as folder:
        os.environ.setdefault(variable, folder)
        yield


@cli.command()
def worker(metrics_host: MetricsHost = "127.0.0.1") -> None:
    """Deliver what is due, and let time pass, until stopped."""
    from bot.app import Bot, watched, work
    from bot.clock import Clock
    from bot.logs import configure

    configure()
    settings = load(SlackSettings)
    _check_schema(settings, is_patient=True)
    bot = Bot(settings, Clock())
    with watched(bot, settings, metrics_host):
        work(bot)


@cli.command()
def socket(metrics_host: MetricsHost = "127.0.0.1") -> None:
    """Answer Slack over Socket Mode, and be the worker too: all of it, where Slack cannot reach this machine."""
    from bot.app import Bot, make_socket, watched, work
    from bot.clock import Clock
    from bot.logs import configure

    configure()
    settings = load(SocketSettings)
    _check_schema(settings, is_patient=True)
    bot = Bot(settings, Clock())
    with watched(bot, settings, metrics_host):
        work(bot, make_socket(bot, settings))


@cli.command()
def tick(
    at: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%dT%H:%M:%S%z"], help="An aware moment, as 2026-11-23T09:00:00+00:00.")
    ],
    within: Annotated[int, typer.Option(min=1, help="Seconds of real time in which to deliver.")] = 60,
) -> None:
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
        typer.echo(f"Failed: {words.listed(failed)}. The log says where.", err=True)
    typer.echo(f"Still waiting: {words.count(waiting, 'message')}.")
    raise typer.Exit(1 if waiting or failed else 0)


@cli.command()
def migrate() -> None:
    """Bring the database's schema up to date."""
    from bot.migrate import upgrade

    upgrade(load(DatabaseSettings).database_url)
    typer.echo("The schema is up to date.")


@cli.command()
def manifest(
    url: Annotated[str, typer.Option(help="Of the host, as https://pace.example.com; none for Socket Mode.")] = "",
    socket: Annotated[bool, typer.Option("--socket", help="Socket Mode although there is a host.")] = False,
    prefix: Annotated[str | None, typer.Option(help="Before every command's name; else COMMAND_PREFIX.")] = None,
) -> None:
    """Print the Slack app's manifest, to be pasted at api.slack.com/apps."""
    from bot.slack.manifest import manifest as described

    settings = load(CommandSettings, **{} if prefix is None else {"command_prefix": prefix})
    app = described(url=url, is_socket=socket, prefix=settings.command_prefix)
    typer.echo(json.dumps(app, indent=2, ensure_ascii=False))


@cli.command()
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
    raise typer.Exit(0 if report(doctor, Console()) else 1)


# ── the outbox ───────────────────────────────────────────────────────────────────────────────────────────

outbox = typer.Typer(help="What is not yet in Slack as it should be: list, show, retry, withdraw. Never what it says.")
cli.add_typer(outbox, name="outbox")

Keys = Annotated[list[str], typer.Argument(help="As the list has them: win:17.")]
Reason = Annotated[str | None, typer.Option(help="Only what Slack refused with this word, as is_archived.")]
Workspace = Annotated[str | None, typer.Option(help="Only of this workspace: T0123ABCD.")]
MessageKind = Annotated[str | None, typer.Option("--kind", help="Only of this kind: win.celebrated.")]


@outbox.callback(invoke_without_command=True)
def list_outbox(
    context: typer.Context,
    parked: Annotated[bool, typer.Option("--parked", help="Only what Slack does not take.")] = False,
    workspace: Workspace = None,
    kind: MessageKind = None,
    limit: Annotated[int, typer.Option(min=1, help="How many are listed.")] = 50,
) -> None:
    """What waits, is held, under way, in doubt or parked; with tabs where it is piped."""
    if context.invoked_subcommand:
        return
    from bot.outbox.housekeeping import Filter

    with _backlog() as backlog:
        backlog.overview(Filter(is_parked=parked, workspace_id=workspace, kind=kind), most=limit)


@outbox.command("show")
def show_message(key: Annotated[str, typer.Argument(help="As the list has it: win:17.")]) -> None:
    """Everything about one message but its text."""
    with _backlog() as backlog:
        backlog.show(key)


@outbox.command("retry")
def retry_messages(
    keys: Annotated[list[str] | None, typer.Argument(help="As the list has them: win:17.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All that are parked.")] = False,
    reason: Reason = None,
    workspace: Workspace = None,
    kind: MessageKind = None,
) -> None:
    """Let messages be tried at once: these, all that are parked, or those parked for one reason."""
    from bot.outbox.housekeeping import Filter

    is_filtered = every or bool(reason or workspace or kind)
    if bool(keys) == is_filtered:
        raise typer.BadParameter("name the keys, or say --all, --reason, --workspace or --kind. Example: retry win:17")
    with _backlog() as backlog:
        if keys:
            backlog.retry(keys)
        else:
            backlog.retry_parked(Filter(reason=reason, workspace_id=workspace, kind=kind))


@outbox.command("withdraw")
def withdraw_messages(keys: Keys, yes: Annotated[bool, typer.Option("--yes", help="Without asking.")] = False) -> None:
    """Let messages stand no longer: deleted in Slack where they were posted, else never sent."""
    with _backlog() as backlog:
        if not yes:
            question = f"{words.count(len(keys), 'message')} will be deleted in Slack, or never sent. Go on?"
            typer.confirm(question, abort=True, err=True)
        backlog.withdraw(keys)


@contextmanager
def _backlog() -> "Iterator[Backlog]":
    from rich.console import Console
    from sqlalchemy.exc import DBAPIError

    from bot.backlog import Backlog
    from bot.clock import Clock
    from bot.db import Database

    settings = load(DatabaseSettings)
    _check_schema(settings)
    database = Database(settings.database_url)
    try:
        yield Backlog(database, Clock(), Console(highlight=False))
    except Refused as refusal:
        _stop(refusal.message, code=1)
    except DBAPIError as error:
        _stop(f"The database does not answer ({type(error.orig).__name__}). Nothing was changed.")
    finally:
        database.close()


# ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────

keys = typer.Typer(
    no_args_is_help=True, help="The keys of what is confidential: show, new, rotate. Never the key itself."
)
cli.add_typer(keys, name="keys")


@keys.command("show")
def show_keys() -> None:
    """The fingerprint of every key, the one that seals first, and how much each has sealed."""
    from bot.keys import counts

    with _unlocked() as (database, vault), database.reading() as session:
        sealed = counts(session)
        for nth, name in enumerate(vault.fingerprints):
            typer.echo(f"{name}  {words.count(sealed.pop(name, 0), 'piece')}{'' if nth else ', seals what is new'}")
        for name, count in sealed.items():
            typer.echo(f"{name}  {words.count(count, 'piece')} that can't be read: this key is not among mine")
        if not vault.fingerprints:
            typer.echo("There is no key. `python -m bot keys new` makes one.")


@keys.command("new")
def make_key() -> None:
    """A new key, first in the key file; where the keys are set, or there is no file, it is printed to be set."""
    from bot.vault import add_key, fingerprint, key_file, new_key

    settings = load(DatabaseSettings)
    file = key_file(settings.confidential_key_file, settings.database_url)
    key = new_key()
    if settings.confidential_keys or file is None:
        typer.echo("Put it first in CONFIDENTIAL_KEYS, before those that are there, on every machine:", err=True)
        typer.echo(key)
        return
    add_key(file, key)
    typer.echo(f"Key {fingerprint(key)} is the first in {file.absolute()}: start the bot again, then `keys rotate`.")


@keys.command("rotate")
def rotate_keys() -> None:
    """Seal everything anew under the first key; safe to stop and to repeat, while people work."""
    from bot.keys import rotate

    with _unlocked() as (database, vault):
        if not vault.fingerprints:
            _stop("There is no key. `python -m bot keys new` makes one.", code=1)
        done = rotate(database, vault)
    typer.echo(f"{words.count(done.resealed, 'piece')} sealed anew under {vault.fingerprints[0]}.")
    if done.unreadable:
        _stop(f"{words.count(done.unreadable, 'piece')} can't be read: their keys are not among mine.", code=1)


@contextmanager
def _unlocked() -> "Iterator[tuple[Database, Vault]]":
    from bot.db import Database
    from bot.vault import key_file, open_vault

    settings = load(DatabaseSettings)
    _check_schema(settings)
    file = key_file(settings.confidential_key_file, settings.database_url)
    try:
        vault, _ = open_vault(settings.confidential_keys, file)
    except (OSError, ValueError) as error:
        _stop(f"{file} can't be read as a file of keys ({type(error).__name__}).", code=1)
    database = Database(settings.database_url, vault)
    try:
        yield database, vault
    finally:
        database.close()


# ── together ─────────────────────────────────────────────────────────────────────────────────────────────


def _check_schema(settings: DatabaseSettings, *, is_patient: bool = False) -> None:
    """Stop in a sentence where the schema does not fit; what runs for long waits for a database out of reach."""
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


def _stop(sentence: str, *, code: int = 2) -> NoReturn:
    typer.echo(sentence, err=True)
    raise SystemExit(code)


if __name__ == "__main__":
    main()
