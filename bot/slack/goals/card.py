"""How goals stand: the card of one, the list of a team's, the card on App Home."""

from sqlalchemy.orm import Session

from bot import words, worktime
from bot.domain import calendars, gate, goals
from bot.models import Agreement, Goal, Membership, Person, Progress
from bot.outbox import Rendered
from bot.slack import blocks, charts, figures
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn
from bot.slack.goals import answering, finding, reaching
from bot.slack.goals.finding import Find
from bot.slack.turn import Turn, Visit

PAGE = 15
MOST_ON_HOME = 5
MOST_TEAMS = 3
LATEST = 3
LONGEST_NOTE = 200
FIRST = Mrkdwn("The first one is a line away: `/goal new 12 demos by EOQ` or `/goal new 100k this quarter`.")


# ── one ──────────────────────────────────────────────────────────────────────────────────────────────────


def handle_show(turn: Turn, number: str) -> None:
    """`/goal 7`."""
    _show(turn, finding.numbered(turn, number))


def handle_show_click(turn: Turn) -> None:
    _show(turn, finding.clicked(turn))


def _show(turn: Turn, find: Find) -> None:
    with turn.reading() as session:
        by, goal = find(session)
        goals.check_sight(by, goal)
        answer = _card(session, turn, by, goal)
    turn.reply(answer)


def _card(session: Session, turn: Turn, by: Membership, goal: Goal) -> Rendered:
    standing = goals.pace_of(session, goal, now=turn.now)
    today = worktime.local_day(turn.now, goal.team.zone)
    held = None if goal.closed_at else goals.quality_of(session, goal, today)
    lines = [
        mrkdwn("*Goal {number}* · {whose}", number=goal.number, whose=figures.whose(goal)),
        figures.line(goal, standing, today, calendars.fiscal_start(session, goal.team)),
        Mrkdwn(charts.bar(standing.share_done)),
        *figures.arithmetic(goal, standing, may_ask_for_more=held is None or held.may_ask_for_more),
        *reaching.quality(goal, held),
    ]
    if goal.why:
        lines.append(mrkdwn("*Why:* {why}", why=goal.why))
    if goal.look_back:
        lines.append(mrkdwn("*Looking back:* {text}", text=goal.look_back))
    latest = [_typed(goal, row) for row in goals.latest_in(session, by, goal, limit=LATEST)]
    seen = f"Seen by {figures.seen_by(goal, by.person)}{_but_what_was_typed(goal) if latest else ''}."
    parts = [*blocks.sections(blocks.joined([*lines, *latest])), blocks.context(seen)]
    return blocks.message(*parts, *blocks.row(*_buttons(goal, by)))


def _but_what_was_typed(goal: Goal) -> str:
    """Who reads what was typed, of a goal that a team counts together: everybody sees the sum, but not the words."""
    return f"; what each typed by them and who leads {goal.team.name}" if goal.is_counted_together else ""


def _typed(goal: Goal, row: Progress) -> Mrkdwn:
    note = f": {blocks.cut(' '.join(row.note.split()), LONGEST_NOTE)}" if row.note else ""
    what = figures.amount(goal, row.value) if row.is_level or goal.currency else f"{row.value:+,}"
    return mrkdwn("• {day} {what}{note}", day=words.day(row.counted_on, today=row.counted_on), what=what, note=note)


def _buttons(goal: Goal, by: Membership) -> list[blocks.Element]:
    drawn = blocks.button("Picture", "goal.picture", goal.id)
    parts = [blocks.button("The parts", "goal.parts", goal.id)] if goal.is_counted_together else []
    is_mine = by.is_leader or goal.owner_id == by.person_id
    if not is_mine:
        return [drawn, *parts]
    if goal.closed_at:
        return [drawn, blocks.button("The next goal", "goal.next", goal.id)]
    may_edit = goals.may_edit(by, goal)
    buttons = [drawn]
    if may_edit:
        buttons.append(blocks.button("Change it", "goal.edit", goal.id))
    if may_edit or goal.ended_at:
        buttons.append(blocks.button("Close it", "goal.close", goal.id))
    if goal.reached_at or goal.ended_at:
        buttons.append(blocks.button("The next goal", "goal.next", goal.id))
    elif not goal.is_level:
        buttons.append(blocks.button("What it takes", "goal.needs", goal.id))
    is_asked = goal.agreement is Agreement.OPEN and goal.owner_id == by.person_id
    return [*(answering.answer_buttons(goal) if is_asked else []), *buttons, *parts]


