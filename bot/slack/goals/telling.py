"""Progress in one line: which goal is meant, what moved, and how the goals that it moves stand now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from bot import phrases, worktime
from bot.domain import drafts, goals
from bot.errors import Refused
from bot.models import Goal, GoalStep, Membership, Progress, Unit
from bot.outbox import Rendered
from bot.phrases import ProgressPhrase
from bot.slack import asking, blocks, charts, figures
from bot.slack.asking import Question
from bot.slack.blocks import Mrkdwn, bold, mrkdwn
from bot.slack.goals import fields, finding
from bot.slack.said import readable
from bot.slack.turn import Turn

ASKED = "goal.told"
MOST_CHOICES = 5
EXAMPLE = "Try `/goal 7 +2`, `/goal demos +2` or `/goal 7 = 31`."
Finding = Callable[[Session], Progress]


@dataclass(frozen=True)
class Line:
    """What was typed, and what was answered since: a draft while a question is open."""

    text: str
    typed_at: str
    answers: dict[str, str] = field(default_factory=dict)
    """To "goal" its id, to "amount" which of the readings of the number."""


def hear(turn: Turn, text: str) -> bool:
    """Log the progress that the text tells; False where it tells of none."""
    return hear_line(turn, Line(text, turn.now.isoformat()))


def hear_line(turn: Turn, line: Line, draft_id: int | None = None) -> bool:
    with turn.reading() as session:
        by = turn.membership(session)
        ground = fields.ground_of(session, turn, by.team, line.typed_at)
        phrase = phrases.read_progress(line.text, ground.today)
        if phrase is None:
            return False
        meant = _meant(session, by, phrase, line)
        readings = _readings(phrase, meant[0], ground.currency)
        goal_id = meant[0].id
    if len(meant) > 1:
        choices = [(f"{goal.number}: {figures.aim(goal)}", str(goal.id)) for goal in meant[:MOST_CHOICES]]
        _ask(turn, line, draft_id, Question("goal.which", Mrkdwn("Which goal do you mean?"), choices))
    elif len(readings) > 1 and "amount" not in line.answers:
        amounts = [(figures.amount(meant[0], reading), str(nth)) for nth, reading in enumerate(readings)]
        text = Mrkdwn("I can read the number in several ways. Which one is it?")
        _ask(turn, line, draft_id, Question("goal.much", text, amounts))
    else:
        _log(turn, phrase, goal_id, readings[int(line.answers.get("amount", 0))], draft_id)
    return True


def _meant(session: Session, by: Membership, phrase: ProgressPhrase, line: Line) -> list[Goal]:
    """The goals that can be meant: at least one, or Refused."""
    if "goal" in line.answers:
        return [goals.get_by_id(session, int(line.answers["goal"]))]
    meant = goals.meant(session, by, readable(phrase.which))
    if meant:
        return meant
    if not phrase.which:
        raise Refused(f"You have no open goal that is counted by hand. {EXAMPLE}")
    raise Refused(
        f"I know no open goal of yours about *{blocks.cut(readable(phrase.which), 60)}*. `/goal` lists yours; "
        "`/goal new 12 demos by EOQ` sets one."
    )


def _readings(phrase: ProgressPhrase, goal: Goal, home: str) -> tuple[int, ...]:
    readings = phrases.read_measure(phrase.amount, goal.currency or home, is_money=goal.metric.unit is Unit.MONEY)
    if readings:
        return readings
    read = f"{phrase.which or goal.number} {phrase.sign}{phrase.amount}"
    kind = "amount of money" if goal.currency else "whole number"
    example = f"`/goal {goal.number} +{'10k' if goal.currency else '2'}`"
    raise Refused(f"I read `{blocks.cut(readable(read), 60)}`, but no {kind} behind the {phrase.sign}. Try {example}.")


def _ask(turn: Turn, line: Line, draft_id: int | None, question: Question) -> None:
    asking.ask(turn, question, ASKED, vars(line).copy(), used_up=draft_id)


def _log(turn: Turn, phrase: ProgressPhrase, goal_id: int, value: int, draft_id: int | None) -> None:
    with turn.writing() as session:
        drafts.use_up(session, turn.person, draft_id)
        by, goal = finding.by_id(session, turn, goal_id)
        row, steps = goals.log(
            session, by, goal, phrase.sign, value, now=turn.now, on=phrase.on, note=readable(phrase.note)
        )
        answer = _confirmation(session, turn, goal, row, {step.goal_id: step for step in steps})
    turn.reply(answer)


# ── what the person hears ────────────────────────────────────────────────────────────────────────────────


def _confirmation(session: Session, turn: Turn, goal: Goal, row: Progress, steps: Mapping[int, GoalStep]) -> Rendered:
    moved = goals.moved_by(session, row, goal.team_id)
    shown = [goal, *(other for other in moved if other.id != goal.id)]
    paces = goals.paces(session, shown, now=turn.now)
    today = worktime.local_day(turn.now, goal.team.zone)
    moved_to = "{what}: {aim}" if row.is_level else "{what} toward {aim}"
    lines = [
        mrkdwn(moved_to, what=_what(goal, row), aim=bold(figures.aim(goal))),
        Mrkdwn(charts.bar(paces[goal.id].share_done)),
        *(figures.line(each, paces[each.id], today) for each in shown),
        *(
            mrkdwn("🎯 {aim}: {step}!", aim=figures.aim(each), step=figures.step(steps[each.id], _who(each, turn)))
            for each in shown
            if each.id in steps
        ),
    ]
    undo = turn.offer_undo(session, goal.team, row.at, "goal.undo", row.id)
    buttons = [*undo, blocks.button("How it stands", "goal.show", goal.id)]
    if goal.reached_at:
        buttons.append(blocks.button("The next goal", "goal.next", goal.id))
    return blocks.message(blocks.section(blocks.joined(lines)), blocks.actions(*buttons))


def _who(goal: Goal, turn: Turn) -> str:
    return "you" if goal.owner_id == turn.person.id else figures.whose(goal)


def _what(goal: Goal, row: Progress) -> str:
    if row.is_level:
        return f"Now {figures.amount(goal, row.value)}"
    return f"{'+' if row.value > 0 else ''}{figures.amount(goal, row.value)}"


def handle_undo(turn: Turn) -> None:
    """A click on "Undo" under what was logged."""
    _undo(turn, lambda session: goals.get_progress(session, int(turn.said.value)))


def undo_latest(turn: Turn) -> None:
    """`/goal undo`."""

    def latest(session: Session) -> Progress:
        row = goals.latest_typed_by(session, turn.person, now=turn.now)
        if row is None:
            raise Refused("Nothing to undo: you logged no progress in the last 7 days that stands.")
        return row

    _undo(turn, latest)


def _undo(turn: Turn, find: Finding) -> None:
    with turn.writing() as session:
        row = find(session)
        goal = row.goal
        by = turn.membership_at(session, row.metric.team_id)
        goals.undo_progress(session, by, row, now=turn.now)
        what = _what(goal, row) if goal else f"{row.value:+,} {row.metric.name}"
        answer = mrkdwn("Taken back: {what}. It counts nowhere.", what=what)
    turn.reply(answer)
