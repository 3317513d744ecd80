"""So that no obstacle rots: offered again, then the leader's, its owner reminded, and late ones taken further."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from bot import outbox
from bot.db import A_PORTION
from bot.domain import preferences, teams
from bot.domain.obstacles import acting, due, lookup, telling
from bot.domain.obstacles.due import Step
from bot.domain.obstacles.life import Act, find_rule, has_begun
from bot.models import Membership, MembershipRole, Obstacle, ObstacleReach, ObstacleState, Person, Role, Team

DAYS_TO_SAY = 5
"""Working days after a call in which can be said that somebody joined it."""


def look_after(session: Session, *, now: datetime, most: int = A_PORTION) -> int:
    """Do what is due; how many were looked at."""
    left, undecided = _left(session, most), _undecided(session, most)
    for obstacle in left:
        _lose(session, obstacle, now)
    for obstacle in undecided:
        _lose_decider(session, obstacle, now)
    unanswered = _unanswered(session, most)
    for obstacle in unanswered:
        acting.close_unanswered(session, obstacle, now=now)
    is_due = (lookup.OPEN, Obstacle.due_at <= now)
    found = _taken(session, select(Obstacle).where(*is_due).order_by(Obstacle.due_at, Obstacle.id), most)
    for obstacle in found:
        if has_begun(obstacle, now):
            _see_off(session, obstacle, now)
            continue
        if lookup.is_yes_void(session, obstacle):
            _begin_to_ask_anew(session, obstacle)
        following = due.plan(session, obstacle)
        if following is not None and following.at <= now:
            _do(session, obstacle, following, now)
        _ask_its_raiser(session, obstacle, now)
        due.schedule(session, obstacle)
    return len(left) + len(undecided) + len(unanswered) + len(found)


def _taken(session: Session, rows: Select[Obstacle], most: int) -> list[Obstacle]:
    """Lock and return as many of these, skipping those locked by another worker."""
    return list(session.scalars(rows.limit(most).with_for_update(skip_locked=True, of=Obstacle)))


def _do(session: Session, obstacle: Obstacle, following: due.Next, now: datetime) -> None:
    match following.step:
        case Step.OFFER_AGAIN:
            telling.offer_again(session, obstacle, now=now)
        case Step.FALL:
            _fall(session, obstacle, now)
        case Step.REMIND:
            _remind(session, obstacle, now)
        case Step.OVERDUE:
            _tell_that_it_is_late(session, obstacle, now)
        case Step.GO_UP:
            obstacle.note = ""
            acting.send_up(session, None, obstacle, lookup.superiors(session, obstacle), now=now)


def _see_off(session: Session, obstacle: Obstacle, now: datetime) -> None:
    """A call has begun, and closes unless somebody said to join.

    Then its raiser is asked once whether they did, and it closes where nobody says anything.
    """
    is_joined = lookup.has_said_yes(session, obstacle)
    asks_at, closes_at = (due.after_call(session, obstacle, days) for days in (1, DAYS_TO_SAY))
    if is_joined and now < asks_at:
        obstacle.due_at = asks_at
    elif is_joined and now < closes_at:
        telling.tell(session, obstacle, "obstacle.call_over", telling.CALL_OVER, obstacle.raiser, now=now)
        obstacle.due_at = closes_at
    elif (rule := find_rule(obstacle, Act.PASS)) and rule.to:
        obstacle.state, obstacle.closed_at = rule.to, obstacle.needed_at
        telling.withdraw_nudges(session, obstacle)
        telling.withdraw_offer(session, obstacle)
        acting.finish(session, None, obstacle, Act.PASS, now=now)


# ── nobody has it ────────────────────────────────────────────────────────────────────────────────────────


def _fall(session: Session, obstacle: Obstacle, now: datetime) -> None:
    """Nobody took it, so it is the leader's, and the raiser hears who has it."""
    rule = find_rule(obstacle, Act.FALL)
    found = due.heir(session, obstacle, timedelta(hours=preferences.of_team(session, obstacle.team)["unowned"][1]))
    if rule is None or rule.to is None or found is None:
        return
    person, _ = found
    obstacle.state = rule.to
    acting.give_to(session, obstacle, person, now=now)
    event = acting.finish(session, None, obstacle, Act.FALL, now=now)
    kind = "obstacle.yours_now" if due.is_needed_before_morning(session, person, obstacle, now) else "obstacle.yours"
    telling.nudge(session, obstacle, kind, person, now=now)
    acting.tell_raiser_who_has_it(session, obstacle, event, now=now)


def _left(session: Session, most: int) -> list[Obstacle]:
    """The open ones whose owner is no longer here, and private ones whose owner sees them no more."""
    owned = select(Obstacle).join(Person, Obstacle.owner_id == Person.id)
    return _taken(session, owned.where(lookup.OPEN, or_(~Person.is_here, _is_out_of_sight())), most)


def _undecided(session: Session, most: int) -> list[Obstacle]:
    """The open ones whose decider is no longer here."""
    asked = select(Obstacle).join(Person, Obstacle.decider_id == Person.id)
    return _taken(session, asked.where(lookup.OPEN, ~Person.is_here), most)


