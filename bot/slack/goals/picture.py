"""The picture of a goal's pace: asked for on its card or in words, and sent to whoever asked."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bot import worktime
from bot.domain import calendars, goals
from bot.models import Goal, Membership
from bot.outbox import Rendered
from bot.slack import blocks, charts, figures
from bot.slack.goals import finding
from bot.slack.goals.finding import Find
from bot.slack.turn import Turn

ON_ITS_WAY = "The picture of goal {number} is in your direct messages with me; only you see it there."
TOO_SOON = "There is no line to draw before a goal's second day."


def handle_picture(turn: Turn, number: str) -> None:
    """`/goal picture 7`."""
    _send(turn, finding.numbered(turn, number))


def handle_click(turn: Turn) -> None:
    _send(turn, finding.clicked(turn))


def _send(turn: Turn, find: Find) -> None:
    with turn.keeping() as session:
        by, goal = find(session)
        goals.check_sight(by, goal)
        goals.send_picture(session, by, goal, now=turn.now)
        answer = ON_ITS_WAY.format(number=goal.number)
    turn.reply(answer)


def pictured(session: Session, goal_id: int, membership_id: int, until: int) -> Rendered | None:
    """The goal's line and the chart of its pace; None if the reader may not see it any more."""
    goal, by = session.get(Goal, goal_id), session.get(Membership, membership_id)
    if goal is None or by is None or not goals.may_see(goal, by.person, by):
        return None
    now = datetime.fromtimestamp(until, UTC)
    days = goals.course(session, goal, now=now, most=charts.POINTS)
    today = worktime.local_day(now, goal.team.zone)
    line = figures.line(goal, goals.pace_of(session, goal, now=now), today, calendars.fiscal_start(session, goal.team))
    title = f"{figures.whose(goal)}: {figures.aim(goal)}"
    chart = charts.pace_blocks(title, days, goal.currency) or [blocks.context(TOO_SOON)]
    return blocks.message(blocks.section(line), *chart)
