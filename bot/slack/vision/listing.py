"""The north star shown: a team's own with that of the team above, and every version that there was."""

from sqlalchemy.orm import Session

from bot import worktime
from bot.domain import gate, north_star, teams
from bot.models import NorthStar, Team
from bot.outbox import Rendered
from bot.slack import blocks
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn
from bot.slack.said import readable
from bot.slack.turn import Turn
from bot.slack.vision import form, messages

PAGE = 10
NONE_YET = (
    "{team} has no north star yet. It is for {leaders} to say where it is going; "
    "`/kudos` and `/win` work all the same meanwhile."
)


def handle_show(turn: Turn, name: str) -> None:
    """`/pace vision`; if there is none, a leader is asked for it."""
    with turn.reading() as session:
        team = _team(session, turn, readable(name))
        own, above = north_star.current(session, team), north_star.above(session, team)
        may_write = gate.allows("north_star.write", turn.person, turn.find_membership(session, team))
        is_asked = may_write and not (name or own or above)
        answer = None if is_asked else _page(session, turn, team, own, above, may_write)
    if answer is None:
        form.open_own(turn)
    else:
        turn.reply(answer)


def _team(session: Session, turn: Turn, name: str) -> Team:
    """The team of that name, if the speaker may see its north star; without a name their own."""
    if not name:
        return turn.membership(session).team
    team = teams.get_by_name(session, turn.said.workspace_id, name)
    _check_sight(session, turn, team)
    return team


def _check_sight(session: Session, turn: Turn, team: Team) -> None:
    """Refused unless the speaker sees what the team shares, or is in a team below it."""
    mine = turn.memberships(session)
    if any(team in teams.lineage(each.team) for each in mine):
        return
    turn.check_sight(session, "shared", team)


def _page(
    session: Session, turn: Turn, team: Team, own: NorthStar | None, above: NorthStar | None, may_write: bool
) -> Rendered:
    if not (own or above):
        return blocks.words(_none_yet(session, team))
    parts: list[Block] = []
    buttons = [blocks.button("Edit" if own else "Say your team's own", "vision.edit", team.id)] if may_write else []
    if own:
        parts += messages.page(own, worktime.local_day(turn.now, team.zone))
        buttons.append(blocks.button("How it came to be", "vision.more", f"{team.id}:0"))
    if above:
        parts += messages.of_above(above)
    return blocks.message(*parts, *blocks.row(*buttons))


def _none_yet(session: Session, team: Team) -> Mrkdwn:
    led = [leader.person.name for leader in teams.leaders(session, team)][:3]
    return mrkdwn(NONE_YET, team=bold(team.name), leaders=" or ".join(led) or "its leader")


# ── how it came to be ────────────────────────────────────────────────────────────────────────────────────


def handle_history(turn: Turn, number: str) -> None:
    """`/pace vision history`, or with a number, `history 3`, that version in full."""
    with turn.reading() as session:
        team = turn.membership(session).team
        answer = _version(session, turn, team, int(number)) if number else _versions(session, turn, team, 0)
    turn.reply(answer)


def handle_more(turn: Turn) -> None:
    team_id, _, skipped = turn.said.value.partition(":")
    with turn.reading() as session:
        team = session.get_one(Team, int(team_id))
        _check_sight(session, turn, team)
        answer = _versions(session, turn, team, int(skipped))
    turn.reply(answer)


def _versions(session: Session, turn: Turn, team: Team, skipped: int) -> Rendered:
    today = worktime.local_day(turn.now, team.zone)
    count = north_star.count(session, team)
    lines = [messages.version_line(each, today) for each in north_star.history(session, team, skip=skipped, limit=PAGE)]
    if not lines:
        return blocks.words(_none_yet(session, team))
    head = mrkdwn("How the north star of {team} came to be, newest first:", team=bold(team.name))
    parts = [blocks.section(head), *blocks.sections(blocks.joined(lines))]
    parts.append(blocks.context(Mrkdwn("`/pace vision history 1` shows one version whole.")))
    rest = count - skipped - len(lines)
    return blocks.message(*parts, *blocks.more(rest, "vision.more", f"{team.id}:{skipped + PAGE}"))


def _version(session: Session, turn: Turn, team: Team, number: int) -> Rendered:
    version = north_star.get_version(session, team, number)
    today = worktime.local_day(turn.now, team.zone)
    wins = north_star.namable_wins(session, version)
    head = messages.version_line(version, today)
    return blocks.message(blocks.section(head), *messages.parts(version), *messages.reasons(version, wins))
