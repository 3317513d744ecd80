"""Which unprompted messages people want, how many they had lately, and when the next may come."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import calendars, preferences, teams
from bot.domain.attention import to_come
from bot.models import Membership, OutboxMessage, Person
from bot.worktime import Calendar, local_day, week_of

DAY = timedelta(days=1)
LATELY = timedelta(days=8)
"""Covers a whole week in every zone."""


@dataclass(frozen=True)
class Recipient:
    """Which unprompted messages somebody wants, and how many they had lately."""

    person: Person
    works: Mapping[int | None, Calendar]
    """Their calendar in each team, by its id, the first joined first; somebody without a team has one under None."""
    a_day: int | None
    a_week: int | None
    """None for no limit."""
    is_told_in_the_morning: bool
    """Whether what can wait comes together in the morning."""
    told_on: Sequence[date]
    """The local days of last week's messages, once for each message."""
    asked_on: Sequence[date] = ()
    """The local days of coming check-ins, each of which keeps a place free."""

    @property
    def calendar(self) -> Calendar:
        """The calendar for everything but check-ins, which go by the calendar of their team."""
        return next(iter(self.works.values()))

    def day(self, moment: datetime) -> date:
        return local_day(moment, self.calendar.zone)

    def morning_of(self, day: date) -> datetime:
        """When what was held back is sent on that day, or on the next working day."""
        return self.calendar.morning_of(day)

    def has_room(self, day: date) -> bool:
        taken = (*self.told_on, *self.asked_on)
        in_week = sum(each in week_of(day) for each in taken)
        return _is_under(taken.count(day), self.a_day) and _is_under(in_week, self.a_week)

    def next_morning(self, now: datetime) -> datetime:
        """The next morning with room for a message: tomorrow's, else next week's first."""
        day = self.day(now) + DAY
        return self.morning_of(day if self.has_room(day) else week_of(day).last + DAY)

    def moment(
        self, first_due: datetime, *, is_pressing: bool, now: datetime, asking: Collection[int] = ()
    ) -> datetime:
        """When what waits, some of it since `first_due`, can be sent: `now` or later.

        If it includes check-ins of the teams `asking`, the working hours in these teams count.
        """
        works = [self.works[team_id] for team_id in asking if team_id in self.works] or [self.calendar]
        opens = min(calendar.next_open(now) for calendar in works)
        if opens > now or is_pressing:
            return opens
        if not self.has_room(self.day(now)):
            return self.next_morning(now)
        if self.is_told_in_the_morning and first_due > self.morning_of(self.day(now)):
            return self.next_morning(now)
        return now


def _is_under(count: int, limit: int | None) -> bool:
    return limit is None or count < limit


# ── looked up ────────────────────────────────────────────────────────────────────────────────────────────


def of(session: Session, workspace_id: str, slack_ids: Sequence[str], now: datetime) -> dict[str, Recipient]:
    """The recipients whom we know and who have not left, by Slack id; the number of queries is always the same."""
    here = (Person.workspace_id == workspace_id, Person.slack_id.in_(slack_ids), Person.has_left.is_(False))
    people = session.scalars(select(Person).where(*here)).all()
    places = teams.places_of(session, *(person.id for person in people))
    set_by_team = preferences.of_teams(session, *{place.team_id for theirs in places.values() for place in theirs})
    set_by_each = preferences.of_people(session, *(person.id for person in people))
    works = calendars.in_each_team(session, people, places)
    told = _told(session, workspace_id, slack_ids, now)
    asking = to_come.asking(session, set_by_team)
    return {
        person.slack_id: _recipient(
            works[person.id],
            [(place, set_by_team[place.team_id]) for place in places[person.id]],
            set_by_each[person.id],
            told.get(person.slack_id, []),
            to_come.days_of(places[person.id], asking, works[person.id], now),
            person,
        )
        for person in people
    }


def _recipient(
    works: Mapping[int | None, Calendar],
    places: Sequence[tuple[Membership, Mapping[str, Any]]],
    own: Mapping[str, str],
    told: Sequence[datetime],
    asked_on: Sequence[date],
    person: Person,
) -> Recipient:
    """By the settings of the first team that the person leads, else of their first team."""
    is_led = next((team["morning"] != "off" for place, team in places if place.is_leader), False)
    of_team = next((team["dms"] for _, team in places), preferences.TEAM["dms"].default)
    limits = [preferences.limits(of_team if not is_led else [1, None]), preferences.limits(own["dms"])]
    a_day, a_week = (min((limit for limit in each if limit), default=None) for each in zip(*limits, strict=True))
    told_on = [local_day(moment, person.zone) for moment in told]
    # A leader's check-ins come beside the brief and do not use up its place.
    keeps_places = not is_led and own["checkins"] != "off"
    return Recipient(person, works, a_day, a_week, is_led, told_on, asked_on if keeps_places else ())


def _told(session: Session, workspace_id: str, slack_ids: Sequence[str], now: datetime) -> dict[str, list[datetime]]:
    """When the messages of the last week were admitted, by Slack id."""
    mine = (OutboxMessage.workspace_id == workspace_id, OutboxMessage.recipient.in_(slack_ids))
    lately = (OutboxMessage.admitted_at.is_not(None), OutboxMessage.admitted_at >= now - LATELY)
    found: dict[str, list[datetime]] = {}
    for row in session.execute(select(OutboxMessage.recipient, OutboxMessage.admitted_at).where(*mine, *lately)):
        found.setdefault(row.recipient, []).append(row.admitted_at)
    return found
