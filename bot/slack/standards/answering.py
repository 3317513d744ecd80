""" "I'm in" and "I see it differently": by a click, in a form, in words; late clicks hear how things stand now."""

import re

from sqlalchemy.orm import Session

from bot import phrases
from bot.domain import drafts, standards
from bot.errors import Refused, Superseded
from bot.models import Standard, StandardAnswer
from bot.money import LARGEST_MINOR
from bot.outbox import Rendered
from bot.slack import begun, blocks, figures
from bot.slack.blocks import Block, Mrkdwn, mrkdwn
from bot.slack.said import readable
from bot.slack.standards import messages
from bot.slack.turn import Turn

FORM = "standards.view"
IN = re.compile(r"(?P<which>\d{1,9}|all)(?:\s+(?:with\s+)?(?P<own>\S+))?", re.IGNORECASE)
DIFFER = re.compile(r"(?P<number>\d{1,9})\b[:,]?\s*(?P<view>.*)", re.DOTALL)
IN_EXAMPLE = "Try `/pace standards in 12`, `in 12 with 15` for a number of your own, or `in all`."
DIFFER_EXAMPLE = "Try `/pace standards differ 12 Fridays are for follow-up`."


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────


def hear_in(turn: Turn, text: str) -> None:
    """`/pace standards in 12`, with a number of one's own behind it, or `in all`."""
    found = IN.fullmatch(text)
    if found is None:
        raise Refused(_not_in(readable(text)))
    if found["which"].casefold() == "all":
        _be_in_with_all(turn)
        return
    with turn.writing() as session:
        by = turn.membership(session)
        standard = standards.get_standard(session, by.team, int(found["which"]))
        own = own_amount(standard, found["own"] or "")
        answer = standards.answer(session, by, standard, is_in=True, now=turn.now, own_amount=own)
        told = confirmation(standard, answer)
    turn.reply(told)


def _not_in(text: str) -> str:
    """Says what is missing or too much in a line that begins with "in"."""
    if not text:
        return f"Which one are you in with? {IN_EXAMPLE}"
    known = re.match(r"\d{1,9}\b", text)
    if known is None:
        return f"I read “{text[:40]}”, but no number of a standard. {IN_EXAMPLE}"
    return f"I read standard {known[0]}, and behind it nothing like `with 15`. {IN_EXAMPLE}"


def _be_in_with_all(turn: Turn) -> None:
    with turn.writing() as session:
        by = turn.membership(session)
        listed = standards.standing(session, by.team)
        open_ones = [each for each in listed if standards.find_answer(session, each, by.person_id) is None]
        for standard in open_ones:
            standards.answer(session, by, standard, is_in=True, now=turn.now)
        lines = [messages.said(standard) for standard in open_ones]
    if not lines:
        raise Refused("Nothing waits for your answer. `/pace standards` shows what you said.")
    turn.reply(blocks.joined([Mrkdwn("✓ You're in:"), *lines]))


def hear_differ(turn: Turn, text: str) -> None:
    """`/pace standards differ 12 Fridays are for follow-up`; without the view, a form asks for it."""
    found = DIFFER.fullmatch(text)
    if found is None:
        raise Refused(f"I read “{text[:40]}”, but no number of a standard. {DIFFER_EXAMPLE}")
    if not found["view"]:
        with turn.reading() as session:
            by = turn.membership(session)
            standard = standards.get_standard(session, by.team, int(found["number"]))
        _open(turn, standard.id, standard.version)
        return
    with turn.writing() as session:
        by = turn.membership(session)
        standard = standards.get_standard(session, by.team, int(found["number"]))
        view = readable(found["view"])
        answer = standards.answer(session, by, standard, is_in=False, view=view, now=turn.now)
        told = confirmation(standard, answer)
    turn.reply(told)


