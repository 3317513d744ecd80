"""Who is in a team and as what: added, removed, shown, and followed as Slack changes them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot import phrases, words, worktime
from bot.domain import calendars, checkins, goals, obstacles, teams
from bot.errors import Refused
from bot.models import Membership, Person, Role, Team
from bot.outbox import Rendered
from bot.phrases import Mention
from bot.slack import blocks, people
from bot.slack.blocks import Mrkdwn, bold, mrkdwn
from bot.slack.said import readable
from bot.slack.turn import Turn

GLUE = re.compile(r"[\s,;&+]*(?:\band\b)?[\s,;&+.!]*", re.IGNORECASE)
AS = re.compile(r",?\s*\bas\s+(?:(?:an?|the)\s+)?(?P<role>[\w][\w -]*?)(?:\s+(?:of|for))?[\s:.!]*", re.IGNORECASE)
COACH = "coach"
ROLES = (*(role.value for role in Role), COACH)
ADD = "Try `/pace team add @rita @mia` or `/pace team add @sam as coach of @rita`."
REMOVE = "Try `/pace team remove @sam` or `/pace team remove @sam as leader`."
PAGE = 40
MOST_COACHED = 5


@dataclass(frozen=True)
class Named:
    """The people in a line: `people` before "as", `role` behind it (empty if not said), `reps` behind "coach of"."""

    people: list[Person]
    role: str
    reps: list[Person]

    @property
    def names(self) -> str:
        return words.listed([person.name for person in self.people])


def _read(turn: Turn, text: str, examples: str) -> Named:
    """Who is named and as what; Refused if any other word is left."""
    mentions = phrases.find_mentions(text)
    crowd = next((mention for mention in mentions if mention.kind != "user"), None)
    if crowd:
        raise Refused(f"“{readable(text[crowd.start : crowd.end])}” is no person. Name people one by one. {examples}")
    if not mentions:
        read = f"I read “{blocks.cut(readable(text), 60)}”, but no mention, and I don't guess who is meant."
        raise Refused(f"{read if text else 'Whom do you mean?'} {examples}")
    role, begins = _role(text, mentions, examples)
    known = turn.people(mention.id for mention in mentions)
    ids = [mention.id for mention in mentions]
    before, after = (list(dict.fromkeys(part)) for part in (ids[:begins], ids[begins:]))
    return Named([known[who] for who in before], role, [known[who] for who in after])


def _role(text: str, mentions: list[Mention], examples: str) -> tuple[str, int]:
    """The role that is said, and how many mentions stand before it."""
    ends, starts = (0, *(mention.end for mention in mentions)), (*(mention.start for mention in mentions), len(text))
    role, begins = "", len(mentions)
    for nth, between in enumerate(text[end:start] for end, start in zip(ends, starts, strict=True)):
        if GLUE.fullmatch(between):
            continue
        said = AS.fullmatch(between) if nth and not role else None
        if said is None:
            raise Refused(f"I don't understand “{blocks.cut(readable(between), 60)}” in that. {examples}")
        role, begins = _known_role(said["role"]), nth
    if begins < len(mentions) and role != COACH:
        raise Refused(f"One role at a time, and behind it nobody else. {examples}")
    return role, begins


def _known_role(word: str) -> str:
    role = word.casefold().removesuffix("es" if word.casefold() == "coaches" else "s")
    if role not in ROLES:
        nearest = phrases.nearest(role, ROLES)
        hint = f"Did you mean *{nearest}*?" if nearest else f"There are {words.listed(ROLES)}."
        raise Refused(f"I know no role “{blocks.cut(word, 40)}”. {hint}")
    return role


def add(turn: Turn, text: str) -> None:
    """`/pace team add @sam as manager`."""
    named = _read(turn, text, ADD)
    if named.role == COACH and not named.reps:
        raise Refused(f"Whom shall {named.names} coach? Try `/pace team add @sam as coach of @rita`.")
    with turn.writing() as session:
        by = turn.membership(session)
        answer = _add_coaches(session, turn, by, named) if named.role == COACH else _add(session, turn, by, named)
    turn.reply(answer)


def _add_coaches(session: Session, turn: Turn, by: Membership, named: Named) -> Mrkdwn:
    have_coached = [_coaches(session, by.team, person, named.reps) for person in named.people]
    for person in named.people:
        teams.add_coach(session, by, person, named.reps, now=turn.now)
    if all(have_coached):
        turn.only_asked()
    return mrkdwn(
        "{who} {are} of {reps} in {team} {since}.",
        who=named.names,
        are="is a coach" if len(named.people) == 1 else "are coaches",
        reps=words.listed([rep.name for rep in named.reps]),
        team=bold(by.team.name),
        since="already" if all(have_coached) else "now",
    )


def _coaches(session: Session, team: Team, person: Person, reps: Sequence[Person]) -> bool:
    """Whether the person coaches all of these reps."""
    member = teams.find_membership(session, person, team)
    coached = {pair.rep.person_id for pair in member.coached} if member else set()
    return coached >= {rep.id for rep in reps}


def _add(session: Session, turn: Turn, by: Membership, named: Named) -> Mrkdwn:
    role = Role(named.role or Role.REP)
    before = [person for person in named.people if teams.has_role(session, person, by.team, role)]
    added = [person for person in named.people if person not in before]
    teams.add_all(session, by, added, (role,), now=turn.now)
    checkins.replan_team(session, by.team, now=turn.now)
    goals.ask_again(session, by.team, added, now=turn.now)
    if role is Role.LEADER:
        obstacles.look_again(session, by.team, now=turn.now)
    if not added:
        turn.only_asked()
    told = [(added, "now"), (before, "already")]
    return blocks.joined([_told(by, role, who, since) for who, since in told if who], separator=" ")


def _told(by: Membership, role: Role, who: list[Person], since: str) -> Mrkdwn:
    are = f"is a {role}" if len(who) == 1 else f"are {role}s"
    names = words.listed([person.name for person in who])
    return mrkdwn("{names} {are} of {team} {since}.", names=names, are=are, team=bold(by.team.name), since=since)


def remove(turn: Turn, text: str) -> None:
    """`/pace team remove @sam`, or one role: `remove @sam as leader`."""
    named = _read(turn, text, REMOVE)
    with turn.writing() as session:
        by = turn.membership(session)
        team = by.team
        # The speaker last: once removed, they could remove nobody else.
        for person in sorted(named.people, key=lambda person: person.id == by.person_id):
            _remove(session, by, person, named)
        obstacles.look_again(session, team, now=turn.now)
        if not named.role:
            goals.ask_again(session, team, named.people, now=turn.now)
    turn.reply(_removed(named, team))


def _remove(session: Session, by: Membership, person: Person, named: Named) -> None:
    if named.role == COACH:
        teams.end_coaching(session, by, person, named.reps)
    elif named.role:
        teams.take_role(session, by, person, Role(named.role))
    else:
        teams.remove(session, by, person)


def _removed(named: Named, team: Team) -> Mrkdwn:
    is_one = len(named.people) == 1
    parts = {"who": named.names, "team": bold(team.name), "are": "is" if is_one else "are"}
    if named.role == COACH:
        reps = words.listed([rep.name for rep in named.reps]) or "anybody"
        return mrkdwn("{who} {are} no coach of {reps} in {team} any more.", **parts, reps=reps)
    if named.role:
        return mrkdwn("{who} {are} no {role} of {team} any more.", **parts, role=named.role)
    return mrkdwn("{who} {are} no longer in {team}. Their wins stay.", **parts)


def leave(turn: Turn) -> None:
    with turn.writing() as session:
        member = turn.membership(session)
        team = member.team
        teams.leave(session, member)
        obstacles.look_again(session, team, now=turn.now)
        goals.ask_again(session, team, [turn.person], now=turn.now)
        answer = mrkdwn("You've left {team}. Your wins there stay.", team=bold(team.name))
    turn.reply(answer)


# ── shown ────────────────────────────────────────────────────────────────────────────────────────────────


def show(turn: Turn, name: str) -> None:
    """`/pace team show`, or one of the teams below: `show East`."""
    with turn.reading() as session:
        team = turn.team_called(session, name)
        answer = _page(session, turn, team, 0)
    turn.reply(answer)


def handle_more(turn: Turn) -> None:
    team_id, _, skipped = turn.said.value.partition(":")
    with turn.reading() as session:
        answer = _page(session, turn, session.get_one(Team, int(team_id)), int(skipped))
    turn.reply(answer)


def _page(session: Session, turn: Turn, team: Team, skipped: int) -> Rendered:
    turn.check(session, "team.show", team)
    members = teams.members(session, team, skip=skipped, limit=PAGE)
    count = teams.count_members(session, team)
    today = worktime.local_day(turn.now, team.zone)
    away = calendars.away_on(session, [member.person for member in members], today)
    until = {who: words.day(period.last, today=today) for who, period in away.items()}
    lines = [_head(team, count), *(_line(member, until.get(member.person_id)) for member in members)]
    if not teams.leaders(session, team):
        lines.insert(1, mrkdwn(teams.LEADERLESS, team=bold(team.name)))
    parts = blocks.sections(blocks.joined(lines))
    rest = count - skipped - len(members)
    return blocks.message(*parts, *blocks.more(rest, "team.more", f"{team.id}:{skipped + PAGE}"))


def _head(team: Team, count: int) -> Mrkdwn:
    above = f" · under {team.parent.name}" if team.parent else ""
    return mrkdwn(
        "{team} · {channel} · {count} · {currency} · {zone}{above}",
        team=bold(team.name),
        channel=blocks.channel(team.channel_id),
        count="1 person" if count == 1 else f"{count} people",
        currency=team.currency,
        zone=words.zone(team.zone),
        above=above,
    )


def _line(member: Membership, away_until: str | None) -> Mrkdwn:
    roles = [role.value for role in Role if role in member.roles]
    if member.coached:
        reps = [pair.rep.person.name for pair in member.coached[:MOST_COACHED]]
        rest = len(member.coached) - len(reps)
        roles.append(f"coach of {words.listed([*reps, *([f'{rest} more'] if rest else [])])}")
    away = f" · away until {away_until}" if away_until else ""
    return mrkdwn("• {name}, {roles}{away}", name=member.person.name, roles=words.listed(roles) or "member", away=away)


# ── followed ─────────────────────────────────────────────────────────────────────────────────────────────


def handle_user_change(turn: Turn) -> None:
    """A name, a zone or the kind of membership changed in Slack, or somebody left: note how Slack has them now."""
    with turn.writing() as session:
        people.refresh(session, turn.said.workspace_id, turn.said.event["user"], now=turn.now)
