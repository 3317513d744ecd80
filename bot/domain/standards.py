"""Standards: what a team expects of everybody in it, and what each of them answers."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from itertools import product

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from bot import outbox
from bot.domain import gate, preferences, teams
from bot.errors import Refused, Superseded, check_length
from bot.models import Membership, Person, Recurrence, Standard, StandardAnswer, StandardKind, Team

LONGEST = 300
LONGEST_VIEW = 1000
LONGEST_METRIC = 60
MOST = 20
"""With more of them, none would be a standard."""
PAUSE = timedelta(minutes=10)
"""Standards set within this time are asked about in one message."""
EVERYTHING = 0
"""Instead of a moment: stands for the message to a newcomer, about all standards."""
NEWCOMER_FOR = timedelta(days=2)
EXAMPLE = "Try `/pace standards new Answer every inbound lead within 4 working hours`."


@dataclass(frozen=True)
class Expectation:
    """What a standard says; the fields are those of `Standard`."""

    kind: StandardKind
    text: str
    amount: int | None = None
    currency: str | None = None
    metric: str = ""
    per: Recurrence | None = None


# ── set ──────────────────────────────────────────────────────────────────────────────────────────────────


def set_standard(session: Session, by: Membership, said: Expectation, *, now: datetime) -> Standard:
    """Set a standard for everybody in the team; all but the setter are asked whether they are in."""
    by = teams.entitled(session, "standards.set", by)
    said = _checked(said)
    there = standing(session, by.team)
    if len(there) >= MOST:
        raise Refused(
            f"*{by.team.name}* has {MOST} standards already, and nobody keeps more in mind. "
            f"`/pace standards drop {there[0].number}` makes room."
        )
    if same := next((each for each in there if each.text.casefold() == said.text.casefold()), None):
        raise Refused(
            f"Standard {same.number} says that already. `/pace standards edit {same.number}` changes it.", field="text"
        )
    standard = Standard(
        team=by.team,
        number=teams.next_number(session, by.team),
        **vars(said),
        set_by_id=by.person_id,
        set_at=now,
        asked_at=_moment_to_ask(session, by.team, now),
    )
    session.add(standard)
    session.flush()
    _ask_everybody(session, standard)
    return standard


def amend(
    session: Session,
    by: Membership,
    standard: Standard,
    said: Expectation,
    *,
    now: datetime,
    version: int | None = None,
) -> Standard:
    """Reword it; everybody is asked again. `version` is the wording that was read."""
    by = teams.entitled(session, "standards.set", by)
    _lock(session, standard, version)
    said = _checked(said)
    if said == expectation_of(standard):
        raise Refused("That is how it reads already.", field="text")
    _retell(session, standard)
    for name, value in vars(said).items():
        setattr(standard, name, value)
    standard.version += 1
    standard.set_by_id, standard.set_at = by.person_id, now
    standard.asked_at = _moment_to_ask(session, by.team, now)
    session.flush()
    _ask_everybody(session, standard)
    return standard


def drop(session: Session, by: Membership, standard: Standard, *, now: datetime) -> Standard:
    """Drop it; the answers stay with those who gave them."""
    teams.entitled(session, "standards.set", by)
    _lock(session, standard)
    standard.dropped_at = now
    _retell(session, standard)
    return standard


def _checked(said: Expectation) -> Expectation:
    said = replace(said, text=" ".join(said.text.split()), metric=" ".join(said.metric.split()))
    if not said.text:
        raise Refused(f"What do you expect? I read no words. {EXAMPLE}", field="text")
    for name, text, longest in (("text", said.text, LONGEST), ("metric", said.metric, LONGEST_METRIC)):
        check_length(text, longest, field=name)
    if said.amount is None:
        return replace(said, currency=None, metric="", per=None)
    if not 0 < said.amount < 2**53:
        raise Refused("A standard's number is above zero. Try 12 or 20k, or leave it empty.", field="number")
    if said.per is None:
        raise Refused("How often: per week, month or quarter? Or leave the number empty.", field="per")
    if said.currency is None and not said.metric:
        raise Refused("So many of what? Try 12 and *demos*.", field="metric")
    return said


def expectation_of(standard: Standard) -> Expectation:
    return Expectation(**{part.name: getattr(standard, part.name) for part in fields(Expectation)})


# ── asked ────────────────────────────────────────────────────────────────────────────────────────────────


def _moment_to_ask(session: Session, team: Team, now: datetime) -> datetime:
    """When to ask: together with other standards that wait already, else after `PAUSE`."""
    waiting = select(func.max(Standard.asked_at)).where(Standard.team_id == team.id, Standard.asked_at > now)
    return session.scalar(waiting) or now + PAUSE


def _ask_everybody(session: Session, standard: Standard) -> None:
    asked = [member for member in _members(session, standard.team) if member.person_id != standard.set_by_id]
    off = preferences.off_among(session, "notices", *(member.person_id for member in asked))
    for member in asked:
        if member.person_id not in off:
            _ask(session, member, standard.asked_at, moment_of(standard))


def ask_newcomers(session: Session, *, now: datetime) -> None:
    """Ask those who joined lately, once, about the standards that were set before."""
    older = select(Standard.id).where(
        Standard.team_id == Membership.team_id, Standard.dropped_at.is_(None), Standard.set_at < Membership.joined_at
    )
    lately = (Membership.joined_at > now - NEWCOMER_FOR, Membership.joined_at <= now)
    rows = select(Membership).join(Person).where(*lately, Person.is_here, older.exists())
    for member in session.scalars(rows.order_by(Membership.id).options(joinedload(Membership.person))):
        is_told = outbox.is_wanted(session, ask_key(member.team_id, member.person_id, EVERYTHING))
        if not is_told and not preferences.is_off(session, member.person_id, "notices"):
            _ask(session, member, now, EVERYTHING)


def _ask(session: Session, member: Membership, due_at: datetime, moment: int) -> None:
    outbox.show_to(
        session,
        member.person,
        "standards.asked",
        ask_key(member.team_id, member.person_id, moment),
        due_at=due_at,
        team_id=member.team_id,
        person_id=member.person_id,
        moment=moment,
    )


def ask_key(team_id: int, person_id: int, moment: int) -> str:
    return f"standards:{team_id}:{person_id}:{moment}"


def moment_of(standard: Standard) -> int:
    """The number that standards asked about in one message have in common."""
    return int(standard.asked_at.timestamp())


def _retell(session: Session, standard: Standard) -> None:
    """Bring all messages about the present wording up to date, to those who were asked and to leaders."""
    for member in teams.members(session, standard.team):
        _touch(session, standard, member.person_id)
    answers = (StandardAnswer.standard_id == standard.id, StandardAnswer.version == standard.version)
    said = session.scalars(select(StandardAnswer.person_id).where(*answers)).all()
    for person_id, leader in product(said, teams.leaders(session, standard.team)):
        outbox.touch(session, _view_key(standard, person_id, leader.person))


def _touch(session: Session, standard: Standard, person_id: int) -> None:
    for moment in (moment_of(standard), EVERYTHING):
        outbox.touch(session, ask_key(standard.team_id, person_id, moment))


# ── answered ─────────────────────────────────────────────────────────────────────────────────────────────


def answer(
    session: Session,
    by: Membership,
    standard: Standard,
    *,
    is_in: bool,
    now: datetime,
    version: int | None = None,
    view: str = "",
    own_amount: int | None = None,
) -> StandardAnswer:
    """Answer "I'm in", or what they see differently; `version` is the wording that was read."""
    gate.check("standards.answer", by.person, by)
    _lock(session, standard, version)
    view = view.strip()
    _check_view(standard, is_in, view)
    said = session.get(StandardAnswer, (standard.id, by.person_id))
    if said is None:
        said = StandardAnswer(standard_id=standard.id, person_id=by.person_id)
        session.add(said)
    elif own_amount is None and is_in and said.is_in and said.version == standard.version:
        own_amount = said.own_amount
    said.version, said.is_in, said.view, said.answered_at = standard.version, is_in, "" if is_in else view, now
    said.own_amount = own_amount
    session.flush()
    _touch(session, standard, by.person_id)
    _tell_leaders(session, by, standard, said, now)
    return said


def _check_view(standard: Standard, is_in: bool, view: str) -> None:
    if is_in:
        return
    if not view:
        raise Refused(
            f"What do you see differently? Try `/pace standards differ {standard.number} Fridays are for follow-up`.",
            field="view",
        )
    check_length(view, LONGEST_VIEW, field="view")


def _tell_leaders(session: Session, by: Membership, standard: Standard, said: StandardAnswer, now: datetime) -> None:
    """Tell the leaders of a different view; once the person is in, bring such messages up to date."""
    leaders = [leader.person for leader in teams.leaders(session, standard.team, but=by.person_id)]
    if said.is_in:
        for leader in leaders:
            outbox.touch(session, _view_key(standard, by.person_id, leader))
        return
    for leader in preferences.wanting(session, "notices", leaders):
        outbox.show_to(
            session,
            leader,
            "standards.disputed",
            _view_key(standard, by.person_id, leader),
            due_at=now,
            standard_id=standard.id,
            person_id=by.person_id,
            leader_id=leader.id,
        )


def _view_key(standard: Standard, person_id: int, leader: Person) -> str:
    """The outbox key of what a leader was told of somebody's view of this wording."""
    return f"standard:{standard.id}:{person_id}:v{standard.version}:{leader.id}"


