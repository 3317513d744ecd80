"""How a digest is told: with a picture of the pace in the channel, one by one in its thread, in words in a preview."""

from datetime import timedelta
from itertools import accumulate

from sqlalchemy.orm import Session

from bot import phrases, words, worktime
from bot.domain import calendars, digest, goals, pace
from bot.domain.digest import Number, Told
from bot.models import Digest, Kudos, Obstacle, Win
from bot.money import Money
from bot.outbox import Rendered
from bot.slack import blocks, charts, figures
from bot.slack.blocks import Block, Mrkdwn, bold, mrkdwn

OPENINGS = (
    "🗓️ {team}'s week, {days}",
    "📣 What the week brought {team}, {days}",
    "🧭 {team}, the week in one look, {days}",
)
SAID_STATUS = (pace.Status.DONE, pace.Status.AHEAD, pace.Status.ON_PACE)
"""The verdicts that are said; a shortfall is only told in numbers."""
DAY = timedelta(days=1)
LONGEST_STAR = 200
LONGEST_IN_A_LIST = 150
LONGEST_REPLY = 10_000
"""Characters of the lines in one reply; Slack takes somewhat more in one message."""
MOST_NAMES = 8


def posted(session: Session, digest_id: int) -> Rendered | None:
    row = session.get(Digest, digest_id)
    if row is None or row.posted_at is None:
        return None
    told = digest.told(session, row, now=row.posted_at)
    return blocks.message(*body(session, told, row.opening), *_picture(session, told))


def body(session: Session, told: Told, opening: int) -> list[Block]:
    """Everything but the picture."""
    head = mrkdwn(
        OPENINGS[opening % len(OPENINGS)],
        team=bold(told.team.name),
        days=words.period(told.week, today=told.week.last),
    )
    said = blocks.short(told.north_star.statement, LONGEST_STAR) if told.north_star else ""
    star = [blocks.context(mrkdwn("⭐ {star}", star=said))] if said else []
    fiscal = calendars.fiscal_start(session, told.team)
    lines = _good(told, fiscal) if told.won else [_arithmetic(told, fiscal)]
    return [blocks.section(head), *star, *blocks.sections(blocks.joined([*lines, *_thanked(told)]))]


# ── a week with wins ─────────────────────────────────────────────────────────────────────────────────────


def _good(told: Told, fiscal: int) -> list[Mrkdwn]:
    lines = [_won(told)]
    if told.number:
        lines.append(mrkdwn("🎯 {number}", number=_number(told.number, fiscal)))
    if told.activity:
        lines.append(mrkdwn("📈 {activity}", activity=_activity(told)))
    if told.cleared:
        who = words.listed(_helpers(told), most=MOST_NAMES)
        helped = f" with the help of {who}" if who else ""
        lines.append(mrkdwn("🧹 {count} removed{helped}", count=_obstacles(told), helped=helped))
    if focus := _focus(told):
        lines.append(mrkdwn("🔎 {focus}", focus=focus))
    return lines


def _won(told: Told) -> Mrkdwn:
    sums = [_money(told, money) for money in (told.total, *told.aside) if money.minor or not told.aside]
    biggest = told.biggest
    return mrkdwn(
        "🔔 {count}{below}: {sums}{biggest}",
        count=bold(words.count(told.won, "win")),
        below=" with the teams below" if told.is_with_below else "",
        sums=words.listed(sums),
        biggest=mrkdwn(". The biggest: {win}", win=_win(biggest)) if biggest and told.won > 1 else "",
    )


def _win(win: Win) -> Mrkdwn:
    """People are named without a mention, as each win was celebrated when it came."""
    title = f" ({_short(win.title)})" if win.account and win.title else ""
    return mrkdwn(
        "{what}{title}, {amount}, by {who}",
        what=bold(_short(win.account or win.title)),
        title=title,
        amount=figures.won(win),
        who=win.owner.name,
    )


def _number(number: Number, fiscal: int) -> Mrkdwn:
    """ "$131,000 of $300,000 this quarter, 43 %, on pace. $169,000 to go in 14 working days: $12,071 a day"."""
    goal, standing = number.goal, number.standing
    status = f", {figures.STATUS[standing.status]}" if standing.status in SAID_STATUS else ""
    return mrkdwn(
        "{done} {span}, {share} %{status}{rest}",
        done=figures.done_of(goal, standing.done),
        span=figures.span(goal, standing.today, fiscal),
        share=int(standing.share_done * 100),
        status=status,
        rest=f". {_to_go(number)}" if standing.left else "",
    )


def _to_go(number: Number) -> str:
    """The arithmetic of what is left, from the next working day on."""
    left = figures.amount(number.goal, number.standing.left)
    if number.needed is None:
        return f"{left} to go, and no working day left in it"
    days = words.count(number.days_left, "working day")
    if number.goal.is_level:
        return f"{left} to go in {days}"
    return f"{left} to go in {days}: {figures.number(number.goal, number.needed)} a day"


# ── a week without ───────────────────────────────────────────────────────────────────────────────────────


