"""A walk through everything that people can do, as everybody that one can be: who walks, through what world, and how.

The ways are rows of `tests.walk_rows`.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Table, delete, event, insert, select
from sqlalchemy.orm import Session

from bot.db import Base
from bot.domain import (
    autonomy,
    checkins,
    cheers,
    coaching,
    commitments,
    contributions,
    digest,
    drafts,
    feedback,
    first_weeks,
    goals,
    hours,
    inspection,
    kudos,
    noes,
    north_star,
    obstacles,
    standards,
    teams,
    wins,
)
from bot.domain.checkins import templates
from bot.domain.gate import ACTS, Who
from bot.domain.north_star import Parts
from bot.domain.standards import Expectation
from bot.domain.wins import Facts
from bot.models import (
    Absence,
    Asked,
    Autonomy,
    Becomes,
    Checkin,
    CheckinPerson,
    CheckinQuestion,
    CheckinSeat,
    Cheer,
    CoachingSession,
    Commitment,
    Feedback,
    Goal,
    HoursBooking,
    Inspection,
    Kudos,
    Membership,
    MembershipRole,
    No,
    NorthStar,
    Obstacle,
    ObstacleKind,
    OfferedHours,
    Person,
    PersonKind,
    Progress,
    Role,
    SeatState,
    Standard,
    StandardKind,
    Team,
    TeamDayOff,
    Win,
    Workspace,
)
from bot.money import Money
from bot.phrases import Ground, read_goal
from bot.sandbox import payloads
from bot.sandbox.blocks import controls
from bot.sandbox.forms import raw_value
from bot.sandbox.manifest import Shortcut
from bot.sandbox.messages import Message
from bot.sandbox.person import Person as Client
from bot.sandbox.views import View
from bot.sandbox.workspace import Channel
from bot.worktime import month_of, quarter_of
from tests.office import Office

# ── who walks ────────────────────────────────────────────────────────────────────────────────────────────

NOBODY: frozenset[Who] = frozenset()


@dataclass(frozen=True)
class Walker:
    """`in_west` is what somebody is to Rita's records in West, `at_home` to those of the team they act in."""

    handle: str
    in_west: frozenset[Who]
    at_home: frozenset[Who]
    to_oneself: frozenset[Who] = NOBODY


def _walker(handle: str, *in_west: Who, at_home: tuple[Who, ...] | None = None) -> Walker:
    west = frozenset({Who.ANYONE, *in_west})
    home = west if at_home is None else frozenset({Who.ANYONE, *at_home})
    return Walker(handle, west, home, home | {Who.OWNER})


WALKERS = {
    "leader": _walker("lee", Who.TEAM, Who.LEADER),
    "manager": _walker("max", Who.TEAM, Who.MANAGER),
    "coach of that rep": _walker("cora", Who.TEAM, Who.COACH),
    "the rep whose it is": _walker("rita", Who.TEAM, Who.OWNER),
    "another rep": _walker("sam", Who.TEAM),
    "rep of another team": _walker("olga", at_home=(Who.TEAM,)),
    "director": _walker("dana", Who.DIRECTOR, at_home=(Who.TEAM, Who.LEADER)),
    "in no team": _walker("nina", at_home=()),
    "guest": Walker("gus", NOBODY, NOBODY),
    "of another organisation": Walker("stan", NOBODY, NOBODY),
    "app": Walker("ada", NOBODY, NOBODY),
    "left Slack": Walker("leo", NOBODY, NOBODY),
}
OTHERS = {"newbie", "lena", "ned"}
PASSING = {"people", "handled_requests", "drafts", "undos"}
KINDS = {"gus": PersonKind.GUEST, "stan": PersonKind.STRANGER, "ada": PersonKind.BOT}