def _lock(session: Session, standard: Standard, version: int | None = None) -> None:
    """Lock it; Refused if it was dropped, or reworded since it was read."""
    session.execute(select(Standard.id).where(Standard.id == standard.id).with_for_update())
    session.refresh(standard)
    check_stands(standard)
    if version is not None and version != standard.version:
        raise Superseded(f"Standard {standard.number} has changed meanwhile. It reads now: {standard.text}")


def check_stands(standard: Standard) -> None:
    if standard.dropped_at:
        raise Refused(f"Standard {standard.number} was dropped meanwhile, so there is nothing left to say to it.")


# ── looked up ────────────────────────────────────────────────────────────────────────────────────────────


def standing(session: Session, team: Team, *, moment: int = EVERYTHING) -> list[Standard]:
    """The team's standards by number; with a `moment` only those asked about together (see `moment_of`)."""
    rows = select(Standard).where(Standard.team_id == team.id, Standard.dropped_at.is_(None)).order_by(Standard.number)
    found = session.scalars(rows.options(joinedload(Standard.set_by), joinedload(Standard.team)))
    return [standard for standard in found if moment in (EVERYTHING, moment_of(standard))]


def get_standard(session: Session, team: Team, number: int) -> Standard:
    standard = session.scalar(select(Standard).where(Standard.team_id == team.id, Standard.number == number))
    if standard is None:
        raise Refused(f"I know no standard {number} in *{team.name}*. `/pace standards` shows them with their numbers.")
    return standard


