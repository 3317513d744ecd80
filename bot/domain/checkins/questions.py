"""Which questions somebody is asked in a run, and how an answer to each is read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import phrases, worktime
from bot.domain import goals, preferences, teams
from bot.errors import Refused, check_length
from bot.models import (
    Asked,
    Audience,
    Becomes,
    Checkin,
    CheckinQuestion,
    CheckinRun,
    CheckinSeat,
    Goal,
    Membership,
    MovedBy,
    QuestionKind,
    Told,
    Unit,
)
from bot.phrases.progress import Sign

LONGEST = 3000
SCALE = ("1", "2", "3", "4", "5")
NOTHING = frozenset({"", "-", "no", "nope", "none", "nothing", "no one", "nobody", "n/a", "na", "all good"})
"""Answers that mean "nothing"."""
_SIGNED = re.compile(r"(?P<sign>[+=-]?)\s*(?P<amount>.+)", re.DOTALL)


@dataclass(frozen=True)
class Put:
    """A question as it is put to one person, with the goal that a number counts toward, if any."""

    question: CheckinQuestion
    goal: Goal | None = None
    is_for_leader: bool = False
    """Whether only leaders read the answer, because of the question or of the whole check-in."""

    @property
    def id(self) -> int:
        return self.question.id


def field(question_id: int) -> str:
    """The name of the question's field in a form, where refusals are shown."""
    return f"q{question_id}"


# ── who is asked what ────────────────────────────────────────────────────────────────────────────────────


def of_run(session: Session, run: CheckinRun) -> list[CheckinQuestion]:
    """All questions that the run asks anybody, in order."""
    rows = session.scalars(select(CheckinQuestion).where(CheckinQuestion.id.in_(run.question_ids)))
    by_id = {question.id: question for question in rows}
    return [by_id[question_id] for question_id in run.question_ids if question_id in by_id]


def of_seat(session: Session, seat: CheckinSeat, *, now: datetime) -> list[Put]:
    """The questions put to the person, whatever their conditions; only the first for somebody with autonomy."""
    place = place_of(session, seat)
    put = _put_to(session, place, seat, now)
    return put[:1] if seat.is_light else put


def told_to(session: Session, checkin: Checkin) -> Told:
    """Where the answers go now: only to leaders if the check-in, or its team, says so."""
    is_off = preferences.is_team_off(session, checkin.team, "summaries")
    return Told.LEADER if is_off else checkin.told


def _put_to(session: Session, place: Membership, seat: CheckinSeat, now: datetime) -> list[Put]:
    """The run's questions for this member; one that counts toward a goal is left out if they have no such open goal."""
    told, counted = told_to(session, seat.run.checkin), _counted_toward(session, seat)
    found = []
    for question in of_run(session, seat.run):
        goal = None
        if question.becomes is Becomes.PROGRESS:
            goal = counted.get(question.id) or _goal(session, place, question, seat.run.on_day, now)
            has_nothing_to_count = question.metric is None if goal is None else goal.closed_at is not None
            if has_nothing_to_count:
                continue
        if _is_for(question, place):
            found.append(Put(question, goal, told is Told.LEADER or question.audience is Audience.LEADER))
    return found


def _counted_toward(session: Session, seat: CheckinSeat) -> dict[int, Goal]:
    """The goals that the answers so far count toward, by question id: a corrected number stays with its goal."""
    rows = {answer.question_id: answer.made["progress"] for answer in seat.answers if "progress" in answer.made}
    said = {question_id: goals.get_progress(session, row_id).goal for question_id, row_id in rows.items()}
    return {question_id: goal for question_id, goal in said.items() if goal}


def _is_for(question: CheckinQuestion, place: Membership) -> bool:
    return question.asked is Asked.EVERYONE or (question.asked is Asked.LEADERS) is place.is_leader