class World:
    """West with Lee, Max, Cora, Rita and Sam; East with Olga; North above West with Dana; the rest in no team.

    Lena leads West and North as well, so that its leader can go; Ned sells in every team, coaching Lena where she is.
    """

    def __init__(self, office: Office) -> None:
        self.office = office
        self.workspace = office.sandbox.workspace
        here = {person.handle: person for person in office.sandbox.people}
        missing = sorted({walker.handle for walker in WALKERS.values()} - here.keys() | OTHERS)
        self.clients = here | {handle: office.sandbox.add_person(handle, handle.title()) for handle in missing}
        for client in self.clients.values():
            if client.id not in office.wins.members:
                client.joins(office.wins)
        self.north = office.sandbox.add_channel("north", [office.dana])
        self.east = office.sandbox.add_channel("east", [self.clients["olga"]])
        self.bare = office.sandbox.add_channel("bare", self.clients.values())
        self.here: Channel = office.wins
        self._build()
        self._beginning = self._rows()

    # ── the database

    def _build(self) -> None:
        now = self.office.clock.now()
        with self.office.bot.database.writing() as session:
            session.add(Workspace(id=self.workspace.id, first_seen_at=now))
            session.flush()
            people = {handle: self._row(client) for handle, client in self.clients.items()}
            session.add_all(people.values())
            session.flush()
            dana = teams.found(session, people["dana"], "North", self.north.id, now=now)
            lee = teams.found(session, people["lee"], "West", self.office.wins.id, now=now)
            teams.place_under(session, lee, dana.team)
            teams.add(session, lee, people["max"], (Role.MANAGER,), now=now)
            teams.add(session, lee, people["rita"], now=now)
            teams.add(session, lee, people["sam"], now=now)
            teams.add_coach(session, lee, people["cora"], [people["rita"]], now=now)
            east = teams.found(session, people["mia"], "East", self.east.id, now=now)
            teams.add(session, east, people["olga"], now=now)
            for led in (lee, dana, east):
                teams.add(session, led, people["ned"], now=now)
            for led in (lee, dana):
                teams.add(session, led, people["lena"], (Role.LEADER,), now=now)
                teams.add_coach(session, led, people["ned"], [people["lena"]], now=now)

    def _rows(self) -> dict[Table, list[dict[str, Any]]]:
        with self.office.bot.database.reading() as session:
            tables = Base.metadata.sorted_tables
            # In the order in which they were made: a team under another comes after it.
            found = {table: session.execute(select(table).order_by(*table.primary_key)).mappings() for table in tables}
            return {table: [dict(row) for row in rows] for table, rows in found.items()}

    def restore(self) -> None:
        """Everything as it was in the beginning."""
        with self.office.bot.database.writing() as session:
            for table in reversed(self._beginning):
                session.execute(delete(table))
            for table, rows in self._beginning.items():
                if rows:
                    session.execute(insert(table), rows)

    def _row(self, client: Client) -> Person:
        return Person(
            workspace_id=self.workspace.id,
            slack_id=client.id,
            name=client.name,
            zone=client.tz,
            kind=KINDS.get(client.handle, PersonKind.MEMBER),
            has_left=client.handle == "leo",
            refreshed_at=self.office.clock.now(),
        )

    @contextmanager
    def watched(self) -> Iterator[list[str]]:
        """What is written meanwhile and stays; not whom Slack was asked about, nor what waits for its own person."""
        stays: list[str] = []
        unsure: list[str] = []
        engine = self.office.bot.database.engine

        def write(*about: Any) -> None:
            word, *rest = about[2].split(None, 3)
            if word in ("INSERT", "UPDATE", "DELETE") and not PASSING & {name.strip('"(') for name in rest[:2]}:
                unsure.append(about[2])

        def keep(_: object) -> None:
            stays.extend(unsure)
            unsure.clear()

        heard = {"before_cursor_execute": write, "commit": keep, "rollback": lambda _: unsure.clear()}
        for name, hear in heard.items():
            event.listen(engine, name, hear)
        try:
            yield stays
        finally:
            for name, hear in heard.items():
                event.remove(engine, name, hear)

    # ── what it is about

    def win_of(self, handle: str, minor: int = 1000) -> Win | None:
        """A win that this person logged just now; None where they are in no team."""
        with self.office.bot.database.writing() as session:
            owner = session.scalars(select(Person).where(Person.slack_id == self.clients[handle].id)).one()
            places = teams.memberships_of(session, owner)
            if not places:
                return None
            today = self.office.clock.now().date()
            facts = Facts(Money(minor, "USD"), None, "a deal", today)
            return wins.record(session, places[0], facts, now=self.office.clock.now())

    def win(self) -> Win:
        """A win of Rita's."""
        win = self.win_of("rita")
        assert win
        return win

    def hours_of(self, handle: str, *, is_over: bool = False) -> OfferedHours:
        """Two hours that this person offers West, tomorrow; or that began an hour ago."""
        now = self.office.clock.now()
        offered_at = now - timedelta(days=1) if is_over else now
        begins_at = now - timedelta(hours=1) if is_over else now + timedelta(days=1)
        with self.office.bot.database.writing() as session:
            person = session.scalars(select(Person).where(Person.slack_id == self.clients[handle].id)).one()
            west = session.scalars(select(Team).where(Team.name == "West")).one()
            place = teams.get_membership(session, person, west)
            return hours.offer(session, place, begins_at, begins_at + timedelta(hours=2), 60, now=offered_at)

    def booking_of(self, handle: str, offered: OfferedHours) -> HoursBooking:
        """The first slot of these, taken by this person once they were offered."""
        with self.office.bot.database.writing() as session:
            person = session.scalars(select(Person).where(Person.slack_id == self.clients[handle].id)).one()
            mine = hours.get_by_id(session, offered.id)
            return hours.book(session, person, mine, mine.begins_at, "Acme", "a yes", now=mine.offered_at)

    def kudos_of(self, handle: str, to: str = "mia") -> Kudos:
        """Kudos that this person gave in West."""
        with self.office.bot.database.writing() as session:
            rows = {row.slack_id: row for row in session.scalars(select(Person))}
            west = session.scalars(select(Team).where(Team.name == "West")).one()
            giver = rows[self.clients[handle].id]
            return kudos.give(
                session, giver, west, [rows[self.clients[to].id]], "the demo", now=self.office.clock.now()
            )

    def cheer_of(self, handle: str, to: str = "rita") -> Cheer:
        """What this leader said to somebody of West alone."""
        with self.office.bot.database.writing() as session:
            leader, person = (self._person(session, who) for who in (handle, to))
            place = cheers.place_for(session, leader, person)
            return cheers.say(session, leader, place, "well done", privately=True, now=self.office.clock.now())

    def absences(self, *handles: str) -> dict[str, Absence]:
        """These people, or everybody, away from today on."""
        today = self.office.clock.now().date()
        with self.office.bot.database.writing() as session:
            rows = {row.slack_id: row for row in session.scalars(select(Person))}
            away = {
                handle: Absence(
                    person_id=rows[self.clients[handle].id].id,
                    first_on=today,
                    last_on=today + timedelta(days=7),
                    made_at=self.office.clock.now(),
                )
                for handle in handles or self.clients
            }
            session.add_all(away.values())
        return away

    def day_off(self) -> TeamDayOff:
        """A day off of West, today."""
        today = self.office.clock.now().date()
        with self.office.bot.database.writing() as session:
            west = session.scalars(select(Team).where(Team.name == "West")).one()
            off = TeamDayOff(team_id=west.id, first_on=today, last_on=today, name="Winter break")
            session.add(off)
        return off

    def goal_of(
        self, handle: str, what: str = "12 demos", *, is_of_team: bool = False, is_slipping: bool = False
    ) -> Goal:
        """A goal for this quarter, that this person set for themselves or for their team."""
        now = self.office.clock.now()
        with self.office.bot.database.writing() as session:
            person = session.scalars(select(Person).where(Person.slack_id == self.clients[handle].id)).one()
            by = teams.memberships_of(session, person)[0]
            (target,) = read_goal(what, Ground("USD", now)).targets
            quarter = quarter_of(now.date())
            facts = goals.Facts(target.number, target.what or "revenue", target.currency, quarter.first, quarter.last)
            goal = goals.set_goal(session, by, facts, now=now, owner=None if is_of_team else person)
            goal.slipped_on = goal.watched_on = now.date() if is_slipping else None
            return goal

    def told_slip_of(self, handle: str) -> None:
        """A goal of this person's that slips, of which their leader was told."""
        goal_id = self.goal_of(handle, is_slipping=True).id
        with self.office.bot.database.writing() as session:
            goals.get_by_id(session, goal_id).leader_told_at = self.office.clock.now()

    def part_of_rita(self, *, is_disputed: bool = False) -> Goal:
        """Her part of a goal of West."""
        whole, now = self.goal_of("lee", "$300k", is_of_team=True), self.office.clock.now()
        with self.office.bot.database.writing() as session:
            people = {row.slack_id: row for row in session.scalars(select(Person))}
            lee, rita = (teams.memberships_of(session, people[self.clients[who].id])[0] for who in ("lee", "rita"))
            goal = goals.get_by_id(session, whole.id)
            part = contributions.give(session, lee, goal, rita.person, 100_00, now=now).of(rita.person_id)
            assert part
            if is_disputed:
                contributions.differ(session, rita, part, 50_00, "It is late", now=now)
            return part

    def far_goal_of(self, handle: str) -> Goal:
        """A goal far above anything that this person achieved in the two months before."""
        now = self.office.clock.now()
        with self.office.bot.database.writing() as session:
            person = session.scalars(select(Person).where(Person.slack_id == self.clients[handle].id)).one()
            by = teams.memberships_of(session, person)[0]
            for days in (30, 60):
                facts = Facts(Money(1000_00, "USD"), None, "a deal", (now - timedelta(days=days)).date())
                wins.record(session, by, facts, now=now)
            month = month_of(now.date())
            facts = goals.Facts(9000_00, "revenue", "USD", month.first, month.last)
            return goals.set_goal(session, by, facts, now=now, owner=person)

    def progress_of(self, handle: str) -> Progress | None:
        """What this person logged just now of a goal of theirs; None where they are in no team."""
        with self.office.bot.database.reading() as session:
            person = session.scalars(select(Person).where(Person.slack_id == self.clients[handle].id)).one()
            is_in_team = bool(teams.memberships_of(session, person))
        if not is_in_team:
            return None
        goal_id = self.goal_of(handle).id
        with self.office.bot.database.writing() as session:
            by = teams.memberships_of(session, person)[0]
            goal = goals.get_by_id(session, goal_id)
            return goals.log(session, by, goal, "+", 2, now=self.office.clock.now())[0]

    def obstacle_of(
        self, handle: str, *, is_private: bool = False, is_decision: bool = False, to_decide: str = ""
    ) -> Obstacle:
        """What this person raised just now in West."""
        with self.office.bot.database.writing() as session:
            rows = {row.slack_id: row for row in session.scalars(select(Person))}
            west = session.scalars(select(Team).where(Team.name == "West")).one()
            by = teams.get_membership(session, rows[self.clients[handle].id], west)
            facts = obstacles.Facts(
                "a demo laptop",
                kind=ObstacleKind.DECISION if is_decision else ObstacleKind.OBSTACLE,
                is_private=is_private,
                decider=rows[self.clients[to_decide].id] if to_decide else None,
            )
            return obstacles.raise_obstacle(session, by, facts, now=self.office.clock.now())

    def obstacle_with(self, act: Callable[..., Obstacle]) -> Obstacle:
        """One of Rita's about which Ned did something."""
        obstacle = self.obstacle_of("rita")
        with self.office.bot.database.writing() as session:
            ned = session.scalars(select(Person).where(Person.slack_id == self.clients["ned"].id)).one()
            found = obstacles.get_by_id(session, ned, obstacle.id)
            return act(session, ned, found, now=self.office.clock.now())

    def no_of(self, handle: str, count: int = 1) -> No:
        """So many that this person logged just now."""
        with self.office.bot.database.writing() as session:
            by = teams.memberships_of(session, self._person(session, handle))[0]
            return noes.record(session, by, noes.Facts(count, "Globex", "frozen"), now=self.office.clock.now())

    def star(self) -> NorthStar:
        """The north star of West; North has one too."""
        with self.office.bot.database.writing() as session:
            led = [row for row in session.scalars(select(Membership)) if row.is_leader and row.team.name != "East"]
            first = {row.team.name: row for row in reversed(led)}
            stars = {
                name: north_star.current(session, row.team)
                or north_star.set_first(session, row, Parts(f"{name}: ever upward"), now=self.office.clock.now())
                for name, row in first.items()
            }
            return stars["West"]

    def checkin(self) -> Checkin:
        """The plan that begins the week of West; every team has one."""
        with self.office.bot.database.writing() as session:
            for team in session.scalars(select(Team)):
                templates.make_ready(session, team, now=self.office.clock.now())
            of_west = select(Checkin).join(Checkin.team).where(Team.name == "West").order_by(Checkin.number)
            return session.scalars(of_west).all()[0]

    def seat_of(self, handle: str, nth: int = 0) -> CheckinSeat:
        """This person's part of a check-in of West, the plan or the look back, which waits for their answer."""
        now, first = self.office.clock.now(), self.checkin()
        with self.office.bot.database.writing() as session:
            in_order = select(Checkin).where(Checkin.team_id == first.team_id).order_by(Checkin.number)
            asked = session.scalars(in_order).all()[nth]
            run = checkins.open_run(session, asked, now.date(), now=now)
            slack_id = self.clients[handle].id
            seat = next(each for each in checkins.roster(session, run) if each.person.slack_id == slack_id)
            seat.state, seat.asked_at, seat.closes_at = SeatState.ASKED, now, now + timedelta(hours=4)
            assert seat.run.checkin  # read as well
            return seat

    def offer_of(self, handle: str) -> int:
        """The id of what this person answered that would make their job easier."""
        seat_id = self.seat_of(handle, 1).id
        with self.office.bot.database.writing() as session:
            seat = session.get_one(CheckinSeat, seat_id)
            of_run = select(CheckinQuestion.id).where(CheckinQuestion.checkin_id == seat.run.checkin_id)
            offer = of_run.where(CheckinQuestion.becomes == Becomes.OFFER)
            said = dict.fromkeys(session.scalars(offer), "A second monitor")
            checkins.answer(session, seat.person, seat, said, now=self.office.clock.now())
            return next(answer.id for answer in seat.answers)

    def everybody_is_asked(self) -> None:
        """Whatever they are in their team."""
        self.checkin()
        with self.office.bot.database.writing() as session:
            for asked in session.scalars(select(Checkin)).all():
                asked.asked = Asked.NAMED
                asked.named = [CheckinPerson(person_id=person_id) for person_id in session.scalars(select(Person.id))]

    def standard(self) -> Standard:
        """A standard of West."""
        with self.office.bot.database.writing() as session:
            west = session.scalars(select(Team).where(Team.name == "West")).one()
            by = teams.leaders(session, west)[0]
            if there := standards.standing(session, west):
                return there[0]
            said = Expectation(StandardKind.BEHAVIOUR, "Answer within a day")
            return standards.set_standard(session, by, said, now=self.office.clock.now())

    def promise(self, how: str) -> Commitment:
        """Between Rita and Mia: Rita's "open" promise, a "dropped" one, or one that Mia "asked" for; one of Mia's
        "given", or "kept"."""
        now = self.office.clock.now()
        due_on = now.date() + timedelta(days=2)
        with self.office.bot.database.writing() as session:
            rows = {row.slack_id: row for row in session.scalars(select(Person))}
            rita, mia = (rows[self.clients[handle].id] for handle in ("rita", "mia"))
            if how == "asked":
                return commitments.ask(session, mia, [rita], "the demo", due_on, now=now)[0]
            by, to = (rita, mia) if how in ("open", "dropped") else (mia, rita)
            promised = commitments.promise(session, by, [to], "the demo", due_on, now=now)[0]
            if how == "kept":
                commitments.keep(session, by, promised, now=now)
            elif how == "dropped":
                commitments.fail(session, by, promised, "Legal needs longer", now=now)
            return promised

    def talk(self) -> CoachingSession:
        """A coaching talk that Cora held with Rita."""
        with self.office.bot.database.writing() as session:
            cora, rita = (self._person(session, handle) for handle in ("cora", "rita"))
            place = coaching.place_of(session, cora, rita)
            said = coaching.Entry(notes=coaching.Notes("the Acme call"))
            return coaching.save(session, cora, place, said, now=self.office.clock.now())

    def autonomy_of(self, handle: str) -> Autonomy:
        """Lee lets this person of West go their own way."""
        with self.office.bot.database.writing() as session:
            west = session.scalars(select(Team).where(Team.name == "West")).one()
            by = teams.leaders(session, west)[0]
            return autonomy.give(session, by, self._person(session, handle), "Go", now=self.office.clock.now())

    def begin_first_weeks(self) -> None:
        """Of whoever leads."""
        with self.office.bot.database.writing() as session:
            first_weeks.look_after(session, now=self.office.clock.now())

    def asks_for_coaching(self) -> int:
        """Rita does; the id of what she asks."""
        with self.office.bot.database.writing() as session:
            by = teams.memberships_of(session, self._person(session, "rita"))[0]
            return coaching.ask(session, by, "the price", now=self.office.clock.now())[0].id

    def feedback(self, by: str = "ned", to: str = "rita") -> Feedback:
        with self.office.bot.database.writing() as session:
            giver, receiver = (self._person(session, handle) for handle in (by, to))
            return feedback.give(session, giver, receiver, feedback.Parts("a", "b", "c"), now=self.office.clock.now())

    def inspections(self) -> Inspection:
        """What is looked at this week in West and in North; West's is returned."""
        with self.office.bot.database.writing() as session:
            in_west, _ = (self._looked_at(session, handle) for handle in ("lee", "dana"))
        return in_west

    def _looked_at(self, session: Session, handle: str) -> Inspection:
        mine = teams.memberships_of(session, self._person(session, handle))
        led = next(place for place in mine if place.is_leader)
        return inspection.announce(session, led, "next steps after demos", now=self.office.clock.now())

    def person(self, handle: str) -> Person:
        with self.office.bot.database.reading() as session:
            return self._person(session, handle)

    def _person(self, session: Session, handle: str) -> Person:
        return session.scalars(select(Person).where(Person.slack_id == self.clients[handle].id)).one()

    def waiting(self, handle: str, kind: str, data: dict[str, Any]) -> int:
        """A draft that waits for this person's click."""
        with self.office.bot.database.writing() as session:
            mine = select(Person).where(Person.slack_id == self.clients[handle].id)
            return drafts.keep(session, session.scalars(mine).one(), kind, data, now=self.office.clock.now()).id

    def team(self, name: str) -> Team:
        with self.office.bot.database.reading() as session:
            return session.scalars(select(Team).where(Team.name == name)).one()

    def loses_its_leaders(self) -> None:
        """Nobody leads any team any more."""
        with self.office.bot.database.writing() as session:
            session.execute(delete(MembershipRole).where(MembershipRole.role == Role.LEADER))

    def skips_its_digest(self) -> None:
        """Lee leaves out this week's of West."""
        with self.office.bot.database.writing() as session:
            by = teams.memberships_of(session, self._person(session, "lee"))[0]
            digest.skip(session, by, now=self.office.clock.now())

    def everybody_began(self, kind: str, entered: dict[str, Any]) -> None:
        """What stands in a form of that kind, as everybody has it open."""
        with self.office.bot.database.writing() as session:
            for person in session.scalars(select(Person)):
                drafts.replace(session, person, kind, entered, now=self.office.clock.now())

    def asked(self, line: str, action: str) -> str:
        """What the button of that action carries in the answer to a line of Rita's."""
        answer = self.clients["rita"].types(line, in_="wins")
        assert answer, line
        for control in controls(answer.blocks):
            if control.element["action_id"].partition("~")[0] == action:
                return str(control.element["value"])
        raise LookupError(f"{line!r} was answered without a button {action}: {answer.plain}")

    def form(self, open_it: "Row", opener: str = "rita", **fields: Any) -> View:
        """The form that Rita opens, or who may, filled in."""
        client = self.clients[opener]
        self.workspace.modals.clear()
        self.go(open_it, client)
        assert client.form, open_it.name
        for control in client.form.inputs:
            if control.key[0] in fields:
                client.form.hold(control, raw_value(control, fields[control.key[0]], []))
        return client.form

    # ── going there

    def go(self, row: "Row", client: Client) -> None:
        """Send what Slack would send, though no screen of this person shows the way."""
        send, said, user = client.bot, row.said(self, client), client.user
        place = self.here
        match row.kind:
            case "commands":
                send.sends_form(payloads.command(self.workspace, user, place, row.name, said))
            case "verbs":
                line = f"{row.name} {said}".strip()
                send.sends_form(payloads.command(self.workspace, user, place, "/pace", line))
            case "actions":
                action = {"type": "button", "action_id": row.name, "block_id": "walk", "value": said}
                send.sends_interaction(payloads.click(self.workspace, user, self._post(place), action))
            case "views":
                send.sends_interaction(payloads.view_submission(self.workspace, user, row.view(self)))
            case "closed":
                send.sends_interaction(payloads.view_closed(self.workspace, user, row.view(self)))
            case "shortcuts":
                post = self._post(place, by=self.clients["mia"]) if said == "message" else None
                shortcut = Shortcut(row.name, row.name, said)
                send.sends_interaction(payloads.shortcut(self.workspace, user, shortcut, post))
            case "events":
                event = {"user": client.id} | json.loads(said) | {"type": row.name}
                send.sends_event(payloads.event(self.workspace, event))

    def _post(self, place: Channel, by: Client | None = None) -> Message:
        text = "Closed 5k Hooli: support plan"
        return self.workspace.post(place, by.id if by else self.workspace.app.user_id, text, [], by_bot=by is None)

    def mention(self, handle: str) -> str:
        return f"<@{self.clients[handle].id}|{handle}>"

    def home_of(self, client: Client) -> str:
        """What this person reads on App Home; empty where nothing is shown."""
        self.workspace.homes.pop(client.id, None)
        event = {"type": "app_home_opened", "user": client.id, "channel": "D1", "tab": "home"}
        client.bot.sends_event(payloads.event(self.workspace, event))
        view = self.workspace.homes.get(client.id)
        return view.text if view else ""


