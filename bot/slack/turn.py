"""One turn of talk: who speaks, where and when, and the transaction in which the page acts."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from slack_sdk import WebClient
from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot import worktime
from bot.db import Database, insert_if_new, insert_or_update, lock
from bot.domain import drafts, gate, preferences, teams
from bot.errors import Offer, Refused
from bot.models import HandledRequest, Membership, Person, Team, Undo
from bot.outbox import Rendered
from bot.slack import blocks, people
from bot.slack.answers import Answers
from bot.slack.blocks import Block, Element
from bot.slack.commands import Commands
from bot.slack.doors import Doors
from bot.slack.said import BARE_MENTION, Kind, Said
from bot.worktime import Period


class HandledAlready(Exception):  # noqa: N818  Slack delivered a request again that was acted on
    """The request was delivered before and is done: nothing is left to do."""


class Turn:
    """What a page's function gets: it reads `said`, acts within `writing()`, and replies.

    Within `with turn`, what it reads it reads in one transaction, which ends before it writes or asks Slack.
    """

    def __init__(
        self,
        said: Said,
        database: Database,
        client: WebClient,
        commands: Commands,
        *,
        now: datetime,
        answers: Answers | None = None,
    ) -> None:
        self.said = said
        self.commands = commands
        self.answers = answers or Answers(said, lambda: self.client, commands)
        self.now = now
        self._database = database
        self._doors = Doors(database)
        self._client = client
        self._person: Person | None = None
        self._places: list[Membership] | None = None
        """The speaker's memberships, read on admission and kept for reading; an act reads them anew."""
        self._meant: tuple[str | None, Team] | None = None
        self._undo: tuple[str, str] | None = None
        """The action and value of the button that takes back what is done in this turn."""
        self._is_act = True
        self.has_acted = False
        """Whether something was committed: after that, nothing but the answer can fail."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: Any) -> None:
        self._doors.close(*raised)

    # ── who ──────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def person(self) -> Person:
        """The speaker, admitted: a full member of the workspace."""
        if self._person is None:
            person = self._find_placed() or self.people([self.said.user_id])[self.said.user_id]
            gate.admit(person)
            self._person = person
        return self._person

    @property
    def local_now(self) -> datetime:
        """In the speaker's zone."""
        return self.now.astimezone(ZoneInfo(self.person.zone))

    def _find_placed(self) -> Person | None:
        """The speaker, if they are in a team and we know them well enough not to ask Slack; else None."""
        places = teams.memberships_of_speaker(self._doors.reader(), self.said.workspace_id, self.said.user_id)
        if not places or not people.is_fresh(places[0].person, self.now):
            return None
        self._places = None if self._doors.is_inside else places
        return places[0].person

    def admit(self) -> None:
        """Refused unless the speaker is a full member of the workspace."""
        _ = self.person

    def begin_in(self, channel_id: str) -> str:
        """Decide the team by the channel where this is said, or, outside of channels, by the one where it was begun."""
        here = self.said.channel_id or ""
        begun = here if people.is_channel(here) else channel_id or here
        self.said.channel_id = begun or None
        return begun

    def people(self, slack_ids: Iterable[str]) -> dict[str, Person]:
        return people.resolve(self._database, self.client, self.said.workspace_id, slack_ids, now=self.now)

    def memberships(self, session: Session) -> list[Membership]:
        """The speaker's memberships, in the order in which they joined."""
        if self._places is None:
            return teams.memberships_of(session, self.person)
        return [session.merge(place, load=False) for place in self._places]

    def membership(self, session: Session) -> Membership:
        """The speaker's membership in the team that is meant, the channel's or else their first; Refused with ways in.

        A channel means the team that it belongs to, and otherwise the teams that celebrate their wins there.
        """
        mine = self.memberships(session)
        if not mine:
            raise self._no_team(session)
        here = self.said.channel_id
        own = [membership for membership in mine if membership.team.channel_id == here]
        celebrating = [membership for membership in mine if membership.team.wins_channel_id == here]
        meant = [*own, *celebrating, *mine][0]
        self._meant = here, meant.team
        return meant

    def team(self) -> Team:
        """The team that is meant, as read at first in this turn: good for understanding a line, too old to act on."""
        if self._meant is None or self._meant[0] != self.said.channel_id:
            with self.reading() as session:
                return self.membership(session).team
        return self._meant[1]

    def team_here(self, session: Session) -> Team | None:
        """The team of the channel where this is said, whether the speaker is in it or not."""
        return teams.find_by_channel(session, self.said.workspace_id, self.said.channel_id or "")

    def membership_in(self, session: Session, team: Team) -> Membership:
        """The speaker's membership in this team, or Refused."""
        membership = self.find_membership(session, team)
        if membership is None:
            raise Refused(f"You're not in *{team.name}*. Type `/pace team join` in its channel to join it.")
        return membership

    def membership_at(self, session: Session, team_id: int | None) -> Membership:
        """The speaker's membership in the team of that id, or Refused; without an id, in the team that is meant."""
        return self.membership_in(session, session.get_one(Team, team_id)) if team_id else self.membership(session)

    def membership_for(self, session: Session, act: str, team_id: int | None = None) -> Membership:
        """The same, and Refused unless they may do that act of the gate there."""
        membership = self.membership_at(session, team_id)
        gate.check(act, membership.person, membership)
        return membership

    def find_membership(self, session: Session, team: Team) -> Membership | None:
        """The speaker's membership in this team, if they are in it."""
        if self._places is None:
            return teams.find_membership(session, self.person, team)
        return teams.find_place(self.memberships(session), team.id)

    def team_called(self, session: Session, name: str) -> Team:
        """The team of that name, or Refused; without a name the one that is meant."""
        if not name:
            return self.membership(session).team
        return teams.get_by_name(session, self.said.workspace_id, name)

    def check(self, session: Session, act: str, team: Team) -> None:
        """Refused unless the speaker may do that act of the gate in the team, as one of it or as a leader above it."""
        is_director = teams.is_director(session, self.person, team)
        gate.check(act, self.person, self.find_membership(session, team), is_director=is_director)

    def check_sight(self, session: Session, record: str, team: Team) -> Membership | None:
        """The speaker's membership in the team, if any; Refused unless they may see that kind of record there."""
        place = self.find_membership(session, team)
        is_director = teams.is_director(session, self.person, team)
        gate.check_sight(record, self.person, place, is_director=is_director)
        return place

    def _no_team(self, session: Session) -> Refused:
        channel_id = self.said.channel_id or ""
        if not people.is_channel(channel_id):
            return Refused("You're in no team yet. Type `/pace team` in your team's channel to join it or to make one.")
        if team := self.team_here(session):
            offer = Offer("team.join", f"Join {team.name}", channel_id)
            return Refused(f"You're in no team yet. This channel is the one of *{team.name}*.", offers=(offer,))
        offer = Offer("team.found", "Make a team of this channel", channel_id)
        return Refused("You're in no team yet, and this channel has none.", offers=(offer,))

    # ── the database and Slack, never both at once ───────────────────────────────────────────────────────

    @contextmanager
    def reading(self) -> Iterator[Session]:
        self.admit()
        with self._doors.reading() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """The one transaction of this turn, in which the speaker acts; a repeated request is stopped here.

        It also ends the form that was submitted: what Slack tells of its fields later is not kept any more. And what
        `/pace undo` takes back from now on is this act, or nothing where no button takes it back.
        """
        self._undo, self._is_act = None, self.said.kind is not Kind.EVENT
        with self._once() as session:
            if self.said.kind is Kind.SUBMISSION:
                lock(session, self._submitted)
                insert_if_new(session, HandledRequest, key=self._submitted, handled_at=self.now)
            yield session
            if self._is_act:
                self._keep_undo(session)

    @contextmanager
    def keeping(self) -> Iterator[Session]:
        """The same where the speaker does nothing yet: what waits for an answer, or what was shown, is kept."""
        with self.writing() as session:
            self.only_asked()
            yield session

    def only_asked(self) -> None:
        """What this transaction writes is no act of the speaker: `/pace undo` takes back what it did before."""
        self._is_act = False

    @contextmanager
    def _once(self) -> Iterator[Session]:
        if self.said.kind is not Kind.EVENT:  # an event may be about somebody who is not to be admitted
            self.admit()
        self._places = None
        with self._doors.writing() as session:
            once = self.said.once
            if once and not insert_if_new(session, HandledRequest, key=once, handled_at=self.now):
                raise HandledAlready
            yield session
        self.has_acted = True

    def _keep_undo(self, session: Session) -> None:
        if self._undo:
            action, value = self._undo
            what = {"action": action, "value": value, "done_at": self.now}
            insert_or_update(session, Undo, {"person_id": self.person.id}, **what)
        else:
            session.execute(delete(Undo).where(Undo.person_id == self.person.id))

    @property
    def client(self) -> WebClient:
        self._doors.leave()
        return self._client

    # ── answers ──────────────────────────────────────────────────────────────────────────────────────────

    def reply(self, answer: str | Rendered) -> None:
        self._doors.leave()
        self.answers.reply(blocks.words(answer) if isinstance(answer, str) else answer)

    def open(self, form: Block) -> None:
        self._doors.leave()
        self.answers.open(form)

    def update(self, form: Block) -> None:
        self._doors.leave()
        self.answers.update(form)

    def push(self, form: Block) -> None:
        self.answers.push(form)

    def close_all(self) -> None:
        self.answers.close_all()

    # ── what takes it back ───────────────────────────────────────────────────────────────────────────────

    def undo_button(self, action: str, value: str | int, label: str = "Undo") -> Element:
        """The button that takes back what is done in this turn; `/pace undo` presses it until the next act."""
        self._undo = action, str(value)
        return blocks.button(label, action, value)

    def offer_undo(
        self, session: Session, team: Team, said_at: datetime, action: str, value: str | int
    ) -> list[Element]:
        """The same, but nothing where it is too late, or where the team has undo off."""
        is_too_late = preferences.too_late_to_undo(session, team, said_at, now=self.now)
        return [] if is_too_late else [self.undo_button(action, value)]

    # ── what is on its way ───────────────────────────────────────────────────────────────────────────────

    def keep_form(self, kind: str, entered: dict[str, Any], *, is_empty: bool, is_secret: bool = False) -> None:
        """Keep what stands in a form for its next opening; if it was emptied, it opens empty.

        Slack may tell a key press after the submission: nothing is kept of a form that was acted on. What is secret is
        kept sealed.
        """
        with self._once() as session:
            lock(session, self._submitted)  # what is entered and what is sent may arrive at the same moment
            if session.get(HandledRequest, self._submitted):
                return
            if is_empty:
                drafts.discard(session, self.person, kind)
            else:
                drafts.replace(session, self.person, kind, entered, now=self.now, is_secret=is_secret)

    @property
    def _submitted(self) -> str:
        """The key by which this opening of a form is known to have been acted on."""
        return f"form:{self.said.view_id}"

    def author(self) -> Person | None:
        """Who wrote the message on which a shortcut was used; None for an app, and for whom Slack doesn't show."""
        slack_id = "" if self.said.message.get("bot_id") else self.said.message.get("user", "")
        where = (self._database, self.client, self.said.workspace_id)
        wanted = [slack_id] if slack_id else []
        return people.resolve(*where, wanted, now=self.now, is_for_words=True).get(slack_id)

    def quoted(self) -> str:
        """The message on which a shortcut was used; Slack mentions there by id only, this adds the names.

        Whom Slack does not show is no mention any more, since nothing can be done with them.
        """
        bare = BARE_MENTION.findall(self.said.text)
        users = [slack_id for sign, slack_id in bare if sign == "@"]
        where = (self._database, self.client, self.said.workspace_id)
        known = people.resolve(*where, users, now=self.now, is_for_words=True)
        names = {slack_id: person.name for slack_id, person in known.items()}
        names |= people.channel_names(self.client, (slack_id for sign, slack_id in bare if sign == "#"))
        plain = {slack_id: re.sub(r"[<>|]", "", name) for slack_id, name in names.items()}

        def named(found: re.Match[str]) -> str:
            sign, slack_id = found.groups()
            is_nobody = sign == "@" and slack_id not in known
            return f"@{slack_id}" if is_nobody else f"<{sign}{slack_id}|{plain.get(slack_id, '')}>"

        return BARE_MENTION.sub(named, self.said.text)


@dataclass(frozen=True)
class Visit:
    """Somebody opens App Home: what the pages' cards are made from."""

    session: Session
    person: Person
    memberships: list[Membership]
    now: datetime

    @property
    def zone(self) -> str:
        """The zone of the person's first team, else their own."""
        return self.memberships[0].team.zone if self.memberships else self.person.zone

    @property
    def month(self) -> Period:
        return worktime.month_of(worktime.local_day(self.now, self.zone))
