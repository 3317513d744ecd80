"""Who may do what, and who sees what: two tables, asked by every command, click, form, shortcut and Home."""

from dataclasses import dataclass
from enum import StrEnum

from bot.errors import Refused
from bot.models import Membership, Person, PersonKind, Role


class Who(StrEnum):
    """The relations somebody can have to a record or an act; one person often has several."""

    OWNER = "its owner"
    LEADER = "a leader of the team"
    COACH = "the coach of that rep"
    TEAM = "people of the team"
    MANAGER = "a manager of the team"
    DIRECTOR = "a leader of the team above"
    ANYONE = "any full member of the workspace"


# ── acts ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Act:
    in_words: str
    """Ends a sentence that begins "Only … can"."""
    who: frozenset[Who]


def _act(in_words: str, *who: Who) -> Act:
    return Act(in_words, frozenset(who))


ACTS = {
    "team.found": _act("make a team", Who.ANYONE),
    "team.join": _act("join the team of a channel", Who.ANYONE),
    "team.leave": _act("leave the team", Who.TEAM),
    "team.show": _act("see the team", Who.TEAM, Who.DIRECTOR),
    "team.add": _act("add or remove people", Who.LEADER, Who.MANAGER),
    "team.appoint": _act("say who leads and who manages it", Who.LEADER),
    "team.rescue": _act("appoint a leader where none is left", Who.TEAM),
    "team.set": _act("change the settings of the team", Who.LEADER, Who.MANAGER),
    "team.place": _act("place a team under another", Who.LEADER),
    "team.share": _act("let another organisation read the team's wins", Who.LEADER),
    "win.record": _act("log wins for the team", Who.TEAM),
    "win.undo": _act("undo a win", Who.OWNER, Who.LEADER),
    "win.amend": _act("change a win", Who.OWNER, Who.LEADER),
    "win.reverse": _act("reverse a win", Who.OWNER, Who.LEADER),
    "account.merge": _act("say that two accounts are one", Who.TEAM),
    "no.log": _act("log no's in the team", Who.TEAM),
    "no.undo": _act("take a no back", Who.OWNER),
    "aim.set": _act("set a personal aim", Who.OWNER),
    "confidence.share": _act("share what is theirs alone", Who.OWNER),
    "kudos.give": _act("give kudos", Who.ANYONE),
    "kudos.undo": _act("take kudos back", Who.OWNER),
    "goal.set": _act("set a goal of their own in the team", Who.TEAM),
    "goal.set_for": _act("set a goal for somebody, or for the team", Who.LEADER),
    "goal.log": _act("say how a goal moves", Who.OWNER, Who.LEADER),
    "goal.edit": _act("change a goal", Who.OWNER, Who.LEADER),
    "goal.close": _act("close a goal", Who.OWNER, Who.LEADER),
    "goal.answer": _act("answer for a goal of theirs", Who.OWNER),
    "goal.divide": _act("divide a goal of the team", Who.LEADER),
    "board.post": _act("post the board in the team's channel", Who.LEADER),
    "digest.run": _act("preview, skip or post the digest of the team", Who.LEADER, Who.MANAGER),
    "board.teams": _act("see how the teams below stand", Who.LEADER, Who.MANAGER, Who.DIRECTOR),
    "obstacle.raise": _act("raise an obstacle in the team", Who.TEAM),
    "obstacle.take": _act("take an obstacle", Who.ANYONE),
    "obstacle.update": _act("say what is new about an obstacle", Who.ANYONE),
    "obstacle.clear": _act("say that an obstacle is removed", Who.ANYONE),
    "obstacle.confirm": _act("have the last word on an obstacle", Who.OWNER),
    "obstacle.allow": _act("let a private obstacle go further", Who.OWNER),
    "obstacle.drop": _act("say that it is no obstacle", Who.OWNER, Who.LEADER),
    "obstacle.move": _act("put an obstacle off", Who.OWNER, Who.LEADER),
    "obstacle.decide": _act("decide that", Who.OWNER, Who.LEADER),
    "obstacle.escalate": _act("take an obstacle over, or further", Who.OWNER, Who.LEADER),
    "obstacle.costs": _act("see what obstacles cost", Who.LEADER),
    "hours.offer": _act("offer hours to the team", Who.TEAM),
    "hours.book": _act("book hours that are offered to the team", Who.TEAM),
    "hours.cancel": _act("cancel hours, or a booking", Who.OWNER),
    "hours.join": _act("say that they joined", Who.OWNER),
    "north_star.write": _act("say where the team is going", Who.LEADER),
    "standards.set": _act("set the team's standards", Who.LEADER, Who.MANAGER),
    "standards.answer": _act("answer the team's standards", Who.TEAM),
    "brief.read": _act("read a leader's brief", Who.LEADER),
    "cheer.say": _act("cheer for somebody whom they lead", Who.LEADER),
    "cheer.say_leader": _act("cheer for a leader", Who.DIRECTOR),
    "inspection.say": _act("say what is looked at this week", Who.LEADER),
    "coaching.hold": _act("coach somebody", Who.LEADER, Who.COACH),
    "coaching.hold_leader": _act("coach a leader", Who.DIRECTOR),
    "coaching.ask": _act("ask for coaching in the team", Who.TEAM),
    "coaching.answer": _act("answer what a coach noted", Who.OWNER),
    "feedback.give": _act("give feedback within the team", Who.TEAM),
    "feedback.undo": _act("take feedback back", Who.OWNER),
    "away.set": _act("enter an absence", Who.OWNER, Who.LEADER),
    "promise.make": _act("promise something", Who.ANYONE),
    "promise.ask": _act("ask for something", Who.ANYONE),
    "promise.open": _act("promise something in a team's channel", Who.TEAM),
    "promise.keep": _act("say how a promise of theirs goes", Who.OWNER),
    "promise.confirm": _act("say whether what was promised to them is done", Who.OWNER),
    "autonomy.say": _act("let somebody go their own way, or end it", Who.LEADER),
    "autonomy.return": _act("give back what their leader lets them do", Who.OWNER),
    "autonomy.undo": _act("take back what they said of somebody's autonomy", Who.OWNER),
    "first_weeks.set": _act("say how their first weeks go on", Who.LEADER),
    "checkin.set": _act("set the team's check-ins", Who.LEADER, Who.MANAGER),
    "checkin.answer": _act("answer a check-in of theirs", Who.OWNER),
    "checkin.offer": _act("make an obstacle of that", Who.OWNER, Who.LEADER),
    "preference.set": _act("change a setting of a person", Who.OWNER),
}

