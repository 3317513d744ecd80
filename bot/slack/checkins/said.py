"""What is said of an answer wherever it is asked for or read: who reads it, by when, and what became of it."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot import words, worktime
from bot.domain import commitments, goals, teams
from bot.domain.checkins.questions import Put
from bot.models import CheckinAnswer, CheckinRun, CheckinSeat, CommitmentState, Membership, Obstacle, Person, Win
from bot.slack import blocks, figures
from bot.slack.blocks import Mrkdwn, bold, mrkdwn


def moment(at: datetime, person: Person, now: datetime) -> str:
    """ "13:00" today, "11:00 on Mon 23 Nov" on another day."""
    return _moment(at, person.zone, worktime.local_day(now, person.zone))


def seen_from_due(at: datetime, seat: CheckinSeat) -> str:
    """The same, in a message of the day on which the check-in is due."""
    return _moment(at, seat.person.zone, worktime.local_day(seat.due_at, seat.person.zone))


def _moment(at: datetime, zone: str, today: date) -> str:
    day = worktime.local_day(at, zone)
    at_hour = words.clock_there(at, zone)
    return at_hour if day == today else f"{at_hour} on {words.day(day, today=today)}"


def day(run: CheckinRun) -> str:
    """Such as "Mon 23 Nov": the day that it is about, by which each one is asked at their own hour."""
    return words.day(run.on_day, today=run.on_day)


def title(seat: CheckinSeat) -> Mrkdwn:
    return bold(seat.run.checkin.title)


def named(session: Session, seat: CheckinSeat) -> Mrkdwn:
    """Its title, for somebody in several teams with the team that asks."""
    return figures.named_checkin(seat.run.checkin, has_teams=len(teams.memberships_of(session, seat.person)) > 1)


# ── who reads it ─────────────────────────────────────────────────────────────────────────────────────────


def readers(put: Put, seat: CheckinSeat, leaders: Sequence[Membership]) -> str:
    """ "Read by: you and Lee, who leads West"."""
    team = seat.run.checkin.team
    if not put.is_for_leader:
        return f"Read by: everybody in {team.name}, in its channel"
    if not leaders:
        return "Read by: you alone"
    names = words.listed([leader.person.name for leader in leaders])
    return f"Read by: you and {names}, who {'leads' if len(leaders) == 1 else 'lead'} {team.name}"


# ── what became of it ────────────────────────────────────────────────────────────────────────────────────


def became(session: Session, answer: CheckinAnswer) -> list[Mrkdwn]:
    """A line for each thing that was made of it, and still stands."""
    made = answer.made
    lines = [_promise(session, row_id) for row_id in dict.fromkeys(made.get("promise", {}).values())]
    if "obstacle" in made:
        lines.append(_obstacle(session.get(Obstacle, made["obstacle"])))
    if "win" in made:
        lines.append(_win(session.get(Win, made["win"])))
    if "progress" in made:
        lines.append(_progress(session, made["progress"]))
    return [line for line in lines if line]


def _promise(session: Session, row_id: int) -> Mrkdwn:
    row = commitments.get_by_id(session, row_id)
    if row.state is CommitmentState.TAKEN_BACK:
        return Mrkdwn("")
    to = words.listed([figures.to_whom(each) for each in commitments.together(session, row)])
    return mrkdwn(
        "🤝 Promise {number} to {to}: {text}, by {due}.",
        number=row.number,
        to=to,
        text=row.text,
        due=commitments.say_due(row),
    )


def _obstacle(row: Obstacle | None) -> Mrkdwn:
    if row is None:
        return Mrkdwn("")
    who = "for who leads you alone" if row.is_private else "asked in the team's channel"
    return mrkdwn("🚧 Obstacle {number}, {who}: {what}", number=row.number, who=who, what=row.what)


def _win(row: Win | None) -> Mrkdwn:
    if row is None or not row.is_standing:
        return Mrkdwn("")
    what = " · ".join(part for part in (row.account, row.title) if part)
    return mrkdwn("🔔 Win {number}, told in the channel: {what}", number=row.number, what=what)


def _progress(session: Session, row_id: int) -> Mrkdwn:
    row = goals.get_progress(session, row_id)
    if not row.is_standing or row.goal is None:
        return Mrkdwn("")
    done = goals.amount_done(session, row.goal)
    told = "📈 Counted toward goal {number}: {aim}, {done}."
    return mrkdwn(told, number=row.goal.number, aim=figures.aim(row.goal), done=figures.done_of(row.goal, done))


def quoted(answer: CheckinAnswer, longest: int) -> Mrkdwn:
    """The question, small, and what was answered."""
    text = blocks.cut(blocks.escape(answer.text.strip()), longest)
    return mrkdwn("_{question}_\n{text}", question=_plain(answer.question.text), text=text)


def _plain(text: str) -> str:
    """The text without underscores, which would end the italics around it."""
    return text.replace("_", " ")
