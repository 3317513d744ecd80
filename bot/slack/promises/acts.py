"""What people do with a promise: by a button, in a form where a day or a word is missing, in words."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from bot import phrases
from bot.domain import commitments, drafts
from bot.errors import Offer, Refused
from bot.models import Commitment, CommitmentState, Draft
from bot.outbox import Rendered
from bot.slack import blocks, notified
from bot.slack.blocks import Block, mrkdwn
from bot.slack.promises import fields, messages, telling
from bot.slack.said import readable
from bot.slack.turn import Turn

DAY_FORM = "promise.day_form"
WORD_FORM = "promise.word"
Find = Callable[[Session], Commitment]
Rows = list[Commitment]


# ── those that need nothing more ─────────────────────────────────────────────────────────────────────────


def accept(turn: Turn, find: Find, due_on: date | None = None) -> None:
    with turn.writing() as session:
        row = commitments.accept(session, turn.person, find(session), now=turn.now, due_on=due_on)
        drafts.discard(session, turn.person, _kind("accept", row))
        answer = _told(
            session, turn, row, "It's your promise to {to} now: {what}, by {day}. I remind you that morning."
        )
    turn.reply(answer)


def keep(turn: Turn, find: Find) -> None:
    with turn.writing() as session:
        rows = commitments.keep(session, turn.person, find(session), now=turn.now)
        heard = _hear(session, rows, "I ask {names} whether it's done for them.")
        answer = _told(session, turn, rows, "✓ Kept: {what}. {heard}", heard)
    turn.reply(answer)


def confirm(turn: Turn, find: Find) -> None:
    with turn.writing() as session:
        row = commitments.confirm(session, turn.person, find(session), now=turn.now)
        answer = _told(session, turn, row, "✓ Done: {what}. {by} sees it.")
    turn.reply(answer)


def not_yet(turn: Turn, find: Find) -> None:
    with turn.writing() as session:
        row = commitments.reopen(session, turn.person, find(session), now=turn.now)
        told = "Not yet: {what}. {by} hears it and chooses a day; until then it's due {day}."
        answer = _told(session, turn, row, told)
    turn.reply(answer)


def release(turn: Turn, find: Find) -> None:
    with turn.writing() as session:
        row = commitments.release(session, turn.person, find(session), now=turn.now)
        heard = notified.told(session, [row.by], "promises", "I tell {names}.")
        answer = _told(session, turn, row, "No longer needed: {what}. {heard}", heard)
    turn.reply(answer)


def hear_undo(turn: Turn, find: Find) -> None:
    """`/promise undo 31`: of one that was dropped the dropping, else the promise."""
    with turn.reading() as session:
        rows = commitments.together(session, find(session))
        is_dropped = any(row.state is CommitmentState.NOT_KEPT for row in rows)
    (resume if is_dropped else undo)(turn, find)


def undo(turn: Turn, find: Find) -> None:
    with turn.writing() as session:
        rows = commitments.take_back(session, turn.person, find(session), now=turn.now)
        is_asked = rows[0].by_id != turn.person.id
        told = "Taken back: {what}, asked of {by}." if is_asked else "Taken back: {what}."
        answer = mrkdwn(told, what=telling.what(rows[0]), by=rows[0].by.name)
    turn.reply(answer)


def clicked(act: Callable[[Turn, Find], None]) -> Callable[[Turn], None]:
    """The handler of a button that carries the promise's id."""

    def handle(turn: Turn) -> None:
        act(turn, lambda session: commitments.get_by_id(session, int(turn.said.value)))

    return handle


def _hear(session: Session, rows: Rows, sentence: str) -> str:
    """The sentence about those to whom it was promised, some of whom may have turned that off."""
    people = [row.to for row in rows if row.to]
    return notified.told(session, people, "promises", sentence) or sentence.format(names=telling.receivers(rows))


def _told(session: Session, turn: Turn, done: Commitment | Rows, template: str, heard: str = "") -> Rendered:
    rows = done if isinstance(done, list) else [done]
    told = mrkdwn(
        template,
        what=telling.what(rows[0]),
        to=telling.receivers(rows),
        by=rows[0].by.name,
        day=commitments.say_due(rows[0]),
        heard=heard,
    )
    return blocks.message(blocks.section(told), telling.beneath(session, rows[0], turn.person, *rows[1:]))