def _arithmetic(told: Told, fiscal: int) -> Mrkdwn:
    """What was done and what is left to do, without a verdict."""
    did = [f"{_obstacles(told)} cleared"] if told.cleared else []
    did += [_activity(told)] if told.activity else []
    said = ["No wins this week.", f"{', '.join(did)}." if did else ""]
    if told.number:
        number = told.number
        said.append(f"{_to_go(number)}." if number.standing.left else f"{_number(number, fiscal)}.")
    said.append(_focus(told))
    return mrkdwn("{said}", said=" ".join(part for part in said if part))


def _focus(told: Told) -> str:
    """What was looked at, and what was seen; if nobody said that, it is what the team looks at in the new week."""
    looked_at = told.looked_at
    if looked_at is None:
        return ""
    what = _short(looked_at.what).rstrip(".")
    if looked_at.seen:
        return f"We looked at {what}: {_short(looked_at.seen)}"
    return f"{told.week.last + DAY:%A} we look at {what}."


def _activity(told: Told) -> str:
    return ", ".join(figures.amount(goal, value) for goal, value in told.activity)


def _obstacles(told: Told) -> str:
    return words.count(told.removed, "obstacle")


def _helpers(told: Told) -> list[str]:
    return list({each.cleared_by.name: None for each in told.cleared if each.cleared_by and _may_name(told, each)})


def _may_name(told: Told, obstacle: Obstacle) -> bool:
    return obstacle.cleared_by_id not in told.unnamed


def _thanked(told: Told) -> list[Mrkdwn]:
    names = {name: None for each in told.thanks for name in _recipients(told, each)}
    if not names:
        return []
    listed = words.listed(list(names), most=MOST_NAMES)
    return [mrkdwn("👏 {count} kudos, to {names}", count=told.thanked, names=listed)]


def _recipients(told: Told, given: Kudos) -> list[str]:
    return [each.person.name for each in given.recipients if each.person_id not in told.unnamed]


def _money(told: Told, money: Money) -> str:
    return phrases.format_money(money, told.team.currency)


# ── the picture ──────────────────────────────────────────────────────────────────────────────────────────


def _picture(session: Session, told: Told) -> list[Block]:
    """The picture of the goal's pace; none before its second day."""
    if told.number is None:
        return []
    goal = told.number.goal
    days = goals.course(session, goal, now=told.moment, most=charts.POINTS)
    return charts.pace_blocks(f"{told.team.name}: {figures.aim(goal)}", days, goal.currency)


def in_words(told: Told) -> list[Block]:
    """The share that is done as a bar of text, where the picture cannot be shown."""
    return [blocks.context(charts.bar(told.number.standing.share_done))] if told.number else []


# ── the thread ───────────────────────────────────────────────────────────────────────────────────────────


def wins(session: Session, digest_id: int) -> Rendered | None:
    told = _told(session, digest_id)
    if told is None or not told.wins:
        return None
    lines = [_win_line(told, win) for win in told.wins]
    return _listed("*The wins*", lines, len(lines) + told.more, ": `/win list week`")


def _win_line(told: Told, win: Win) -> Mrkdwn:
    because = f" · because {_short(win.because)}" if win.because else ""
    day = words.day(win.closed_on, today=told.week.last)
    return mrkdwn("• {day} · {win}{because}", day=day, win=_win(win), because=because)


def cleared(session: Session, digest_id: int) -> Rendered | None:
    told = _told(session, digest_id)
    if told is None or not told.cleared:
        return None
    return _listed("*Out of the way*", [_cleared_line(told, each) for each in told.cleared], told.removed)


def _cleared_line(told: Told, obstacle: Obstacle) -> Mrkdwn:
    helped = obstacle.cleared_by.name if obstacle.cleared_by and _may_name(told, obstacle) else ""
    return mrkdwn(
        "• {what}, for {who}{helped}{how}",
        what=bold(_short(obstacle.what)),
        who=obstacle.raiser.name,
        helped=f", by {helped}" if helped and helped != obstacle.raiser.name else "",
        how=f": {_short(obstacle.resolution)}" if obstacle.resolution else "",
    )


def thanks(session: Session, digest_id: int) -> Rendered | None:
    told = _told(session, digest_id)
    if told is None or not told.thanks:
        return None
    return _listed("*Thanks*", [_thanks_line(told, each) for each in told.thanks], told.thanked)


def _thanks_line(told: Told, given: Kudos) -> Mrkdwn:
    names = words.listed(_recipients(told, given))
    day = words.day(worktime.local_day(given.given_at, told.team.zone), today=told.week.last)
    return mrkdwn("• {day} · {by} → {names}: {why}", day=day, by=given.by.name, names=names, why=_short(given.reason))


def _told(session: Session, digest_id: int) -> Told | None:
    row = session.get(Digest, digest_id)
    return digest.told(session, row, now=row.posted_at) if row and row.posted_at else None


def _listed(head: str, lines: list[Mrkdwn], count: int, where: str = "") -> Rendered:
    """As many of the lines as fit into one message, and how many of `count` are left out."""
    fitting = [line for line, length in zip(lines, accumulate(map(len, lines)), strict=True) if length <= LONGEST_REPLY]
    rest = [Mrkdwn(f"… and {count - len(fitting)} more{where}")] if count > len(fitting) else []
    return blocks.words(blocks.joined([Mrkdwn(head), *fitting, *rest]))


def _short(text: str) -> str:
    return blocks.short(text, LONGEST_IN_A_LIST)
