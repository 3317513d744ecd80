"""How the teams below did in a week, told to those who lead the team above them: one line each, sums only."""

from sqlalchemy.orm import Session

from bot import words
from bot.domain import digest
from bot.domain.digest import Below
from bot.models import Digest, Person
from bot.outbox import Rendered
from bot.phrases import format_money
from bot.slack import blocks, figures
from bot.slack.blocks import Mrkdwn, bold, mrkdwn

MOST_TEAMS = 20
SEEN = "Sums of teams, for you who lead the team above. `/pace settings rollup off` turns this off."


def rolled_up(session: Session, digest_id: int, person_id: int) -> Rendered | None:
    """None if the reader no longer leads that team, or if there are no teams below it."""
    row, reader = session.get(Digest, digest_id), session.get(Person, person_id)
    found = digest.teams_below(session, row, reader) if row and reader else []
    if row is None or not found:
        return None
    days = words.period(row.week, today=row.week.last)
    head = mrkdwn("The teams below {team}, {days}:", team=bold(row.team.name), days=days)
    lines = [_line(each) for each in found[:MOST_TEAMS]]
    if rest := max(len(found) - MOST_TEAMS, 0):
        lines.append(mrkdwn("… and {rest} more: `/pace board teams`", rest=rest))
    return blocks.message(*blocks.sections(blocks.joined([head, *lines])), blocks.context(Mrkdwn(SEEN)))


def _line(each: Below) -> Mrkdwn:
    team = each.sum.team
    aside = [format_money(money, team.currency) for money in each.sum.aside]
    return mrkdwn(
        "• {team}: {wins}, {total}{aside}{goal}{waiting}",
        team=bold(team.name),
        wins=words.count(each.wins, "win"),
        total=format_money(each.sum.total, team.currency),
        aside=f" and {words.listed(aside)}" if aside else "",
        goal=figures.of_sum(each.sum),
        waiting=f" · {words.count(each.waiting, 'obstacle')} waiting for you" if each.waiting else "",
    )
