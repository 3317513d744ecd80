"""A goal's end: closed with a look back, in words or in a form."""

from sqlalchemy.orm import Session

from bot.domain import drafts, goals
from bot.models import Goal, Outcome
from bot.outbox import Rendered
from bot.slack import blocks, figures
from bot.slack.blocks import mrkdwn
from bot.slack.goals import finding
from bot.slack.said import readable
from bot.slack.turn import Turn

FORM = "goal.look_back"
OUTCOMES = {
    Outcome.REACHED: "Closed, and reached",
    Outcome.MISSED: "Closed",
    Outcome.DROPPED: "Closed before its end",
}


def handle_close(turn: Turn, number: str, text: str = "") -> None:
    """`/goal close 7` opens the form; with words behind it, they are the look back."""
    with turn.reading() as session:
        goal_id = goals.get_goal(session, turn.membership(session), number).id
    if text:
        _close(turn, goal_id, readable(text))
    else:
        _open(turn, goal_id)


def handle_click(turn: Turn) -> None:
    """A click on "Close it" or "Look back"."""
    _open(turn, int(turn.said.value.partition(":")[2] or turn.said.value))


def _open(turn: Turn, goal_id: int) -> None:
    with turn.reading() as session:
        by, goal = finding.by_id(session, turn, goal_id)
        goals.check_close(by, goal)
        draft = f"{FORM}:{goal_id}"
        kept = drafts.find(session, turn.person, draft).get("look_back") or ""
        form = blocks.form(
            FORM,
            f"Close goal {goal.number}",
            blocks.section(_how_far(turn, session, goal)),
            blocks.text_field(
                "look_back",
                "Looking back: what would you do again, what not?",
                kept,
                placeholder="Two demos a day worked; Fridays didn't",
                optional=True,
                multiline=True,
                longest=goals.LONGEST["look_back"],
            ),
            blocks.context("Seen by whoever sees the goal."),
            submit="Close it",
            metadata={"goal": goal_id, "draft": draft},
        )
    turn.open(form)


def handle_submission(turn: Turn) -> None:
    _close(turn, turn.said.metadata["goal"], turn.said.written("look_back"))


def _close(turn: Turn, goal_id: int, text: str) -> None:
    with turn.writing() as session:
        by, goal = finding.by_id(session, turn, goal_id)
        goals.close(session, by, goal, text, now=turn.now)
        drafts.discard(session, turn.person, f"{FORM}:{goal_id}")
        answer = _closed(turn, session, goal)
    turn.reply(answer)


def _closed(turn: Turn, session: Session, goal: Goal) -> Rendered:
    far = mrkdwn("goal {number}, {far}", number=goal.number, far=_how_far(turn, session, goal))
    lines = [mrkdwn("{how}: {far}", how=OUTCOMES[goal.outcome or Outcome.DROPPED], far=far)]
    if goal.look_back:
        lines.append(mrkdwn("*Looking back:* {text}", text=goal.look_back))
    return blocks.message(
        *blocks.sections(blocks.joined(lines)), blocks.actions(blocks.button("The next goal", "goal.next", goal.id))
    )


def _how_far(turn: Turn, session: Session, goal: Goal) -> str:
    """What was aimed at and what was done, as arithmetic."""
    standing = goals.pace_of(session, goal, now=turn.now)
    return f"{figures.aim(goal)}: {figures.done_of(goal, standing.done)}, {int(standing.share_done * 100)} %."
