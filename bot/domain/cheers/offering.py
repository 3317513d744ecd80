"""Whom to cheer for today: who has gone without recognition first, else efforts and results in turn."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from bot.db import insert_if_new
from bot.domain import calendars, preferences, teams
from bot.domain.cheers import facts
from bot.domain.cheers.facts import Found
from bot.models import (
    Cheer,
    Kudos,
    KudosRecipient,
    Membership,
    Person,
    Team,
    Win,
    WinCredit,
)
from bot.worktime import Calendar, Period, local_day

NOT_AGAIN = timedelta(days=30)
"""What was offered once is not offered again within that."""
WHOLE = (joinedload(Cheer.person), joinedload(Cheer.leader), joinedload(Cheer.team), joinedload(Cheer.kudos))
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Led:
    """Somebody at work today whom a leader can cheer for."""

    place: Membership
    calendar: Calendar


# ── offered ──────────────────────────────────────────────────────────────────────────────────────────────


def offered(session: Session, leader: Person, day: date) -> Cheer | None:
    """What was offered to the leader on that day, if anything."""
    mine = select(Cheer).where(Cheer.leader_id == leader.id, Cheer.offered_on == day)
    return session.scalar(mine.options(*WHOLE))


def offer(session: Session, leader: Person, *, now: datetime) -> Cheer | None:
    """The one of the leader's day, chosen at the first asking; None where there is nobody to cheer for."""
    today = local_day(now, leader.zone)
    if there := offered(session, leader, today):
        return there
    if (chosen := _choose(session, leader, now)) is None:
        return None
    place, fact, without_days = chosen
    values = {"team_id": place.team_id, "fact": fact, "without_days": without_days, "words": ""}
    insert_if_new(session, Cheer, leader_id=leader.id, offered_on=today, person_id=place.person_id, **values)
    return offered(session, leader, today)


def get_by_id(session: Session, cheer_id: int) -> Cheer:
    """For a button, which carries the id."""
    return session.execute(select(Cheer).where(Cheer.id == cheer_id).options(*WHOLE)).scalar_one()


def is_open(session: Session, cheer: Cheer) -> bool:
    """Whether it is still to be said: what it pointed at may be gone, and so may the person."""
    is_here = cheer.person.is_here and teams.find_membership(session, cheer.person, cheer.team) is not None
    return not cheer.is_said and is_here and _has_reason(session, cheer)


def _has_reason(session: Session, cheer: Cheer) -> bool:
    """Whether why it was offered still holds: nobody has recognised them since, or what was done stands."""
    if cheer.offered_on is None or not cheer.without_days:
        return facts.fact_of(session, cheer) is not None
    last = _recognised(session, [cheer.person_id]).get(cheer.person_id)
    return last is None or local_day(last, cheer.leader.zone) < cheer.offered_on


# ── chosen ───────────────────────────────────────────────────────────────────────────────────────────────


def _choose(session: Session, leader: Person, now: datetime) -> tuple[Membership, str, int | None] | None:
    """Whom to cheer for, what the cheer can refer to, and after how many working days without recognition."""
    places = [place for place in teams.memberships_of(session, leader) if place.is_leader]
    last = session.scalar(
        select(Cheer)
        .where(Cheer.leader_id == leader.id, Cheer.offered_on.is_not(None))
        .order_by(Cheer.id.desc())
        .limit(1)
    )
    led = {led.place.person_id: led for led in _at_work(session, leader, places, now)}
    if last and len(led) > 1:
        led.pop(last.person_id, None)
    found = _fresh(
        session, leader, facts.lately(session, leader, places, [each.place for each in led.values()], now), now
    )
    unseen = _without_recognition(session, led, now)
    if unseen:
        person_id, days = unseen[0]
        return led[person_id].place, next((each.name for each in found if each.person_id == person_id), ""), days
    # Results after efforts, and efforts after results.
    effort_next = last is None or last.fact.startswith("win:") or not last.fact
    found.sort(key=lambda each: each.is_effort is not effort_next)
    return (led[found[0].person_id].place, found[0].name, None) if found else None


def _at_work(session: Session, leader: Person, places: Iterable[Membership], now: datetime) -> list[Led]:
    found: dict[int, Led] = {}
    for place in places:
        there = [each for each in _led_in(session, place) if each.person.is_here and each.person_id != leader.id]
        works = calendars.of_people(session, place.team, [each.person for each in there])
        for each in there:
            calendar = works[each.person_id]
            if calendar.works_on(local_day(now, calendar.zone)):
                found.setdefault(each.person_id, Led(each, calendar))
    return list(found.values())


def _led_in(session: Session, place: Membership) -> list[Membership]:
    """The team, and those who lead the teams right below it."""
    below = session.scalars(select(Team).where(Team.parent_id == place.team_id).order_by(Team.id)).all()
    return [*teams.members(session, place.team), *(leader for team in below for leader in teams.leaders(session, team))]


def _fresh(session: Session, leader: Person, found: Iterable[Found], now: datetime) -> list[Found]:
    """Those not offered to the leader before, the newest first."""
    lately = (Cheer.leader_id == leader.id, Cheer.offered_on > local_day(now - NOT_AGAIN, leader.zone))
    before = {(who, fact) for who, fact in session.execute(select(Cheer.person_id, Cheer.fact).where(*lately))}
    new = [each for each in found if (each.person_id, each.name) not in before]
    return sorted(new, key=lambda each: (each.at, each.name), reverse=True)


# ── who has gone without recognition ─────────────────────────────────────────────────────────────────────


def _without_recognition(session: Session, led: Mapping[int, Led], now: datetime) -> list[tuple[int, int]]:
    """Ids, and for how many working days of theirs, the longest first."""
    set_by_team = preferences.of_teams(session, *{each.place.team_id for each in led.values()})
    recognised_at = _recognised(session, list(led))
    found = []
    for person_id, each in led.items():
        zone = each.calendar.zone
        since = local_day(max(each.place.joined_at, recognised_at.get(person_id, each.place.joined_at)), zone)
        days = each.calendar.working_days(Period(since + DAY, local_day(now, zone)))
        enough = set_by_team[each.place.team_id]["recognition"]
        if enough and days > enough:
            found.append((person_id, days - 1))
    return sorted(found, key=lambda each: (-each[1], each[0]))


def _recognised(session: Session, person_ids: Sequence[int]) -> dict[int, datetime]:
    """When each was last thanked, named in a win, or cheered."""
    thanked = select(KudosRecipient.person_id, func.max(Kudos.given_at)).join(Kudos).where(Kudos.undone_at.is_(None))
    won = select(WinCredit.person_id, func.max(Win.recorded_at)).join(WinCredit.win).where(Win.is_standing)
    cheered = select(Cheer.person_id, func.max(Cheer.said_at)).where(Cheer.kudos_id.is_(None), Cheer.words != "")
    last: dict[int, datetime] = {}
    for rows, who in ((thanked, KudosRecipient.person_id), (won, WinCredit.person_id), (cheered, Cheer.person_id)):
        for person_id, at in session.execute(rows.where(who.in_(person_ids)).group_by(who)):
            if at:
                last[person_id] = max(at, last.get(person_id, at))
    return last
