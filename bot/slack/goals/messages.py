"""What the channel and people hear of goals: steps on the way, a goal set for somebody, an end."""

from datetime import date

from sqlalchemy.orm import Session

from bot import words, worktime
from bot.domain import calendars, goals
from bot.models import Goal, GoalStep
from bot.outbox import Rendered
from bot.slack import blocks, figures
from bot.slack.blocks import Mrkdwn, bold, escape, mrkdwn
from bot.slack.goals import fields
from bot.slack.naming import named

SIGNS = {"100": "🏁", "110": "🚀", "125": "🚀"}
MARKS = {"25": "the first quarter", "50": "the half-way mark", "75": "the third quarter", "100": "the finish"}
"""What a step is called once a correction has taken it back: nobody is celebrated for it then, nor held to account."""
OWN_STEP = "🎯 {goal}: {step}, {done}."
NEXT = "It stays open until {day}. The next one, a step higher, is a click away."


def step(session: Session, step_id: int) -> Rendered | None:
    """A step of a team's goal, or of one that somebody made public, in the channel; None where it was taken back."""
    reached = session.get(GoalStep, step_id)
    if reached is None:
        return None
    goal = reached.goal
    who = _who(session, goal)
    if who is None:
        return None
    done = goals.amount_done(session, goal)
    if goals.is_corrected(reached, done):
        span = figures.span(goal, _on(reached), _fiscal_start(session, goal))
        of = f"{figures.whose(goal)}'s {figures.amount(goal, goal.target)} {span}"
        return blocks.words(mrkdwn("Taken back after a correction: {mark} of {of}.", mark=_mark(reached), of=of))
    told = mrkdwn(
        "{sign} {step}: {done} {span}.",
        sign=SIGNS.get(reached.name, "🎯"),
        step=figures.step(reached, who),
        done=bold(figures.done_of(goal, done)),
        span=_span(session, goal, _on(reached)),
    )
    return blocks.message(blocks.section(told), blocks.context(_time_left(goal, _on(reached), session)))


def own_step(session: Session, step_id: int) -> Rendered | None:
    """To the owner of a goal that is not public, where somebody else's act brought the step."""
    reached = session.get(GoalStep, step_id)
    if reached is None:
        return None
    goal = reached.goal
    done = goals.amount_done(session, goal)
    is_corrected = goals.is_corrected(reached, done)
    told = mrkdwn(
        "Taken back after a correction: {mark} of {goal}. It is at {done}." if is_corrected else OWN_STEP,
        step=figures.step(reached, "you"),
        mark=_mark(reached),
        goal=figures.named(goal, _on(reached), _fiscal_start(session, goal)),
        done=figures.done_of(goal, done),
    )
    buttons = [blocks.button("How it stands", "goal.show", goal.id)]
    parts = [blocks.section(told)]
    if goal.reached_at:
        parts.append(blocks.section(NEXT.format(day=words.day(goal.last_on, today=_on(reached)))))
        buttons.append(blocks.button("The next goal", "goal.next", goal.id))
    return blocks.message(*parts, blocks.context(f"Seen by {fields.seen_by(goal)}."), blocks.actions(*buttons))


def _mark(reached: GoalStep) -> str:
    return MARKS.get(reached.name, f"the {reached.name} % mark")


def _fiscal_start(session: Session, goal: Goal) -> int:
    return calendars.fiscal_start(session, goal.team)


def _who(session: Session, goal: Goal) -> Mrkdwn | None:
    return named(session, goal.owner) if goal.owner else escape(goal.team.name)


def _on(reached: GoalStep) -> date:
    return worktime.local_day(reached.reached_at, reached.goal.team.zone)


def _span(session: Session, goal: Goal, today: date) -> str:
    thing = "" if goal.currency or goal.is_level else f"{figures.unit(goal)} "
    return thing + figures.span(goal, today, _fiscal_start(session, goal))


def _time_left(goal: Goal, today: date, session: Session) -> str:
    calendar = goals.calendar_of(session, goal.team, goal.owner)
    left = calendar.working_days(worktime.Period(today, goal.last_on))
    return f"{words.count(left, 'working day')} to go."


def ended(session: Session, goal_id: int, person_id: int) -> Rendered | None:
    """To the person who has to look back on a goal that was not reached; None once they did."""
    goal = session.get(Goal, goal_id)
    if goal is None or goal.ended_at is None:
        return None
    standing = goals.pace_of(session, goal, now=goal.ended_at)
    told = mrkdwn(
        "Goal {number} has ended: {aim}. {done}, {share} %.",
        number=goal.number,
        aim=bold(figures.aim(goal)),
        done=figures.done_of(goal, standing.done),
        share=int(standing.share_done * 100),
    )
    if goal.closed_at:
        return blocks.message(blocks.section(told), blocks.context("You looked back on it; it is closed."))
    asked = Mrkdwn("What would you do again, and what not? A line is enough, and it closes the goal.")
    buttons = [
        blocks.button("Look back", "goal.close", goal.id, style="primary"),
        blocks.button("The next goal", "goal.next", goal.id),
    ]
    is_own = goal.owner_id == person_id
    seen = fields.seen_by(goal) if is_own else "the team"
    return blocks.message(
        blocks.section(told), blocks.section(asked), blocks.context(f"Seen by {seen}."), blocks.actions(*buttons)
    )
