"""What commands share: their order, a schema that fits, a database and its vault, an end in a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import click

from bot.settings import DatabaseSettings, load

if TYPE_CHECKING:
    from bot.db import Database
    from bot.vault import Vault


class InOrder(click.Group):
    """Lists the commands in the help in the order in which they are added, those needed first on top."""

    def list_commands(self, _: click.Context) -> list[str]:
        return list(self.commands)


def stop(sentence: str, *, code: int = 2) -> NoReturn:
    click.echo(sentence, err=True)
    raise SystemExit(code)


@contextmanager
def opened(settings: DatabaseSettings, vault: "Vault | None" = None) -> "Iterator[Database]":
    from sqlalchemy.exc import DBAPIError

    from bot.db import Database

    database = Database(settings.database_url, vault)
    try:
        yield database
    except DBAPIError as error:
        stop(f"The database did not do it ({type(error.orig).__name__}). Where it was out of reach, try again.")
    finally:
        database.close()


def check_schema(settings: DatabaseSettings, *, is_patient: bool = False) -> None:
    """Exit with a sentence if the schema does not fit; with `is_patient` a database out of reach is let pass."""
    from bot.migrate import NotMigrated, check

    try:
        check(settings.database_url, is_patient=is_patient)
    except NotMigrated as reason:
        stop(str(reason))


@contextmanager
def unlocked() -> "Iterator[tuple[Database, Vault]]":
    from bot.vault import key_file, open_vault

    settings = load(DatabaseSettings)
    check_schema(settings)
    file = key_file(settings.confidential_key_file, settings.database_url)
    vault, is_new = open_vault(settings.confidential_keys, file)
    if is_new and file:
        made = f"I made a key in {file.absolute()}."
        click.echo(f"{made} Back it up: without it, what is confidential can't be read.", err=True)
    with opened(settings, vault) as database:
        yield database, vault
