"""The command line."""

import asyncio
import json
from datetime import datetime, timedelta
from typing import Annotated, NoReturn

import typer

from bot import words
from bot.settings import (
    CommandSettings,
    DatabaseSettings,
    SettingsError,
    SlackSettings,
    SocketSettings,
    WebSettings,
    load,
)

cli = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Pacesetter, a sales leader's assistant for Slack.",
    pretty_exceptions_enable=False,
)


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
    from granian.constants import Interfaces
    from granian.server import Server

    Server(
        "bot.app:serve",
        factory=True,
        interface=Interfaces.WSGI,
        address=host,
        port=settings.port,
        workers=processes,
        blocking_threads=8,
        log_access=False,
    ).serve()


@cli.command()
def worker() -> None:
    """Deliver what is due, and let time pass, until stopped."""
    from bot.app import Bot, work
    from bot.clock import Clock
    from bot.logs import configure

    configure()
    work(Bot(load(SlackSettings), Clock()))


@cli.command()
def socket() -> None:
    """Answer Slack over Socket Mode, and be the worker too: all of it, where Slack cannot reach this machine."""
    from bot.app import Bot, make_socket, work
    from bot.clock import Clock
    from bot.logs import configure

    configure()
    settings = load(SocketSettings)
    bot = Bot(settings, Clock())
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
    clock = Clock()
    clock.move_to(at)
    bot = Bot(load(SlackSettings), clock)
    bot.scheduler.tick()
    waiting = asyncio.run(bot.delivery.drain(within=timedelta(seconds=within), patiently=True))
    bot.database.close()
    typer.echo(f"Still waiting: {words.count(waiting, 'message')}.")
    raise typer.Exit(1 if waiting else 0)


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


def _stop(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise SystemExit(2)


if __name__ == "__main__":
    main()
