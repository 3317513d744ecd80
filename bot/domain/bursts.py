"""Bursts: when much good news comes within minutes, a few posts stand and the rest share one with a thread."""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from bot import outbox
from bot.db import UTCDateTime, ask
from bot.domain import preferences
from bot.models import Burst, Kudos, Team, Win

AT_ONCE = timedelta(minutes=1)
"""Tolerance for two posts at once: one may be logged just before the other opens the burst that both belong to."""


def place(session: Session, team: Team, *, now: datetime) -> int | None:
    """The id of the burst in whose thread the next post belongs; None if it is posted by itself.

    By the team's rule (three within five minutes): the post after these opens a burst, and whatever comes before
    the channel was quiet for so long joins it. The team's row is held by then (`teams.hold`, `teams.next_number`): of
    two posts at once, which would each open a burst, the second sees what the first did.
    """
    rule = preferences.of_team(session, team)["burst"]
    if not rule:
        return None
    standing, minutes = rule
    asked = {"team_id": team.id, "since": now - timedelta(minutes=minutes)}
    current_id, wins, kudos = ask(session, LATELY, asked).one()
    if current_id and outbox.touch(session, key(current_id), at=team.wins_channel_id):
        return int(current_id)
    return _open(session, team, now) if wins + kudos >= standing else None


def _open(session: Session, team: Team, now: datetime) -> int:
    burst = Burst(team_id=team.id, opened_at=now)
    session.add(burst)
    session.flush()
    there = team.wins_channel_id
    outbox.show_in(session, team, "burst.opened", key(burst.id), due_at=now, channel_id=there, burst_id=burst.id)
    return burst.id


def key(burst_id: int) -> str:
    """The outbox key of a burst's post."""
    return f"burst:{burst_id}"


def told_in(session: Session, burst: Burst) -> tuple[list[Win], list[Kudos]]:
    """What stands in the burst's thread."""
    since = burst.opened_at - AT_ONCE
    wins = select(Win).where(Win.team_id == burst.team_id, Win.recorded_at >= since)
    kudos = select(Kudos).where(Kudos.team_id == burst.team_id, Kudos.given_at >= since)
    won = wins.where(Win.burst_id == burst.id, Win.is_standing).order_by(Win.id)
    thanked = kudos.where(Kudos.burst_id == burst.id, Kudos.undone_at.is_(None)).order_by(Kudos.id)
    return list(session.scalars(won)), list(session.scalars(thanked))


def _lately() -> Select[int | None, int, int]:
    """The newest burst while something came lately, and how many wins and kudos stand in the channel since then."""
    team_id, since = bindparam("team_id", type_=BigInteger), bindparam("since", type_=UTCDateTime)
    won, thanked = (
        (Win.team_id == team_id, Win.recorded_at >= since),
        (Kudos.team_id == team_id, Kudos.given_at >= since),
    )
    newest = select(func.max(Burst.id)).where(Burst.team_id == team_id).correlate(None).scalar_subquery()
    grown = [
        select(row.id).where(*lately, row.burst_id == newest).exists() for row, lately in ((Win, won), (Kudos, thanked))
    ]
    current = select(Burst.id).where(Burst.id == newest, or_(Burst.opened_at >= since, *grown))
    is_posted = Win.owner_id.not_in(preferences.who_turned_off("wins"))
    wins = select(func.count()).where(*won, Win.undone_at.is_(None), is_posted)
    kudos = select(func.count()).where(*thanked, Kudos.undone_at.is_(None), Kudos.is_posted)
    return select(*(part.scalar_subquery() for part in (current, wins, kudos)))


LATELY = _lately()
"""Built once and a single query, since it runs before every post."""
