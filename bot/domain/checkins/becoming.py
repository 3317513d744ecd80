"""What an answer becomes: progress, a win, an obstacle, promises; each follows later changes and counts once."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot import phrases, worktime
from bot.domain import accounts, calendars, commitments, gate, goals, obstacles, teams, wins
from bot.domain.checkins import questions
from bot.domain.checkins.questions import Put
from bot.errors import Refused
from bot.models import (
    Becomes,
    CheckinAnswer,
    Commitment,
    CommitmentSource,
    CommitmentState,
    Membership,
    Obstacle,
    ObstacleState,
    Team,
    Win,
)
from bot.phrases import format_money
from bot.worktime import Calendar

CHECKIN = "check-in"
BOASTING = re.compile(r"^(?:(?:i|we)\s+)?(?:won|closed|signed|sold)\s+", re.IGNORECASE)
MOST_PROMISES = 5
DAY = timedelta(days=1)
Made = dict[str, Any]
"""As `CheckinAnswer.made`, ids by kind: those of promises by the line each was said in; with an obstacle's also the
deadline that was said."""
Stays = list[str]
"""Sentences about what could not be changed along with the answer."""


@dataclass(frozen=True)
class Given:
    """An answer that is being given: by whom, to what, when."""

    session: Session
    by: Membership
    put: Put
    on_day: date
    """The day of the run that asks."""
    now: datetime

    @property
    def local_now(self) -> datetime:
        return self.now.astimezone(ZoneInfo(self.by.person.zone))

    @property
    def fiscal_start(self) -> int:
        return calendars.fiscal_start(self.session, self.by.team)


def become(given: Given, made: Made, text: str) -> tuple[Made, Stays]:
    """Make, change or (for an empty text) take back what becomes of the answer, so that it agrees with the text."""
    make = MAKE.get(given.put.question.becomes)
    if make is None:
        return {}, []
    try:
        return make(given, made, "" if questions.is_nothing(text) else text)
    except Refused as refusal:
        raise Refused(refusal.message, field=questions.field(given.put.id)) from None


# ── progress ─────────────────────────────────────────────────────────────────────────────────────────────


def _progress(given: Given, made: Made, text: str) -> tuple[Made, Stays]:
    """Log the number, after removing what was logged for the answer before, so that a corrected number counts once."""
    session, by, goal, on = given.session, given.by, given.put.goal, None
    if row_id := made.get("progress"):
        before = goals.get_progress(session, row_id)
        if before.is_standing:
            goals.unlog(session, by, before, now=given.now)
        on = before.counted_on if before.goal is goal else None
    if not text or goal is None:
        return {}, []
    sign, value = questions.measure(given.put, text)
    done = goals.amount_done(session, goal)
    if not goal.is_level and (value == 0 if sign != "=" else value == done):
        return {}, []
    row, _ = goals.log(session, by, goal, sign, value, now=given.now, on=on, source=CHECKIN)
    return {"progress": row.id}, []


# ── a win ────────────────────────────────────────────────────────────────────────────────────────────────


def _win(given: Given, made: Made, text: str) -> tuple[Made, Stays]:
    """Record a win if the text begins with an amount; other words stay a plain answer (what was learned)."""
    session, by, now = given.session, given.by, given.now
    win = session.get(Win, made["win"]) if "win" in made else None
    standing = win if win and win.is_standing else None
    facts = None if given.put.is_for_leader else _facts(session, by.team, text, given.now)
    if facts is None:
        return _without_win(given, standing) if standing else ({}, [])
    yardstick = wins.unusual(session, by.team, by.person, facts.amount, besides=standing)
    if yardstick:
        said = format_money(facts.amount, by.team.currency)
        raise Refused(f"I read {said}, {yardstick.in_words(by.team)}. If it is right, `/win` logs it.")
    if standing:
        wins.amend(session, by, standing, facts, now=now)
        return made, []
    return {"win": wins.record(session, by, facts, now=now).id}, []


def _without_win(given: Given, win: Win) -> tuple[Made, Stays]:
    if wins.can_be_undone(given.session, win, now=given.now):
        wins.undo(given.session, given.by, win, now=given.now)
        return {}, []
    return {"win": win.id}, [f"Win {win.number} stays as it is: `/win reverse {win.number}` takes it out."]


def _facts(session: Session, team: Team, text: str, now: datetime) -> wins.Facts | None:
    """The win as `/win` would read it; None unless the text begins with what is surely an amount, as "48k"."""
    text = BOASTING.sub("", phrases.normalise(text))
    first = next(iter(phrases.find_amounts(text, team.currency)), None)
    if first is None or first.start or not first.marked:
        return None
    today = worktime.local_day(now, team.zone)
    known = accounts.known_names(session, team)
    said = phrases.read_win(text, currency=team.currency, today=today, known_accounts=known)
    if said.choices:
        ways = " or ".join(choice.amount.label(team.currency) for choice in said.choices)
        raise Refused(f"I can read the amount as {ways}. Write it without the doubt, as in 48k Acme.")
    if said.amount is None:
        return None
    closed = said.closed.sure() if said.closed else today
    return wins.Facts(said.amount.money, said.account, said.title, closed, said.because or "")


# ── an obstacle ──────────────────────────────────────────────────────────────────────────────────────────


SETTLED = {
    ObstacleState.CLEARED: "Obstacle {0} is settled: `/obstacle still {0}` opens it again.",
    ObstacleState.GONE: "Obstacle {0} is gone; if something is in the way again, say it with `/obstacle`.",
}
"""What stands in the way of new words; what was dropped may be raised anew."""


def _obstacle(given: Given, made: Made, text: str) -> tuple[Made, Stays]:
    session, by = given.session, given.by
    obstacle = session.get(Obstacle, made["obstacle"]) if "obstacle" in made else None
    if not text:
        return _without_obstacle(given, obstacle) if obstacle else ({}, [])
    what, needed_at = _needed(given, text)
    said = {"needed_at": needed_at.isoformat()} if needed_at else {}  # the obstacle's own deadline may be moved later
    if obstacle is not None and obstacle.is_open:
        if given.put.is_for_leader and not obstacle.is_private:
            return made, [f"Obstacle {obstacle.number} was asked in the channel, so it keeps its words there."]
        if needed_at and said != {"needed_at": made.get("needed_at")} and needed_at != obstacle.needed_at:
            obstacles.move(session, by.person, obstacle, needed_at, now=given.now)
        made = {"obstacle": obstacle.id} | said
        if what == obstacle.what or obstacles.reword(session, by, obstacle, what):
            return made, []
        obstacles.update(session, by.person, obstacle, what, now=given.now)
        return made, [f"Obstacle {obstacle.number} is under way: your new words are an update of it."]
    if obstacle is not None and obstacle.state in SETTLED:
        return made, [SETTLED[obstacle.state].format(obstacle.number)] if what != obstacle.what else []
    if given.put.is_for_leader and not teams.leaders(session, by.team, but=by.person_id):
        return {}, [f"Nobody else leads *{by.team.name}* just now, so nobody hears of it: `/obstacle` asks the team."]
    facts = obstacles.Facts(what, needed_at=needed_at, is_private=given.put.is_for_leader)
    return {"obstacle": obstacles.raise_obstacle(session, by, facts, now=given.now).id} | said, []


def _without_obstacle(given: Given, obstacle: Obstacle) -> tuple[Made, Stays]:
    if obstacle.is_open:
        obstacles.drop(given.session, given.by.person, obstacle, now=given.now)
    return {}, []


def _needed(given: Given, text: str) -> tuple[str, datetime | None]:
    """The text of the request, and its deadline if the text ends with one."""
    person, calendar = given.by.person, _calendar(given)
    ends = obstacles.work_ends(calendar)
    text, when = phrases.split_by(
        phrases.normalise(text), given.local_now, work_ends=ends, fiscal_start=given.fiscal_start
    )
    what = phrases.one_line(text)
    most = obstacles.LONGEST["what"]
    what = what if len(what) <= most else f"{what[: most - 1].rstrip()}…"
    if when is None or when.at is None:
        return what, None
    return what, worktime.moment_at(when.sure(), when.at, person.zone)


def _calendar(given: Given) -> Calendar:
    return calendars.of_person(given.session, given.by.person, given.by.team)


# ── promises ─────────────────────────────────────────────────────────────────────────────────────────────


def _promises(given: Given, made: Made, text: str) -> tuple[Made, Stays]:
    """One promise a line: a rep's to the leaders, a leader's to the team. An unchanged line keeps its promise."""
    lines = list(dict.fromkeys(line for raw in text.splitlines() if (line := raw.strip(" -•*\t"))))
    if len(lines) > MOST_PROMISES:
        raise Refused(f"I read {len(lines)} promises; a week bears at most {MOST_PROMISES}. One line is one promise.")
    before: dict[str, int] = made.get("promise", {})
    promised = {line: before[line] for line in lines if line in before}
    stays: Stays = []
    for line, row_id in before.items():
        if line not in promised and (why := _unpromised(given, row_id)):
            promised[line] = row_id
            stays.append(why)
    for line in lines:
        if line not in promised:
            row = _promised(given, line)
            if row is None:
                stays.append(_to_nobody(given.by))
                break
            promised[line] = row.id
    return ({"promise": promised} if promised else {}), stays


def _unpromised(given: Given, row_id: int) -> str:
    """Take the promise back as if it had not been made; else return why it stays."""
    row = commitments.get_by_id(given.session, row_id)
    if row.state is CommitmentState.TAKEN_BACK:
        return ""
    try:
        commitments.take_back(given.session, given.by.person, row, now=given.now)
    except Refused as refusal:
        return f"Promise {row.number} stays. {refusal.message}"
    return ""


def _to_nobody(by: Membership) -> str:
    """Why a line became no promise: there is no (other) leader to promise it to."""
    team = by.team.name
    if by.is_leader:
        return f"Nobody else leads *{team}* just now, so nobody hears of it: `/promise to the team …` tells everybody."
    return f"Nobody leads *{team}* just now, so it is promised to nobody yet."


def _promised(given: Given, line: str) -> Commitment | None:
    session, by, now = given.session, given.by, given.now
    said = phrases.read_promise(line, given.local_now, fiscal_start=given.fiscal_start)
    due_on = said.when.sure() if said.when else usual_day(_calendar(given), given.on_day, now)
    if by.is_leader and not given.put.is_for_leader:
        return commitments.promise_team(session, by, said.text, due_on, now=now, source=CommitmentSource.CHECKIN)
    leaders = [leader.person for leader in teams.leaders(session, by.team, but=by.person_id)]
    if not leaders:
        return None
    return commitments.promise(
        session, by.person, leaders, said.text, due_on, now=now, source=CommitmentSource.CHECKIN, team=by.team
    )[0]


def usual_day(calendar: Calendar, on_day: date, now: datetime) -> date:
    """When a promise without a day is due: at the end of the run's week, or of this week if that is later."""
    return end_of_week(calendar, max(worktime.local_day(now, calendar.zone), on_day))


