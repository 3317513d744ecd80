"""Who may do what: one table of acts and those who may, asked by every command, click, submission and shortcut."""

from dataclasses import dataclass
from enum import StrEnum

from bot.errors import Refused
from bot.models import Membership, Person, PersonKind, Role


class Who(StrEnum):
    ANYONE = "any full member of the workspace"
    TEAM = "people of the team"
    OWNER = "its owner"
    LEADER = "a leader of the team"


@dataclass(frozen=True)
class Act:
    in_words: str
    """Finishes "… can"."""
    who: frozenset[Who]


ACTS = {
    "team.found": Act("make a team", frozenset({Who.ANYONE})),
    "team.join": Act("join the team of a channel", frozenset({Who.ANYONE})),
    "team.show": Act("see the team", frozenset({Who.TEAM})),
    "team.add": Act("add people to the team", frozenset({Who.LEADER})),
    "win.record": Act("log wins for the team", frozenset({Who.TEAM})),
    "win.list": Act("see the team's wins", frozenset({Who.TEAM})),
    "win.undo": Act("undo a win", frozenset({Who.OWNER, Who.LEADER})),
    "win.amend": Act("change a win", frozenset({Who.OWNER, Who.LEADER})),
    "win.reverse": Act("reverse a win", frozenset({Who.OWNER, Who.LEADER})),
}

NOT_ADMITTED = {
    PersonKind.GUEST: "I work with full members of this workspace, and {name} is a guest.",
    PersonKind.STRANGER: "I work with people of this workspace, and {name} is of another organisation.",
    PersonKind.BOT: "I work with people, and {name} is an app.",
}


def admit(person: Person) -> None:
    """Refuse everybody who is nobody here: guests, people of other organisations, bots, those who left."""
    if person.kind is not PersonKind.MEMBER:
        raise Refused(NOT_ADMITTED[person.kind].format(name=person.name))
    if person.has_left:
        raise Refused(f"{person.name} has left this workspace.")


def check(act: str, person: Person, membership: Membership | None, *owner_ids: int) -> None:
    """Refuse unless `person` may do `act`; `owner_ids` are the people whom its subject belongs to."""
    admit(person)
    allowed = ACTS[act]
    if allowed.who.isdisjoint(_standing(person, membership, owner_ids)):
        who = " or ".join(who for who in Who if who in allowed.who)
        raise Refused(f"Only {who} can {allowed.in_words}.")


def _standing(person: Person, membership: Membership | None, owner_ids: tuple[int, ...]) -> set[Who]:
    standing = {Who.ANYONE}
    if membership is not None:
        standing.add(Who.TEAM)
        if Role.LEADER in membership.roles:
            standing.add(Who.LEADER)
        if person.id in owner_ids:
            standing.add(Who.OWNER)
    return standing
