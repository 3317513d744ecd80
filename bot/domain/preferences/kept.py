"""The preferences that teams and people have changed from their defaults."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, delete, select
from sqlalchemy.orm import Session

from bot import words
from bot.db import ask, insert_or_update
from bot.domain import gate
from bot.domain.preferences.tables import OF_TEAM, PERSON, TEAM, read
from bot.models import Membership, Person, PersonPreference, Team, TeamPreference

READ = "team preferences"
"""The key of a session's cache of team preferences: a single act asks for them in half a dozen places."""
# Built once, and on the tables themselves: every act runs them, and the ORM would take longer than the database.
TEAMS_KEPT, PEOPLE_KEPT = TeamPreference.__table__, PersonPreference.__table__
OF_TEAMS = select(TEAMS_KEPT).where(TEAMS_KEPT.c.team_id.in_(bindparam("ids", expanding=True)))
OF_PEOPLE = select(PEOPLE_KEPT).where(PEOPLE_KEPT.c.person_id.in_(bindparam("ids", expanding=True)))
LATELY = timedelta(days=7)
"""How far back "undo" looks: further than any team allows undoing, so that late people are told what to do instead."""


def of_team(session: Session, team: Team) -> dict[str, Any]:
    """Every preference of the team by name."""
    return of_teams(session, team.id)[team.id]


def too_late_to_undo(session: Session, team: Team, said_at: datetime, *, now: datetime) -> str:
    """Why what was said then can't be undone any more, as the beginning of a sentence; "" while it can be."""
    minutes: int = of_team(session, team)["undo"]
    if not minutes:
        return f"Undo is off in *{team.name}*"
    if now > said_at + timedelta(minutes=minutes):
        return f"That was said more than {words.count(minutes, 'minute')} ago"
    return ""


def of_teams(session: Session, *team_ids: int) -> dict[int, dict[str, Any]]:
    """All preferences of each of these teams, by team id and name; a session reads each team's only once."""
    known: dict[int, dict[str, Any]] = session.info.setdefault(READ, {})
    if missing := {team_id for team_id in team_ids if team_id not in known}:
        known |= {team_id: {name: kind.default for name, kind in TEAM.items()} for team_id in missing}
        for team_id, name, value in ask(session, OF_TEAMS, {"ids": list(missing)}):
            known[team_id][name] = value
    return {team_id: known[team_id].copy() for team_id in team_ids}


def of_people(session: Session, *person_ids: int) -> dict[int, dict[str, str]]:
    """All preferences of each of these people, by person id and name."""
    theirs = {person_id: {name: kind.default for name, kind in PERSON.items()} for person_id in person_ids}
    for person_id, name, value in ask(session, OF_PEOPLE, {"ids": list(theirs)}) if theirs else ():
        theirs[person_id][name] = value
    return theirs


def of_person(session: Session, person_id: int) -> dict[str, str]:
    return of_people(session, person_id)[person_id]


def is_off(session: Session, person_id: int, name: str) -> bool:
    """Whether the person has this preference off: what it speaks of is not sent, posted or asked."""
    return of_person(session, person_id)[name] == "off"


def is_team_off(session: Session, team: Team, name: str) -> bool:
    """Whether the team has this preference off."""
    return bool(of_team(session, team)[name] == "off")


def off_among(session: Session, name: str, *person_ids: int) -> set[int]:
    """`is_off` for several people with one query: the ids of those of them who have it off."""
    return {who for who, theirs in of_people(session, *person_ids).items() if theirs[name] == "off"}


def wanting(session: Session, name: str, people: Sequence[Person]) -> list[Person]:
    """Those of these people who have not turned this preference off, in the same order."""
    off = off_among(session, name, *(person.id for person in people))
    return [person for person in people if person.id not in off]


def who_turned_off(name: str) -> Select[int]:
    """The ids of the people who have this preference off, for a condition of a query."""
    return select(PersonPreference.person_id).where(PersonPreference.name == name, PersonPreference.value == "off")


def set_for_team(session: Session, by: Membership, name: str, words: str) -> Any:
    """Set a preference of the team from words; only values other than the default are stored."""
    gate.check("team.set", by.person, by)
    value = read(TEAM, name, words, OF_TEAM)
    if value == TEAM[name].default:
        mine = (TeamPreference.team_id == by.team_id, TeamPreference.name == name)
        session.execute(delete(TeamPreference).where(*mine))
    else:
        insert_or_update(session, TeamPreference, {"team_id": by.team_id, "name": name}, value=value)
    session.info.pop(READ, None)
    return value


def set_for_person(session: Session, person: Person, name: str, words: str, command: str = "") -> str:
    """Set it to what was typed behind `command`, or entered in a field."""
    gate.check("preference.set", person, None, person.id)
    value = str(read(PERSON, name, words, command))
    if value == PERSON[name].default:
        mine = (PersonPreference.person_id == person.id, PersonPreference.name == name)
        session.execute(delete(PersonPreference).where(*mine))
    else:
        insert_or_update(session, PersonPreference, {"person_id": person.id, "name": name}, value=value)
    return value


# ── channels shared with another organisation ────────────────────────────────────────────────────────────

SHARED = "shared"
"""The list of a team's shared channels for which a leader has agreed."""
WITHHELD = "withheld"
"""The list of those for which none has yet, as they were shared only after the team had chosen them."""


def allow_shared(session: Session, by: Membership, channel_id: str) -> None:
    """A leader agrees that the other organisation in that channel may read the team's wins."""
    gate.check("team.share", by.person, by)
    _note(session, by.team, channel_id, SHARED)


def note_sharing(session: Session, team: Team, channel_id: str, *, is_shared: bool) -> None:
    """Note that another organisation reads that channel from now on, or no longer (the next time it is asked anew)."""
    if not is_shared:
        _note(session, team, channel_id, None)
    elif not is_shared_allowed(session, team, channel_id):
        _note(session, team, channel_id, WITHHELD)


def _note(session: Session, team: Team, channel_id: str, where: str | None) -> None:
    """Keep the channel in one of the two lists, or in none."""
    for name in (SHARED, WITHHELD):
        before = set(of_team(session, team).get(name, []))
        after = before | {channel_id} if name == where else before - {channel_id}
        if after != before:
            insert_or_update(session, TeamPreference, {"team_id": team.id, "name": name}, value=sorted(after))
    session.info.pop(READ, None)


def is_shared_allowed(session: Session, team: Team, channel_id: str) -> bool:
    return channel_id in of_team(session, team).get(SHARED, [])


def is_withheld(session: Session, team: Team, channel_id: str) -> bool:
    """Whether another organisation reads that channel of the team, and no leader has agreed to that yet."""
    return channel_id in of_team(session, team).get(WITHHELD, [])
