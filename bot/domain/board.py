"""The board: who stands high, by percent of their own target, most improved or by value; never who stands low."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import Literal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager

from bot import outbox, worktime
from bot.domain import calendars, gate, goals, pace, preferences, teams
from bot.errors import Refused
from bot.models import (
    Goal,
    Membership,
    Metric,
    Outcome,
    Team,
    Visibility,
    Win,
    WinCredit,
)
from bot.worktime import Calendar, Period

Span = Literal["week", "month", "quarter", "30d"]
SPANS: tuple[Span, ...] = ("week", "month", "quarter", "30d")
USUAL: Span = "quarter"
AT_LEAST = 3
"""Stand on it, where somebody stands below them; else the upper half."""
OFF = "off"
DAY = timedelta(days=1)


class By(StrEnum):
    PERCENT = "percent"
    """By the share of their own target."""
    IMPROVED = "improved"
    """Compared with their own period before, after the same number of working days."""
    VALUE = "value"
    """By their own credit in the team's wins."""


class Uncounted(StrEnum):
    """Why somebody is not counted."""

    NO_TARGET = "no target"
    NOTHING_BEFORE = "nothing before"
    AWAY = "away"
    TOO_SOON = "too soon"


@dataclass(frozen=True)
class Line:
    """`score` is a share of the target, a growth (1 is twice as much), or minor units of the team's currency."""

    place: int
    membership: Membership
    score: Fraction


@dataclass(frozen=True)
class Board:
    team: Team
    by: By
    span: Span
    period: Period
    top: list[Line]
    own: Line | Uncounted | None
    """The asker's own place, shown only to the asker; None if they don't sell in the team."""
    not_counted: Mapping[Uncounted, int]


@dataclass
class Scores:
    """By the id of the person."""

    of: dict[int, Fraction] = field(default_factory=dict)
    missing: dict[int, Uncounted] = field(default_factory=dict)

    def note(self, person_id: int, score: Fraction | Uncounted) -> None:
        if isinstance(score, Uncounted):
            self.missing[person_id] = score
        else:
            self.of[person_id] = score


# ── asked for and posted ─────────────────────────────────────────────────────────────────────────────────


def usual(session: Session, team: Team) -> By:
    """How the team ranks unless it is said otherwise; Refused where it has turned its board off."""
    chosen = preferences.of_team(session, team)["board"]
    if chosen == OFF:
        raise Refused(
            f"*{team.name}* keeps no board. `/pace scorecard` shows how you stand yourself; "
            "`/pace team set board percent` is how a leader brings it back."
        )
    return By(chosen)


def period_of(session: Session, team: Team, span: Span, today: date) -> Period:
    if span == "30d":
        return worktime.last_days(today, 30)
    return calendars.period_of(session, team, span, today)


def board(session: Session, team: Team, by: By, span: Span, *, now: datetime, asker: Membership | None = None) -> Board:
    """The upper part of the ranking, with names; people who turned the board off see only their own place."""
    today = worktime.local_day(now, team.zone)
    period = period_of(session, team, span, today)
    sellers = _sellers(session, team)
    scores = _scores(session, team, by, span, period, sellers, today)
    off = preferences.off_among(session, "board", *sellers)
    listed = {who: score for who, score in scores.of.items() if who not in off}
    missing = Counter(why for who, why in scores.missing.items() if who not in off)
    lines = [Line(place, sellers[who], listed[who]) for who, place in top(listed, _by_name(sellers)).items()]
    return Board(team, by, span, period, lines, _own(asker, scores, listed), missing)


def post(session: Session, by: Membership, how: By, span: Span, *, now: datetime) -> None:
    """Show it in the team's channel; again on the same day it is brought up to date where it stands."""
    gate.check("board.post", by.person, by)
    usual(session, by.team)
    outbox.show_in(
        session,
        by.team,
        "board.posted",
        f"board:{by.team_id}:{how}:{span}:{worktime.local_day(now, by.team.zone)}",
        due_at=now,
        team_id=by.team_id,
        how=list(By).index(how),
        span=SPANS.index(span),
        at=int(now.timestamp()),
    )


# ── places (pure) ────────────────────────────────────────────────────────────────────────────────────────


