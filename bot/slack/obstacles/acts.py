"""What people do about an obstacle, however they say it: with a button, in words, or in the form of one."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from bot import words
from bot.domain import drafts, obstacles
from bot.domain.obstacles import Act
from bot.errors import Refused
from bot.models import Obstacle, Team
from bot.slack import blocks, notified
from bot.slack.blocks import Mrkdwn, mrkdwn
from bot.slack.obstacles import fields, telling
from bot.slack.said import readable
from bot.slack.turn import Turn

Doing = Callable[[Session, Turn, Obstacle, str], Mrkdwn]
VIEW = "obstacle.view"
DECISIONS = {"yes": "Yes", "no": "No"}
TRUST_IN_WORDS = ("your call", "your call, i'll back you", "your call i'll back you")


def _take(session: Session, turn: Turn, obstacle: Obstacle, text: str) -> Mrkdwn:
    obstacles.take(session, turn.person, obstacle, now=turn.now)
    _add(session, turn, obstacle, text)
    return _yours(session, turn, obstacle)


def _take_over(session: Session, turn: Turn, obstacle: Obstacle, text: str) -> Mrkdwn:
    obstacles.take_over(session, turn.person, obstacle, now=turn.now)
    _add(session, turn, obstacle, text)
    return _yours(session, turn, obstacle)


def _add(session: Session, turn: Turn, obstacle: Obstacle, text: str) -> None:
    """What was written beside an act that leaves it open, as an update."""
    if text.strip():
        obstacles.update(session, turn.person, obstacle, text, now=turn.now)


def _yours(session: Session, turn: Turn, obstacle: Obstacle) -> Mrkdwn:
    by = f", needed by {words.moment(obstacle.needed_at, turn.person.zone, turn.now)}" if obstacle.needed_at else ""
    heard = _heard(session, turn, obstacle, "{names} hears who has it.")
    return mrkdwn("Thank you. Obstacle {number} is yours{by}.{heard}", number=obstacle.number, by=by, heard=heard)


def _heard(session: Session, turn: Turn, obstacle: Obstacle, sentence: str) -> str:
    """The sentence behind another, about whoever raised it, where that is another who can be told."""
    raiser = obstacle.raiser
    if raiser.id == turn.person.id or not raiser.is_here:
        return ""
    return f" {notified.told(session, [raiser], 'obstacles', sentence)}"


def _update(session: Session, turn: Turn, obstacle: Obstacle, text: str) -> Mrkdwn:
    obstacles.update(session, turn.person, obstacle, text, now=turn.now)
    where = "stands in the thread of the request" if obstacles.is_in_channel(session, obstacle) else "is kept with it"
    return mrkdwn("Noted: it {where}.", where=where)


def _clear(session: Session, turn: Turn, obstacle: Obstacle, text: str) -> Mrkdwn:
    obstacles.clear(session, turn.person, obstacle, text, now=turn.now)
    return _settled(obstacle)


def _decide(session: Session, turn: Turn, obstacle: Obstacle, text: str) -> Mrkdwn:
    said = text.strip().casefold().rstrip(".!")
    if said in TRUST_IN_WORDS:
        return _trust(session, turn, obstacle, "")
    obstacles.decide(session, turn.person, obstacle, DECISIONS.get(said, text), now=turn.now)
    return _settled(obstacle)


def _yes(session: Session, turn: Turn, obstacle: Obstacle, text: str) -> Mrkdwn:
    return _decide(session, turn, obstacle, f"Yes. {text}" if text else "yes")


def _no(session: Session, turn: Turn, obstacle: Obstacle, text: str) -> Mrkdwn:
    return _decide(session, turn, obstacle, f"No. {text}" if text else "no")


def _trust(session: Session, turn: Turn, obstacle: Obstacle, text: str) -> Mrkdwn:
    obstacles.decide(session, turn.person, obstacle, text, now=turn.now, is_trust=True)
    heard = _heard(session, turn, obstacle, "{names} hears it.")
    return mrkdwn("Said: “{said}”.{heard}", said=obstacle.resolution, heard=heard)


def _settled(obstacle: Obstacle) -> Mrkdwn:
    return Mrkdwn(blocks.escape(f"Thank you. {obstacles.how_it_stands(obstacle)}"))


def _confirm(session: Session, turn: Turn, obstacle: Obstacle, text: str) -> Mrkdwn:
    obstacles.confirm(session, turn.person, obstacle, text, now=turn.now)
    return mrkdwn("Good. Obstacle {number} is gone.", number=obstacle.number)


def _reopen(session: Session, turn: Turn, obstacle: Obstacle, text: str) -> Mrkdwn:
    obstacles.reopen(session, turn.person, obstacle, text, now=turn.now)
    return mrkdwn("Open again. {how}", how=obstacles.how_it_stands(obstacle))


def _go_with(session: Session, turn: Turn, obstacle: Obstacle, text: str) -> Mrkdwn:
    obstacles.go_with(session, turn.person, obstacle, text, now=turn.now)
    return mrkdwn("Noted that you are going with it. {how}", how=obstacles.how_it_stands(obstacle))


def _view(session: Session, turn: Turn, obstacle: Obstacle, text: str) -> Mrkdwn:
    obstacles.say_view(session, turn.person, obstacle, text, now=turn.now)
    return mrkdwn("Noted. {seen}", seen=telling.seen_by(session, obstacle))


def _drop(session: Session, turn: Turn, obstacle: Obstacle, text: str) -> Mrkdwn:
    obstacles.drop(session, turn.person, obstacle, text, now=turn.now)
    return mrkdwn("Dropped: {number} is no obstacle any more.", number=obstacle.number)


def _move(session: Session, turn: Turn, obstacle: Obstacle, text: str) -> Mrkdwn:
    needed_at = fields.read_needed(session, turn, obstacle.team, text, obstacle.kind)
    obstacles.move(session, turn.person, obstacle, needed_at, now=turn.now)
    return mrkdwn("Moved: needed by {by}.", by=words.moment(needed_at, turn.person.zone, turn.now))


def _snooze(session: Session, turn: Turn, obstacle: Obstacle, text: str) -> Mrkdwn:
    if text.strip().casefold().removeprefix("until ") not in ("", "tomorrow"):
        raise Refused(
            f"I read “{blocks.cut(text, 40)}”, and a reminder waits until tomorrow: "
            f"`/obstacle snooze {obstacle.number}`. What is needed by another day is moved: "
            f"`/obstacle move {obstacle.number} Monday`.",
            field="text",
        )
    later = obstacles.snooze(session, turn.person, obstacle, now=turn.now)
    return mrkdwn("You hear of it again on {when}.", when=words.moment(later, turn.person.zone, turn.now))


def _allow(session: Session, turn: Turn, obstacle: Obstacle, text: str) -> Mrkdwn:
    """In words for whoever leads above; by a click for those whom the question named, behind the obstacle's id."""
    named = [int(person_id) for person_id in turn.said.value.partition(":")[2].split(",") if person_id]
    obstacles.allow(session, turn.person, obstacle, True, named=named, now=turn.now)
    _add(session, turn, obstacle, text)
    names = [person.name for person in obstacles.superiors(session, obstacle)]
    return mrkdwn("Noted: {who} may hear of it.", who=" or ".join(names))


