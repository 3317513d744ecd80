"""Messages for the tests of the outbox and of delivery: notes with a number, whose text is kept beside the database."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot import outbox
from bot.db import Database, insert_if_new
from bot.delivery import Delivery, Limits
from bot.models import OutboxMessage, Workspace
from bot.outbox import NEWS, Kind, Rendered
from bot.sandbox import Channel, Person, Sandbox
from bot.slack import blocks
from tests.office import TOKEN, HandClock

WORKSPACE = "T0SANDBOX"
UNLIMITED = Limits.none()
LEASE_LAPSES = {"seconds": 31}


class Notes:
    """What should be said, and the outbox in which it is written."""

    def __init__(self, database: Database, clock: HandClock) -> None:
        self.database = database
        self.clock = clock
        self.texts: dict[int, str] = {}
        with database.writing() as session:
            insert_if_new(session, Workspace, id=WORKSPACE, first_seen_at=clock.now())

    def show(
        self,
        number: int,
        text: str,
        to: Channel | Person | str,
        *,
        under: int | None = None,
        after: float = 0,
        kind: str = "note",
        workspace: str = WORKSPACE,
    ) -> None:
        """Let the note stand at `to`, in the thread of the note `under`, in `after` seconds."""
        self.texts[number] = text
        with self.database.writing() as session:
            insert_if_new(session, Workspace, id=workspace, first_seen_at=self.clock.now())
            outbox.show(
                session,
                kind,
                key(number),
                workspace_id=workspace,
                recipient=to if isinstance(to, str) else to.id,
                due_at=self.clock.now() + timedelta(seconds=after),
                thread_key=key(under) if under else None,
                number=number,
            )

    def edit(self, number: int, text: str) -> None:
        self.texts[number] = text
        with self.database.writing() as session:
            outbox.touch(session, key(number))

    def withdraw(self, number: int) -> None:
        with self.database.writing() as session:
            outbox.withdraw(session, key(number))

    def stood_before(self, number: int) -> None:
        """As if the note had been delivered once."""
        row = {"posted_in": OutboxMessage.recipient, "ts": "1.0", "shown": OutboxMessage.wanted}
        with self.database.writing() as session:
            session.execute(update(OutboxMessage).where(OutboxMessage.key == key(number)).values(row))

    def render(self, _session: Session, number: int) -> Rendered | None:
        text = self.texts[number]
        if text == "broken":
            raise ZeroDivisionError
        return blocks.words(text) if text else None

    def row(self, number: int) -> OutboxMessage:
        with self.database.reading() as session:
            return session.scalars(select(OutboxMessage).where(OutboxMessage.key == key(number))).one()

    def waiting(self) -> int:
        with self.database.reading() as session:
            return outbox.count_waiting(session, now=self.clock.now())


def key(number: int) -> str:
    return f"note:{number}"


class Desk(Notes):
    """Notes, and the workers that bring them into a sandbox."""

    def __init__(self, database: Database, clock: HandClock, sandbox: Sandbox) -> None:
        super().__init__(database, clock)
        self.sandbox = sandbox
        self.rita = sandbox.add_person("rita", "Rita Rossi")
        self.wins = sandbox.add_channel("wins", [self.rita])
        self.losses = sandbox.add_channel("losses", [self.rita])
        self.worker = self.new_worker()

    def new_worker(self, *, limits: Limits = UNLIMITED, **renderers: Any) -> Delivery:
        known = {"note": Kind(self.render, NEWS)} | {kind: Kind(render, NEWS) for kind, render in renderers.items()}
        return self.worker_with(known, limits=limits)

    def worker_with(self, kinds: Mapping[str, Kind], **terms: Any) -> Delivery:
        given = {"token": lambda _: TOKEN, "api_url": self.sandbox.api_url, "limits": UNLIMITED} | terms
        return Delivery(self.database, self.clock, kinds, **given)

    def delivers(self, worker: Delivery | None = None) -> int:
        """Let a worker do what can be done now; how many messages still wait."""
        return asyncio.run((worker or self.worker).drain(within=timedelta(minutes=1)))

    def delivers_later(self, **span: float) -> int:
        self.clock.wait(**span)
        return self.delivers()

    def stands(self, channel: Channel | None = None) -> list[str]:
        return [message.plain for message in (channel or self.wins).messages]

    def calls(self, method: str) -> list[dict[str, Any]]:
        return [arguments for called, arguments in self.sandbox.calls if called == method]
