"""How a north star is told: in the channel, on a page, in a list of its versions."""

from datetime import date

from sqlalchemy.orm import Session

from bot import words, worktime
from bot.domain import north_star
from bot.models import Goal, NorthStar, Recurrence, Win
from bot.outbox import Rendered
from bot.slack import blocks, figures
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn

PARTS = {
    "value": "What we bring to the market",
    "approach": "How we approach it",
    "position": "Where we stand among competitors",
    "economy": "What we assume about the economy",
}
REASONS = {
    "competition": "the competition",
    "market": "the market",
    "technology": "technology",
    "other": "something else",
}
LONGEST_IN_A_LIST = 160
LONGEST_BECAUSE = 200


def quoted(text: str) -> Mrkdwn:
    """As a quotation, however many lines it has."""
    return blocks.joined([mrkdwn("> {line}", line=line) for line in text.splitlines() or [""]])


def parts(version: NorthStar) -> list[Block]:
    """The statement, and what else is said."""
    told = [blocks.section(quoted(version.statement))]
    for name, title in PARTS.items():
        if said := getattr(version, name):
            told += blocks.sections(mrkdwn("{title}\n{said}", title=bold(title), said=said))
    return told


def reasons(version: NorthStar, wins: list[Win]) -> list[Block]:
    """Why it changed, what that opens, why the team can do it, and which goals change with it."""
    if version.reason is None:
        return []
    told = [
        mrkdwn("*What moved*: {reason}. {why}", reason=REASONS[version.reason], why=version.why),
        mrkdwn("*What it opens*: {opportunity}", opportunity=version.opportunity),
    ]
    if wins:
        told.append(blocks.joined([Mrkdwn("*Why we can do it*: we've done it before"), *map(win_line, wins)]))
    if version.goals:
        goals = words.listed([goal_in_words(goal) for goal in version.goals])
        told.append(mrkdwn("*Goals that change with it*: {goals}", goals=goals))
    return [block for each in told for block in blocks.sections(each)]


def win_line(win: Win) -> Mrkdwn:
    amount = figures.won(win)
    because = f" because {blocks.short(win.because, LONGEST_BECAUSE)}" if win.because else ""
    name = blocks.cut(win.account or win.title, LONGEST_IN_A_LIST)
    return mrkdwn("• {what}, {amount}{because}", what=bold(name), amount=amount, because=because)


def goal_in_words(goal: Goal) -> str:
    """ "7 (100 demos by 31 Dec)"."""
    target = figures.exactly(goal, goal.target) + ("" if goal.currency else f" {goal.metric.name}")
    every = {Recurrence.WEEK: " a week", Recurrence.MONTH: " a month", Recurrence.QUARTER: " a quarter"}
    until = every.get(goal.recurrence) if goal.recurrence else f" by {goal.last_on:%-d %b}"
    return f"{goal.number} ({blocks.cut(goal.title, 60) or target}{until})"


# ── in the channel ───────────────────────────────────────────────────────────────────────────────────────


def first(session: Session, team_id: int, version: int) -> Rendered:
    _, now = north_star.told(session, team_id, version)
    head = mrkdwn("🧭 {team} has a north star, said by {by}:", team=bold(now.team.name), by=now.by.name)
    return blocks.message(blocks.section(head), *parts(now), _more())


def changed(session: Session, team_id: int, version: int) -> Rendered:
    announced, now = north_star.told(session, team_id, version)
    before = north_star.before(session, announced)
    head = mrkdwn("🧭 {by} changed where {team} is going:", team=bold(now.team.name), by=announced.by.name)
    was = [blocks.context(mrkdwn("Until now: {was}", was=before.statement))] if before else []
    wins = north_star.namable_wins(session, announced)
    return blocks.message(blocks.section(head), *parts(now), *was, *reasons(announced, wins), _more())


def _more() -> Block:
    return blocks.context(Mrkdwn("`/pace vision` shows it any time, `/pace vision history` how it came to be."))


# ── on a page ────────────────────────────────────────────────────────────────────────────────────────────


def page(version: NorthStar, today: date) -> list[Block]:
    head = mrkdwn("🧭 Where {team} is going", team=bold(version.team.name))
    since = mrkdwn("Said by {by} on {day}.", by=version.by.name, day=day(version, today))
    return [blocks.section(head), *parts(version), blocks.context(since)]


def of_above(version: NorthStar) -> list[Block]:
    head = mrkdwn("And {team}, the team above:", team=bold(version.team.name))
    return [blocks.section(head), blocks.section(quoted(version.statement))]


def day(version: NorthStar, today: date) -> str:
    return words.day(worktime.local_day(version.made_at, version.team.zone), today=today)


def version_line(version: NorthStar, today: date) -> Mrkdwn:
    what = "typo fixed" if version.is_typo_fix else "first said" if version.version == 1 else "changed"
    reason = f" because of {REASONS[version.reason]}" if version.reason else ""
    return mrkdwn(
        "`{number}` {day} · {by} · {what}{reason}: {statement}",
        number=version.version,
        day=day(version, today),
        by=version.by.name,
        what=what,
        reason=reason,
        statement=blocks.short(version.statement, LONGEST_IN_A_LIST),
    )
