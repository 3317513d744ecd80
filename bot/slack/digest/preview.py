"""`/pace digest`: what is coming, and what they can do about it, for leaders and managers; for others the last one."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from bot import words, worktime
from bot.domain import digest, gate, preferences
from bot.domain.digest import Told
from bot.models import Digest, DigestState, Team
from bot.outbox import Rendered
from bot.slack import blocks, notified
from bot.slack.blocks import Block, Mrkdwn, bold, channel, mrkdwn
from bot.slack.digest import messages
from bot.slack.said import readable
from bot.slack.turn import Turn

NO_CHART = "The picture of the pace comes with the post."
POSTED = "As posted in {place}."
FOLLOWING = "As it stands now; the post in {place} follows."
CORRECTED = "As it stands now; the post in {place} tells how it stood then."


def handle_show(turn: Turn, name: str) -> None:
    """`/pace digest`, `/pace digest West`."""
    with turn.reading() as session:
        team = turn.team_called(session, readable(name))
        mine = turn.check_sight(session, "shared", team)
        may_run = gate.allows("digest.run", turn.person, mine)
        answer = _preview(session, team, turn.now) if may_run else _last(session, team, turn.now)
    turn.reply(answer)


def handle_last(turn: Turn, name: str) -> None:
    with turn.reading() as session:
        team = turn.team_called(session, readable(name))
        turn.check_sight(session, "shared", team)
        answer = _last(session, team, turn.now)
    turn.reply(answer)


def handle_click(turn: Turn) -> None:
    """ "Preview", wherever it stands."""
    with turn.reading() as session:
        by = turn.membership_for(session, "digest.run", int(turn.said.value))
        answer = _preview(session, by.team, turn.now)
    turn.reply(answer)


# ── what is seen ─────────────────────────────────────────────────────────────────────────────────────────


def _last(session: Session, team: Team, now: datetime) -> Rendered:
    """The digest posted last, with any corrections that the post itself doesn't show yet."""
    row = digest.latest(session, team)
    if row is None:
        when = digest.upcoming(session, team, now=now)
        comes = f"The first comes {words.moment(when, team.zone, now)}." if when else "It is turned off."
        return blocks.words(mrkdwn("{team} has had no digest yet. {comes}", team=bold(team.name), comes=comes))
    told = digest.told(session, row, now=now)
    is_running = worktime.local_day(now, team.zone) in row.week
    stands = POSTED if told.digested == row.told else FOLLOWING if is_running else CORRECTED
    where = mrkdwn(stands, place=channel(digest.place_of(session, row)))
    return blocks.message(*messages.body(session, told, row.opening), *messages.in_words(told), blocks.context(where))


def _preview(session: Session, team: Team, now: datetime) -> Rendered:
    """What would be posted now; only for those who may decide on it."""
    row = digest.find_current(session, team, now=now)
    if row and row.state is DigestState.POSTED:
        return _last(session, team, now)
    told = digest.this_week(session, team, now=now)
    stands = mrkdwn("{stands} Only leaders and managers see this preview.", stands=_stands(session, told, row, now))
    if told.is_empty:
        empty = mrkdwn("Nothing to tell of {team} yet this week, and then nothing is posted.", team=bold(team.name))
        return blocks.message(blocks.section(empty), blocks.context(stands), _buttons(team, row, may_post=False))
    opening = digest.next_opening(digest.latest(session, team))
    return blocks.message(
        *messages.body(session, told, opening),
        *messages.in_words(told),
        blocks.context(stands),
        _buttons(team, row, may_post=True),
    )


def _stands(session: Session, told: Told, row: Digest | None, now: datetime) -> Mrkdwn:
    team, place = told.team, channel(digest.channel_of(told.team))
    if row and row.state is DigestState.SKIPPED:
        return Mrkdwn("Skipped this week: it is not posted.")
    if when := digest.due(session, team, now=now):
        sentence = f"It goes to {{place}} {words.moment(when, team.zone, now)}"
        goes = notified.posted(session, team, digest.channel_of(team), sentence)
        return blocks.joined([goes, NO_CHART] if told.number else [goes], separator=" ")
    if preferences.is_team_off(session, team, "digest"):
        return Mrkdwn("It is turned off: `/pace digest on Fri at 16:30` turns it on.")
    return mrkdwn("This week's hour is over; “Post now” still posts it in {place}.", place=place)


