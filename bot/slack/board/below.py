"""How the teams below a team stand: sums that count each win once, their goals, never the goals of their people."""

from sqlalchemy.orm import Session

from bot import words, worktime
from bot.domain import board, rollup
from bot.domain.board import SPANS, Span
from bot.domain.rollup import Rollup, Sum
from bot.models import Team
from bot.money import Money
from bot.outbox import Rendered
from bot.phrases import format_money
from bot.slack import blocks, figures
from bot.slack.blocks import Mrkdwn, bold, mrkdwn
from bot.slack.board import asking
from bot.slack.board.asking import PERIODS
from bot.slack.turn import Turn

PAGE = 20
SEEN = "Sums of teams. The goals of their people are between them and their leaders."
NONE = "{team} has no teams below it. A leader of one says `/pace team set under {name}` in its channel."


def handle_show(turn: Turn, text: str) -> None:
    """`/pace board teams month`."""
    asked = asking.read(text)
    with turn.reading() as session:
        answer = _page(session, turn, asking.team_of(session, turn, asked), asked.span, 0)
    turn.reply(answer)


def handle_more(turn: Turn) -> None:
    span, skipped, team_id = map(int, turn.said.value.split(":"))
    with turn.reading() as session:
        answer = _page(session, turn, session.get_one(Team, team_id), SPANS[span], skipped)
    turn.reply(answer)


def _page(session: Session, turn: Turn, team: Team, span: Span, skipped: int) -> Rendered:
    turn.check(session, "board.teams", team)
    period = board.period_of(session, team, span, worktime.local_day(turn.now, team.zone))
    found = rollup.of_team(session, team, period, now=turn.now)
    if not found.parts:
        return blocks.words(mrkdwn(NONE, team=bold(team.name), name=team.name))
    shown = found.parts[skipped : skipped + PAGE]
    parts = [
        blocks.section(whole(found, PERIODS[span])),
        *blocks.sections(blocks.joined([line(each) for each in shown])),
        blocks.context(SEEN),
    ]
    rest = len(found.parts) - skipped - len(shown)
    value = f"{SPANS.index(span)}:{skipped + PAGE}:{team.id}"
    return blocks.message(*parts, *blocks.more(rest, "board.more", value))


def together(found: Rollup, period: str) -> Mrkdwn:
    """The team with all below it, and what of that is its own."""
    team = found.whole.team
    own = Money(found.own.get(team.currency, 0), team.currency)
    return mrkdwn(
        "{team} with the {teams} below, {period}: {sum}{own}{aside}",
        team=bold(team.name),
        teams=words.count(len(found.parts), "team") if len(found.parts) > 1 else "team",
        period=period,
        sum=bold(format_money(found.whole.total, team.currency)),
        own=f", {format_money(own, team.currency)} of it {team.name}'s own" if own.minor else "",
        aside=_aside(found.whole),
    )


def whole(found: Rollup, period: str) -> Mrkdwn:
    """The same with the goal of the team at the top."""
    return mrkdwn("{together}{goal}", together=together(found, period), goal=figures.of_sum(found.whole))


def line(each: Sum) -> Mrkdwn:
    """A team below with all under it, its goal and how that stands."""
    return mrkdwn(
        "• {team}: {sum}{aside}{goal}",
        team=bold(each.team.name),
        sum=format_money(each.total, each.team.currency),
        aside=_aside(each),
        goal=figures.of_sum(each),
    )


def _aside(each: Sum) -> str:
    others = [format_money(money, each.team.currency) for money in each.aside]
    return f" ({words.listed(others)} not in it)" if others else ""
