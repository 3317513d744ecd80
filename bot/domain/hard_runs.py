"""Hard runs: the person's leaders are told, once, that a word would help, and never why."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, joinedload

from bot import outbox, worktime
from bot.db import A_PORTION, insert_if_new, insert_or_update
from bot.domain import calendars, confidences, preferences, teams
from bot.models import HardRun, Membership, No, Person, Win
from bot.worktime import Calendar

DAYS_OF_NOES = 5
DAYS_BETWEEN = 10
"""How many working days must pass before the same leaders are told of somebody again."""
WINS_FOR_A_GAP = 5
WINS_SEEN = 20
DAY = timedelta(days=1)


# ── what is watched ──────────────────────────────────────────────────────────────────────────────────────


def look_again(session: Session, win: Win, *, now: datetime) -> None:
    """After a win was logged or undone: let the scheduler work out anew when its owner is without one for too long."""
    insert_or_update(session, HardRun, {"team_id": win.team_id, "person_id": win.owner_id}, look_at=now)


def look_after(session: Session, *, now: datetime, most: int = A_PORTION) -> int:
    """Look at people who may be without a win for too long; return how many were looked at."""
    due = select(HardRun).where(HardRun.look_at <= now).order_by(HardRun.look_at).limit(most)
    whole = due.options(joinedload(HardRun.team), joinedload(HardRun.person))
    fresh = whole.with_for_update(skip_locked=True, of=HardRun).execution_options(populate_existing=True)
    rows = list(session.scalars(fresh))
    places = teams.places_of(session, *(row.person_id for row in rows))
    works = calendars.of_places(session, [(row.team, row.person) for row in rows])
    set_by = preferences.of_teams(session, *(row.team_id for row in rows))
    for row in rows:
        member = teams.find_place(places[row.person_id], row.team_id)
        setting, calendar = set_by[row.team_id]["word"], works[row.team_id, row.person_id]
        row.look_at = _look(session, row, member, calendar, setting[1], now) if member and setting else None
    session.flush()
    return len(rows)


def _look(
    session: Session, row: HardRun, member: Membership, calendar: Calendar, times: int, now: datetime
) -> datetime | None:
    """Tell the leaders that a word would help, if it would; return when to look next, unless a win comes first.

    More than `times` the person's usual gap is too long without a win.
    """
    days = _days_of_wins(session, row)
    gap = usual_gap(days, calendar)
    if gap is None:
        return None
    too_long = calendar.next_working_day(max(days), times * gap + 1)
    if calendar.next_working_day(too_long, DAYS_BETWEEN) < worktime.local_day(now, calendar.zone):
        return None  # noticed too late, as after an import of old wins, or while the bot was away
    due_on = max(too_long, _may_be_told_on(row, calendar) or too_long)
    due_at = calendar.next_open(max(now, worktime.begin_of(due_on, calendar.zone)))
    if due_at > now:
        return due_at
    _tell(session, member, row, calendar, now)
    return None


def _days_of_wins(session: Session, row: HardRun) -> list[date]:
    """The closing days of the latest wins, one entry for each win."""
    theirs = (Win.team_id == row.team_id, Win.owner_id == row.person_id, Win.is_standing)
    return list(session.scalars(select(Win.closed_on).where(*theirs).order_by(Win.closed_on.desc()).limit(WINS_SEEN)))


def usual_gap(days: Sequence[date], calendar: Calendar) -> int | None:
    """The median number of working days between wins on these days; None if there are too few."""
    if len(days) < WINS_FOR_A_GAP or len(set(days)) < 2:
        return None
    steps = pairwise(sorted(set(days)))
    gaps = [calendar.working_days(worktime.Period(first + DAY, second)) for first, second in steps]
    return max(1, round(median(gaps)))


# ── a no ─────────────────────────────────────────────────────────────────────────────────────────────────


def notice(session: Session, member: Membership, *, is_big_loss: bool, now: datetime) -> None:
    """After a no: tell the leaders if there have been many, or if it was the loss of a large deal."""
    if not preferences.of_team(session, member.team)["word"]:
        return
    calendar = calendars.of_person(session, member.person, member.team)
    if is_big_loss or _are_many(session, member, calendar, now):
        _tell(session, member, _locked(session, member), calendar, now)


def _are_many(session: Session, member: Membership, calendar: Calendar, now: datetime) -> bool:
    setting = preferences.of_team(session, member.team)["word"]
    return bool(setting) and noes_lately(session, member.person, calendar, now) >= setting[0]


def noes_lately(session: Session, person: Person, calendar: Calendar, now: datetime) -> int:
    """How many no's there were in the last five working days, today included."""
    today = worktime.local_day(now, calendar.zone)
    since = worktime.begin_of(calendar.previous_working_day(today + DAY, DAYS_OF_NOES), calendar.zone)
    theirs = (No.person_id == person.id, No.logged_at >= since, No.logged_at <= now, No.undone_at.is_(None))
    return session.scalar(select(func.sum(No.count)).where(*theirs)) or 0