def _buttons(team: Team, row: Digest | None, *, may_post: bool) -> Block:
    is_skipped = row is not None and row.state is DigestState.SKIPPED
    post = [blocks.button("Post now", "digest.post", team.id, style="primary")] if may_post else []
    other = ("Don't skip it", "digest.unskip") if is_skipped else ("Skip this week", "digest.skip")
    return blocks.actions(*post, blocks.button(*other, team.id))


# ── what is done ─────────────────────────────────────────────────────────────────────────────────────────


def handle_skip(turn: Turn) -> None:
    _act(turn, digest.skip, _skipped)


def handle_unskip(turn: Turn) -> None:
    _act(turn, digest.unskip, _unskipped)


def handle_post(turn: Turn) -> None:
    _act(turn, digest.post, _posted)


def _act(turn: Turn, act: Callable[..., Digest], say: Callable[[Session, Digest, datetime], Rendered]) -> None:
    """Decide on a digest, and say so: a line means the speaker's team, a button the team that it names."""
    with turn.writing() as session:
        by = turn.membership_at(session, int(turn.said.value or 0))
        row = digest.find_current(session, by.team, now=turn.now)
        before = row.state if row else None
        done = act(session, by, now=turn.now)
        if done.state is before:
            turn.only_asked()
        answer = say(session, done, turn.now)
    turn.reply(answer)


def _skipped(_session: Session, row: Digest, _now: datetime) -> Rendered:
    told = mrkdwn("Skipped: {team}'s digest of this week is not posted.", team=bold(row.team.name))
    button = blocks.button("Don't skip it", "digest.unskip", row.team_id)
    return blocks.message(blocks.section(told), blocks.actions(button))


def _unskipped(session: Session, row: Digest, now: datetime) -> Rendered:
    when = digest.due(session, row.team, now=now)
    comes = f"it comes {words.moment(when, row.team.zone, now)}" if when else "“Post now” posts it"
    told = mrkdwn("{team}'s digest of this week is on again: {comes}.", team=bold(row.team.name), comes=comes)
    button = blocks.button("Post now", "digest.post", row.team_id)
    return blocks.message(blocks.section(told), blocks.actions(button))


def _posted(session: Session, row: Digest, _now: datetime) -> Rendered:
    goes = notified.posted(session, row.team, digest.channel_of(row.team), "{team}'s digest goes to {place} now")
    last = words.day(row.week.last, today=row.week.last)
    return blocks.words(
        mrkdwn("{goes} I keep it up to date until {last}; from then on it stands.", goes=goes, last=last)
    )


# ── when ─────────────────────────────────────────────────────────────────────────────────────────────────


def handle_set(turn: Turn, hour: str) -> None:
    """`/pace digest on Fri at 16:30`, `/pace digest off`."""
    hour = hour or str(preferences.TEAM["digest"].default)
    with turn.writing() as session:
        by = turn.membership(session)
        before = preferences.of_team(session, by.team)["digest"]
        digest.set_hour(session, by, hour, now=turn.now)
        after = preferences.of_team(session, by.team)["digest"]
        if after == before:
            turn.only_asked()
        answer = mrkdwn(
            "{team}, digest: {before} → {after}. {next}",
            team=bold(by.team.name),
            before=before,
            after=after,
            next=_next(session, by.team, turn.now),
        )
    turn.reply(answer)


def _next(session: Session, team: Team, now: datetime) -> str:
    when = digest.upcoming(session, team, now=now)
    if when is None:
        return "Nothing is posted by itself; `/pace digest post` still posts one."
    return f"The next one comes {words.moment(when, team.zone, now)}."