# ── another day ──────────────────────────────────────────────────────────────────────────────────────────


def move(turn: Turn, find: Find, due_on: date) -> None:
    with turn.writing() as session:
        rows = commitments.move(session, turn.person, find(session), due_on, now=turn.now)
        drafts.discard(session, turn.person, _kind("move", rows[0]))
        told = _told(session, turn, rows, "{what} is due {day} now. {heard}", _hear(session, rows, "I tell {names}."))
        plain = messages.moved_so_far(rows[0])
    extra = [blocks.section(blocks.joined(plain))] if plain else []
    turn.reply(blocks.message(*told.blocks, *extra))


DATED: dict[str, Callable[[Turn, Find, date], None]] = {"move": move, "accept": accept}


def open_day(act: str) -> Callable[[Turn, Find], None]:
    """The form that asks for the day."""

    def open_(turn: Turn, find: Find) -> None:
        with turn.reading() as session:
            row = _possible(session, turn, find(session), act)
            kept = drafts.find(session, turn.person, _kind(act, row))
            form = _day_form(session, turn, row, act, kept)
        turn.open(form)

    return open_


def _day_form(session: Session, turn: Turn, row: Commitment, act: str, kept: dict[str, Any]) -> Block:
    due_on = date.fromisoformat(kept["due_on"]) if kept.get("due_on") else None
    return blocks.form(
        DAY_FORM,
        "Move a promise" if act == "move" else "Accept",
        blocks.section(mrkdwn("{what}, due {day}", what=telling.what(row), day=commitments.say_due(row))),
        blocks.date_field("due_on", "By when?", due_on),
        blocks.context(telling.seen_by(session, row, turn.person)),
        submit="Move it" if act == "move" else "Promise it",
        metadata={"draft": _kind(act, row), "act": act, "promise": row.id},
    )


UNDATED: dict[str, Callable[[Turn, Find], None]] = {"move": open_day("move"), "accept": accept}


def handle_day_submission(turn: Turn) -> None:
    if not (due_on := turn.said.values.get("due_on")):
        raise Refused("Choose a day, please.", field="due_on")
    DATED[turn.said.metadata["act"]](turn, _carried(turn), date.fromisoformat(due_on))


def handle_to_day(turn: Turn) -> None:
    """A click on a day: the value says which act, which promise and which day."""
    act, promise_id, chosen = turn.said.value.split(":")
    DATED[act](turn, lambda session: commitments.get_by_id(session, int(promise_id)), date.fromisoformat(chosen))


def hear_day(turn: Turn, act: str, number: int, text: str) -> None:
    """`move 31 to Monday`, `accept 31 by Monday`; without a day it does the same as the button."""
    find = numbered(turn, number)
    said = text.strip().removeprefix("to ").removeprefix("until ").removeprefix("by ").strip()
    if not said:
        UNDATED[act](turn, find)
        return
    when = phrases.read_deadline(said, turn.local_now, fiscal_start=fields.fiscal_start(turn))
    if when is None:
        raise Refused(
            f"I read “{blocks.cut(readable(said), 40)}”, but no day. Try `/promise {act} {number} to Monday`."
        )
    if when.day:
        DATED[act](turn, find, when.day)
        return
    with turn.reading() as session:
        row = _possible(session, turn, find(session), act)
    buttons = telling.day_buttons(act, row, when.days, turn.local_now.date())
    turn.reply(blocks.message(blocks.section(fields.TWO_DAYS), blocks.actions(*buttons)))


# ── a word ───────────────────────────────────────────────────────────────────────────────────────────────


def drop(turn: Turn, find: Find, word: str, instead: str) -> None:
    with turn.writing() as session:
        rows = commitments.fail(session, turn.person, find(session), word, instead, now=turn.now)
        drafts.discard(session, turn.person, _kind("drop", rows[0]))
        answer = _told(
            session, turn, rows, "Noted, it can't be kept: {what}. {heard} Nobody is left waiting.", _reads(rows)
        )
        undo = turn.offer_undo(session, rows[0].team, turn.now, "promise.resume", rows[0].id)
    turn.reply(blocks.message(*answer.blocks, *blocks.row(*undo)))