def own_amount(standard: Standard, text: str) -> int | None:
    """The number that somebody says for themselves, in the standard's unit; None if they say none."""
    if not text:
        return None
    if standard.amount is None:
        raise Refused(f"Standard {standard.number} has no number, so neither has your answer.", field="own")
    readings = phrases.read_measure(text, standard.currency or "", is_money=standard.currency is not None)
    if len(readings) != 1 or not 0 < readings[0] <= LARGEST_MINOR:
        example = figures.exactly(standard, standard.amount)
        raise Refused(f"I read “{text[:40]}” but no number like {example}. {IN_EXAMPLE}", field="own")
    return readings[0]


# ── by a click ───────────────────────────────────────────────────────────────────────────────────────────


def handle_in(turn: Turn) -> None:
    standard_id, version = _clicked(turn)
    try:
        with turn.writing() as session:
            standard = standards.get_by_id(session, standard_id)
            by = turn.membership_in(session, standard.team)
            answer = standards.answer(session, by, standard, is_in=True, version=version, now=turn.now)
            told = confirmation(standard, answer)
    except Superseded:
        told = _as_it_reads_now(turn, standard_id)
    turn.reply(told)


def handle_differ(turn: Turn) -> None:
    """The form for what somebody sees differently."""
    _open(turn, *_clicked(turn))


def handle_unfinished(turn: Turn) -> None:
    """A click on what was left unfinished: an answer to the standard as it reads now."""
    _open(turn, int(turn.said.value), None)


def _clicked(turn: Turn) -> tuple[int, int]:
    standard_id, _, version = turn.said.value.partition(":")
    return int(standard_id), int(version)


def _open(turn: Turn, standard_id: int, version: int | None) -> None:
    with turn.reading() as session:
        standard = standards.get_by_id(session, standard_id)
        turn.membership_for(session, "standards.answer", standard.team_id)
        standards.check_stands(standard)
        is_late = version is not None and version != standard.version
        form = _form(session, turn, standard)
    if is_late:
        turn.reply(_as_it_reads_now(turn, standard_id))
    else:
        turn.open(form)


def _as_it_reads_now(turn: Turn, standard_id: int) -> Rendered:
    """The answer to a click on an outdated message: the standard as it is now."""
    with turn.reading() as session:
        standard = standards.get_by_id(session, standard_id)
        answer = standards.find_answer(session, standard, turn.person.id)
        told = mrkdwn("Standard {number} has changed since. It reads now:", number=standard.number)
        lines = blocks.joined([messages.said(standard), messages.own_answer(standard, answer)])
        return blocks.message(blocks.section(told), blocks.section(lines), messages.answer_buttons(standard))


def confirmation(standard: Standard, answer: StandardAnswer) -> Rendered:
    told = blocks.joined([messages.said(standard), messages.own_answer(standard, answer)])
    if answer.is_in:
        return blocks.words(told)
    return blocks.message(blocks.section(told), blocks.context("Only you and the team's leaders read this."))


# ── in a form ────────────────────────────────────────────────────────────────────────────────────────────


def _form(session: Session, turn: Turn, standard: Standard) -> Block:
    kept = drafts.find(session, turn.person, _kind(standard.id))
    view = blocks.text_field(
        "view",
        "What do you see differently?",
        kept.get("view") or "",
        placeholder="Fridays are for follow-up, so Thursday would be fairer",
        multiline=True,
        longest=standards.LONGEST_VIEW,
    )
    return blocks.form(
        FORM,
        "I see it differently",
        blocks.section(messages.said(standard)),
        view,
        blocks.context("Only you and the team's leaders read this."),
        submit="Tell the leader",
        metadata={"draft": _kind(standard.id), "standard": standard.id, "version": standard.version},
    )


def handle_submission(turn: Turn) -> None:
    carried = turn.said.metadata
    view = turn.said.written("view")
    with begun.reopening("Close this form and answer that: your words are kept."), turn.writing() as session:
        standard = standards.get_by_id(session, carried["standard"])
        by = turn.membership_in(session, standard.team)
        version = carried["version"]
        answer = standards.answer(session, by, standard, is_in=False, view=view, version=version, now=turn.now)
        drafts.discard(session, turn.person, _kind(standard.id))
        told = confirmation(standard, answer)
    turn.reply(told)


def _kind(standard_id: int) -> str:
    return f"{FORM}:{standard_id}"
