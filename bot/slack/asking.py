"""What can be read in several ways, asked with a button for each: what was typed is a draft until the click."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.domain import drafts
from bot.errors import Refused
from bot.slack import blocks
from bot.slack.blocks import Mrkdwn, mrkdwn
from bot.slack.turn import Turn

Line = TypeVar("Line")
LONGEST_READ = 300


@dataclass(frozen=True)
class Question:
    """`choices` are (label, answer) for buttons of the act `action`; `other` is one more button, as (action, label)."""

    action: str
    text: Mrkdwn
    choices: Sequence[tuple[str, str]]
    other: tuple[str, str] | None = None


def ask(
    turn: Turn, question: Question, kind: str, line: dict[str, Any], *, read: str = "", used_up: int | None = None
) -> None:
    """Ask, and keep the line as a draft of that kind in place of the one `used_up`; `read` is what I understood."""
    with turn.keeping() as session:
        drafts.use_up(session, turn.person, used_up)
        kept = drafts.keep(session, turn.person, kind, line, now=turn.now)
    buttons = [
        blocks.button(label, question.action, f"{kept.id}:{answer}", nth=nth)
        for nth, (label, answer) in enumerate(question.choices)
    ]
    if question.other:
        action, label = question.other
        buttons.append(blocks.button(label, action, kept.id))
    said = blocks.short(read, LONGEST_READ)
    context = [blocks.context(mrkdwn("I read: {text}", text=said))] if said else []
    turn.reply(blocks.message(blocks.section(question.text), *context, blocks.actions(*buttons)))


def answering(
    question: str, line: Callable[..., Line], hear: Callable[[Turn, Line, int], object]
) -> Callable[[Turn], None]:
    """The handler of a click on an answer: hears the kept line again, with this answer added to those that it has."""

    def handle(turn: Turn) -> None:
        kept, answer, draft_id = answered(turn)
        if "answers" not in kept:  # a line that an earlier version kept in another shape
            raise Refused(drafts.ANSWERED)
        hear(turn, line(**kept | {"answers": kept["answers"] | {question: answer}}), draft_id)

    return handle


def answered(turn: Turn) -> tuple[dict[str, Any], str, int]:
    """A click on a choice: the line that waited for it, the answer, and the id of the line's draft, used up later."""
    draft_id, _, answer = turn.said.value.partition(":")
    with turn.reading() as session:
        return drafts.get(session, turn.person, int(draft_id)), answer, int(draft_id)
