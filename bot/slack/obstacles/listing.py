"""Obstacles shown: one, the team's, mine, and the card on App Home."""

from sqlalchemy.orm import Session

from bot.domain import obstacles, teams
from bot.models import Obstacle, Team
from bot.outbox import Rendered
from bot.slack import blocks
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn
from bot.slack.obstacles import acts, telling, view
from bot.slack.said import readable
from bot.slack.turn import Turn, Visit

PAGE = 15
MOST_ON_HOME = 4
FIRST = Mrkdwn(f"Nothing is in the way. When something is: {obstacles.EXAMPLE.removeprefix('Try ')}")


# ── one ──────────────────────────────────────────────────────────────────────────────────────────────────


def handle_show(turn: Turn, number: str) -> None:
    """`/obstacle 12`: a shared one is told in words; a private one opens as a form, so that no channel shows it."""
    with turn.reading() as session:
        obstacle = obstacles.get_obstacle(session, turn.person, acts.team_meant(session, turn), number)
        obstacle_id = obstacle.id
        answer = None if obstacle.is_private else _card(session, turn, obstacle)
    if answer is None:
        view.open_one(turn, obstacle_id)
    else:
        turn.reply(answer)


def _card(session: Session, turn: Turn, obstacle: Obstacle) -> Rendered:
    told = blocks.joined(telling.told_of(session, obstacle, turn.person, turn.now))
    elements = [*telling.buttons(obstacle), blocks.button("Open", "obstacle.open", obstacle.id)]
    return blocks.message(
        *blocks.sections(told), blocks.context(telling.seen_by(session, obstacle)), blocks.actions(*elements)
    )


# ── many ─────────────────────────────────────────────────────────────────────────────────────────────────


def is_team(turn: Turn, name: str) -> bool:
    with turn.reading() as session:
        return teams.find_by_name(session, turn.said.workspace_id, readable(name)) is not None


def handle_list(turn: Turn, name: str = "") -> None:
    """`/obstacle list`: the team's, or those of a team below: `/obstacle list East`."""
    with turn.reading() as session:
        answer = _page(session, turn, turn.team_called(session, readable(name)), 0)
    turn.reply(answer)


def handle_mine(turn: Turn) -> None:
    """`/obstacle mine`: what I raised and what waits for me, in whatever team, and in none."""
    with turn.reading() as session:
        answer = _page(session, turn, None, 0)
    turn.reply(answer)


def handle_more(turn: Turn) -> None:
    which, skipped, team_id = turn.said.value.split(":")
    with turn.reading() as session:
        team = session.get_one(Team, int(team_id)) if which == "team" else None
        answer = _page(session, turn, team, int(skipped))
    turn.reply(answer)


def _page(session: Session, turn: Turn, team: Team | None, skipped: int) -> Rendered:
    """The team's; without one, mine."""
    if team is not None:
        those = obstacles.in_team(turn.person, turn.check_sight(session, "shared", team), team)
        which, team_id, label = "team", str(team.id), mrkdwn("Open in {team}", team=bold(team.name))
    else:
        those = obstacles.mine(turn.person) | obstacles.waits_for(turn.person, turn.now)
        which, team_id, label = "mine", "", Mrkdwn("Yours, and waiting for you")
    count = obstacles.count(session, those)
    shown = obstacles.found(session, those, skip=skipped, limit=PAGE)
    head = mrkdwn("{label}: {count}.", label=label, count=count)
    if not shown:
        return blocks.words(blocks.joined([head, FIRST]))
    lines = [_with_age(session, turn, obstacle) for obstacle in shown]
    parts = [blocks.section(head), *blocks.sections(blocks.joined(lines))]
    rest = count - skipped - len(shown)
    return blocks.message(*parts, *blocks.more(rest, "obstacle.more", f"{which}:{skipped + PAGE}:{team_id}"))


def _with_age(session: Session, turn: Turn, obstacle: Obstacle) -> Mrkdwn:
    line = telling.in_a_list(obstacle, turn.person, turn.now)
    old = telling.age(session, obstacle, turn.person, turn.now)
    return mrkdwn("{line} · {old}", line=line, old=old) if old else line


# ── App Home ─────────────────────────────────────────────────────────────────────────────────────────────


def card(visit: Visit) -> list[Block]:
    """What waits for me, what I raised, and what nobody has in teams that I lead; as much of each as there is room."""
    led = [place.team for place in visit.memberships if place.is_leader]
    groups = (
        ("Waiting for you", "mine", obstacles.waits_for(visit.person, visit.now)),
        ("Raised by you", "mine", obstacles.mine(visit.person)),
        ("Nobody has these yet", "list", obstacles.unowned_in(visit.person, led)),
    )
    parts: list[Block] = []
    for label, verb, those in groups[: 3 if led else 2]:
        shown = obstacles.found(visit.session, those, limit=MOST_ON_HOME)
        lines = [telling.in_a_list(obstacle, visit.person, visit.now) for obstacle in shown]
        if (rest := obstacles.count(visit.session, those) - len(lines)) > 0:
            lines.append(mrkdwn("… and {rest} more: `/obstacle {verb}`", rest=f"{rest:,}", verb=verb))
        if lines:
            parts += blocks.sections(blocks.joined([mrkdwn("*{label}*", label=label), *lines]))
    if not visit.memberships:  # who helps may have some, and has no team to raise one in
        return [blocks.header("Obstacles"), *parts] if parts else []
    new = blocks.actions(blocks.button("Raise an obstacle", "obstacle.new"))
    return [blocks.header("Obstacles"), *(parts or [blocks.section(FIRST)]), new]