def take_back(session: Session, member: Membership, *, is_big_loss: Callable[[No], bool]) -> None:
    """After a no was undone: withdraw what the leaders were told because of it, unless there is still reason for it."""
    row = _locked(session, member)
    last = session.scalar(select(No).where(No.person_id == row.person_id, No.logged_at == row.told_at))
    if last is None or row.told_at is None:  # nothing was told, or for another reason: a long time without a win
        return
    calendar = calendars.of_person(session, member.person, member.team)
    if last.undone_at is None and (_are_many(session, member, calendar, row.told_at) or is_big_loss(last)):
        return
    for leader in confidences.listeners(session, member):
        outbox.withdraw(session, _key(row, leader.person))
    row.told_at = None


def retell(session: Session, person: Person) -> None:
    """Bring messages to leaders up to date after the person changed what they share with them."""
    for member in teams.memberships_of(session, person):
        if (row := find(session, member.team_id, person.id)) and row.told_at:
            for leader in confidences.listeners(session, member):
                outbox.touch(session, _key(row, leader.person))


# ── told ─────────────────────────────────────────────────────────────────────────────────────────────────


def _tell(session: Session, member: Membership, row: HardRun, calendar: Calendar, now: datetime) -> None:
    if not _may_tell(session, member, row, calendar, now):
        return
    elsewhere = _told_elsewhere(session, member, calendar, now)
    leaders = [leader.person for leader in confidences.listeners(session, member) if leader.person_id not in elsewhere]
    if not leaders:
        return
    row.told_at = now
    for leader in preferences.wanting(session, "notices", leaders):
        outbox.show_to(
            session,
            leader,
            "hard_run.noticed",
            _key(row, leader),
            due_at=now,
            team_id=member.team_id,
            person_id=member.person_id,
            leader_id=leader.id,
            told_at=int(now.timestamp()),
        )


def _may_tell(session: Session, member: Membership, row: HardRun, calendar: Calendar, now: datetime) -> bool:
    """Whether to tell: once until the next win and not too often; never of people who are away, gone or unwilling."""
    today = worktime.local_day(now, calendar.zone)
    if not is_wanted(session, member):
        return False
    if calendars.absence_on(session, member.person, today):
        return False
    return not _is_told(session, row, calendar, today)


def _told_elsewhere(session: Session, member: Membership, calendar: Calendar, now: datetime) -> set[int]:
    """The ids of leaders who were told of this person through another team, and may not be told again yet."""
    today = worktime.local_day(now, calendar.zone)
    told = [
        place
        for place in teams.memberships_of(session, member.person)
        if place.team_id != member.team_id
        and (row := find(session, place.team_id, place.person_id))
        and _is_told(session, row, calendar, today)
    ]
    return {leader.person_id for place in told for leader in confidences.listeners(session, place)}


def _is_told(session: Session, row: HardRun, calendar: Calendar, today: date) -> bool:
    """Whether the leaders were told, and either there was no win since or it is too early to tell them again."""
    again_on = _may_be_told_on(row, calendar)
    if row.told_at is None or again_on is None:
        return False
    return today < again_on or not has_won_since(session, row, row.told_at)


def _may_be_told_on(row: HardRun, calendar: Calendar) -> date | None:
    """From when on the leaders may be told again; None if they never were."""
    if row.told_at is None:
        return None
    return calendar.next_working_day(worktime.local_day(row.told_at, calendar.zone), DAYS_BETWEEN)


def is_wanted(session: Session, member: Membership) -> bool:
    """Whether the team and the person allow such messages, and the person is still in the workspace."""
    of_team = preferences.of_team(session, member.team)["word"]
    return member.person.is_here and bool(of_team) and not preferences.is_off(session, member.person_id, "word")


def has_won_since(session: Session, row: HardRun, moment: datetime) -> bool:
    """Whether they have logged a win since, in any team, as no's count in any team."""
    theirs = (Win.owner_id == row.person_id, Win.is_standing)
    return bool(session.scalar(select(exists().where(*theirs, Win.recorded_at > moment))))


def find(session: Session, team_id: int, person_id: int) -> HardRun | None:
    return session.get(HardRun, (team_id, person_id))


def _locked(session: Session, member: Membership) -> HardRun:
    insert_if_new(session, HardRun, team_id=member.team_id, person_id=member.person_id)
    mine = select(HardRun).where(HardRun.team_id == member.team_id, HardRun.person_id == member.person_id)
    return session.scalars(mine.with_for_update().execution_options(populate_existing=True)).one()


def _key(row: HardRun, leader: Person) -> str:
    told = f"{row.told_at:%Y%m%dT%H%M%S}" if row.told_at else ""
    return f"word:{row.team_id}:{row.person_id}:{told}:{leader.id}"
