"""An obstacle in words: the request, who has it, how it stands, and what can be done about it."""

import re
from datetime import datetime

from sqlalchemy.orm import Session

from bot import phrases, words, worktime
from bot.domain import obstacles, teams
from bot.models import Obstacle, ObstacleEvent, ObstacleKind, ObstacleState, Person
from bot.money import Money
from bot.slack import blocks
from bot.slack.blocks import Element, Mrkdwn, bold, mrkdwn

SIGNS = {
    ObstacleKind.OBSTACLE: "🚧",
    ObstacleKind.RESOURCE: "📦",
    ObstacleKind.DECISION: "⚖️",
    ObstacleKind.DISAGREEMENT: "🤝",
    ObstacleKind.CALL: "📞",
}
NEEDS = {
    ObstacleKind.OBSTACLE: "{sign} {who} needs {what}{of}{by}{about}",
    ObstacleKind.RESOURCE: "{sign} {who} needs {what}{of}{by}{about}",
    ObstacleKind.DECISION: "{sign} {who} needs a decision{of}: {what}{by}{about}",
    ObstacleKind.DISAGREEMENT: "{sign} {who} and {other} see it differently: {what}{by}{about}",
    ObstacleKind.CALL: "{sign} {who} would like company on a call: {what}{by}{about}",
}
IN_THE_WAY = "{sign} In {who}'s way: {what}{of}{by}{about}"
"""Where the words tell what is wrong, instead of naming what is needed, as the answer to "What is in the way?" does."""
ASKS = "{sign} {who} asks{of}: {what}{by}{about}"
"""Where the words are a question or a request."""
_ASKS = re.compile(
    r"(?:@\S+[\s,:]+)?(?:(?:please|who|when|where|why|how|what)(?![\w'-])|(?:can|could|would|(?-i:will|may)|should|shall|"
    r"is|are|do|does|did|have|has)\s+(?:i|you|we|they|he|she|it|some(?:body|one)|any(?:body|one))\b|is\b)|.*\?$",
    re.IGNORECASE | re.DOTALL,
)
_TELLS = re.compile(
    r"(?:no(?![.-]| or yes)|not(?!-)|nobody|nothing|still|waiting (?:for|on)|i|we|they|(?-i:[Ii]t)|there)\b|"
    r"(?:(?!\b(?:that|which|who|whom|whose|what|where|when|why|how|if|whether)\b)[^,;:.!?\n])*"
    r"\b(?:(?:am|is|are|was|were|does|did|never|always|keeps|takes|says|wants|refuses|waits|blocks|cannot|\w+n't|went|"
    r"ignores|asks)\b|(?:has|needs|(?<!to )(?<!can )have)\s+(?!of\b)\w|down(?:\s+(?:since|again)\b|$))",
    re.IGNORECASE,
)
_NEEDS_ALREADY = re.compile(r"^(?:i|we) need\s+(?=\S)", re.IGNORECASE)
TAKE = {ObstacleKind.CALL: "I'll join"}
CLEARED = {ObstacleKind.CALL: "Joined"}
LATEST = 5
LONGEST_IN_A_LIST = 200


# ── the request ──────────────────────────────────────────────────────────────────────────────────────────


def request(obstacle: Obstacle, *, zone: str, now: datetime, longest: int = 500) -> Mrkdwn:
    """ "Rita needs a yes or no on clause 7 from Legal by Thu 19 Nov · Acme, $48,000"."""
    what = obstacle.what
    if obstacle.kind in (ObstacleKind.OBSTACLE, ObstacleKind.RESOURCE):
        what = _NEEDS_ALREADY.sub("", what)
    sentence, by, of = NEEDS[obstacle.kind], _by(obstacle, zone, now), " from {asked_of}"
    if obstacle.kind is ObstacleKind.OBSTACLE and _ASKS.match(phrases.mask(what)):
        sentence, of, by = ASKS, " {asked_of}", by and f" ·{by}"
    elif obstacle.kind is ObstacleKind.OBSTACLE and _TELLS.match(phrases.mask(what)):
        sentence, of, by = IN_THE_WAY, " · asked of {asked_of}", by and f" · to be gone{by}"
    return mrkdwn(
        sentence,
        sign=SIGNS[obstacle.kind],
        who=obstacle.raiser.name,
        other=obstacle.other.name if obstacle.other else "somebody",
        what=bold(blocks.cut(what, longest)),
        of=of.format(asked_of=obstacle.asked_of) if obstacle.asked_of else "",
        by=by,
        about=_about(obstacle),
    )


def _by(obstacle: Obstacle, zone: str, now: datetime) -> str:
    if obstacle.needed_at is None:
        return ""
    if obstacle.kind is ObstacleKind.CALL:
        return f" · {words.moment(obstacle.needed_at, zone, now)}"
    is_same_day = worktime.local_day(obstacle.needed_at, zone) == worktime.local_day(
        obstacle.needed_at, obstacle.raiser.zone
    )
    return f" by {(day if is_same_day else words.moment)(obstacle.needed_at, zone, now)}"


def _about(obstacle: Obstacle) -> str:
    told = [obstacle.account] if obstacle.account else []
    if obstacle.amount_minor is not None and obstacle.currency:
        money = Money(obstacle.amount_minor, obstacle.currency)
        told.append(phrases.format_money(money, obstacle.team.currency))
    return f" · {', '.join(told)}" if told else ""


def day(when: datetime, zone: str, now: datetime) -> str:
    return words.day(worktime.local_day(when, zone), today=worktime.local_day(now, zone))