NOT_ADMITTED = {
    PersonKind.GUEST: "I work with full members of this workspace, and {name} is a guest.",
    PersonKind.STRANGER: "I work with people of this workspace, and {name} is of another one.",
    PersonKind.BOT: "I work with people, and {name} is an app.",
}


def admit(person: Person, *, field: str | None = None) -> None:
    """Refuse all but full members of the workspace: guests, people of other organisations, bots, those who left.

    `field` is the field of a form in which they were named.
    """
    if person.kind is not PersonKind.MEMBER:
        raise Refused(NOT_ADMITTED[person.kind].format(name=person.name), field=field)
    if person.has_left:
        raise Refused(f"{person.name} has left this workspace.", field=field)


def check(
    act: str, person: Person, membership: Membership | None, *owner_ids: int | None, is_director: bool = False
) -> None:
    """Refuse unless `person` may do `act`; `owner_ids` are the owners of what it is done to, None for nobody."""
    admit(person)
    allowed = ACTS[act]
    if allowed.who.isdisjoint(standing(person, membership, *owner_ids, is_director=is_director)):
        who = " or ".join(who for who in Who if who in allowed.who)
        raise Refused(f"Only {who} can {allowed.in_words}.")


def allows(act: str, person: Person, membership: Membership | None, *owner_ids: int | None) -> bool:
    """The same as True or False, to decide what is shown to whom."""
    return not ACTS[act].who.isdisjoint(standing(person, membership, *owner_ids))


def standing(
    person: Person, membership: Membership | None, *owner_ids: int | None, is_director: bool = False
) -> frozenset[Who]:
    """The relations of `person` to something that belongs to `owner_ids`; `membership` is theirs in its team."""
    what = {Who.ANYONE}
    owners = {owner_id for owner_id in owner_ids if owner_id is not None}
    if person.id in owners:
        what.add(Who.OWNER)
    if is_director:
        what.add(Who.DIRECTOR)
    if membership is not None:
        what |= {Who.TEAM} | {ROLES[role] for role in membership.roles if role in ROLES}
        if owners and any(pair.rep.person_id in owners for pair in membership.coached):
            what.add(Who.COACH)
    return frozenset(what)


ROLES = {Role.LEADER: Who.LEADER, Role.MANAGER: Who.MANAGER}


# ── records ──────────────────────────────────────────────────────────────────────────────────────────────

Sight = bool | str
"""Yes, no, or words for how much or when."""


@dataclass(frozen=True)
class Record:
    """Who sees a kind of record; somebody with several of these relations sees what any of them does."""

    in_words: str
    owner: Sight
    leader: Sight
    coach: Sight
    team: Sight
    manager: Sight
    director: Sight
    channel: Sight
    """Everybody in the channel where the bot mentions it."""
    owner_in_words: str = "you"
    """How the owner is called when they ask who sees it."""


