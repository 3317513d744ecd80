"""Kudos: thanks in the open, from anyone to anyone, with a reason."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from bot import outbox, worktime
from bot.domain import bursts, gate, preferences, teams
from bot.errors import Refused, check_length
from bot.models import Kudos, KudosRecipient, Person, Team
from bot.worktime import Period

LONGEST_REASON = 2000
MOST_RECIPIENTS = 20
EXAMPLE = "Try `/kudos @sam for staying late on the Acme security review`."


# ── given and taken back ─────────────────────────────────────────────────────────────────────────────────


def give(
    session: Session, by: Person, team: Team, recipients: Sequence[Person], reason: str, *, now: datetime
) -> Kudos:
    """Thank `recipients` in the team's channel; the giver may be of another team or of none.

    Nothing is posted where none of them wants to be named: they find it on App Home.
    """
    gate.check("kudos.give", by, None)
    reason = reason.strip()
    _check(by, recipients, reason)
    is_posted = bool(preferences.wanting(session, "thanks", recipients))
    teams.hold(session, team)
    burst_id = bursts.place(session, team, now=now) if is_posted else None
    kudos = Kudos(
        team=team,
        by_id=by.id,
        reason=reason,
        given_at=now,
        opening=_next_opening(session, team),
        is_posted=is_posted,
        burst_id=burst_id,
        recipients=[KudosRecipient(person_id=recipient.id) for recipient in recipients],
    )
    session.add(kudos)
    session.flush()
    if is_posted:
        _announce(session, kudos)
    return kudos


def _check(by: Person, recipients: Sequence[Person], reason: str) -> None:
    for recipient in recipients:
        if recipient.id == by.id:
            raise Refused("Kudos go to others; somebody else will thank you for this.", field="recipients")
        try:
            gate.admit(recipient)
        except Refused as refusal:
            raise Refused(f"{recipient.name} can't be thanked here. {refusal.message}", field="recipients") from None
    if not recipients:
        raise Refused(f"I read no mention of the person to thank. {EXAMPLE}", field="recipients")
    if len(recipients) > MOST_RECIPIENTS:
        raise Refused(f"Kudos go to at most {MOST_RECIPIENTS} people; I read {len(recipients)}.", field="recipients")
    if not reason:
        raise Refused(f"I read whom you thank, but not for what. {EXAMPLE}", field="reason")
    check_length(reason, LONGEST_REASON, field="reason")


def _next_opening(session: Session, team: Team) -> int:
    standing = select(Kudos.opening).where(Kudos.team_id == team.id, Kudos.undone_at.is_(None))
    before = session.scalar(standing.order_by(Kudos.id.desc()).limit(1))
    return 0 if before is None else before + 1


def _announce(session: Session, kudos: Kudos) -> None:
    outbox.show_in(
        session,
        kudos.team,
        "kudos.given",
        key(kudos),
        due_at=kudos.given_at,
        channel_id=kudos.team.wins_channel_id,
        thread_key=bursts.key(kudos.burst_id) if kudos.burst_id else None,
        kudos_id=kudos.id,
    )


def key(kudos: Kudos) -> str:
    return f"kudos:{kudos.id}"


def undo(session: Session, by: Person, kudos: Kudos, *, now: datetime) -> Kudos:
    """Take kudos back, within the time that the team set for undoing."""
    gate.check("kudos.undo", by, None, kudos.by_id)
    teams.hold(session, kudos.team)
    if kudos.undone_at:
        raise Refused("These kudos were taken back already.")
    if why := preferences.too_late_to_undo(session, kudos.team, kudos.given_at, now=now):
        raise Refused(f"{why}, so these kudos stand.")
    kudos.undone_at = now
    outbox.withdraw(session, key(kudos))
    if kudos.burst_id:
        outbox.touch(session, bursts.key(kudos.burst_id))
    return kudos


# ── looked up ────────────────────────────────────────────────────────────────────────────────────────────


def get_by_id(session: Session, kudos_id: int) -> Kudos:
    return session.execute(select(Kudos).where(Kudos.id == kudos_id).with_for_update()).scalar_one()


def latest_of(session: Session, person: Person, *, now: datetime) -> Kudos | None:
    """What the person gave last, not longer ago than `preferences.LATELY`, and that stands."""
    # By teams and time, for which there is an index.
    anywhere = select(Team.id).where(Team.workspace_id == person.workspace_id)
    lately = (Kudos.team_id.in_(anywhere), Kudos.given_at > now - preferences.LATELY)
    given = select(Kudos).where(*lately, Kudos.by_id == person.id, Kudos.undone_at.is_(None))
    return session.scalar(given.order_by(Kudos.given_at.desc(), Kudos.id.desc()).limit(1))


def in_period(session: Session, team: Team, period: Period, *, skip: int = 0, limit: int | None = None) -> list[Kudos]:
    """What the team's channel was told that stands and names somebody, newest first, by the days of the team's zone."""
    return _newest(session, _of_team(team, period), skip, limit)


def count(session: Session, team: Team, period: Period) -> int:
    return session.scalar(select(func.count()).select_from(Kudos).where(*_of_team(team, period))) or 0


def received(session: Session, person: Person, period: Period, zone: str, *, limit: int) -> list[Kudos]:
    """What the person was thanked for, in whatever team, newest first."""
    return _newest(session, _to(person, period, zone), 0, limit)


def count_received(session: Session, person: Person, period: Period, zone: str) -> int:
    return session.scalar(select(func.count()).select_from(Kudos).where(*_to(person, period, zone))) or 0


def _newest(session: Session, those: Sequence[ColumnElement[bool]], skip: int, limit: int | None) -> list[Kudos]:
    newest = select(Kudos).where(*those).order_by(Kudos.given_at.desc(), Kudos.id.desc()).offset(skip).limit(limit)
    people = selectinload(Kudos.recipients).joinedload(KudosRecipient.person)
    return list(session.scalars(newest.options(joinedload(Kudos.by), people)))


def _of_team(team: Team, period: Period) -> tuple[ColumnElement[bool], ...]:
    # What was posted, and of that what has a name left to tell.
    is_named = Kudos.recipients.any(KudosRecipient.person_id.not_in(preferences.who_turned_off("thanks")))
    return Kudos.team_id == team.id, Kudos.is_posted.is_(True), is_named, *_standing(period, team.zone)


def _to(person: Person, period: Period, zone: str) -> tuple[ColumnElement[bool], ...]:
    mine = select(KudosRecipient.kudos_id).where(KudosRecipient.person_id == person.id)
    return Kudos.id.in_(mine), *_standing(period, zone)


def _standing(period: Period, zone: str) -> tuple[ColumnElement[bool], ...]:
    begin, end = worktime.moments_of(period, zone)
    return Kudos.undone_at.is_(None), Kudos.given_at >= begin, Kudos.given_at < end