def in_a_list(obstacle: Obstacle, reader: Person, now: datetime) -> Mrkdwn:
    """A line; of a private one only that it is there."""
    if obstacle.is_private:
        return mrkdwn(
            "{number} · 🔒 private, raised by {who}: `/obstacle {number}` opens it",
            number=obstacle.number,
            who="you" if obstacle.raiser_id == reader.id else obstacle.raiser.name,
        )
    return mrkdwn(
        "{number} · {request} · {stands}",
        number=obstacle.number,
        request=request(obstacle, zone=obstacle.team.zone, now=now, longest=LONGEST_IN_A_LIST),
        stands=_stands(obstacle),
    )


def _stands(obstacle: Obstacle) -> str:
    match obstacle.state:
        case ObstacleState.OWNED if obstacle.owner is not None:
            return f"{obstacle.owner.name} has it"
        case ObstacleState.UNOWNED:
            return "nobody has it yet"
        case ObstacleState.CLEARED:
            return "waits for the last word"
        case _:
            return "done"


def age(session: Session, obstacle: Obstacle, reader: Person, now: datetime) -> str:
    """How long it has been there: for its owner and the leader, and nobody else."""
    place = teams.find_membership(session, reader, obstacle.team)
    if reader.id != obstacle.owner_id and not (place and place.is_leader):
        return ""
    days = (
        worktime.local_day(now, obstacle.team.zone) - worktime.local_day(obstacle.raised_at, obstacle.team.zone)
    ).days
    return f"{words.count(days, 'day')} old" if days else "raised today"


# ── one of them ──────────────────────────────────────────────────────────────────────────────────────────


def told_of(session: Session, obstacle: Obstacle, reader: Person, now: datetime) -> list[Mrkdwn]:
    """All that there is to say about one, for somebody who sees it."""
    zone = reader.zone
    lines = [
        mrkdwn("*Obstacle {number}* · {team}", number=obstacle.number, team=obstacle.team.name),
        request(obstacle, zone=zone, now=now),
    ]
    facts = (
        ("What would clear it", obstacle.clears),
        ("How the other side sees it", obstacle.other_view),
        ("Holds back", f"goal {obstacle.goal.number}" if obstacle.goal else ""),
        ("Could help", words.listed([helper.person.name for helper in obstacle.helpers])),
        ("Decides", obstacle.decider.name if obstacle.decider else ""),
        ("Settled", obstacle.resolution),
        ("Taken further", _taken_further(obstacle, zone, now)),
        ("With the note", obstacle.note),
    )
    lines += [mrkdwn("*{label}:* {text}", label=label, text=text) for label, text in facts if text]
    lines.append(Mrkdwn(blocks.escape(obstacles.how_it_stands(obstacle))))
    if old := age(session, obstacle, reader, now):
        lines.append(mrkdwn("{old}", old=old[:1].upper() + old[1:] + "."))
    latest = obstacles.events(session, obstacle, limit=LATEST)
    return [*lines, *(_event(event, zone, now) for event in latest if event.text and event.by)]


def _taken_further(obstacle: Obstacle, zone: str, now: datetime) -> str:
    if obstacle.went_up_at is None:
        return ""
    by = f" by {obstacle.went_up_by.name}" if obstacle.went_up_by else " by itself"
    return f"{day(obstacle.went_up_at, zone, now)}{by}"


def _event(event: ObstacleEvent, zone: str, now: datetime) -> Mrkdwn:
    who = event.by.name if event.by else ""
    text = blocks.short(event.text, LONGEST_IN_A_LIST)
    return mrkdwn("• {day} {who}: {text}", day=day(event.at, zone, now), who=who, text=text)


def seen_by(session: Session, obstacle: Obstacle) -> str:
    """Who else sees it, as a sentence."""
    if not obstacle.is_private and not obstacles.is_in_channel(session, obstacle):
        return "The channel is not told of it; the team finds it with `/obstacle list`."
    if not obstacle.is_private:
        return "Everybody whom the team's channel reaches sees it."
    people = [obstacle.raiser, *obstacles.heirs(session, obstacle), *obstacles.hearers(session, obstacle)]
    people += [person for person in (obstacle.other, obstacle.decider) if person]
    people += obstacles.reached(session, obstacle)
    names = list(dict.fromkeys(person.name for person in people))
    return f"🔒 Seen by {words.listed(names)}, and nobody else."


# ── what can be done ─────────────────────────────────────────────────────────────────────────────────────


def buttons(obstacle: Obstacle) -> list[Element]:
    """Under the request in the channel: the same for everybody, as the answer to a click says who may do it."""
    if not obstacle.is_open:
        return []
    found: list[Element] = []
    if obstacle.state is ObstacleState.UNOWNED and obstacle.kind is not ObstacleKind.DECISION:
        label = TAKE.get(obstacle.kind, "I'll take it")
        found.append(blocks.button(label, "obstacle.take", obstacle.id, style="primary"))
    if obstacle.kind is ObstacleKind.DECISION:
        found.append(blocks.button("Answer", "obstacle.decide", obstacle.id, style="primary"))
        found.append(blocks.button(obstacles.TRUST, "obstacle.trust", obstacle.id))
    found.append(blocks.button("Update", "obstacle.update", obstacle.id))
    if obstacle.kind is not ObstacleKind.DECISION:
        found.append(blocks.button(CLEARED.get(obstacle.kind, "Removed"), "obstacle.clear", obstacle.id))
    found.append(blocks.button("Not an obstacle", "obstacle.drop", obstacle.id))
    return found
