"""Who works when: a team's week, holidays and days off, a person's absences and quiet hours.

A `Calendar` looks up public holidays by itself, year by year, so that it is right for any day.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot import outbox, phrases, worktime
from bot.domain import gate, preferences, teams
from bot.errors import Refused, check_length
from bot.models import Absence, Membership, Person, Team, TeamDayOff
from bot.phrases import Span
from bot.worktime import FURTHEST, Calendar, Period

LATEST = timedelta(days=31)
"""How far back an absence may begin that somebody enters now."""
LONGEST_NAME = 60
OVER_OR_TAKEN_BACK = "Those days are over, or were taken back already."
DEFAULTS = {name: kind.default for name, kind in preferences.TEAM.items()}
MIDNIGHT = time()
# Built once, since nearly every act reads calendars and building a statement takes longer than running it.
OFF = select(TeamDayOff.team_id, TeamDayOff.first_on, TeamDayOff.last_on).where(
    TeamDayOff.team_id.in_(bindparam("ids", expanding=True))
)
AWAY = select(Absence.person_id, Absence.first_on, Absence.last_on).where(
    Absence.person_id.in_(bindparam("ids", expanding=True))
)
OfPlaces = dict[tuple[int, int | None], Calendar]
"""By the ids of a team and of somebody in it, or None for the team itself."""


# ── calendars ────────────────────────────────────────────────────────────────────────────────────────────


def of_team(session: Session, team: Team) -> Calendar:
    """The team's calendar, in its own zone."""
    return _calendar(team.zone, preferences.of_team(session, team), _off(session, team))


def of_person(session: Session, person: Person, team: Team | None = None, *, with_absences: bool = True) -> Calendar:
    """The person's calendar, with the week and the days off of that team, or else of their first team."""
    if team is None:
        team = next((place.team for place in teams.memberships_of(session, person)), None)
    return of_people(session, team, [person], with_absences=with_absences)[person.id]


def of_people(
    session: Session, team: Team | None, people: Sequence[Person], *, with_absences: bool = True
) -> dict[int, Calendar]:
    """Calendars by person id, by the defaults if there is no team; the number of queries is always the same."""
    set_by_team = preferences.of_team(session, team) if team else DEFAULTS
    set_by_each = preferences.of_people(session, *(person.id for person in people))
    off = _off(session, team) if team else ()
    away = _absences(session, set_by_each) if with_absences else {}
    return {
        person.id: _calendar(
            person.zone, set_by_team, (*off, *away.get(person.id, ())), set_by_each[person.id]["quiet"]
        )
        for person in people
    }


def of_places(session: Session, places: Collection[tuple[Team, Person | None]]) -> OfPlaces:
    """The calendars of people in these teams, and of the teams themselves; four queries, however many there are."""
    of_teams = {team.id: team for team, _ in places}
    people = {person.id: person for _, person in places if person}
    set_by_team = preferences.of_teams(session, *of_teams)
    set_by_each = preferences.of_people(session, *people)
    off, away = _off_of(session, of_teams), _absences(session, people)
    found: OfPlaces = {}
    for team, person in places:
        theirs = off.get(team.id, ())
        found[team.id, None] = _calendar(team.zone, set_by_team[team.id], theirs)
        if person:
            quiet = set_by_each[person.id]["quiet"]
            absent = (*theirs, *away.get(person.id, ()))
            found[team.id, person.id] = _calendar(person.zone, set_by_team[team.id], absent, quiet)
    return found


def of_each(
    session: Session, people: Collection[Person], places: Mapping[int, Sequence[Membership]]
) -> dict[int, Calendar]:
    """The calendar of each person in their first team; `places` are their memberships by person id."""
    found = in_each_team(session, people, {person_id: theirs[:1] for person_id, theirs in places.items()})
    return {person_id: next(iter(theirs.values())) for person_id, theirs in found.items()}


def in_each_team(
    session: Session, people: Collection[Person], places: Mapping[int, Sequence[Membership]]
) -> dict[int, dict[int | None, Calendar]]:
    """The calendars of each person by team id, first team first; without a team one by the defaults, under None."""
    pairs = [(place.team, person) for person in people for place in places.get(person.id, ())]
    works = of_places(session, pairs)
    found: dict[int, dict[int | None, Calendar]] = {}
    for team, person in pairs:
        found.setdefault(person.id, {})[team.id] = works[team.id, person.id]
    homeless = [person for person in people if person.id not in found]
    by_default = of_people(session, None, homeless) if homeless else {}
    return found | {person_id: {None: calendar} for person_id, calendar in by_default.items()}


