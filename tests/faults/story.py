"""What people do while everything fails: five hundred messages, edits and undos, and what must stand in the end."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from bot import outbox
from bot.clock import Clock
from bot.db import Database, insert_if_new
from bot.models import OutboxMessage, Workspace
from bot.sandbox import Message, Sandbox

MESSAGES, CHANNELS, PEOPLE = 500, 20, 50
WORKSPACES = ["T0SANDBOX", "T0EAST", "T0WEST", "T0NORTH"]
"""Leased one by one, so that several workers have something to do; all of them stand in the one sandbox."""


@dataclass
class Note:
    """What the story knows of a message."""

    number: int
    recipient: str
    parent: "Note | None"
    take: int = 1
    is_gone: bool = False
    has_replies: bool = False
    was_shown_again: bool = False
    """It keeps its place in the line, but may stand behind what was posted while it was gone."""

    @property
    def key(self) -> str:
        return f"note:{self.number}"

    @property
    def text(self) -> str:
        return f"note {self.number}, take {self.take}"


class Story:
    def __init__(self, database: Database, sandbox: Sandbox, seed: int) -> None:
        self._database, self._sandbox = database, sandbox
        self._clock = Clock()
        self._random = random.Random(seed)
        people = [sandbox.add_person(f"person{number}", f"Person {number}") for number in range(PEOPLE)]
        channels = [sandbox.add_channel(f"channel{number}", people[:1]) for number in range(CHANNELS)]
        self._channels, self._people = [channel.id for channel in channels], [person.id for person in people]
        self.notes: list[Note] = []
        with database.writing() as session:
            for workspace_id in WORKSPACES:
                insert_if_new(session, Workspace, id=workspace_id, first_seen_at=self._clock.now())

    def acts(self) -> Iterator[None]:
        """One act of somebody after the other, each committed: mostly new messages, and changes to earlier ones."""
        while len(self.notes) < MESSAGES:
            dice = self._random.random()
            if dice < 0.65 or not self.notes:
                self._tell()
            elif dice < 0.85:
                self._edit(self._random.choice(self.notes))
            else:
                self._undo_or_redo(self._random.choice(self.notes))
            yield

    def _tell(self) -> None:
        """In a channel, as a reply in a thread, or to a person."""
        dice, parent = self._random.random(), None
        recipient = self._random.choice(self._people if dice < 0.2 else self._channels)
        if 0.2 <= dice < 0.4 and (above := self._with_a_thread(recipient)):
            parent = self._random.choice(above)
            parent.has_replies = True
        note = Note(len(self.notes) + 1, recipient, parent)
        self.notes.append(note)
        self._show(note)

    def _with_a_thread(self, recipient: str) -> list[Note]:
        return [note for note in self.notes if note.recipient == recipient and not note.parent and not note.is_gone]

    def _edit(self, note: Note) -> None:
        with self._database.writing() as session:
            outbox.touch(session, note.key)
        note.take += not note.is_gone

    def _undo_or_redo(self, note: Note) -> None:
        if note.has_replies:  # what becomes of them is another test's
            return
        note.take += 1
        if note.is_gone:
            note.is_gone, note.was_shown_again = False, True
            self._show(note)
        else:
            note.is_gone = True
            with self._database.writing() as session:
                outbox.withdraw(session, note.key)

    def _show(self, note: Note) -> None:
        with self._database.writing() as session:
            outbox.show(
                session,
                "note",
                note.key,
                workspace_id=WORKSPACES[int(note.recipient[1:]) % len(WORKSPACES)],
                recipient=note.recipient,
                due_at=self._clock.now(),
                thread_key=note.parent.key if note.parent else None,
                number=note.number,
            )

    # ── how it ended

    def is_settled(self) -> bool:
        with self._database.reading() as session:
            return not outbox.count_waiting(session, now=self._clock.now())

    def waits(self) -> list[str]:
        """What is not yet as it should be, a line each."""
        unsettled = OutboxMessage.shown < OutboxMessage.wanted
        with self._database.reading() as session:
            rows = session.scalars(select(OutboxMessage).where(unsettled).order_by(OutboxMessage.id)).all()
        return [
            f"{row.key} {row.workspace_id} {row.recipient} wanted={row.wanted} shown={row.shown} gone={row.is_gone} "
            f"ts={row.ts} attempts={row.attempts} retry_at={row.retry_at} claimed_until={row.claimed_until} "
            f"in_doubt_since={row.in_doubt_since} parked={row.parked_reason} thread={row.thread_key}"
            for row in rows
        ]

    def disagreements(self) -> list[str]:
        """Where Slack is not what was wanted: nothing missing, nothing twice, nothing old, in order."""
        standing = self._standing()
        found = [line for note in self.notes for line in self._wrong(note, standing[note.key])]
        strangers = standing.keys() - {note.key for note in self.notes}
        return found + [f"nobody wanted {key}" for key in strangers] + self._out_of_order()

    def _wrong(self, note: Note, messages: list[Message]) -> Iterator[str]:
        if len(messages) != (not note.is_gone):
            yield f"{note.key} stands {len(messages)} times; gone: {note.is_gone}"
        for message in messages:
            if message.plain != note.text:
                yield f"{note.key} says {message.plain!r} instead of {note.text!r}"
            if bool(message.thread_ts) != bool(note.parent):
                yield f"{note.key} stands in a thread, or out of it"

    def _standing(self) -> dict[str, list[Message]]:
        by_key = defaultdict(list)
        for channel in self._sandbox.workspace.channels.values():
            for message in channel.by_ts.values():
                by_key[_key(message)].append(message)
        return by_key

    def _out_of_order(self) -> list[str]:
        """Messages of a channel, or of a thread, that stand before an earlier one."""
        lines = [channel.messages for channel in self._sandbox.workspace.channels.values()]
        lines += [message.replies for messages in list(lines) for message in messages]
        notes = {note.key: note for note in self.notes}
        found = []
        for line in lines:
            numbers = [notes[_key(message)].number for message in line if not notes[_key(message)].was_shown_again]
            if numbers != sorted(numbers):
                found.append(f"out of order in {line[0].channel}: {numbers}")
        return found


def _key(message: Message) -> str:
    return str((message.metadata or {}).get("event_payload", {}).get("key", "?"))
