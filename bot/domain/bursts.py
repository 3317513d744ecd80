"""Bursts: when much good news comes within minutes, a few posts stand and the rest share one with a thread."""

from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot import outbox
from bot.domain import preferences
from bot.models import Burst, Kudos, KudosRecipient, PersonPreference, Team, Win


def place(session: Session, team: Team, *, now: datetime) -> Burst | None:
    """The burst in whose thread the next post belongs; None where it stands by itself.

    By the team's rule (three within five minutes): the post after these opens a burst, and whatever comes before
    the channel was quiet for so long joins it.
    """
    rule = preferences.of_team(session, team)["burst"]
    if not rule:
        return None
    standing, minutes = rule
    since = now - timedelta(minutes=minutes)
    if current := _current(session, team, since):
        outbox.touch(session, key(current.id))
        return current
    if _posts(session, team, since) < standing:
        return None
    return _open(session, team, now)


def _open(session: Session, team: Team, now: datetime) -> Burst:
    burst = Burst(team_id=team.id, opened_at=now)
    session.add(burst)
    session.flush()
    outbox.show(
        session,
        "burst.opened",
        key(burst.id),
        workspace_id=team.workspace_id,
        recipient=team.wins_channel_id,
        due_at=now,
        burst_id=burst.id,
    )
    return burst


def key(burst_id: int) -> str:
    """By which the post of a burst is known to the outbox."""
    return f"burst:{burst_id}"


def _current(session: Session, team: Team, since: datetime) -> Burst | None:
    """The newest burst, while something came since then."""
    newest = session.scalar(select(Burst).where(Burst.team_id == team.id).order_by(Burst.id.desc()).limit(1))
    if newest is None:
        return None
    return newest if newest.opened_at >= since or _latest(session, newest) >= since else None


def _latest(session: Session, burst: Burst) -> datetime:
    moments = [
        session.scalar(select(func.max(Win.recorded_at)).where(Win.burst_id == burst.id)),
        session.scalar(select(func.max(Kudos.given_at)).where(Kudos.burst_id == burst.id)),
    ]
    return max((moment for moment in moments if moment), default=burst.opened_at)


def _posts(session: Session, team: Team, since: datetime) -> int:
    """What stands in the channel since then; where nobody may be named, nothing was posted."""
    wins = select(func.count()).where(Win.team_id == team.id, Win.recorded_at >= since, Win.undone_at.is_(None))
    kudos = select(func.count()).where(Kudos.team_id == team.id, Kudos.given_at >= since, Kudos.undone_at.is_(None))
    posted = (
        wins.where(Win.owner_id.not_in(_who_turned_off("wins"))),
        kudos.where(Kudos.recipients.any(KudosRecipient.person_id.not_in(_who_turned_off("thanks")))),
    )
    return sum(session.scalar(count) or 0 for count in posted)


def _who_turned_off(name: str) -> Select[int]:
    turned_off = (PersonPreference.name == name, PersonPreference.value == "off")
    return select(PersonPreference.person_id).where(*turned_off)


def told_in(session: Session, burst: Burst) -> tuple[list[Win], list[Kudos]]:
    """What stands in the burst's thread."""
    wins = select(Win).where(Win.burst_id == burst.id, Win.is_standing).order_by(Win.id)
    kudos = select(Kudos).where(Kudos.burst_id == burst.id, Kudos.undone_at.is_(None)).order_by(Kudos.id)
    return list(session.scalars(wins)), list(session.scalars(kudos))