def fiscal_start(session: Session, team: Team) -> int:
    """The number of the month in which the team's year begins."""
    return int(preferences.of_team(session, team)["fiscal"])


def first_weekday(session: Session, team: Team) -> int:
    """The weekday on which the team's weeks begin, as `date.weekday` counts."""
    return worktime.first_weekday(frozenset(preferences.of_team(session, team)["workweek"]))


def period_of(session: Session, team: Team, span: Span, day: date) -> Period:
    """The team's week, month, quarter or year that the day is in."""
    return phrases.period_of(span, day, fiscal_start(session, team), first_weekday(session, team))


def _calendar(
    zone: str, set_by_team: dict[str, Any], off: tuple[Period, ...], quiet: str = preferences.TEAMS
) -> Calendar:
    begins, ends = _hours(set_by_team["hours"])
    if quiet != preferences.TEAMS:
        ends, begins = _hours(quiet)
    return Calendar(zone, frozenset(set_by_team["workweek"]), begins, ends, off, set_by_team["holidays"])


def _hours(said: str) -> tuple[time, time]:
    """From and to when; "off" is midnight to midnight, which means work all day, or no quiet hours."""
    return phrases.read_hours(said) or (MIDNIGHT, MIDNIGHT)


def _off(session: Session, team: Team) -> tuple[Period, ...]:
    return _off_of(session, [team.id]).get(team.id, ())


def _off_of(session: Session, team_ids: Iterable[int]) -> dict[int, tuple[Period, ...]]:
    found: dict[int, list[Period]] = {}
    for team_id, first, last in session.execute(OFF, {"ids": list(team_ids)}):
        found.setdefault(team_id, []).append(Period(first, last))
    return {team_id: worktime.merged(tuple(periods)) for team_id, periods in found.items()}


def _absences(session: Session, person_ids: Iterable[int]) -> dict[int, tuple[Period, ...]]:
    """Absences by person id; those that overlap are merged."""
    found: dict[int, list[Period]] = {}
    for person_id, first, last in session.execute(AWAY, {"ids": list(person_ids)}):
        found.setdefault(person_id, []).append(Period(first, last))
    return {person_id: worktime.merged(tuple(periods)) for person_id, periods in found.items()}


# ── away ─────────────────────────────────────────────────────────────────────────────────────────────────


def take_off(session: Session, by: Person, person: Person, period: Period, *, now: datetime) -> Absence:
    """Let the person be away on these days of their own zone; if somebody else says so, they are told."""
    check_away(session, by, person)
    _check_days(period, worktime.local_day(now, person.zone), LATEST)
    absence = Absence(person_id=person.id, first_on=period.first, last_on=period.last, made_at=now)
    session.add(absence)
    session.flush()
    if by.id != person.id and not preferences.is_off(session, person.id, "notices"):
        outbox.show_to(session, person, "away.set_for", key(absence), due_at=now, absence_id=absence.id, by_id=by.id)
    return absence


def key(absence: Absence) -> str:
    return f"away:{absence.id}"


def check_away(session: Session, by: Person, person: Person) -> None:
    """Refuse unless `by` may say when the person is away: it is themselves, or a leader of a team they are in."""
    gate.admit(person)
    theirs = {place.team_id for place in teams.memberships_of(session, person)}
    shared = [place for place in teams.memberships_of(session, by) if place.team_id in theirs]
    place = next((place for place in shared if place.is_leader), None)
    gate.check("away.set", by, place, person.id)


def _check_days(period: Period, today: date, latest: timedelta) -> None:
    if not period:
        raise Refused("That ends before it begins. The last day comes on or after the first.", field="last_on")
    if period.last < today:
        raise Refused("Those days are over. Name days from today on.", field="last_on")
    if period.first < today - latest:
        raise Refused(f"That began more than {latest.days} days ago; begin with a later day.", field="first_on")
    if period.last > today + FURTHEST:
        raise Refused("That is more than two years ahead. Name an earlier last day.", field="last_on")


def get_by_id(session: Session, absence_id: int) -> Absence:
    return session.execute(select(Absence).where(Absence.id == absence_id).with_for_update()).scalar_one()


def undo(session: Session, by: Person, absence: Absence, *, now: datetime) -> None:
    """Take back those of the days that are still to come."""
    check_away(session, by, absence.person)
    if not end(session, absence, worktime.local_day(now, absence.person.zone)):
        raise Refused(OVER_OR_TAKEN_BACK)


