"""Requests to be coached: the rep's coaches are told, and read the topic in a form."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot import outbox, worktime
from bot.db import vault_of
from bot.domain import gate, preferences, teams
from bot.domain.coaching import access
from bot.errors import Refused, check_length
from bot.models import CoachingRequest, CoachingSession, Membership, Person

LONGEST_TOPIC = 500
EXAMPLE = "Try `/coach me on pricing talk`."


def ask(session: Session, rep: Membership, topic: str, *, now: datetime) -> tuple[CoachingRequest, list[Person]]:
    """Ask the rep's present coaches, and no later ones. Only one request is open: asking again changes its topic."""
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
    for former in set(request.asked).difference(coaches):
        outbox.withdraw(session, _key(request, former))
    request.asked = coaches
    session.flush()
    for coach in preferences.wanting(session, "notices", coaches):
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


def close(session: Session, rep: Membership, held: CoachingSession) -> None:
    """Close the open request if this talk answers it: held since, with a coach who was asked (if one is left)."""
    request = open_request(session, rep)
    if request is None or held.held_on is None:
        return
    asked = {coach.id for coach in request.asked if is_asked(session, request, coach)}
    if (asked and held.coach_id not in asked) or held.held_on < worktime.local_day(request.asked_at, rep.team.zone):
        return
    request.closed_at = held.noted_at
    _correct(session, request)


def reopen(session: Session, rep: Membership, held: CoachingSession) -> None:
    """Reopen the request that this undone talk answered, unless there is a new one or another talk answers it."""
    mine = (CoachingRequest.rep_id == rep.person_id, CoachingRequest.team_id == rep.team_id)
    answered = select(CoachingRequest).where(*mine, CoachingRequest.closed_at == held.noted_at)
    request = session.scalar(answered.with_for_update())
    if request is None:
        return
    if open_request(session, rep):
        _unsay(session, request)
        return
    request.closed_at = None
    _correct(session, request)
    theirs = (CoachingSession.rep_id == rep.person_id, CoachingSession.team_id == rep.team_id)
    noted = (CoachingSession.id != held.id, CoachingSession.noted_at >= request.asked_at)
    for other in session.scalars(select(CoachingSession).where(*theirs, *noted).order_by(CoachingSession.noted_at)):
        close(session, rep, other)


def _correct(session: Session, request: CoachingRequest) -> None:
    for coach in request.asked:
        outbox.touch(session, _key(request, coach))


def _unsay(session: Session, request: CoachingRequest) -> None:
    for coach in request.asked:
        outbox.withdraw(session, _key(request, coach))


def withdraw(session: Session, rep: Membership, *, now: datetime) -> None:
    """Take the open request back."""
    gate.check("coaching.ask", rep.person, rep)
    request = open_request(session, rep)
    if request is None:
        raise Refused(f"You have asked for nothing that is open. {EXAMPLE}")
    request.closed_at = now
    _unsay(session, request)


def is_asked(session: Session, request: CoachingRequest, person: Person) -> bool:
    """Whether that person was asked, and still coaches the rep."""
    if person.id not in {coach.id for coach in request.asked}:
        return False
    place = teams.find_membership(session, request.rep, request.team)
    return place is not None and access.is_coach(session, person, place)


def readers(session: Session, request: CoachingRequest) -> list[Person]:
    """The rep, and those who were asked, as long as they coach the rep."""
    return [request.rep, *(coach for coach in request.asked if is_asked(session, request, coach))]


def get_request(session: Session, reader: Person, request_id: int) -> tuple[CoachingRequest, str]:
    """The request and its topic; Refused unless the reader wrote it, or was asked and it is open."""
    gate.admit(reader)
    request = session.get(CoachingRequest, request_id)
    if request is None or not (reader.id == request.rep_id or is_asked(session, request, reader)):
        raise Refused("That request is for those who coached the one who asked, as long as they do.")
    if request.closed_at and reader.id != request.rep_id:
        raise Refused("That request is closed: it led to a talk, or it was taken back.")
    return request, str(vault_of(session).open(_about(request.team_id, request.rep_id), request.topic))


def requests_to(session: Session, coach: Person) -> list[CoachingRequest]:
    """The open requests to this coach, oldest first."""
    waiting = (
        select(CoachingRequest)
        .join(CoachingRequest.rep)
        .where(CoachingRequest.closed_at.is_(None), CoachingRequest.asked.any(Person.id == coach.id), Person.is_here)
        .options(joinedload(CoachingRequest.rep), joinedload(CoachingRequest.team))
        .order_by(CoachingRequest.asked_at)
    )
    return [request for request in session.scalars(waiting) if is_asked(session, request, coach)]