# ── many ─────────────────────────────────────────────────────────────────────────────────────────────────


def handle_list(turn: Turn, which: str = "") -> None:
    """`/goal`: mine and the team's; `list team`: all that I see; `list closed`: those that are closed."""
    with turn.reading() as session:
        answer = _page(session, turn, turn.membership(session), which.casefold() or "mine", 0)
    turn.reply(answer)


def handle_more(turn: Turn) -> None:
    which, skipped, team_id = turn.said.value.split(":")
    with turn.reading() as session:
        by = turn.membership_at(session, int(team_id))
        answer = _page(session, turn, by, which, int(skipped))
    turn.reply(answer)


def _page(session: Session, turn: Turn, by: Membership, which: str, skipped: int) -> Rendered:
    gate.check("goal.set", by.person, by)
    listed = _listed(session, by, which)
    shown = listed[skipped : skipped + PAGE]
    paces = goals.paces(session, shown, now=turn.now)
    today = worktime.local_day(turn.now, by.team.zone)
    starts = calendars.fiscal_start(session, by.team)
    heads = {"mine": "Your goals in {team}", "team": "The goals in {team} that you see", "closed": "Closed in {team}"}
    head = mrkdwn(heads[which] + ": {count}.", team=bold(by.team.name), count=len(listed))
    if not listed:
        return blocks.words(blocks.joined([head, FIRST]))
    lines = [_line(goal, by.person, figures.line(goal, paces[goal.id], today, starts)) for goal in shown]
    parts = [blocks.section(head), *blocks.sections(blocks.joined(lines))]
    rest = len(listed) - skipped - len(shown)
    return blocks.message(*parts, *blocks.more(rest, "goal.more", f"{which}:{skipped + PAGE}:{by.team_id}"))


def _listed(session: Session, by: Membership, which: str) -> list[Goal]:
    if which == "closed":
        return goals.closed_in(session, by)
    seen = goals.open_in(session, by)
    mine = [goal for goal in seen if goal.owner_id == by.person_id]
    of_team = [goal for goal in seen if goal.is_of_team]
    others = [goal for goal in seen if not goal.is_of_team and goal.owner_id != by.person_id]
    return [*mine, *of_team] if which == "mine" else [*of_team, *mine, *others]


def _line(goal: Goal, reader: Person, line: Mrkdwn) -> Mrkdwn:
    if goal.owner_id == reader.id:
        return line
    return mrkdwn("{line} · {whose}", line=line, whose=figures.whose(goal))


# ── App Home ─────────────────────────────────────────────────────────────────────────────────────────────


def show(visit: Visit) -> list[Block]:
    """My goals with their pace, and those of my teams as a whole; nothing for whoever is in no team."""
    if not visit.memberships:
        return []
    mine = goals.open_of(visit.session, visit.person)
    teams = [membership.team for membership in visit.memberships]
    shown = [*mine[:MOST_ON_HOME], *goals.of_teams(visit.session, teams)[:MOST_TEAMS]]
    paces = goals.paces(visit.session, shown, now=visit.now)
    lines = [
        _line(goal, visit.person, figures.line(goal, paces[goal.id], worktime.local_day(visit.now, goal.team.zone)))
        for goal in shown
    ]
    if (rest := len(mine) - MOST_ON_HOME) > 0:
        lines.insert(MOST_ON_HOME, mrkdwn("… and {rest} more: `/goal`", rest=rest))
    told = blocks.sections(blocks.joined(lines or [FIRST]))
    return [blocks.header("Goals"), *told, blocks.actions(blocks.button("Set a goal", "goal.new"))]
