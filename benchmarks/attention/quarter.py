"""What happens to a team of twelve in a quarter, at random, and what the bot tells each of them unasked."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot import outbox
from bot.db import Database
from bot.delivery import telling
from bot.domain import (
    attention,
    calendars,
    checkins,
    cheers,
    coaching,
    commitments,
    feedback,
    goals,
    inspection,
    kudos,
    noes,
    obstacles,
    standards,
    teams,
    wins,
)
from bot.domain.checkins import questions
from bot.errors import Refused
from bot.models import (
    Becomes,
    CheckinSeat,
    Commitment,
    CommitmentState,
    Goal,
    Membership,
    Obstacle,
    ObstacleState,
    OutboxMessage,
    Person,
    PersonKind,
    QuestionKind,
    Role,
    SeatState,
    StandardKind,
    Workspace,
)
from bot.money import Money
from bot.outbox import Attention, bundles
from bot.scheduler import JOBS
from bot.slack.pages import TABLES
from bot.worktime import Period, local_day

WEEKS = 13
BEGIN = date(2027, 1, 4)
"""The first Monday of a quarter."""
ZONES = ("Europe/Berlin",) * 6 + ("Europe/London",) * 3 + ("Europe/Madrid",) * 2 + ("America/New_York",)
"""The leader's first, then those of eleven reps."""
QUIET = (time(18), time(8, 30))
HALF_HOUR = timedelta(minutes=30)
STEPS_A_DAY = 19
"""A working day in half hours."""
ANSWERED = 0.8
"""The share of check-ins that are answered."""


@dataclass(frozen=True)
class Told:
    """One direct message that nobody had asked for, and the kinds of what was told in it."""

    person_id: int
    at: datetime
    """By its recipient's clock."""
    kinds: tuple[str, ...]

    @property
    def is_in_quiet_hours(self) -> bool:
        ends, begins = QUIET
        return not begins <= self.at.time() < ends or self.at.weekday() > 4