def places(scores: Mapping[int, Fraction]) -> dict[int, int]:
    """The places by person id, from the highest down; equal scores share a place, and the next one stays free."""
    ahead = {score: nth for nth, score in reversed(list(enumerate(sorted(scores.values(), reverse=True), 1)))}
    return {who: ahead[score] for who, score in scores.items()}


def top(scores: Mapping[int, Fraction], names: Sequence[int]) -> dict[int, int]:
    """The places of the upper half, or of three but not of the last; who share one are in the order of `names`."""
    room = max(min(AT_LEAST, len(scores) - 1), -(-len(scores) // 2))
    nth = {who: number for number, who in enumerate(names)}
    standing = {who: place for who, place in places(scores).items() if place <= room and scores[who] > 0}
    return dict(sorted(standing.items(), key=lambda each: (each[1], nth[each[0]])))


def _own(asker: Membership | None, scores: Scores, listed: Mapping[int, Fraction]) -> Line | Uncounted | None:
    """Among those who are listed, whether the asker is or not."""
    if asker is None:
        return None
    who = asker.person_id
    if who in scores.of:
        return Line(places({**listed, who: scores.of[who]})[who], asker, scores.of[who])
    return scores.missing.get(who)


def _by_name(sellers: Mapping[int, Membership]) -> list[int]:
    return sorted(sellers, key=lambda who: (sellers[who].person.name.casefold(), who))


# ── scores ───────────────────────────────────────────────────────────────────────────────────────────────


def _sellers(session: Session, team: Team) -> dict[int, Membership]:
    """Who carries a number in the team, by the id of the person."""
    return {member.person_id: member for member in teams.members(session, team) if member.sells}


def _scores(
    session: Session,
    team: Team,
    by: By,
    span: Span,
    period: Period,
    sellers: Mapping[int, Membership],
    today: date,
) -> Scores:
    if by is By.VALUE:
        won = _by_day(session, team, period)
        return Scores({who: Fraction(sum(won[who].values())) for who in sellers})
    works = calendars.of_people(session, team, [member.person for member in sellers.values()])
    if by is By.PERCENT:
        return _percents(session, team, period, works, today)
    before = period_of(session, team, span, period.first - DAY)
    return _growths(_by_day(session, team, period), _by_day(session, team, before), period, before, works, today)


def credited(team: Team, period: Period) -> Select[int, date, int]:
    """The credit of each in the team's wins, in its currency, by the day of closing."""
    within = (Win.team_id == team.id, Win.closed_on.between(period.first, period.last), Win.is_standing.is_(True))
    columns = select(WinCredit.person_id, Win.closed_on, func.sum(WinCredit.amount_minor))
    rows = columns.select_from(Win).join(WinCredit, WinCredit.win_id == Win.id)
    return rows.where(*within, Win.currency == team.currency).group_by(WinCredit.person_id, Win.closed_on)


def _by_day(session: Session, team: Team, period: Period) -> dict[int, dict[date, int]]:
    won: dict[int, dict[date, int]] = defaultdict(dict)
    for who, day, minor in session.execute(credited(team, period)):
        won[who][day] = int(minor)
    return won


def _whole(share: Fraction) -> Fraction:
    """The score in whole percent, so that people who are shown as equal share a place."""
    return Fraction(floor(share * 100), 100)


# ── by improvement


def _growths(
    now: Mapping[int, Mapping[date, int]],
    earlier: Mapping[int, Mapping[date, int]],
    period: Period,
    before: Period,
    works: Mapping[int, Calendar],
    today: date,
) -> Scores:
    scores = Scores()
    for who, calendar in works.items():
        days = calendar.working_days(period & Period(period.first, today))
        until = _as_far(before, days, calendar, today)
        then = sum(minor for day, minor in earlier.get(who, {}).items() if day <= until)
        if not days:
            scores.note(who, Uncounted.TOO_SOON if calendar.working_days(period) else Uncounted.AWAY)
        elif then <= 0:
            scores.note(who, Uncounted.NOTHING_BEFORE)
        else:
            scores.note(who, _whole(Fraction(sum(now.get(who, {}).values()), then) - 1))
    return scores


def _as_far(period: Period, days: int, calendar: Calendar, today: date) -> date:
    """The period's working day of that number; with the days off that follow it, where today is one of them."""
    is_at_work, worked = calendar.works_on(today), calendar.days_worked(period)
    nth = days - 1 if is_at_work else days
    if nth >= len(worked):
        return period.last
    return worked[nth] if is_at_work else worked[nth] - DAY


# ── by percent


def _percents(session: Session, team: Team, period: Period, works: Mapping[int, Calendar], today: date) -> Scores:
    """Of the targets that fall into the period: of a longer goal the part of its days there, by its ramp."""
    targets = _targets(session, team, period, works, today)
    every = [goal for theirs in targets.values() for goal in theirs]
    done = goals.progress_of(session, every, until=period.last)
    begun = [goal for goal in every if goal.first_on < period.first]
    before = goals.progress_of(session, begun, until=period.first - DAY)
    scores = Scores()
    for who, theirs in targets.items():
        asked = sum((_part(goal, period, works[who]) for goal in theirs), Fraction())
        came = sum(done[goal.id] - before.get(goal.id, 0) for goal in theirs)
        nothing = Uncounted.AWAY if theirs else Uncounted.NO_TARGET
        scores.note(who, _whole(came / asked) if asked else nothing)
    return scores


def _part(goal: Goal, period: Period, calendar: Calendar) -> Fraction:
    """What of the target falls into the period."""
    plan = goals.plan_of(goal)
    begins, ends = (pace.measure(plan, 0, day, calendar).expected for day in (period.first - DAY, period.last))
    return ends - begins


def _targets(
    session: Session, team: Team, period: Period, works: Mapping[int, Calendar], today: date
) -> dict[int, list[Goal]]:
    """The goals of each that count: of one metric, not at the same time, and nothing that is private."""
    within = (Goal.team_id == team.id, Goal.first_on <= period.last, Goal.last_on >= period.first)
    counts = (
        Goal.visibility != Visibility.PRIVATE,
        Goal.is_level.is_(False),
        Goal.outcome.is_distinct_from(Outcome.DROPPED),
    )
    rows = select(Goal).join(Metric).where(*within, *counts, Goal.owner_id.in_(works))
    theirs: dict[int, list[Goal]] = {who: [] for who in works}
    for goal in session.scalars(rows.options(contains_eager(Goal.metric))):
        theirs[goal.owner_id or 0].append(goal)
    return {who: counted(found, period, works[who], today) for who, found in theirs.items()}


def counted(found: Iterable[Goal], period: Period, calendar: Calendar, today: date) -> list[Goal]:
    """Of the most telling metric the goals that do not overlap, those first that have most of the period.

    What was agreed with the leader goes before what somebody set alone, and together they have at least half as many
    days of work as there were until today, so that nobody climbs by a low target or one for a day.
    """
    ordered = sorted(found, key=lambda goal: (*_telling(goal), -len(goal.period & period), goal.last_on, goal.id))
    days_gone = calendar.working_days(period & Period(period.first, today))
    for what in dict.fromkeys(map(_what, ordered)):
        alike = [goal for goal in ordered if _what(goal) == what]
        for tried in (alike, sorted(alike, key=lambda goal: -len(goal.period & period))):
            kept = _apart(tried)
            if 2 * sum(calendar.working_days(goal.period & period) for goal in kept) >= days_gone:
                return kept
    return []


def _apart(ordered: Iterable[Goal]) -> list[Goal]:
    """Those that overlap none before them; one that was reached and closed early makes room for the next."""
    kept: list[Goal] = []
    for goal in ordered:
        if not any(_lived(goal) & _lived(other) for other in kept):
            kept.append(goal)
    return kept


def _lived(goal: Goal) -> Period:
    if not goal.closed_at or not goal.is_cut_short:
        return goal.period
    return Period(goal.first_on, min(goal.last_on, worktime.local_day(goal.closed_at, goal.team.zone) - DAY))


def _what(goal: Goal) -> tuple[int, str | None]:
    """What it counts."""
    return goal.metric_id, goal.win_kind


def _telling(goal: Goal) -> tuple[bool, int, bool]:
    is_agreed = goal.parent_id is not None or goal.agreement is not None
    return not is_agreed, goal.metric.moved_by.rank, goal.win_kind is not None
