"""The board of a team's people: its upper part by name, one's own line for oneself alone."""

from datetime import UTC, datetime
from fractions import Fraction
from math import floor

from sqlalchemy.orm import Session

from bot import words
from bot.domain import board, gate, rollup
from bot.domain.board import SPANS, Board, By, Line, Span, Uncounted
from bot.errors import Refused
from bot.models import Membership, Team
from bot.money import Money
from bot.outbox import Rendered
from bot.phrases import format_money
from bot.slack import blocks, notified
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn
from bot.slack.board import asking, below
from bot.slack.board.asking import BEFORE, PERIODS
from bot.slack.turn import Turn

MOST_LINES = 40
RANKED = {
    By.PERCENT: "by percent of their own target",
    By.IMPROVED: "most improved",
    By.VALUE: "by value",
}
MEANT = {
    By.PERCENT: "Percent is of each one's own target; of a longer goal {period} counts, by their own working days and "
    "steps. Private goals stay out, and so do targets for less than half of the time until today.",
    By.IMPROVED: "Each against what they won {before}, up to as many of their own working days.",
    By.VALUE: "Each one's credit in the team's wins, in {currency}.",
}
NOT_COUNTED = {
    Uncounted.NO_TARGET: "{count} without a target that counts here",
    Uncounted.NOTHING_BEFORE: "{count} without wins then to compare with",
    Uncounted.AWAY: "{count} away all the time",
    Uncounted.TOO_SOON: "{count} whose first day of work is still to come",
}
OWN = {
    Uncounted.NO_TARGET: "no target of yours counts here; `/goal new 100k this quarter` sets one",
    Uncounted.NOTHING_BEFORE: "after as many working days {before} you had no wins to compare with",
    Uncounted.AWAY: "you were away all the time",
    Uncounted.TOO_SOON: "your first day of work in it is still to come",
}
NOBODY_YET = {
    By.PERCENT: "The first place is still free.",
    By.IMPROVED: "Nobody is past their own earlier figure yet. There is time.",
    By.VALUE: "The first place is still free.",
}


def handle_show(turn: Turn, text: str) -> None:
    """`/pace board value month`."""
    asked = asking.read(text)
    with turn.reading() as session:
        team = asking.team_of(session, turn, asked)
        mine = turn.check_sight(session, "shared", team)
        usual = board.usual(session, team)
        found = board.board(session, team, asked.by or usual, asked.span, now=turn.now, asker=mine)
        under = rollup.of_team(session, team, found.period, now=turn.now)
        parts = [*_standing(found), *_own(found)]
        if under.parts:
            parts.append(blocks.section(below.whole(under, PERIODS[found.span])))
        answer = blocks.message(*parts, blocks.context(_small(found)), *_buttons(found, mine))
    turn.reply(answer)


def handle_post(turn: Turn, text: str) -> None:
    """`/pace board post month`."""
    asked = asking.read(text)
    if asked.name:
        raise Refused(f"I read “{blocks.cut(asked.name, 60)}”. A board goes to its own team: `/pace board post month`.")
    _post(turn, asked.by, asked.span)


def handle_click(turn: Turn) -> None:
    """ "Post it" beneath a board."""
    how, span, team_id = turn.said.value.split(":")
    _post(turn, By(how), SPANS[int(span)], int(team_id))


def _post(turn: Turn, how: By | None, span: Span, team_id: int | None = None) -> None:
    with turn.writing() as session:
        by = turn.membership_at(session, team_id)
        board.post(session, by, how or board.usual(session, by.team), span, now=turn.now)
        posted = notified.posted(session, by.team, by.team.channel_id)
        answer = mrkdwn("{posted} Nobody's own line goes with it.", posted=posted)
    turn.reply(answer)


def posted(session: Session, team_id: int, how: int, span: int, at: int) -> Rendered:
    """The board as it was at that moment, with only those who want to be on it now."""
    team = session.get_one(Team, team_id)
    found = board.board(session, team, tuple(By)[how], SPANS[span], now=datetime.fromtimestamp(at, UTC))
    way_off = Mrkdwn("`/pace settings board off` takes you off it.")
    return blocks.message(*_standing(found), blocks.context(blocks.joined([_small(found), way_off], separator=" ")))


# ── told ─────────────────────────────────────────────────────────────────────────────────────────────────


def _standing(found: Board) -> list[Block]:
    head = mrkdwn(
        "{team}, {period}, {ranked}", team=bold(found.team.name), period=PERIODS[found.span], ranked=RANKED[found.by]
    )
    lines: list[str] = [_line(found, line) for line in found.top[:MOST_LINES]]
    if rest := len(found.top) - len(lines):
        lines.append(f"… and {rest} more")
    return [blocks.section(head), *blocks.sections(blocks.joined(lines or [NOBODY_YET[found.by]]))]


def _line(found: Board, line: Line) -> Mrkdwn:
    """A place by name, without a mention, so that nobody is notified."""
    who = line.membership.person.name
    return mrkdwn("{place}. {who} · {score}", place=line.place, who=who, score=_score(found, line.score))


def _score(found: Board, score: Fraction) -> str:
    match found.by:
        case By.PERCENT:
            return f"{floor(score * 100):,} %"
        case By.IMPROVED:
            return f"{floor(score * 100):+,} %"
        case By.VALUE:
            return format_money(Money(int(score), found.team.currency), found.team.currency)


def _own(found: Board) -> list[Block]:
    """The line of the person who asks, which nobody else sees; none for whoever doesn't sell here."""
    if found.own is None:
        return []
    if isinstance(found.own, Uncounted):
        told = OWN[found.own].format(before=BEFORE[found.span])
    else:
        place = f", place {found.own.place}" if found.own.score > 0 else " so far"
        told = f"{_score(found, found.own.score)}{place}"
    return [blocks.section(mrkdwn("*You:* {told}. Only you see this line.", told=told))]


def _small(found: Board) -> str:
    """What is counted, and who is not."""
    meant = MEANT[found.by].format(period=PERIODS[found.span], before=BEFORE[found.span], currency=found.team.currency)
    missing = [NOT_COUNTED[why].format(count=count) for why, count in sorted(found.not_counted.items())]
    left = f" Not counted: {words.listed(missing)}." if missing else ""
    return f"The upper part stands here. {meant}{left}"


def _buttons(found: Board, mine: Membership | None) -> list[Block]:
    if mine is None or not gate.allows("board.post", mine.person, mine):
        return []
    value = f"{found.by}:{SPANS.index(found.span)}:{found.team.id}"
    return [blocks.actions(blocks.button("Post it to the team", "board.post", value))]