def come_back(session: Session, person: Person, *, now: datetime) -> Period:
    """Let the person work again from today on; return the absence that this ends."""
    today = worktime.local_day(now, person.zone)
    ended = absence_on(session, person, today)
    if ended is None:
        raise Refused("You're here: I have you down as working today.")
    _end_run(session, person, ended, today)
    return ended


def call_off(session: Session, by: Person, person: Person, day: date, *, now: datetime) -> Period:
    """Take back the absence around that day, in however many parts it was entered; return what it was."""
    check_away(session, by, person)
    planned = absence_on(session, person, day)
    today = worktime.local_day(now, person.zone)
    if planned is None or planned.last < today:
        raise Refused(OVER_OR_TAKEN_BACK)
    _end_run(session, person, planned, today)
    return planned


def absence_on(session: Session, person: Person, day: date) -> Period | None:
    """The whole absence around that day, or None if the person is not away then."""
    away = _absences(session, [person.id]).get(person.id, ())
    return next((period for period in away if day in period), None)


def planned(session: Session, person: Person, *, now: datetime) -> list[Period]:
    """Today's absence and those to come, in order."""
    today = worktime.local_day(now, person.zone)
    away = _absences(session, [person.id]).get(person.id, ())
    return [period for period in away if period.last >= today]


def away_on(session: Session, people: Iterable[Person], day: date) -> dict[int, Period]:
    """Which of these people are away on that day, by id, and from when to when."""
    away = _absences(session, [person.id for person in people])
    return {who: period for who, periods in away.items() for period in periods if day in period}


def _end_run(session: Session, person: Person, run: Period, today: date) -> None:
    said = select(Absence).where(
        Absence.person_id == person.id, Absence.first_on <= run.last, Absence.last_on >= max(run.first, today)
    )
    for absence in session.scalars(said.with_for_update()):
        end(session, absence, today)
    session.flush()


def end(session: Session, absence: Absence, today: date) -> bool:
    """End the absence, so that the person works again from today on; return whether any day of it was left."""
    absence.extends_at = None
    if not absence.period or absence.last_on < today:
        return False
    absence.last_on = max(absence.first_on, today) - timedelta(days=1)
    if not absence.period:
        outbox.withdraw(session, key(absence))
    session.flush()
    return True


# ── days off of the team ─────────────────────────────────────────────────────────────────────────────────


def close(session: Session, by: Membership, period: Period, name: str, *, now: datetime) -> TeamDayOff:
    """Let the whole team be off on these days."""
    gate.check("team.set", by.person, by)
    _check_days(period, worktime.local_day(now, by.team.zone), timedelta())
    name = " ".join(name.split())
    check_length(name, LONGEST_NAME, field="name", what="That name")
    off = TeamDayOff(team=by.team, first_on=period.first, last_on=period.last, name=name)
    session.add(off)
    session.flush()
    return off


def get_day_off(session: Session, day_off_id: int) -> TeamDayOff:
    return session.execute(select(TeamDayOff).where(TeamDayOff.id == day_off_id).with_for_update()).scalar_one()


def open_again(session: Session, by: Membership, off: TeamDayOff, *, now: datetime) -> None:
    """Take back those of the days off that are still to come."""
    gate.check("team.set", by.person, by)
    today = worktime.local_day(now, by.team.zone)
    if not off.period or off.last_on < today:
        raise Refused(OVER_OR_TAKEN_BACK)
    off.last_on = max(off.first_on, today) - timedelta(days=1)
    session.flush()


def days_off(session: Session, team: Team, *, now: datetime) -> list[TeamDayOff]:
    """The team's days off that are not over, in order."""
    coming = (TeamDayOff.team_id == team.id, TeamDayOff.last_on >= worktime.local_day(now, team.zone))
    rows = session.scalars(select(TeamDayOff).where(*coming).order_by(TeamDayOff.first_on, TeamDayOff.id))
    return [off for off in rows if off.period]


def coming_holidays(session: Session, team: Team, *, now: datetime, count: int) -> list[tuple[date, str]]:
    """The next public holidays at the team's place, with their names."""
    place, today = preferences.of_team(session, team)["holidays"], worktime.local_day(now, team.zone)
    years = (today.year, today.year + 1)
    found = [(day, name) for year in years for day, name in worktime.public_holidays(place, year).items()]
    return [(day, name) for day, name in found if day >= today][:count]
