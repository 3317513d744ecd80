"""`/win list`: the wins of a team in a period, a page at a time."""

from datetime import date

from sqlalchemy.orm import Session

from bot import words, worktime
from bot.domain import calendars, wins
from bot.models import Team, Win
from bot.outbox import Rendered
from bot.phrases import Span, format_money
from bot.slack import blocks, figures
from bot.slack.blocks import Mrkdwn, bold, mrkdwn
from bot.slack.said import readable
from bot.slack.turn import Turn

PAGE = 15
MOST_SHOWN = 80
"""Characters of an account or a title in a line."""
SPANS: tuple[Span, ...] = ("week", "month", "quarter")
USUAL: Span = "month"


def handle_list(turn: Turn, said: str) -> None:
    """The wins of this month in the speaker's team, or as the line says: `quarter`, `East`, `week East`."""
    first, _, rest = said.partition(" ")
    span = _span(first)
    name = rest.strip() if span else said
    with turn.reading() as session:
        team = turn.team_called(session, readable(name))
        answer = _page(session, turn, team, span or USUAL, 0)
    turn.reply(answer)


def handle_more(turn: Turn) -> None:
    span, skipped, team_id = turn.said.value.split(":")
    with turn.reading() as session:
        answer = _page(session, turn, session.get_one(Team, int(team_id)), _span(span) or USUAL, int(skipped))
    turn.reply(answer)


def _span(said: str) -> Span | None:
    return next((span for span in SPANS if span == said.casefold()), None)


def _page(session: Session, turn: Turn, team: Team, span: Span, skipped: int) -> Rendered:
    turn.check_sight(session, "shared", team)
    today = worktime.local_day(turn.now, team.zone)
    period = calendars.period_of(session, team, span, today)
    count = wins.count(session, team, period)
    lines = [_line(win, today) for win in wins.in_period(session, team, period, skip=skipped, limit=PAGE)]
    head = mrkdwn(
        "{team}, this {period}: {count}, {total}.",
        team=bold(team.name),
        period=span,
        count=words.count(count, "win"),
        total=format_money(wins.total(session, team, period), team.currency),
    )
    if not lines:
        return blocks.words(blocks.joined([head, Mrkdwn("The next one is a line away: `/win 48k Acme: annual plan`.")]))
    parts = [blocks.section(head), *blocks.sections(blocks.joined(lines))]
    rest = count - skipped - len(lines)
    return blocks.message(*parts, *blocks.more(rest, "win.more", f"{span}:{skipped + PAGE}:{team.id}"))


def _line(win: Win, today: date) -> Mrkdwn:
    return mrkdwn(
        "`{number}` {day} · {who} · {what} · {amount}",
        number=win.number,
        day=words.day(win.closed_on, today=today),
        who=win.owner.name,
        what=bold(blocks.cut(win.account or win.title, MOST_SHOWN)),
        amount=figures.won(win),
    )
