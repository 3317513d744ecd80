"""`/win list`: the wins of a period, a page at a time."""

from collections.abc import Callable
from datetime import date

from bot import words, worktime
from bot.domain import gate, wins
from bot.models import Win
from bot.outbox import Rendered
from bot.phrases import format_money
from bot.slack import blocks
from bot.slack.blocks import Mrkdwn, bold, mrkdwn
from bot.slack.turn import Turn
from bot.slack.wins import messages
from bot.worktime import Period

PAGE = 15
MOST_SHOWN = 80
"""Characters of an account or a title in a line."""
PERIODS: dict[str, Callable[[date], Period]] = {
    "week": worktime.week_of,
    "month": worktime.month_of,
    "quarter": worktime.quarter_of,
}


def handle_list(turn: Turn, period: str = "month") -> None:
    turn.reply(_page(turn, period or "month", 0))


def handle_more(turn: Turn) -> None:
    period, _, skipped = turn.said.value.partition(":")
    turn.reply(_page(turn, period, int(skipped)))


def _page(turn: Turn, name: str, skipped: int) -> Rendered:
    with turn.reading() as session:
        by = turn.membership(session)
        gate.check("team.show", by.person, by)
        today = worktime.local_day(turn.now, by.team.zone)
        period = PERIODS[name](today)
        count = wins.count(session, by.team, period)
        shown = wins.in_period(session, by.team, period, skip=skipped, limit=PAGE)
        head = mrkdwn(
            "{team}, this {period}: {count}, {total}.",
            team=bold(by.team.name),
            period=name,
            count=words.count(count, "win"),
            total=format_money(wins.total(session, by.team, period), by.team.currency),
        )
        lines = [_line(win, today) for win in shown]
    if not lines:
        return blocks.words(blocks.joined([head, Mrkdwn("The next one is a line away: `/win 48k Acme: annual plan`.")]))
    parts = [blocks.section(head), *blocks.sections(blocks.joined(lines))]
    if count > skipped + len(lines):
        rest = count - skipped - len(lines)
        parts.append(blocks.actions(blocks.button(f"{rest} more", "win.more", f"{name}:{skipped + PAGE}")))
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