YES, NO = True, False
SEES = {
    "shared": Record(
        "wins, kudos, board, digest, north star, standards and shared obstacles (once there are any: changes, ideas)",
        YES, YES, YES, YES, YES, YES, "what was posted",
    ),
    "preferences": Record(
        "drafts, and how I talk to you",
        YES, NO, NO, NO, NO, NO, NO,
    ),
    "brief": Record(
        "a leader's morning brief, and whom I offer them to cheer for",
        YES, NO, NO, NO, NO, NO, NO, "that leader",
    ),
    "standard_answers": Record(
        "answers to the team's standards",
        YES, YES, NO, "how many are in, and a leader's own", "how many are in", NO, NO,
    ),
    "absence": Record(
        "when you are away",
        YES, YES, YES, YES, YES, YES, "that you are, in a check-in's message",
    ),
    "goals": Record(
        "goals and pace",
        YES, YES, YES, "goals made public", "team sums", "team sums", NO,
    ),
    "private_goals": Record(
        "goals made private",
        YES, YES, NO, NO, NO, NO, NO,
    ),
    "private_obstacle": Record(
        "private obstacles and disagreements",
        YES, YES, NO, NO, NO, "after the raiser's yes", NO, "both sides, whoever you ask to decide",
    ),
    "obstacle_about_leader": Record(
        "private obstacles and disagreements about a leader",
        YES, NO, NO, NO, NO, "after the raiser's yes", NO, "both sides and whoever you ask to decide",
    ),
    "promise": Record(
        "promises",
        YES, YES, NO, "what was said in the open, and how many a leader kept", NO, "how many leaders kept",
        "what was said in the open",
    ),
    "coaching": Record(
        "coaching notes",
        YES, "of talks that they held, while they lead", "of talks that they held, while they coach", NO, NO,
        "of talks that they held with a leader", NO,
    ),
    "coaching_request": Record(
        "what you ask to be coached on",
        YES, "if you asked them, while they coach you", "if you asked them, while they coach you", NO, NO,
        "if you asked them, while they coach you", NO,
    ),
    "preparation": Record(
        "private preparation of a coaching talk",
        NO, "who wrote it", "who wrote it", NO, NO, NO, NO,
    ),
    "feedback": Record(
        "feedback",
        "both sides", NO, NO, NO, NO, NO, NO,
    ),
    "scorecard": Record(
        "leaders' service figures",
        YES, NO, NO, "two working days later, after the first month", NO, "after the first month", NO, "that leader",
    ),
    "autonomy": Record(
        "whom a leader lets go their own way, and the words for it",
        YES, YES, NO, NO, NO, NO, NO,
    ),
    "noes": Record(
        "no's and the personal aim",
        YES, "how many no's, and the aim, once you share them", NO, NO, NO, "of leaders, once they share them", NO,
    ),
    "checkin": Record(
        "check-in answers to the team",
        YES, YES, YES, YES, YES, NO, "what was posted",
    ),
    "checkin_for_leader": Record(
        "check-in answers to the leader, and who didn't answer",
        YES, YES, NO, NO, NO, NO, NO,
    ),
    "growth_plan": Record(
        "growth plans",
        YES, "if they are the coach", YES, NO, NO, NO, NO,
    ),
    "support_plan": Record(
        "support plans",
        YES, YES, NO, NO, NO, "if named on its screen", NO,
    ),
    "pulse": Record(
        "the pulse about the leader's service",
        "the own answer", "the result", NO, "the result", NO, "the result", NO,
    ),
}  # fmt: skip


NOT_YET = frozenset(("growth_plan", "support_plan", "pulse"))
"""Kinds of record that do not exist yet: their rules are here before the first is written."""


def sees(record: str, standing: frozenset[Who]) -> bool:
    """Whether somebody with these relations sees that kind of record unconditionally."""
    row = SEES[record]
    columns = {
        Who.OWNER: row.owner, Who.LEADER: row.leader, Who.COACH: row.coach, Who.TEAM: row.team,
        Who.MANAGER: row.manager, Who.DIRECTOR: row.director,
    }  # fmt: skip
    return any(columns[who] is True for who in standing if who in columns)


def check_sight(
    record: str, person: Person, membership: Membership | None, *owner_ids: int | None, is_director: bool = False
) -> None:
    """Refuse unless `person` sees that kind of record."""
    admit(person)
    if not sees(record, standing(person, membership, *owner_ids, is_director=is_director)):
        if membership is None and SEES[record].team is True:
            raise Refused(
                "You're not in that team, so I don't show you what it shares. "
                "The same line without the team's name shows what your own does, once you're in one."
            )
        raise Refused(f"You don't see {SEES[record].in_words} of this team.")