def _goal(session: Session, place: Membership, question: CheckinQuestion, on_day: date, now: datetime) -> Goal | None:
    """The open goal that the number moves: the person's own, else one of the team.

    It is looked up for the day of the run, so that what Friday asks counts for that week, even if answered on Monday.
    Failing that, a new goal that was set after the run counts.
    """
    zone = place.team.zone
    today = worktime.local_day(now, zone)
    then = _goals_on(session, place, question, min(today, on_day))
    if then or today <= on_day:
        return next(iter(then), None)
    new = [goal for goal in _goals_on(session, place, question, today) if goal.previous_id is None]
    return next((goal for goal in new if worktime.local_day(goal.created_at, zone) > on_day), None)


def _goals_on(session: Session, place: Membership, question: CheckinQuestion, day: date) -> list[Goal]:
    own = [goal for goal in goals.open_of(session, place.person) if day in goal.period]
    meant = goals.meant(session, place, question.metric, on=day) if question.metric else own
    return [goal for goal in meant if _counts(goal, place, question.metric is not None)]


def _counts(goal: Goal, place: Membership, is_named: bool) -> bool:
    if goal.team_id != place.team_id or goal.metric.moved_by is not MovedBy.TYPING:
        return False
    return not goal.is_of_team or (is_named and goal.is_counted_together)


def place_of(session: Session, seat: CheckinSeat) -> Membership:
    """The membership of the seat's person, or Refused if they have left the team."""
    place = teams.find_membership(session, seat.person, seat.run.checkin.team)
    if place is None:
        raise Refused(
            f"You're not in *{seat.run.checkin.team.name}* any more, so this check-in is not yours to answer."
        )
    return place


def visible(put: Sequence[Put], said: Mapping[int, str]) -> list[Put]:
    """The questions to ask, given the answers so far: conditional ones only where their condition is met."""
    seen: list[Put] = []
    for each in put:
        condition = each.question.only_if_id
        is_met = condition is None or (
            condition in {other.id for other in seen}
            and phrases.fold(said.get(condition, "")) in map(phrases.fold, each.question.only_if)
        )
        if is_met:
            seen.append(each)
    return seen


# ── what was said ────────────────────────────────────────────────────────────────────────────────────────


def is_nothing(text: str) -> bool:
    """Whether the text means that there is nothing."""
    return phrases.fold(text).rstrip(".!") in NOTHING


def tidy(put: Put, text: str) -> str:
    """The answer as it is kept, or Refused at its field."""
    text, at = text.strip(), field(put.id)
    check_length(text, LONGEST, field=at)
    if is_nothing(text) and put.question.kind is not QuestionKind.TEXT:
        return ""
    match put.question.kind:
        case QuestionKind.SCALE:
            return _one_of(SCALE, text, at, "Try 1 to 5, as in `4`.")
        case QuestionKind.CHOICE:
            choices = put.question.choices
            return _one_of(choices, text, at, f"Choose one of {', '.join(choices)}.")
        case QuestionKind.NUMBER:
            measure(put, text)
    return text


def _one_of(choices: Sequence[str], text: str, at: str, hint: str) -> str:
    found = next((choice for choice in choices if phrases.fold(choice) == phrases.fold(text)), None)
    if found is None:
        raise Refused(f"I read *{text[:40]}*, which is none of them. {hint}", field=at)
    return found


def measure(put: Put, text: str) -> tuple[Sign, int]:
    """How a number moves the goal: added, subtracted or set; without a sign it adds, or sets a level."""
    found, goal = _SIGNED.fullmatch(text.strip()), put.goal
    is_money = goal is not None and goal.metric.unit is Unit.MONEY
    home = goal.currency or "" if goal else ""
    readings = phrases.read_measure(found["amount"], home, is_money=is_money) if found else ()
    if found is None or not readings:
        example = "10k or +2k" if is_money else "12 or +3"
        raise Refused(f"I read *{text[:40]}* but no number. Try {example}.", field=field(put.id))
    if len(readings) > 1:
        raise Refused(
            f"I can read *{text[:40]}* in two ways. Write it without the doubt, as in 48,000.", field=field(put.id)
        )
    usual = "=" if goal is not None and goal.is_level else "+"
    return cast(Sign, found["sign"] or usual), readings[0]
