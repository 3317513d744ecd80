"""`/win list`: the wins of a team in a period, a page at a time."""

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from bot import words, worktime
from bot.domain import calendars, wins
from bot.models import Team, Win
from bot.outbox import Rendered
from bot.phrases import format_money
from bot.slack import blocks
from bot.slack.blocks import Mrkdwn, bold, mrkdwn
from bot.slack.said import readable
from bot.slack.turn import Turn
from bot.slack.wins import messages
from bot.worktime import Period

PAGE = 15
MOST_SHOWN = 80
"""Characters of an account or a title in a line."""
PERIODS: dict[str, Callable[[date, int], Period]] = {
    "week": lambda day, _: worktime.week_of(day),
    "month": lambda day, _: worktime.month_of(day),
    "quarter": worktime.quarter_of,
}
"""Each of a day, and of the month in which the team's year begins."""


def handle_list(turn: Turn, said: str) -> None:
    """Of this month and the speaker's team, or as it is said: `quarter`, `East`, `week East`."""
    first, _, rest = said.partition(" ")
    is_period = first.casefold() in PERIODS
    period, name = (first.casefold(), rest.strip()) if is_period else ("month", said)
    with turn.reading() as session:
        team = turn.team_called(session, readable(name))
        answer = _page(session, turn, team, period, 0)
    turn.reply(answer)


def handle_more(turn: Turn) -> None:
    period, skipped, team_id = turn.said.value.split(":")
    with turn.reading() as session:
        answer = _page(session, turn, session.get_one(Team, int(team_id)), period, int(skipped))
    turn.reply(answer)


def _page(session: Session, turn: Turn, team: Team, name: str, skipped: int) -> Rendered:
    turn.check_sight(session, "shared", team)
    today = worktime.local_day(turn.now, team.zone)
    period = PERIODS[name](today, calendars.fiscal_start(session, team))
    count = wins.count(session, team, period)
    lines = [_line(win, today) for win in wins.in_period(session, team, period, skip=skipped, limit=PAGE)]
    head = mrkdwn(
        "{team}, this {period}: {count}, {total}.",
        team=bold(team.name),
        period=name,
        count=words.count(count, "win"),
        total=format_money(wins.total(session, team, period), team.currency),
    )
    if not lines:
        return blocks.words(blocks.joined([head, Mrkdwn("The next one is a line away: `/win 48k Acme: annual plan`.")]))
    parts = [blocks.section(head), *blocks.sections(blocks.joined(lines))]
    if count > skipped + len(lines):
        rest = count - skipped - len(lines)
        parts.append(blocks.actions(blocks.button(f"{rest} more", "win.more", f"{name}:{skipped + PAGE}:{team.id}")))
    return blocks.message(*parts)


def _line(win: Win, today: date) -> Mrkdwn:
    return mrkdwn(
        "`{number}` {day} · {who} · {what} · {amount}",
        number=win.number,
        day=words.day(win.closed_on, today=today),
        who=win.owner.name,
        what=bold(blocks.cut(win.account or win.title, MOST_SHOWN)),
        amount=messages.amount(win),
    )
