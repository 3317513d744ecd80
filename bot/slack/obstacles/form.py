"""An obstacle is raised: in a line, in a form, or out of a message."""

from dataclasses import asdict, replace
from typing import Any

from sqlalchemy.orm import Session

from bot import words
from bot.domain import drafts, goals, lessons, obstacles
from bot.errors import Refused
from bot.models import Membership, Obstacle, ObstacleKind
from bot.outbox import Rendered
from bot.slack import blocks, figures, learned, notified
from bot.slack.blocks import Block, Mrkdwn, mrkdwn
from bot.slack.obstacles import fields, telling
from bot.slack.obstacles.fields import ABOUT, LEADER, TEAM, Fields
from bot.slack.said import readable
from bot.slack.turn import Turn

FORM = "obstacle.form"
KINDS = {
    ObstacleKind.OBSTACLE: "An obstacle removed",
    ObstacleKind.RESOURCE: "Something that I need",
    ObstacleKind.DECISION: "A decision",
    ObstacleKind.CALL: "Company on a call",
    ObstacleKind.DISAGREEMENT: "A disagreement settled (always private)",
}
SEEN = {
    TEAM: "The team, as a request in its channel",
    LEADER: "My leader alone",
    ABOUT: "Not my leader, whom it is about: who decides, below",
}
LONGEST_QUOTE = 400
ASKED = Mrkdwn("By when, or how much? I read it in two ways, so I left it open.")
WHO_SEES_IT = Mrkdwn("That reads as if it were not for everybody, so I have told nobody yet. Who may see it?")
ABOUT_A_LEADER = Mrkdwn("That reads as if it were about a leader, so I have told nobody yet. Who may see it?")
WHEN = Mrkdwn("When does the call begin?")
DEFAULT_DAY = "Thursday, or Thu 14:00. Left empty: the team's usual time."


def hear(turn: Turn, text: str) -> None:
    """One line; the form where something is missing or can be read in two ways."""
    with turn.reading() as session:
        by = turn.membership(session)
        phrase = fields.heard(session, turn, by, text)
        if phrase.crowds:
            raise Refused(f"A group can't be asked by name, people can. {obstacles.EXAMPLE}")
        said = fields.of_phrase(session, by, phrase)
    is_untimed_call = said.kind == ObstacleKind.CALL and not (phrase.when and phrase.when.is_timed)
    if is_untimed_call:
        said = replace(said, due_on="")
    if phrase.sounds:
        _open_prefilled(turn, said, ABOUT_A_LEADER if said.seen == ABOUT else WHO_SEES_IT)
    elif (phrase.when and not phrase.when.day) or len(phrase.amounts) > 1:
        _open_prefilled(turn, said, ASKED)
    elif is_untimed_call:
        _open_prefilled(turn, said, WHEN)
    elif not said.what:
        _open_prefilled(turn, said, None)
    else:
        _raise(turn, said)


def _raise(turn: Turn, said: Fields, draft: str = "") -> None:
    people = turn.people(said.people)
    with turn.writing() as session:
        by = turn.membership(session)
        facts = fields.facts_of(session, turn, by, said, people)
        obstacle = obstacles.raise_obstacle(session, by, facts, now=turn.now)
        drafts.use_up(session, turn.person, draft)
        answer = _confirmation(session, turn, obstacle)
        about = f"{obstacle.asked_of} {obstacle.what} {obstacle.account or ''}"
    turn.reply(_with_lessons(turn, answer, about))


def _confirmation(session: Session, turn: Turn, obstacle: Obstacle) -> Rendered:
    """What was understood, who sees it, and when the next word comes."""
    zone = turn.person.zone
    if obstacle.is_private:
        told = mrkdwn("Obstacle {number} is raised in private.", number=obstacle.number)
    else:
        told = mrkdwn(
            "Obstacle {number}: {request}.",
            number=obstacle.number,
            request=telling.request(obstacle, zone=zone, now=turn.now),
        )
    seen = [telling.seen_by(session, obstacle)]
    if not obstacle.is_private and not obstacles.is_in_channel(session, obstacle):
        asked = obstacles.asked_by_name(obstacle)
        seen.append(notified.told(session, asked, "obstacles", "I ask {names}.", finds="it with `/obstacle list`"))
    if obstacle.needed_at:
        seen.append(f"Needed by {words.moment(obstacle.needed_at, zone, turn.now)}.")
    elements = [
        blocks.button("Open", "obstacle.open", obstacle.id),
        turn.undo_button("obstacle.drop", obstacle.id, "Take it back"),
    ]
    return blocks.message(blocks.section(told), blocks.context(" ".join(filter(None, seen))), blocks.actions(*elements))


