"""What is said of an obstacle, as its form holds it and a draft keeps it, whichever road it came."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import fields as names_of
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import phrases, words, worktime
from bot.domain import accounts, calendars, goals, obstacles, teams
from bot.domain.obstacles import Facts
from bot.errors import Refused
from bot.models import Membership, ObstacleKind, Person, Team
from bot.money import Money
from bot.phrases import ObstaclePhrase
from bot.slack.said import readable
from bot.slack.turn import Turn

TEAM, LEADER, ABOUT = "team", "leader", "about"


@dataclass(frozen=True)
class Fields:
    """The words in the fields; people are Slack ids. What is empty was not said."""

    what: str = ""
    kind: str = ""
    asked_of: str = ""
    clears: str = ""
    account: str = ""
    amount: str = ""
    due_on: str = ""
    """In words, as "Thursday" or "19 Nov 2026 14:00"."""
    helpers: tuple[str, ...] = ()
    goal: str = ""
    """Its id."""
    seen: str = ""
    """TEAM, LEADER, or ABOUT a leader."""
    decider: tuple[str, ...] = ()
    other: tuple[str, ...] = ()

    @property
    def people(self) -> list[str]:
        return list(dict.fromkeys([*self.helpers, *self.decider, *self.other]))


def read(data: Mapping[str, Any]) -> Fields:
    """Out of a draft, or of a form's values, in which an empty field is None."""
    given: dict[str, Any] = {each.name: data[each.name] for each in names_of(Fields) if data.get(each.name)}
    for name in ("helpers", "decider", "other"):
        given[name] = tuple(given.get(name, ()))
    return Fields(**given)


# ── a line ───────────────────────────────────────────────────────────────────────────────────────────────


def heard(session: Session, turn: Turn, by: Membership, text: str) -> ObstaclePhrase:
    calendar = calendars.of_person(session, by.person, with_absences=False)
    leaders = teams.leader_ids(session, by.team)
    others = [place.person for place in teams.members(session, by.team) if place.person_id != by.person_id]
    return phrases.read_obstacle(
        text,
        turn.local_now,
        currency=by.team.currency,
        known_accounts=accounts.known_names(session, by.team),
        colleagues=[phrases.Colleague(each.slack_id, each.name, each.id in leaders) for each in others],
        work_ends=obstacles.work_ends(calendar),
        fiscal_start=calendars.fiscal_start(session, by.team),
    )


def of_phrase(session: Session, by: Membership, phrase: ObstaclePhrase) -> Fields:
    """The fields that a line fills: what can be read in two ways stays empty; what sounds private begins as private."""
    day = phrase.when.day if phrase.when else None
    at = phrase.when.at if phrase.when else None
    goal = goals.get_goal(session, by, phrase.goal) if phrase.goal else None
    seen = {None: "", True: LEADER, False: TEAM}[phrase.is_private] or {"private": LEADER}.get(phrase.sounds, "")
    return Fields(
        what=readable(phrase.what),
        kind=phrase.kind,
        asked_of=readable(phrase.asked_of),
        clears=readable(phrase.clears),
        account=phrase.account or "",
        amount=in_words(phrase, by.team),
        due_on=f"{day:%-d %b %Y} {words.clock(at)}" if day and at else "",
        helpers=phrase.helpers,
        goal=str(goal.id) if goal else "",
        seen=ABOUT if phrase.is_about_leader or phrase.sounds == "about a leader" else seen,
        decider=(phrase.decider,) if phrase.decider else (),
        other=(phrase.other,) if phrase.other else (),
    )


def in_words(phrase: ObstaclePhrase, team: Team) -> str:
    return phrases.format_money(phrase.amounts[0].money, team.currency) if len(phrase.amounts) == 1 else ""


# ── what the domain makes of it ──────────────────────────────────────────────────────────────────────────


def facts_of(session: Session, turn: Turn, by: Membership, said: Fields, people: Mapping[str, Person]) -> Facts:
    """Refused where a field cannot be read."""
    kind = ObstacleKind(said.kind or ObstacleKind.OBSTACLE)
    return Facts(
        what=said.what,
        kind=kind,
        asked_of=said.asked_of,
        clears=said.clears,
        account=said.account or None,
        amount=_amount(said.amount, by.team),
        needed_at=read_needed(session, turn, by.team, said.due_on, kind) if said.due_on else None,
        helpers=[people[slack_id] for slack_id in said.helpers],
        goal=goals.get_by_id(session, int(said.goal)) if said.goal else None,
        is_private=said.seen in (LEADER, ABOUT),
        is_about_leader=said.seen == ABOUT,
        decider=_one(said.decider, people, "decider"),
        other=_one(said.other, people, "other"),
    )


def _amount(text: str, team: Team) -> Money | None:
    if not text:
        return None
    readings = phrases.read_amount(text, team.currency)
    if len(readings) != 1 or readings[0].problem:
        raise Refused(f"I can't read “{text[:40]}” as one amount. Write it as 48k or $48,000.", field="amount")
    return readings[0].money


def _one(slack_ids: Iterable[str], people: Mapping[str, Person], field: str) -> Person | None:
    found = [people[slack_id] for slack_id in slack_ids]
    if len(found) > 1:
        raise Refused("One person, please.", field=field)
    return found[0] if found else None


def read_needed(session: Session, turn: Turn, team: Team, text: str, kind: ObstacleKind) -> datetime:
    """The moment that words like "Thursday" or "Thu 14:00" name for the speaker; of a call its time must be said."""
    person = turn.person
    calendar = calendars.of_person(session, person, with_absences=False)
    ends, starts = obstacles.work_ends(calendar), calendars.fiscal_start(session, team)
    said = phrases.normalise(text).removeprefix("by ").removeprefix("to ")
    when = phrases.read_deadline(said, turn.local_now, work_ends=ends, fiscal_start=starts)
    if when is None or when.day is None or when.at is None:
        raise Refused(f"I read “{said[:40]}”, which is no one day. Try `Thursday` or `Thu 14:00`.", field="due_on")
    if kind is ObstacleKind.CALL and not when.is_timed:
        raise Refused(obstacles.WHEN_IS_IT, field="due_on")
    return worktime.moment_at(when.day, when.at, person.zone)
