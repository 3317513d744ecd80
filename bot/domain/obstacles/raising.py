"""An obstacle is raised: as a request to the team, or in private to whoever answers for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot import outbox
from bot.domain import accounts, gate, teams
from bot.domain.obstacles import due, lookup, telling
from bot.domain.obstacles.life import Act
from bot.errors import Refused, check_length
from bot.models import (
    Goal,
    Membership,
    Obstacle,
    ObstacleEvent,
    ObstacleHelper,
    ObstacleKind,
    ObstacleReach,
    ObstacleState,
    Person,
)
from bot.money import Money

LONGEST = {"what": 500, "asked_of": 60, "clears": 500, "account": 200, "text": 2000, "note": 2000}
MOST_HELPERS = 10
EXAMPLE = "Try `/obstacle Legal: yes or no on clause 7 of the Acme contract by Thursday`."
WHEN_IS_IT = "When does the call begin? Say its day and time, as in `Thu 14:00`."
PRIVATE_KINDS = frozenset({ObstacleKind.DISAGREEMENT})
"""Private, whatever is said."""


@dataclass(frozen=True)
class Facts:
    """What somebody says of an obstacle; what was left open takes its default."""

    what: str
    kind: ObstacleKind = ObstacleKind.OBSTACLE
    asked_of: str = ""
    clears: str = ""
    account: str | None = None
    amount: Money | None = None
    needed_at: datetime | None = None
    helpers: Sequence[Person] = ()
    goal: Goal | None = None
    is_private: bool = False
    is_about_leader: bool = False
    decider: Person | None = None
    other: Person | None = None


def raise_obstacle(session: Session, by: Membership, facts: Facts, *, now: datetime) -> Obstacle:
    """Put it before the team, or before the leader alone: what is about people is always private."""
    gate.check("obstacle.raise", by.person, by)
    _check(session, by, facts, now)
    is_about_leader = facts.is_about_leader or _is_with_leader(session, by, facts)
    account = accounts.get_or_add(session, by.team, facts.account) if facts.account else None
    obstacle = Obstacle(
        team=by.team,
        number=teams.next_number(session, by.team),
        kind=facts.kind,
        state=ObstacleState.UNOWNED,
        raiser=by.person,
        is_private=facts.is_private or is_about_leader or facts.kind in PRIVATE_KINDS,
        is_about_leader=is_about_leader,
        decider_id=facts.decider.id if facts.decider else None,
        other_id=facts.other.id if facts.other else None,
        what=facts.what.strip(),
        asked_of=facts.asked_of.strip(),
        clears=facts.clears.strip(),
        account_id=account.id if account else None,
        amount_minor=facts.amount.minor if facts.amount else None,
        currency=facts.amount.currency if facts.amount else None,
        goal_id=facts.goal.id if facts.goal else None,
        needed_at=facts.needed_at or due.usual_day(session, by.person, by.team, now),
        other_view="",
        raised_at=now,
        resolution="",
        is_trust=False,
        unowned_since=now,
        note="",
        helpers=[ObstacleHelper(person_id=person.id) for person in _distinct(facts.helpers)],
        reaches=[ObstacleReach(person_id=who, may_hear=False) for who in _leaders_meant(session, by, facts)],
    )
    session.add(obstacle)
    session.flush()
    _check_heard(session, obstacle)
    session.add(ObstacleEvent(obstacle_id=obstacle.id, act=Act.RAISE, by_id=by.person_id, text="", at=now))
    telling.announce(session, obstacle, now=now)
    due.schedule(session, obstacle)
    return obstacle


def reword(session: Session, by: Membership, obstacle: Obstacle, what: str) -> bool:
    """Say it in other words, while nobody has it yet; False where somebody acts on the words that there were."""
    gate.check("obstacle.raise", by.person, by)
    if obstacle.raiser_id != by.person_id or obstacle.state is not ObstacleState.UNOWNED:
        return False
    check_length(what, LONGEST["what"], field="what")
    obstacle.what = what
    outbox.touch(session, telling.key(obstacle))
    return True


def _distinct(people: Sequence[Person]) -> list[Person]:
    return list({person.id: person for person in people}.values())


def _is_with_leader(session: Session, by: Membership, facts: Facts) -> bool:
    return facts.other is not None and facts.other.id in teams.leader_ids(session, by.team)


def _leaders_meant(session: Session, by: Membership, facts: Facts) -> set[int]:
    """Whom it is said to be about, and from whom it is kept."""
    return teams.leader_ids(session, by.team) - {by.person_id} if facts.is_about_leader else set()


def _check(session: Session, by: Membership, facts: Facts, now: datetime) -> None:
    _check_words(facts)
    for field, people in (("helpers", facts.helpers), ("decider", [facts.decider]), ("other", [facts.other])):
        for person in people:
            if person is not None:
                gate.admit(person, field=field)
            if person is not None and person.id == by.person_id:
                raise Refused("That is you; name somebody else, or nobody.", field=field)
    if len(facts.helpers) > MOST_HELPERS:
        raise Refused(f"I ask at most {MOST_HELPERS} people by name; I read {len(facts.helpers)}.", field="helpers")
    if facts.kind is ObstacleKind.CALL and facts.needed_at is None:
        raise Refused(WHEN_IS_IT, field="due_on")
    if facts.needed_at and facts.needed_at <= now:
        raise Refused("That is over. By when it is needed lies ahead, as in `by Friday`.", field="due_on")
    if facts.goal and (facts.goal.owner_id != by.person_id or facts.goal.closed_at):
        raise Refused("That goal is not an open one of yours; `/goal` shows those.", field="goal")
    _check_other(session, by, facts)
    if facts.decider is not None and facts.other is not None and facts.decider.id == facts.other.id:
        raise Refused("Who decides is somebody else than whom you disagree with.", field="decider")
    if facts.decider is not None and facts.decider.id in _leaders_meant(session, by, facts):
        raise Refused(f"{facts.decider.name} leads *{by.team.name}*; name somebody else to decide.", field="decider")


def _check_other(session: Session, by: Membership, facts: Facts) -> None:
    """There is another side to a disagreement alone, and it is not one from whom it is kept."""
    if facts.other is None:
        return
    name = facts.other.name
    if facts.kind is not ObstacleKind.DISAGREEMENT:
        raise Refused(
            f"Whom you see it differently with is for a disagreement alone: choose that, or leave {name} out.",
            field="other",
        )
    if facts.other.id in _leaders_meant(session, by, facts):
        raise Refused(
            f"You say that your leader is not to see it, and {name}, as its other side, sees it. Leave one out, as in "
            "`/obstacle I am left out of the forecast about my leader decides @dana`.",
            field="other",
        )


def _check_words(facts: Facts) -> None:
    if not facts.what.strip():
        raise Refused(f"I read nothing that is needed. {EXAMPLE}", field="what")
    for field in ("what", "asked_of", "clears", "account"):
        said, longest = getattr(facts, field) or "", LONGEST[field]
        check_length(said, longest, field=field)


def _check_heard(session: Session, obstacle: Obstacle) -> None:
    """What is private needs somebody who hears of it."""
    if not obstacle.is_private:
        return
    if obstacle.is_about_leader and obstacle.decider is None:
        other, why = obstacle.other, "This is about a leader, who won't see it"
        if other and other.id in teams.leader_ids(session, obstacle.team):
            why = f"{other.name} is its other side and leads *{obstacle.team.name}*, so it is not theirs to decide"
        raise Refused(f"{why}: name who decides, as in `decides @dana`.", field="decider")
    if all(person.id == obstacle.raiser_id for person in lookup.heirs(session, obstacle)):
        leads = "You lead *{}* alone" if teams.leaders(session, obstacle.team) else "Nobody leads *{}*"
        raise Refused(
            f"{leads.format(obstacle.team.name)}, so nobody would hear of it: name who decides, as in `decides @dana`.",
            field="decider",
        )