def _is_out_of_sight() -> ColumnElement[bool]:
    """A former leader has a private obstacle no longer, nor has whom the raiser no longer lets hear of it."""
    leads = (
        exists()
        .where(Membership.id == MembershipRole.membership_id, MembershipRole.role == Role.LEADER)
        .where(Membership.person_id == Obstacle.owner_id)
    )
    leads_here = leads.where(Membership.team_id == Obstacle.team_id)
    may_hear = exists().where(ObstacleReach.obstacle_id == Obstacle.id, ObstacleReach.may_hear.is_(True))
    reached = and_(
        Obstacle.went_up_at.is_not(None), may_hear.where(ObstacleReach.person_id == Obstacle.owner_id), leads
    )
    is_side = or_(*(func.coalesce(side, 0) == Obstacle.owner_id for side in lookup.SIDES))
    return and_(Obstacle.is_private, ~is_side, ~reached, or_(Obstacle.is_about_leader, ~leads_here))


def _lose(session: Session, obstacle: Obstacle, now: datetime) -> None:
    """Its owner has left: it is open to everybody again, and those who answer for it are told at once."""
    rule, was = find_rule(obstacle, Act.LOSE), obstacle.owner
    if rule is None or rule.to is None or was is None:
        return
    obstacle.state = rule.to
    acting.give_to(session, obstacle, None, now=now)
    _tell_who_is_gone(session, obstacle, was, now)


def _lose_decider(session: Session, obstacle: Obstacle, now: datetime) -> None:
    """Whoever was asked to decide is gone: it is the leaders' again, or the raiser's where they are not to see it."""
    was, obstacle.decider, obstacle.decider_id = obstacle.decider, None, None
    if was is not None:
        _tell_who_is_gone(session, obstacle, was, now)


def _tell_who_is_gone(session: Session, obstacle: Obstacle, was: Person, now: datetime) -> None:
    """Tell those who answer for it; if there are none, tell its raiser instead, and only once."""
    people = lookup.hearers(session, obstacle)
    if not people and obstacle.is_private:
        obstacle.offered_again_at = now
    event = acting.finish(session, None, obstacle, Act.LOSE, now=now, text=was.name)
    for person in people or [obstacle.raiser]:
        about = f"lost:{event.id}:{person.id}"
        telling.tell(session, obstacle, "obstacle.owner_left", about, person, now=now, event_id=event.id)


# ── it is settled ────────────────────────────────────────────────────────────────────────────────────────


def _unanswered(session: Session, most: int) -> list[Obstacle]:
    """Those of which each side that is still here has said its last word, and there is one that is not."""
    raiser_is_done = or_(Obstacle.raiser_goes_at.is_not(None), ~Obstacle.raiser.has(Person.is_here))
    other_is_done = or_(Obstacle.other_goes_at.is_not(None), ~Obstacle.other.has(Person.is_here))
    cleared = Obstacle.state == ObstacleState.CLEARED
    return _taken(session, select(Obstacle).where(cleared, raiser_is_done, other_is_done), most)


# ── somebody has it ──────────────────────────────────────────────────────────────────────────────────────


def _remind(session: Session, obstacle: Obstacle, now: datetime) -> None:
    owner, nudge_at, needed_at = obstacle.owner, obstacle.nudge_at, obstacle.needed_at
    if owner is None or (nudge_at and needed_at and nudge_at < needed_at <= now):
        obstacle.nudge_at = None  # of a morning on which nobody was there to tell it
        return
    is_told = telling.nudge(session, obstacle, "obstacle.due", owner, now=now)
    obstacle.nudge_at = None if is_told else due.next_morning(session, owner, now)


def _tell_that_it_is_late(session: Session, obstacle: Obstacle, now: datetime) -> None:
    """Offer those who answer for it to take it further, and let its raiser read that it is late."""
    people = lookup.hearers(session, obstacle)
    told = [telling.nudge(session, obstacle, "obstacle.overdue", person, now=now) for person in people]
    if not any(told):
        obstacle.quiet_until = min(due.next_morning(session, person, now) for person in people)
        return
    obstacle.overdue_told_at = now
    telling.touch(session, obstacle, telling.TAKEN)


def _ask_its_raiser(session: Session, obstacle: Obstacle, now: datetime) -> None:
    """Ask the raiser of a late private one, once each time it is late, whether the leaders above may be told."""
    if not (obstacle.is_private and obstacle.overdue_told_at and obstacle.may_go_up is None):
        return
    about = f"{telling.ALLOW}:{obstacle.overdue_told_at:%Y%m%d%H%M}"
    if lookup.superiors(session, obstacle) and not outbox.is_wanted(session, f"{telling.key(obstacle)}:{about}"):
        telling.tell(session, obstacle, "obstacle.may_go_up", about, obstacle.raiser, now=now)


def _begin_to_ask_anew(session: Session, obstacle: Obstacle) -> None:
    """Drop a yes to people who no longer lead, so that the raiser is asked about the new ones when it is late again."""
    acting.say_may_go_up(session, obstacle, None)
    obstacle.overdue_told_at = obstacle.quiet_until = None


# ── who leads has changed ────────────────────────────────────────────────────────────────────────────────


def look_again(session: Session, team: Team, *, now: datetime) -> None:
    """Look again at the open ones of the team and of teams below, since its leaders or the team above have changed."""
    under = [each.id for each in teams.below(session, team)]
    session.execute(update(Obstacle).where(Obstacle.team_id.in_(under), lookup.OPEN).values(due_at=now))


def look_again_for(session: Session, person: Person, *, now: datetime) -> None:
    """The same for all teams that a person leads who has come or gone."""
    for place in teams.memberships_of(session, person):
        if place.is_leader:
            look_again(session, place.team, now=now)
