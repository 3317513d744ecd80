"""Somebody asks to be coached: whoever coaches them hears that, and reads on what in a form."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from bot import outbox
from bot.db import vault_of
from bot.domain import gate, preferences, teams
from bot.domain.coaching import access
from bot.errors import Refused, check_length
from bot.models import Coaching, CoachingRequest, Membership, Person, Team

LONGEST_TOPIC = 500
EXAMPLE = "Try `/coach me on pricing talk`."


def ask(session: Session, rep: Membership, topic: str, *, now: datetime) -> tuple[CoachingRequest, list[Person]]:
    """One is open at a time: asked again, it is about something else; and who hears of it."""
    gate.check("coaching.ask", rep.person, rep)
    topic = topic.strip()
    if not topic:
        raise Refused(f"On what? {EXAMPLE}", field="topic")
    check_length(topic, LONGEST_TOPIC, field="topic")
    coaches = access.coaches_of(session, rep)
    if not coaches:
        raise Refused(f"Nobody coaches you in *{rep.team.name}* yet. `/pace team` shows who could.")
    request = open_request(session, rep)
    if request is None:
        request = CoachingRequest(team_id=rep.team_id, rep_id=rep.person_id, asked_at=now)
        session.add(request)
    request.topic = vault_of(session).seal(_about(rep.team_id, rep.person_id), topic)
    session.flush()
    for coach in coaches:
        if preferences.of_person(session, coach.id)["notices"] != "off":
            _show(session, request, coach, now)
    return request, coaches


def _about(team_id: int, rep_id: int) -> str:
    return f"coaching request:{team_id}:{rep_id}"


def _show(session: Session, request: CoachingRequest, coach: Person, now: datetime) -> None:
    outbox.show_to(
        session,
        coach,
        "coaching.asked",
        _key(request, coach),
        due_at=now,
        request_id=request.id,
        coach_id=coach.id,
    )


def _key(request: CoachingRequest, coach: Person) -> str:
    return f"coaching-request:{request.id}:{coach.id}"


def open_request(session: Session, rep: Membership) -> CoachingRequest | None:
    theirs = select(CoachingRequest).where(
        CoachingRequest.rep_id == rep.person_id, CoachingRequest.team_id == rep.team_id
    )
    return session.scalar(theirs.where(CoachingRequest.closed_at.is_(None)).with_for_update().limit(1))


def close(session: Session, rep: Membership, *, now: datetime) -> None:
    """There was a talk."""
    request = open_request(session, rep)
    if request is None:
        return
    request.closed_at = now
    for coach in access.coaches_of(session, rep):
        outbox.touch(session, _key(request, coach))


def withdraw(session: Session, rep: Membership, *, now: datetime) -> None:
    """The rep asks no longer."""
    gate.check("coaching.ask", rep.person, rep)
    request = open_request(session, rep)
    if request is None:
        raise Refused(f"You have asked for nothing that is open. {EXAMPLE}")
    request.closed_at = now
    for coach in access.coaches_of(session, rep):
        outbox.withdraw(session, _key(request, coach))


def get_request(session: Session, reader: Person, request_id: int) -> tuple[CoachingRequest, str]:
    """With its topic; Refused unless the reader asked, or coaches who did."""
    gate.admit(reader)
    request = session.scalar(
        select(CoachingRequest).where(CoachingRequest.id == request_id).options(joinedload(CoachingRequest.rep))
    )
    place = teams.find_membership(session, request.rep, request.team) if request else None
    is_asked = place is not None and any(coach.id == reader.id for coach in access.coaches_of(session, place))
    if request is None or not (is_asked or reader.id == request.rep_id):
        raise Refused("That request is for whoever coaches the one who asked.")
    if request.closed_at and reader.id != request.rep_id:
        raise Refused("That request is closed: it led to a talk, or it was taken back.")
    return request, str(vault_of(session).open(_about(request.team_id, request.rep_id), request.topic))


def requests_to(session: Session, coach: Person) -> list[CoachingRequest]:
    """The open ones of those whom this person coaches, oldest first."""
    places = select(Membership.id).where(Membership.person_id == coach.id)
    own = select(Membership.team_id).where(Membership.person_id == coach.id)
    named = select(Membership.person_id).join(Coaching, Coaching.rep_id == Membership.id)
    is_near = or_(
        CoachingRequest.team_id.in_(own),
        CoachingRequest.team_id.in_(select(Team.id).where(Team.parent_id.in_(own))),
        CoachingRequest.rep_id.in_(named.where(Coaching.coach_id.in_(places))),
    )
    waiting = (
        select(CoachingRequest)
        .where(CoachingRequest.closed_at.is_(None), is_near)
        .join(Person, Person.id == CoachingRequest.rep_id)
        .where(Person.workspace_id == coach.workspace_id, Person.is_here)
        .options(joinedload(CoachingRequest.rep), joinedload(CoachingRequest.team))
        .order_by(CoachingRequest.asked_at)
    )
    found = []
    for request in session.scalars(waiting):
        place = teams.find_membership(session, request.rep, request.team)
        if place and any(each.id == coach.id for each in access.coaches_of(session, place)):
            found.append(request)
    return found
