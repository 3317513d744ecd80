"""Bursts: when much good news comes within minutes, a few posts stand and the rest share one with a thread."""

from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot import outbox
from bot.domain import preferences
from bot.models import Burst, Kudos, KudosRecipient, PersonPreference, Team, Win

AT_ONCE = timedelta(minutes=1)
"""One of two posts at once may have been said before the other opened the burst that both stand in."""


def place(session: Session, team: Team, *, now: datetime) -> Burst | None:
    """The burst in whose thread the next post belongs; None where it stands by itself.

    By the team's rule (three within five minutes): the post after these opens a burst, and whatever comes before
    the channel was quiet for so long joins it.
    """
    rule = preferences.of_team(session, team)["burst"]
    if not rule:
        return None
    standing, minutes = rule
    # Two posts at once would each open a burst: the second sees what the first did.
    session.execute(select(Team.id).where(Team.id == team.id).with_for_update(key_share=True))
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
    """The newest burst, while something came since then and its post stands or will where the team posts now."""
    newest = session.scalar(select(Burst).where(Burst.team_id == team.id).order_by(Burst.id.desc()).limit(1))
    if newest is None or not (newest.opened_at >= since or _has_grown(session, newest, since)):
        return None
    return newest if outbox.recipient_of(session, key(newest.id)) == team.wins_channel_id else None


def _has_grown(session: Session, burst: Burst, since: datetime) -> bool:
    """Asked by the team and the time, which have an index."""
    wins = select(Win.id).where(Win.team_id == burst.team_id, Win.recorded_at >= since, Win.burst_id == burst.id)
    kudos = select(Kudos.id).where(Kudos.team_id == burst.team_id, Kudos.given_at >= since, Kudos.burst_id == burst.id)
    return any(session.scalar(some.limit(1)) for some in (wins, kudos))


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
    since = burst.opened_at - AT_ONCE
    wins = select(Win).where(Win.team_id == burst.team_id, Win.recorded_at >= since)
    kudos = select(Kudos).where(Kudos.team_id == burst.team_id, Kudos.given_at >= since)
    won = wins.where(Win.burst_id == burst.id, Win.is_standing).order_by(Win.id)
    thanked = kudos.where(Kudos.burst_id == burst.id, Kudos.undone_at.is_(None)).order_by(Kudos.id)
    return list(session.scalars(won)), list(session.scalars(thanked))
