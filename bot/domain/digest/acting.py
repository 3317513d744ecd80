"""What leaders and managers can do about the digest: skip and unskip it, post it now, set its hour and channel."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot import outbox
from bot.domain import gate, preferences
from bot.domain.digest import content
from bot.domain.digest.content import Told
from bot.domain.digest.lookup import channel_of, current, key, latest
from bot.errors import Refused
from bot.models import Digest, DigestState, Membership

KEEP_UP = timedelta(minutes=10)
"""How often a posted digest is brought up to date, until its week is over."""
THREAD: Mapping[str, str] = {"wins": "digest.wins", "cleared": "digest.cleared", "thanks": "digest.thanks"}
"""The parts told in its thread, if there are any, with their kinds of message."""


# ── skipped, posted ──────────────────────────────────────────────────────────────────────────────────────


def skip(session: Session, by: Membership, *, now: datetime) -> Digest:
    """Skip this week's; the next one comes as usual."""
    gate.check("digest.run", by.person, by)
    digest = current(session, by.team, now=now)
    _check_not_posted(digest)
    digest.state, digest.by_id = DigestState.SKIPPED, by.person_id
    session.flush()
    return digest


def unskip(session: Session, by: Membership, *, now: datetime) -> Digest:
    gate.check("digest.run", by.person, by)
    digest = current(session, by.team, now=now)
    _check_not_posted(digest)
    if digest.state is not DigestState.SKIPPED:
        raise Refused("This week's digest isn't skipped. `/pace digest` shows what is in it.")
    digest.state, digest.by_id, digest.look_at = DigestState.PLANNED, None, now
    digest.since = now  # if its hour has passed meanwhile, it stays skipped
    session.flush()
    return digest


def post(session: Session, by: Membership, *, now: datetime) -> Digest:
    """Post this week's now instead of at its hour; it is kept up to date until the week is over."""
    gate.check("digest.run", by.person, by)
    digest = current(session, by.team, now=now)
    _check_not_posted(digest)
    what = content.of_week(session, by.team, digest.week, at=now)
    if what.is_empty:
        raise Refused(
            "There is nothing to tell yet: no win, no thanks, nothing removed, and no goal of the team. "
            "`/goal new 300k this quarter for the team` gives it a number."
        )
    digest.by_id = by.person_id
    publish(session, digest, what, now=now)
    return digest


def _check_not_posted(digest: Digest) -> None:
    if digest.state is DigestState.POSTED:
        raise Refused(
            "This week's digest is posted already. I keep it up to date until the week is over; then it stands."
        )


def publish(session: Session, digest: Digest, what: Told, *, now: datetime) -> None:
    before = latest(session, digest.team)
    digest.opening = next_opening(before)
    digest.state, digest.posted_at, digest.look_at = DigestState.POSTED, now, now + KEEP_UP
    show(session, digest, what, due_at=now)


def next_opening(before: Digest | None) -> int:
    return before.opening + 1 if before else 0


def show(session: Session, digest: Digest, what: Told, *, due_at: datetime) -> None:
    """Show what it tells now in the channel, and the details in its thread."""
    digest.told = what.digested
    session.flush()
    _show(session, digest, "digest.posted", key(digest), due_at, None)
    for part, kind in THREAD.items():
        as_ = f"{key(digest)}:{part}"
        if getattr(what, part):
            _show(session, digest, kind, as_, due_at, key(digest))
        else:
            outbox.withdraw(session, as_)


def _show(session: Session, digest: Digest, kind: str, as_: str, due_at: datetime, thread_key: str | None) -> None:
    outbox.show_in(
        session,
        digest.team,
        kind,
        as_,
        due_at=due_at,
        channel_id=channel_of(digest.team),
        thread_key=thread_key,
        digest_id=digest.id,
    )


# ── its hour and its channel ─────────────────────────────────────────────────────────────────────────────


def set_hour(session: Session, by: Membership, words: str, *, now: datetime) -> None:
    """Set its hour, in words as "Fri 16:30", or "off"; if the new hour is over already, nothing is posted this week."""
    preferences.set_for_team(session, by, "digest", words)
    digest = current(session, by.team, now=now)
    digest.since = now
    if digest.state is DigestState.PLANNED:
        digest.look_at = now
    session.flush()


def set_channel(session: Session, by: Membership, channel_id: str | None) -> None:
    """Post it there from now on; None for the team's own channel."""
    gate.check("team.set", by.person, by)
    team, before = by.team, channel_of(by.team)
    team.digest_channel_id = channel_id

    def is_ours(ids: Mapping[str, int]) -> bool:
        return "digest_id" in ids and session.get_one(Digest, ids["digest_id"]).team_id == team.id

    outbox.readdress(session, (team.workspace_id, before), channel_of(team), is_ours)
    session.flush()