def _keep(session: Session, turn: Turn, obstacle: Obstacle, text: str) -> Mrkdwn:
    above = obstacles.superiors(session, obstacle) if obstacle.went_up_at else []
    obstacles.allow(session, turn.person, obstacle, False, now=turn.now)
    _add(session, turn, obstacle, text)
    if not above:
        return Mrkdwn("Noted: it goes no further.")
    who, read = words.listed([person.name for person in above]), "reads" if len(above) == 1 else "read"
    return mrkdwn("Noted: it goes no further, and {who} {read} it no more.", who=who, read=read)


def _go_up(session: Session, turn: Turn, obstacle: Obstacle, text: str) -> Mrkdwn:
    people = obstacles.go_up(session, turn.person, obstacle, text, now=turn.now)
    reads = "reads" if len(people) == 1 else "read"
    return Mrkdwn(blocks.escape(notified.told(session, people, "obstacles", f"{{names}} {reads} it with your note.")))


DO: dict[str, tuple[Act, Doing]] = {
    "take": (Act.TAKE, _take),
    "over": (Act.TAKE_OVER, _take_over),
    "update": (Act.UPDATE, _update),
    "removed": (Act.CLEAR, _clear),
    "yes": (Act.DECIDE, _yes),
    "no": (Act.DECIDE, _no),
    "decide": (Act.DECIDE, _decide),
    "trust": (Act.DECIDE, _trust),
    "view": (Act.VIEW, _view),
    "gone": (Act.CONFIRM, _confirm),
    "still": (Act.REOPEN, _reopen),
    "going": (Act.GO_WITH, _go_with),
    "drop": (Act.DROP, _drop),
    "move": (Act.MOVE, _move),
    "snooze": (Act.SNOOZE, _snooze),
    "allow": (Act.ALLOW, _allow),
    "keep": (Act.ALLOW, _keep),
    "up": (Act.GO_UP, _go_up),
}
"""What can be done with an obstacle, by the word for it behind `/obstacle`."""


# ── the ways ─────────────────────────────────────────────────────────────────────────────────────────────


def do(turn: Turn, what: str, obstacle_id: int, text: str = "") -> None:
    """Do it, and say what came of it."""
    with turn.writing() as session:
        obstacle = obstacles.get_by_id(session, turn.person, obstacle_id)
        answer = DO[what][1](session, turn, obstacle, text)
        drafts.discard(session, turn.person, f"{VIEW}:{obstacle_id}")
    turn.reply(answer)


def clicking(what: str) -> Callable[[Turn], None]:
    """A button that does it at once."""
    return lambda turn: do(turn, what, int(turn.said.value.partition(":")[0]))


def handle_words(turn: Turn, what: str, number: str, text: str) -> None:
    """`/obstacle take 12`."""
    do(turn, what, find_id(turn, number), readable(text))


def find_id(turn: Turn, number: str) -> int:
    """The id of the obstacle of that number in the team that is meant."""
    with turn.reading() as session:
        return obstacles.get_obstacle(session, turn.person, team_meant(session, turn), number).id


def team_meant(session: Session, turn: Turn) -> Team:
    """The team of the channel, even for a helper who is not in it; else the speaker's own."""
    return turn.team_here(session) or turn.membership(session).team


def possible(session: Session, turn: Turn, obstacle: Obstacle) -> list[str]:
    """The words for what this person can do with it now."""
    found = []
    for what, (act, _) in DO.items():
        try:
            obstacles.check(session, turn.person, obstacle, act)
            if act is Act.GO_UP:
                obstacles.check_go_up(session, turn.person, obstacle)
        except Refused:
            continue
        if act is not Act.ALLOW or obstacle.is_private:
            found.append(what)
    return found