def _with_lessons(turn: Turn, answer: Rendered, about: str) -> Rendered:
    """The answer with what helped before; searched in its own reading, so that no writer has to wait for it."""
    with turn.reading() as session:
        lines = learned.lines(lessons.like(session, turn.person, about), now=turn.now, zone=turn.person.zone)
    helped = [blocks.section(blocks.joined(["What helped with something like it:", *lines]))] if lines else []
    return blocks.message(*answer.blocks[:-1], *helped, answer.blocks[-1])


# ── the form ─────────────────────────────────────────────────────────────────────────────────────────────


def open_new(turn: Turn) -> None:
    """The form as it was left, or empty; a button says which draft it means."""
    _open(turn, turn.said.value or FORM, Fields())


def handle_message(turn: Turn) -> None:
    """ "Raise as an obstacle" on a message: with its words as what is needed."""
    quote = blocks.cut(" ".join(readable(turn.quoted()).split()), LONGEST_QUOTE)
    _open(turn, f"{FORM}:{turn.said.channel_id}:{turn.said.message['ts']}", Fields(what=quote))


def _open(turn: Turn, draft: str, at_first: Fields) -> None:
    with turn.reading() as session:
        kept = drafts.find(session, turn.person, draft)
        by = turn.membership(session)
        form = _form(session, by, fields.read(kept) if kept else at_first, draft)
    turn.open(form)


def _open_prefilled(turn: Turn, said: Fields, notice: Mrkdwn | None) -> None:
    """What was said just now is kept at once, so that closing the form loses nothing."""
    with turn.keeping() as session:
        by = turn.membership(session)
        drafts.replace(session, turn.person, FORM, asdict(said), now=turn.now)
        form = _form(session, by, said, FORM, notice)
    turn.open(form)


def handle_submission(turn: Turn) -> None:
    said = fields.read(turn.said.values)
    _raise(
        turn,
        replace(
            said,
            what=readable(said.what),
            asked_of=readable(said.asked_of),
            clears=readable(said.clears),
            account=readable(said.account),
        ),
        draft=turn.said.metadata["draft"],
    )


def handle_closed(turn: Turn) -> None:
    """Closed, or something entered: what is there comes back with the next opening."""
    entered = fields.read(turn.said.values)
    if turn.said.values:
        turn.keep_form(turn.said.metadata["draft"], asdict(entered), is_empty=not (entered.what or entered.clears))


def _form(session: Session, by: Membership, said: Fields, draft: str, notice: Mrkdwn | None = None) -> Block:
    longest = obstacles.LONGEST
    rows: list[Block] = [
        blocks.text_field("what", "What do you need?", said.what, placeholder="Yes or no on clause 7", longest=500),
        blocks.choice_field("kind", "What is it?", _choices(KINDS), said.kind or ObstacleKind.OBSTACLE),
        blocks.text_field(
            "asked_of", "From whom?", said.asked_of, placeholder="Legal", optional=True, longest=longest["asked_of"]
        ),
        blocks.text_field("clears", "What would clear it?", said.clears, optional=True, longest=longest["clears"]),
        blocks.people_field("helpers", "Who could help?", said.helpers),
        blocks.text_field("due_on", "By when?", said.due_on, hint=DEFAULT_DAY, optional=True, longest=60),
        blocks.text_field("account", "Account", said.account, optional=True, longest=longest["account"]),
        blocks.text_field("amount", "What is at stake?", said.amount, placeholder="48k", optional=True, longest=60),
        *_goals(session, by, said),
        blocks.choice_field("seen", "Who sees it?", _choices(SEEN), said.seen or TEAM),
        blocks.people_field("decider", "Who decides?", said.decider, hint="For a decision; else your leader does."),
        blocks.people_field("other", "With whom do you see it differently?", said.other, hint="For a disagreement."),
    ]
    return blocks.form(
        FORM,
        "Raise an obstacle",
        *blocks.sections(notice or ""),
        *rows,
        submit="Raise it",
        metadata={"draft": draft},
    )


def _choices(labels: dict[Any, str]) -> list[tuple[str, str]]:
    return [(label, str(value)) for value, label in labels.items()]


def _goals(session: Session, by: Membership, said: Fields) -> list[Block]:
    mine = [goal for goal in goals.open_of(session, by.person) if goal.team_id == by.team_id]
    if not mine:
        return []
    choices = [(f"{goal.number}: {figures.aim(goal)}", str(goal.id)) for goal in mine]
    return [blocks.choice_field("goal", "Which goal does it hold back?", choices, said.goal, optional=True)]
