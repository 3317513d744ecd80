"""Workspaces full of teams whom Slack has just told about, and the commands that their people type."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.models import Membership, MembershipRole, Person, PersonKind, Role, Team, Workspace

ZONE = "Europe/Berlin"


@dataclass(frozen=True)
class Crowd:
    """Workspaces with `teams` teams in all, of `people` people each: one leader, and the others sell.

    Team 7 is `C7`, its people are `U7N0` (the leader) to `U7N4`, and its workspace is `T{7 % workspaces}`.
    """

    workspaces: int
    teams: int
    """In all workspaces together."""
    people: int
    """In each team, its leader included."""

    def workspace(self, team: int) -> str:
        return f"T{team % self.workspaces}"

    def fill(self, session: Session, *, now: datetime) -> None:
        """Insert everything in bulk, as it would be after founding and joining."""
        session.execute(
            insert(Workspace), [{"id": f"T{number}", "first_seen_at": now} for number in range(self.workspaces)]
        )
        session.execute(insert(Team), [self._team(number, now) for number in range(self.teams)])
        people = [self._person(team, nth, now) for team in range(self.teams) for nth in range(self.people)]
        session.execute(insert(Person), people)
        ids = count(1)
        places = [
            {"id": id, "person_id": id, "team_id": team + 1, "joined_at": now}
            for team in range(self.teams)
            for _, id in zip(range(self.people), ids, strict=False)
        ]
        session.execute(insert(Membership), places)
        roles = [{"membership_id": place["id"], "role": Role.REP, "given_at": now} for place in places]
        leaders = [role | {"role": Role.LEADER} for role in roles[:: self.people]]
        session.execute(insert(MembershipRole), [*roles, *leaders])

    def _team(self, number: int, now: datetime) -> dict[str, Any]:
        channel = f"C{number}"
        return {
            "workspace_id": self.workspace(number),
            "name": f"Team {number}",
            "channel_id": channel,
            "wins_channel_id": channel,
            "currency": "USD",
            "zone": ZONE,
            "created_at": now,
        }

    def _person(self, team: int, nth: int, now: datetime) -> dict[str, Any]:
        slack_id = f"U{team}N{nth}"
        return {
            "workspace_id": self.workspace(team),
            "slack_id": slack_id,
            "name": f"Rep {slack_id}",
            "zone": ZONE,
            "kind": PersonKind.MEMBER,
            "refreshed_at": now,
        }

    def wins(self) -> Iterator[dict[str, str]]:
        """Wins to be typed, without an end: by the teams in turn, and within each by its people in turn."""
        for nth in count():
            team, person = nth % self.teams, nth // self.teams % self.people
            yield {
                "user": f"U{team}N{person}",
                "channel": f"C{team}",
                "name": "/win",
                "text": f"{10 + nth % 50}k Acme {nth % 997}: annual plan",
                "team": self.workspace(team),
            }