# ── where they go ────────────────────────────────────────────────────────────────────────────────────────

Saying = Callable[[World, Client], str]
NO_VIEW: Callable[[World], View] = lambda _: View("", "", {"blocks": []}, "", str)  # noqa: E731


@dataclass(frozen=True)
class Row:
    """One way to an entry: `act` of the gate (or who may, where the gate leaves it to the record's owner).

    With an empty set nobody is refused: Slack tells of somebody, who does nothing themselves.
    """

    kind: str
    name: str
    act: str | frozenset[Who]
    said: Saying = lambda _world, _client: ""
    view: Callable[[World], View] = NO_VIEW
    about: str = "at_home"
    """`in_west`: something of Rita's in West; `at_home`: the team that one acts in; `to_oneself`."""
    place: str = "wins"

    def __str__(self) -> str:
        return f"{self.kind} {self.name} ({self.act if isinstance(self.act, str) else 'its owner'})"

    def made_ready(self, world: World, client: Client) -> "Row":
        """The row with all that it needs in place, so that only the way itself is still to go."""
        said = self.said(world, client)
        if self.kind not in ("views", "closed"):
            return replace(self, said=says(said))
        view = self.view(world)
        return replace(self, view=lambda _: view)

    def may(self, walker: Walker) -> bool:
        who = ACTS[self.act].who if isinstance(self.act, str) else self.act
        return not who or not who.isdisjoint(getattr(walker, self.about))


def says(text: str) -> Saying:
    return lambda _world, _client: text
