"""The form of one obstacle: what there is to say about it and what can be done; a private one is read only here."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from bot.domain import drafts, obstacles
from bot.errors import Refused
from bot.models import Obstacle, ObstacleKind
from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.obstacles import acts, telling
from bot.slack.obstacles.acts import VIEW
from bot.slack.turn import Turn

LABELS = {
    "take": "I'll take it",
    "over": "I'll take it over",
    "update": "Say what is new",
    "removed": "It is removed",
    "yes": "Yes",
    "no": "No",
    "decide": "It is decided as I write below",
    "trust": obstacles.TRUST,
    "view": "This is how I see it",
    "gone": "Really gone",
    "still": "Still there",
    "going": "I'm going with it",
    "drop": "Not an obstacle",
    "move": "It is needed by the day that I write below",
    "snooze": "Remind me tomorrow",
    "allow": "It may be taken further",
    "keep": "It goes no further",
    "up": "Take it further, with the note below",
}
FOR_A_CALL = {"take": "I'll join", "removed": "The call was joined"}
NOTHING = "nothing"


def opening(what: str = "") -> Callable[[Turn], None]:
    """The handler of a button that opens the form of an obstacle, with that act chosen."""
    return lambda turn: open_one(turn, int(turn.said.value.rpartition(":")[2]), what)


def open_one(turn: Turn, obstacle_id: int, what: str = "") -> None:
    with turn.reading() as session:
        obstacle = obstacles.get_by_id(session, turn.person, obstacle_id)
        if what:
            obstacles.check(session, turn.person, obstacle, acts.DO[what][0])
        if what == "up":
            obstacles.check_go_up(session, turn.person, obstacle)
        form = _form(session, turn, obstacle, what)
    turn.open(form)


def handle_submission(turn: Turn) -> None:
    values: dict[str, Any] = turn.said.values
    if "act" not in values:
        return
    what, text = values.get("act") or NOTHING, turn.said.written("text")
    if what == NOTHING or what not in acts.DO:
        raise Refused("Choose what to do, or close this.", field="act")
    acts.do(turn, what, turn.said.metadata["obstacle"], text)


def _form(session: Session, turn: Turn, obstacle: Obstacle, what: str) -> Block:
    told = blocks.joined(telling.told_of(session, obstacle, turn.person, turn.now))
    rows = [*blocks.sections(told), blocks.context(telling.seen_by(session, obstacle))]
    if can := acts.possible(session, turn, obstacle):
        kept = drafts.find(session, turn.person, f"{VIEW}:{obstacle.id}").get("text")
        choices = [(_label(obstacle, each), each) for each in can]
        chosen = what if what in can else can[0] if len(can) == 1 else ""
        rows.append(blocks.choice_field("act", "What would you like to do?", choices, chosen))
        rows.append(
            blocks.text_field(
                "text",
                "In words",
                kept or _suggested(session, turn, obstacle, what),
                hint=_hint(what),
                optional=True,
                multiline=True,
                longest=obstacles.LONGEST["text"],
            )
        )
    title, metadata = f"Obstacle {obstacle.number}", {"draft": f"{VIEW}:{obstacle.id}", "obstacle": obstacle.id}
    return blocks.form(VIEW, title, *rows, submit="Do it" if can else "Done", metadata=metadata)


def _label(obstacle: Obstacle, what: str) -> str:
    return FOR_A_CALL.get(what, LABELS[what]) if obstacle.kind is ObstacleKind.CALL else LABELS[what]


def _hint(what: str) -> str:
    return {"removed": "What did it? Whoever meets the like of it is glad to know."}.get(what, "")


def _suggested(session: Session, turn: Turn, obstacle: Obstacle, what: str) -> str:
    """The note with which a leader takes it further, to be edited."""
    if what != "up":
        return ""
    names = " and ".join(person.name for person in obstacles.check_go_up(session, turn.person, obstacle))
    needed = f" by {telling.day(obstacle.needed_at, obstacle.team.zone, turn.now)}" if obstacle.needed_at else ""
    return f"{names}, {obstacle.raiser.name} needed this{needed}: {obstacle.what}. Can you help us with it?"
