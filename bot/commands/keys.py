"""`python -m bot keys`: the keys of what is confidential."""

import click

from bot import words
from bot.commands.shared import InOrder, stop, unlocked
from bot.settings import DatabaseSettings, load


@click.group(cls=InOrder, short_help="The keys of what is confidential.")
def keys() -> None:
    """The keys of what is confidential: show, new, rotate. A key itself is printed only to be set by hand."""


@keys.command("show")
def show_keys() -> None:
    """The fingerprint of every key, the one that seals first, and how much each has sealed."""
    from bot.keys import counts

    with unlocked() as (database, vault), database.reading() as session:
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

    with unlocked() as (database, vault):
        if not vault.fingerprints:
            stop("There is no key. `python -m bot keys new` makes one.", code=1)
        done = rotate(database, vault)
    click.echo(f"{words.count(done.resealed, 'piece')} sealed anew under {vault.fingerprints[0]}.")
    if done.unreadable:
        stop(f"{words.count(done.unreadable, 'piece')} can't be read: their keys are not among mine.", code=1)
