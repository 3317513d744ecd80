"""`python -m bot outbox`: what is not yet in Slack as it should be."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from bot import words
from bot.commands.shared import InOrder, check_schema, opened, stop
from bot.errors import Refused
from bot.settings import DatabaseSettings, load

if TYPE_CHECKING:
    from bot.backlog import Backlog

workspace_option = click.option("--workspace", help="Only of this workspace: T0123ABCD.")
kind_option = click.option("--kind", help="Only of this kind: win.celebrated.")


@click.group(cls=InOrder, invoke_without_command=True, short_help="What is not yet in Slack as it should be.")
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
    check_schema(settings)
    with opened(settings) as database:
        try:
            yield Backlog(database, Clock(), Console(highlight=False))
        except Refused as refusal:
            stop(refusal.message, code=1)