def get_by_id(session: Session, standard_id: int) -> Standard:
    """For buttons, which carry the id."""
    return session.get_one(Standard, standard_id)


def find_answer(session: Session, standard: Standard, person_id: int) -> StandardAnswer | None:
    """Somebody's answer to the present wording, if they gave one."""
    said = session.get(StandardAnswer, (standard.id, person_id))
    return said if said and said.version == standard.version else None


@dataclass
class Voices:
    """The answers of the team's people to the present wording of a standard, sorted by name."""

    members: dict[int, Membership] = field(default_factory=dict)
    """By person id."""
    said: dict[int, StandardAnswer] = field(default_factory=dict)

    @property
    def are_in(self) -> list[Membership]:
        return [member for who, member in self.members.items() if who in self.said and self.said[who].is_in]

    @property
    def differ(self) -> list[Membership]:
        return [member for who, member in self.members.items() if who in self.said and not self.said[who].is_in]

    @property
    def are_silent(self) -> list[Membership]:
        return [member for who, member in self.members.items() if who not in self.said]


def voices(session: Session, team: Team, standards: Iterable[Standard]) -> dict[int, Voices]:
    """The answers to each standard, by its id."""
    versions = {standard.id: standard.version for standard in standards}
    members = {member.person_id: member for member in _members(session, team)}
    found = {standard_id: Voices(members) for standard_id in versions}
    for said in session.scalars(select(StandardAnswer).where(StandardAnswer.standard_id.in_(versions))):
        if said.version == versions[said.standard_id] and said.person_id in members:
            found[said.standard_id].said[said.person_id] = said
    return found


def _members(session: Session, team: Team) -> list[Membership]:
    """The members who can be asked."""
    return [member for member in teams.members(session, team) if member.person.is_here]