def end_of_week(calendar: Calendar, today: date) -> date:
    """The last working day after `today` in this week; if there is none left, the last one of next week."""
    left = _rest_of_week(calendar, today)
    if not left:
        begins = calendar.next_working_day(today)
        left = [begins, *_rest_of_week(calendar, begins)]
    return left[-1]


def _rest_of_week(calendar: Calendar, day: date) -> list[date]:
    """A holiday does not end the week; for somebody who works every day it has seven days."""
    week = takewhile(lambda each: each.weekday() in calendar.weekdays, (day + number * DAY for number in range(1, 7)))
    return [each for each in week if calendar.works_on(each)]


# ── what may become an obstacle ──────────────────────────────────────────────────────────────────────────


def _offer(given: Given, made: Made, text: str) -> tuple[Made, Stays]:
    """Make nothing; but if a click made an obstacle of the answer, that follows. Leaders read a changed one anew."""
    if "obstacle" not in made:
        return {}, []
    return _obstacle(given, {name: made[name] for name in ("obstacle", "needed_at") if name in made}, text)


def make_obstacle(session: Session, by: Membership, answer: CheckinAnswer, *, now: datetime) -> Obstacle:
    """Make an obstacle of an offer, on a click of the rep or of a leader; a leader's click also takes it on."""
    seat = answer.seat
    gate.check("checkin.offer", by.person, by, seat.person_id)
    teams.hold(session, by.team)
    # Lock the seat too, as changing the answer does: else that could make a second obstacle of it.
    session.refresh(seat, with_for_update=True)
    session.refresh(answer, with_for_update=True)
    if "obstacle" in answer.made:
        number = session.get_one(Obstacle, answer.made["obstacle"]).number
        raise Refused(f"It is obstacle {number} already: `/obstacle {number}` shows how it stands.")
    if answer.question.becomes is not Becomes.OFFER:
        raise Refused("That was answered to another question, so this click did nothing.")
    put = Put(answer.question, is_for_leader=True)
    given = Given(session, questions.place_of(session, seat), put, seat.run.on_day, now)
    made, stays = _obstacle(given, {}, answer.text)
    if stays:
        raise Refused(stays[0])
    answer.made = answer.made | made
    obstacle = session.get_one(Obstacle, made["obstacle"])
    if by.is_leader and by.person_id != seat.person_id:
        obstacles.take(session, by.person, obstacle, now=now)
    session.flush()
    return obstacle


MAKE: dict[Becomes, Callable[[Given, Made, str], tuple[Made, Stays]]] = {
    Becomes.PROGRESS: _progress,
    Becomes.WIN: _win,
    Becomes.OBSTACLE: _obstacle,
    Becomes.PROMISE: _promises,
    Becomes.OFFER: _offer,
}