def _reads(rows: Rows) -> str:
    """Who reads what of a promise that was dropped; the channel only that it was."""
    if rows[0].is_public:
        return f"{rows[0].team.name} reads that it didn't work out, and why behind `/promise show {rows[0].number}`."
    return f"{telling.receivers(rows)} {'reads' if len(rows) == 1 else 'read'} what you said."


def resume(turn: Turn, find: Find) -> None:
    """A click on "Undo" under a promise that was dropped."""
    with turn.writing() as session:
        rows = commitments.resume(session, turn.person, find(session), now=turn.now)
        answer = _told(session, turn, rows, "Undone: your promise to {to} stands as before: {what}, by {day}.")
    turn.reply(answer)


def decline(turn: Turn, find: Find, word: str, _: str) -> None:
    with turn.writing() as session:
        row = commitments.decline(session, turn.person, find(session), word, now=turn.now)
        drafts.discard(session, turn.person, _kind("decline", row))
        answer = _told(session, turn, row, "Declined: {what}. {to} reads why.")
    turn.reply(answer)


WORDED: dict[str, Callable[[Turn, Find, str, str], None]] = {"drop": drop, "decline": decline}


def open_word(act: str) -> Callable[[Turn, Find], None]:
    """The form that asks for a word."""

    def open_(turn: Turn, find: Find) -> None:
        with turn.reading() as session:
            row = _possible(session, turn, find(session), act)
            kept = drafts.find(session, turn.person, _kind(act, row))
            form = _word_form(row, act, kept)
        turn.open(form)

    return open_


def _word_form(row: Commitment, act: str, kept: dict[str, Any]) -> Block:
    longest = commitments.LONGEST_WORD
    rows = [blocks.text_field("word", "Why?", kept.get("word") or "", multiline=True, longest=longest)]
    if act == "drop":
        hint = "What you can do, or who can help"
        rows.append(
            blocks.text_field(
                "instead", "What instead?", kept.get("instead") or "", hint=hint, optional=True, longest=longest
            )
        )
    reads = (
        "Only {to} reads why." if not row.is_public else "Why is for {to} alone; what instead stands in the channel."
    )
    return blocks.form(
        WORD_FORM,
        "It could not be kept" if act == "drop" else "Decline",
        blocks.section(mrkdwn("{what}, due {day}", what=telling.what(row), day=commitments.say_due(row))),
        *rows,
        blocks.context(mrkdwn(reads, to=telling.receiver(row))),
        submit="Tell them",
        metadata={"draft": _kind(act, row), "act": act, "promise": row.id},
    )


def handle_word_submission(turn: Turn) -> None:
    word, instead = turn.said.written("word"), turn.said.written("instead")
    WORDED[turn.said.metadata["act"]](turn, _carried(turn), word, instead)


def hear_word(turn: Turn, act: str, number: int, text: str) -> None:
    """`drop 31 legal needs longer instead: a draft by Monday`; without words the form opens."""
    find, text = numbered(turn, number), readable(text)
    if not text:
        open_word(act)(turn, find)
        return
    word, found, instead = text.partition("instead:") if act == "drop" else (text, "", "")
    WORDED[act](turn, find, word.strip(" ,;.") if found else word, instead.strip())


# ── common to the forms ──────────────────────────────────────────────────────────────────────────────────


def unfinished(draft: Draft) -> Offer:
    """The way back to a word that was begun."""
    _, act, promise_id = draft.kind.split(":")
    label = "Finish why it could not be kept" if act == "drop" else "Finish declining"
    return Offer(f"promise.{act}", label, promise_id)


def numbered(turn: Turn, number: int) -> Find:
    return lambda session: commitments.get_promise(session, turn.person, number)


def _carried(turn: Turn) -> Find:
    promise_id = int(turn.said.metadata["promise"])
    return lambda session: commitments.get_by_id(session, promise_id)


def _possible(session: Session, turn: Turn, row: Commitment, act: str) -> Commitment:
    """The promise, if the speaker can do this with it now; else Refused in the same words as the act itself."""
    commitments.check_act(session, turn.person, row, ACTS[act])
    return row


ACTS = {
    "move": commitments.Act.MOVE,
    "drop": commitments.Act.FAIL,
    "accept": commitments.Act.ACCEPT,
    "decline": commitments.Act.DECLINE,
}


def _kind(act: str, row: Commitment) -> str:
    return f"{DAY_FORM if act in DATED else WORD_FORM}:{act}:{row.id}"