@dataclass
class Quarter:
    """A team of twelve, and what it is told."""

    database: Database
    seed: int = 1
    told: list[Told] = field(default_factory=list)
    leader_id: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._team_id = 0
        self.now = _at(BEGIN, 8)

    def play(self, weeks: int = WEEKS) -> "Quarter":
        self._begin()
        for moment in _moments(weeks):
            self.now = moment
            with self.database.writing() as session:
                for job in JOBS:
                    while job.act(session, now=moment) and job.is_in_parts:
                        pass
                self._deliver(session)
                self._live(session)
        return self

    # ── the team ─────────────────────────────────────────────────────────────────────────────────────────

    def _begin(self) -> None:
        with self.database.writing() as session:
            session.add(Workspace(id="T1", first_seen_at=self.now))
            session.flush()
            people = [self._person(session, f"Person {nth}", zone) for nth, zone in enumerate(ZONES, 1)]
            leader = teams.found(session, people[0], "West", "C1", now=self.now)
            self._team_id, self.leader_id = leader.team_id, people[0].id
            reps = [teams.add(session, leader, person, (Role.REP,), now=self.now) for person in people[1:]]
            for text in ("Answer every inbound lead within 4 working hours", "Say what is in the way"):
                said = standards.Expectation(StandardKind.BEHAVIOUR, text)
                standards.set_standard(session, leader, said, now=self.now)
            self._set_goals(session, leader, reps)

    def _person(self, session: Session, name: str, zone: str) -> Person:
        facts = {"workspace_id": "T1", "zone": zone, "kind": PersonKind.MEMBER, "refreshed_at": self.now}
        person = Person(slack_id=f"U{name.split()[1]}", name=name, **facts)
        session.add(person)
        session.flush()
        return person

    def _set_goals(self, session: Session, leader: Membership, reps: Sequence[Membership]) -> None:
        """Each rep has a number from the leader and one of their own, and reps differ in what they work on."""
        quarter = (BEGIN, BEGIN + timedelta(weeks=WEEKS, days=-1))
        revenue = goals.Facts(900_000_00, "revenue", "USD", *quarter)
        goals.set_goal(session, leader, revenue, now=self.now, owner=None)
        for rep in reps:
            part = goals.Facts(80_000_00, "revenue", "USD", *quarter)
            goals.set_goal(session, leader, part, now=self.now, owner=rep.person)
            demos = goals.Facts(40, "demos", None, *quarter)
            goals.set_goal(session, rep, demos, now=self.now, owner=rep.person)

    # ── what people do ───────────────────────────────────────────────────────────────────────────────────

    def _live(self, session: Session) -> None:
        team = session.get_one(Membership, 1).team
        members = teams.members(session, team)
        works = calendars.of_people(session, team, [member.person for member in members])
        here = [member for member in members if works[member.person_id].is_working(self.now)]
        for member in here:
            for rate, act in self._acts(member):
                if self._random.random() < rate / STEPS_A_DAY:
                    others = [other for other in members if other.id != member.id]
                    self._try(session, act, member, self._random.choice(others))
        present = {member.person_id: member for member in here}
        self._see_to_obstacles(session, present)
        self._see_to_promises(session, present)
        self._answer_checkins(session, present)
        if self._random.random() < 0.02:  # some work late
            self._try(session, self._win, self._random.choice(members), members[0])

    def _acts(self, member: Membership) -> list[tuple[float, Callable[[Session, Membership, Membership], object]]]:
        """What somebody does, and how often a day on average."""
        if member.is_leader:
            return [
                (0.3, self._promise),
                (0.6, self._coach),
                (0.6, self._cheer),
                (0.2, self._thank),
                (0.1, self._feed_back),
                (0.2, self._inspect),
                (0.05, self._win),
            ]
        busy = 0.3 + (member.id % 6) / 5
        return [
            (0.12 * busy, self._win),
            (0.6 * busy, self._progress),
            (0.6, self._no),
            (0.08, self._thank),
            (0.06, self._raise),
            (0.06, self._promise),
            (0.04, self._ask),
            (0.02, self._feed_back),
            (0.02, self._ask_for_coaching),
            (0.012, self._go_away),
        ]

    def _try(self, session: Session, act: Callable[..., object], *about: object) -> None:
        with suppress(Refused), session.begin_nested():
            act(session, *about)

    def _today(self, member: Membership) -> date:
        return local_day(self.now, member.person.zone)

    def _day(self, member: Membership) -> date:
        return self._today(member) + timedelta(days=self._random.randint(1, 6))

    def _win(self, session: Session, by: Membership, _: Membership) -> None:
        amount = Money(self._random.choice((5_000_00, 9_000_00, 14_000_00, 40_000_00)), "USD")
        title = f"deal {self._random.randint(1, 10**9)}"
        wins.record(session, by, wins.Facts(amount, None, title, local_day(self.now, by.team.zone)), now=self.now)

    def _progress(self, session: Session, by: Membership, _: Membership) -> None:
        goal = session.scalars(select(Goal).where(Goal.owner_id == by.person_id, Goal.currency.is_(None))).first()
        if goal:
            goals.log(session, by, goal, "+", self._random.randint(1, 2), now=self.now)

    def _no(self, session: Session, by: Membership, _: Membership) -> None:
        noes.record(session, by, noes.Facts(self._random.randint(1, 4)), now=self.now)

    def _thank(self, session: Session, by: Membership, other: Membership) -> None:
        kudos.give(session, by.person, by.team, [other.person], "staying late for it", now=self.now)

    def _raise(self, session: Session, by: Membership, _: Membership) -> None:
        facts = obstacles.Facts("a yes or no on clause 7", is_private=self._random.random() < 0.25)
        obstacles.raise_obstacle(session, by, facts, now=self.now)

    def _promise(self, session: Session, by: Membership, other: Membership) -> None:
        commitments.promise(session, by.person, [other.person], "a look at the deck", self._day(by), now=self.now)

    def _ask(self, session: Session, by: Membership, other: Membership) -> None:
        commitments.ask(session, by.person, [other.person], "a price for it", self._day(by), now=self.now)

    def _feed_back(self, session: Session, by: Membership, other: Membership) -> None:
        feedback.give(session, by.person, other.person, feedback.Parts("a pause", "they spoke", "more"), now=self.now)

    def _ask_for_coaching(self, session: Session, by: Membership, _: Membership) -> None:
        coaching.ask(session, by, "pricing talk", now=self.now)

    def _coach(self, session: Session, by: Membership, _: Membership) -> None:
        due = coaching.due(session, by.person, now=self.now)
        if due:
            entry = coaching.Entry(held_on=self._today(by), notes=coaching.Notes("a call", "the silence", "the price"))
            coaching.save(session, by.person, due[0].rep, entry, now=self.now)

    def _cheer(self, session: Session, by: Membership, _: Membership) -> None:
        offered = cheers.offer(session, by.person, now=self.now)
        if offered and offered.said_at is None:
            place = cheers.place_for(session, by.person, offered.person)
            cheers.say(session, by.person, place, "that was brave", now=self.now)

    def _inspect(self, session: Session, by: Membership, _: Membership) -> None:
        if inspection.of_week(session, by.team, now=self.now):
            inspection.conclude(session, by, "They go cold within a week", now=self.now)
        else:
            inspection.announce(session, by, "next steps after demos", now=self.now)

    def _go_away(self, session: Session, by: Membership, _: Membership) -> None:
        first = self._today(by) + timedelta(days=1)
        period = Period(first, first + timedelta(days=self._random.randint(0, 6)))
        calendars.take_off(session, by.person, by.person, period, now=self.now)

    # ── what they see to ─────────────────────────────────────────────────────────────────────────────────

    def _see_to_obstacles(self, session: Session, here: dict[int, Membership]) -> None:
        open_ones = select(Obstacle).where(obstacles.OPEN).order_by(Obstacle.id)
        for row in session.scalars(open_ones).all():
            dice = self._random.random()
            if row.state is ObstacleState.CLEARED:
                if row.raiser_id in here and dice < 0.15:
                    self._try(session, self._confirm, row, here[row.raiser_id].person)
            elif row.owner_id is None:
                helper = self._random.choice(list(here.values())) if here else None
                if helper and helper.person_id != row.raiser_id and dice < 0.06:
                    self._try(session, self._take, row, helper.person)
            elif row.owner_id in here and dice < 0.04:
                self._try(session, self._clear, row, here[row.owner_id].person)

    def _confirm(self, session: Session, row: Obstacle, by: Person) -> None:
        obstacles.confirm(session, by, row, now=self.now)

    def _take(self, session: Session, row: Obstacle, by: Person) -> None:
        obstacles.take(session, by, row, now=self.now)

    def _clear(self, session: Session, row: Obstacle, by: Person) -> None:
        obstacles.clear(session, by, row, "asked in one line", now=self.now)

    def _see_to_promises(self, session: Session, here: dict[int, Membership]) -> None:
        states = (CommitmentState.ASKED, CommitmentState.OPEN, CommitmentState.KEPT)
        for row in session.scalars(
            select(Commitment).where(Commitment.state.in_(states)).order_by(Commitment.id)
        ).all():
            dice = self._random.random()
            owner, to = here.get(row.by_id), here.get(row.to_id or 0)
            if row.state is CommitmentState.ASKED and owner and dice < 0.1:
                self._try(session, self._accept, row, owner.person)
            elif row.state is CommitmentState.OPEN and owner and row.due_on <= self._today(owner) and dice < 0.1:
                self._try(session, self._keep, row, owner.person)
            elif row.state is CommitmentState.KEPT and to and dice < 0.04:
                self._try(session, self._agree, row, to.person)

    def _accept(self, session: Session, row: Commitment, by: Person) -> None:
        commitments.accept(session, by, row, now=self.now)

    def _keep(self, session: Session, row: Commitment, by: Person) -> None:
        commitments.keep(session, by, row, now=self.now)

    def _agree(self, session: Session, row: Commitment, by: Person) -> None:
        commitments.confirm(session, by, row, now=self.now)

    def _answer_checkins(self, session: Session, here: dict[int, Membership]) -> None:
        for seat in session.scalars(select(CheckinSeat).where(CheckinSeat.state == SeatState.ASKED)).all():
            will = random.Random(f"{self.seed}:{seat.id}").random() < ANSWERED
            if seat.person_id in here and will and self._random.random() < 0.3:
                self._try(session, self._answer, seat, here[seat.person_id].person)

    def _answer(self, session: Session, seat: CheckinSeat, by: Person) -> None:
        said = {
            put.question.id: self._said(put.question.kind, put.question.becomes)
            for put in questions.of_seat(session, seat, now=self.now)
        }
        checkins.answer(session, by, seat, said, now=self.now)

    def _said(self, kind: QuestionKind, becomes: Becomes) -> str:
        if kind is not QuestionKind.TEXT:
            return "1"
        if becomes is Becomes.OBSTACLE:
            return "a price list that changes" if self._random.random() < 0.1 else "nothing"
        if becomes is Becomes.PROMISE:
            return "the list of renewals by Thursday" if self._random.random() < 0.4 else "nothing"
        return "three visits"

    # ── what they are told ───────────────────────────────────────────────────────────────────────────────

    def _deliver(self, session: Session) -> None:
        attention.admit(session, "T1", TABLES.messages, self.now)
        asking = [name for name, kind in TABLES.messages.items() if kind.manner.attention is not Attention.NONE]
        has_place = or_(OutboxMessage.admitted_at.is_not(None), OutboxMessage.kind.not_in(asking))
        due = (OutboxMessage.shown < OutboxMessage.wanted, OutboxMessage.due_at <= self.now, has_place)
        for row in session.scalars(select(OutboxMessage).where(*due).order_by(OutboxMessage.id)).all():
            if row.kind in asking and row.ts is None and not row.is_gone:
                self._tell(session, row)
            row.shown = row.wanted

    def _tell(self, session: Session, row: OutboxMessage) -> None:
        if telling.tell(session, TABLES.messages, row) is None:
            return
        row.ts = "1.0"
        parts = outbox.members(session, row.key) if row.kind == bundles.BUNDLE else [row]
        told = [part.kind for part in parts if TABLES.messages[part.kind].render(session, **part.ids)]
        person = session.scalars(select(Person).where(Person.slack_id == row.recipient)).one()
        self.told.append(Told(person.id, self.now.astimezone(ZoneInfo(person.zone)), tuple(told)))


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)


def _moments(weeks: int) -> Iterator[datetime]:
    """Every half hour from the first morning in Berlin to the last evening in New York, and now and then at night."""
    for nth in range(weeks * 7):
        day = BEGIN + timedelta(days=nth)
        yield from (_at(day, 0), _at(day, 4))
        if day.weekday() < 5:
            yield from (_at(day, 7) + HALF_HOUR * half for half in range(24))
            yield from (_at(day, 19) + timedelta(hours=hour) for hour in range(5))
