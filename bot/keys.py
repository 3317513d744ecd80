"""`python -m bot keys`: which keys there are, how much each has sealed, and sealing all anew under the first."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, func, select, update
from sqlalchemy.orm import Session

from bot.db import Database, Sealed, ask, vault_of
from bot.models import Base
from bot.vault import FINGERPRINT_LENGTH, Unreadable, Vault

AT_ONCE = 100


def sealed_columns() -> list[Column[Any]]:
    """Every sealed column of every table; `bot.models` is imported for it, since `bot.db` alone knows no table."""
    columns = (column for table in Base.metadata.sorted_tables for column in table.columns)
    return [column for column in columns if isinstance(column.type, Sealed)]


def counts(session: Session) -> Counter[str]:
    """How many values each key has sealed, by its fingerprint."""
    found: Counter[str] = Counter()
    for column in sealed_columns():
        name = func.substr(column, 1, FINGERPRINT_LENGTH)
        for key, count in session.execute(select(name, func.count()).where(column.is_not(None)).group_by(name)):
            found[key] += count
    return found


def unopened(session: Session) -> Counter[str]:
    """How many values are sealed by each key that we do not have, by its fingerprint."""
    mine = set(vault_of(session).fingerprints)
    return Counter({key: count for key, count in counts(session).items() if key not in mine})


@dataclass
class Rotation:
    """The counts of one run of `rotate`; an interrupted rotation can be run again and continues with the rest."""

    resealed: int = 0
    unreadable: int = 0


def rotate(database: Database, vault: Vault, *, at_once: int = AT_ONCE) -> Rotation:
    """Seal everything anew under the first key, so that the others can be removed; people may work meanwhile."""
    rotation = Rotation()
    for column in sealed_columns():
        last: int | None = 0
        while last is not None:
            last = _reseal_some(database, vault, column, last, at_once, rotation)
    return rotation


def _reseal_some(
    database: Database, vault: Vault, column: Column[Any], after: int, most: int, rotation: Rotation
) -> int | None:
    """Reseal the next few rows; return the last id that was handled, or None if none was left."""
    (key,) = column.table.primary_key
    is_old = ~column.startswith(f"{vault.fingerprints[0]}:", autoescape=True)
    rows = select(key, column).where(key > after, column.is_not(None), is_old).order_by(key).limit(most)
    with database.writing() as session:
        found = session.execute(rows).all()
        for row_id, sealed in found:
            try:
                fresh = vault.resealed(sealed)
            except Unreadable:
                rotation.unreadable += 1
                continue
            # The condition skips a value that somebody has changed meanwhile.
            same = update(column.table).where(key == row_id, column == sealed).values({column.name: fresh})
            rotation.resealed += ask(session, same).rowcount
    return int(found[-1][0]) if found else None
